"""A part of the result while it is written: decisions into a file of their own, rejects behind those before."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from routing.batch import columns
from routing.batch.durable import TEMPORARY, settle, settle_folder
from routing.batch.extras import arrow, parquet
from routing.batch.manifest import REJECTS, Output, Part, part_name
from routing.batch.reading import Place
from routing.source.limits import MOST_BYTES

if TYPE_CHECKING:
    import pyarrow as pa

WRITTEN = ("position", "id", "decision", "fail_safe")
"""The columns of a part."""


class PartWriter:
    """One part. Nothing of it counts before `close`, which puts it in its place, whole."""

    def __init__(self, folder: Path, number: int, form: Output) -> None:
        self._folder = folder
        self._name = part_name(number, form)
        self._stream: BinaryIO = open(folder / (self._name + TEMPORARY), "wb")  # noqa: SIM115  # closed by `close` or `drop`
        self._table = _table(self._stream) if form == "parquet" else None
        self._cases = self._fail_safe = 0

    def write(self, decided: pa.RecordBatch) -> None:
        """Add the decisions of a batch of results, one row group of a table or one line each."""
        self._cases += decided.num_rows
        self._fail_safe += decided.column("fail_safe").true_count
        if self._table is not None:
            self._table.write_batch(decided.select(WRITTEN))
        elif decided.num_rows:
            self._stream.write("\n".join([*decided.column("decision").to_pylist(), ""]).encode("utf-8"))

    def close(self, rejected: int, rejects: int, next: Place) -> Part:
        """Put the part in its place, on the disk. What is given goes into what is returned, as it is."""
        if self._table is not None:
            self._table.close()
        self._stream.flush()
        settle(self._stream.fileno())
        self._stream.close()
        written, path = self._folder / (self._name + TEMPORARY), self._folder / self._name
        with open(written, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        os.replace(written, path)
        settle_folder(self._folder)
        size = path.stat().st_size
        return Part(self._name, size, digest, self._cases, self._fail_safe, rejected, rejects, next)

    def drop(self) -> None:
        """Leave the part unfinished; what was written of it goes with the next run."""
        if self._table is not None:
            self._table.is_open = False  # else it would write the end of the table when it is collected
        with contextlib.suppress(OSError):  # the disk is full: what could not be written is not wanted either
            self._stream.close()


def _table(stream: BinaryIO) -> Any:
    pa, pq = arrow(), parquet()
    schema = pa.schema([columns.decided().field(name) for name in WRITTEN])
    # hardly two decisions are the same, so that a dictionary of them would be as long as they are
    return pq.ParquetWriter(stream, schema, compression="zstd", use_dictionary=False)


class Rejects:
    """The file of rejects: JSON Lines, for its owner alone, as each holds the text of a case."""

    def __init__(self, folder: Path, length: int) -> None:
        path = folder / REJECTS
        # without a buffer: what a full disk did not take must not be written later, when another run has gone on
        self._stream = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb", buffering=0)
        os.chmod(path, 0o600)
        self._stream.truncate(length)
        self._stream.seek(length)
        self._count = 0

    def write(self, rejected: pa.RecordBatch) -> None:
        """Add the rejects of a batch of results."""
        rows = rejected.select(["file", "line", "column", "error", "help", "text"]).to_pylist()
        left = memoryview(b"".join(map(_line, rows)))
        while left:
            left = left[self._stream.write(left) :]
        self._count += len(rows)

    def settled(self) -> tuple[int, int]:
        """The rejects since the last call, and the length of the file, all of which is on the disk now."""
        settle(self._stream.fileno())
        count, self._count = self._count, 0
        return count, self._stream.tell()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(_reject(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _reject(row: dict[str, Any]) -> dict[str, Any]:
    text: bytes = row.pop("text")
    told = {name: value for name, value in row.items() if value is not None}
    try:
        told["text"] = text.decode("utf-8")
    except UnicodeDecodeError:
        told["base64"] = base64.b64encode(text).decode("ascii")
    if len(text) > MOST_BYTES["json"]:
        told["cut"] = True
    return told
