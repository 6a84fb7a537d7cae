"""Notices as files: lines appended to one file, or one file a notice. What counts as sent has reached the disk."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from routing.desk.delivery.errors import DeliveryError
from routing.desk.delivery.notice import Notice

try:
    import fcntl
except ImportError:  # Windows: one sender at a time may write to a file of lines
    fcntl = None  # type: ignore[assignment]


class ToLines:
    """Appends each notice as a line of JSON to one file, made where it is not there.

    Senders may share the file. A line that is no valid JSON was cut when the machine stopped; its notice follows again.
    """

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def send(self, notice: Notice, now: dt.datetime) -> None:
        """Append the line. Raises DeliveryError; then the file is as it was."""
        with _told(), open(self._path, "a+b", buffering=0) as stream:
            if fcntl is not None:
                fcntl.flock(stream, fcntl.LOCK_EX)
            size = stream.seek(0, os.SEEK_END)
            try:
                _write(stream.fileno(), (_gap(stream.fileno(), size) + notice.to_json() + "\n").encode())
                os.fsync(stream.fileno())
            except OSError:
                with contextlib.suppress(OSError):
                    stream.truncate(size)
                raise


class ToFolder:
    """Writes each notice to a file of its own, `<id>.json`, which is there as a whole or not at all.

    A notice that is sent again takes the place of the same file.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)

    def send(self, notice: Notice, now: dt.datetime) -> None:
        """Write the file. Raises DeliveryError."""
        target = self._folder / f"{notice.id}.json"
        draft = self._folder / f".{notice.id}.{os.getpid()}"
        with _told():
            try:
                with open(draft, "wb", buffering=0) as stream:
                    _write(stream.fileno(), (notice.to_json() + "\n").encode())
                    os.fsync(stream.fileno())
                os.replace(draft, target)
            except OSError:
                with contextlib.suppress(OSError):
                    draft.unlink()
                raise
            _keep(self._folder)


def _write(descriptor: int, data: bytes) -> None:
    """Write everything: a single write may stop short."""
    while data:
        data = data[os.write(descriptor, data) :]


def _gap(descriptor: int, size: int) -> str:
    """What parts the new line from the last one: nothing, or the end that a cut line lacks."""
    if size == 0:
        return ""
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return "" if os.read(descriptor, 1) == b"\n" else "\n"


def _keep(folder: Path) -> None:
    """Bring the name of a new file to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as problem:
        reason = (problem.strerror or "it cannot be written").lower()
        raise DeliveryError(f"the notice was not written: {reason}") from None
