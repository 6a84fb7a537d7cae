"""Consent: every disclosure needs a basis, judged person by person. Without one it is withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from routing.case.canonical import Fields
from routing.settlement.consequences import Exclusion, Sharing
from routing.settlement.facts import NOBODY, Facts, Persons
from routing.settlement.slot import Slot
from routing.settlement.written import listed

if TYPE_CHECKING:
    from routing.vocabulary import Vocabulary

SUPPORT_MEETING = "support_meeting"
"""A meeting under a secrecy duty (支援会議, 社会福祉法 第106条の6, 生活困窮者自立支援法 第9条)."""

CHILD_AT_MOST = 15
"""The age up to which whoever is responsible for a child is asked in its place (おおむね12歳から15歳まで: 個人情報保護
委員会のガイドラインQ&A; from memory)."""

_ASKED = ("ask_consent", SUPPORT_MEETING)
_GUARDIAN_ASKED = ("guardian_consent", SUPPORT_MEETING)
_NOBODY_ASKED = (SUPPORT_MEETING,)
RELEASING: dict[tuple[str, ...], str] = {ways: listed(ways) for ways in (_ASKED, _GUARDIAN_ASKED, _NOBODY_ASKED)}
"""What would release a disclosure, as it is written."""

Items = tuple[str, str]
"""A need by its code and its domain."""
Lacking = tuple[str, str, tuple[str, ...]]
"""A kind, what a disclosure to it lacks, and what would release it."""


Disclosure = tuple[Slot, Persons, frozenset[str]]
"""What an agency would learn: about these persons, the needs it answers (none: all their open needs)."""


_Said = tuple[list[Fields], list[Fields]]
"""What a person said to sharing: the consents that hold on the day of the case, and those given until a day before."""


def withheld(
    disclosures: Iterable[Disclosure],
    facts: Facts,
    exclusions: Sequence[Exclusion],
    sharings: Sequence[Sharing],
    vocabulary: Vocabulary,
) -> dict[Lacking, set[str]]:
    """The persons about whom nothing may be disclosed yet, by kind, by what is missing and what would release it."""
    judge = _Judge(facts, exclusions, sharings, vocabulary)
    said, particular, active = judge.said, judge.particular, facts.active
    found: dict[Lacking, set[str]] = {}
    for (kind, agency, _), about, needs in disclosures:
        known = kind in active
        for person in about:
            if known and facts.involved(kind, agency, (person,)):
                continue
            if sharings or person in particular:
                missing = judge.missing(kind, person, needs)
            elif person in said:
                missing = _lacking(said[person], kind, ())
            else:
                missing = "consent"
            if missing is None:
                continue
            if judge.untold:
                lacking = kind, missing, judge.released_by(person, missing)
            else:
                lacking = kind, missing, _GUARDIAN_ASKED if missing == "cannot_ask" else _ASKED
            if lacking in found:
                found[lacking].add(person)
            else:
                found[lacking] = {person}
    return found


class _Judge:
    """What may be disclosed in one case. `particular` are those who said something about some of their needs only."""

    __slots__ = ("barred", "facts", "particular", "said", "sharings", "untold", "vocabulary")

    def __init__(
        self, facts: Facts, exclusions: Sequence[Exclusion], sharings: Sequence[Sharing], vocabulary: Vocabulary
    ) -> None:
        self.facts = facts
        self.sharings = sharings
        self.vocabulary = vocabulary
        self.barred: set[tuple[str, str]] = set()
        for e in exclusions:
            if e.what == "person":
                self.barred.update([(about, e.target) for about in e.about])
        self.untold = {person for _, person in self.barred} if self.barred else NOBODY
        self.said: dict[str, _Said] = {}
        self.particular: set[str] = set()
        as_of = facts.as_of
        for fields in facts.case["consents"]:
            person, until = fields["person"], fields["until"]
            if self.barred and (person, fields["by"]) in self.barred:
                continue  # given by somebody to whom nothing about the person may reach
            if person not in self.said:
                self.said[person] = [], []
            if fields["items"] is not None:
                self.particular.add(person)
            if until is None or until >= as_of:
                self.said[person][0].append(fields)
            elif fields["status"] == "given":
                self.said[person][1].append(fields)

    def released_by(self, person: str, missing: str) -> tuple[str, ...]:
        """What would release a disclosure about a person. To ask is to tell that help is sought.

        So nobody is asked to whom nothing about another person may reach, neither for themselves nor as a guardian.
        """
        guardian = missing == "cannot_ask"
        if self._unasked(person, guardian):
            return _NOBODY_ASKED
        return _GUARDIAN_ASKED if guardian else _ASKED

    def _unasked(self, person: str, guardian: bool) -> bool:
        age = self.facts.ages[person]
        child = age is not None and age <= CHILD_AT_MOST
        responsible = self.facts.responsible_for(person, parents=child) if guardian or child else frozenset()
        return (bool(responsible) and responsible <= self.untold) or (person in self.untold and not guardian)

    def items(self, person: str, needs: frozenset[str]) -> list[Items]:
        """The needs of a person that are disclosed, each by what a consent may call it: its code or its domain."""
        own = self.facts.open_needs_of(frozenset((person,)))
        codes = [self.facts.open_needs[need]["code"] for need in [need for need in own if need in needs] or own]
        return [(code, self.vocabulary.needs[code].domain) for code in codes]

    def missing(self, kind: str, person: str, needs: frozenset[str]) -> str | None:
        """What is missing before these needs of a person may be disclosed to a kind; None: nothing is."""
        sharings = [s.items for s in self.sharings if person in s.about and kind in s.to] if self.sharings else ()
        said = self.said.get(person)
        if not sharings and said is None:
            return "consent"
        unshared = self.items(person, needs) if sharings or person in self.particular else []
        if sharings:
            unshared = [need for need in unshared if not any(not items or _named(need, items) for items in sharings)]
            if not unshared:
                return None
        return "consent" if said is None else _lacking(said, kind, unshared)


def _lacking(said: _Said, kind: str, items: Sequence[Items]) -> str | None:
    """What is lacking in what a person said before these needs may be disclosed to a kind; None: nothing is."""
    valid, lapsed = said
    given: list[Fields] = []
    cannot_ask = elsewhere = False
    for consent in valid:
        status, to = consent["status"], consent["to"]
        if to is not None and kind not in to:
            elsewhere = elsewhere or status == "given"
        elif status == "given":
            given.append(consent)
        elif status == "cannot_ask":
            cannot_ask = True
        elif status == "refused" and _any_item(consent, items):
            return "refused"
    if given and _covered(items, given):
        return None
    if cannot_ask:
        return "cannot_ask"
    if lapsed and any(consent["to"] is None or kind in consent["to"] for consent in lapsed):
        return "expired"
    return "scope" if given or elsewhere else "consent"


def _named(need: Items, items: Collection[str]) -> bool:
    code, domain = need
    return code in items or domain in items


def _covered(needs: Sequence[Items], given: list[Fields]) -> bool:
    named: list[str] = []
    for consent in given:
        if consent["items"] is None:
            return True
        named += consent["items"]
    return all(_named(need, named) for need in needs)


def _any_item(consent: Fields, needs: Sequence[Items]) -> bool:
    items = consent["items"]
    return items is None or not needs or any(_named(need, items) for need in needs)
