"""A difference between two decisions in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routing.wording.words import HEADINGS, Language

PHRASES: Mapping[str, tuple[str, str]] = {
    "lost": ("{part}: {old} がなくなる", "{part}: {old} is lost"),
    "new": ("{part}: {new} が加わる", "{part}: {new} is new"),
    "moved": ("{part}: {old} から {new} に変わる", "{part}: {old} becomes {new}"),
    "within": ("{part}: {old} が変わる", "{part}: {old} changes"),
}
MORE_PARTS: Mapping[str, tuple[str, str]] = {
    "deadlines": ("期限", "Deadlines"),
    "reach": ("対象・窓口・内容", "Whom and what it is about"),
    "findings": ("認定", "Findings"),
    "rejected": ("選ばれなかった候補", "Rejected"),
    "other": ("そのほか", "Other"),
}
"""The parts of a shift that have no heading on the card of a decision."""


def shift_text(shift: tuple[str, str | None, str | None], label: Callable[[str], str], language: Language) -> str:
    """A shift, of a part of the decision from what it said to what it says. `label` says a kind or code in words."""
    at = 0 if language == "ja" else 1
    part = {**HEADINGS, **MORE_PARTS}[shift[0]][at]
    old, new = (labelled(text, label) for text in shift[1:])
    phrase = "within" if old == new else "new" if old is None else "lost" if new is None else "moved"
    return PHRASES[phrase][at].format(part=part, old=old, new=new)


def labelled(text: str | None, label: Callable[[str], str]) -> str | None:
    """A text with the labels of the kinds and codes in it; kinds that act together are joined by `+`."""
    if text is None:
        return None
    return " ".join("+".join(map(label, word.split("+"))) for word in text.split(" "))
