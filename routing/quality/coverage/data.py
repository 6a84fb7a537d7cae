"""Coverage as plain data, for other programs."""

from __future__ import annotations

from typing import Any

from routing.quality.coverage.parts import Coverage, RuleCoverage


def as_data(coverage: Coverage) -> dict[str, Any]:
    """The coverage of a pack; places are written `file:line:column`, tests `file:line`."""
    return {
        "schema": "coverage/1",
        "rulebook": {"id": coverage.rulebook, "version": coverage.version},
        "tests": coverage.tests,
        "figures": {
            name: {"done": figure.done, "of": figure.of, "percent": figure.percent}
            for name, figure in coverage.figures.items()
        },
        "rules": [_rule(rule) for rule in coverage.rules],
        "missing": [
            {"rule": missing.rule, "what": missing.what, "text": missing.text, "place": str(missing.place)}
            for missing in coverage.missing
        ],
        "unfinished": [{"test": test, "rule": rule} for test, rule in coverage.unfinished],
    }


def _rule(rule: RuleCoverage) -> dict[str, Any]:
    return {
        "id": rule.id,
        "from": rule.start.isoformat() if rule.start else None,
        "pack": rule.pack,
        "place": str(rule.place),
        "hit": list(rule.hit),
        "missed": list(rule.missed),
        "denied": list(rule.denied),
        "conditions": [
            {
                "text": condition.text,
                "place": str(condition.place),
                "owed": list(condition.owed),
                "tests": dict(condition.tests),
                "missing": list(condition.missing),
            }
            for condition in rule.conditions
        ],
        "effects": [
            {"text": effect.text, "place": str(effect.place), "decides_in": effect.decides_in}
            for effect in rule.effects
        ],
    }
