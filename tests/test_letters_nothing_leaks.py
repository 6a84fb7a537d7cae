"""Letters and sheets tell nothing from outside the view of their reader."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from routing import Case, Decision, Router
from routing.letters import (
    LetterRefused,
    PersonConcerned,
    ReceivingAgency,
    SheetRefused,
    View,
    letter,
    may_know,
    recipient_of,
    sheet,
)
from routing.letters.asked import asked_of, offices_of
from tests.generate_cases import generated, renamed
from tests.letters import EXAMPLES, STYLES, Data, example, forms, letter_or_none, sheets
from tests.packs import router

MARK = "zq"
SOME = [path for path in EXAMPLES if path.parent.name == "setagaya"][::3]


def marked(case: Case) -> tuple[Case, dict[str, str]]:
    """A case in which every id is a mark that no text has for another reason."""
    data = case.model_dump(mode="json", by_alias=True, exclude_none=True)
    ids = [part["id"] for name in ("persons", "needs", "events") for part in data[name]]
    names = {id: f"{MARK}{number}x" for number, id in enumerate(dict.fromkeys(ids))}
    kept = {name: data.pop(name) for name in ("municipality", "received_by")}
    parts = {name: renamed(data[name], names) for name in ("persons", "relations", "needs", "involvements")}
    more = {name: renamed(data[name], names) for name in ("events", "consents", "history")}
    return Case.from_dict({**data, **kept, **parts, **more, "case": f"{MARK}case"}), names


def check_no_id_or_rule(by: Router, case: Case) -> None:
    other, names = marked(case)
    decision = by.route(other)
    rules = {rule for fired in decision.trace for rule in [fired.rule] if "-" in rule}
    pages = [letter_or_none(by, other, person, decision) for person in [p.id for p in other.persons]]
    pages += [page for _, _, page in sheets(by, other, decision)]
    for page in pages:
        told = forms(page) if page else ""
        assert MARK not in told
        assert not [rule for rule in rules if rule in told]
    assert names


def other_facts(case: Case, id: str, chance: random.Random) -> Data:
    """The same facts about one person, others about everybody else."""
    data: Data = case.model_dump(mode="json", by_alias=True, exclude_none=True)
    for person in data["persons"]:
        if person["id"] != id:
            person["sex"] = chance.choice("FMX")
            person.setdefault("attributes", {})["savings_yen"] = chance.randint(0, 10**9)
            person["attributes"]["wage_monthly_yen"] = chance.randint(0, 10**6)
    others = [person["id"] for person in data["persons"] if person["id"] != id]
    data["reported_by"] = chance.choice(["school", "police", "family", "hospital", "self", "resident"])
    for other in others:
        data["consents"].append({"person": other, "status": chance.choice(["given", "refused"])})
        data["involvements"].append({"person": other, "agency": "npo", "status": "ended"})
        code = chance.choice(["abuse.child", "mental.diagnosed", "health.dental", "debt.arrears", "abuse.elder"])
        status = chance.choice(["absent", "confirmed"])
        data["needs"].append({"id": f"hidden-{other}", "person": other, "code": code, "status": status})
        data["events"].append({"person": other, "type": "visit", "date": "2020-01-01"})
    return data


def asked_about(decision: Decision, id: str, view: Case) -> list[Any]:
    """Whom a decision asks for what about one person, and nothing of why."""
    lead = decision.lead if decision.lead and id in decision.lead.about else None
    own = {need.id for need in view.needs}
    named = [one for one in (*decision.supports, *decision.inform) if id in one.about]
    barred = [one for one in decision.excluded if id in one.about]
    return [
        (decision.holder.to, decision.holder.agency),
        lead and (lead.to, lead.agency, lead.service),
        sorted((one.to, one.agency, one.services, one.due is None) for one in named),
        sorted((one.need, one.to, one.agency) for one in decision.owners if one.need in own),
        sorted((one.to, one.agency, one.consent) for one in decision.duties if id in one.about),
        sorted((one.action, one.to) for one in decision.immediate if id in one.about),
        sorted(one.need for one in decision.gaps if one.need in own),
        [(one.kind, one.office, one.located_in) for one in barred],
        sorted((one.to, one.missing, one.released_by) for one in decision.withheld if id in one.about),
    ]


def check_same_letter(by: Router, case: Case, seed: int) -> tuple[int, int]:
    """Assert that the letters of a case do not change with facts about others, as long as the decision asks the same
    about the reader; how many were held to it, of how many."""
    chance, decision, same, all = random.Random(seed), by.route(case), 0, 0
    for person in case.persons:
        changed = Case.from_dict(other_facts(case, person.id, chance))
        after = by.route(changed)
        recipient = PersonConcerned(person.id)
        try:
            view = may_know(by, case, decision, recipient).case
        except LetterRefused:
            continue
        if not any(one.person == person.id for one in after.excluded):
            assert may_know(by, changed, after, recipient).case == view
        all += 1
        if asked_about(decision, person.id, view) != asked_about(after, person.id, view):
            continue
        same += 1
        for lang, plain in STYLES:
            one = letter(by, case, person.id, lang, plain, decision)  # type: ignore[arg-type]
            other = letter(by, changed, person.id, lang, plain, after)  # type: ignore[arg-type]
            assert forms(one) == forms(other)
    return same, all


def hidden_facts(case: Case, view: View, chance: random.Random) -> Data:
    """The same facts that an agency may know, others of those that it may not."""
    data: Data = case.model_dump(mode="json", by_alias=True, exclude_none=True)
    for person in data["persons"]:
        person.setdefault("attributes", {})["savings_yen"] = 987654321
        if person["id"] not in view.about:
            person["sex"] = chance.choice("FMX")
            data["consents"].append({"person": person["id"], "status": "refused"})
            data["involvements"].append({"person": person["id"], "agency": "npo", "status": "ended"})
            code = chance.choice(["mental.diagnosed", "health.dental", "debt.arrears", "living.hoarding"])
            data["needs"].append({"id": f"hidden-{person['id']}", "person": person["id"], "code": code})
    for need in data["needs"]:
        if need["id"] not in view.needs:
            need["due"] = "2031-01-01"
    data["events"].append({"person": data["persons"][0]["id"], "type": "report", "date": "2025-12-24"})
    data["reported_by"] = chance.choice(["school", "police", "family", "hospital", "self", "resident"])
    return {**data, "case": "another"}


def asked_of_it(decision: Decision, view: View) -> list[Any]:
    """What a decision asks of an agency about whom it may know of, and nothing of why."""
    assert isinstance(view.recipient, ReceivingAgency)
    asked = asked_of(decision, view.recipient, frozenset(view.about))
    named = [*asked.supports, *asked.informs]
    return [
        (decision.holder.to, decision.holder.agency),
        asked.roles,
        asked.lead and asked.lead.service,
        [(one.services, one.due is None) for one in named],
        [one.need for one in asked.owned if one.need in view.needs],
        [(one.about, one.consent, one.due, one.basis) for one in asked.duties],
        [(one.about, one.action) for one in asked.acts],
    ]


def check_same_sheet(by: Router, case: Case, seed: int) -> tuple[int, int]:
    """Assert that sheets do not change with facts their reader may not know, as long as the decision asks the same of
    it; how many were held to it, of how many."""
    chance, decision, same, all = random.Random(seed), by.route(case), 0, 0
    for kind, office, page in sheets(by, case, decision):
        if page is None:
            continue
        all += 1
        assert "987654321" not in forms(page)
        recipient = recipient_of(decision, by.rulebook, kind, office)
        view = may_know(by, case, decision, recipient)
        changed = Case.from_dict(hidden_facts(case, view, chance))
        after = by.route(changed)
        try:
            told = may_know(by, changed, after, recipient)
        except SheetRefused:
            continue
        told = replace(told, case=told.case.model_copy(update={"case": case.case}))
        if told != view or asked_of_it(decision, view) != asked_of_it(after, view):
            continue
        same += 1
        for lang in ("ja", "en"):
            one = sheet(by, case, kind, office, lang, decision)  # type: ignore[arg-type]
            assert forms(sheet(by, changed, kind, office, lang, after)) == forms(one)  # type: ignore[arg-type]
    return same, all


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", SOME, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_page_about_an_example_holds_an_id_or_the_id_of_a_rule(path: Path) -> None:
    check_no_id_or_rule(*example(path))


@pytest.mark.unmeasured
def test_a_letter_is_the_same_whatever_else_is_recorded_about_others() -> None:
    held = [check_same_letter(router("setagaya"), Case.from_dict(generated(seed, router("setagaya").rulebook)), seed)
            for seed in range(9)]  # fmt: skip
    assert sum(same for same, _ in held) >= 8


@pytest.mark.unmeasured
def test_a_sheet_is_the_same_whatever_is_recorded_that_its_reader_may_not_know() -> None:
    assert sum(check_same_sheet(*example(path), 1)[0] for path in SETAGAYA) >= 8


SETAGAYA = [path for path in EXAMPLES if path.parent.name == "kinuta"]


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", SETAGAYA, ids=lambda path: path.stem)
def test_the_view_of_a_person_holds_no_fact_about_anybody_else(path: Path) -> None:
    by, case = example(path)
    decision = by.route(case)
    for person in case.persons:
        if letter_or_none(by, case, person.id, decision) is None:
            continue
        view = may_know(by, case, decision, PersonConcerned(person.id)).case
        assert all(need.about == (person.id,) for need in view.needs)
        assert {one.person for one in (*view.involvements, *view.consents)} <= {person.id}
        assert view.reported_by is None
        assert all(p.id == person.id or p.model_dump(exclude_defaults=True) == {"id": p.id} for p in view.persons)
        assert may_know(by, view, decision, PersonConcerned(person.id)).case == view


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "okayama", "ube", "city_001", "shiki", "generic"])
def test_nothing_leaks_over_many_generated_cases(pack: str) -> None:
    by = router(pack)
    same = 0
    for seed in range(2000, 2030):
        case = Case.from_dict(generated(seed, by.rulebook))
        same += check_same_letter(by, case, seed)[0]
        same += check_same_sheet(by, case, seed)[0]
        if not case.received_at:
            check_no_id_or_rule(by, case)
    assert same >= 60


@pytest.mark.soak
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_nothing_leaks_from_an_example(path: Path) -> None:
    by, case = example(path)
    check_no_id_or_rule(by, case)
    check_same_letter(by, case, 1)
    check_same_sheet(by, case, 1)
    decision = by.route(case)
    for page in [letter_or_none(by, case, person.id, decision) for person in case.persons]:
        assert sum(1 + len(line) // 45 for line in (page.text().splitlines() if page else ())) <= 75


def test_every_office_that_the_decision_asks_gets_a_sheet_or_a_refusal() -> None:
    by, case = example(SETAGAYA[0])
    decision = by.route(case)
    asked = [(kind, office) for kind in by.rulebook.vocabulary.agency_kinds for office in offices_of(decision, kind)]
    assert asked == [(kind, office) for kind, office, _ in sheets(by, case, decision)]
    with pytest.raises(SheetRefused, match="the decision asks nothing"):
        sheet(by, case, "animal", decision=decision)
