"""The parts of a decision as entries of a page: whom or what, the few words beside it, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from routing.explain.fact_texts import FactTexts
from routing.explain.why_parts import Data, Part, parts
from routing.explain.why_said import reason
from routing.explain.why_settled import settled
from routing.wording.names import Names
from routing.wording.phrases import pick
from routing.wording.words import code, joined, phrase

if TYPE_CHECKING:
    from routing.decision import Decision

SECTION = {"owner": "owners", "support": "supports", "duty": "duties", "exclusion": "excluded", "gap": "gaps"}
"""The heading under which a part stands, where it has another name."""


@dataclass(frozen=True)
class Entry:
    """One part of a decision: its `title`, `notes` beside it, and `said`: what settlement made of it, as sentences
    without full stops."""

    part: Part
    title: str
    notes: tuple[str, ...]
    said: tuple[str, ...]

    @property
    def section(self) -> str:
        """The part of a card under which it stands."""
        return SECTION.get(self.part.kind, self.part.kind)


def entries(decision: Decision, texts: FactTexts, names: Names) -> list[Entry]:
    """Everything a decision says, in the order it is read, findings and questions left out."""
    data: Data = decision.to_data()
    found = []
    for part in parts(data):
        if part.kind == "finding":
            continue
        title, *notes = _told(part, texts, names)
        said = () if part.kind in ("withheld", "exclusion") else settled(part, data, names, names.rulebook)
        found.append(Entry(part, title, tuple(note for note in notes if note), tuple(said)))
    return list(_together(found, names))


def _together(found: list[Entry], names: Names) -> Iterator[Entry]:
    """Those to whom nothing is told yet for the same reason, about the same persons, in one entry."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for entry in found:
        if entry.part.kind == "withheld":
            alike.setdefault(entry.notes, []).append(entry.title)
    for entry in found:
        if entry.part.kind != "withheld":
            yield entry
        elif titles := alike.pop(entry.notes, None):
            yield replace(entry, title=joined(titles, names.language))


def questions(decision: Decision, texts: FactTexts, names: Names) -> Iterator[tuple[str, str]]:
    """The unknown facts that could change the decision: whose and what, and what it could add."""
    for question in decision.questions:
        ids = (question.about,) if isinstance(question.about, str) else question.about
        about = joined((_called(id, texts, names) for id in ids), names.language)
        kinds = joined((code(kind, names.language) for kind in question.could_add), names.language)
        yield f"{about}: {names.property(question.property)}", kinds


def _called(id: str, texts: FactTexts, names: Names) -> str:
    """A person, or whatever else of the case has an id, by its name."""
    if any(person.id == id for person in texts.case.persons):
        return texts.person(id)
    need = next((need for need in texts.case.needs if need.id == id), None)
    return names.need(id, need.code) if need else id


def _told(part: Part, texts: FactTexts, names: Names) -> Iterator[str]:
    """The title of an entry, then its notes; some may be empty."""
    entry, language = part.entry, names.language
    about = names.about(map(texts.person, part.about)) if part.about else ""
    match part.kind:
        case "immediate":
            yield code(entry["action"], language)
            yield joined(map(names.kind, entry["to"]), language)
            yield phrase("together", language) if entry["jointly"] else ""
        case "owner":
            yield f"{names.need(entry['need'], entry['code'])} → {names.agency(entry['to'], entry['agency'])}"
        case "gap" | "blocked":
            yield names.need(entry["need"], entry["code"])
            yield code(entry["reason"], language) if part.kind == "blocked" else ""
        case "backup":
            yield reason(part, names)
        case "exclusion":
            yield _barred(entry, names)
        case "withheld":
            yield names.kind(entry["to"])
            yield code(entry["missing"], language)
            ways = joined((code(way, language) for way in entry["released_by"]), language)
            yield phrase("released_by", language, ways) if ways else ""
        case _:
            yield names.agency(entry["to"], entry["agency"])
            yield from _asked(entry, names)
    yield about


def _asked(entry: Data, names: Names) -> Iterator[str]:
    """What an agency is asked for, and by when."""
    language = names.language
    yield entry.get("service") or ""
    yield joined(entry.get("services", ()), language)
    yield deadline(entry.get("due"), entry.get("within"), names)
    yield code(entry["consent"], language) if "consent" in entry else ""
    if "consent" in entry and entry["agency"] is None and names.rulebook.directory is not None:
        yield phrase("no_office", language)


def deadline(due: str | dt.date | None, within: str | None, names: Names) -> str:
    """When something is due, in words; empty where there is no deadline."""
    limit = names.within(within) if within else ""
    if due is None:
        return phrase("within", names.language, limit) if limit else ""
    return phrase("due_within", names.language, due, limit) if limit else phrase("due", names.language, due)


def _barred(entry: Data, names: Names) -> str:
    if entry["office"]:
        return names.office(entry["office"])
    if entry["located_in"]:
        return phrase("any_office_in", names.language, entry["located_in"])
    if entry["kind"]:
        return names.kind(entry["kind"])
    # an id alone, among agencies, would not say that this is a person
    return pick(("{}さん", "person {}"), names.language).format(entry["person"])
