"""The holder: the one agency that is accountable now, until a lead accepts. There always is one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.settlement.consent import Disclosure
from routing.settlement.facts import NOBODY, Facts, same_office
from routing.settlement.offices import Offices
from routing.settlement.slot import Slot

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

BACKUP = "backup_team"


@dataclass(slots=True, eq=False)
class Held:
    """Who holds the case, and why it is them. `receiver` is who took the case first."""

    holder: Slot
    reason: str
    receiver: Slot

    def news(self, disclosures: Iterable[Disclosure], kinds_only: bool) -> list[Disclosure]:
        """The disclosures to others than the agency that received the case, and so knows of it already."""
        receiver = self.receiver
        if kinds_only:
            return [one for one in disclosures if one[0].kind != receiver.kind]
        return [one for one in disclosures if one[0] != receiver]


def find_holder(facts: Facts, offices: Offices, holding: Container[str], rulebook: Rulebook) -> Held:
    """The first receiver, if its kind may hold a case and it is neither excluded nor has refused; else the team.

    `holding` are the kinds that may hold one.
    """
    kind, office = facts.case["received_by"], facts.case["received_at"]
    if office is not None:
        receiver = Slot(kind, office)
    else:
        receiver = offices.find("receive", (kind,), facts.persons, NOBODY)
        if receiver.lost is not None:
            receiver = Slot(kind)
    if kind not in holding:
        reason = "receiver_may_not_hold"
    elif offices.exclusions and offices.excluded(kind, receiver.agency, facts.persons):
        reason = "receiver_excluded"
    elif facts.declines and _refused(facts, receiver):
        reason = "receiver_declined"
    else:
        return Held(receiver, "first_receiver", receiver)
    return Held(_instead(facts, offices, rulebook), reason, receiver)


def _refused(facts: Facts, receiver: Slot) -> bool:
    """Whether an agency has refused the case: a person of it altogether, or every open need."""
    declines = [d for d in facts.declines if d.kind == receiver.kind and same_office(d.office, receiver.agency)]
    if any(d.need is None for d in declines):
        return True
    return bool(facts.open_needs) and facts.open_needs.keys() <= {d.need for d in declines}


def _instead(facts: Facts, offices: Offices, rulebook: Rulebook) -> Slot:
    """The backup team, else the next kind that may hold a case and has an office left; in the end the team by name."""
    for kind in _in_order(rulebook):
        slot = offices.find("support", (kind,), facts.persons, NOBODY)
        if slot.lost is None:
            return slot
    return Slot(BACKUP)


def _in_order(rulebook: Rulebook) -> Iterator[str]:
    yield BACKUP
    kinds = rulebook.vocabulary.agency_kinds
    order = [kind for kind in rulebook.lead_order if kind in kinds]
    for kind in (*order, *sorted(kinds)):
        if kind != BACKUP and kinds[kind].may_hold:
            yield kind
