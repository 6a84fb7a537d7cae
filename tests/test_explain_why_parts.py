"""Why, one part of a decision at a time, on small rulebooks."""

from __future__ import annotations

from typing import Any

import pytest

from routing.errors import RoutingError
from routing.explain import Why, why
from routing.router import Router
from tests.settling import case, own, refer, rule, rulebook

ARREARS = {"n1": ("a", "debt.arrears")}
LEAD = rule("leads", "debt.arrears", refer("npo"))


def reasons(kind: str, *rules: Any, to: str | None = None, **fields: Any) -> list[Why]:
    found = why(Router(rulebook(*rules)), case(**fields), to, lang="en")
    return [one for one in found.whys if one.part.kind == kind]


def facts(one: Why) -> dict[str, bool | None]:
    return {rest.fact.path: rest.decides for rest in one.rests}


def test_a_lead_rests_on_the_facts_its_rule_reads() -> None:
    old = rule("old", "debt.arrears", refer("npo"), where="n.code = 'debt.arrears' AND p.age >= 65")
    (lead,) = reasons("lead", old, needs=ARREARS)
    assert facts(lead) == {"needs.n1": True, "persons.a.age": True}
    assert not lead.over_determined


def test_of_two_rules_each_is_a_ground_and_no_fact_of_one_alone_decides() -> None:
    old = rule("old", "debt.arrears", refer("npo"), where="n.code = 'debt.arrears' AND p.age >= 65")
    (lead,) = reasons("lead", LEAD, old, needs=ARREARS)
    assert [ground.rule.id for ground in lead.grounds] == ["leads", "old"]
    assert facts(lead) == {"needs.n1": True, "persons.a.age": False}


def test_of_two_alternatives_of_one_condition_neither_decides() -> None:
    either = "n.code = 'debt.arrears' AND (p.age >= 65 OR n.urgent = true)"
    needs = [{"id": "n1", "person": "a", "code": "debt.arrears", "urgent": True}]
    (lead,) = reasons("lead", rule("either", "debt.arrears", refer("npo"), where=either), needs=needs)
    assert facts(lead) == {"needs.n1": True, "persons.a.age": False, "needs.n1.urgent": False}


def test_a_condition_that_holds_because_something_is_not_recorded_names_no_fact_for_it() -> None:
    alone = "n.code = 'debt.arrears' AND NOT EXISTS { (p)-[:LIVES_WITH]-(:Person) }"
    (lead,) = reasons("lead", rule("alone", "debt.arrears", refer("npo"), where=alone), needs=ARREARS)
    assert facts(lead) == {"needs.n1": True}


def test_anonymous_parts_within_and_without_a_subquery_are_not_taken_for_the_same() -> None:
    where = "EXISTS { (p)-[:REFUSED]->(:Agency) }"
    refused = [{"person": "a", "agency": "health_center", "status": "refused"}]
    again = rule("again", "", refer("npo"), match="(p:Person)-[:IN]->(:Case)") | {"where": where}
    (lead,) = reasons("lead", again, involvements=refused)
    assert facts(lead) == {"involvements.a.refused.health_center.": True}


def test_a_finding_is_followed_down_to_the_facts_it_was_made_from() -> None:
    finds = rule("finds", "debt.arrears", {"finding": {"kind": "in-debt", "about": ["p"]}})
    led = {**LEAD, "id": "led", "match": "(f:Finding)-[:ABOUT]->(p:Person)", "where": "f.kind = 'in-debt'"}
    (lead,) = reasons("lead", finds, led, needs=ARREARS)
    (ground,) = lead.grounds
    (step,) = ground.steps
    assert (step.kind, step.about, [below.rule.id for below in step.grounds]) == ("in-debt", ("a",), ["finds"])
    assert facts(lead) == {"needs.n1": True}


def test_findings_that_follow_from_one_another_are_told_without_end_in_neither() -> None:
    start = rule("start", "debt.arrears", {"finding": {"kind": "one", "about": ["p"]}})
    match = "(f:Finding)-[:ABOUT]->(p:Person)"
    on = rule("on", "", {"finding": {"kind": "two", "about": ["p"]}}, match=match)
    back = rule("back", "", {"finding": {"kind": "one", "about": ["p"]}}, match=match)
    rules = [start, {**on, "where": "f.kind = 'one'"}, {**back, "where": "f.kind = 'two'"}]
    found = reasons("finding", *rules, needs=ARREARS)
    assert {one.part.entry["kind"]: facts(one) for one in found} == {
        "one": {"needs.n1": True},
        "two": {"needs.n1": True},
    }


def test_what_else_is_asked_of_the_lead_is_told_apart_from_what_proposes_it() -> None:
    arrears = {"n1": ("a", "debt.arrears"), "n2": ("b", "care.dementia")}
    visits = rule("visits", "care.dementia", refer("npo", "support", None, service="visits"))
    (lead,) = reasons("lead", LEAD, visits, needs=arrears)
    assert [ground.rule.id for ground in lead.grounds] == ["leads", "visits"]
    assert facts(lead) == {"needs.n1": True, "needs.n2": True}
    told = why(Router(rulebook(LEAD, visits)), case(needs=arrears), "npo", lang="en").text()
    lines = [line.strip(" -") for line in told.split("\n\n")[0].splitlines()]
    assert "Because: leads" in lines
    assert "Also asked of it: visits" in lines
    assert not [line for line in lines if "each of which stands for itself" in line]


def test_an_agency_that_leads_already_owns_because_of_its_involvement() -> None:
    involvements = [{"person": "a", "agency": "npo", "status": "active", "role": "lead"}]
    (owner,) = reasons("owner", own_rule(), needs=ARREARS, involvements=involvements)
    assert owner.grounds == ()
    assert facts(owner) == {"needs.n1": True, "involvements.a.active.npo.": True}


def own_rule() -> Any:
    return rule("owns", "debt.arrears", own("self_reliance"))


def test_a_gap_rests_on_the_need_that_nobody_answers() -> None:
    (gap,) = reasons("gap", own_rule(), needs={"n2": ("b", "care.dementia")})
    assert facts(gap) == {"needs.n2": True}
    assert gap.settled == ("No rule says where this need goes",)


def test_the_holder_rests_on_who_received_the_case_which_no_case_is_without() -> None:
    (holder,) = reasons("holder", LEAD, needs=ARREARS)
    assert facts(holder) == {"case.received_by": None}


def test_what_is_withheld_rests_on_what_was_said_about_sharing() -> None:
    consents = [{"person": "a", "status": "refused"}]
    (withheld,) = reasons("withheld", LEAD, needs=ARREARS, consents=consents)
    assert facts(withheld) == {"needs.n1": True, "consents.a": True}


def test_what_an_agency_reported_is_why_the_backup_team_is_asked() -> None:
    history = [{"type": "cannot_solve", "by": "support_center"}]
    found = reasons("backup", LEAD, needs=ARREARS, history=history)
    assert facts(found[0]) == {"history.cannot_solve": True}


def test_what_an_agency_reported_of_a_need_rests_on_that_need() -> None:
    history = [{"type": "cannot_solve", "by": "support_center", "need": "n1"}]
    found = reasons("backup", LEAD, needs=ARREARS, history=history)
    assert facts(found[0]) == {"history.cannot_solve": True, "needs.n1": True}


def test_what_is_withheld_from_the_backup_team_rests_on_why_it_is_asked() -> None:
    history = [{"type": "cannot_solve", "by": "support_center"}]
    (withheld,) = reasons("withheld", LEAD, needs=ARREARS, history=history, to="backup_team")
    assert facts(withheld)["history.cannot_solve"] is True


def test_where_nobody_leads_it_is_not_said_that_the_lead_stays() -> None:
    found = why(Router(rulebook(LEAD), budget=1), case(needs=ARREARS), lang="en")
    (backup,) = [one for one in found.whys if one.part.kind == "backup"]
    assert backup.settled == ("The conference decides who takes the lead",)


def test_a_kind_asks_for_the_parts_that_name_it_alone() -> None:
    found = why(Router(rulebook(LEAD, own_rule())), case(needs=ARREARS), "self_reliance", lang="en")
    assert {one.part.kind for one in found.whys} == {"owner", "support", "withheld"}


def test_a_word_that_is_no_agency_kind_is_refused() -> None:
    with pytest.raises(RoutingError, match=r"no agency kind `npoo`\nhelp: did you mean `npo`\?"):
        why(Router(rulebook(LEAD)), case(needs=ARREARS), "npoo")
