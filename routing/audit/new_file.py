"""A file of an export: new, and whole or not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_file(file: Path) -> Iterator[None]:
    """A new, empty file that is written meanwhile, and removed where that fails.

    Raises `FileExistsError` where there is one already: nothing is written over.
    """
    with file.open("xb"):
        pass
    try:
        yield
    except BaseException:
        file.unlink(missing_ok=True)
        raise
