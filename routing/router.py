"""The router: the one front door. A case goes in, one settled decision comes out."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.engines import Firings, NativeEngine, UnknownFacts
from routing.errors import CaseError, RoutingError
from routing.rulebook import Rulebook, bundled_names
from routing.rulebook.packs import find_pack
from routing.rulebook.reading import Problems, read_rulebook_file
from routing.rulebook.strata import Strata
from routing.settlement import settle

BUDGET = 500_000
"""The steps a case may take; a case that takes more gets a fail-safe decision."""

ANY_MUNICIPALITY = "generic"


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
    """Raise CaseError where a case is from elsewhere, or was received at an office its directory does not list."""
    if rulebook.serves is not None and case.municipality not in rulebook.serves:
        message = f"municipality: is not served by the rulebook `{rulebook.id}`"
        raise _error(case, "municipality", message, f"it serves {', '.join(sorted(rulebook.serves))}")
    if rulebook.directory is None or case.received_at is None:
        return
    office = rulebook.directory.get(case.received_at)
    if office is None:
        message = f"received_at: is no office in the directory of the rulebook `{rulebook.id}`"
        raise _error(case, "received_at", message, "leave it out where the office is not listed")
    if office.kind != case.received_by:
        message = "received_at: is an office of another kind than `received_by`"
        raise _error(case, "received_at", message, f"the directory lists it under `{office.kind}`")


def _error(case: Case, field: str, message: str, help: str) -> CaseError:
    origin = case._origin
    return origin.error(message, (field,), help) if origin is not None else CaseError(message, help=help)


def rulebook_for(case: Case) -> Rulebook:
    """The bundled rulebook that serves the municipality of a case, else the one for any municipality."""
    return _bundled(_serving().get(case.municipality, ANY_MUNICIPALITY))


@functools.cache
def _bundled(name: str) -> Rulebook:
    return Rulebook.load(name)


@functools.cache
def _serving() -> dict[str, str]:
    """The bundled rulebooks by the municipalities they name."""
    found: dict[str, str] = {}
    for name in bundled_names():
        pack = read_rulebook_file(find_pack(name), Problems())
        for municipality in (pack.file.municipalities if pack is not None else None) or ():
            found[municipality] = name
    return found
