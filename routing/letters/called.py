"""What agencies, needs and days are called in a letter or a sheet: never by an id."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from routing.letters.readings import unread
from routing.letters.wording import BLANK, Style, plain_words
from routing.wording.names import Names
from routing.wording.phrases import quoted

if TYPE_CHECKING:
    from routing.decision import Excluded
    from routing.rulebook import Rulebook


class Called:
    """Names in one style. `barred` are exclusions about the reader: no office is named that they strike."""

    def __init__(self, rulebook: Rulebook, style: Style, day: dt.date, barred: tuple[Excluded, ...] = ()) -> None:
        self.rulebook = rulebook
        self.style = style
        self.barred = barred
        self.names = Names(rulebook, "en" if style == "en" else "ja", day)

    def agency(self, kind: str, office: str | None) -> str:
        """An agency by its office and its kind; by its kind alone where the directory does not have the office."""
        label, name = self.kind(kind), self.office(kind, office)
        if name is None or name == label:
            return label
        return f"{name}（{label}）" if self.style != "en" else f"{name} ({label})"

    def kind(self, kind: str) -> str:
        """The label of an agency kind."""
        plain = plain_words().get(kind) if self.style == "plain" else None
        return plain or self.names.kind(kind)

    def office(self, kind: str, office: str | None) -> str | None:
        """The name of an office; None where it has none, or where it must not be named."""
        known = self.rulebook.directory.get(office) if office and self.rulebook.directory else None
        if known is None or any(
            rule.kind == kind or rule.office == office or (rule.located_in and rule.located_in == known.located_in)
            for rule in self.barred
        ):
            return None
        return known.en if self.style == "en" else known.ja

    def struck(self, kind: str, office: str | None) -> bool:
        """Whether nothing about the reader may reach this agency, so that it is not named at all."""
        return any(rule.kind == kind or (rule.office is not None and rule.office == office) for rule in self.barred)

    def contact(self, kind: str, office: str | None) -> tuple[str, str]:
        """Phone and address of an office, blank where the directory does not have them."""
        known = self.rulebook.directory.get(office) if office and self.rulebook.directory else None
        if known is None or self.office(kind, office) is None:
            return BLANK, BLANK
        return known.phone or BLANK, known.address or BLANK

    def need(self, code: str) -> str:
        """The label of a need, in quotation marks where it is not in plain words."""
        plain = plain_words().get(code) if self.style == "plain" else None
        return plain or quoted(self.rulebook.vocabulary.label(code, self.names.language), self.names.language)

    def day(self, day: dt.date) -> str:
        """A day, in Japanese as `2026年4月1日`."""
        return day.isoformat() if self.style == "en" else f"{day.year}年{day.month}月{day.day}日"

    def joined(self, items: tuple[str, ...] | list[str]) -> str:
        """Several items in one line."""
        return (", " if self.style == "en" else "、").join(items)

    def readable(self, text: str) -> bool:
        """Whether a text of somebody else's may stand in this style: in plain Japanese only with all its readings."""
        return self.style != "plain" or not unread(text)
