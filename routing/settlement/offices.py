"""From kinds to offices: what the directory answers, less what is excluded and what declined."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from routing.directory import Directory, Office, Request
from routing.settlement.consequences import Exclusion, Persons, Rules
from routing.settlement.facts import Facts, same_office

Struck = Literal["declined", "empty_slot", "exclusion"]


@dataclass(frozen=True, slots=True)
class Slot:
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

    def answering(
        self, kind: str, about: Persons, rules: Rules, need: str | None = None, if_absent: Sequence[str] = ()
    ) -> Slot:
        """Who leads or owns: the reporter asks it, and who declined is passed over."""

        def struck(kind: str, office: Office | None) -> Struck | None:
            if self.excluded(kind, office.id if office else None, about):
                return "exclusion"
            return "declined" if self.declined(kind, office.id if office else None, about, need) else None

        asker: Literal["resident", "professional"] = "resident" if self.facts.reported_by_resident else "professional"
        return self._first((kind, *if_absent), about, rules, need, asker, struck)

    def supporting(
        self, kind: str, about: Persons, rules: Rules, need: str | None = None, if_absent: Sequence[str] = ()
    ) -> Slot:
        """Who supports or is informed: a professional asks it."""

        def struck(kind: str, office: Office | None) -> Struck | None:
            return "exclusion" if self.excluded(kind, office.id if office else None, about) else None

        return self._first((kind, *if_absent), about, rules, need, "professional", struck)

    def receiving(self, kind: str, about: Persons, rules: Rules = frozenset()) -> Slot:
        """Who receives a statutory report, or received the case: nothing is struck."""
        return self._first((kind,), about, rules, None, "professional", lambda kind, office: None)

    def known(self, kind: str, agency: str | None, about: Persons, need: str | None) -> Slot:
        """An agency that the case itself names, struck like any other."""
        if self.excluded(kind, agency, about):
            return Slot(kind, None, "exclusion")
        if self.declined(kind, agency, about, need):
            return Slot(kind, None, "declined")
        return Slot(kind, agency)

    def excluded(self, kind: str, agency: str | None, about: Persons) -> bool:
        """Whether nothing about one of these persons may reach an agency."""
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
        return any(
            decline.kind == kind
            and same_office(decline.office, agency)
            and (decline.need is None or decline.need == need)
            and (decline.person is None or decline.person in about)
            for decline in self.facts.declines
        )

    def _first(
        self,
        kinds: Sequence[str],
        about: Persons,
        rules: Rules,
        need: str | None,
        asker: Literal["resident", "professional"],
        struck: Callable[[str, Office | None], Struck | None],
    ) -> Slot:
        """The first kind that has an office left; else what took the offices away, an exclusion before a refusal."""
        reasons: set[str] = set()
        for kind in kinds:
            slot = self._one(kind, about, rules, need, asker, struck)
            if slot.lost is None:
                return slot
            reasons.add(slot.lost)
        lost: Struck = "exclusion" if "exclusion" in reasons else "declined" if "declined" in reasons else "empty_slot"
        return Slot(kinds[0], None, lost)

    def _one(
        self,
        kind: str,
        about: Persons,
        rules: Rules,
        need: str | None,
        asker: Literal["resident", "professional"],
        struck: Callable[[str, Office | None], Struck | None],
    ) -> Slot:
        if self.directory is None:
            return Slot(kind, None, struck(kind, None))
        code = self.facts.open_needs[need].code if need is not None else None
        request = Request(
            kind=kind,
            as_of=self.facts.as_of,
            district=self.facts.district,
            ages=tuple(self.facts.ages.get(person) for person in about),
            needs=(code,) if code else (),
            asker=asker,
            availability=self.availability,
        )
        found = self.directory.lookup(request, lambda office: struck(kind, office))
        if found.age_unknown and rules:
            for person in about:
                if self.facts.ages.get(person) is None:
                    self.ages_asked.setdefault(person, set()).update(rules)
        if found.office is not None:
            return Slot(kind, found.office.id)
        if "exclusion" in found.struck:
            return Slot(kind, None, "exclusion")
        return Slot(kind, None, "declined" if "declined" in found.struck else "empty_slot")
