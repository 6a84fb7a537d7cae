"""zen-engine, the rules engine of GoRules: the rules as a decision model (`rules/rules.jdm.json`), one expression each.

Its expressions loop over lists and look up in objects, so joins are in the engine, as nested loops over groups that
the host makes: the rules say how to look, and in which order. Strings are compared for equality alone, so the host
puts in order whom a finding is about.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zen

from benchmarks.peers.groups import grouped
from benchmarks.peers.rounds import rounds, variant, word

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

MODEL = Path(__file__).parent / "rules" / "rules.jdm.json"
KEY = "workload"
STEP = "watch"
"""An expression that is no rule: what two rules and more find is gathered there."""


def _model(rules: int) -> dict[str, Any]:
    """The decision model with so many rules."""
    model: dict[str, Any] = json.loads(MODEL.read_text(encoding="utf-8"))
    content = next(node["content"] for node in model["nodes"] if node["type"] == "expressionNode")
    given = list(content["expressions"])
    for n in rounds(rules):
        for rule in given:
            key = word(rule["key"], n)
            value = variant(rule["value"].replace("'", '"'), n)
            content["expressions"].append({"id": key, "key": key, "value": value})
    return model


def _finding(kind: str, *about: str) -> str:
    return "\t".join((f"finding/{kind}", *sorted(about)))


class ZenEngine:
    """The model compiled once, asked once a case."""

    name = "zen-engine"
    version = version("zen-engine")
    moved = "grouping needs by code and relations by person; naming findings"
    warm_up = 200
    batch = 1

    def __init__(self, rules: int) -> None:
        # by its loader the engine keeps the compiled model; `create_decision` compiles it for each case
        self._engine = zen.ZenEngine({"loader": {"type": "static", "content": {KEY: _model(rules)}}})

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._one(facts) for facts in cases]

    def _one(self, facts: Facts) -> set[Fired]:
        result = self._engine.evaluate(KEY, grouped(facts))["result"]
        found: set[Fired] = set()
        for rule, rows in result.items():
            if rows and not rule.startswith(STEP):
                for row in rows:
                    found.add((rule, *(one if isinstance(one, str) else _finding(*one) for one in row)))
        return found

    def close(self) -> None:
        """The engine goes with the peer."""


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return ZenEngine(rules)
