"""Parts of the hand-outs, as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from routing.conference.table.words import say
from routing.drawing.markup import escaped, spoken
from routing.drawing.svg import svg
from routing.explain.page.case_graph import case_picture, picture_texts
from routing.explain.page.words import word

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.wording.names import Names
    from routing.wording.words import Language

RULED = 8
"""Lines to write on."""


def headed(id: str, title: str, body: Iterable[str]) -> Iterator[str]:
    """A section under its heading."""
    yield f'<section aria-labelledby="{id}"><h2 id="{id}">{escaped(title)}</h2>'
    yield from body
    yield "</section>"


def listed(lines: Iterable[str], language: Language) -> Iterator[str]:
    """Lines as items of a list; nothing where there are none."""
    items = [f"<li>{spoken(line, language)}</li>" for line in lines]
    if items:
        yield "<ul>" + "".join(items) + "</ul>"


def table(heads: Sequence[str], rows: Iterable[Iterable[str]], below: Sequence[str] = ()) -> Iterator[str]:
    """A table of cells that are HTML already; the first names its row. `below` is what stands under each row."""
    yield "<table>\n<thead><tr>" + "".join(f'<th scope="col">{escaped(head)}</th>' for head in heads) + "</tr></thead>"
    yield "<tbody>"
    for at, (first, *others) in enumerate(rows):
        yield f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
        if below and below[at]:
            yield f'<tr><td class="behind" colspan="{len(heads)}">{below[at]}</td></tr>'
    yield "</tbody></table>"


def picture(case: Case, decision: Decision | None, names: Names) -> Iterator[str]:
    """The case as a picture, with the roles that a decision gives."""
    drawn = case_picture(case, decision, names)
    if drawn is None:
        yield f'<p class="note">{word("too_large", names.language)}</p>'
        return
    texts = picture_texts(case, names.language, "picture_says" if decision is not None else "facts_say")
    yield f"<figure>{svg(drawn, 'case-picture', *texts)}</figure>"


def notes(language: Language) -> Iterator[str]:
    """Space to write in."""
    ruled = '<div class="ruled" aria-hidden="true">' + "<div></div>" * RULED + "</div>"
    return headed("notes", say("notes", language), [ruled])
