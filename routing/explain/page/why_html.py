"""Why a decision is as it is, as one HTML page: for each part its reasons as a picture, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.drawing.svg import svg
from routing.explain.page.style import STYLE
from routing.explain.page.why_picture import why_picture
from routing.explain.page.words import word
from routing.explain.why_text import no_part, part_heading, told_lines
from routing.wording.phrases import sentence

if TYPE_CHECKING:
    from routing.explain.why import Explanation, Why
    from routing.wording.words import Language


def why_page(explained: Explanation, ids: bool) -> str:
    """The page of an explanation. `ids`: with the ids of rules."""
    title = word("why_title", explained.language, explained.case)
    return "\n".join(document(title, explained.language, STYLE, _body(explained, ids, title))) + "\n"


def _body(explained: Explanation, ids: bool, title: str) -> Iterator[str]:
    book = explained.rulebook
    about = word("by_rulebook", explained.language, book.id, book.version)
    yield f"<header><h1>{escaped(title)}</h1><p>{escaped(about)}</p></header>\n<main>"
    if explained.whys:
        yield f'<p class="beside-it">{word("why_says", explained.language)}</p>'
    else:
        yield f"<p>{escaped(no_part(explained))}</p>"
    for at, why in enumerate(explained.whys, 1):
        yield from _why(why, explained, ids, at)
    yield f"</main>\n<footer><p>{word('for_whom', explained.language)}</p></footer>"


def _why(why: Why, explained: Explanation, ids: bool, at: int) -> Iterator[str]:
    language = explained.language
    claim = sentence(why.claim, language)
    yield f'<section class="why"><h2>{escaped(part_heading(why, explained))}</h2><p class="what">{escaped(claim)}</p>'
    picture = why_picture([why], explained)
    if picture is None:
        yield f'<p class="note">{word("too_large", language)}</p>'
    elif why.rests or why.grounds:
        drawn = svg(picture, f"why-{at}", f"{word('chain', language)}: {claim}", word("why_says", language))
        yield f"<figure>{drawn}</figure>"
    yield from _nested(list(told_lines(why, explained, ids)), language)
    yield "</section>"


def _nested(lines: list[tuple[int, str]], language: Language) -> Iterator[str]:
    """Lines as lists within lists, by how deep they stand."""
    deep = 0
    for depth, text in lines:
        while deep > depth:
            yield "</li></ul>"
            deep -= 1
        if deep == depth:
            yield "</li>"
        while deep < depth:
            yield "<ul>" if deep == depth - 1 else "<ul><li>"
            deep += 1
        yield f"<li>{spoken(text, language)}"
    yield "</li></ul>" * deep
