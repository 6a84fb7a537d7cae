"""Why an effect has no part in a decision: a duty, a role, the owner of a need, a finding, the backup team."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from routing import Case
from routing.errors import RoutingError
from routing.explain import WhyNot, why_not
from routing.explain.why_parts import Part, parts
from routing.quality.generated import generated
from routing.router import Router
from tests.packs import router
from tests.settling import case, own, refer, rule, rulebook

OLD = "n.code = 'debt.arrears' AND p.age >= 65"
BOTH = {"n1": ("a", "debt.arrears"), "n2": ("b", "debt.arrears")}


def asked(target: str, *rules: object, **fields: object) -> WhyNot:
    return why_not(Router(rulebook(*rules)), case(**fields), target, lang="en")  # type: ignore[arg-type]


def only(found: WhyNot) -> tuple[str, tuple[str, ...]]:
    (chance,) = found.chances
    return chance.outcome, chance.said


def test_a_duty_that_is_not_there_tells_what_its_rule_lacks() -> None:
    told = rule("told", "", {"duty": {"to": "welfare_office"}}, where=OLD)
    found = asked("duty:welfare_office", told, needs={"n2": ("b", "debt.arrears")})
    assert "A statutory report to “Welfare office” has no part in this decision." in found.text()
    assert only(found) == ("missed", ("needed: b is 65 or over (recorded: b is 52 years old)",))


def test_only_rules_with_the_effect_that_is_asked_for_are_weighed() -> None:
    informs = rule("informs", "debt.arrears", refer("npo", role="inform", tier=None))
    leads = rule("leads", "debt.arrears", refer("npo"))
    assert [one.rule.id for one in asked("inform:npo", informs, leads).chances] == ["informs"]
    assert [one.rule.id for one in asked("lead:npo", informs, leads).chances] == ["leads"]


def test_as_a_support_comes_also_who_was_proposed_as_the_lead() -> None:
    found = asked("support:npo", rule("leads", "debt.arrears", refer("npo")))
    assert [one.rule.id for one in found.chances] == ["leads"]


def test_the_owner_of_a_need_is_asked_for_by_the_id_of_the_need() -> None:
    old = rule("old", "", own("npo"), where=OLD)
    found = asked("owner:n2", old, needs=BOTH)
    assert found.present == ()
    assert only(found) == ("missed", ("needed: b is 65 or over (recorded: b is 52 years old)",))
    owned = asked("owner:n1", old, needs=BOTH)
    assert owned.present == ("Non-profit support answers the need “Arrears (rent or tax or utilities)”",)


def test_a_rule_for_another_need_says_that_the_need_is_another_one() -> None:
    (chance,) = asked("owner:n1", rule("care", "care.dementia", own("npo")), needs=BOTH).chances
    assert chance.cost == 3
    assert "Dementia" in chance.said[0]


def test_who_owns_the_need_instead_is_told_of_a_rule_that_applies() -> None:
    higher = rule("higher", "debt.arrears", own("self_reliance", tier="protection"))
    found = asked("owner:n1", higher, rule("lower", "debt.arrears", own("npo")), needs=BOTH)
    by_rule = {one.rule.id: one.said for one in found.chances}
    answers = "Self-reliance support desk answers the need “Arrears (rent or tax or utilities)”"
    assert f"instead: {answers}" in by_rule["lower"]
    assert f"what came of it: {answers}" in by_rule["higher"]
    assert found.present == (answers,)


def test_a_finding_is_asked_for_by_its_kind() -> None:
    finds = rule("finds", "", {"finding": {"kind": "in-debt", "about": ["p"]}}, where=OLD)
    assert only(asked("finding:in-debt", finds, needs={"n2": ("b", "debt.arrears")}))[0] == "missed"
    assert asked("finding:in-debt", finds, needs=BOTH).present == ("The finding “in-debt” is made about a",)


def test_the_backup_team_is_asked_for_with_and_without_a_level() -> None:
    advice = rule("advice", "debt.arrears", {"escalate": {"level": "advice", "reason": "look at it"}})
    for target, ids in (("escalate", ["advice"]), ("escalate:advice", ["advice"]), ("escalate:conference", [])):
        assert [one.rule.id for one in asked(target, advice).chances] == ids
    found = asked("escalate:advice", advice, needs=BOTH)
    assert any(said.endswith("is asked (advice): look at it") for said in found.present)
    assert found.chances[0].outcome == "fired"


def test_an_exclusion_is_asked_for_with_and_without_a_kind() -> None:
    barred = rule("barred", "debt.arrears", {"exclude": {"about": ["p"], "kind": "npo"}})
    assert asked("exclude", barred, needs=BOTH).present
    assert asked("exclude:npo", barred, needs=BOTH).present
    found = asked("exclude:self_reliance", barred, needs=BOTH)
    assert (found.present, found.chances) == ((), ())


def test_an_immediate_act_is_asked_for_by_the_act() -> None:
    visit = rule("visit", "debt.arrears", {"immediate": {"action": "visit_now", "to": ["npo"], "about": ["p"]}})
    assert only(asked("immediate:visit_now", visit))[0] == "missed"
    assert asked("immediate:visit_now", visit, needs=BOTH).present
    assert asked("immediate:call_119", visit, needs=BOTH).chances == ()


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("dutty:npo", "no agency kind, rule or effect `dutty:npo`"),
        ("duty:npoo", "`duty` is not asked for with `npoo`\nhelp: did you mean `npo`?"),
        ("duty", "`duty:` names nothing\nhelp: write it as duty:KIND"),
        ("owner:n9", "`owner` is not asked for with `n9`\nhelp: the open needs of the case are n1, n2"),
        ("escalate:", "`escalate:` names nothing\nhelp: write it as escalate, escalate:LEVEL"),
    ],
)
def test_an_effect_that_cannot_be_asked_for_is_refused_with_how_to_write_it(target: str, message: str) -> None:
    with pytest.raises(RoutingError, match=re.escape(message)):
        asked(target, rule("leads", "debt.arrears", refer("npo")), needs=BOTH)


def targets(part: Part) -> Iterator[str]:
    """The effects that ask for a part of a decision."""
    entry: Any = part.entry
    match part.kind:
        case "lead" | "support" | "inform" | "duty":
            yield f"{part.kind}:{entry['to']}"
        case "owner":
            yield f"owner:{entry['need']}"
        case "immediate":
            yield f"immediate:{entry['action']}"
        case "finding":
            yield f"finding:{entry['kind']}"
        case "backup":
            yield from ("escalate", f"escalate:{entry['level']}")
        case "exclusion":
            yield from ("exclude", f"exclude:{entry['kind']}") if entry["kind"] else ("exclude",)


def check_present(pack: str, seed: int) -> int:
    """Whether every part of the decision about a generated case is told as present; the number of parts."""
    here = router(pack)
    given = Case.from_dict(generated(seed, here.rulebook))
    found = {target for part in parts(json.loads(here.route(given).to_json())) for target in targets(part)}
    for target in found:
        told = why_not(here, given, target, lang="en", most=3)
        assert told.present
        assert all(said for one in told.chances for said in one.said)
        assert "has a part" in told.text()
    return len(found)


def test_every_part_of_decisions_is_told_as_present_where_its_effect_is_asked_for() -> None:
    assert sum(check_present("setagaya", seed) for seed in range(4)) > 10


@pytest.mark.soak
@pytest.mark.parametrize("pack", ["setagaya", "national", "okayama", "ube", "city_001", "shiki", "generic"])
def test_every_part_of_many_decisions_is_told_as_present(pack: str) -> None:
    assert sum(check_present(pack, seed) for seed in range(3000, 3012)) > 10
