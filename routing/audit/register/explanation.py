"""The 説明書: what residents are told of the rules, on one page, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from routing.audit.register.record import Register, attribute_name, told
from routing.audit.register.words import word
from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.source import load_yaml
from routing.wording.names import Names
from routing.wording.words import Language

STYLE = """\
body { max-width: 46rem; }
.blank { display: inline-block; min-width: 14rem; border-bottom: 1px solid #1a1a1a; }
section { break-inside: avoid; }
"""


@cache
def _texts() -> Mapping[str, Any]:
    text = resources.files("routing.audit.register").joinpath("explanation.yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = load_yaml(text, "explanation.yaml").data
    return found


def explanation(register: Register, language: Language) -> str:
    """The page for residents, in one language. What only the municipality knows is left blank until it is filled in."""
    title = str(_texts()["title"][language])
    return "\n".join(document(title, language, STYLE, _body(register, language, title))) + "\n"


def _body(register: Register, language: Language, title: str) -> Iterator[str]:
    yield f"<header><h1>{escaped(title)}</h1><p>{_answer(register, '0.2', language)}</p></header>\n<main>"
    said = _said(register, language)
    for part in _texts()["parts"]:
        if part.get("only") == "figures" and register.figures is None:
            continue
        yield f"<section><h2>{spoken(part['heading'][language], language)}</h2>"
        for text in part["text"][language]:
            yield f"<p>{spoken(text.format(**said), language)}</p>"
        for id in part.get("answers", ()):
            name = register.entry(id).field.name[language]
            yield f"<p>{spoken(name, language)}: {_answer(register, id, language)}</p>"
        yield "</section>"
    book = register.facts.rulebook
    made = word("made_from", language, book.id, book.version, book.digest)
    yield f'</main>\n<footer><p class="meta">{escaped(made)}</p></footer>'


def _answer(register: Register, id: str, language: Language) -> str:
    given = register.entry(id).given
    if given is not None:
        return spoken(given[language], language)
    return f'<span class="blank" role="img" aria-label="{word("mark_open", language)}"></span>'


def _said(register: Register, language: Language) -> dict[str, str]:
    facts = register.facts
    names = Names(facts.rulebook, language)
    protected = sorted({attribute_name(read, names) for read in facts.sensitive})
    return {
        "title": facts.rulebook.title[language],
        "rules": str(len(facts.rule_ids)),
        "protected": ("、" if language == "ja" else ", ").join(protected) or word("none", language),
        "memory": str(len(facts.from_memory)),
        "figures": "" if register.figures is None else told(register.figures, language),
    }
