"""The durable engine: stratum by stratum, facts in, matches out, each judged, until nothing new follows."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence

from routing.engines.durable.antecedent import joined
from routing.engines.durable.facts import Fact
from routing.engines.durable.guard import Guard
from routing.engines.durable.network import Network
from routing.engines.durable.presence import require
from routing.engines.durable.session import Session, Shard, Way
from routing.engines.findings import add_finding, derived
from routing.engines.firings import Firing, Firings, cost_of_firing
from routing.pattern.budget import BudgetExceeded, charge
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.reads import reads
from routing.rulebook.rule import Rule


class DurableEngine:
    """Fires the rules of a rulebook that are in force on one day, by way of durable_rules.

    `strata` as for the native engine. Threads wait for one another. Raises DurableMissing where durable_rules is not
    installed. A crash in it takes the process along: `DurableWorker` runs it in one of its own.
    """

    def __init__(self, strata: Sequence[Sequence[Rule]], schema: Schema) -> None:
        self.name = require()
        self._strata = [_shards(rules, schema) for rules in strata]
        self._lock = threading.Lock()

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> Firings:
        """Everything that follows from a case graph. `budget` is a one-element list of steps, counted down; when it
        runs out the result says `exceeded` and holds what fired until then.

        Raises EngineFailed where durable_rules does.
        """
        run = _Run(graph, as_of, budget)
        exceeded = False
        with self._lock:
            try:
                for shards in self._strata:
                    run.stratum(shards)
            except BudgetExceeded:
                exceeded = True
        fired = tuple(run.fired[key] for key in sorted(run.fired))
        return Firings(fired, (), run.graph, exceeded, self.name)


def _shards(rules: Sequence[Rule], schema: Schema) -> list[Shard]:
    """The rules of a stratum, as many together as fit."""
    shards: list[Shard] = []
    for rule in rules:
        pattern = joined(rule.pattern)
        if not shards or not shards[-1].network.takes(pattern):
            shards.append(Shard(Network(), []))
            shards[-1].network.takes(pattern)
        again = bool(pattern.rest or pattern.early or pattern.late) and bool(reads(rule.pattern, schema).all)
        shards[-1].ways.append(Way(rule, pattern, again))
    return shards


class _Run:
    """One firing of a rulebook on one graph."""

    def __init__(self, graph: PropertyGraph, as_of: dt.date, budget: list[int]) -> None:
        self.graph = graph
        self.budget = budget
        self.guard = Guard(graph, as_of, budget=budget)
        self.fired: dict[tuple[object, ...], Firing] = {}
        self.derived = False

    def stratum(self, shards: Sequence[Shard]) -> None:
        """Fire until nothing new is found."""
        sessions = [Session(shard) for shard in shards]
        try:
            grown = True
            while grown:
                before = len(self.graph.nodes)
                for session in sessions:
                    for way, facts in session.matches(self.graph, self.budget):
                        self.judge(way, facts)
                grown = len(self.graph.nodes) > before
            for session in sessions:
                session.finish()
        finally:
            for session in sessions:
                session.forget()

    def judge(self, way: Way, facts: list[Fact]) -> None:
        """Fire the rule for what is left of a match."""
        for row in list(self.guard.rows(way.pattern, facts)):
            firing = Firing(way.rule, {name: bound for name, bound in row.items() if not name.startswith(" ")})
            key = firing.key
            if key not in self.fired:
                charge(self.budget, cost_of_firing(way.rule))
                self.fired[key] = firing
                self.derive(firing)

    def derive(self, firing: Firing) -> None:
        for id, about in derived(firing.rule, firing.bindings):
            if id not in self.graph.nodes:
                if not self.derived:
                    self.graph = self.guard.graph = self.graph.overlay()
                    self.derived = True
                add_finding(self.graph, id, about)
