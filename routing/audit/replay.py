"""Deciding again: the decisions of a log on their own cases by their own rulebooks, and whether the same comes out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from routing.audit.errors import require
from routing.audit.past import Past, past
from routing.audit.shelf import Shelf
from routing.audit.verdict import Verdict
from routing.decision.shifts import Shift
from routing.log import Override, Record
from routing.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa

    from routing.router import EngineName

TOGETHER = 200
"""Decisions in one batch."""

Records = Callable[[], Iterable[Record]]


def replay(
    records: Records,
    rulebook: Callable[[str], Rulebook],
    *,
    overrides: Records | None = None,
    engine: EngineName = "native",
    workers: int = 1,
) -> Iterator[Verdict]:
    """Make logged decisions again, each on its own case, day, places and rulebook; a verdict for each, in their order.

    `records` gives the records to replay and `overrides` those that may be about them, as for `past`; `rulebook` gives
    the rulebook of a digest. Memory does not grow with the log. A record of which something is redacted is refused,
    and so is one whose rulebook cannot be had: the verdict says why, and the others go on.

    Raises `AuditError` where a package is missing or an export holds no values, `DurableMissing` for an engine that is
    not installed, and `StoreError` where the log cannot be read.
    """
    require("pyarrow", "replaying decisions")
    if engine == "durable":
        from routing.engines.durable import require as require_durable

        require_durable()
    from routing.audit.again import Again
    from routing.batch import spread

    unit = Again(engine)
    try:
        for batch in spread(unit, batches(past(records, overrides), rulebook), workers=workers):
            yield from verdicts(batch)
    finally:
        unit.close()


def batches(given: Iterator[Past], rulebook: Callable[[str], Rulebook]) -> Iterator[pa.RecordBatch]:
    """Logged decisions as record batches of the form `ASKED`."""
    shelf = Shelf(rulebook)
    books: dict[bytes, int] = {}
    rows = (_row(one, shelf, books) for one in given)  # texts: a record holds hundreds of objects, and few are held
    while together := list(islice(rows, TOGETHER)):
        yield _batch(together, books)
        books.clear()


def _row(one: Past, shelf: Shelf, books: dict[bytes, int]) -> tuple[object, ...]:
    known = _known(one, shelf)
    book = shelf.of(one.rulebook)
    index = books.setdefault(book, len(books)) if isinstance(book, bytes) else None
    header = {name: one.record.header[name] for name in ("as_of", "rulebook", "engine")}
    values = None if "outcome" in known else _json(one.record.values)
    return one.number, _json(header), values, one.rulebook, index, _json(known) if known else None


def _batch(rows: list[tuple[object, ...]], books: Iterable[bytes]) -> pa.RecordBatch:
    import pyarrow as pa

    from routing.audit.again import ASKED

    columns = dict(zip(ASKED.names, zip(*rows, strict=True), strict=True))
    rulebooks = pa.DictionaryArray.from_arrays(
        pa.array(columns.pop("rulebook"), pa.int32()), pa.array(list(books), pa.binary())
    )
    arrays = {name: pa.array(column, ASKED.field(name).type) for name, column in columns.items()}
    return pa.RecordBatch.from_pydict(arrays | {"rulebook": rulebooks}, schema=ASKED)


def _known(one: Past, shelf: Shelf) -> dict[str, Any]:
    """What is known of a decision before it is made again; with an `outcome` where it cannot be."""
    record = one.record
    known: dict[str, Any] = {}
    if one.overrides:
        known["overrides"] = [[each.start, each.to, each.role, each.reason] for each in one.overrides]
    if not one.whole:
        return known | {"outcome": "redacted", "redactions": list(record.redactions)}
    if isinstance(problem := shelf.of(one.rulebook), str):
        return known | {"outcome": "rulebook", "problem": problem}
    return known


def verdicts(batch: pa.RecordBatch) -> Iterator[Verdict]:
    """The verdicts in a record batch of the form `ANSWERED`."""
    for number, told in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        yield _verdict(number, json.loads(told))


def _verdict(number: int, told: dict[str, Any]) -> Verdict:
    lists = {name: tuple(told[name]) for name in ("engines", "releases", "fields", "redactions") if name in told}
    return Verdict(
        number,
        told["outcome"],
        shifts=tuple(Shift(*shift) for shift in told.get("shifts", ())),
        problem=told.get("problem"),
        overrides=tuple(Override(*each) for each in told.get("overrides", ())),
        **lists,
    )


_json = json.JSONEncoder(ensure_ascii=False).encode
