"""Consent: every disclosure needs a basis, judged person by person. Without one it is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.settlement.consequences import Exclusion, Sharing
from routing.settlement.facts import Facts, OpenNeed
from routing.settlement.offices import Slot

if TYPE_CHECKING:
    from routing.case import Consent

SUPPORT_MEETING = "support_meeting"
"""A meeting under a secrecy duty (支援会議, 社会福祉法 第106条の6, 生活困窮者自立支援法 第9条)."""

CHILD_AT_MOST = 15
"""The age up to which whoever is responsible for a child is asked in its place (おおむね12歳から15歳まで: 個人情報保護
委員会のガイドラインQ&A; from memory)."""

Lacking = tuple[str, str, tuple[str, ...]]
"""A kind, what a disclosure to it lacks, and what would release it."""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What an agency would learn: about these persons, the needs it answers (none: all their open needs)."""

    to: Slot
    about: frozenset[str]
    needs: frozenset[str] = frozenset()


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
        for person in disclosure.about:
            if facts.involved(disclosure.to.kind, disclosure.to.agency, frozenset({person})):
                continue
            missing = judge.missing(disclosure.to.kind, person, disclosure.needs)
            if missing is not None:
                lacking = (disclosure.to.kind, missing, judge.released_by(person, missing))
                found.setdefault(lacking, set()).add(person)
    return found


class _Judge:
    def __init__(self, facts: Facts, exclusions: Sequence[Exclusion], sharings: Sequence[Sharing]) -> None:
        self.facts = facts
        self.sharings = sharings
        self.barred = {(about, e.person) for e in exclusions if e.person is not None for about in e.about}
        self.untold = {person for _, person in self.barred}
        self.consents: dict[str, list[Consent]] = {}
        for consent in facts.case.consents:
            if (consent.person, consent.by) not in self.barred:
                self.consents.setdefault(consent.person, []).append(consent)

    def released_by(self, person: str, missing: str) -> tuple[str, ...]:
        """What would release a disclosure about a person. To ask is to tell that help is sought.

        So nobody is asked to whom nothing about another person may reach, neither for themselves nor as a guardian.
        """
        guardian = missing == "cannot_ask"
        age = self.facts.ages[person]
        child = age is not None and age <= CHILD_AT_MOST
        responsible = self.facts.responsible_for(person, parents=child) if guardian or child else frozenset()
        unasked = bool(responsible) and responsible <= self.untold
        if unasked or (person in self.untold and not guardian):
            return (SUPPORT_MEETING,)
        return ("guardian_consent" if guardian else "ask_consent", SUPPORT_MEETING)

    def items(self, person: str, needs: frozenset[str]) -> list[OpenNeed]:
        """The needs of a person that are disclosed."""
        own = self.facts.open_needs_of(frozenset({person}))
        return [need for need in own if need.id in needs] or own

    def missing(self, kind: str, person: str, needs: frozenset[str]) -> str | None:
        """What is missing before these needs of a person may be disclosed to a kind; None: nothing is."""
        sharings = [s for s in self.sharings if person in s.about and kind in s.to]
        own = self.consents.get(person, ())
        if not sharings and not own:
            return "consent"
        items = self.items(person, needs)
        unshared = [need for need in items if not any(not s.items or s.items & need.items for s in sharings)]
        if sharings and not unshared:
            return None
        valid = [c for c in own if c.until is None or c.until >= self.facts.as_of]
        here = [c for c in valid if _reaches(c, kind)]
        given = [c for c in here if c.status == "given"]
        if any(c.status == "refused" and _any_item(c, unshared) for c in here):
            return "refused"
        if given and all(any(_covers(c, need) for c in given) for need in unshared):
            return None
        if any(c.status == "cannot_ask" for c in here):
            return "cannot_ask"
        if any(c.status == "given" and c not in valid and _reaches(c, kind) for c in own):
            return "expired"
        return "scope" if any(c.status == "given" for c in valid) else "consent"


def _reaches(consent: Consent, kind: str) -> bool:
    return consent.to is None or kind in consent.to


def _covers(consent: Consent, need: OpenNeed) -> bool:
    return consent.items is None or not need.items.isdisjoint(consent.items)


def _any_item(consent: Consent, items: list[OpenNeed]) -> bool:
    return not items or any(_covers(consent, need) for need in items)
