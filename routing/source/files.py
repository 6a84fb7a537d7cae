"""Files as documents: YAML, JSON, and JSON Lines, of which a bad line does not stop the others."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from typing import BinaryIO

from routing.errors import SourceError
from routing.source.document import Document
from routing.source.json_text import load_json
from routing.source.limits import MOST_BYTES
from routing.source.yaml_text import load_yaml

_JSON, _LINES = (".json",), (".jsonl", ".ndjson")

HOPELESS = 1000
"""Lines at the start of a file of JSON Lines: if none of them holds a value, the rest is not tried."""


def load_file(path: str | os.PathLike[str], *, error: type[SourceError] = SourceError) -> list[Document]:
    """The documents of a file: one of YAML or JSON, as many as lines in JSON Lines (`.jsonl`, `.ndjson`).

    Raises `error` for what cannot be read, the first of several.
    """
    documents = []
    for document in load_lines(path, error=error):
        if isinstance(document, SourceError):
            raise document
        documents.append(document)
    return documents


def load_lines(
    path: str | os.PathLike[str], *, error: type[SourceError] = SourceError
) -> Iterator[Document | SourceError]:
    """As `load_file`, one by one, with the error in the place of a document that cannot be read.

    A `.json` file that holds one value a line is read as JSON Lines too.
    """
    file = os.fspath(path)
    if file.endswith(_LINES):
        yield from _lines(file, error)
        return
    try:
        if not file.endswith(_JSON):
            yield load_yaml(read_text(file, "yaml", error=error), file, error=error)
            return
        raw = read_text(file, "json", error=error)
        if not is_lines(raw):
            yield load_json(raw, file, error=error)
            return
    except SourceError as problem:
        yield problem
        return
    yield from _lines(file, error)


def read_text(path: str | os.PathLike[str], kind: str, *, error: type[SourceError] = SourceError) -> bytes:
    """The bytes of a file, one more than the limit of its kind (`yaml`, `json`) at most.

    Raises `error` where the file cannot be read.
    """
    file = os.fspath(path)
    try:
        with open_regular(file) as stream:
            return stream.read(MOST_BYTES[kind] + 1)
    except (OSError, ValueError) as problem:
        raise _unreadable(problem, file, error) from None


def open_regular(path: str | os.PathLike[str]) -> BinaryIO:
    """A file, open for reading. Raises OSError for a folder, and for a pipe or a device, which may never end."""
    # without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", os.fspath(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def is_lines(raw: bytes) -> bool:
    """Whether the first line is a JSON map by itself and more lines follow."""
    first, _, rest = raw.partition(b"\n")
    if not first.lstrip(b"\xef\xbb\xbf").startswith(b"{") or not rest.strip():
        return False
    try:
        load_json(first)
    except SourceError:
        return False
    return True


def _lines(file: str, error: type[SourceError]) -> Iterator[Document | SourceError]:
    hopeful = False
    try:
        with open_regular(file) as stream:
            for number, line in enumerate(iter(lambda: next_line(stream), b""), start=1):
                if line.strip(b" \t\r\n\xef\xbb\xbf"):
                    document = _line(line.rstrip(b"\r\n"), file, number, error)
                    hopeful = hopeful or not isinstance(document, SourceError)
                    yield document
                if number == HOPELESS and not hopeful:
                    message = f"none of the first {HOPELESS} lines holds JSON; the rest is not read"
                    yield error(message, file=file, line=number, column=1, help="write one value a line")
                    return
    except (OSError, ValueError) as problem:
        yield _unreadable(problem, file, error)


def next_line(stream: BinaryIO) -> bytes:
    """The next line; of one that is too long, no more than it takes to see that."""
    line = stream.readline(MOST_BYTES["json"] + 2)
    while line and not line.endswith(b"\n") and (rest := stream.readline(1 << 22)):
        line = line[: MOST_BYTES["json"] + 1] + rest[-1:]
    return line


def _line(line: bytes, file: str, number: int, error: type[SourceError]) -> Document | SourceError:
    try:
        return load_json(line, file, error=error, first_line=number)
    except SourceError as problem:
        return problem


def _unreadable(problem: Exception, file: str, error: type[SourceError]) -> SourceError:
    reason = (getattr(problem, "strerror", None) or "not a valid file name").lower()
    return error(f"the file cannot be read: {reason}", file=file)
