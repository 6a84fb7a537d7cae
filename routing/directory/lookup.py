"""Looking an office up: what is asked, and which office answers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from routing.directory.file import read_offices
from routing.directory.office import Office

if TYPE_CHECKING:
    from routing.source import Document
    from routing.vocabulary import Vocabulary


class Request(NamedTuple):
    """What is asked of the directory: an office of a kind, for persons of these ages (None: unknown).

    `needs` are the codes the office would answer, empty where no single need is meant. `asker` is who would walk up
    to the office. `district` None: no preference by catchment. `availability` maps office ids to free places.
    `involved` are the offices that serve one of these persons already: they come first, whatever their catchment,
    whom they serve and how full they are.
    """

    kind: str
    as_of: dt.date
    district: str | None = None
    ages: Collection[int | None] = ()
    needs: tuple[str, ...] = ()
    asker: Literal["resident", "professional"] = "professional"
    availability: Mapping[str, int] = MappingProxyType({})
    involved: frozenset[str] = frozenset()


class Found(NamedTuple):
    """The answer to a request: an office, or None and what struck the offices of the kind.

    `struck` holds the reasons given by the caller for offices passed over; empty with no office means that the kind has
    no office for this asker at all. `age_unknown` says that an unknown age stood between the asker and an office.
    """

    office: Office | None
    struck: frozenset[str] = frozenset()
    age_unknown: bool = False


def _nothing_struck(office: Office) -> str | None:
    return None


@dataclass(frozen=True)
class Directory:
    """All offices of a rulebook, sorted by id. `places` are the districts it names: where offices are, and for whom."""

    offices: tuple[Office, ...]
    by_id: Mapping[str, Office] = field(init=False, repr=False, compare=False)
    by_kind: Mapping[str, tuple[Office, ...]] = field(init=False, repr=False, compare=False)
    places: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_kind: dict[str, tuple[Office, ...]] = {}
        for office in self.offices:
            by_kind[office.kind] = (*by_kind.get(office.kind, ()), office)
        object.__setattr__(self, "by_id", {office.id: office for office in self.offices})
        object.__setattr__(self, "by_kind", by_kind)
        located = {office.located_in for office in self.offices if office.located_in is not None}
        object.__setattr__(
            self, "places", frozenset(located).union(*(office.catchment or () for office in self.offices))
        )

    @classmethod
    def load(cls, document: Document, vocabulary: Vocabulary, base: Directory | None = None) -> Directory:
        """The offices of a directory file, a list of entries, together with those of `base`.

        Raises `RulebookErrors` with every error of the file and its position.
        """
        offices = read_offices(document, vocabulary, base.offices if base else ())
        return cls(tuple(sorted(offices, key=lambda office: office.id)))

    def get(self, id: str) -> Office | None:
        """The office with this id, or None."""
        return self.by_id.get(id)

    def to_data(self) -> list[dict[str, Any]]:
        """The content as plain data sorted by id, for digests."""
        return [office.model_dump(mode="json", by_alias=True) for office in self.offices]

    def lookup(self, request: Request, struck: Callable[[Office], str | None] = _nothing_struck) -> Found:
        """The office that answers a request.

        Preferred, in order: an office involved already; the catchment (this district, then everywhere, then
        elsewhere); whom the office serves; places free; more of them; the id. A struck or full office gives way to its
        substitutes first. `struck` says why an office must not be asked, or None.
        """
        ranked, age_unknown = self._rank(request)
        reasons: set[str] = set()
        for office in ranked:
            reason = struck(office)
            if reason is None and not _full(office, request):
                return Found(office, frozenset(reasons), age_unknown)
            for other in self._substitutes(office, ranked):
                other_reason = struck(other)
                if other_reason is not None:
                    reasons.add(other_reason)
                elif not _full(other, request):
                    return Found(other, frozenset(reasons), age_unknown)
            if reason is None:
                return Found(office, frozenset(reasons), age_unknown)
            reasons.add(reason)
        return Found(None, frozenset(reasons), age_unknown)

    def _substitutes(self, office: Office, usable: Collection[Office]) -> Iterator[Office]:
        for id in office.substitutes:
            if any(other.id == id for other in usable):
                yield self.by_id[id]

    def _rank(self, request: Request) -> tuple[list[Office], bool]:
        """The offices that may be asked, best first, and whether an unknown age stands between them and the asker."""
        admitted: list[tuple[Office, bool, bool | None, bool]] = []
        age_unknown = False
        for office in self.by_kind.get(request.kind, ()):
            if not office.open_on(request.as_of):
                continue
            known = office.id in request.involved
            if office.asker == "professionals" and request.asker == "resident" and not known:
                continue
            serves = office.serves
            age = serves.age is None or serves.suits_age(request.ages)
            need = not serves.needs or serves.suits_need(request.needs)
            if serves.only and not known:
                if age is False or not need:
                    continue
                age_unknown = age_unknown or age is None
            admitted.append((office, known, age, need))
        if len(admitted) > 1:
            admitted.sort(key=lambda found: _rank_of(request, *found))
        return [office for office, *_ in admitted], age_unknown


def _rank_of(request: Request, office: Office, known: bool, age: bool | None, need: bool) -> tuple[Any, ...]:
    """The rank of an office as a key that sorts, the best first."""
    free = request.availability.get(office.id, office.capacity)
    places = (1, 0) if free is None else (0, -free)
    suits = _suits(office.serves.only, age, need)
    return (not known, _catchment(office, request.district), suits, _full(office, request), *places, office.id)


def _suits(only: bool, age: bool | None, need: bool) -> int:
    """0 suits, 1 might, 2 does not; 3 might, and turns everybody else away."""
    if age is None:
        return 3 if only else 1 if need else 2
    return 0 if age and need else 2


def _full(office: Office, request: Request) -> bool:
    if office.id in request.involved:  # whom it serves already has a place
        return False
    free = request.availability.get(office.id, office.capacity)
    return free is not None and free <= 0


def _catchment(office: Office, district: str | None) -> int:
    if office.catchment is None or district is None:
        return 1
    return 0 if district in office.catchment else 2
