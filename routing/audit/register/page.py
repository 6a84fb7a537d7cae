"""The record as an HTML page: each field with its number and both names, and the annex in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from routing.audit.register.facts import bases
from routing.audit.register.record import Entry, Register, attribute_name
from routing.audit.register.words import word
from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.wording.effect import law_and_status
from routing.wording.names import Names
from routing.wording.words import Language

STYLE = """\
.field { border-top: 1px solid #c9c9c9; padding: 0.5rem 0; break-inside: avoid; }
.field h3 { margin: 0; }
.field .other { font-weight: normal; }
.mark { font-size: 0.85rem; border: 1px solid #767676; border-radius: 3px; padding: 0 0.3rem; font-weight: normal;
  white-space: nowrap; }
.open { border-left: 4px solid #8a6100; padding-left: 0.6rem; }
.open p.ask { color: #4a4a4a; }
.blank { display: block; border-bottom: 1px solid #1a1a1a; height: 1.8rem; }
table { border-collapse: collapse; width: 100%; margin: 0.4rem 0 1rem; }
th, td { border-bottom: 1px solid #c9c9c9; padding: 0.2rem 0.6rem 0.2rem 0; text-align: left; vertical-align: top;
  font-weight: normal; overflow-wrap: anywhere; }
thead th { font-weight: 600; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
"""
Cells = Sequence[str]


def page(register: Register, language: Language) -> str:
    """The page of a record."""
    title = word("page_title", language, register.facts.rulebook.title[language])
    return "\n".join(document(title, language, STYLE, _body(register, language, title))) + "\n"


def _body(register: Register, language: Language, title: str) -> Iterator[str]:
    given, book = register.standard, register.facts.rulebook
    yield f"<header><h1>{escaped(title)}</h1>"
    yield f"<p>{spoken(word('shape', language, given.name, given.version, given.publisher), language)}</p>"
    yield f"<p>{spoken(given.note[language], language)}</p>"
    checked = Counter(entry.field.checked for entry in register.entries)
    yield f"<p>{word('checked', language, checked['secondary'], checked['memory'])}</p>"
    yield f'<p class="note">{word("open_count", language, len(register.open))}</p></header>\n<main>'
    for id, name in given.sections.items():
        yield f"<section><h2>{id} {spoken(name[language], language)}</h2>"
        for entry in register.entries:
            if entry.field.section == id:
                yield from _field(entry, language)
        yield "</section>"
    yield from _rules(register, language)
    yield from _agencies(register, language)
    yield from _attributes(register, language)
    made = word("made_from", language, book.id, book.version, book.digest)
    yield f'</main>\n<footer><p class="meta">{escaped(made)}</p></footer>'


def _field(entry: Entry, language: Language) -> Iterator[str]:
    field = entry.field
    other: Language = "en" if language == "ja" else "ja"
    beside = f'<span class="other" lang="{other}">{escaped(field.name[other])}</span>'
    yield f'<div class="field" id="field-{field.id}"><h3>{field.id} {escaped(field.name[language])} {beside}</h3>'
    if entry.known is not None:
        mark = f'<span class="mark">{word("mark_library", language)}</span>'
        yield f"<p>{mark} {spoken(entry.known[language], language)}</p>"
    if entry.given is not None:
        mark = f'<span class="mark">{word("mark_given", language)}</span>'
        yield f"<p>{mark} {spoken(entry.given[language], language)}</p>"
    elif entry.state == "open":
        ask = field.ask[language] if field.ask is not None else ""
        yield (
            f'<div class="open"><p class="ask"><span class="mark">{word("mark_open", language)}</span> '
            f'{spoken(ask, language)}</p><span class="blank"></span></div>'
        )
    yield "</div>"


def _rules(register: Register, language: Language) -> Iterator[str]:
    rows = []
    for rule in register.facts.rules:
        told = [law_and_status(basis, language) for basis in bases(rule)] or [(word("none", language), "–")]
        laws, statuses = ("<br>".join(spoken(text, language) for text in column) for column in zip(*told, strict=True))
        name = f"{spoken(rule.title[language], language)} <code>{escaped(rule.id)}</code>"
        rows.append((name, str(rule.start or "–"), str(rule.until or "–"), laws, statuses))
    yield from _table("rules", ("rule", "from", "until", "basis", "status"), rows, language)


def _agencies(register: Register, language: Language) -> Iterator[str]:
    names = Names(register.facts.rulebook, language)
    rows = [
        (f"{spoken(names.kind(kind), language)} <code>{escaped(kind)}</code>", str(rules))
        for kind, rules in register.facts.agencies.items()
    ]
    yield from _table("agencies", ("agency", "by_rules"), rows, language)


def _attributes(register: Register, language: Language) -> Iterator[str]:
    names = Names(register.facts.rulebook, language)
    readers: dict[tuple[str, str], set[str]] = {}
    for read in register.facts.read:
        mark = "–" if read.mark is None else word(f"mark_{read.mark.mark}", language)
        readers.setdefault((attribute_name(read, names), mark), set()).add(read.rule)
    rows = [(spoken(name, language), mark, str(len(rules))) for (name, mark), rules in sorted(readers.items())]
    yield from _table("attributes", ("attribute", "mark", "by_rules"), rows, language)


def _table(name: str, headings: Iterable[str], rows: Iterable[Cells], language: Language) -> Iterator[str]:
    title = word(name, language)
    yield f'<section><h2 id="{name}">{title}</h2>\n<table aria-labelledby="{name}"><thead><tr>'
    yield "".join(f'<th scope="col">{word(heading, language)}</th>' for heading in headings)
    yield "</tr></thead>\n<tbody>"
    for first, *rest in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        yield f'<tr><th scope="row">{first}</th>{cells}</tr>'
    yield "</tbody></table></section>"
