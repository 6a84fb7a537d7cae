"""`routing audit gaps`, `consistency` and `disparity`, on a log, an export, a desk and case files."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from routing import Router
from routing.audit.consistency_words import part_of
from routing.audit.outcomes import AS_GIVEN, outcome
from routing.cli.app import main
from routing.desk import Desk
from routing.log import DecisionLog, Override, export
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.desk.desks import NOON
from tests.log.logs import NOW, case
from tests.settling import own, refer, rule

LOG = "sqlite:///log.db"
DESK = "sqlite:///desk.db"


BOOK = {
    "rulebook": "small",
    "version": "1",
    "title": {"ja": "試験", "en": "Test"},
    "tiers": ["specialist", "generalist"],
    "serves": "any",
}
RULES = [
    rule("care", "care.dementia_suspected", refer("support_center", tier="generalist", for_="n")),
    rule("debt", "debt.arrears", own("self_reliance")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small rulebook, a desk and a log, which nothing is written to.

    In the log are six decisions about six cases, the last redacted, the second overridden, and the first decided again,
    otherwise. At the desk are three cases whose owners were asked; nobody has accepted.
    """
    made = tmp_path_factory.mktemp("fairness")
    (made / "small").mkdir()
    (made / "small" / "rulebook.yaml").write_text(json.dumps(BOOK, ensure_ascii=False), encoding="utf-8")
    (made / "small" / "rules.yaml").write_text(json.dumps({"rules": RULES}), encoding="utf-8")
    small = Archive.of(str(made / "small"))
    router = Router(small.rulebook())
    with EventStore.open(f"sqlite:///{made}/log.db") as store:
        log = DecisionLog(store)
        log.keep_rulebook(small, NOW)
        for number in range(1, 7):
            log.append(case(number), router.route(case(number)), NOW)
        log.append(case(1), router.route(case(1)).model_copy(update={"owners": ()}), NOW)
        log.override(2, Override("support_center", "social_council", "chief", "knows them"), NOW)
        log.redact(6, ["/case/persons/0/sex"], "officer", "asked", NOW)
    with EventStore.open(f"sqlite:///{made}/desk.db") as store:
        for number in range(3):
            Desk(router, store).open(case(number, district="kinuta"), NOON, f"open-{number}")
    lines = [case(n, persons=[{"id": "a", "age": 82, "sex": "MF"[n == 0]}]).to_json() for n in range(4)]
    (made / "cases.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (made / "bad.jsonl").write_text(f'{lines[0]}\n{{"case": "K-9"}}\n', encoding="utf-8")
    return made


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, to work in."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "120")
    return folder


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(("audit", *arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def data(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    """What a command prints as JSON."""
    assert run(*arguments, "--format", "json") == code, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_like_cases_of_a_log_are_compared_and_what_is_redacted_is_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = data(capsys, "consistency", "--db", LOG, "--part", "alike", code=1)
    (group,) = found["alike"]["groups"]
    assert (found["alike"]["cases"], found["left_out"]["redacted"]) == (6, 1)
    assert (group["cause"], group["parts"]) == ("unexplained", ["override", "owners"])
    assert [(variant["cases"], variant["named"], variant["overridden"]) for variant in group["variants"]] == [
        (4, ["1", "3", "4", "5"], False),
        (1, ["2"], True),
        (1, ["7"], False),
    ]


def test_an_export_says_what_its_log_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(("log", "export", "--values", "--rulebooks", "--db", LOG))
    (tmp_path / "export").write_text(capsys.readouterr().out, encoding="utf-8")
    for command in (("consistency", "--vary", "sex"), ("disparity", "--by", "sex", "--smallest", "0")):
        codes = {
            run(*command, *source, "--format", "json")
            for source in (("--db", LOG), ("--export", str(tmp_path / "export")))
        }
        one, other = capsys.readouterr().out.splitlines()
        assert one == other
        assert len(codes) == 1


def test_like_cases_are_compared_without_the_rulebooks_and_trials_want_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(("log", "export", "--values", "--db", LOG))
    (tmp_path / "export").write_text(capsys.readouterr().out, encoding="utf-8")
    given = ("consistency", "--export", str(tmp_path / "export"), "--vary", "sex")
    assert data(capsys, *given, "--part", "alike", code=1)["alike"]["cases"] == 6
    assert run(*given, "--part", "trials") == 2
    assert "export with --rulebooks" in capsys.readouterr().err
    assert data(capsys, *given, "--part", "trials", "--rulebook", "small")["trials"]["tried"] == 6


def test_of_a_case_that_was_decided_again_the_newest_decision_counts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = data(capsys, "disparity", "--by", "sex", "--db", LOG, "--smallest", "0")
    assert found["left_out"] == {"redacted": 1, "earlier": 1, "refused": 0}
    assert [group["of"] for group in found["groups"]] == [5]
    assert found["groups"][0]["rates"]["override"]["found"] == 1


def test_a_period_leaves_out_what_was_decided_outside_it(capsys: pytest.CaptureFixture[str]) -> None:
    period = ("disparity", "--by", "sex", "--db", LOG, "--smallest", "0")
    assert data(capsys, *period, "--since", "2026-04-02")["groups"] == []
    assert data(capsys, *period, "--since", "2026-04-01", "--until", "2026-04-01")["groups"][0]["of"] == 5


def test_cases_are_told_otherwise_by_the_rulebook_that_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = data(capsys, "consistency", "cases.jsonl", "--rulebook", "small", "--sample", "2", "--vary", "sex")
    assert (found["trials"]["given"], found["trials"]["tried"]) == (4, 2)
    assert found["trials"]["variations"] == {"names": 4, "order": 2, "twice": 2, "sex": 4}
    assert found["trials"]["differences"] == []
    assert {one["rulebook"]["id"] for one in found["reads"]} == {"small"}
    assert found["findings"] is False


@pytest.mark.soak
def test_several_processes_find_what_one_finds(capsys: pytest.CaptureFixture[str]) -> None:
    for workers in ("1", "2"):
        assert (
            run("disparity", "cases.jsonl", "--by", "sex", "--smallest", "0", "--workers", workers, "--format", "csv")
            == 0
        )
    told = capsys.readouterr().out
    assert told[: len(told) // 2] == told[len(told) // 2 :]


def test_a_bad_case_is_told_and_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("gaps", "bad.jsonl", "--rulebook", "small") == 2
    told = capsys.readouterr()
    assert told.err.startswith("bad.jsonl:2:")
    assert "担い手" in told.out


def test_owners_of_a_desk_who_have_not_accepted_are_waited_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = data(capsys, "gaps", "--desk", DESK, "--by", "district", "--smallest", "3")
    assert [(row["values"], row["waiting"]) for row in found["rows"]] == [
        ({"district": "kinuta"}, {"needs": 6, "cases": 3})
    ]
    assert data(capsys, "gaps", "--desk", DESK, "--by", "district", "--smallest", "4")["rows"][0]["waiting"] is None


def test_a_desk_tells_how_many_were_not_answered(capsys: pytest.CaptureFixture[str]) -> None:
    found = data(capsys, "disparity", "--desk", DESK, "--by", "district", "--smallest", "3")
    assert found["groups"][0]["rates"]["no_contact"]["found"] == 3
    assert found["groups"][0]["hours"]["contact"] == {"median": None, "interval": None}


def test_the_table_for_a_spreadsheet_has_a_row_for_each_group_and_kind(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("gaps", "--desk", DESK, "--by", "district", "--smallest", "0", "--format", "csv") == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert (row["district"], row["waiting_needs"], row["waiting_cases"]) == ("kinuta", "6", "3")


def test_every_part_of_a_decision_that_may_differ_has_a_name_in_japanese() -> None:
    parts = outcome(Router(Archive.of("small").rulebook()).route(case()), AS_GIVEN)
    assert [part for part in parts if part_of(part, "ja") == part] == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_report_is_told_in_both_languages(lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("consistency", "--db", LOG, "--vary", "sex", "--lang", lang) == 1
    assert run("disparity", "--by", "sex", "--db", LOG, "--lang", lang) == 0
    assert run("gaps", "--db", LOG, "--lang", lang) == 0
    told = capsys.readouterr().out
    words = {
        "ja": ("同じ事実", "ルールが読む属性", "伏せ", "黒塗り"),
        "en": ("Same facts", "What rules read", "not shown", "redacted"),
    }
    assert [word for word in words[lang] if word not in told] == []


WRONG = {
    "give cases, --export, or --desk": ("gaps", "cases.jsonl", "--desk", DESK),
    "--until lies before --since": ("gaps", "--since", "2026-04-02", "--until", "2026-04-01"),
    "a log says itself": ("disparity", "--by", "sex", "--rulebook", "small", "--db", LOG),
    "nothing can be counted by `distrct`": ("gaps", "--by", "distrct", "--db", LOG),
    "nothing can be counted by `sexx`": ("disparity", "--by", "sexx", "cases.jsonl"),
    "no list of values": ("consistency", "cases.jsonl", "--vary", "age"),
    "there is no log": ("gaps", "--db", "sqlite:///nowhere.db"),
    "there is no desk": ("gaps", "--desk", "sqlite:///nowhere.db"),
}


@pytest.mark.parametrize("message", WRONG)
def test_wrong_usage_ends_with_2_and_says_what_to_do(message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*WRONG[message]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""


def test_no_report_but_the_one_on_like_cases_holds_an_id(capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "json", "csv"):
        run("gaps", "--db", LOG, "--smallest", "0", "--format", form)
        run("disparity", "--by", "sex", "--db", LOG, "--smallest", "0", "--format", form)
    assert "K-1" not in capsys.readouterr().out


@pytest.mark.parametrize("command", [["gaps"], ["consistency"], ["disparity", "--by", "sex"], ["register", "small"]])
def test_an_export_without_values_is_refused_and_not_counted_as_nothing(
    command: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with EventStore.open(f"sqlite:///{folder}/log.db") as store:
        (tmp_path / "bare.log").write_bytes(b"".join(export(DecisionLog(store))))
    assert run(*command, "--export", f"{tmp_path}/bare.log") == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()) == (
        "",
        ["record 1 has no values beside it", "help: export with `routing log export --values --rulebooks`"],
    )


def test_a_level_that_is_no_number_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("disparity", "--by", "sex", "--level", "nan", "--db", LOG) == 2
    assert "give a number" in capsys.readouterr().err
