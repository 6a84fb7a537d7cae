"""The faults that are put into rules: which there are, that each still loads, and where they say they stand."""

from __future__ import annotations

import pytest

from routing.pattern import check_pattern, parse_pattern
from routing.quality.mutate.mutants import Mutants
from routing.rulebook.packs import find_pack
from tests.mutants import files, mutants_of, with_effects
from tests.packs import bundled_rulebook

CONDITIONS = {
    "an age is moved by one, and its comparison by a step": (
        ("(p:Person)", "p.age >= 65"),
        [
            "dropped_condition: `p.age >= 65` -> nothing",
            "boundary: `p.age >= 65` -> `p.age > 65`",
            "turned: `p.age >= 65` -> `p.age < 65`",
            "boundary: `p.age >= 65` -> `p.age >= 64`",
            "boundary: `p.age >= 65` -> `p.age >= 66`",
        ],
    ),
    "each bound of a chain is moved": (
        ("(p:Person)", "40 <= p.age < 65"),
        [
            "dropped_condition: `40 <= p.age < 65` -> nothing",
            "boundary: `40 <= p.age < 65` -> `40 < p.age < 65`",
            "turned: `40 <= p.age < 65` -> `40 > p.age < 65`",
            "boundary: `40 <= p.age < 65` -> `40 <= p.age <= 65`",
            "turned: `40 <= p.age < 65` -> `40 <= p.age >= 65`",
            "boundary: `40 <= p.age < 65` -> `39 <= p.age < 65`",
            "boundary: `40 <= p.age < 65` -> `41 <= p.age < 65`",
            "boundary: `40 <= p.age < 65` -> `40 <= p.age < 64`",
            "boundary: `40 <= p.age < 65` -> `40 <= p.age < 66`",
        ],
    ),
    "conditions and alternatives are left out, a NOT is lost": (
        ("(p:Person)", "p.elderly = true AND (NOT p.pregnant = true OR p.age IS NULL)"),
        [
            "dropped_condition: `p.elderly = true` -> nothing",
            "dropped_condition: `NOT p.pregnant = true OR p.age IS NULL` -> nothing",
            "value: `p.elderly = true` -> `p.elderly = false`",
            "dropped_alternative: `NOT p.pregnant = true` -> nothing",
            "dropped_alternative: `p.age IS NULL` -> nothing",
            "negation: `NOT p.pregnant = true` -> `p.pregnant = true`",
            "value: `p.pregnant = true` -> `p.pregnant = false`",
            "turned: `p.age IS NULL` -> `p.age IS NOT NULL`",
        ],
    ),
    "an element of a list is left out, a default is turned": (
        ("(p:Person)", "p.school IN ['high', 'university'] AND coalesce(p.in_hospital, false)"),
        [
            "dropped_condition: `p.school IN ['high', 'university']` -> nothing",
            "dropped_condition: `coalesce(p.in_hospital, false)` -> nothing",
            "dropped_value: `'high'` -> nothing",
            "dropped_value: `'university'` -> nothing",
            "value: `coalesce(p.in_hospital, false)` -> `coalesce(p.in_hospital, true)`",
        ],
    ),
    "a need code becomes one of the same domain, a relationship a like one": (
        ("(p:Person)-[:HAS]->(n:Need {code: 'health.illness'})", None),
        [
            "dropped_condition: `(n:Need {code: 'health.illness'})` -> `(n:Need)`",
            "value: `(n:Need {code: 'health.illness'})` -> `(n:Need {code: 'health.infection'})`",
            "relationship: `-[:HAS]->` -> `-[:LACKS]->`",
        ],
    ),
    "an arrow between persons is turned": (
        ("(p:Person)-[:PARENT_OF|CARES_FOR]->(q)", None),
        [
            "direction: `-[:PARENT_OF|CARES_FOR]->` -> `<-[:PARENT_OF|CARES_FOR]-`",
            "dropped_alternative: `-[:PARENT_OF|CARES_FOR]->` -> `-[:CARES_FOR]->`",
            "relationship: `-[:PARENT_OF|CARES_FOR]->` -> `-[:GUARDIAN_OF|CARES_FOR]->`",
            "dropped_alternative: `-[:PARENT_OF|CARES_FOR]->` -> `-[:PARENT_OF]->`",
            "relationship: `-[:PARENT_OF|CARES_FOR]->` -> `-[:PARENT_OF|GUARDIAN_OF]->`",
        ],
    ),
    "the length of a path is moved": (
        ("(p:Person)-[:LIVES_WITH*1..2]-(q)", None),
        [
            "relationship: `-[:LIVES_WITH*1..2]-` -> `-[:SIBLING_OF*1..2]-`",
            "length: `-[:LIVES_WITH*1..2]-` -> `-[:LIVES_WITH*0..2]-`",
            "length: `-[:LIVES_WITH*1..2]-` -> `-[:LIVES_WITH*2]-`",
            "length: `-[:LIVES_WITH*1..2]-` -> `-[:LIVES_WITH*1]-`",
            "length: `-[:LIVES_WITH*1..2]-` -> `-[:LIVES_WITH*1..3]-`",
        ],
    ),
    "a subquery has faults of its own": (
        ("(p:Person)", "NOT EXISTS { (p)-[:SERVED_BY {role: 'lead'}]->(a:Agency) WHERE a.kind = 'npo' }"),
        [
            "dropped_condition: `NOT EXISTS { (p)-[:SERVED_BY {role: 'lead'}]->(a:Agency) WHERE a.kind = 'npo' }` "
            "-> nothing",
            "negation: `NOT EXISTS { (p)-[:SERVED_BY {role: 'lead'}]->(a:Agency) WHERE a.kind = 'npo' }` -> "
            "`EXISTS { (p)-[:SERVED_BY {role: 'lead'}]->(a:Agency) WHERE a.kind = 'npo' }`",
            "relationship: `-[:SERVED_BY {role: 'lead'}]->` -> `-[:WAS_SERVED_BY {role: 'lead'}]->`",
            "dropped_condition: `-[:SERVED_BY {role: 'lead'}]->` -> `-[:SERVED_BY]->`",
            "value: `-[:SERVED_BY {role: 'lead'}]->` -> `-[:SERVED_BY {role: 'support'}]->`",
            "dropped_condition: `a.kind = 'npo'` -> nothing",
            "turned: `a.kind = 'npo'` -> `a.kind <> 'npo'`",
            "value: `a.kind = 'npo'` -> `a.kind = 'police_fire'`",
        ],
    ),
    "a count and a date are moved": (
        ("(p:Person)", "COUNT { (p)-[:HAS]->() } >= 2 AND p.birth_date < '1950-01-01'"),
        [
            "dropped_condition: `COUNT { (p)-[:HAS]->() } >= 2` -> nothing",
            "dropped_condition: `p.birth_date < '1950-01-01'` -> nothing",
            "boundary: `COUNT { (p)-[:HAS]->() } >= 2` -> `COUNT { (p)-[:HAS]->() } > 2`",
            "turned: `COUNT { (p)-[:HAS]->() } >= 2` -> `COUNT { (p)-[:HAS]->() } < 2`",
            "boundary: `COUNT { (p)-[:HAS]->() } >= 2` -> `COUNT { (p)-[:HAS]->() } >= 1`",
            "boundary: `COUNT { (p)-[:HAS]->() } >= 2` -> `COUNT { (p)-[:HAS]->() } >= 3`",
            "relationship: `-[:HAS]->` -> `-[:LACKS]->`",
            "boundary: `p.birth_date < '1950-01-01'` -> `p.birth_date <= '1950-01-01'`",
            "turned: `p.birth_date < '1950-01-01'` -> `p.birth_date >= '1950-01-01'`",
            "boundary: `p.birth_date < '1950-01-01'` -> `p.birth_date < '1949-12-31'`",
            "boundary: `p.birth_date < '1950-01-01'` -> `p.birth_date < '1950-01-02'`",
        ],
    ),
    "a number below zero is moved": (
        ("(p:Person)-[:SUBJECT_OF]->(e:Event)", "-1 <= days_until(e.date)"),
        [
            "dropped_condition: `-1 <= days_until(e.date)` -> nothing",
            "boundary: `-1 <= days_until(e.date)` -> `-1 < days_until(e.date)`",
            "turned: `-1 <= days_until(e.date)` -> `-1 > days_until(e.date)`",
            "boundary: `-1 <= days_until(e.date)` -> `-2 <= days_until(e.date)`",
            "boundary: `-1 <= days_until(e.date)` -> `0 <= days_until(e.date)`",
        ],
    ),
    "a label that says something is dropped": (
        ("(p:Person)-[:SUBJECT_OF]->(e:Event)<-[:ABOUT]-(f:Finding {kind: 'found'})", None),
        [
            "dropped_condition: `(f:Finding {kind: 'found'})` -> `(f:Finding)`",
        ],
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_conditions_have_these_faults(name: str) -> None:
    pattern, expected = CONDITIONS[name]
    found = mutants_of(files(*pattern))
    assert [mutant.name for mutant in found if mutant.condition] == expected


EFFECTS = {
    "refer: {to: health_center, role: lead, tier: specialist, about: p, for: n, within: P14D}": [
        "kind: `health_center` -> `hikikomori_center`",
        "role: `lead` -> `support`",
        "tier: `specialist` -> `protection`",
        "tier: `specialist` -> `generalist`",
        "deadline: `P14D` -> `P13D`",
        "deadline: `P14D` -> `P15D`",
    ],
    "refer: {to: health_center, role: support, tier: protection, about: [p, n]}": [
        "kind: `health_center` -> `hikikomori_center`",
        "role: `support` -> `lead`",
        "about: `[p, n]` -> `[n]`",
        "about: `[p, n]` -> `[p]`",
    ],
    "refer: {to: health_center, role: inform, about: p, before: {date: n.due, less: 5bd}}": [
        "kind: `health_center` -> `hikikomori_center`",
        "deadline: `{date: n.due, less: 5bd}` -> `{date: n.due, less: 4bd}`",
        "deadline: `{date: n.due, less: 5bd}` -> `{date: n.due, less: 6bd}`",
    ],
    "duty: {to: health_center, about: p, within: PT48H}": [
        "kind: `health_center` -> `hikikomori_center`",
        "consent: `not_required` -> `required`",
        "deadline: `PT48H` -> `PT24H`",
        "deadline: `PT48H` -> `PT72H`",
    ],
    "immediate: {action: visit_now, to: [npo, welfare_office], about: p}": [
        "action: `visit_now` -> `call_110`",
        "dropped_value: `[npo, welfare_office]` -> `[welfare_office]`",
        "dropped_value: `[npo, welfare_office]` -> `[npo]`",
    ],
    "share: {to: npo, about: p, items: [care, health]}": [
        "kind: `[npo]` -> `[police_fire]`",
        "dropped_value: `[care, health]` -> `[health]`",
        "dropped_value: `[care, health]` -> `[care]`",
    ],
    "exclude: {about: p, kind: npo}": ["kind: `npo` -> `police_fire`"],
    "escalate: {level: advice, reason: 相談}": ["level: `advice` -> `conference`"],
    "finding: {kind: found, about: [p, n]}": ["about: `[p, n]` -> `[n]`", "about: `[p, n]` -> `[p]`"],
}


@pytest.mark.parametrize("effect", EFFECTS)
def test_effects_have_these_faults_and_may_be_left_out(effect: str) -> None:
    found = [mutant for mutant in mutants_of(with_effects(effect)) if not mutant.condition]
    assert found[0].fault == "dropped_effect"
    assert [mutant.name for mutant in found[1:]] == EFFECTS[effect]


def test_a_rule_begins_and_ends_a_day_earlier_and_a_day_later() -> None:
    pack = files("(p:Person)")
    dated = "    in_force: {from: 2020-04-01, until: 2024-04-01}\n    basis"
    pack["rules.yaml"] = pack["rules.yaml"].replace("    basis", dated)
    assert [mutant.after for mutant in mutants_of(pack) if mutant.fault == "in_force"] == [
        "from: 2020-03-31",
        "from: 2020-04-02",
        "until: 2024-03-31",
        "until: 2024-04-02",
    ]


def test_versions_of_a_rule_are_not_made_to_overlap() -> None:
    pack = files("(p:Person)")
    head, rule = pack["rules.yaml"].split("rules:\n")
    first, second = (
        rule.replace("    basis", f"    in_force: {dates}\n    basis")
        for dates in ("{from: 2020-04-01, until: 2024-04-01}", "{from: 2024-04-01}")
    )
    pack["rules.yaml"] = f"{head}rules:\n{first}{second}"
    found = [f"{mutant.rule.start} {mutant.after}" for mutant in mutants_of(pack) if mutant.fault == "in_force"]
    assert found == [
        "2020-04-01 from: 2020-03-31",
        "2020-04-01 from: 2020-04-02",
        "2020-04-01 until: 2024-03-31",
        "2024-04-01 from: 2024-04-02",
    ]


def test_a_mutant_says_where_its_fault_stands() -> None:
    places = {mutant.name: mutant.place for mutant in mutants_of(files("(p:Person)", "p.age >= 65"))}
    assert places["boundary: `p.age >= 65` -> `p.age > 65`"] == "rules.yaml:6:13"
    assert places["dropped_effect: `finding: {kind: found, about: [p]}` -> nothing"] == "rules.yaml:8:18"


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["national", "shiki"])
def test_every_mutant_is_a_rule_that_loads_and_differs_from_all_others(name: str) -> None:
    rulebook = bundled_rulebook(name)
    mutants = Mutants(rulebook, find_pack(name))
    for rule in mutants.rules:
        seen = {(rule.match, rule.where)}
        for mutant in mutants.of(rule):
            if mutant.condition:
                mutated = mutant.mutated
                assert (mutated.match, mutated.where) not in seen
                seen.add((mutated.match, mutated.where))
                assert parse_pattern(mutated.match, mutated.where) == mutated.pattern
                assert check_pattern(mutated.pattern, rulebook.schema).keys() == check_pattern(rule.pattern).keys()
            else:
                assert mutant.mutated != rule


def test_mutants_come_in_the_same_order_each_time() -> None:
    first, second = (mutants_of(files("(p:Person)-[:HARMS]->(q)", "p.age > 3 OR q.sex = 'F'")) for _ in range(2))
    assert first == second
