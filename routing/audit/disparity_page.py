"""Rates by group as one page: for each outcome a chart and its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from routing.audit.axes import axis_name
from routing.audit.disparity import DisparityTable
from routing.audit.disparity_words import label, remarks, said_apart, said_rate, said_time, word
from routing.audit.gaps_page import STYLE
from routing.audit.outcome_flags import TIMES
from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.vocabulary import core
from routing.wording.words import Language


def disparity_page(table: DisparityTable, redacted: int, refused: int, language: Language) -> str:
    """The page. Raises `ChartsExtraMissing` without matplotlib."""
    title = f"{word('title', language)}: {axis_name(table.by, core(), language == 'ja')}"
    return "\n".join(document(title, language, STYLE, _body(table, title, redacted, refused, language))) + "\n"


def _body(table: DisparityTable, title: str, redacted: int, refused: int, language: Language) -> Iterator[str]:
    yield f"<header><h1>{escaped(title)}</h1>"
    yield f"<p>{escaped(word('holds', language))}</p></header>\n<main>"
    yield from (f'<p class="note">{escaped(said)}</p>' for said in remarks(table, redacted, refused, language))
    if not any(row.of is not None for row in table.rows):
        yield f"<p>{escaped(word('none', language))}</p>"
    for name in table.outcomes:
        yield f"<h2>{escaped(word(name, language))}</h2>"
        if any(row.rates.get(name) is not None for row in table.rows):
            yield f"<figure>{_chart(table, name, language)}</figure>"
        yield from _table(table, name, language)
    for name in TIMES if any(row.times for row in table.rows) else ():
        yield from _times(table, name, language)
    yield "</main>"


def _chart(table: DisparityTable, name: str, language: Language) -> str:
    from routing.charts import Frame, Series, bars

    rates = [row.rates.get(name) for row in table.rows]
    shares = Series(
        word("share", language),
        [None if rate is None else 100 * rate.share for rate in rates],
        [None if rate is None else 100 * rate.interval[0] for rate in rates],
        [None if rate is None else 100 * rate.interval[1] for rate in rates],
    )
    frame = Frame(f"rate-{name.replace('_', '-')}", word(name, language), "%", number=lambda share: f"{share:.1f}")
    return bars(frame, [label(table, row.value, language) for row in table.rows], [shares])


def _table(table: DisparityTable, name: str, language: Language) -> Iterator[str]:
    yield "<table><thead><tr>"
    yield from (f'<th scope="col">{escaped(word(key, language))}</th>' for key in ("group", "share", "apart"))
    yield "</tr></thead>\n<tbody>"
    for row in table.rows:
        rate = row.rates.get(name)
        small = word("suppressed", language, table.smallest)
        cells = (small, "–") if rate is None else (said_rate(rate), said_apart(rate))
        told = "".join(f"<td>{escaped(cell)}</td>" for cell in cells)
        yield f'<tr><th scope="row">{escaped(label(table, row.value, language))}</th>{told}</tr>'
    yield "</tbody></table>"


def _times(table: DisparityTable, name: str, language: Language) -> Iterator[str]:
    yield f"<h2>{escaped(word(name, language))}</h2>\n<table><thead><tr>"
    yield from (f'<th scope="col">{escaped(word(key, language))}</th>' for key in ("group", name))
    yield "</tr></thead>\n<tbody>"
    for row in table.rows:
        waited = row.times.get(name)
        said = word("suppressed", language, table.smallest) if waited is None else said_time(waited, language)
        head = escaped(label(table, row.value, language))
        yield f'<tr><th scope="row">{head}</th><td>{escaped(said)}</td></tr>'
    yield "</tbody></table>"
