"""Who does what: the lead, an owner for each need, the supports, and who is informed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.settlement.addressees import Address, Asked, Placed, gather, place
from routing.settlement.backup import Trigger
from routing.settlement.consent import Disclosure
from routing.settlement.consequences import Rules
from routing.settlement.continuity import continued
from routing.settlement.ground import Ground
from routing.settlement.lead import Choice, choose_lead, lead_from_owners
from routing.settlement.owners import Ownership, assign_owners
from routing.settlement.preference import Contest

if TYPE_CHECKING:
    from routing.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of a decision. `lead` is None where no one is agreed on."""

    placed: list[Placed]
    choice: Choice
    lead: Asked | None
    ownership: Ownership
    supports: dict[Address, Asked]
    informed: dict[Address, Asked]

    def disclosures(self) -> Iterable[Disclosure]:
        """What the agencies with a role would learn; informed ones of the needs they are informed of."""
        for one in (*((self.lead,) if self.lead else ()), *self.supports.values()):
            yield Disclosure(one.to, one.about, one.needs)
        for p in self.placed:
            if p.reach.address in self.informed and p.referral.role == "inform":
                need = p.referral.need
                yield Disclosure(p.reach, p.referral.about, frozenset({need}) if need else frozenset())


def assign_roles(ground: Ground, rulebook: Rulebook) -> Roles:
    """The roles that follow from the referrals, and from what agencies do already."""
    facts = ground.facts
    placed = place((*ground.found.referrals, *continued(facts, rulebook)), ground.offices)
    reached = [p for p in placed if p.reach.lost is None]
    asked = gather((p.reach, p.referral) for p in reached if p.referral.role != "inform")
    contest = Contest(facts, rulebook.lead_order, _answered(placed))
    choice = choose_lead(placed, contest, rulebook.contested)
    ownership = assign_owners(placed, choice.lead.to if choice.lead else None, contest)
    if choice.tier is None:
        choice = lead_from_owners(ownership.owners, contest, rulebook.contested)
        if choice.lead is not None:
            ownership = assign_owners(placed, choice.lead.to, contest)
    if choice.tier is None:
        choice = _default(ground, rulebook)
    lead = _everything(choice.lead, asked) if choice.lead is not None else None
    leading = {lead.to.address} if lead is not None else set()
    supporting = {p.reach.address for p in reached if p.referral.role == "support"}
    supporting |= {owner.to.address for owner in ownership.owners.values()}
    supports = {address: asked[address] for address in supporting - leading}
    informed = gather((p.reach, p.referral) for p in reached if p.referral.role == "inform")
    return Roles(
        placed=placed,
        choice=choice,
        lead=lead,
        ownership=ownership,
        supports=supports,
        informed={address: one for address, one in informed.items() if address not in leading | supports.keys()},
    )


def _answered(placed: Iterable[Placed]) -> dict[Address, frozenset[str]]:
    """The open needs each agency would answer, over all its referrals."""
    needs: dict[Address, set[str]] = {}
    for p in placed:
        if p.answer is not None:
            answered = needs.setdefault(p.answer.address, set())
            if p.owns and p.referral.need is not None:
                answered.add(p.referral.need)
    return {address: frozenset(answered) for address, answered in needs.items()}


def _default(ground: Ground, rulebook: Rulebook) -> Choice:
    """Who leads where no rule says anything: the default of the rulebook, else whoever holds the case."""
    persons = ground.facts.persons
    slot = ground.held.holder
    if rulebook.default_lead is not None:
        asked = ground.offices.answering(rulebook.default_lead, persons, frozenset())
        slot = slot if asked.lost is not None else asked
    tier = len(rulebook.tiers) - 1
    return Choice(Asked(slot, persons, frozenset(), frozenset(), frozenset(), None, tier), (), tier)


def _everything(lead: Asked, asked: dict[Address, Asked]) -> Asked:
    """The lead with all that is asked of it, in whatever role; the tier is the one it leads in."""
    whole = asked.get(lead.to.address, lead)
    return whole._replace(about=lead.about | whole.about, rules=lead.rules | whole.rules, tier=lead.tier)


def triggers(roles: Roles, ground: Ground) -> Iterable[Trigger]:
    """The reasons to ask the backup team that lie in the roles."""
    if roles.lead is None:
        rules: Rules = frozenset().union(*(one.rules for one, reason in roles.choice.lost if reason == "contested"))
        kinds = sorted({one.to.kind for one, reason in roles.choice.lost if reason == "contested"})
        yield Trigger("no_agreed_lead", "no_agreed_lead", f"equally preferred: {', '.join(kinds)}", rules)
    needs = ground.facts.open_needs
    for need in roles.ownership.gaps:
        yield Trigger("gap", "gap", f"no rule routes {needs[need].code}")
    for need, (reason, rules) in roles.ownership.blocked.items():
        yield Trigger("blocked", "blocked", f"nobody is left for {needs[need].code}: {reason}", rules)
    for p in _missed(roles):
        yield Trigger("empty_slot", "empty_slot", f"no office of kind {p.referral.kind}", p.referral.rules)


def _missed(roles: Roles) -> Iterable[Placed]:
    """The candidates without any office that would have come before, or beside, whoever was chosen."""
    for p in roles.placed:
        if p.struck != "empty_slot":
            continue
        owner = roles.ownership.owners.get(p.referral.need or "")
        beside_lead = p.leads and (roles.choice.tier is None or p.referral.tier <= roles.choice.tier)
        beside_owner = p.owns and (owner is None or p.referral.tier <= owner.tier)
        if beside_lead or beside_owner:
            yield p
