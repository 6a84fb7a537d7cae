"""The terminal: as wide as it is (or as COLUMNS says), colour only where it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType


def show(*items: RenderableType) -> None:
    """Print rich text to stdout; plain strings are printed as they are, without markup."""
    from rich.console import Console

    console = Console(markup=False, emoji=False, highlight=False)
    for item in items:
        console.print(item)
