"""Who does what: the lead, an owner for each need, the supports, and who is informed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.settlement.addressees import Asked, merged
from routing.settlement.backup import Trigger
from routing.settlement.consent import Disclosure
from routing.settlement.consequences import Referral, Rules
from routing.settlement.continuity import continued
from routing.settlement.facts import NOBODY
from routing.settlement.ground import Ground
from routing.settlement.lead import Choice, choose_lead, lead_from_owners
from routing.settlement.owners import Ownership, assign_owners
from routing.settlement.preference import Contest
from routing.settlement.prepared import Proposal
from routing.settlement.slot import Slot
from routing.settlement.standing import Missed, standing

if TYPE_CHECKING:
    from routing.rulebook import Rulebook


@dataclass(slots=True, eq=False)
class Roles:
    """The roles of a decision. `lead` is None where no one is agreed on.

    `missed` are the referrals that came to nothing, `referred` those that inform, by the agency they reach.
    """

    missed: list[Missed]
    choice: Choice
    lead: Asked | None
    ownership: Ownership
    supports: list[Asked]
    informed: dict[Slot, Asked]
    referred: dict[Slot, list[Referral]]

    def disclosures(self) -> list[Disclosure]:
        """What the agencies with a role would learn; and all that are informed, of the needs they are informed of."""
        found = [(one.to, one.about, one.needs) for one in self.supports]
        if self.lead is not None:
            found.append((self.lead.to, self.lead.about, self.lead.needs))
        for slot, told in self.referred.items():
            found += [(slot, about, frozenset((need,)) if need else NOBODY) for _, about, need, _ in told]
        return found


def assign_roles(ground: Ground, rulebook: Rulebook) -> Roles:
    """The roles that follow from the referrals, and from what agencies do already."""
    referrals = ground.found.referrals
    if ground.facts.active:
        referrals += continued(ground.facts, ground.prepared)
    candidates = standing(referrals, ground.offices)
    contest = Contest(ground.facts, rulebook.lead_order, candidates.by_need)
    choice = choose_lead(candidates.leads, contest, rulebook.contested)
    ownership = assign_owners(candidates, choice.lead.to if choice.lead else None, contest)
    if choice.tier is None:
        choice = lead_from_owners(ownership.owners, contest, rulebook.contested)
        if choice.lead is not None:
            ownership = assign_owners(candidates, choice.lead.to, contest)
    if choice.tier is None:
        choice = _default(ground, rulebook)
    supporting = candidates.supports
    supporting.update([slot for slot, _, _, _ in ownership.owners.values()])
    asked = candidates.asked
    informed: dict[Slot, Asked] = {}
    for slot, told in candidates.informed.items():
        if slot in supporting or (choice.lead is not None and slot == choice.lead.to):
            asked[slot] = [*asked.get(slot, ()), *told]
        else:
            informed[slot] = merged(slot, told)
    lead = _everything(choice.lead, asked) if choice.lead is not None else None
    if lead is not None:
        supporting.discard(lead.to)
    supports = [merged(slot, asked[slot]) for slot in supporting]
    return Roles(candidates.missed, choice, lead, ownership, supports, informed, candidates.informed)


def _default(ground: Ground, rulebook: Rulebook) -> Choice:
    """Who leads where no rule says anything: the default of the rulebook, else whoever holds the case."""
    persons = ground.facts.persons
    slot = ground.held.holder
    if rulebook.default_lead is not None:
        asked = ground.offices.find("answer", (rulebook.default_lead,), persons, NOBODY)
        slot = slot if asked.lost is not None else asked
    tier = len(rulebook.tiers) - 1
    return Choice(Asked(slot, persons, NOBODY, NOBODY, NOBODY, None, tier), (), tier)


def _everything(lead: Asked, asked: dict[Slot, list[Referral]]) -> Asked:
    """The lead with all that is asked of it, in whatever role; the tier is the one it leads in."""
    if lead.to not in asked:
        return lead
    whole = merged(lead.to, asked[lead.to])
    if not lead.about <= whole.about:
        whole.about |= lead.about  # who leads by default leads for everybody
    whole.tier = lead.tier
    return whole


def triggers(roles: Roles, ground: Ground) -> list[Trigger]:
    """The reasons to ask the backup team that lie in the roles."""
    needs = ground.facts.open_needs
    reasons = ground.prepared.gaps
    found: list[Trigger] = [reasons[needs[need]["code"]] for need in roles.ownership.gaps]
    if roles.lead is None:
        rules: Rules = frozenset().union(*[rules for _, rules, reason in roles.choice.lost if reason == "contested"])
        kinds = sorted({kind for kind, _, reason in roles.choice.lost if reason == "contested"})
        found.append(("no_agreed_lead", "no_agreed_lead", f"equally preferred: {', '.join(kinds)}", rules, None))
    for need, (reason, rules) in roles.ownership.blocked.items():
        found.append(("blocked", "blocked", f"nobody is left for {needs[need]['code']}: {reason}", rules, None))
    for proposal in _missed(roles) if roles.missed else ():
        found.append(("empty_slot", "empty_slot", f"no office of kind {proposal.kind}", proposal.rules, None))
    return found


def _missed(roles: Roles) -> Iterable[Proposal]:
    """The proposals without any office that would have come before, or beside, whoever was chosen."""
    for p in roles.missed:
        if p.struck != "empty_slot":
            continue
        proposal, _, need, _ = p.referral
        owner = roles.ownership.owners.get(need or "")
        beside_lead = proposal.role == "lead" and (roles.choice.tier is None or proposal.tier <= roles.choice.tier)
        beside_owner = need is not None and (owner is None or proposal.tier <= owner[3])
        if beside_lead or beside_owner:
            yield proposal
