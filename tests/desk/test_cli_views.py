"""`routing desk`: tick, list, show, board, overdue, report and deliver."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk.command import CENTER, COUNCIL, Command

DUE = "2026-08-04T10:00"


def test_a_tick_tells_what_it_has_done_and_does_it_once(heat: Command) -> None:
    told = heat("tick", at="2026-08-05T10:00")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("2026-08-05 10:00 · cases looked at: 1, ")
    assert "  kinuta-heat/3: reminded (remind)\n" in told.out
    assert heat.json("tick", at="2026-08-05T10:00")["steps"] == []


def test_a_tick_as_json_names_step_subject_and_round(heat: Command) -> None:
    data = heat.json("tick", at="2026-08-05T10:00")
    step = {"case": "kinuta-heat", "step": "remind", "subject": "kinuta-heat/3", "round": 1, "do": "remind"}
    assert data["schema"] == "desk-tick/1"
    assert step in data["steps"]


def test_what_is_overdue_says_so_in_words_and_in_colour(late: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = late("board", at=DUE)
    assert "overdue by 10 h kinuta-heat/5 requested owner: Social isolation (n2)" in plain.lines
    assert "\x1b" not in plain.out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31moverdue by 10 h" in late("board", at=DUE).out


def test_what_is_due_soon_and_what_rests_say_so(late: Command) -> None:
    assert "due in 14 h kinuta-heat/5 requested owner: Social isolation (n2)" in late("board").lines
    lines = late("board", at="2026-08-03T23:30").lines
    assert lines[2:4] == [
        "Social council Kinuta desk [Social welfare council]",
        "due in 30 min kinuta-heat/5 requested owner: Social isolation (n2)",
    ]
    late("accept", "kinuta-heat/5", "--by", COUNCIL)
    late("hold", "kinuta-heat/5", "--by", COUNCIL, "--reason", "other")
    assert "kinuta-heat/5 on hold owner: Social isolation (n2)" in late("board", at=DUE).lines


def test_the_agency_that_is_latest_stands_first_on_the_board(late: Command) -> None:
    lines = late("board", at=DUE).out.splitlines()
    agencies = [line for line in lines[1:] if line and not line.startswith(" ")]
    assert agencies[0] == "Social council Kinuta desk [Social welfare council]"
    assert lines[0] == "open referrals, 2026-08-04 10:00"


def test_the_board_tells_how_long_an_answer_has_been_awaited(heat: Command) -> None:
    told = heat("board", "--agency", CENTER, at="2026-08-05T12:30")
    assert "no answer for 2 days 2 h kinuta-heat/3 requested lead" in told.lines
    assert "Social council" not in told.out


def test_the_board_is_told_in_japanese(late: Command) -> None:
    told = late("board", "--lang", "ja", at=DUE)
    assert "期限超過 10時間 kinuta-heat/5 依頼中 ニーズの担当: 社会的孤立 (n2)" in told.lines


def test_the_board_as_json_has_instants_in_japan_and_lateness_in_seconds(late: Command) -> None:
    row = next(row for row in late.json("board", at=DUE)["rows"] if row["referral"] == "kinuta-heat/5")
    assert (row["due"], row["overdue_seconds"]) == ("2026-08-04T00:00:00+09:00", 36000)


def test_overdue_ends_with_1_where_something_is_and_with_0_where_nothing_is(late: Command) -> None:
    told = late("overdue", at=DUE)
    assert told.code == 1
    assert [line.split()[4] for line in told.out.splitlines() if line.startswith("  ")] == ["kinuta-heat/5"]
    told = late("overdue")
    assert (told.code, told.out) == (0, "overdue referrals, 2026-08-03 10:00: nothing\n")


def test_the_list_counts_what_is_open_and_what_is_overdue(late: Command) -> None:
    holder = "Kinuta support center [Community general support center]"
    row = next(line for line in late("list", at=DUE).lines if "kinuta-heat" in line)
    assert row.startswith(f"kinuta-heat {holder} (received")
    assert row.endswith(" 6 1 2026-09-03")


def test_show_tells_the_deadline_of_what_is_open(late: Command) -> None:
    assert any(line.endswith("requested · until 2026-08-04 00:00") for line in late("show", "kinuta-heat").lines)


def test_show_tells_where_a_case_stands_and_what_happened(heat: Command) -> None:
    heat("accept", "kinuta-heat/5", "--by", COUNCIL, at="2026-08-03T17:00")
    told = heat("show", "kinuta-heat").out
    assert "received the case first), since 2026-08-03 10:00\n" in told
    assert "next date: 2026-08-03 12:00 · review: 2026-09-03\n" in told
    by = "Social council Kinuta desk [Social welfare council]"
    assert told.endswith(f"  2026-08-03 17:00  kinuta-heat/5: accepted · {by}\n")


def test_a_report_gives_each_share_with_its_number_and_the_medians(heat: Command) -> None:
    heat("accept", "kinuta-heat/5", "--by", COUNCIL, at="2026-08-03T17:00")
    lines = heat("report", at="2026-08-06T10:00").lines
    assert lines[0] == "what became of the referrals, until 2026-08-06 10:00"
    owner = next(line for line in lines if "Social isolation" in line)
    assert owner.split("Social isolation")[1].split() == ["1", "0", "(0", "%)", "0", "(0", "%)", "7", "h", "7", "h"]
    assert next(line for line in lines if "Weakened" in line).endswith(" 1 1 (100 %) 0 (0 %) - -")


def test_a_report_of_some_days_counts_what_was_asked_in_them(heat: Command) -> None:
    assert heat.json("report", "--since", "2026-08-04", at="2026-08-06T10:00")["rows"] == []
    assert heat("report", "--since", "2026-08-04", at="2026-08-06T10:00").lines[0].endswith("10:00: nothing")
    data = heat.json("report", "--since", "2026-08-03", "--until", "2026-08-03", at="2026-08-06T10:00")
    assert sum(row["asked"] for row in data["rows"]) == 6
    assert data["until"] == "2026-08-04T00:00:00+09:00"
    told = heat("report", "--since", "2026-08-04", "--until", "2026-08-03")
    assert (told.code, "--until lies before --since" in told.err) == (2, True)


def test_notices_go_to_a_file_once_and_name_nobody(heat: Command, tmp_path: Path) -> None:
    file = tmp_path / "notices.jsonl"
    assert heat("deliver", "--file", file).out == "6 sent, 0 failed\n"
    assert heat("deliver", "--file", file).out == "0 sent, 0 failed\n"
    notices = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert {notice["type"] for notice in notices} == {"desk.requested"}
    assert {key for notice in notices for key in notice["data"]} == {"to", "case", "referral", "role", "due", "do"}
    assert notices[2]["data"]["do"]["en"] == "answer: accept or reject"


def test_a_limit_leaves_the_rest_for_later(heat: Command, tmp_path: Path) -> None:
    assert len(heat.json("deliver", "--folder", tmp_path, "--limit", "2")["arrived"]) == 2
    assert len(heat.json("deliver", "--folder", tmp_path)["arrived"]) == 4
    assert len(list(tmp_path.glob("msg_*.json"))) == 6


def test_what_cannot_be_delivered_ends_with_1_and_is_tried_again(heat: Command, tmp_path: Path) -> None:
    folder = tmp_path / "not-there"
    told = heat("deliver", "--folder", folder)
    assert (told.code, told.out) == (1, "0 sent, 6 failed\n")
    assert told.err.count("the notice was not written: no such file or directory\n") == 6
    folder.mkdir()
    assert heat("deliver", "--folder", folder, at="2026-08-03T10:00:04").out == "0 sent, 0 failed\n"
    assert heat("deliver", "--folder", folder, at="2026-08-03T10:00:05").out == "6 sent, 0 failed\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "name one of --file, --folder and --webhook"),
        (("--file", "a", "--folder", "b"), "name one of --file, --folder and --webhook"),
        (("--webhook", "https://host/?token=s3cret"), "a webhook needs its secret"),
        (("--webhook", "https://host/?token=s3cret", "--secret-file", "none"), "none: no such file or directory"),
        (("--webhook", "http://host/?token=s3cret", "--secret-file", "SECRET"), "over plain http can be read"),
        (("--webhook", "https://host/?token=s3cret", "--secret-file", "SHORT"), "this is no secret of a webhook"),
    ],
    ids=["no way", "two ways", "no secret", "no file", "plain http", "short secret"],
)
def test_a_way_that_cannot_be_used_ends_with_2_before_anything_is_sent(
    heat: Command,
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ROUTING_DESK_WEBHOOK_SECRET", raising=False)
    Path("SECRET").write_text("whsec_" + "QUJD" * 10)
    Path("SHORT").write_text("whsec_QUJD")
    told = heat("deliver", *arguments, "--limit", "1")
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert "s3cret" not in told.err
    assert "QUJD" not in told.err
