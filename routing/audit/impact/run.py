"""Cases put to a changed rulebook: logged ones beside what was decided, others beside what an old rulebook says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, nullcontext
from itertools import islice
from typing import TYPE_CHECKING, Any

from routing.audit.decided import Newest
from routing.audit.errors import require
from routing.audit.impact.background import Background
from routing.audit.impact.case import CaseImpact, unpacked
from routing.audit.past import Past, past
from routing.audit.shelf import Shelf
from routing.case import Case
from routing.log import Record
from routing.router import rulebook_for
from routing.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa

TOGETHER = 100
"""Cases in one batch."""
_PURPOSE = "looking at the impact of a rulebook"

_Row = dict[str, Any]


def impact_on_log(
    records: Callable[[], Iterable[Record]],
    rulebook: Callable[[str], Rulebook],
    background: Background,
    *,
    every: bool = False,
    workers: int = 1,
) -> Iterator[CaseImpact]:
    """The decisions of a log beside what the new rulebook of the background says about the same cases, in their order:
    of each case the newest, so that nobody counts twice, or `every` one.

    The old decision is the logged one; it is not made again. `rulebook` gives the rulebook of a digest, to tell what
    changed; where it cannot be had, decisions are compared and no cause is named. Each case has its own day and the
    free places of then. A decision that holds something redacted is told, and not compared. Memory does not grow with
    the log.

    Raises `AuditError` where pyarrow is missing or an export holds no values, `StoreError` where the log cannot be
    read.
    """
    require("pyarrow", _PURPOSE)
    shelf = Shelf(_noted(rulebook, background))
    with nullcontext() if every else closing(Newest(records)) as newest:
        yield from _compared((_logged(one, shelf, newest) for one in past(records)), background, workers)


def impact_on_cases(
    cases: Iterable[Case], old: Rulebook | None, background: Background, *, workers: int = 1
) -> Iterator[CaseImpact]:
    """Cases by an old rulebook, or without one by the bundled one that serves each, beside the new one of the
    background, in their order. Memory does not grow with the cases. Raises `AuditError` where pyarrow is missing.
    """
    require("pyarrow", _PURPOSE)
    books: dict[str, Rulebook] = {}
    shelf = Shelf(_noted(books.__getitem__, background))

    def given() -> Iterator[_Row]:
        for case in cases:
            book = old or rulebook_for(case)
            books.setdefault(book.digest, book)
            yield {"case": case.case, "values": case.to_json(), "digest": book.digest, "book": shelf.of(book.digest)}

    yield from _compared(given(), background, workers)


def _noted(rulebook: Callable[[str], Rulebook], background: Background) -> Callable[[str], Rulebook]:
    def noted(digest: str) -> Rulebook:
        book = rulebook(digest)
        background.see(book)
        return book

    return noted


def _logged(one: Past, shelf: Shelf, newest: Newest | None) -> _Row:
    row: _Row = {"record": one.number, "digest": one.rulebook}
    if not one.whole:
        return {**row, "known": "redacted"}
    if newest is not None and not newest.is_newest(one.record):
        return {**row, "known": "earlier"}
    book = shelf.of(one.rulebook)
    header = {name: one.record.header[name] for name in ("as_of", "rulebook", "engine")}
    row |= {"header": json.dumps(header), "values": json.dumps(one.record.values, ensure_ascii=False)}
    return row | ({"book": book} if isinstance(book, bytes) else {})


def _compared(rows: Iterable[_Row], background: Background, workers: int) -> Iterator[CaseImpact]:
    from routing.audit.impact.unit import Compare
    from routing.batch import spread

    for batch in spread(Compare(background.new), _batches(rows), workers=workers):
        for told in batch.column("told").to_pylist():
            yield unpacked(json.loads(told))


def _batches(rows: Iterable[_Row]) -> Iterator[pa.RecordBatch]:
    given = iter(rows)
    while together := list(islice(given, TOGETHER)):
        yield _batch(together)


def _batch(rows: list[_Row]) -> pa.RecordBatch:
    import pyarrow as pa

    from routing.audit.impact.unit import ASKED

    books: dict[bytes, int] = {}
    numbers = [books.setdefault(row["book"], len(books)) if row.get("book") else None for row in rows]
    rulebooks = pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(list(books), pa.binary()))
    arrays = {
        name: pa.array([row.get(name) for row in rows], ASKED.field(name).type)
        for name in ASKED.names
        if name != "rulebook"
    }
    return pa.RecordBatch.from_pydict(arrays | {"rulebook": rulebooks}, schema=ASKED)
