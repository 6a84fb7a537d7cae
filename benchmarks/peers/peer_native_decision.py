"""The whole of this project, from the parsed case to the bytes of its decision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from benchmarks.workload.facts import finding_id
from benchmarks.workload.growth import grown
from routing import Router, __version__

if TYPE_CHECKING:
    from benchmarks.workload.by_hand import Fired
    from routing import Case

KINDS = {"p": "person", "n": "need", "e": "event"}
"""What an id of the workload is the id of, by its first letter."""


class Decided:
    """`Router.route` with unknown facts, settlement, digest and JSON."""

    name = "native, parsed case to decision bytes"
    version = __version__
    moved = ""
    warm_up = 300

    def __init__(self, rules: int) -> None:
        self.router = Router(grown(rules))

    def begin(self, case: Case) -> Case:
        return case.model_copy()  # which has forgotten what was worked out from it

    def run(self, given: Case) -> bytes:
        return self.router.route(given).to_json().encode()

    def fired(self, result: bytes) -> set[Fired]:
        trace = json.loads(result)["trace"]
        return {(firing["rule"], *(_id(bound) for _, bound in sorted(firing["bindings"].items()))) for firing in trace}

    def close(self) -> None:
        """Nothing is held."""


def _id(shown: Any) -> str:
    """The id in the graph of what a decision shows of a person, need or event, a household, or a finding."""
    if isinstance(shown, dict):
        return finding_id(shown["kind"], *map(_id, shown["about"]))
    return "household/" + "+".join(shown) if isinstance(shown, list) else f"{KINDS[shown[0]]}/{shown}"


def make(rules: int = 25) -> Any:
    """So many rules; any multiple of 25."""
    return Decided(rules)
