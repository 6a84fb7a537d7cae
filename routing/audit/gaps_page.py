"""The unowned needs of an area as one page: a chart for each axis, and the table."""

from __future__ import annotations

from collections.abc import Iterator

from routing.audit.gaps import Count, GapTable
from routing.audit.gaps_words import coded, label, names_of, remarks, word
from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.wording.words import Language

STYLE = """\
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 0.4rem 0; }
th, td { border-bottom: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
td.number, th.number { text-align: right; }
td.number { white-space: nowrap; }
tr { break-inside: avoid; }
"""
MOST_BARS = 40
"""Bars of a chart; the largest are drawn, the table has them all."""


def gaps_page(table: GapTable, redacted: int, refused: int, language: Language) -> str:
    """The page. Raises `ChartsExtraMissing` without matplotlib."""
    title = word("title", language)
    return "\n".join(document(title, language, STYLE, _body(table, title, redacted, refused, language))) + "\n"


def _body(table: GapTable, title: str, redacted: int, refused: int, language: Language) -> Iterator[str]:
    yield f"<header><h1>{escaped(title)}</h1>"
    yield f"<p>{escaped(word('holds', language))}</p></header>\n<main>"
    yield from (f'<p class="note">{escaped(said)}</p>' for said in remarks(table, redacted, refused, language))
    if table.rows:
        for axis, name in enumerate(names_of(table.by, language)):
            yield f"<figure>{_chart(table, axis, name, language)}</figure>"
        yield from _table(table, language)
    else:
        yield f"<p>{escaped(word('none', language))}</p>"
    yield "</main>"


def _chart(table: GapTable, axis: int, name: str, language: Language) -> str:
    from routing.charts import Frame, Series, stacked

    margin = table.margin(axis)
    values = sorted(margin, key=lambda value: (-sum(margin[value]), value))[:MOST_BARS]
    series = [
        Series(word(kind, language), [margin[value][at] for value in values]) for at, kind in enumerate(table.kinds)
    ]
    said = " ".join(remarks(table, 0, 0, language))
    frame = Frame(f"by-{axis}", f"{word('title', language)}: {name}", word("needs", language), says=said)
    hidden = table.hidden(axis)
    named = [label(table, value, language) for value in values]
    more = word("and_more", language)
    items = [f"{said} {more}" if value in hidden else said for value, said in zip(values, named, strict=True)]
    return stacked(frame, items, series)


def _table(table: GapTable, language: Language) -> Iterator[str]:
    caption = f"{word('needs', language)} ({word('cases', language)})"
    yield f"<table><caption>{escaped(caption)}</caption>\n<thead><tr>"
    yield from (f'<th scope="col">{escaped(name)}</th>' for name in names_of(table.by, language))
    for kind in (*table.kinds, "sum"):
        yield f'<th scope="col" class="number">{escaped(word(kind, language))}</th>'
    yield "</tr></thead>\n<tbody>"
    for row in table.rows:
        said = "".join(f"<td>{escaped(coded(table, value, language))}</td>" for value in row.values)
        numbers = "".join(f'<td class="number">{escaped(cell(count, table.smallest))}</td>' for count in row.counts)
        yield f'<tr>{said}{numbers}<td class="number">{summed(row.shown, row.suppressed)}</td></tr>'
    total = "".join(f'<td class="number">{needs}</td>' for needs in sums_of(table))
    head = f'<th scope="row" colspan="{len(table.by)}">{escaped(word("total", language))}</th>'
    yield f"</tbody>\n<tfoot><tr>{head}{total}</tr></tfoot></table>"


def sums_of(table: GapTable) -> list[str]:
    """The sums over all rows as they are shown, kind by kind and over all kinds."""
    hidden = [sum(row.counts[at] is None for row in table.rows) for at in range(len(table.kinds))]
    kinds = [summed(needs, few) for needs, few in zip(table.total, hidden, strict=True)]
    return [*kinds, summed(sum(table.total), sum(hidden))]


def summed(needs: int, suppressed: int) -> str:
    """A sum as it is shown, `57+` where something is left out of it."""
    return f"{needs}+" if suppressed else str(needs)


def cell(count: Count | None, smallest: int) -> str:
    """A count as it is shown: needs and cases, `12 (10)`."""
    if count is None:
        return f"<{smallest}"
    return f"{count.needs} ({count.cases})" if count.needs else "0"
