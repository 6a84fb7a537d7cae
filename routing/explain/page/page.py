"""Cases and their decisions as one HTML page that needs nothing else: no script, no font, no address outside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.explain.page.decision_html import DecisionHtml
from routing.explain.page.style import STYLE
from routing.explain.page.words import word

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.rulebook import Rulebook
    from routing.wording.words import Language

Decided = tuple["Case", "Decision", "Rulebook"]
"""A case, the decision about it, and the rulebook that made it."""


def page(decided: Sequence[Decided], language: Language) -> str:
    """The page of some decisions; with more than one, a table of contents first.

    It holds the facts of the cases: for people who may see them.
    """
    single = len(decided) == 1
    title = word("title_of", language, decided[0][1].case) if single else word("title", language)
    return "\n".join(document(title, language, STYLE, _body(decided, language, title))) + "\n"


def _body(decided: Sequence[Decided], language: Language, title: str) -> Iterator[str]:
    single = len(decided) == 1
    if not single:
        yield f"<header><h1>{escaped(title)}</h1></header>"
    yield "<main>"
    if not single:
        yield from _contents(decided, language)
    for at, (case, decision, rulebook) in enumerate(decided, 1):
        yield from DecisionHtml(case, decision, rulebook, language, f"case-{at}", 1 if single else 2).lines()
    yield f"</main>\n<footer><p>{word('for_whom', language)}</p></footer>"


def _contents(decided: Sequence[Decided], language: Language) -> Iterator[str]:
    label = word("contents", language)
    yield f'<nav aria-labelledby="contents"><h2 id="contents">{label}</h2><ul>'
    for at, (_, decision, rulebook) in enumerate(decided, 1):
        lead = decision.lead or decision.holder
        kind = rulebook.vocabulary.label(lead.to, language).partition("(")[0].strip()
        yield f'<li><a href="#case-{at}">{escaped(decision.case)}</a> {escaped(kind)}</li>'
    yield "</ul></nav>"
