"""Files that are there whole or not at all, whatever happens meanwhile; and one writer a folder."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from routing.batch.errors import BatchBusy, BatchError

_FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
LOCK = ".lock"
TEMPORARY = ".tmp"


@contextlib.contextmanager
def room_told(folder: Path) -> Iterator[None]:
    """Raise `BatchError` in the place of the error of a disk that is full."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in _FULL:
            raise
        raise BatchError(
            f"there is no room left in the folder `{folder}`",
            help="make room and run the same command again: it goes on where it stopped",
        ) from None


def put(path: Path, content: bytes) -> None:
    """Write a file: it is there with all its content, on the disk, or as it was before."""
    beside = path.with_name(path.name + TEMPORARY)
    with open(beside, "wb") as stream:
        stream.write(content)
        settle(stream.fileno())
    os.replace(beside, path)
    settle_folder(path.parent)


def settle(descriptor: int) -> None:
    """Wait until what was written is on the disk."""
    os.fsync(descriptor)


def settle_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder. The system lets go of it when this process ends, however. Raises `BatchBusy`."""
    descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _held(descriptor):
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            shown = f" (process {holder})" if holder.isdigit() else ""
            raise BatchBusy(
                f"another process{shown} writes into the folder `{folder}`", help="wait for it, or take another folder"
            )
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)


def _held(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            os.lseek(descriptor, 1 << 20, os.SEEK_SET)  # far behind the number of the process, which stays readable
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
