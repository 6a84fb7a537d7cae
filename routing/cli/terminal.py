"""The terminal: as wide as it is (or as COLUMNS says), colour only where it is wanted."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from routing.errors import printable

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def show(*items: RenderableType) -> None:
    """Print rich text to stdout; plain strings are printed as they are, without markup."""
    sys.stdout.write(as_shown(items))


def show_lines(lines: Iterable[Text]) -> None:
    """Print lines of rich text to stdout, none of them broken."""
    sys.stdout.write(as_shown(lines, soft_wrap=True))


def as_shown(items: Iterable[RenderableType], **options: Any) -> str:
    """Rich text as stdout would have it: in colour at a terminal."""
    from rich.console import Console

    # not printed by rich, which ends a closed pipe with 1: that means findings here
    console = Console(markup=False, emoji=False, highlight=False, **options)
    with console.capture() as captured:
        for item in items:
            console.print(item)
    return captured.get()


def as_text(items: Iterable[RenderableType]) -> str:
    """Rich text for a file: without any escape code, as wide as COLUMNS says."""
    return as_shown(items, file=io.StringIO(), force_terminal=False, no_color=True)


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
