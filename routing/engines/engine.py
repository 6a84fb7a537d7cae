"""The one protocol of all engines, and what one raises that gives no answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Protocol

from routing.engines.firings import Firings
from routing.errors import RoutingError
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule


class Engine(Protocol):
    """Fires the rules that are in force on one day."""

    @property
    def name(self) -> str:
        """What decisions call it: `native`, or a name and a version."""

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a frozen case graph.

        `budget` is a one-element list of steps, counted down; when it runs out the result says `exceeded`. An engine
        that may fail for reasons of its own, such as a process that ends, raises EngineFailed.
        """


EngineFactory = Callable[[Sequence[Sequence[Rule]], Schema], Engine]
"""Makes an engine for rules, given as strata, and the schema they are checked against."""


class EngineFailed(RoutingError):
    """An engine gave no answer about a case. The message says why, and nothing of the case."""
