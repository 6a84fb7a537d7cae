"""A page before it is written in a form: a title, sections of sentences, and tables. It holds no ids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from routing.letters.wording import Style

if TYPE_CHECKING:
    from routing.wording.words import Language

Form = Literal["text", "markdown", "html", "json"]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under their headings."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it. `listed`: the lines are items of a list."""

    heading: str
    lines: tuple[str, ...]
    table: Table | None = None
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """One page, in one language. `____` in a text is left blank, for the municipal office to fill in.

    `schema` is `letter/1` or `sheet/1`. `by_hand`: handing it over any other way than to the person alone is a danger.
    """

    schema: str
    style: Style
    title: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def language(self) -> Language:
        """The language of the page."""
        return "en" if self.style == "en" else "ja"

    def text(self) -> str:
        """As plain text."""
        from routing.letters.as_text import text

        return text(self)

    def markdown(self) -> str:
        """As Markdown."""
        from routing.letters.as_text import markdown

        return markdown(self)

    def html(self) -> str:
        """As one HTML page that needs nothing else and prints on A4."""
        from routing.letters.as_html import html

        return html(self)

    def to_data(self) -> dict[str, Any]:
        """As plain data for JSON."""
        return {
            "schema": self.schema,
            "language": self.language,
            "plain": self.style == "plain",
            "title": self.title,
            "opening": list(self.opening),
            "sections": [_section(section) for section in self.sections],
            "closing": list(self.closing),
            "by_hand": self.by_hand,
        }

    def __str__(self) -> str:
        return self.text()


def _section(section: Section) -> dict[str, Any]:
    made: dict[str, Any] = {"heading": section.heading, "lines": list(section.lines)}
    if section.table is not None:
        made["table"] = {"headings": list(section.table.headings), "rows": [list(row) for row in section.table.rows]}
    return made
