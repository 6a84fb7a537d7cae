"""A page as plain text and as Markdown. Readings stand in brackets behind their words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.errors import printable
from routing.letters.page import Page, Table
from routing.letters.readings import in_brackets
from routing.letters.wording import BLANK

Tell = Callable[[str], str]
_FILL = "＿＿＿＿＿＿"


def text(page: Page) -> str:
    """The page as plain text, a sentence a line."""
    tell = _telling(page)
    blocks = [tell(page.title), "\n".join(map(tell, page.opening))]
    for section in page.sections:
        mark = "- " if section.listed else ""
        rows = _rows(section.table, tell) if section.table else ()
        lines = [f"[{tell(section.heading)}]", *(f"{mark}{tell(line)}" for line in section.lines), *rows]
        blocks.append("\n".join(lines))
    return "\n\n".join(block for block in (*blocks, "\n".join(map(tell, page.closing))) if block) + "\n"


def markdown(page: Page) -> str:
    """The page as Markdown."""
    shown = _telling(page)

    def tell(line: str) -> str:
        return escaped(shown(line))

    blocks = [f"# {tell(page.title)}", *map(tell, page.opening)]
    for section in page.sections:
        blocks.append(f"## {tell(section.heading)}")
        lines = [tell(line) for line in section.lines]
        if section.listed:
            blocks.append("\n".join(f"- {line}" for line in lines))
        else:
            blocks += lines
        if section.table:
            head, *rows = ((map(tell, row)) for row in (section.table.headings, *section.table.rows))
            cells = [" | ".join(head), " | ".join("---" for _ in section.table.headings), *map(" | ".join, rows)]
            blocks.append("\n".join(f"| {row} |" for row in cells))
    return "\n\n".join(block for block in (*blocks, *map(tell, page.closing)) if block) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: names of offices may hold any character."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


def _telling(page: Page) -> Tell:
    def tell(line: str) -> str:
        shown = printable(line)
        return (in_brackets(shown) if page.style == "plain" else shown).replace(BLANK, _FILL)

    return tell


def _rows(table: Table, tell: Tell) -> Iterator[str]:
    for row in (table.headings, *table.rows):
        yield "| " + " | ".join(map(tell, row)) + " |"
