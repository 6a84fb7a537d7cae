"""The flow as an HTML page with a picture and a table, or the picture alone."""

from __future__ import annotations

from collections.abc import Iterator

from routing.audit.flow.arrows import Flow
from routing.audit.flow.picture import Label, name, picture
from routing.audit.flow.words import word
from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.drawing.svg import svg
from routing.wording.words import Language

STYLE = """\
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; padding: 0.6rem 0 0.2rem; }
th, td { border-bottom: 1px solid #767676; padding: 0.2rem 0.6rem 0.2rem 0; text-align: left; font-weight: normal; }
thead th { font-weight: 600; }
td.number, th.number { text-align: right; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
"""


def page(flow: Flow, label: Label, language: Language) -> str:
    """The page. Raises `RoutingError` where the picture would be too large."""
    title = word(f"title_{flow.by}", language)
    return "\n".join(document(title, language, STYLE, _body(flow, label, language, title))) + "\n"


def drawing(flow: Flow, label: Label, language: Language) -> str:
    """The picture as an SVG file. Raises `RoutingError` where it would be too large."""
    return _drawn(flow, label, language, alone=True) + "\n"


def _drawn(flow: Flow, label: Label, language: Language, alone: bool) -> str:
    says = " ".join((word(f"says_{flow.by}", language), *([] if alone else [word("same_in_table", language)])))
    return svg(picture(flow, label, language), "flow", word(f"title_{flow.by}", language), says, alone=alone)


def _body(flow: Flow, label: Label, language: Language, title: str) -> Iterator[str]:
    yield f"<header><h1>{escaped(title)}</h1><p>{escaped(word(f'says_{flow.by}', language))}</p></header>\n<main>"
    if flow.arrows:
        yield f"<figure>{_drawn(flow, label, language, alone=False)}</figure>"
        yield from _table(flow, label, language)
    else:
        yield f"<p>{word('nothing', language)}</p>"
    yield f'</main>\n<footer><p class="note">{escaped(shown(flow, language))}</p></footer>'


def shown(flow: Flow, language: Language) -> str:
    """What of the moves is shown, and what is not."""
    return word("hidden", language, flow.smallest, flow.hidden) if flow.smallest > 1 else word("all_shown", language)


def _table(flow: Flow, label: Label, language: Language) -> Iterator[str]:
    yield f"<table><caption>{word('table', language)}</caption>\n<thead><tr>"
    for heading, kind in (("from", ""), ("to", ""), ("move_count", "n"), ("case_count", "n"), ("days", "n")):
        number = ' class="number"' if kind else ""
        yield f'<th scope="col"{number}>{word(heading, language)}</th>'
    yield "</tr></thead>\n<tbody>"
    for arrow in flow.arrows:
        start, end = (escaped(name(place, label, language)) for place in (arrow.start, arrow.end))
        figures = (arrow.moves, arrow.cases, "–" if arrow.days is None else arrow.days)
        cells = "".join(f'<td class="number">{figure}</td>' for figure in figures)
        yield f'<tr><th scope="row">{start}</th><td>{end}</td>{cells}</tr>'
    yield "</tbody></table>"
