"""The files that a run reads: found in folders, and told apart by their size and SHA-256."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from routing.batch.errors import BatchChanged, BatchError
from routing.batch.extras import arrow, parquet
from routing.errors import printable
from routing.source.files import is_lines, open_regular, read_text

Form = Literal["lines", "json", "yaml", "parquet"]
COLUMN = "case"
"""The column of a table that holds each case as JSON text."""
ENDINGS: dict[str, Form] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
}
"""How the names of files end that are looked for in a folder. Another file is read as YAML where it is named."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file as it was when the run began. `stamp` is when it was last changed, in nanoseconds."""

    file: str
    form: Form
    size: int
    sha256: str
    stamp: int

    def check(self) -> None:
        """Raise `BatchChanged` where the file is another now, by its size or the time of its last change."""
        try:
            now = os.stat(self.file)
        except OSError:
            now = None
        if now is None or (now.st_size, now.st_mtime_ns) != (self.size, self.stamp):
            raise BatchChanged(
                f"{printable(self.file)}: the file changed while it was read",
                help="put the file back as it was and run the same command again, or begin anew in another folder",
            )


def read_inputs(paths: Iterable[str], out: Path) -> list[Input]:
    """The files of a run in order: as named, those of a folder by their paths, without those of the folder `out`.

    Raises `BatchError` where there is none, where one is named twice, has a name that is no text, or is no table that
    can be read; OSError where a file or a folder cannot be read.
    """
    files = [file for path in paths for file in _files(path, out)]
    if not files:
        raise BatchError("no file of cases was found", help=f"files of a folder end with {', '.join(ENDINGS)}")
    seen: set[str] = set()
    for file in files:
        if not _is_text(file):
            raise BatchError(f"{printable(file)}: the name of the file is not valid UTF-8", help="name it otherwise")
        real = os.path.realpath(file)
        if real in seen:
            raise BatchError(f"{printable(file)}: the file is named twice", help="name each file once")
        seen.add(real)
    return [_input(file) for file in files]


def _is_text(name: str) -> bool:
    """Whether a name can be written down: the system allows bytes in one that are no text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse(problem: OSError) -> None:
    raise problem  # a folder that is passed over is cases that are lost


def _files(path: str, out: Path) -> Iterator[str]:
    if not os.path.isdir(path):
        yield path
        return
    kept_out = os.path.realpath(out)
    for folder, inner, names in os.walk(path, onerror=_refuse):
        inner[:] = sorted(name for name in inner if os.path.realpath(os.path.join(folder, name)) != kept_out)
        if os.path.realpath(folder) == kept_out:
            continue
        yield from (os.path.join(folder, name) for name in sorted(names) if Path(name).suffix in ENDINGS)


def _input(file: str) -> Input:
    with open_regular(file) as stream:
        before = os.fstat(stream.fileno())
        digest = _sha256(stream)
    form = ENDINGS.get(Path(file).suffix, "yaml")
    if form == "json" and is_lines(read_text(file, "json")):
        form = "lines"
    if form == "parquet":
        _check_table(file)
    found = Input(file, form, before.st_size, digest, before.st_mtime_ns)
    found.check()
    return found


def _sha256(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _check_table(file: str) -> None:
    pa, pq = arrow(), parquet()
    try:
        schema = pq.read_schema(file)
    except (pa.ArrowException, OSError) as problem:
        if isinstance(problem, OSError) and problem.errno is not None:
            raise
        what = "the file is no Parquet file that can be read, or not all of one"
        raise BatchError(f"{printable(file)}: {what}", help="one that is encrypted cannot be read") from None
    if schema.names.count(COLUMN) > 1:
        raise BatchError(f"{printable(file)}: the table has several columns `{COLUMN}`", help="leave one of them")
    kind = schema.field(COLUMN).type if COLUMN in schema.names else None
    texts = (pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.string_view(), pa.binary_view())
    if kind not in texts:
        raise BatchError(
            f"{printable(file)}: the table has no column `{COLUMN}` of text",
            help=f"write each case as JSON text into a column `{COLUMN}`",
        )
