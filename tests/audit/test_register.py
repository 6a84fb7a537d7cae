"""The public record: every field of the standard once, the known filled in, the rest marked, nothing of a case."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.audit.past import past
from routing.audit.register import Figures, Register, facts, figures, read_filled, register, standard
from routing.audit.register.data import to_data
from routing.audit.register.explanation import explanation
from routing.audit.register.filled import FilledError
from routing.audit.register.page import page
from routing.cli.app import main
from routing.log import DecisionLog
from routing.store import EventStore
from routing.wording.words import Language
from tests.log.logs import router
from tests.pages import stands_alone

VILLAGE = Path(__file__).parent.parent / "data/audit/village"
NUMBERS = {
    "0": 5, "1": 4, "2.1": 4, "2.1.4": 5, "2.2": 5, "2.3": 5, "2.4.1": 5, "2.4.2": 8, "2.4.3": 9, "2.4.4": 5, "2.5": 2,
}  # fmt: skip
"""How many fields each part of the standard has, numbered from 1."""
FIELDS = [f"{part}.{number}" for part, count in NUMBERS.items() for number in range(1, count + 1)]
ANSWERS = "fields:\n  '0.2': {ja: 架空の村, en: A made-up village}\n  '1.4': desk@example.jp\n"


@pytest.fixture(scope="module")
def village() -> Register:
    return register(facts(VILLAGE))


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    file = tmp_path / "ours.yaml"
    file.write_text(ANSWERS, encoding="utf-8")
    return file


def test_every_field_of_the_standard_is_in_the_record_once_in_every_form(village: Register) -> None:
    data = to_data(village)
    assert Counter(field["id"] for field in data["fields"]) == Counter(FIELDS)
    assert [field["id"] for field in json.loads(json.dumps(data))["fields"]] == [f.id for f in standard().fields]
    for language in ("ja", "en"):
        shown = re.findall(r'id="field-([\d.]+)"', page(village, language))  # type: ignore[arg-type]
        assert shown == [field["id"] for field in data["fields"]]


def test_every_field_has_both_names_and_says_how_it_is_known(village: Register) -> None:
    for field in standard().fields:
        assert field.name["ja"]
        assert field.name["en"]
        assert field.checked in ("secondary", "memory")
        assert (field.known is not None) == (field.by != "municipality")
        assert (field.ask is not None) == (field.by != "library")
        assert all(set(text) == {"ja", "en"} for text in (field.known, field.ask) if text is not None)


def test_the_document_counts_the_fields_as_they_are() -> None:
    told = (Path(__file__).parent.parent.parent / "docs/reference/audit-register.md").read_text(encoding="utf-8")
    by = Counter(field.by for field in standard().fields)
    checked = Counter(field.checked for field in standard().fields)
    assert f"| the library knows | {by['library']} |" in told
    assert f"| both | {by['both']} |" in told
    assert f"| only the municipality knows | {by['municipality']} |" in told
    assert f"{checked['secondary']} from a secondary source" in told
    assert f"{checked['memory']} from\n  memory" in told


def test_what_the_library_knows_is_filled_in_and_the_rest_is_marked_as_theirs(village: Register) -> None:
    states = Counter(entry.state for entry in village.entries)
    assert states == {"known": sum(not f.theirs for f in standard().fields), "open": len(village.open)}
    told = {entry.field.id: entry.known for entry in village.entries if entry.known is not None}
    assert [text for texts in told.values() for text in texts.values() if not text or "{" in text] == []
    assert village.facts.rulebook.digest in told["2.2.1"]["en"]
    assert told["0.1"]["ja"].endswith("村 <相談>")
    text = page(village, "ja")
    assert text.count("自治体が記入する欄</span>") == len(village.open)


def test_a_basis_that_is_known_from_memory_is_shown_so(village: Register) -> None:
    assert village.facts.statuses == {"verified": 1, "memory": 1}
    assert village.facts.from_memory == ("care-for-old",)
    assert village.facts.without_basis == ("women",)
    assert "1 rules name a basis that is known from memory only" in (village.entry("2.4.2.6").known or {})["en"]
    assert "1 rules name no basis" in (village.entry("2.4.2.6").known or {})["en"]
    rows = [rule["basis"] for rule in to_data(village)["annex"]["rules"]]
    assert [basis["status"] for row in rows for basis in row] == ["memory", "verified"]
    assert "記憶" in page(village, "ja")


def test_on_a_day_only_the_rules_in_force_are_told() -> None:
    then, now = facts(VILLAGE, dt.date(2026, 3, 31)), facts(VILLAGE, dt.date(2026, 4, 1))
    assert (then.statuses, now.statuses) == ({"memory": 1}, {"verified": 1})
    assert len(facts(VILLAGE).rules) == 3
    assert now.rule_ids == ("care-for-old", "women")


def test_attributes_agencies_and_tests_are_those_of_the_rulebook(village: Register) -> None:
    known = village.facts
    assert {read.attribute for read in known.read} >= {"age", "sex"}
    assert {read.attribute for read in known.sensitive} >= {"sex"}
    assert known.agencies == {"dv_center": 1, "support_center": 1}
    assert known.tests == 1
    assert "Sex" in (village.entry("2.4.4.2").known or {})["en"]


def test_whom_a_rulebook_serves_and_what_offices_it_knows_is_told(village: Register) -> None:
    assert (village.entry("2.4.2.4").known or {})["en"].endswith("(no directory).")
    assert "for: village." in (village.entry("0.4").known or {})["en"]
    bundled = register(facts("setagaya")).entry("2.4.2.4").known or {}
    assert re.search(r"\d+ offices in the directory, \d+ of them invented", bundled["en"])


def test_coverage_is_told_where_it_was_measured() -> None:
    measured = register(facts(VILLAGE, coverage=True))
    figure = (measured.facts.coverage or {})["rules"]
    assert (figure.done, figure.of) == (0, 3)
    assert "The tests exercise 0 % of the rules" in (measured.entry("2.4.2.7").known or {})["en"]


def test_answers_are_merged_and_replace_nothing(village: Register, filled: Path, tmp_path: Path) -> None:
    made = register(village.facts, filled=read_filled(filled))
    assert made.entry("0.2").given == {"ja": "架空の村", "en": "A made-up village"}
    assert made.entry("1.4").given == {"ja": "desk@example.jp", "en": "desk@example.jp"}
    assert [entry.field.id for entry in village.open if entry not in made.open] == ["0.2", "1.4"]
    (tmp_path / "more.yaml").write_text("fields: {'2.4.1.1': {ja: 追記}}", encoding="utf-8")
    more = register(village.facts, filled=read_filled(tmp_path / "more.yaml")).entry("2.4.1.1")
    assert more.known == village.entry("2.4.1.1").known
    assert more.given == {"ja": "追記", "en": "追記"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields:\n  '9.9': x\n", ":2:3: the standard has no field `9.9`"),
        ("fields:\n  '0.2': {ja: x, fr: y}\n", ":2:18: field `0.2`: unknown language `fr`"),
        ("fields:\n  '0.2': 7\n", ":2:10: field `0.2` must be text, or texts by language"),
        ("fields:\n  '0.2': {ja: ''}\n", ":2:15: field `0.2`: the text in `ja` is empty, or no text"),
        ("fields: {}\nmore: x\n", ":2:1: unknown key `more`"),
        ("- x\n", ":1:1: answers stand under `fields`"),
    ],
)
def test_answers_that_fit_no_field_are_refused_with_their_place(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FilledError) as refused:
        read_filled(file)
    assert str(refused.value).startswith(f"{file}{said}")


def test_figures_are_those_of_the_log_and_small_counts_are_not_told(village: Register, busy_store: EventStore) -> None:
    found = figures(past(DecisionLog(busy_store).records))
    assert (found.decisions, found.overridden, found.fail_safe) == (3, 1, 0)
    assert found.first == found.last == dt.date(2026, 4, 1)
    assert figures(past(DecisionLog(busy_store).records), router().rulebook.digest) == found
    assert figures(past(DecisionLog(busy_store).records), "sha256:0") == Figures()
    made = register(village.facts, found)
    assert to_data(made)["figures"]["decisions"] == "fewer than 10"
    assert to_data(made)["figures"]["fail_safe"] == "0"
    day = dt.date(2026, 4, 1)
    many = register(village.facts, Figures(1200, day, day, escalated=45, overridden=9))
    assert (many.entry("2.3.3").known or {})["en"].startswith("1200 decisions were logged from 2026-04-01")
    assert "Of 1200" not in (many.entry("2.3.2").known or {})["en"]
    assert (many.entry("2.3.2").known or {})["en"].endswith("Logged overrides: of 1200 decisions, fewer than 10.")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_stand_alone_and_escape_what_they_show(village: Register, language: Language, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("fields: {'0.2': '<b>村</b>'}", encoding="utf-8")
    made = register(village.facts, filled=read_filled(tmp_path / "x.yaml"))
    for text in (page(made, language), explanation(made, language)):
        stands_alone(text, language)
        assert "<b>" not in text
        assert "&lt;b&gt;" in text


def test_the_page_for_residents_leaves_blank_what_the_municipality_has_not_said(
    village: Register, filled: Path
) -> None:
    before, after = explanation(village, "en"), explanation(register(village.facts, filled=read_filled(filled)), "en")
    blank = 'aria-label="for the municipality to fill in"'
    assert before.count(blank) == after.count(blank) + 2
    assert "A made-up village" in after
    assert "Use so far" not in after
    day = dt.date(2026, 4, 1)
    assert "1200 decisions" in explanation(register(village.facts, Figures(1200, day, day)), "en")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "register", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err


def test_the_command_prints_each_form_and_ends_with_1_while_fields_are_open(
    village: Register, filled: Path, busy_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, VILLAGE, "--filled", filled)
    assert (code, err) == (1, f"{len(village.open) - 2} fields are still to be filled in by the municipality\n")
    data: dict[str, Any] = yaml.safe_load(out)
    assert data["fields"][1]["municipality"] == {"ja": "架空の村", "en": "A made-up village"}
    assert json.loads(run(capsys, VILLAGE, "--filled", filled, "--format", "json")[1]) == data
    assert run(capsys, VILLAGE, "--format", "html", "--lang", "en")[1] == page(village, "en")
    assert run(capsys, VILLAGE, "--format", "explanation")[1] == explanation(village, "ja")
    figures = json.loads(run(capsys, VILLAGE, "--db", f"sqlite:///{busy_file}", "--format", "json")[1])["figures"]
    assert figures["decisions"] == "0", "the log holds decisions of another rulebook"


def test_a_record_of_which_nothing_is_open_ends_with_0(
    village: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"fields": {entry.field.id: "○○" for entry in village.open}}
    (tmp_path / "all.yaml").write_text(yaml.safe_dump(answers, allow_unicode=True), encoding="utf-8")
    assert run(capsys, VILLAGE, "--filled", tmp_path / "all.yaml")[::2] == (0, "")


def test_bad_answers_end_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bad.yaml").write_text("fields: {'9.9': x}", encoding="utf-8")
    code, out, err = run(capsys, VILLAGE, "--filled", tmp_path / "bad.yaml")
    assert (code, out) == (2, "")
    assert "bad.yaml:1:10: the standard has no field `9.9`" in err
