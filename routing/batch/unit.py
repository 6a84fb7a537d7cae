"""The unit of a batch: texts of cases in, decisions out. Pure, picklable, the same wherever it runs."""

from __future__ import annotations

import contextlib
import functools
import gc
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from routing.batch import columns
from routing.batch.deciding import Decided, Desk, Reject, Text
from routing.batch.extras import arrow
from routing.errors import CaseError
from routing.router import BUDGET
from routing.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa

KILLED = "deciding it ended the process that did, time and again"
AT_ONCE = 64
"""Texts that go through one stage before any goes on to the next: more no longer fit next to the processor."""
_HELP = "decide it alone, with `routing route`, to see whether memory or the library is at fault"


@dataclass(frozen=True)
class Decide:
    """Decides the cases of a batch: columns as in `routing.batch.columns.given`, results as in `decided` there.

    By one rulebook, or without any each case by the bundled one that serves its municipality. A case that is not valid
    is a result too. The router is made once a process and kept; cases that are equal but for `case` and `supersedes`
    are decided once, as long as a process remembers (see `routing.batch.equal_cases`).

    >>> batch = pa.RecordBatch.from_pydict({"case": [text]})                                  # doctest: +SKIP
    >>> Decide(Rulebook.load("generic"))(batch).column("decision")[0].as_py()                 # doctest: +SKIP
    """

    rulebook: Rulebook | None = None
    budget: int = BUDGET

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        desk = _desk(self.rulebook, self.budget)
        rows: list[tuple[object, ...]] = []
        with _no_search_for_cycles():
            texts = list(_texts(batch))
            for start in range(0, len(texts), AT_ONCE):
                few = texts[start : start + AT_ONCE]
                each = desk.decide([text for _, text in few])
                for (position, text), results in zip(few, each, strict=True):
                    rows += [_row(position, result, text) for result in results]
        return _batch(rows)

    def lost(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """What stands for a batch of one text that ends every process it is given to: a reject."""
        rows = []
        for position, text in _texts(batch):
            error = CaseError(KILLED, file=text.file, line=text.line, help=_HELP)
            rows.append(_row(position, Reject(error, text.content), text))
        return _batch(rows)


@contextlib.contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Cases make no cyclic garbage: that it is looked for many times in a batch, and not once, costs a tenth of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@functools.lru_cache(maxsize=8)
def _desk(rulebook: Rulebook | None, budget: int) -> Desk:
    """What this process keeps for a rulebook: two with the same digest are equal."""
    return Desk(rulebook, budget)


def _texts(batch: pa.RecordBatch) -> Iterable[tuple[int | None, Text]]:
    count = batch.num_rows
    contents = batch.column("case").to_pylist()
    positions = _column(batch, "position", [None] * count)
    files = _column(batch, "file", ["<batch>"] * count)
    lines = _column(batch, "line", list(range(1, count + 1)))
    forms = _column(batch, "form", ["json"] * count)
    for position, content, file, line, form in zip(positions, contents, files, lines, forms, strict=True):
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content or b""
        yield position, Text(raw, file, line, form)


def _column(batch: pa.RecordBatch, name: str, otherwise: list[Any]) -> list[Any]:
    return batch.column(name).to_pylist() if name in batch.schema.names else otherwise


def _row(position: int | None, result: Decided | Reject, text: Text) -> tuple[object, ...]:
    if isinstance(result, Decided):
        return position, result.id, result.json, result.fail_safe, None, None, None, None, None, None
    error = result.error
    return position, None, None, None, error.message, error.help, text.file, error.line, error.column, result.text


def _batch(rows: list[tuple[object, ...]]) -> pa.RecordBatch:
    pa, schema = arrow(), columns.decided()
    values = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(values, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
