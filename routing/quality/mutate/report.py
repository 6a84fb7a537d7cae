"""A tally as plain data and as text."""

from __future__ import annotations

from typing import Any

from routing.quality.mutate.measure import RuleTally, Survivor, Tally, percent
from routing.quality.mutate.mutant import Mutant
from routing.quality.mutate.written import WrittenTest, test_text, together


def tally_data(tally: Tally) -> dict[str, Any]:
    """A tally as plain data, `score` in percent with one decimal."""
    return {
        "rulebook": tally.rulebook,
        "tests": tally.tests,
        "killed": tally.killed,
        "survived": len(tally.survivors),
        "equivalent": tally.equivalent,
        "score": round(tally.score, 1),
        "rules": [_rule(rule) for rule in tally.rules],
    }


def _rule(rule: RuleTally) -> dict[str, Any]:
    return {
        "rule": rule.rule,
        "place": rule.place,
        "killed": rule.killed,
        "score": round(percent(rule.killed, rule.counted), 1),
        "equivalent": [_mutant(mutant) for mutant in rule.equivalent],
        "survivors": [_survivor(survivor) for survivor in rule.survivors],
    }


def _mutant(mutant: Mutant) -> dict[str, Any]:
    data = {"place": mutant.place, "fault": mutant.fault, "before": mutant.before, "after": mutant.after}
    if mutant.condition:
        data |= {"match": mutant.mutated.match, "where": mutant.mutated.where or ""}
    return data


def _survivor(survivor: Survivor) -> dict[str, Any]:
    found = survivor.witness
    case = (
        found.case.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) if found else None
    )
    told = {"case": case, "expect": found.expect if found else None, "unsettled": survivor.unsettled}
    return {**_mutant(survivor.mutant), **told}


def survivors_text(tally: Tally) -> list[str]:
    """The lines that tell the survivors: each with its place, then the test that would kill it."""
    lines: list[str] = []
    for rule in tally.rules:
        for survivor in rule.survivors:
            mutant = survivor.mutant
            lines.append(f"{mutant.place}: rule `{mutant.rule.id}`: survives {mutant.name}")
            if survivor.unsettled is not None:
                lines.append(f"  {survivor.unsettled}")
        lines += [test_text(test).rstrip("\n") for test in killing_tests(rule.survivors)]
    return lines


def killing_tests(survivors: tuple[Survivor, ...]) -> list[WrittenTest]:
    """The tests that would kill these survivors, each case once."""
    found = [(one.mutant, one.witness.case, one.witness.expect) for one in survivors if one.witness is not None]
    return together(found)
