"""regopy, the Rego of rego-cpp: the rules as a policy (`rules/rules.rego`), compiled once to a bundle.

The host groups the facts as a policy wants its input: needs by code, relations by person. Rego would have to search
its input for each rule otherwise, at several times the cost.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from regopy import Input, Interpreter

from benchmarks.peers.groups import grouped
from benchmarks.peers.rounds import grown, variant

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from benchmarks.workload.facts import Facts

POLICY = Path(__file__).parent / "rules" / "rules.rego"
ENTRY = "routing/fired"


def _round(text: str, n: int) -> str:
    """Rules of a later round: other words, and their own sets of what is found."""
    sets = set(re.findall(r"^(\w+) contains", text, flags=re.MULTILINE)) - {"fired"}
    names = re.compile(rf"\b({'|'.join(sorted(sets, key=len, reverse=True))})\b")
    return names.sub(rf"\1_{n:02}", variant(text, n))


class Regopy:
    """The policy as a bundle, asked once a case."""

    name = "regopy"
    version = version("regopy")
    moved = "grouping needs by code and relations by person"
    warm_up = 200
    batch = 1

    def __init__(self, rules: int) -> None:
        frame, text = POLICY.read_text(encoding="utf-8").split("#% rules")
        self._rego = Interpreter()
        self._rego.add_module("routing", frame + grown(text, rules, _round))
        self._bundle = self._rego.build(None, [ENTRY])

    def answer(self, cases: Sequence[Facts]) -> list[set[Fired]]:
        return [self._one(facts) for facts in cases]

    def _one(self, facts: Facts) -> set[Fired]:
        self._rego.set_input(Input(grouped(facts)))
        output = str(self._rego.query_bundle_entrypoint(self._bundle, ENTRY))
        return {tuple(fired) for fired in json.loads(output)["expressions"][0]}

    def close(self) -> None:
        """The interpreter goes with the peer."""


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Regopy(rules)
