"""One case told otherwise: renamed, in another order, or with one attribute changed. Nothing is random."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from routing.audit.errors import AuditError
from routing.audit.outcomes import AS_GIVEN, Names
from routing.audit.person_fields import renamed
from routing.case import Case
from routing.case.parts import Person
from routing.directory import Office
from routing.errors import did_you_mean
from routing.rulebook import Rulebook

Data = dict[str, Any]
NAMES, ORDER, TWICE = "names", "order", "twice"
ALWAYS = (NAMES, ORDER, TWICE)
"""What never says anything of anybody: ids, the order of lists, and facts told twice."""
USUAL = ("sex", "nationality", "language")
"""Attributes that are changed unless others are named."""
_LISTS = ("persons", "relations", "needs", "involvements", "events", "consents", "history")
MOST_TWICE = 100
"""The longest list that is told twice: a case may list 200 persons."""
_LIKE_NAMES = (
    "佐藤 花子",
    "Nguyễn Văn An",
    "山田 太郎",
    "Maria Silva",
    "金 英姫",
    "鈴木 一郎",
    "Ram Bahadur",
    "田中 久美子",
)
"""Ids that look like names, of women and men, Japanese and not."""
_SEXES = ("F", "M", "X")
_REPORTERS = ("self", "family", "resident", "minsei", "hospital", "school", "police", "care_manager", "partner_company",
              "agency")  # fmt: skip


@dataclass(frozen=True)
class Variation:
    """A case told otherwise: what was changed, the value that was set (None where none was), and the ids of before, by
    the new ones (`names`)."""

    attribute: str
    case: Case
    to: str | None = None
    names: Names = AS_GIVEN


def variations(case: Case, attributes: tuple[str, ...], rulebook: Rulebook) -> Iterator[Variation]:
    """The case told otherwise in every way that the attributes name, in order."""
    data = case.canonical().model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in attributes:
        if name == NAMES:
            yield _with_other_ids(data, _LIKE_NAMES)
            yield _with_other_ids(data, _LIKE_NAMES[::-1])
        elif name == ORDER:
            yield Variation(ORDER, Case.from_dict({**data, **{name: data[name][::-1] for name in _LISTS}}))
        elif name == TWICE:
            again = {name: data[name] * 2 for name in _LISTS if len(data[name]) <= MOST_TWICE}
            yield Variation(TWICE, Case.from_dict({**data, **again}))
        elif name in _OF_CASE:
            for value in _OF_CASE[name](rulebook):
                if value != data.get(name):
                    moved = _received(data, value, rulebook) if name == "district" else {}
                    yield Variation(name, Case.from_dict({**data, name: value, **moved}), value)
        else:
            yield from _of_persons(data, name, rulebook)


def check_attributes(names: tuple[str, ...], rulebook: Rulebook) -> None:
    """Raise `AuditError` for an attribute that cannot be changed by itself: one without a list of values."""
    known = {*ALWAYS, *_OF_CASE, "sex", *_chosen(rulebook)}
    for name in names:
        if name not in known:
            help = did_you_mean(name, known, f"known are {', '.join(sorted(known))}")
            raise AuditError("`--vary` names an attribute that has no list of values", help=help)


def districts(rulebook: Rulebook) -> tuple[str, ...]:
    """The districts that the directory of a rulebook knows."""
    if rulebook.directory is None:
        return ()
    offices = rulebook.directory.offices
    inside = (office.located_in for office in offices if office.located_in)
    return tuple(sorted({*inside, *chain.from_iterable(office.catchment or () for office in offices)}))


def _received(data: Data, district: str, rulebook: Rulebook) -> Data:
    """Where a case is received that comes from another district: at the counter there of the same kind, if the one
    it was received at is that of its own district, and there is one."""
    directory = rulebook.directory
    office = directory.get(data["received_at"]) if directory is not None and "received_at" in data else None
    if directory is None or office is None or not _is_for(office, data.get("district")):
        return {}
    there = [other.id for other in directory.by_kind[office.kind] if _is_for(other, district)]
    return {"received_at": there[0]} if there else {}


def _is_for(office: Office, district: str | None) -> bool:
    return district is not None and (office.located_in == district or district in (office.catchment or ()))


def _reporters(rulebook: Rulebook) -> tuple[str, ...]:
    return _REPORTERS


_OF_CASE: Mapping[str, Callable[[Rulebook], tuple[str, ...]]] = {"district": districts, "reported_by": _reporters}


def _chosen(rulebook: Rulebook) -> dict[str, tuple[str | bool, ...]]:
    """The properties of persons that are chosen from a list, or are true or false, with their values."""
    found: dict[str, tuple[str | bool, ...]] = {}
    for name, known in rulebook.vocabulary.person_properties.items():
        if known.values:
            found[name] = tuple(known.values)
        elif known.kind == "boolean":
            found[name] = (False, True)
    return found


def _of_persons(data: Data, name: str, rulebook: Rulebook) -> Iterator[Variation]:
    """The case with another value of a property, person by person and value by value."""
    field_of_format = name in Person.model_fields
    values: tuple[str | bool, ...] = _SEXES if name == "sex" else _chosen(rulebook).get(name, ())
    for at, person in enumerate(data["persons"]):
        given = person.get(name) if field_of_format else person.get("attributes", {}).get(name)
        for value in values:
            if value == given:
                continue
            more = {name: value} if field_of_format else {"attributes": {**person.get("attributes", {}), name: value}}
            persons = [*data["persons"][:at], {**person, **more}, *data["persons"][at + 1 :]]
            yield Variation(name, Case.from_dict({**data, "persons": persons}), str(value))


def _with_other_ids(data: Data, like: tuple[str, ...]) -> Variation:
    """The case with other ids: persons get names, in the opposite order, needs and events others too."""
    persons = _names([person["id"] for person in data["persons"]], like)
    needs = _names([need["id"] for need in data["needs"]], ("z", "y", "x"))
    events = _names([event["id"] for event in data["events"]], ("w", "v", "u"))
    told: Data = {**data, "case": "another case"}
    for name in _LISTS:
        told[name] = [renamed(part, persons) for part in data[name]]
    told["persons"] = [{**person, "id": persons[person["id"]]} for person in data["persons"]]
    told["needs"] = [{**need, "id": needs[need["id"]]} for need in told["needs"]]
    told["events"] = [{**event, "id": events[event["id"]]} for event in told["events"]]
    told["history"] = [
        {**entry, "need": needs[entry["need"]]} if "need" in entry else entry for entry in told["history"]
    ]
    back = Names(*({new: old for old, new in names.items()} for names in (persons, needs, events)))
    return Variation(NAMES, Case.from_dict(told), None, back)


def _names(ids: list[str], like: tuple[str, ...]) -> dict[str, str]:
    ordered = sorted(ids, reverse=True)
    return {id: f"{like[at % len(like)]}{at // len(like) or ''}" for at, id in enumerate(ordered)}
