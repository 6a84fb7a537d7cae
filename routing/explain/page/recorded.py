"""What a case says, as tables: the text that stands for the picture, with all that the picture leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from routing.drawing.markup import escaped
from routing.explain.fact_texts import FactTexts
from routing.explain.facts import Fact
from routing.explain.page.words import word
from routing.wording.facts import VALUES
from routing.wording.names import Names
from routing.wording.phrases import pick
from routing.wording.words import joined

Row = Sequence[str]


def recorded(texts: FactTexts, names: Names) -> Iterator[str]:
    """The tables of a case, as HTML: persons and how they are related, needs, events, agencies, consents, reports."""
    yield f'<p class="beside-it">{escaped(recorded_line(texts, names))}</p>'
    for heads, rows in recorded_tables(texts, names):
        yield from table(heads, rows)


def recorded_line(texts: FactTexts, names: Names) -> str:
    """What a case says of itself, in one line: who received it, where, and properties of the whole case."""
    case, language = texts.case, names.language
    received = [(word("received", language), names.agency(case.received_by, case.received_at))]
    if case.district is not None:
        received.append((word("district", language), case.district))
    received += [(names.property(name), str(value)) for name, value in sorted(case.attributes.items())]
    return " · ".join(f"{name}: {value}" for name, value in received)


def recorded_tables(texts: FactTexts, names: Names) -> Iterator[tuple[list[str], list[Row]]]:
    """The tables of a case, each with its headings and rows; those without rows left out."""
    case, language, about = texts.case, names.language, names.rulebook.vocabulary
    tables: list[tuple[tuple[str, ...], list[Row]]] = [
        (("person", "known"), [(texts.person(p.id), joined(texts.known(p), language)) for p in case.persons]),
        (("relations",), [(told,) for told in _relations(texts)]),
        (("need", "whose", "state"), list(_needs(texts, names))),
        (
            ("event", "whose", "known"),
            [(about.label(e.type, language), texts.people(e.about), joined(texts.known(e), language))
             for e in case.events],
        ),
        (("involved", "whose", "state"), list(_involved(texts, names))),
        (("person", "consent"), [(texts.person(id), told) for id, told in _consents(texts)]),
        (("reports",), [(told,) for told in _reports(texts, names)]),
    ]  # fmt: skip
    for heads, rows in tables:
        if rows:
            yield [word(head, language) for head in heads], rows


def table(heads: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """A table whose rows are named by their first cell."""
    yield "<table>\n<thead><tr>" + "".join(f'<th scope="col">{escaped(head)}</th>' for head in heads) + "</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{escaped(cell)}</td>" for cell in others)
        yield (
            f'<tr><th scope="row">{escaped(first)}</th>{cells}</tr>'
            if others
            else f"<tr><td>{escaped(first)}</td></tr>"
        )
    yield "</tbody></table>"


def _relations(texts: FactTexts) -> Iterator[str]:
    for one in texts.case.relations:
        yield texts.text(Fact("relations", (one.start, one.type, one.end)))


def _needs(texts: FactTexts, names: Names) -> Iterator[Row]:
    language = names.language
    for need in texts.case.needs:
        urgent = [word("yes_urgent", language)] if need.urgent else []
        state = [pick(VALUES["status"][need.status], language), *urgent, *texts.known(need)]
        yield names.need(need.id, need.code), texts.people(need.about), joined(state, language)


def _involved(texts: FactTexts, names: Names) -> Iterator[Row]:
    language = names.language
    for one in texts.case.involvements:
        role = [pick(VALUES["role"][one.role], language)] if one.role else []
        since = [f"{names.property('since')}: {one.since}"] if one.since else []
        state = [pick(VALUES["status"][one.status], language), *role, *since]
        yield names.agency(one.agency, one.office), texts.person(one.person), joined(state, language)


def _consents(texts: FactTexts) -> Iterator[tuple[str, str]]:
    for person in dict.fromkeys(consent.person for consent in texts.case.consents):
        yield person, texts.text(Fact("consents", (person,)))


def _reports(texts: FactTexts, names: Names) -> Iterator[str]:
    for one in texts.case.history:
        told = texts.text(Fact("history", (one.type,)))
        beside = [
            names.agency(one.by, one.office) if one.by else "",
            texts.person(one.person) if one.person else "",
            texts.need(one.need) if one.need else "",
            str(one.date) if one.date else "",
        ]
        yield " · ".join([told, *filter(None, beside)])
