"""The router: the one front door. A case goes in, one settled decision comes out."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any, Literal, Self, get_args

from routing.case import Case
from routing.case.graph import checked_graph
from routing.decision import Decision
from routing.engines import Firings
from routing.engines.agreement import Disagreement
from routing.engines.derivation import Derivation, Derived
from routing.engines.engine import EngineFactory
from routing.engines.native import NativeEngine
from routing.engines.reproduction import reproduction, write_reproduction
from routing.errors import CaseError, RoutingError, listed, printable
from routing.pattern.graph import PropertyGraph
from routing.rulebook import Rulebook
from routing.rulebook.serving import serving
from routing.settlement import settle

BUDGET = 500_000
"""The steps a case may take; a case that takes more gets a fail-safe decision."""
REPRODUCTIONS = "disagreements"
"""The folder, in the working directory, that disagreements of engines are written to."""

EngineName = Literal["native", "durable"]
Path = tuple[str | int, ...]

_log = logging.getLogger("routing")


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Router:
    """Routes cases by one rulebook. Frozen, thread-safe, reusable, picklable; what it compiles it keeps.

    `engine` fires the rules: `native`, or `durable` (durable_rules in a process of its own). With `cross_check` the
    other of the two fires them as well, or what `verifier` makes does: a decision then names it in `verified_by`.
    Where they derive different firings the decision is the fail-safe one, and a file that reproduces it **with the
    whole case** is written into the folder `reproductions` (None: no file). Where the other engine gives no answer the
    decision stands, unverified. Both are warnings of the logger `routing`, which name the id of the case alone.

    Raises RoutingError for an unknown engine, and for one that is needed and not installed.

    >>> router = Router(Rulebook.load("generic"))           # doctest: +SKIP
    >>> router.route(Case.load("case.yaml")).holder.to      # doctest: +SKIP
    'support_center'
    """

    rulebook: Rulebook
    budget: int = BUDGET
    engine: EngineName = "native"
    cross_check: bool = False
    reproductions: str | os.PathLike[str] | None = REPRODUCTIONS
    verifier: EngineFactory | None = None
    # by the id of the rules in force, which are one and the same tuple between two changes
    _in_force: dict[int, Derivation] = attribute(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.engine not in get_args(EngineName):
            raise RoutingError(f"there is no such engine\nhelp: engines are {listed(get_args(EngineName))}")
        self._factories()

    def route(self, case: Case, availability: Mapping[str, int] | None = None) -> Decision:
        """The decision about a case. `availability` maps office ids to free places today.

        Raises CaseError where the case does not fit the rulebook: another municipality, an undeclared code, an office
        that received it and is not listed; RoutingError where a number of places is none. Nothing else raises.
        """
        if availability is not None:
            _check_availability(availability)
        firings = self.fire(case)
        return settle(case, firings, self.rulebook, availability)

    def route_many(self, cases: Iterable[Case]) -> list[Decision | CaseError]:
        """What `route` says of each case, in order: its decision, or the error that it raises.

        All cases go through one stage before any goes on to the next. Of some dozens at a time each then takes about a
        fifth less than alone; of hundreds, what they are made of no longer fits next to the processor.
        """
        given = [(case, self._attempt(case)) for case in cases]
        ready = [(case, graph) for case, graph in given if not isinstance(graph, CaseError)]
        derivations = [self._derivation(case.as_of) for case, _ in ready]
        begun = [
            derivation.begin(graph, case.as_of, self.budget)
            for (case, graph), derivation in zip(ready, derivations, strict=True)
        ]
        derived = [derivation.finish(one) for derivation, one in zip(derivations, begun, strict=True)]
        decisions = iter(
            [settle(case, self._told(one, case), self.rulebook) for (case, _), one in zip(ready, derived, strict=True)]
        )
        return [graph if isinstance(graph, CaseError) else next(decisions) for _, graph in given]

    def fire(self, case: Case) -> Firings:
        """The firings alone, before settlement. Raises CaseError as `route` does."""
        graph = self._graph(case)
        as_of = case.as_of
        return self._told(self._derivation(as_of).fire(graph, as_of, self.budget), case)

    def fire_known(self, case: Case) -> Firings:
        """The firings of `fire` without the pass for unknown facts, which takes about a third of the time: what fires
        is the same, but nothing is marked provisional, undetermined or verified. Raises CaseError as `route` does.

        The one difference: a case whose unknown facts alone take it over the budget of steps is not found out.
        """
        graph = self._graph(case)
        return self._derivation(case.as_of).fire_known(graph, case.as_of, self.budget)

    def fire_open(self, case: Case) -> Firings:
        """The firings, with all that any unknown fact leaves open: also where a rule says itself what it takes an
        unknown fact for (`coalesce(p.school, 'none')`, `p.age IS NULL`), which `fire` takes as known. Nothing is
        verified. Raises CaseError as `route` does.
        """
        graph = self._graph(case)
        return self._derivation(case.as_of).fire_open(graph, case.as_of, self.budget)

    def close(self) -> None:
        """End the processes that cross-checking has started; the next case starts them anew."""
        for derivation in list(self._in_force.values()):
            derivation.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _graph(self, case: Case) -> PropertyGraph:
        check_fit(case, self.rulebook)
        return checked_graph(case, self.rulebook.vocabulary)

    def _attempt(self, case: Case) -> PropertyGraph | CaseError:
        try:
            return self._graph(case)
        except CaseError as problem:
            return problem

    def _told(self, derived: Derived, case: Case) -> Firings:
        """The firings of a case, once whoever should know of what went wrong with them has been told."""
        for notice in derived.notices:
            _warn(case, notice)
        if derived.disagreement is not None:
            self._report(derived.disagreement, case)
        return derived.firings

    def _derivation(self, as_of: dt.date) -> Derivation:
        strata = self.rulebook.strata(as_of)
        known = self._in_force.get(id(strata))
        if known is None:
            # setdefault: threads that come here together get one and the same
            made = Derivation(strata, self.rulebook.schema, *self._factories())
            known = self._in_force.setdefault(id(strata), made)
        return known

    def _factories(self) -> tuple[EngineFactory | None, EngineFactory | None]:
        """What makes the engine that fires (None: the native one) and the one that verifies it (None: nothing does)."""
        engine = _durable() if self.engine == "durable" else None
        if not self.cross_check:
            return engine, None
        return engine, self.verifier or (NativeEngine if engine else _durable())

    def _report(self, found: Disagreement, case: Case) -> None:
        names = " and ".join(found.engines)
        rules = listed(rule.id for rule in found.rules)
        _warn(case, f"the engines {names} disagree about the rules {rules}; the decision is fail-safe")
        if self.reproductions is None:
            return
        try:
            path = write_reproduction(reproduction(found, case, self.rulebook), self.reproductions)
        except (OSError, ValueError) as problem:  # a path that no system can have is a ValueError
            reason = ((isinstance(problem, OSError) and problem.strerror) or "it cannot be written").lower()
            _warn(case, f"the disagreement could not be written to the folder of reproductions: {reason}")
        else:
            _warn(
                case,
                f"to reproduce it, see `{printable(str(path))}`, which holds the whole case: keep it as you keep cases",
            )

    def __reduce__(self) -> tuple[Any, ...]:
        given = (self.budget, self.engine, self.cross_check, self.reproductions, self.verifier)
        return Router, (self.rulebook, *given)


def _durable() -> EngineFactory:
    """The durable engine in a process of its own. Raises DurableMissing where it is not installed."""
    from routing.engines.durable import require
    from routing.engines.durable.worker import DurableWorker

    require()
    return DurableWorker


def _warn(case: Case, text: str) -> None:
    _log.warning("case `%s`: %s", printable(case.case), text)


def _check_availability(availability: Mapping[str, int]) -> None:
    """Raise RoutingError for anything but office ids with whole numbers that every JSON reader can hold."""
    if not isinstance(availability, Mapping) or not all(
        isinstance(office, str) and office.isprintable() for office in availability
    ):  # what cannot be printed is no id, and half of a character could not be written into a digest
        raise RoutingError("availability maps the ids of offices to free places")
    for places in availability.values():
        if not isinstance(places, int) or isinstance(places, bool) or abs(places) >= 2**53:
            raise RoutingError("the availability of an office is a whole number of free places")


def check_fit(case: Case, rulebook: Rulebook) -> None:
    """Raise CaseError where a case is from elsewhere, or names offices that its directory lists not, or otherwise."""
    given = case.__dict__
    if rulebook.serves is not None and given["municipality"] not in rulebook.serves:
        message = f"municipality: is not served by the rulebook `{rulebook.id}`"
        raise _error(case, ("municipality",), message, f"it serves {listed(rulebook.serves)}")
    directory = rulebook.directory
    if directory is None:
        return
    received_at = given["received_at"]
    if received_at is not None and directory.get(received_at) is None:
        message = f"received_at: is no office in the directory of the rulebook `{rulebook.id}`"
        raise _error(case, ("received_at",), message, "leave it out where the office is not listed")
    for path, office_id, field, kind in _offices_named(given):
        office = directory.get(office_id)  # agencies from elsewhere need not be listed
        if office is not None and office.kind != kind:
            message = f"{_written(path)}: is an office of another kind than `{field}`"
            raise _error(case, path, message, f"the directory lists it under `{office.kind}`")


def _offices_named(given: Mapping[str, Any]) -> list[tuple[Path, str, str, str]]:
    """Every office that the fields of a case name: where, its id, the field that says its kind, and that kind."""
    found: list[tuple[Path, str, str, str]] = []
    if given["received_at"] is not None:
        found.append((("received_at",), given["received_at"], "received_by", given["received_by"]))
    for index, part in enumerate(given["involvements"]):
        if (office := part.__dict__["office"]) is not None:
            found.append((("involvements", index, "office"), office, "agency", part.agency))
    for index, part in enumerate(given["history"]):
        if (office := part.__dict__["office"]) is not None and part.by is not None:
            found.append((("history", index, "office"), office, "by", part.by))
    return found


def _written(path: Path) -> str:
    field, *rest = path
    return f"{field}[{rest[0]}].{rest[1]}" if rest else str(field)


def _error(case: Case, path: Path, message: str, help: str) -> CaseError:
    origin = case.origin
    return origin.error(message, path, help) if origin is not None else CaseError(message, help=help)


def rulebook_for(case: Case) -> Rulebook:
    """The bundled rulebook that serves the municipality of a case, else the one for any municipality."""
    return serving(case.municipality)
