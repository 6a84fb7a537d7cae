"""A page that needs nothing else: its head with the look of all pages, and whatever stands on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.drawing.markup import escaped
from routing.drawing.style import STYLE
from routing.wording.words import Language


def document(title: str, language: Language, style: str, body: Iterable[str]) -> Iterator[str]:
    """The lines of an HTML page in a language. `style` is added to that of all pages; `body` is HTML."""
    yield f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escaped(title)}</title>\n<style>\n{STYLE}{style}</style>\n</head>\n<body>"
    yield from body
    yield "</body>\n</html>"
