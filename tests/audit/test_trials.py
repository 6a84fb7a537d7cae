"""`routing.audit.trials`: a case told otherwise is decided otherwise only by what may make a difference."""

from __future__ import annotations

import json
import pickle
from functools import cache
from typing import Any

import pytest

from routing import Router, Rulebook
from routing.audit.deciding import batches
from routing.audit.errors import AuditError
from routing.audit.sample import Sample
from routing.audit.trial_batches import TrialUnit, tried
from routing.audit.trials import Difference, Found, Trials, TrialSums
from routing.audit.variations import ALWAYS, check_attributes, districts, variations
from routing.case import Case
from routing.quality.generated import generated
from tests.settling import DEBT, case, office, own, refer, rule, rulebook

LAW = {"law": "困難な問題を抱える女性への支援に関する法律", "article": "第9条", "status": "verified"}


def book(*more: dict[str, Any], **head: Any) -> Rulebook:
    """Debts have an owner, and whatever else is given."""
    offices = [
        office("council", "social_council"),
        office("money", "self_reliance"),
        office("east", "support_center", located_in="east", catchment=["east"]),
        office("west", "support_center", located_in="west", catchment=["west"]),
    ]
    return rulebook(rule("debt", DEBT, own("self_reliance")), *more, offices=offices, **head)


def by_attribute(name: str, value: str, **more: Any) -> dict[str, Any]:
    """A rule that refers to the council where a person has an attribute."""
    return {
        **rule(f"by-{name}", DEBT, refer("social_council", "support", None), **more),
        "where": f"n.code = '{DEBT}' AND p.{name} = '{value}'",
    }


def found(made: Rulebook, *attributes: str, **fields: Any) -> list[tuple[Difference, Found]]:
    sums = TrialSums()
    given = case(**{"needs": {"n1": ("a", DEBT)}, "persons": [{"id": "a", "age": 50, "sex": "M"}], **fields})
    sums.add(Trials(Router(made), (*ALWAYS, *attributes)).trial(given))
    assert sums.cases == 1
    return sums.differences


def test_a_rule_that_reads_sex_without_a_basis_is_wrong() -> None:
    ((difference, sums),) = found(book(by_attribute("sex", "F")), "sex")
    assert difference == Difference("sex", "unpermitted", ("by-sex",))
    assert (sums.variations, sums.cases, "supports" in sums.parts, sums.named) == (1, 1, True, ["K"])


def test_a_rule_that_reads_sex_on_a_basis_that_permits_it_is_told_with_its_law() -> None:
    made = book(by_attribute("sex", "F", basis=[{**LAW, "permits": "sex"}]))
    sums = TrialSums()
    given = case(needs={"n1": ("a", DEBT)}, persons=[{"id": "a", "age": 50, "sex": "M"}])
    sums.add(Trials(Router(made), ("sex",)).trial(given))
    sums.tell_bases(made)
    assert [one for one, _ in sums.differences] == [Difference("sex", "permitted", ("by-sex",))]
    assert sums.bases == {"by-sex": "困難な問題を抱える女性への支援に関する法律 第9条"}
    assert not sums.wrong


def test_what_is_read_through_a_finding_is_read() -> None:
    finding = {**by_attribute("sex", "F"), "then": [{"finding": {"kind": "woman", "about": "p"}}]}
    helped = {
        "id": "helped",
        "title": {"ja": "支援", "en": "helped"},
        "match": "(f:Finding {kind: 'woman'})-[:ABOUT]->(p:Person)",
        "then": [refer("social_council", "support", None, about="p")],
    }
    ((difference, _),) = found(book(finding, helped), "sex")
    assert difference == Difference("sex", "unpermitted", ("by-sex", "helped"))


def test_an_attribute_that_no_rule_reads_makes_no_difference() -> None:
    assert found(book(by_attribute("sex", "F")), "nationality", "language") == []


def test_a_language_that_a_rule_reads_is_for_people_to_judge() -> None:
    ((difference, sums),) = found(book(by_attribute("language", "vi")), "language")
    assert difference == Difference("language", "rule", ("by-language",))
    assert sums.variations == 1


CARE = {"needs": {"n1": ("a", "care.needed")}, "received_by": "town_center"}


def test_another_office_of_another_district_is_no_difference() -> None:
    assert found(book(rule("center", "care.needed", own("support_center"))), "district", district="east", **CARE) == []


def test_a_family_of_another_district_comes_to_the_counter_there() -> None:
    made = book(rule("center", "care.needed", own("support_center")))
    at_east = {**CARE, "received_by": "support_center", "received_at": "east"}
    assert found(made, "district", district="east", **at_east) == []
    assert [each.case.received_at for each in variations(case(district="east", **at_east), ("district",), made)] == [
        "west"
    ]


def test_what_an_office_of_elsewhere_brings_along_is_told_as_the_work_of_the_directory() -> None:
    made = book(rule("center", "care.needed", own("support_center")))
    # received at the west by chance: the office of the east has to be told, which wants consent, that of the west not
    at_west = {**CARE, "received_by": "support_center", "received_at": "west"}
    ((difference, sums),) = found(made, "district", district="east", **at_west)
    assert difference == Difference("district", "directory", ())
    assert (sums.variations, set(sums.parts)) == (1, {"withheld"})


def test_a_rule_that_reads_the_district_is_told() -> None:
    opened = {
        **rule(
            "opened",
            DEBT,
            refer("social_council", "support", None),
            match="(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)",
        ),
        "where": f"n.code = '{DEBT}' AND c.district = 'east'",
    }
    ((difference, _),) = found(book(opened), "district", district="west")
    assert difference == Difference("district", "rule", ("opened",))


@cache
def generic() -> Rulebook:
    return Rulebook.load("generic")


@pytest.mark.unmeasured
def test_ids_order_and_repetition_change_no_decision_of_a_bundled_rulebook() -> None:
    trials, sums = Trials(Router(generic()), ALWAYS), TrialSums()
    for seed in range(25):
        sums.add(trials.trial(Case.from_dict(generated(seed, generic()))))
    assert (sums.cases, sums.told.total(), sums.found) == (25, 100, {})


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "okayama"])
def test_only_permitted_rules_make_a_difference_by_protected_attributes(pack: str) -> None:
    made = Rulebook.load(pack)
    trials, sums = Trials(Router(made), (*ALWAYS, "sex", "nationality", "language")), TrialSums()
    for seed in range(150):
        sums.add(trials.trial(Case.from_dict(generated(seed, made))))
    assert {one.cause for one in sums.found} <= {"permitted"}
    assert sums.told.total() > 1000


def test_trials_give_the_same_in_one_process_and_in_several() -> None:
    trials = Trials(Router(book(by_attribute("sex", "F"))), (*ALWAYS, "sex"))
    cases = [case(case=f"K{n}", needs={"n1": ("a", DEBT)}) for n in range(3)]
    assert list(tried(cases, trials)) == [trials.trial(one) for one in cases]


def test_what_tries_cases_can_be_sent_to_another_process() -> None:
    given, router = case(needs={"n1": ("a", DEBT)}), Router(book(by_attribute("sex", "F")))
    (batch,) = batches([given])
    unit = TrialUnit(Trials(router, ("sex",)))
    assert pickle.loads(pickle.dumps(unit))(batch) == unit(batch)


def test_a_case_that_the_rulebook_does_not_take_is_counted() -> None:
    sums = TrialSums()
    sums.add(Trials(Router(book(serves=["elsewhere"])), ALWAYS).trial(case()))
    assert (sums.cases, sums.refused) == (0, 1)


def test_every_other_value_of_every_person_is_tried_once() -> None:
    persons = [{"id": "a", "sex": "F"}, {"id": "b"}]
    told = [each.to for each in variations(case(persons=persons), ("sex",), book())]
    assert told == ["M", "X", "F", "M", "X"]


def test_a_case_with_as_many_persons_as_there_may_be_is_told_otherwise_too() -> None:
    given = case(persons=[{"id": f"p{number}"} for number in range(200)])
    assert [each.attribute for each in variations(given, ALWAYS, book())] == ["names", "names", "order", "twice"]


def test_the_districts_are_those_of_the_directory() -> None:
    assert districts(book()) == ("east", "west")
    assert districts(rulebook(rule("debt", DEBT, own("self_reliance")))) == ()


@pytest.mark.parametrize("name", ["sexx", "age", "birth_date", "savings_yen"])
def test_an_attribute_without_a_list_of_values_is_refused(name: str) -> None:
    with pytest.raises(AuditError, match="no list of values"):
        check_attributes((name,), book())


def test_a_sample_is_the_same_whatever_the_order_and_keeps_the_order() -> None:
    names = [f"case {number}" for number in range(200)]
    ways = []
    for given in (names, names[::-1]):
        chosen: Sample[str] = Sample(20)
        for name in given:
            chosen.add(name, name)
        assert chosen.given == 200
        assert [name for name in given if name in chosen.chosen] == chosen.chosen
        ways.append(sorted(chosen.chosen))
    assert ways[0] == ways[1]
    assert len(ways[0]) == 20


def test_a_variation_quotes_nothing_of_the_case() -> None:
    given = case(persons=[{"id": "a", "sex": "F", "attributes": {"nationality": "stateless"}}])
    trial = Trials(Router(book(by_attribute("sex", "F"))), ("nationality",)).trial(given)
    assert trial is not None
    assert "stateless" not in json.dumps(trial.told)
