"""`routing desk`: opening cases, moving referrals, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from routing.cli.desk.moves import MOVES
from routing.cli.desk.moves import REASONS as NAMED
from routing.desk import REASONS
from tests.desk.command import CENTER, COUNCIL, HEAT, TEAM, Command


def state(data: Any, number: int) -> str:
    found: str = next(one["state"] for one in data["referrals"] if one["id"] == f"kinuta-heat/{number}")
    return found


def test_opening_a_case_tells_who_was_asked_and_who_is_accountable(command: Command) -> None:
    told = command("open", HEAT)
    assert (told.code, told.err) == (0, "")
    lines = told.out.splitlines()
    assert lines[0] == "kinuta-heat"
    assert "  kinuta-heat/3  lead · Kinuta support center [Community general support center]: requested" in lines
    assert lines[-2].startswith("  accountable now: Kinuta support center")
    assert lines[-1] == "  next date: 2026-08-03 12:00"


def test_a_bad_case_and_one_that_is_here_already_do_not_stop_the_others(heat: Command, tmp_path: Path) -> None:
    bad, other = tmp_path / "bad.yaml", tmp_path / "other.yaml"
    text = Path(HEAT).read_text(encoding="utf-8")
    bad.write_text(text.replace("status: suspected", "status: 82-years"), encoding="utf-8")
    other.write_text(text.replace("kinuta-heat", "kinuta-other"), encoding="utf-8")
    told = heat("open", bad, tmp_path / "none.yaml", HEAT, other)
    assert told.code == 2
    assert told.out.startswith("kinuta-other\n")
    assert "bad.yaml:14:" in told.err
    assert "none.yaml: " in told.err
    assert "case `kinuta-heat` is at the desk already" in told.err
    assert "82-years" not in told.err


def test_opening_with_a_key_can_be_repeated(heat: Command, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(Path(HEAT).read_text(encoding="utf-8").replace("kinuta-heat", "other"), encoding="utf-8")
    assert heat("open", other, "--key", "intake").code == 0
    told = heat("open", other, "--key", "intake", at="2026-08-04T10:00")
    assert (told.code, told.out) == (0, "other: nothing has changed\n")


def test_a_referral_goes_from_request_to_completion_by_commands(heat: Command) -> None:
    for name, after in (
        ("receive", "received"),
        ("accept", "accepted"),
        ("start", "in-progress"),
        ("hold", "on-hold"),
        ("resume", "in-progress"),
        ("complete", "completed"),
    ):
        reason = ["--reason", "capacity"] if name == "hold" else []
        assert state(heat.json(name, "kinuta-heat/5", "--by", COUNCIL, *reason), 5) == after


def test_what_accepting_the_lead_changes_is_told(heat: Command) -> None:
    heat("hand-over", "kinuta-heat", COUNCIL, "--by", CENTER)
    told = heat("accept", "kinuta-heat/7", "--by", COUNCIL, at="2026-08-03T11:00")
    lead = "lead · Social council Kinuta desk [Social welfare council]: requested → accepted"
    assert told.out.splitlines()[1] == f"  kinuta-heat/7  {lead}"
    assert "  accountable now: Social council Kinuta desk [Social welfare council] (handed over)\n" in told.out
    assert [one["agency"] for one in heat.json("show", "kinuta-heat")["held_before"]] == ["kinuta-anshin"]


def test_the_holder_stays_until_the_other_agency_has_accepted(heat: Command) -> None:
    data = heat.json("hand-over", "kinuta-heat", COUNCIL, "--by", CENTER)
    assert data["holder"]["agency"] == "kinuta-anshin"


@pytest.mark.parametrize(("name", "after"), [("reject", "rejected"), ("fail", "failed")])
def test_what_an_agency_declines_or_gives_up_is_told_with_its_reason(heat: Command, name: str, after: str) -> None:
    if name == "fail":
        heat("accept", "kinuta-heat/5", "--by", COUNCIL)
    told = heat(name, "kinuta-heat/5", "--by", COUNCIL, "--reason", "out_of_area")
    assert told.code == 0
    assert f"→ {after} (out of area)" in told.out.splitlines()[1]


@pytest.mark.parametrize(("name", "after"), [("cancel", "cancelled"), ("void", "entered-in-error")])
def test_the_backup_team_calls_a_referral_off(heat: Command, name: str, after: str) -> None:
    data = heat.json(name, "kinuta-heat/6", "--by", TEAM, "--reason", "duplicate")
    assert state(data, 6) == after


def test_a_note_is_kept_with_the_move(heat: Command) -> None:
    heat("accept", "kinuta-heat/5", "--by", COUNCIL, "--note", "visits begin on Friday")
    assert "· visits begin on Friday" in heat("show", "kinuta-heat").out


def test_a_command_repeated_with_its_key_happens_once(heat: Command) -> None:
    accept = ("accept", "kinuta-heat/5", "--by", COUNCIL, "--key", "answer-1")
    assert heat(*accept).code == 0
    told = heat(*accept, at="2026-08-09T10:00")
    assert (told.code, told.out) == (0, "kinuta-heat: nothing has changed\n")


def test_a_key_used_for_another_command_is_refused(heat: Command) -> None:
    heat("accept", "kinuta-heat/5", "--by", COUNCIL, "--key", "answer-1")
    told = heat("complete", "kinuta-heat/5", "--by", COUNCIL, "--key", "answer-1")
    assert (told.code, told.out) == (2, "")
    assert "was used before for another command" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("accept", "kinuta-heat/5", "--by", CENTER), "can be made `accepted` by its addressee alone"),
        (("complete", "kinuta-heat/5", "--by", COUNCIL), "is `requested` and cannot become `completed`"),
        (("accept", "kinuta-heat/99", "--by", COUNCIL), "has no referral `kinuta-heat/99`"),
        (("accept", "nobody/1", "--by", COUNCIL), "there is no case `nobody` at the desk"),
        (("accept", "nobody", "--by", COUNCIL), "`nobody` is no id of a referral"),
        (("reject", "kinuta-heat/5", "--by", COUNCIL), "Missing option '--reason'"),
        (("reject", "kinuta-heat/5", "--by", COUNCIL, "--reason", "tired"), "Invalid value for '--reason'"),
        (("accept", "kinuta-heat/5", "--by", "two words"), "written KIND or KIND@OFFICE"),
        (("accept", "kinuta-heat/5"), "Missing option '--by'"),
        (("hand-over", "kinuta-heat", "nowhere", "--by", CENTER), "there is no agency kind `nowhere`"),
        (("review", "kinuta-heat", "2026-08-01"), "a review lies in the future"),
        (("review", "kinuta-heat", "tomorrow"), "must be a date, written YYYY-MM-DD"),
        (("close", "kinuta-heat", "--reason", "well", "--by", CENTER), "nobody has taken on"),
        (("reopen", "kinuta-heat", "--by", CENTER), "case `kinuta-heat` is open"),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_told_on_stderr_and_ends_with_2(
    heat: Command, arguments: tuple[str, ...], said: str
) -> None:
    told = heat(*arguments)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_the_reasons_on_the_command_line_are_those_of_the_desk() -> None:
    assert tuple(REASONS) == NAMED


def test_every_move_shows_an_example_of_itself() -> None:
    assert [move.name for move in MOVES if f"routing desk {move.name} kinuta-heat/3" not in (move.help or "")] == []


def test_the_time_is_that_of_japan_unless_it_says_its_offset(heat: Command) -> None:
    data = heat.json("accept", "kinuta-heat/5", "--by", COUNCIL, at="2026-08-03T05:30:00Z")
    assert (
        next(one for one in data["referrals"] if one["id"] == "kinuta-heat/5")["since"] == "2026-08-03T14:30:00+09:00"
    )
    assert data["opened_at"] == "2026-08-03T10:00:00+09:00"


@pytest.mark.parametrize("time", ["now", "20260803T1000", "2026-08-03", "2026-13-03T10:00", "2026-W32-1T10:00"])
def test_a_time_written_otherwise_is_refused(command: Command, time: str) -> None:
    told = command("list", at=time)
    assert told.code == 2
    assert "a time is written 2026-08-03T10:00" in told.err


def test_a_mistyped_store_is_not_made_by_commands_that_need_one(command: Command, quick: Path) -> None:
    told = command("board")
    assert told.code == 2
    assert "desk.db: there is no desk\nhelp: `routing desk open` makes one" in told.err
    assert list(quick.iterdir()) == []
