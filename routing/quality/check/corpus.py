"""Known cases: those of the rule tests, fired once. What they show needs no proof: a rule that fires there can fire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from routing.case import Case
from routing.engines.firings import Bound
from routing.engines.native import NativeEngine
from routing.errors import RoutingError
from routing.pattern.graph import PropertyGraph
from routing.quality.check.written import Written
from routing.quality.testing import SUFFIX
from routing.router import BUDGET, check_fit
from routing.rulebook import Rule, Rulebook
from routing.rulebook.packs import PackText, read_limited
from routing.rulebook.reading import Problems, load

Bindings = Mapping[str, Bound]
Key = tuple[str, dt.date | None]


@dataclass(frozen=True)
class Known:
    """A case and what fired in it. `graph` holds the findings too; `fired` is by rule id and first day."""

    case: Case
    graph: PropertyGraph
    fired: Mapping[Key, list[Bindings]] = field(repr=False)


class Firing:
    """Fires cases under one rulebook, with the native engine alone."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self._engines: dict[int, NativeEngine] = {}

    def at_home(self, case: Case) -> Case:
        """The case as one of a municipality that the rulebook serves."""
        serves = self.rulebook.serves
        if serves is None or case.municipality in serves or not serves:
            return case
        return case.model_copy(update={"municipality": min(serves), "received_at": None})

    def fire(self, case: Case) -> Known | None:
        """What fires in a case; None where the rulebook does not take it, or it takes too many steps."""
        try:
            check_fit(case, self.rulebook)
            graph = case.to_graph(self.rulebook.vocabulary)
        except RoutingError:
            return None
        strata = self.rulebook.strata(case.as_of)
        engine = self._engines.get(id(strata))
        if engine is None:
            engine = self._engines[id(strata)] = NativeEngine(strata, self.rulebook.schema)
        firings = engine.fire(graph, case.as_of, [BUDGET])
        if firings.exceeded:
            return None
        fired: dict[Key, list[Bindings]] = {}
        for firing in firings.fired:
            fired.setdefault((firing.rule.id, firing.rule.start), []).append(firing.bindings)
        return Known(case, firings.graph, fired)


MOST_PER_RULE = 60
"""Known cases that are kept for one rule, the smallest first."""


class Corpus:
    """The known cases of a rulebook, those of the packs it extends included, moved to where the rulebook serves.

    `tests` are the cases of rule tests; `cases` holds what was added to them too.
    """

    def __init__(self, written: Written, firing: Firing) -> None:
        found = (firing.fire(firing.at_home(case)) for case in _cases(written.texts()))
        self.tests = sorted((known for known in found if known is not None), key=_size)
        self.cases: list[Known] = []
        self._fires: dict[Key, list[Known]] = {}
        for known in self.tests:
            self.add(known)

    def add(self, known: Known) -> None:
        """Keep one more case."""
        self.cases.append(known)
        for key in known.fired:
            kept = self._fires.setdefault(key, [])
            if len(kept) < MOST_PER_RULE:
                kept.append(known)

    def firing(self, rule: Rule) -> list[Known]:
        """The cases in which a rule fires."""
        return self._fires.get((rule.id, rule.start), [])


def _size(known: Known) -> int:
    return len(known.graph.nodes)


def _cases(packs: Iterable[PackText]) -> Iterator[Case]:
    for pack in packs:
        for name in sorted(pack.files):
            if name.endswith(SUFFIX):
                document = load(pack, name, Problems())
                tests = document.data.get("tests") if document and isinstance(document.data, dict) else None
                for entry in tests if isinstance(tests, list) else ():
                    case = _case(entry.get("case") if isinstance(entry, dict) else None, pack)
                    if case is not None:
                        yield case


def _case(data: Any, pack: PackText) -> Case | None:
    """The case of a test; None where it is not valid, which the reader of tests tells."""
    try:
        if isinstance(data, dict):
            return Case.from_dict(data)
        if isinstance(data, str) and pack.folder is not None:
            file = (pack.folder / data).resolve()
            if file.is_relative_to(pack.folder):
                return Case.parse(read_limited(file, data), data)
    except (RoutingError, OSError, ValueError):
        pass
    return None
