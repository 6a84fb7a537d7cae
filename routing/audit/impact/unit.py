"""Cases put to a changed rulebook, a batch of them at a time: what each worker does.

A batch holds all that it takes but the new rulebook, so that it can be worked on anywhere.
"""

from __future__ import annotations

import json
import pickle
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from routing.audit.impact.case import CaseImpact, State
from routing.audit.impact.causes import Causes
from routing.audit.impact.changes import held
from routing.case import Case
from routing.decision import Decision
from routing.errors import RoutingError, printable
from routing.log.fields import AVAILABILITY, case_of, decision_of
from routing.router import Router
from routing.rulebook import Rulebook

ASKED = pa.schema(
    [
        ("case", pa.string()),
        ("record", pa.int64()),
        ("header", pa.string()),
        ("values", pa.string()),
        ("digest", pa.string()),
        ("rulebook", pa.dictionary(pa.int32(), pa.binary())),
        ("known", pa.string()),
    ]
)
"""A logged case by its record: what stands in it for ever, and its values by their paths, both as JSON. A given case:
its canonical JSON. The rulebook before by digest, and as it is pickled. `known`: the state that is known beforehand."""
ANSWERED = pa.schema([("told", pa.string())])
KEPT = 8
"""Old rulebooks that a worker keeps ready."""


class _Before:
    """An old rulebook, and what is kept ready for it. Without one, only decisions that were logged can be compared."""

    def __init__(self, old: Rulebook | None, new: Rulebook) -> None:
        self.router = Router(old) if old is not None else None
        self.causes = Causes(old, new)


@dataclass
class Compare:
    """Routes the cases of a batch by the new rulebook, and given ones by the old one too, and says what changes."""

    new: Rulebook
    _kept: OrderedDict[str, _Before] = field(default_factory=OrderedDict, init=False, repr=False, compare=False)
    _routers: list[Router] = field(default_factory=list, init=False, repr=False, compare=False)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """One row for each row of the batch, which has the columns `ASKED`, in their order."""
        books = batch.column("rulebook")
        told = []
        for n, row in enumerate(_rows(batch)):
            if row["known"] is not None:
                impact = CaseImpact(row["case"], row["record"], row["digest"], row["known"])
            else:
                impact = self._compared(row, self._before(row["digest"], books, n))
            told.append(json.dumps(impact.packed(), ensure_ascii=False))
        return pa.RecordBatch.from_arrays([pa.array(told, pa.string())], schema=ANSWERED)

    def lost(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """What stands for a row that ends every process it is given to."""
        told = [
            CaseImpact(None, row["record"], row["digest"], "failed", "it ended the process that worked on it").packed()
            for row in _rows(batch)
        ]
        return pa.RecordBatch.from_arrays([pa.array(map(json.dumps, told), pa.string())], schema=ANSWERED)

    def _before(self, digest: str, books: pa.DictionaryArray, row: int) -> _Before:
        before = self._kept.pop(digest, None)
        if before is None:
            pickled = books[row].as_py()
            before = _Before(pickle.loads(pickled) if pickled is not None else None, self.new)
            if len(self._kept) >= KEPT:
                self._kept.popitem(last=False)
        self._kept[digest] = before
        return before

    def _compared(self, row: dict[str, Any], before: _Before) -> CaseImpact:
        name, record, digest = row["case"], row["record"], row["digest"]

        def not_compared(state: State, problem: object) -> CaseImpact:
            return CaseImpact(name, record, digest, state, printable(str(problem).partition("\n")[0]))

        try:
            case, old, availability = _given(row, before.router) if record is None else _logged(row)
        except (RoutingError, ValueError, KeyError):  # what pydantic says of it would quote it
            return not_compared("failed", "what was logged cannot be read")
        name = case.case
        if not self._routers:
            self._routers.append(Router(self.new))
        new = _decided(self._routers[0], case, availability)
        if isinstance(old, RoutingError):
            return not_compared("untaken" if isinstance(new, RoutingError) else "refused_old", _message(old))
        if isinstance(new, RoutingError):
            return not_compared("refused_new", _message(new))
        caused = tuple(before.causes.of(case, old, new, availability))
        fires = before.causes.fires(old, new) if caused else ()
        state: State = "differs" if caused else "same"
        sides = (tuple(held(decision)) for decision in (old, new))
        return CaseImpact(name, record, digest, state, None, tuple(fires), caused, *sides)

    def __reduce__(self) -> tuple[Any, ...]:
        return Compare, (self.new,)


def _rows(batch: pa.RecordBatch) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = batch.drop_columns(["rulebook"]).to_pylist()
    return rows


_Known = tuple[Case, Decision | RoutingError, dict[str, int] | None]
"""A case, the decision about it before, or why there was none, and the free places that it was made with."""


def _given(row: dict[str, Any], router: Router | None) -> _Known:
    case = Case.parse(row["values"])
    return case, _decided(router, case), None


def _logged(row: dict[str, Any]) -> _Known:
    header, values = json.loads(row["header"]), json.loads(row["values"])
    return case_of(values, header["as_of"]), decision_of(values, header), values.get(AVAILABILITY)


def _decided(router: Router | None, case: Case, availability: dict[str, int] | None = None) -> Decision | RoutingError:
    assert router is not None
    try:
        return router.route(case, availability)
    except RoutingError as error:
        return error


def _message(error: RoutingError) -> object:
    return getattr(error, "message", error)
