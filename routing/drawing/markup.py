"""Text of rules in HTML, SVG and XML."""

from __future__ import annotations

import re
from html import escape

from routing.errors import SPACES

_KEPT = f"\n\t{SPACES}"
_LETTERS = "[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+"
_JAPANESE = re.compile(f"{_LETTERS}(?:[\u3000-\u303f0-9 ()-]*{_LETTERS})*")


def escaped(text: str) -> str:
    """Text that cannot end an element or an attribute, nor steer whoever shows it.

    Lines, tabs and wide spaces stay. Every other character that is not printable becomes `?`; XML could not hold most
    of them.
    """
    return escape("".join(c if c.isprintable() or c in _KEPT else "?" for c in text))


def spoken(text: str, language: str) -> str:
    """Escaped text in which what is Japanese on an English page is marked as such, for whoever has it read out."""
    told = escaped(text)
    return told if language == "ja" else _JAPANESE.sub(lambda part: f'<span lang="ja">{part[0]}</span>', told)
