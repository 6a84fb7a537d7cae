"""A file that a command writes for the first time: nothing that is there is overwritten."""

from __future__ import annotations

import contextlib
import os

from routing.errors import RoutingError, printable


def check_new(out: str | None) -> None:
    """Refuse a file that is there already, or whose folder is not, before any work is done for it.

    Nothing is checked where no file is named. Raises `RoutingError`.
    """
    if out is None:
        return
    if not out:
        raise RoutingError("the name of the file to write is empty\nhelp: name a new file")
    if os.path.lexists(out):
        raise _exists(out)
    folder = os.path.dirname(out) or "."
    if not os.path.isdir(folder):
        raise RoutingError(f"{printable(out)}: there is no such folder\nhelp: make `{printable(folder)}` first")


def write_new(out: str, content: str | bytes, mode: int = 0o666) -> None:
    """Write a whole new file, text as UTF-8. `mode` says who may read it, as far as the system's mask lets them.

    Raises `RoutingError` where the file has come up meanwhile, OSError where it cannot be written: then it is not left
    there in part.
    """
    # a file name that is no UTF-8 may stand in the text
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        # that it is there already is told otherwise than what goes wrong later
        stream = open(out, "xb", opener=lambda path, flags: os.open(path, flags, mode))  # noqa: SIM115
    except FileExistsError:
        raise _exists(out) from None
    try:
        with stream:
            stream.write(data)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(out)
        raise


def _exists(out: str) -> RoutingError:
    return RoutingError(f"{printable(out)}: the file exists already\nhelp: name a new one, or remove it first")
