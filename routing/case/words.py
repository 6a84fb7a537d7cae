"""A case against a vocabulary: every code, type and property it uses must be declared.

Nearly all cases say nothing else, and building the graph of a case looks most words up anyway. So this only sees to the
rest, in one pass; the place of a word that is not declared is looked for once there is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from routing.case.parts import Event, Need, Part, Person
from routing.dates import iso_date
from routing.errors import CaseError, did_you_mean
from routing.source import quotable
from routing.source.document import Path
from routing.vocabulary import PersonProperty, Vocabulary

if TYPE_CHECKING:
    from routing.case.case import Case
    from routing.case.reading import Origin

_DECLARED = "are declared in the rulebook's vocabulary"
_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "float": (float, int),
    "string": (str,),
    "date": (str,),
}
_SAID = {
    "boolean": "must be `true` or `false`",
    "integer": "must be a whole number",
    "float": "must be a number",
    "string": "must be text",
    "date": "must be a date such as 2026-04-01",
}

_WRITE = {
    "boolean": "write it without quotes",
    "integer": "write it without quotes",
    "float": "write it without quotes",
    "string": "put text that looks like a number or `true` in quotes",
    "date": "write year, month and day",
}

Problem = tuple[Path, str, str, bool]
"""A path in the case, what is wrong there, help, and whether it is the key that is wrong."""


def check_words(case: Case, vocabulary: Vocabulary, origin: Origin | None) -> None:
    """Raise `CaseError` for the first undeclared word of a case, at its place; never quoting it."""
    for path, message, help, at_key in _problems(case, vocabulary, origin):
        shown = path[:-1] if at_key else path  # a key that is not declared may be a value in the wrong place
        where = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in shown).lstrip(".")
        text = f"{where}: {message}"
        raise origin.error(text, path, help, at_key=at_key) if origin else CaseError(text, help=help)


def names_declared(given: Mapping[str, Any], vocabulary: Vocabulary) -> bool:
    """Whether the words are declared that the graph of a case does not look up: agency kinds, and what else consents
    name. `given` are the fields of the case and of its parts."""
    kinds = [given["received_by"]]
    for part in given["involvements"]:
        kinds.append(part["agency"])
    for consent in given["consents"]:
        kinds += consent["to"] or ()
        for item in consent["items"] or ():
            if item not in vocabulary.domains and item not in vocabulary.needs:
                return False
    for part in given["history"]:
        if (by := part["by"]) is not None:
            kinds.append(by)
    return all(map(vocabulary.agency_kinds.__contains__, kinds))


def add_attributes(
    nodes: Iterable[dict[str, Any]], parts: Iterable[Mapping[str, Any]], label: str, vocabulary: Vocabulary
) -> None:
    """Add the attributes of parts that are not null to the properties of their nodes. Raises KeyError where one is not
    declared, or has a value that it cannot have."""
    fields = _fields(label)
    for values, part in zip(nodes, parts, strict=True):
        if part["attributes"]:
            plain = vocabulary.plain[label]
            for name, value in part["attributes"].items():
                kind, allowed = plain[name]
                if name in fields:
                    raise KeyError(name)
                if type(value) is kind and (allowed is None or value in allowed):
                    values[name] = value
                elif value is not None:
                    if _wrong_value(vocabulary.declared[label][name], value):
                        raise KeyError(name)
                    values[name] = value


def _problems(case: Case, vocabulary: Vocabulary, origin: Origin | None) -> Iterator[Problem]:
    kinds = vocabulary.agency_kinds
    if case.received_by not in kinds:
        yield _undeclared(("received_by",), "agency kind")
    for name, field, known, what in (
        ("relations", "type", vocabulary.relations, "relation type"),
        ("needs", "code", vocabulary.needs, "need code"),
        ("involvements", "agency", kinds, "agency kind"),
        ("events", "type", vocabulary.event_types, "event type"),
    ):
        for index, part in enumerate(getattr(case, name)):
            if getattr(part, field) not in known:
                yield _undeclared((name, index, field), what)
    for index, consent in enumerate(case.consents):
        for place, kind in enumerate(consent.to or ()):
            if kind not in kinds:
                yield _undeclared(("consents", index, "to", place), "agency kind")
        for place, item in enumerate(consent.items or ()):
            if item not in vocabulary.domains and item not in vocabulary.needs:
                yield _undeclared(("consents", index, "items", place), "need code or domain")
    for index, entry in enumerate(case.history):
        if entry.by is not None and entry.by not in kinds:
            yield _undeclared(("history", index, "by"), "agency kind")
    if case.attributes:
        yield from _attributes((), case.attributes, "Case", vocabulary, origin)
    for name, label in (("persons", "Person"), ("needs", "Need"), ("events", "Event")):
        for index, part in enumerate(getattr(case, name)):
            if part.attributes:
                yield from _attributes((name, index), part.attributes, label, vocabulary, origin)


def _undeclared(path: Path, what: str) -> Problem:
    return path, f"is no known {what}", f"{what.replace(' or ', 's and ')}s {_DECLARED}", False


def _attributes(
    around: Path, given: Mapping[str, Any], label: str, vocabulary: Vocabulary, origin: Origin | None
) -> Iterator[Problem]:
    declared = vocabulary.declared.get(label, {})
    for name, value in given.items():
        term = declared.get(name)
        if name in _fields(label):
            path = (*around, "attributes", name)
            yield path, f"`{name}` is a field of its own", "write it beside `attributes`, not in it", True
        elif term is None:
            path = (*around, "attributes", name)
            quoted = f"`{name}` " if origin and quotable(name, declared, origin.document) else ""
            help = f"properties {_DECLARED}"
            near = did_you_mean(name, declared, help) if quoted else None
            yield path, f"property {quoted}is not declared", near or help, True
        elif value is not None and (message := _wrong_value(term, value)):
            path = (*around, "attributes", name)
            help = f"allowed: {', '.join(f'`{v}`' for v in term.values)}" if term.values else _WRITE[term.kind]
            yield path, message, help, False


@cache
def _fields(label: str) -> frozenset[str]:
    from routing.case.case import Case

    models: dict[str, type[Part]] = {"Case": Case, "Person": Person, "Need": Need, "Event": Event}
    return frozenset(field.alias or name for name, field in models[label].model_fields.items())


def _wrong_value(term: PersonProperty, value: Any) -> str | None:
    if isinstance(value, bool) != (term.kind == "boolean") or not isinstance(value, _TYPES[term.kind]):
        return _SAID[term.kind]
    if term.values and value not in term.values:
        return "is not one of the allowed values"
    return _SAID["date"] if term.kind == "date" and not _is_date(str(value)) else None


def _is_date(text: str) -> bool:
    try:
        return bool(iso_date(text))
    except ValueError:
        return False
