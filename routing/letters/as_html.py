"""A page as HTML: one A4 sheet that needs nothing else, with readings above the words, without any id."""

from __future__ import annotations

from collections.abc import Iterator

from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.letters.page import Page, Section, Table
from routing.letters.readings import read
from routing.letters.wording import BLANK, say

STYLE = """\
body { max-width: 46rem; line-height: 1.6;
  font-family: 'BIZ UDPGothic', 'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, 'Noto Sans CJK JP', sans-serif; }
.plain { line-height: 1.9; }
h1 { font-size: 1.4rem; margin: 0 0 0.5rem; border-bottom: 2px solid #1a1a1a; }
h2 { font-size: 1.05rem; margin: 0.7rem 0 0.1rem; }
p, ul { margin: 0.15rem 0; }
rt { font-size: 0.55em; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #595959; padding: 0.15rem 0.5rem; text-align: left; font-weight: normal; }
th { background: #f0f0f0; }
.blank { display: inline-block; min-width: 8rem; border-bottom: 1px solid #1a1a1a; }
.label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
td .blank { min-width: 5rem; border: 0; }
@page { margin: 14mm; }
@media print {
  body { line-height: 1.45; }
  .plain { font-size: 9.5pt; line-height: 1.75; }
  h1 { font-size: 14pt; }
  h2 { font-size: 11pt; }
  tr { break-inside: avoid; }
}
"""
"""What letters and sheets add to the look of every page: lines close enough for one A4 sheet, blanks to fill in."""


def html(page: Page) -> str:
    """The page as HTML."""
    return "\n".join(document(page.title, page.language, STYLE, PageHtml(page).lines())) + "\n"


class PageHtml:
    """Writes one page, as a whole or as part of a longer one."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def lines(self) -> Iterator[str]:
        """The main part of a page of its own, and its foot."""
        page = self.page
        yield f'<main class="{page.style}">\n<h1>{self.said(page.title)}</h1>'
        yield from self.parts()
        yield "</main>\n<footer>"
        yield from (f"<p>{self.said(line)}</p>" for line in page.closing)
        yield "</footer>"

    def parts(self) -> Iterator[str]:
        """The opening and the sections, which may stand on another page."""
        yield from (f"<p>{self.said(line)}</p>" for line in self.page.opening)
        for number, section in enumerate(self.page.sections, 1):
            yield f'<section aria-labelledby="part-{number}">'
            yield f'<h2 id="part-{number}">{self.said(section.heading)}</h2>'
            yield from self._section(section)
            yield "</section>"

    def _section(self, section: Section) -> Iterator[str]:
        if section.listed and section.lines:
            yield "<ul>"
            yield from (f"<li>{self.said(line)}</li>" for line in section.lines)
            yield "</ul>"
        else:
            yield from (f"<p>{self.said(line)}</p>" for line in section.lines)
        if section.table is not None:
            yield from self._table(section.table)

    def _table(self, table: Table) -> Iterator[str]:
        yield "<table>\n<thead><tr>"
        yield from (f'<th scope="col">{self.said(heading)}</th>' for heading in table.headings)
        yield "</tr></thead>\n<tbody>"
        for row in table.rows:
            yield "<tr>" + "".join(f"<td>{self.said(cell)}</td>" for cell in row) + "</tr>"
        yield "</tbody>\n</table>"

    def said(self, line: str) -> str:
        """A line with its readings above the words and its blanks to be filled in."""
        label = escaped(say("blank_label", self.page.style))
        blank = f'<span class="blank"><span class="label">{label}</span>&nbsp;</span>'
        return blank.join(self._read(part) for part in line.split(BLANK))

    def _read(self, text: str) -> str:
        if self.page.style != "plain":
            return escaped(text)
        return "".join(_ruby(word, reading) if reading else escaped(word) for word, reading in read(text))


def _ruby(word: str, reading: str) -> str:
    return f"<ruby>{escaped(word)}<rp>(</rp><rt>{escaped(reading)}</rt><rp>)</rp></ruby>"
