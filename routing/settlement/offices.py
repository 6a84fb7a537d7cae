"""From kinds to offices: what the directory answers, less what is excluded and what declined."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from routing.directory import Directory, Request
from routing.settlement.consequences import Exclusion, Rules
from routing.settlement.facts import NOBODY, Facts, Persons, same_office
from routing.settlement.slot import Slot, Struck
from routing.settlement.usual import Answer, Asker, Usual

Mode = Literal["answer", "support", "inform", "receive"]
"""What an agency is wanted for: to lead or own (the reporter asks it, and who declined is passed over); to support (a
professional asks it, and who declined this need is not asked for it again); to be informed (a professional tells it,
whether or not it declined); to receive a statutory report or the case itself (nothing is struck)."""


class Offices:
    """The offices of one case. `directory` None: kinds only. `ages_asked` collects unknown ages that matter.

    `asked` and `told` have the office that usually answers a kind to the reporter, and to a professional; None where
    that hangs on more than the kind.
    """

    __slots__ = (
        "_answers",
        "_barred",
        "ages_asked",
        "asked",
        "availability",
        "directory",
        "exclusions",
        "facts",
        "told",
        "usual",
    )

    def __init__(
        self,
        directory: Directory | None,
        usual: Usual,
        facts: Facts,
        exclusions: Sequence[Exclusion],
        availability: Mapping[str, int] | None,
    ) -> None:
        self.directory = directory
        self.usual = usual
        self.facts = facts
        self.exclusions = exclusions
        self.availability = availability or NO_PLACES
        self.ages_asked: dict[str, set[str]] = {}
        self._barred: dict[tuple[str, str | None], Persons] = {}
        self._answers: dict[tuple[Mode, tuple[str, ...], Persons, str | None], Answer] = {}
        self.asked: Mapping[str, Slot | None]
        self.told: Mapping[str, Slot | None]
        if availability or exclusions or facts.declines:
            self.asked = self.told = _HANGS_ON_MORE
        else:
            self.told = usual.offices(facts.district, "professional")
            self.asked = usual.offices(facts.district, "resident") if facts.reported_by_resident else self.told

    def find(self, mode: Mode, kinds: tuple[str, ...], about: Persons, rules: Rules, need: str | None = None) -> Slot:
        """The first of these kinds that has an office left; else what took the offices away."""
        kind = kinds[0]
        if kind not in self.facts.active:
            usual = self.asked[kind] if mode == "answer" else self.told[kind]
            if usual is not None:
                return usual
        asked = (mode, kinds, about, need)
        known = self._answers.get(asked)
        if known is None:
            search = self._one(mode, kind, about, need) if len(kinds) == 1 else self._first(*asked)
            known = self._answers[asked] = search
        slot, age_unknown = known
        if age_unknown and rules:
            for person in about:
                if self.facts.ages[person] is None:
                    self.ages_asked.setdefault(person, set()).update(rules)
        return slot

    def known(self, kind: str, agency: str | None, about: Persons, need: str | None) -> Slot:
        """An agency that the case itself names, struck like any other."""
        lost = self._struck("answer", kind, agency, about, need)
        return Slot(kind, agency) if lost is None else Slot(kind, None, lost)

    def excluded(self, kind: str, agency: str | None, about: Persons) -> bool:
        """Whether nothing about one of these persons may reach an agency."""
        barred = self._barred.get((kind, agency))
        if barred is None:
            rules = [rule.about for rule in self.exclusions if self._excludes(rule, kind, agency)]
            barred = self._barred[kind, agency] = NOBODY.union(*rules)
        return not barred.isdisjoint(about)

    def _excludes(self, rule: Exclusion, kind: str, agency: str | None) -> bool:
        if rule.what == "kind":
            return rule.target == kind
        if agency is None:
            return False
        if rule.what == "located_in" and self.directory is not None:
            office = self.directory.get(agency)
            # an office nobody lists might be anywhere, so also there
            return office is None or office.located_in == rule.target
        return rule.what == "office" and rule.target == agency

    def declined(self, kind: str, agency: str | None, about: Persons, need: str | None) -> bool:
        """Whether an agency has refused these persons, or one of them, or this need."""
        return any(
            decline.kind == kind
            and same_office(decline.office, agency)
            and (decline.need is None or decline.need == need)
            and (decline.person is None or decline.person in about)
            for decline in self.facts.declines
        )

    def _first(self, mode: Mode, kinds: tuple[str, ...], about: Persons, need: str | None) -> Answer:
        """The first of several kinds that has an office left, and whether an unknown age stood in the way of one."""
        lost: set[str] = set()
        age_unknown = False
        for kind in kinds:
            slot, on_age = self._one(mode, kind, about, need)
            age_unknown = age_unknown or on_age
            if slot.lost is None:
                return slot, age_unknown
            lost.add(slot.lost)
        return Slot(kinds[0], None, gravest(lost)), age_unknown

    def _one(self, mode: Mode, kind: str, about: Persons, need: str | None) -> Answer:
        """The office of one kind, and whether an unknown age stood in the way of one."""
        directory, usual, facts = self.directory, self.usual, self.facts
        if directory is None:
            return Slot(kind, None, self._struck(mode, kind, None, about, need)), False
        asker: Asker = "resident" if mode == "answer" and facts.reported_by_resident else "professional"
        involved = facts.offices_involved(kind, about) if mode != "receive" else NOBODY
        if not involved and not self.availability:
            answer = usual.answer(kind, facts, about, need, asker)
            slot, _ = answer
            # who comes first and is not struck is who comes first among those that are not struck
            if slot.lost is not None or self._struck(mode, kind, slot.agency, about, need) is None:
                return answer
        ages = [facts.ages[person] for person in about]
        needs = (facts.open_needs[need]["code"],) if need is not None else ()
        found = directory.lookup(
            Request(kind, facts.as_of, facts.district, ages, needs, asker, self.availability, involved),
            lambda office: self._struck(mode, kind, office.id, about, need),
        )
        if found.office is not None and found.office.id in involved:
            return Slot(kind, found.office.id), False
        lost = set(found.struck)
        # whom the person knows supports before whom the directory lists; to lead or own is asked of listed offices
        known = involved if mode in ("support", "inform") else NOBODY
        for agency in sorted([id for id in known if directory.get(id) is None]):
            reason = self._struck(mode, kind, agency, about, need)
            if reason is None:
                return Slot(kind, agency), False
            lost.add(reason)
        if found.office is None:
            return Slot(kind, None, gravest(lost)), found.age_unknown
        return Slot(kind, found.office.id), found.age_unknown

    def _struck(self, mode: Mode, kind: str, agency: str | None, about: Persons, need: str | None) -> Struck | None:
        if self.exclusions and mode != "receive" and self.excluded(kind, agency, about):
            return "exclusion"
        if not self.facts.declines:
            return None
        asked = mode == "answer" or (mode == "support" and need is not None)
        return "declined" if asked and self.declined(kind, agency, about, need) else None


NO_PLACES: Mapping[str, int] = {}


class _Unknown(dict[str, None]):
    """Nothing is known of any kind."""

    def __missing__(self, kind: str) -> None:
        return None


_HANGS_ON_MORE = _Unknown()
"""Where offices may be struck, or have places free, who answers hangs on more than the kind."""


def gravest(lost: Collection[str]) -> Struck:
    """What took all offices away: an exclusion before a refusal, and that before there being none."""
    return "exclusion" if "exclusion" in lost else "declined" if "declined" in lost else "empty_slot"
