"""Changes to the facts of a case, as a caseworker writes them: `persons.b.age=70`, `+needs.b=isolation.hikikomori`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from routing.case import Case
from routing.case.parts import Event, Need, Part, Person
from routing.errors import CaseError, RoutingError, did_you_mean, listed, printable
from routing.vocabulary import Vocabulary

Data = dict[str, Any]

FORMS = (
    "persons.ID.PROPERTY=VALUE",
    "needs.ID.FIELD=VALUE",
    "events.ID.FIELD=VALUE",
    "FIELD=VALUE",
    "consents.PERSON=STATUS",
    "+persons.ID",
    "+needs.PERSON=CODE",
    "+events.PERSON=TYPE",
    "+relations.PERSON.TYPE=PERSON",
    "+consents.PERSON.AGENCY=STATUS",
    "+involvements.PERSON.AGENCY=STATUS",
    "-needs.ID",
    "-events.ID",
    "-relations.PERSON.TYPE=PERSON",
    "-involvements.PERSON.AGENCY",
)
"""Every form of a change. No VALUE means unknown; a sign says that a part of the case is added or removed."""


class Change(NamedTuple):
    """One change: the `sign` (`+` adds, `-` removes, empty sets), the dotted `path`, the `value` (None: none given)."""

    sign: str
    path: str
    value: str | None

    @classmethod
    def parse(cls, text: str) -> Change:
        """A change from its text. Raises RoutingError for what is none.

        >>> Change.parse("+needs.b=isolation.hikikomori")
        Change(sign='+', path='needs.b', value='isolation.hikikomori')
        """
        sign = text[:1] if text[:1] in ("+", "-") else ""
        path, equals, value = text[len(sign) :].partition("=")
        if not path or (not sign and not equals):
            raise RoutingError(f"a change names a fact and its value\nhelp: write {', '.join(FORMS)}")
        return cls(sign, path.strip(), value.strip() if equals else None)

    @property
    def text(self) -> str:
        """The change as it is written."""
        return f"{self.sign}{self.path}" + ("" if self.value is None else f"={self.value}")


def changed(case: Case, changes: Iterable[str | Change], vocabulary: Vocabulary) -> Case:
    """The case with facts changed, one after the other. Its canonical form is as that of a case written so.

    Raises RoutingError for a change of no form (`FORMS`), one of something the case does not have, and one whose
    result is no valid case. No message quotes a value.
    """
    data: Data = case.model_dump(by_alias=True, exclude_none=True, exclude_defaults=True)
    made = [Change.parse(one) if isinstance(one, str) else one for one in changes]
    for change in made:
        _Editor(data, change, vocabulary).apply()
    try:
        return Case.from_dict(data)
    except CaseError as error:  # its place is one in a case that nobody has written
        named = ", ".join(f"`{printable(change.sign + change.path)}`" for change in made)
        raise CaseError(f"{named}: the changed case is not valid: {error.message}", help=error.help) from None


class _Editor:
    """Makes one change in the plain data of a case."""

    def __init__(self, data: Data, change: Change, vocabulary: Vocabulary) -> None:
        self.data = data
        self.change = change
        self.vocabulary = vocabulary
        self.part, _, self.rest = change.path.partition(".")

    def apply(self) -> None:
        edit = _EDITS.get((self.change.sign, self.part))
        if edit is not None:
            edit(self)
        elif self.change.sign or self.rest:
            known = [f"{sign}{part}" for sign, part in _EDITS]
            near = did_you_mean(f"{self.change.sign}{self.part}", known, otherwise=self.forms())
            raise self.error("is no fact that can be changed so", near)
        else:
            self.set_field(self.data, Case, "Case", self.part)

    def error(self, message: str, help: str | None) -> RoutingError:
        told = f"`{printable(self.change.sign + self.change.path)}`: {message}"
        return RoutingError(f"{told}\nhelp: {printable(help)}" if help else told)

    def forms(self) -> str:
        """How changes of this part of the case are written; where there is no such part, how all are."""
        return "write " + ", ".join([form for form in FORMS if form[form[0] in "+-" :].startswith(self.part)] or FORMS)

    def set_part(self) -> None:
        """Set a property of a person, need or event."""
        model, label = _PARTS[self.part]
        ids = {part["id"] for part in self.data.get(self.part, ()) if "id" in part}  # an added one has none yet
        id, name = self.split(ids, "an id and a property")
        for part in self.data[self.part]:
            if part.get("id") == id:
                self.set_field(part, model, label, name)

    def set_field(self, part: Data, model: type[Part], label: str, name: str) -> None:
        """Set a field of the format, else a declared property, which stands under `attributes`."""
        fields = {field.alias or key for key, field in model.model_fields.items()} - _FIXED
        declared = self.vocabulary.declared.get(label, {})
        if name not in fields and name not in declared:
            known = sorted((fields | set(declared)) - _LISTS)
            raise self.error("is not declared", did_you_mean(name, known, otherwise=f"declared are {listed(known)}"))
        if name in _LISTS:
            raise self.error("is a list, and is changed part by part", self.forms())
        home = part if name in fields else part.setdefault("attributes", {})
        if self.change.value in ("", "null", None):
            home.pop(name, None)
        else:
            home[name] = self.typed(_KINDS.get(name) or (declared[name].kind if name in declared else "string"))

    def typed(self, kind: str) -> Any:
        """The value as the kind of its property wants it."""
        value = self.wanted("a value")
        try:
            if kind == "boolean":
                return {"true": True, "false": False}[value]
            return int(value) if kind == "integer" else float(value) if kind == "float" else value
        except (KeyError, ValueError):
            say = {"boolean": "`true` or `false`", "integer": "a whole number", "float": "a number"}[kind]
            raise self.error(f"must be {say}", "leave it empty where it is not known") from None

    def wanted(self, what: str) -> str:
        """The value, which may not be left out here."""
        if not self.change.value:
            raise self.error(f"wants {what} after `=`", self.forms())
        return self.change.value

    def word(self, what: str, known: Iterable[str]) -> str:
        """The value, which must be one of the words of the vocabulary."""
        value = self.wanted(what)
        if value not in known:
            raise self.error(f"wants {what} that the rulebook knows", did_you_mean(value, known, _DECLARED))
        return value

    def agency(self, kind: str) -> str:
        """The agency kind that the path ends with."""
        known = self.vocabulary.agency_kinds
        if kind not in known:
            raise self.error("wants an agency kind that the rulebook knows", did_you_mean(kind, known, _DECLARED))
        return kind

    def split(self, ids: Iterable[str], wants: str) -> tuple[str, str]:
        """The id that the path begins with, of those the case has, and what follows; an id may hold dots itself."""
        known = sorted(ids, key=len, reverse=True)
        for id in known:
            if self.rest.startswith(f"{id}."):
                return id, self.rest[len(id) + 1 :]
        if self.rest in known or not self.rest:
            raise self.error(f"wants {wants}", self.forms())
        raise self.error("is about nobody and nothing in the case", f"its ids are {listed(known)}" if known else None)

    @property
    def persons(self) -> set[str]:
        return {person["id"] for person in self.data["persons"]}

    def person(self, id: str) -> str:
        """The id of a person of the case."""
        if id not in self.persons:
            raise self.error("names nobody in the case", f"its persons are {listed(self.persons)}; {self.forms()}")
        return id

    def about(self) -> Data:
        """Whom a new need or event concerns: the rest of the path, one person or several with commas."""
        if self.rest in self.persons or "," not in self.rest:
            return {"person": self.person(self.rest)}
        return {"persons": [self.person(id) for id in self.rest.split(",")]}

    def add(self, entry: Data) -> None:
        self.data.setdefault(self.part, [])
        self.data[self.part] = [*self.data[self.part], entry]

    def remove(self, gone: Callable[[Data], bool]) -> None:
        kept = [entry for entry in self.data.get(self.part, ()) if not gone(entry)]
        if len(kept) == len(self.data.get(self.part, ())):
            ids = [entry["id"] for entry in kept if "id" in entry]
            raise self.error("is nothing the case has", f"its ids are {listed(ids)}" if ids else None)
        self.data[self.part] = kept

    def add_person(self) -> None:
        if not self.rest or self.rest in self.persons or self.change.value is not None:
            raise self.error("wants a new id, and nothing else", "give properties by `persons.ID.PROPERTY=VALUE`")
        self.add({"id": self.rest})

    def add_need(self) -> None:
        self.add({**self.about(), "code": self.word("a need code", self.vocabulary.needs)})

    def add_event(self) -> None:
        self.add({**self.about(), "type": self.word("a type of event", self.vocabulary.event_types)})

    def remove_by_id(self) -> None:
        self.remove(lambda entry: entry.get("id") == self.rest)
        if self.part == "needs":  # a report about a need goes with it
            history = [entry for entry in self.data.get("history", ()) if entry.get("need") != self.rest]
            self.data["history"] = history

    def relation(self) -> Data:
        start, type = self.split(self.persons, "a person and a type")
        if type not in self.vocabulary.relations:
            hint = did_you_mean(type, self.vocabulary.relations, _DECLARED)
            raise self.error("wants a type of relation that the rulebook knows", hint)
        return {"from": start, "type": type, "to": self.person(self.wanted("a person"))}

    def add_relation(self) -> None:
        self.add(self.relation())

    def remove_relation(self) -> None:
        gone = self.relation()
        ends = [gone]
        known = self.vocabulary.relations.get(gone["type"])
        if known is not None and known.symmetric:
            ends.append({**gone, "from": gone["to"], "to": gone["from"]})
        self.remove(lambda entry: entry in ends)

    def set_consent(self) -> None:
        """What a person said, in place of all they said before; nothing where no value is given."""
        person = self.person(self.rest)
        self.data["consents"] = [entry for entry in self.data.get("consents", ()) if entry["person"] != person]
        if self.change.value:
            self.add({"person": person, "status": self.change.value})

    def add_consent(self) -> None:
        person, agency = self.split(self.persons, "a person and an agency kind")
        self.add({"person": person, "to": [self.agency(agency)], "status": self.wanted("a status")})

    def add_involvement(self) -> None:
        person, agency = self.split(self.persons, "a person and an agency kind")
        self.add({"person": person, "agency": self.agency(agency), "status": self.wanted("a status")})

    def remove_involvement(self) -> None:
        person, agency = self.split(self.persons, "a person and an agency kind")
        self.remove(lambda entry: entry["person"] == person and entry["agency"] == agency)


_DECLARED = "the words are declared in the vocabulary of the rulebook"
_PARTS: Mapping[str, tuple[type[Part], str]] = {
    "persons": (Person, "Person"),
    "needs": (Need, "Need"),
    "events": (Event, "Event"),
}
_EDITS: Mapping[tuple[str, str], Callable[[_Editor], None]] = {
    ("", "persons"): _Editor.set_part,
    ("", "needs"): _Editor.set_part,
    ("", "events"): _Editor.set_part,
    ("", "consents"): _Editor.set_consent,
    ("+", "persons"): _Editor.add_person,
    ("+", "needs"): _Editor.add_need,
    ("+", "events"): _Editor.add_event,
    ("+", "relations"): _Editor.add_relation,
    ("+", "consents"): _Editor.add_consent,
    ("+", "involvements"): _Editor.add_involvement,
    ("-", "needs"): _Editor.remove_by_id,
    ("-", "events"): _Editor.remove_by_id,
    ("-", "relations"): _Editor.remove_relation,
    ("-", "involvements"): _Editor.remove_involvement,
}
_LISTS = {"persons", "relations", "needs", "involvements", "events", "consents", "history"}
_FIXED = {"attributes", "schema", "id", "case", "person"}
"""What says which case, person or need it is, and not how it is with them."""
_KINDS = {"severity": "integer", "urgent": "boolean", "household_complete": "boolean"}
"""The fields of the format that are no text and no declared property."""
