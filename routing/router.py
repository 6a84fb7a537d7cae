"""The router: the one front door. A case goes in, one settled decision comes out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.engines import Firings, NativeEngine, UnknownFacts
from routing.errors import CaseError, RoutingError, listed
from routing.rulebook import Rulebook
from routing.rulebook.serving import serving
from routing.rulebook.strata import Strata
from routing.settlement import settle

BUDGET = 500_000
"""The steps a case may take; a case that takes more gets a fail-safe decision."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class _InForce:
    """The rules in force between two changes, compiled. `strata` is kept so that its id stays its own."""

    strata: Strata
    engine: NativeEngine
    unknown: UnknownFacts


class Router:
    """Routes cases by one rulebook. Thread-safe, reusable, picklable; what it compiles it keeps.

    >>> router = Router(Rulebook.load("generic"))           # doctest: +SKIP
    >>> router.route(Case.load("case.yaml")).holder.to      # doctest: +SKIP
    'support_center'
    """

    __slots__ = ("_compiled", "budget", "rulebook")

    def __init__(self, rulebook: Rulebook, budget: int = BUDGET) -> None:
        self.rulebook = rulebook
        self.budget = budget
        # by the id of the rules in force, which are one and the same tuple between two changes
        self._compiled: dict[int, _InForce] = {}

    def route(self, case: Case, availability: Mapping[str, int] | None = None) -> Decision:
        """The decision about a case. `availability` maps office ids to free places today.

        Raises CaseError where the case does not fit the rulebook: another municipality, an undeclared code, an office
        that received it and is not listed; RoutingError where a number of places is none. Nothing else raises.
        """
        if availability is not None:
            _check_availability(availability)
        firings = self.fire(case)
        return settle(case.canonical(), firings, self.rulebook, availability)

    def fire(self, case: Case) -> Firings:
        """The firings alone, before settlement. Raises CaseError as `route` does."""
        check_fit(case, self.rulebook)
        graph = case.to_graph(self.rulebook.vocabulary)
        rules = self._in_force(case.as_of)
        budget = [self.budget]
        firings = rules.engine.fire(graph, case.as_of, budget)
        return firings if firings.exceeded else rules.unknown.complete(firings, case.as_of, budget)

    def _in_force(self, as_of: dt.date) -> _InForce:
        strata = self.rulebook.strata(as_of)
        known = self._compiled.get(id(strata))
        if known is None:
            schema = self.rulebook.schema
            known = _InForce(strata, NativeEngine(strata, schema), UnknownFacts(strata, schema))
            self._compiled[id(strata)] = known
        return known

    def __reduce__(self) -> tuple[Any, ...]:
        return Router, (self.rulebook, self.budget)


def _check_availability(availability: Mapping[str, int]) -> None:
    """Raise RoutingError for anything but office ids with whole numbers that every JSON reader can hold."""
    if not isinstance(availability, Mapping) or not all(isinstance(office, str) for office in availability):
        raise RoutingError("availability maps the ids of offices to free places")
    for places in availability.values():
        if not isinstance(places, int) or isinstance(places, bool) or abs(places) >= 2**53:
            raise RoutingError("the availability of an office is a whole number of free places")


def check_fit(case: Case, rulebook: Rulebook) -> None:
    """Raise CaseError where a case is from elsewhere, or names offices that its directory lists not, or otherwise."""
    if rulebook.serves is not None and case.municipality not in rulebook.serves:
        message = f"municipality: is not served by the rulebook `{rulebook.id}`"
        raise _error(case, ("municipality",), message, f"it serves {listed(rulebook.serves)}")
    directory = rulebook.directory
    if directory is None:
        return
    if case.received_at is not None and directory.get(case.received_at) is None:
        message = f"received_at: is no office in the directory of the rulebook `{rulebook.id}`"
        raise _error(case, ("received_at",), message, "leave it out where the office is not listed")
    for path, office_id, field, kind in _offices_named(case):
        office = directory.get(office_id)  # agencies from elsewhere need not be listed
        if office is not None and office.kind != kind:
            message = f"{_written(path)}: is an office of another kind than `{field}`"
            raise _error(case, path, message, f"the directory lists it under `{office.kind}`")


def _offices_named(case: Case) -> Iterator[tuple[Path, str, str, str]]:
    """Every office a case names: where, its id, the field that says its kind, and that kind."""
    if case.received_at is not None:
        yield ("received_at",), case.received_at, "received_by", case.received_by
    for index, involvement in enumerate(case.involvements):
        if involvement.office is not None:
            yield ("involvements", index, "office"), involvement.office, "agency", involvement.agency
    for index, entry in enumerate(case.history):
        if entry.office is not None and entry.by is not None:
            yield ("history", index, "office"), entry.office, "by", entry.by


def _written(path: Path) -> str:
    field, *rest = path
    return f"{field}[{rest[0]}].{rest[1]}" if rest else str(field)


def _error(case: Case, path: Path, message: str, help: str) -> CaseError:
    origin = case._origin
    return origin.error(message, path, help) if origin is not None else CaseError(message, help=help)


def rulebook_for(case: Case) -> Rulebook:
    """The bundled rulebook that serves the municipality of a case, else the one for any municipality."""
    return serving(case.municipality)
