"""Rule tests: cases beside the rules, with the decision their author expects."""

from __future__ import annotations

from pathlib import Path

import pytest

from routing.errors import RulebookError, RulebookErrors
from routing.quality.testing import Outcome, run_tests
from tests.rulebooks import DATA, texts

CASE = """
      case: T-1
      as_of: 2026-04-01
      municipality: anywhere
      received_by: support_center
      persons: [{id: a, age: 82}]
      needs:
        - {id: n1, person: a, code: care.dementia_suspected}
        - {id: n2, person: a, code: debt.arrears}
"""


def run(tmp_path: Path, test: str, **files: str) -> list[Outcome]:
    folder = tmp_path / "base"
    folder.mkdir(exist_ok=True)
    for name, text in {**texts(DATA / "base"), "topic_test.yaml": test, **files}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return run_tests(folder)


def written(expect: str, case: str = CASE) -> str:
    return f"tests:\n  - name: {{ja: 試験, en: A test}}\n    case: {case}\n    expect: {expect}\n"


AS_IT_IS = {
    "lead": "support_center",
    "holder": "support_center",
    "supports": "[]",
    "services": "[]",
    "duties": "[]",
    "immediate": "[]",
    "inform": "[]",
    "owners": "{n1: support_center, care.dementia_suspected: support_center}",
    "backup": "advice",
    "backup_reasons": "[gap]",
    "findings": "[]",
    "excluded": "[]",
    "gaps": "[n2]",
    "blocked": "[]",
    "withheld": "[]",
    "fires": "[dementia]",
    "not_fires": "[elder-alone]",
}
OTHERWISE = {
    "lead": ("health_center", "lead: expected health_center, got support_center"),
    "holder": ("null", "holder: expected null, got support_center"),
    "supports": ("[health_center]", "supports: expected [health_center], got []"),
    "owners": ("{n1: health_center}", "owners: expected health_center for n1, got [support_center]"),
    "backup": ("null", "backup: expected null, got advice"),
    "backup_reasons": ("[]", "backup_reasons: expected [], got [gap]"),
    "gaps": ("[debt.heavy]", "gaps: expected [debt.heavy], got [debt.arrears]"),
    "fires": ("[elder-alone]", "fires: expected [elder-alone], got [dementia]"),
    "not_fires": ("[dementia]", "not_fires: `dementia` fired"),
}


@pytest.mark.parametrize("field", AS_IT_IS)
def test_a_field_that_is_as_expected_passes(tmp_path: Path, field: str) -> None:
    [outcome] = run(tmp_path, written(f"{{{field}: {AS_IT_IS[field]}}}"))
    assert outcome.differences == ()


@pytest.mark.parametrize("field", OTHERWISE)
def test_a_field_that_is_not_as_expected_is_told(tmp_path: Path, field: str) -> None:
    wanted, difference = OTHERWISE[field]
    [outcome] = run(tmp_path, written(f"{{{field}: {wanted}}}"))
    assert outcome.differences == (difference,)
    assert not outcome.passed


def test_a_list_is_exact_unless_it_says_includes(tmp_path: Path) -> None:
    [exact] = run(tmp_path, written("{fires: []}"))
    [loose] = run(tmp_path, written("{fires: {includes: []}}"))
    [missing] = run(tmp_path, written("{fires: {includes: [elder-alone]}}"))
    assert (exact.passed, loose.passed, missing.passed) == (False, True, False)
    assert missing.differences == ("fires: expected also [elder-alone], got [dementia]",)


PARTS = {
    "a field of the lead": ("{lead: {tier: specialist, about: [a]}}", None),
    "nothing": ("{}", None),
    "an empty list": ("{supports: []}", None),
    "some of the entries, in any order": ("{owners: [{need: n1, to: support_center}]}", None),
    "nothing where there is something": (
        "{owners: []}",
        "parts.owners: expected [], got [{agency: null, code: care.dementia_suspected, need: n1, rules: [dementia], "
        "tier: specialist, to: support_center}]",
    ),
    "another field": ("{lead: {tier: second}}", "parts.lead.tier: expected second, got specialist"),
    "another list": ("{lead: {about: [a, b]}}", "parts.lead.about: expected [a, b], got [a]"),
    "an entry that is not there": (
        "{owners: [{need: n2, to: support_center}]}",
        "parts.owners: expected {need: n2, to: support_center}, got {need: n1, to: support_center}",
    ),
    "a field there is not": ("{lead: {rank: 1}}", "parts.lead: there is no field `rank`"),
    "something where there is nothing": (
        "{duties: [{due: null, jointly: true}]}",
        "parts.duties: expected {due: null, jointly: true}, got none",
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_parts_are_compared_with_the_json_of_the_decision(tmp_path: Path, name: str) -> None:
    parts, difference = PARTS[name]
    [outcome] = run(tmp_path, written(f"{{parts: {parts}}}"))
    assert outcome.differences == (() if difference is None else (difference,))


def test_needs_may_be_named_by_code(tmp_path: Path) -> None:
    [outcome] = run(tmp_path, written("{gaps: [debt.arrears]}"))
    assert outcome.passed


def test_a_result_names_the_test_and_its_place(tmp_path: Path) -> None:
    [outcome] = run(tmp_path, written("{}"))
    assert outcome.name == {"ja": "試験", "en": "A test"}
    assert outcome.place == f"{tmp_path.as_posix()}/base/topic_test.yaml:2"


def test_a_case_may_stand_in_a_file_of_the_pack(tmp_path: Path) -> None:
    files = {"cases/one.yaml": CASE.replace("\n      ", "\n")}
    [outcome] = run(tmp_path, written("{lead: support_center}", "cases/one.yaml"), **files)
    assert outcome.passed


BAD = {
    "unknown expected field": (written("{leed: support_center}"), "unknown field `leed`", "did you mean `lead`?"),
    "unknown rule": (written("{not_fires: [dementa]}"), "there is no rule `dementa`", "did you mean `dementia`?"),
    "a name for a list": (written("{fires: dementia}"), "fires: must be a list, or", None),
    "unknown part": (
        written("{parts: {leed: null}}"),
        "parts: a decision has no field `leed`; did you mean `lead`? "
        "the fields of a decision, as `routing route --format json` shows them",
        None,
    ),
    "unknown test field": (written("{}") + "    expects: {}\n", "unknown field `expects`", "did you mean `expect`?"),
    "unknown field of the file": (written("{}") + "test: []\n", "unknown field `test`", "did you mean `tests`?"),
    "no list of tests": ("tests: {}\n", "a test file holds `tests`, a list", None),
    "a test that is no map": ("tests: [one]\n", "a test is a map of fields", None),
    "a case that is no case": (written("{}", "[1]"), "`case` is a case, or the name of a file", None),
    "a case with an error": (
        written("{}", CASE.replace("82", "182")),
        "persons[0].age: must be at most 130",
        None,
    ),
    "a case with an unknown code": (written("{}", CASE.replace("debt.arrears", "debt.arears")), "case: ", None),
    "a missing case file": (written("{}", "cases/none.yaml"), "there is no such file in the pack", None),
    "a case file elsewhere": (written("{}", "../../other.yaml"), "the file must lie inside the pack", None),
    "no expectation": (written("{}").replace("    expect: {}\n", ""), "expect: is missing", None),
}


@pytest.mark.parametrize("what", BAD)
def test_a_test_file_that_is_not_valid_is_told_at_its_place(tmp_path: Path, what: str) -> None:
    text, message, help = BAD[what]
    with pytest.raises(RulebookErrors) as found:
        run(tmp_path, text)
    [error] = found.value.errors
    assert message in error.message
    assert error.file == f"{tmp_path.as_posix()}/base/topic_test.yaml"
    assert error.line is not None
    assert help is None or (error.help or "").startswith(help)


def test_a_case_of_another_municipality_is_told_at_the_test(tmp_path: Path) -> None:
    head = texts(DATA / "base")["rulebook.yaml"].replace("serves: any", "serves: [base]")
    with pytest.raises(RulebookError, match="case: ") as found:
        run(tmp_path, written("{}"), **{"rulebook.yaml": head})
    assert found.value.line == 2


def test_an_error_in_a_case_file_is_told_there(tmp_path: Path) -> None:
    files = {"cases/one.yaml": CASE.replace("\n      ", "\n").replace("82", "old")}
    with pytest.raises(RulebookErrors) as found:
        run(tmp_path, written("{}", "cases/one.yaml"), **files)
    assert found.value.file == f"{tmp_path.as_posix()}/base/cases/one.yaml"
    assert "old" not in str(found.value)
