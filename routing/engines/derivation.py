"""Deriving what follows from a case: one engine fires, a second one may verify it, unknown facts are worked out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from routing.engines.absence import STILL_OPEN
from routing.engines.agreement import Disagreement, disagreement, united
from routing.engines.engine import Engine, EngineFactory, EngineFailed
from routing.engines.firings import Firings
from routing.engines.native import NativeEngine
from routing.engines.unknowns import UnknownFacts
from routing.pattern.graph import PropertyGraph
from routing.pattern.schema import Schema
from routing.rulebook.rule import Rule


class Derived(NamedTuple):
    """What follows from a case. `notices` say in a line each why an engine that was asked has no part in it."""

    firings: Firings
    disagreement: Disagreement | None = None
    notices: tuple[str, ...] = ()


class Begun(NamedTuple):
    """A case whose rules were fired by one engine, and for which nothing else was done."""

    graph: PropertyGraph
    as_of: dt.date
    budget: int
    steps: list[int]
    """What the engine left of the budget, in a list of one element."""
    firings: Firings
    notices: tuple[str, ...]


class Derivation:
    """The rules in force on one day, with all that is needed to fire them.

    The native engine fires, or the one that `engine` makes. Where that one gives no answer, or runs out of steps, the
    native engine fires after all: a case always gets its decision. What `verifier` makes, verifies.
    """

    def __init__(
        self,
        strata: Sequence[Sequence[Rule]],
        schema: Schema,
        engine: EngineFactory | None = None,
        verifier: EngineFactory | None = None,
    ) -> None:
        self.strata = strata
        self.schema = schema
        self.native = NativeEngine(strata, schema)
        self.unknown = UnknownFacts(strata, schema)
        self.engine: Engine = self.native if engine is None else engine(strata, schema)
        self.verifier = None if verifier is None else verifier(strata, schema)

    def fire(self, graph: PropertyGraph, as_of: dt.date, budget: int) -> Derived:
        """What follows from a frozen case graph. Each engine has the whole budget of steps, unknown facts what the
        first one left of it. Nothing that exceeded it is verified."""
        return self.finish(self.begin(graph, as_of, budget))

    def begin(self, graph: PropertyGraph, as_of: dt.date, budget: int) -> Begun:
        """The first stage of `fire`: the engine that fires. For who takes many cases through one stage at a time."""
        steps = [budget]
        firings, notices = self._first(graph, as_of, steps)
        return Begun(graph, as_of, budget, steps, firings, notices)

    def finish(self, begun: Begun) -> Derived:
        """The second stage of `fire`: unknown facts are worked out, and the firings verified."""
        graph, as_of, budget, steps, firings, notices = begun
        if not firings.exceeded:
            firings = self._complete(firings, as_of, steps)
        if firings.exceeded or self.verifier is None:
            return Derived(firings, None, notices)
        other = _attempt(self.verifier, graph, as_of, [budget])
        if isinstance(other, str):
            return Derived(firings, None, (*notices, f"not verified: {other}"))
        found = disagreement(firings, other)
        if found is None:
            verified = () if other.engine == firings.engine else (other.engine,)
            return Derived(firings._replace(verified_by=verified), None, notices)
        return Derived(united(firings, other, found), found, notices)

    def fire_known(self, graph: PropertyGraph, as_of: dt.date, budget: int) -> Firings:
        """The firings alone: unknown facts are not worked out, and nothing verifies them.

        What fires is what `fire` says, unless unknown facts alone would exceed the steps. So they are worked out after
        all where firing took more than a tenth of the steps.
        """
        steps = [budget]
        firings, _ = self._first(graph, as_of, steps)
        if firings.exceeded or steps[0] * 10 >= budget * 9:
            return firings
        return self._complete(firings, as_of, steps)

    def fire_open(self, graph: PropertyGraph, as_of: dt.date, budget: int) -> Firings:
        """What fires, with all that any unknown fact keeps open: also where a rule says itself what it means that the
        fact is unknown (`coalesce`, `IS NULL`)."""
        steps = [budget]
        firings, _ = self._first(graph, as_of, steps)
        return firings if firings.exceeded else self._open.complete(firings, as_of, steps)

    @cached_property
    def _open(self) -> UnknownFacts:
        return UnknownFacts(self.strata, self.schema, STILL_OPEN)

    def close(self) -> None:
        """End the processes of the engines, if they have any; the next case starts them anew."""
        for engine in (self.engine, self.verifier):
            close = getattr(engine, "close", None)
            if close is not None:
                close()

    def _first(self, graph: PropertyGraph, as_of: dt.date, steps: list[int]) -> tuple[Firings, tuple[str, ...]]:
        if self.engine is self.native:
            return self.native.fire(graph, as_of, steps), ()
        budget = steps[0]
        firings = _attempt(self.engine, graph, as_of, steps)
        if not isinstance(firings, str):
            return firings, ()
        steps[0] = budget
        return self.native.fire(graph, as_of, steps), (f"fired by the native engine: {firings}",)

    def _complete(self, firings: Firings, as_of: dt.date, steps: list[int]) -> Firings:
        completed = self.unknown.complete(firings, as_of, steps)
        return completed if self.engine is self.native else completed._replace(engine=firings.engine)


def _attempt(engine: Engine, graph: PropertyGraph, as_of: dt.date, steps: list[int]) -> Firings | str:
    """What an engine derives, under its name, or why it has no answer."""
    try:
        firings = engine.fire(graph, as_of, steps)
    except EngineFailed as failure:
        return str(failure)
    if firings.exceeded:
        return f"the engine `{engine.name}` took more steps than a case may take"
    return firings._replace(engine=engine.name)
