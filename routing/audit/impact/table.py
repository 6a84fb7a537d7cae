"""The impact as a Parquet file: a row for each case and change. Ids, kinds, offices and codes, no contents of cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from routing.audit.errors import require
from routing.audit.impact.case import QUIET, CaseImpact
from routing.rulebook import Rulebook

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

ROWS = 10_000
"""Rows that are written at once."""
HOLDS = (
    "what a changed rulebook of referral-routing does to cases: ids, agency kinds, offices and codes; no contents of "
    "cases. It is about persons all the same: whoever can tell which case an id stands for learns what becomes of it."
)


class Table:
    """A Parquet file that is written as the cases come, as a context. A case that stays the same has no row.

    `part` is what the row is about: a role (`holder`, `lead`, `owners`, `supports`, `duties`), `unresolved`, `backup`,
    another part of a decision, or `not_compared` with the reason as `new`. `times` is how often the change is there.
    The file is there once all is written, not before. Raises `AuditError` where pyarrow is missing, OSError where the
    file cannot be written.
    """

    def __init__(self, file: Path, new: Rulebook) -> None:
        require("pyarrow", "a Parquet file")
        import pyarrow.parquet as pq

        self._schema = _schema(new)
        self._new = new.digest
        self._file = file
        self._part = file.with_name(f"{file.name}.part")
        self._writer: pq.ParquetWriter = pq.ParquetWriter(self._part, self._schema)
        self._rows: list[dict[str, Any]] = []

    def take(self, impact: CaseImpact) -> None:
        """Write the rows of one more case."""
        self._rows += _rows(impact, self._new)
        if len(self._rows) >= ROWS:
            self._write()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._write()
        self._writer.close()
        if kind is None:
            self._part.replace(self._file)
        else:
            self._part.unlink()

    def _write(self) -> None:
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows = []


def _rows(impact: CaseImpact, new: str) -> Iterator[dict[str, Any]]:
    whose = {"record": impact.record, "case": impact.case, "old_rulebook": impact.old, "new_rulebook": new}
    if impact.state in QUIET:
        return
    if impact.state != "differs":
        yield {**whose, "part": "not_compared", "new": impact.state, "times": 1}
    for change, times, rules, how in impact.changes:
        told = {"rules": list(rules), "how": how, "fires": list(impact.fires)}
        yield {**whose, **change._asdict(), "times": times, **told}


def _schema(new: Rulebook) -> pa.Schema:
    import pyarrow as pa

    texts = ("case", "part", "code", "old", "new", "old_office", "new_office")
    columns = [
        ("record", pa.int64()),
        *((name, pa.string()) for name in texts),
        ("times", pa.int64()),
        ("rules", pa.list_(pa.string())),
        ("how", pa.string()),
        ("fires", pa.list_(pa.string())),
        ("old_rulebook", pa.string()),
        ("new_rulebook", pa.string()),
    ]
    about = {"table": "impact", "holds": HOLDS, "rulebook": f"{new.id} {new.version}"}
    return pa.schema(columns).with_metadata(about)
