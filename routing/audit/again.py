"""Logged decisions made again, a batch of them at a time: what each worker of a replay does.

A batch holds all that it takes, the rulebooks too, so that it can be worked on anywhere.
"""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from routing import __version__
from routing.decision import Decision
from routing.decision.shifts import ORDER, Shift, shifts
from routing.errors import CaseError, RoutingError, printable
from routing.log.fields import AVAILABILITY, case_of, decision_of, decision_text
from routing.router import EngineName, Router

ASKED = pa.schema(
    [
        ("number", pa.int64()),
        ("header", pa.string()),
        ("values", pa.string()),
        ("digest", pa.string()),
        ("rulebook", pa.dictionary(pa.int32(), pa.binary())),
        ("known", pa.string()),
    ]
)
"""A record; what stands in it for ever, as JSON; its values by their paths, as JSON; its rulebook by digest, and as it
is pickled. `known` is what is known of it beforehand, as JSON: with an `outcome` it is not to be made again."""
ANSWERED = pa.schema([("number", pa.int64()), ("told", pa.string())])
"""A record, and what became of it: what was known of it and what was found, as JSON."""
KEPT = 8
"""Rulebooks that a worker keeps ready."""

Told = dict[str, Any]


@dataclass
class Again:
    """Makes the decisions of a batch again, with one engine, and says of each what became of it."""

    engine: EngineName = "native"
    _routers: OrderedDict[str, Router] = field(default_factory=OrderedDict, init=False, repr=False, compare=False)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """One row for each row of the batch, which has the columns `ASKED`, in their order."""
        books = batch.column("rulebook")
        told: list[Told] = []
        for n, (header, values, digest, known) in enumerate(_rows(batch, "header", "values", "digest", "known")):
            found: Told = {} if known is None else json.loads(known)
            if "outcome" not in found:
                found |= self._told(json.loads(header), json.loads(values), self._router(digest, books, n))
            told.append(found)
        return _answered(batch, told)

    def lost(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """What stands for a record on which the process that worked on it ended, time and again."""
        told = []
        for header, known in _rows(batch, "header", "known"):
            found: Told = {} if known is None else json.loads(known)
            told.append(found | _failed(json.loads(header), "the process that decided it ended"))
        return _answered(batch, told)

    def close(self) -> None:
        """End what was started for the engine."""
        while self._routers:
            self._routers.popitem()[1].close()

    def _router(self, digest: str, books: pa.DictionaryArray, row: int) -> Router:
        router = self._routers.pop(digest, None)
        if router is None:
            router = Router(pickle.loads(books[row].as_py()), engine=self.engine)
            if len(self._routers) >= KEPT:
                self._routers.popitem(last=False)[1].close()
        self._routers[digest] = router
        return router

    def _told(self, header: Mapping[str, Any], values: Mapping[str, Any], router: Router) -> Told:
        try:
            made = router.route(case_of(values, header["as_of"]), values.get(AVAILABILITY))
            if made.to_json() == decision_text(values, header):
                return {"outcome": "equal"}
            return _difference(header, decision_of(values, header), made)
        except CaseError as problem:
            return _failed(header, f"the case is not valid any more: {problem.message}")
        except RoutingError as problem:  # an engine gave no answer
            return _failed(header, str(problem).partition("\n")[0])
        except (ValueError, KeyError):  # what pydantic says of it would quote it
            return _failed(header, "what was logged cannot be read")

    def __reduce__(self) -> tuple[Any, ...]:
        return Again, (self.engine,)


def _answered(batch: pa.RecordBatch, told: list[Told]) -> pa.RecordBatch:
    texts = pa.array([json.dumps(one, ensure_ascii=False) for one in told], pa.string())
    return pa.RecordBatch.from_arrays([batch.column("number"), texts], schema=ANSWERED)


def _rows(batch: pa.RecordBatch, *names: str) -> Any:
    return zip(*(batch.column(name).to_pylist() for name in names), strict=True)


def _difference(header: Mapping[str, Any], then: Decision, now: Decision) -> Told:
    old, new = then.to_data(), now.to_data()
    fields = [name for name in old if old[name] != new[name]]
    told: Told = {"outcome": "engine", "engines": [_engines(then), _engines(now)]}
    if not set(fields) <= {"engine", "verified_by"}:
        found = sorted(shifts(then, now), key=_urgency)
        told |= {"outcome": "differs", "fields": fields, "shifts": [list(shift) for shift in found]}
        told["releases"] = _releases(header)
    return told


def _failed(header: Mapping[str, Any], problem: str) -> Told:
    return {"outcome": "failed", "problem": printable(problem), "releases": _releases(header)}


def _engines(decision: Decision) -> str:
    return " and ".join([decision.engine, *decision.verified_by])


def _releases(header: Mapping[str, Any]) -> list[str]:
    return [str(header["engine"]["version"]), __version__]


def _urgency(shift: Shift) -> tuple[int, int, str, str]:
    return shift.danger, ORDER.index(shift.part), shift.old or "", shift.new or ""
