"""From kinds to offices: what the directory answers, less what is excluded and what declined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from routing.directory import Directory, Request
from routing.settlement.consequences import Exclusion, Persons, Rules
from routing.settlement.facts import Facts, same_office

Struck = Literal["declined", "empty_slot", "exclusion"]
Mode = Literal["answer", "support", "inform", "receive"]


class Slot(NamedTuple):
    """An agency: a kind and its office (None: only the kind is known). `lost` says why there is none at all."""

    kind: str
    agency: str | None = None
    lost: Struck | None = None

    @property
    def address(self) -> tuple[str, str]:
        """Kind and office, for sorting and merging."""
        return (self.kind, self.agency or "")


@dataclass(slots=True)
class Offices:
    """The offices of one case. `directory` None: kinds only. `ages_asked` collects unknown ages that matter."""

    directory: Directory | None
    facts: Facts
    exclusions: Sequence[Exclusion]
    availability: Mapping[str, int]
    ages_asked: dict[str, set[str]] = field(default_factory=dict)
    _known: dict[tuple[Mode, str, Persons, str | None], tuple[Slot, bool]] = field(default_factory=dict)

    def answering(
        self, kind: str, about: Persons, rules: Rules, need: str | None = None, if_absent: Sequence[str] = ()
    ) -> Slot:
        """Who leads or owns: the reporter asks it, and who declined is passed over."""
        return self._first("answer", (kind, *if_absent), about, rules, need)

    def supporting(
        self, kind: str, about: Persons, rules: Rules, need: str | None = None, if_absent: Sequence[str] = ()
    ) -> Slot:
        """Who supports: a professional asks it, and who declined this need is not asked for it again."""
        return self._first("support", (kind, *if_absent), about, rules, need)

    def informing(
        self, kind: str, about: Persons, rules: Rules, need: str | None = None, if_absent: Sequence[str] = ()
    ) -> Slot:
        """Who is informed: a professional tells it, whether or not it declined."""
        return self._first("inform", (kind, *if_absent), about, rules, need)

    def receiving(self, kind: str, about: Persons, rules: Rules = frozenset()) -> Slot:
        """Who receives a statutory report, or received the case: nothing is struck."""
        return self._first("receive", (kind,), about, rules, None)

    def known(self, kind: str, agency: str | None, about: Persons, need: str | None) -> Slot:
        """An agency that the case itself names, struck like any other."""
        lost = self._struck("answer", kind, agency, about, need)
        return Slot(kind, agency) if lost is None else Slot(kind, None, lost)

    def excluded(self, kind: str, agency: str | None, about: Persons) -> bool:
        """Whether nothing about one of these persons may reach an agency."""
        if not self.exclusions:
            return False
        return any(self._excludes(rule, kind, agency) for rule in self.exclusions if not rule.about.isdisjoint(about))

    def _excludes(self, rule: Exclusion, kind: str, agency: str | None) -> bool:
        if rule.kind is not None:
            return rule.kind == kind
        if agency is None:
            return False
        if rule.located_in is not None and self.directory is not None:
            office = self.directory.get(agency)
            # an office nobody lists might be anywhere, so also there
            return office is None or office.located_in == rule.located_in
        return rule.office == agency if rule.office is not None else False

    def declined(self, kind: str, agency: str | None, about: Persons, need: str | None) -> bool:
        """Whether an agency has refused these persons, or one of them, or this need."""
        if not self.facts.declines:
            return False
        return any(
            decline.kind == kind
            and same_office(decline.office, agency)
            and (decline.need is None or decline.need == need)
            and (decline.person is None or decline.person in about)
            for decline in self.facts.declines
        )

    def _first(self, mode: Mode, kinds: Sequence[str], about: Persons, rules: Rules, need: str | None) -> Slot:
        """The first kind that has an office left; else what took the offices away."""
        lost: set[str] = set()
        for kind in kinds:
            key = (mode, kind, about, need)
            if key not in self._known:
                self._known[key] = self._one(mode, kind, about, need)
            slot, age_unknown = self._known[key]
            if age_unknown and rules:
                for person in about:
                    if self.facts.ages[person] is None:
                        self.ages_asked.setdefault(person, set()).update(rules)
            if slot.lost is None:
                return slot
            lost.add(slot.lost)
        return Slot(kinds[0], None, gravest(lost))

    def _one(self, mode: Mode, kind: str, about: Persons, need: str | None) -> tuple[Slot, bool]:
        """The office of one kind, and whether an unknown age stood in the way of one."""
        if self.directory is None:
            return Slot(kind, None, self._struck(mode, kind, None, about, need)), False
        involved = self.facts.offices_involved(kind, about) if mode != "receive" else frozenset()
        request = Request(
            kind=kind,
            as_of=self.facts.as_of,
            district=self.facts.district,
            ages=tuple(self.facts.ages[person] for person in about),
            needs=(self.facts.open_needs[need].code,) if need is not None else (),
            asker="resident" if mode == "answer" and self.facts.reported_by_resident else "professional",
            availability=self.availability,
            involved=involved,
        )
        found = self.directory.lookup(request, lambda office: self._struck(mode, kind, office.id, about, need))
        if found.office is not None and found.office.id in involved:
            return Slot(kind, found.office.id), False
        lost = set(found.struck)
        # whom the person knows supports before whom the directory lists; to lead or own is asked of listed offices
        unlisted = (
            sorted(id for id in involved if self.directory.get(id) is None) if mode in ("support", "inform") else ()
        )
        for agency in unlisted:
            reason = self._struck(mode, kind, agency, about, need)
            if reason is None:
                return Slot(kind, agency), False
            lost.add(reason)
        if found.office is None:
            return Slot(kind, None, gravest(lost)), found.age_unknown
        return Slot(kind, found.office.id), found.age_unknown

    def _struck(self, mode: Mode, kind: str, agency: str | None, about: Persons, need: str | None) -> Struck | None:
        if mode != "receive" and self.excluded(kind, agency, about):
            return "exclusion"
        asked = mode == "answer" or (mode == "support" and need is not None)
        return "declined" if asked and self.declined(kind, agency, about, need) else None


def gravest(lost: Collection[str]) -> Struck:
    """What took all offices away: an exclusion before a refusal, and that before there being none."""
    return "exclusion" if "exclusion" in lost else "declined" if "declined" in lost else "empty_slot"
