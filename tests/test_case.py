"""A case says what it says: defaults, ids from content, ages, the same facts in any order."""

import datetime as dt
import importlib.util
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from routing.case import Case, Need, age_at
from routing.case.canonical import plain
from routing.errors import CaseError
from routing.source import load_file
from routing.vocabulary import core

CASES = Path(__file__).parent / "data" / "cases"
ROOT = Path(__file__).parent.parent


def case(**fields: Any) -> Case:
    given = {
        "case": "K-1",
        "as_of": "2026-04-01",
        "municipality": "ube",
        "received_by": "npo",
        "persons": [{"id": "a"}],
    }
    return Case.from_dict({**given, **fields})


def test_a_case_is_read_from_yaml() -> None:
    read = Case.load(CASES / "secret.yaml")
    assert (read.case, read.as_of, len(read.persons), len(read.needs)) == ("K-001", dt.date(2026, 4, 1), 3, 4)


def test_yaml_and_json_give_the_same_case() -> None:
    assert Case.load(CASES / "secret.json") == Case.load(CASES / "secret.yaml")


def test_a_need_is_confirmed_and_not_urgent_unless_it_says_so() -> None:
    need = case(needs=[{"person": "a", "code": "care.needed"}]).needs[0]
    assert (need.status, need.urgent, need.severity, need.open) == ("confirmed", False, None, True)


@pytest.mark.parametrize(("status", "is_open"), [("suspected", True), ("resolved", False), ("absent", False)])
def test_a_need_is_open_while_it_wants_an_owner(status: str, is_open: bool) -> None:
    assert case(needs=[{"person": "a", "code": "care.needed", "status": status}]).needs[0].open is is_open


def test_an_involvement_is_active_unless_it_says_so() -> None:
    assert case(involvements=[{"person": "a", "agency": "npo"}]).involvements[0].status == "active"


def test_absent_recipients_and_an_empty_list_of_them_are_not_the_same() -> None:
    consents = case(
        consents=[{"person": "a", "status": "given"}, {"person": "a", "status": "given", "to": []}]
    ).consents
    assert [consent.to for consent in consents] == [None, ()]


def test_an_id_is_made_from_content_where_none_is_given() -> None:
    made = case(
        needs=[{"person": "a", "code": "care.needed"}, {"person": "a", "code": "care.needed", "urgent": True}],
        events=[{"person": "a", "type": "visit"}, {"type": "visit"}],
    )
    ids = [part.id for part in (*made.needs, *made.events)]
    assert len(set(ids)) == 4
    assert [id.rsplit("-", 1)[0] for id in ids] == ["need", "need", "event", "event"]
    assert all(len(id.rsplit("-", 1)[1]) == 12 for id in ids)


def test_a_made_id_does_not_depend_on_how_the_content_is_written() -> None:
    persons = [{"id": "a"}, {"id": "b"}]
    one = case(persons=persons, needs=[{"persons": ["a", "b"], "code": "care.needed", "status": "confirmed"}])
    other = case(persons=persons, needs=[{"code": "care.needed", "persons": ["b", "a", "b"]}])
    assert one.needs[0].id == other.needs[0].id


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("1944-04-01", "2026-03-31", 81),
        ("1944-04-01", "2026-04-01", 82),
        ("2004-02-29", "2026-02-28", 21),
        ("2004-02-29", "2026-03-01", 22),
        ("2004-02-29", "2028-02-29", 24),
        ("2026-04-01", "2026-04-01", 0),
    ],
)
def test_age_is_in_full_years_on_the_day(born: str, day: str, age: int) -> None:
    assert age_at(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("person", "age"),
    [({"age": 5}, 5), ({"birth_date": "2016-04-02"}, 9), ({"birth_date": "2016-04-01", "age": 10}, 10), ({}, None)],
)
def test_age_is_given_or_follows_from_the_birth_date_or_is_unknown(person: dict[str, Any], age: int | None) -> None:
    read = case(persons=[{"id": "a", **person}])
    assert read.age_of(read.persons[0]) == age


def test_plain_python_dates_are_dates() -> None:
    assert case(as_of=dt.date(2026, 4, 1)) == case()


def test_a_python_time_is_no_date() -> None:
    with pytest.raises(CaseError, match="as_of: must be a date without a time of day"):
        case(as_of=dt.datetime(2026, 4, 1))


def test_a_number_is_no_date() -> None:
    with pytest.raises(CaseError, match="as_of: must be a date such as"):
        case(as_of=20260401)


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        case().municipality = "other"  # type: ignore[misc]


def test_validation_by_pydantic_does_not_show_what_was_given() -> None:
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"case": "K-1", "persons": [{"id": "a", "age": "secret"}]})
    assert "secret" not in str(caught.value)


def test_validation_by_pydantic_checks_references_too() -> None:
    with pytest.raises(ValidationError, match="names a person who is not listed"):
        Case.model_validate({**json.loads(case().to_json()), "needs": [{"person": "b", "code": "care.needed"}]})


def test_errors_of_plain_data_name_the_field() -> None:
    with pytest.raises(CaseError, match=r"persons\[0\]\.age: must be at most 130") as caught:
        case(persons=[{"id": "a", "age": 900}])
    assert caught.value.line is None


def test_sorted_cases_with_each_fact_once_are_canonical() -> None:
    told = case(
        persons=[{"id": "b"}, {"id": "a"}, {"id": "b"}],
        relations=[{"from": "b", "type": "HARMS", "to": "a"}, {"from": "a", "type": "HARMS", "to": "b"}] * 2,
        needs=[
            {"id": "n", "persons": ["b", "a"], "code": "care.needed"},
            {"id": "m", "persons": ["b"], "code": "debt.arrears"},
        ],
        involvements=[
            {"person": "b", "agency": "npo"},
            {"person": "a", "agency": "npo"},
            {"person": "b", "agency": "npo"},
        ],
        consents=[{"person": "a", "status": "given", "to": ["npo", "legal", "npo"]}],
    )
    canonical = told.canonical()
    assert [person.id for person in canonical.persons] == ["a", "b"]
    assert [(r.start, r.end) for r in canonical.relations] == [("a", "b"), ("b", "a")]
    assert [(need.id, need.about) for need in canonical.needs] == [("m", ("b",)), ("n", ("a", "b"))]
    assert [involvement.person for involvement in canonical.involvements] == ["a", "b"]
    assert canonical.consents[0].to == ("legal", "npo")


def test_one_person_and_a_list_of_one_are_the_same() -> None:
    one = case(needs=[{"id": "n", "person": "a", "code": "care.needed"}])
    listed = case(needs=[{"id": "n", "persons": ["a", "a"], "code": "care.needed"}])
    assert one.canonical() == listed.canonical()


def test_the_same_need_may_be_told_twice_with_its_persons_in_another_order() -> None:
    told = case(
        persons=[{"id": "a"}, {"id": "b"}],
        needs=[
            {"id": "n", "persons": ["a", "b"], "code": "care.needed"},
            {"id": "n", "persons": ["b", "a"], "code": "care.needed"},
            {"id": "m", "persons": ["b"], "code": "debt.arrears"},
            {"id": "m", "person": "b", "code": "debt.arrears"},
        ],
    )
    assert [need.id for need in told.canonical().needs] == ["m", "n"]


def test_a_changed_copy_has_its_own_canonical_form() -> None:
    told = case(persons=[{"id": "b"}, {"id": "a"}])
    told.canonical()
    copy = told.model_copy(update={"persons": told.persons[:1]})
    assert [person.id for person in copy.canonical().persons] == ["b"]


def test_an_unchanged_copy_still_knows_where_it_was_read() -> None:
    copy = Case.load(CASES / "bad" / "unknown_need_code.yaml").model_copy()
    with pytest.raises(CaseError, match=r"unknown_need_code.yaml:9:23"):
        copy.to_graph(core())


def test_what_is_canonical_stays_as_it_is() -> None:
    canonical = Case.load(CASES / "secret.yaml").canonical()
    assert canonical.canonical() == canonical


def test_a_canonical_case_is_copied_and_pickled_like_any_other() -> None:
    consents = [{"person": "a", "status": "given", "to": ["npo", "legal"]}]
    told = case(persons=[{"id": "b"}, {"id": "a"}], consents=consents)
    canonical = told.canonical()
    assert canonical != told
    assert pickle.loads(pickle.dumps(canonical)) == canonical
    assert canonical.model_copy() == canonical
    assert Case.parse(canonical.to_json()) == canonical


def test_a_canonical_case_knows_its_canonical_form() -> None:
    told = case(persons=[{"id": "b"}, {"id": "a"}])
    assert told.canonical() is told.canonical()


def test_the_plain_fields_of_a_case_are_those_of_its_canonical_form() -> None:
    told = case(
        persons=[{"id": "b"}, {"id": "a"}],
        relations=[{"from": "b", "type": "HARMS", "to": "a"}, {"from": "a", "type": "HARMS", "to": "b"}],
        needs=[{"id": "n", "persons": ["b", "a", "b"], "code": "care.needed"}],
        consents=[{"person": "a", "status": "given", "to": ["npo", "legal"]}],
    )
    canonical, found = told.canonical(), plain(told)
    for name in ("persons", "relations", "needs", "consents", "history"):
        assert list(found[name]) == [part.__dict__ for part in getattr(canonical, name)]
    assert found["needs"][0]["persons"] == ("a", "b")
    assert plain(canonical)["needs"] == found["needs"]


def test_a_changed_copy_has_its_own_plain_fields() -> None:
    told = case(persons=[{"id": "b"}, {"id": "a"}])
    plain(told)
    copy = told.model_copy(update={"persons": told.persons[:1]})
    assert [person["id"] for person in plain(copy)["persons"]] == ["b"]


def test_a_case_survives_json_and_pickling() -> None:
    read = Case.load(CASES / "secret.yaml")
    assert Case.parse(read.to_json()) == read
    copy = pickle.loads(pickle.dumps(read))
    assert (copy, hash(copy)) == (read, hash(read))


def test_equality_is_about_facts_not_about_where_they_were_read() -> None:
    one, other = Case.parse(case().to_json(), "one.json"), Case.parse(case().to_json(), "other.json")
    assert one == other
    assert one != case(district="x")
    assert one != "a case"


@pytest.mark.parametrize("text", ["{case: K-1, %s}", '{"case": "K-1", %s}', b"{case: K-1, %s}"])
def test_text_may_be_yaml_or_json(text: str | bytes) -> None:
    rest = '"as_of": "2026-04-01", "municipality": "ube", "received_by": "npo", "persons": [{"id": "a"}]'
    filled = text % rest.encode() if isinstance(text, bytes) else text % rest
    assert Case.parse(filled) == case()


def test_data_may_be_parsed_too() -> None:
    assert Case.parse(json.loads(case().to_json())) == case()


def test_a_json_file_is_read_as_json_alone(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not valid JSON"):
        Case.parse("case: K-1", "x.json")


def test_a_file_holds_several_cases_of_which_a_bad_one_stops_none(tmp_path: Path) -> None:
    good = json.loads(case().to_json())
    path = tmp_path / "cases.yaml"
    path.write_text(json.dumps([good, {**good, "case": 3}, "no case", good]), encoding="utf-8")
    found = Case.load_all(path)
    assert [type(item) for item in found] == [Case, CaseError, CaseError, Case]


def test_json_lines_hold_several_cases(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{case().to_json()}\n{{\n{case(case='K-2').to_json()}\n", encoding="utf-8")
    found = Case.load_all(path)
    assert [item.case if isinstance(item, Case) else item.line for item in found] == ["K-1", 2, "K-2"]


def test_one_case_is_wanted_where_one_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(f"{case().to_json()}\n{case().to_json()}\n", encoding="utf-8")
    with pytest.raises(CaseError, match="one case is wanted, the file holds 2 cases"):
        Case.load(path)


def test_an_empty_list_holds_no_case(tmp_path: Path) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text("[]\n", encoding="utf-8")
    assert Case.load_all(path) == []
    with pytest.raises(CaseError, match="the file holds no case"):
        Case.load(path)


def test_a_list_of_too_many_cases_is_refused() -> None:
    with pytest.raises(CaseError, match="a list holds at most 5000 cases"):
        Case.parse("- {}\n" * 5001)


def test_a_case_file_that_is_not_there_is_an_error() -> None:
    with pytest.raises(CaseError, match="the file cannot be read: no such file"):
        Case.load("nowhere.yaml")


@pytest.mark.skipif(importlib.util.find_spec("jsonschema") is None, reason="the `jsonschema` library is not installed")
def test_a_case_file_is_valid_by_the_published_schema() -> None:
    import jsonschema

    schema = json.loads((ROOT / "docs" / "reference" / "case.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    data = load_file(CASES / "secret.yaml")[0].data
    assert validator.is_valid(data)
    assert not validator.is_valid({**data, "as_off": 1})


def test_a_need_can_be_made_alone() -> None:
    assert Need(person="a", code="care.needed").about == ("a",)
