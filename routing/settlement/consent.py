"""Consent: every disclosure needs a basis, judged person by person. Without one it is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from routing.settlement.consequences import Exclusion, Sharing
from routing.settlement.facts import Facts, OpenNeed
from routing.settlement.slot import Slot

if TYPE_CHECKING:
    from routing.case import Consent

SUPPORT_MEETING = "support_meeting"
"""A meeting under a secrecy duty (支援会議, 社会福祉法 第106条の6, 生活困窮者自立支援法 第9条)."""

CHILD_AT_MOST = 15
"""The age up to which whoever is responsible for a child is asked in its place (おおむね12歳から15歳まで: 個人情報保護
委員会のガイドラインQ&A; from memory)."""

Lacking = tuple[str, str, tuple[str, ...]]
"""A kind, what a disclosure to it lacks, and what would release it."""


@dataclass(slots=True, eq=False)
class Disclosure:
    """What an agency would learn: about these persons, the needs it answers (none: all their open needs)."""

    to: Slot
    about: frozenset[str]
    needs: frozenset[str] = frozenset()


class _Said(NamedTuple):
    """What a person said to sharing: what holds on the day of the case, and what was given until a day before."""

    valid: list[Consent]
    lapsed: list[Consent]


def withheld(
    disclosures: Iterable[Disclosure],
    facts: Facts,
    exclusions: Sequence[Exclusion],
    sharings: Sequence[Sharing],
) -> dict[Lacking, set[str]]:
    """The persons about whom nothing may be disclosed yet, by kind, by what is missing and what would release it."""
    judge = _Judge(facts, exclusions, sharings)
    found: dict[Lacking, set[str]] = {}
    for disclosure in disclosures:
        (kind, agency, _), needs = disclosure.to, disclosure.needs
        for person in disclosure.about:
            if kind in facts.active and facts.involved(kind, agency, (person,)):
                continue
            missing = judge.missing(kind, person, needs)
            if missing is not None:
                found.setdefault((kind, missing, judge.released_by(person, missing)), set()).add(person)
    return found


class _Judge:
    def __init__(self, facts: Facts, exclusions: Sequence[Exclusion], sharings: Sequence[Sharing]) -> None:
        self.facts = facts
        self.sharings = sharings
        self.barred = {(about, e.target) for e in exclusions if e.what == "person" for about in e.about}
        self.untold = {person for _, person in self.barred}
        self.said: dict[str, _Said] = {}
        for consent in facts.case.consents:
            if (consent.person, consent.by) not in self.barred:
                said = self.said.setdefault(consent.person, _Said([], []))
                if consent.until is None or consent.until >= facts.as_of:
                    said.valid.append(consent)
                elif consent.status == "given":
                    said.lapsed.append(consent)
        self._releases: dict[tuple[str, str], tuple[str, ...]] = {}
        self._own: dict[str, list[OpenNeed]] = {}

    def released_by(self, person: str, missing: str) -> tuple[str, ...]:
        """What would release a disclosure about a person. To ask is to tell that help is sought.

        So nobody is asked to whom nothing about another person may reach, neither for themselves nor as a guardian.
        """
        known = self._releases.get((person, missing))
        if known is None:
            known = self._releases[person, missing] = self._released_by(person, missing == "cannot_ask")
        return known

    def _released_by(self, person: str, guardian: bool) -> tuple[str, ...]:
        age = self.facts.ages[person]
        child = age is not None and age <= CHILD_AT_MOST
        responsible = self.facts.responsible_for(person, parents=child) if guardian or child else frozenset()
        unasked = bool(responsible) and responsible <= self.untold
        if unasked or (person in self.untold and not guardian):
            return (SUPPORT_MEETING,)
        return ("guardian_consent" if guardian else "ask_consent", SUPPORT_MEETING)

    def items(self, person: str, needs: frozenset[str]) -> list[OpenNeed]:
        """The needs of a person that are disclosed."""
        own = self._own.get(person)
        if own is None:
            own = self._own[person] = self.facts.open_needs_of(frozenset((person,)))
        return [need for need in own if need.id in needs] or own

    def missing(self, kind: str, person: str, needs: frozenset[str]) -> str | None:
        """What is missing before these needs of a person may be disclosed to a kind; None: nothing is."""
        sharings = [s for s in self.sharings if person in s.about and kind in s.to] if self.sharings else ()
        said = self.said.get(person)
        if not sharings and said is None:
            return "consent"
        unshared = self.items(person, needs)
        if sharings:
            unshared = [need for need in unshared if not any(not s.items or s.items & need.items for s in sharings)]
            if not unshared:
                return None
        return "consent" if said is None else _lacking(said, kind, unshared)


def _lacking(said: _Said, kind: str, items: list[OpenNeed]) -> str | None:
    """What is lacking in what a person said before these needs may be disclosed to a kind; None: nothing is."""
    given: list[Consent] = []
    cannot_ask, elsewhere = False, False
    for consent in said.valid:
        status = consent.status
        if consent.to is not None and kind not in consent.to:
            elsewhere = elsewhere or status == "given"
        elif status == "refused" and _any_item(consent, items):
            return "refused"
        elif status == "given":
            given.append(consent)
        elif status == "cannot_ask":
            cannot_ask = True
    if given and _covered(items, given):
        return None
    if cannot_ask:
        return "cannot_ask"
    if any(consent.to is None or kind in consent.to for consent in said.lapsed):
        return "expired"
    return "scope" if given or elsewhere else "consent"


def _covers(consent: Consent, need: OpenNeed) -> bool:
    return consent.items is None or not need.items.isdisjoint(consent.items)


def _covered(items: list[OpenNeed], given: list[Consent]) -> bool:
    return all(any(_covers(consent, need) for consent in given) for need in items)


def _any_item(consent: Consent, items: list[OpenNeed]) -> bool:
    return not items or any(_covers(consent, need) for need in items)
