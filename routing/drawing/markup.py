"""Text of rules in HTML, SVG and XML."""

from __future__ import annotations

from html import escape


def escaped(text: str) -> str:
    """Text that cannot end an element or an attribute, nor steer whoever shows it.

    Lines and tabs stay; every other character that is not printable becomes `?`, which XML could not hold either.
    """
    return escape("".join(c if c in "\n\t" or c.isprintable() else "?" for c in text))
