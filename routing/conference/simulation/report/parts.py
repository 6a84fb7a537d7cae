"""Parts of the report page: sections, tables, charts in their figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routing.conference.simulation.report.words import word
from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.wording.words import Language

STYLE = """\
table { border-collapse: collapse; width: 100%; margin: 0.6rem 0; }
caption { text-align: left; font-weight: bold; padding: 0.4rem 0; }
th, td { border-bottom: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; font-size: 0.85rem; line-height: 1.45; }
thead th { border-bottom: 2px solid #1a1a1a; }
tbody th { font-weight: normal; }
td data { font-variant-numeric: tabular-nums; white-space: nowrap; }
td data.text { white-space: normal; }
.interval { color: #4a4a4a; }
section { border-top: 2px solid #1a1a1a; margin-top: 1.6rem; }
@media print { tr { break-inside: avoid; } th, td { font-size: 8.5pt; padding: 0.12rem 0.3rem; } }
"""


def html(title: str, lang: Language, body: Iterable[str]) -> str:
    """The whole page."""
    return "\n".join(document(title, lang, STYLE, _framed(title, lang, body))) + "\n"


def _framed(title: str, lang: Language, body: Iterable[str]) -> Iterator[str]:
    yield f"<header><h1>{spoken(title, lang)}</h1>\n<p>{spoken(word('holds', lang), lang)}</p></header>\n<main>"
    yield from (paragraph(word(note, lang), lang, "note") for note in ("assumed", "interval_note"))
    yield from body
    yield "</main>"


def section(key: str, lang: Language, body: Iterable[str], title: str | None = None) -> Iterator[str]:
    """A part with its heading; nothing where it would be empty."""
    lines = list(body)
    if lines:
        told = spoken(title if title is not None else word(key, lang), lang)
        yield f'<section aria-labelledby="{escaped(key)}"><h2 id="{escaped(key)}">{told}</h2>'
        yield from lines
        yield "</section>"


def paragraph(text: str, lang: Language, kind: str = "") -> str:
    """A paragraph of plain words."""
    return f"<p{f' class={chr(34)}{kind}{chr(34)}' if kind else ''}>{spoken(text, lang)}</p>"


def listed(texts: Iterable[str], lang: Language) -> str:
    """A list of plain words."""
    return f"<ul>{''.join(f'<li>{spoken(text, lang)}</li>' for text in texts)}</ul>"


def chart(svg: str) -> str:
    """A chart in its frame."""
    return f"<figure>{svg}</figure>"


def table(caption: str, head: Sequence[str], rows: Iterable[Iterable[str]], lang: Language) -> Iterator[str]:
    """A table. `head` is plain words; the cells of `rows` are HTML, the first of each names the row."""
    cells = "".join(f'<th scope="col">{spoken(name, lang)}</th>' for name in head)
    yield f"<table><caption>{spoken(caption, lang)}</caption>\n<thead><tr>{cells}</tr></thead>\n<tbody>"
    for first, *others in rows:
        yield f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in others)}</tr>'
    yield "</tbody></table>"
