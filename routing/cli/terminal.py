"""The terminal: as wide as it is (or as COLUMNS says), colour only where it is wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from routing.errors import printable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def show(*items: RenderableType) -> None:
    """Print rich text to stdout; plain strings are printed as they are, without markup."""
    from rich.console import Console

    console = Console(markup=False, emoji=False, highlight=False)
    for item in items:
        console.print(item)


def show_lines(lines: Iterable[Text]) -> None:
    """Print lines of rich text to stdout as they come, none of them broken."""
    from rich.console import Console

    console = Console(markup=False, emoji=False, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(line)


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Says on stderr what goes on, in one line that changes; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.text import Text

    with Console(stderr=True).status("") as status:
        # as text: a string would be read as markup, and rule ids and folders may look like it
        yield lambda what: status.update(Text(printable(what)))
