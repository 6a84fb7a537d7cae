"""The lead: the one agency that is proposed to coordinate, or none where the rules do not agree on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from routing.settlement.addressees import Asked, Candidate, highest, merged
from routing.settlement.owners import Owner
from routing.settlement.preference import Contest, Lost, Step
from routing.settlement.slot import Slot

BY_LEAD: tuple[Step, ...] = ("involvement", "urgency", "persons")
BY_OWNER: tuple[Step, ...] = ("urgency", "involvement", "persons")


@dataclass(slots=True, eq=False)
class Choice:
    """The lead chosen, or None where no one is agreed on; the others with what they lost to.

    `tier` is the tier the choice was made in; None where nobody stood for lead at all.
    """

    lead: Asked | None
    lost: tuple[Lost, ...] = ()
    tier: int | None = None


def choose_lead(standing: Sequence[Candidate], contest: Contest, contested: Sequence[Sequence[str]]) -> Choice:
    """The lead among the candidates that reach an agency: those of the highest tier compete."""
    if not standing:
        return Choice(None)
    if len(standing) == 1:
        slot, referral = standing[0]
        return Choice(merged(slot, [referral]), (), referral[0].tier)
    top, tier = highest(standing)
    contenders = [merged(slot, referrals) for slot, referrals in top.items()]
    choice = _choose(contenders, contest, contested, BY_LEAD)
    outdone = [(slot.kind, referral[0].rules, "tier") for slot, referral in standing if slot not in top]
    return Choice(choice.lead, (*choice.lost, *outdone), tier) if outdone else choice


def lead_from_owners(owners: Mapping[str, Owner], contest: Contest, contested: Sequence[Sequence[str]]) -> Choice:
    """The owner of the most urgent need, where no rule proposes a lead. `owners` is by need."""
    if not owners:
        return Choice(None)
    owning: dict[Slot, Asked] = {}
    for need, (slot, about, rules, tier) in owners.items():
        known = owning.get(slot)
        if known is None:
            owning[slot] = Asked(slot, about, rules, frozenset((need,)), frozenset(), None, tier)
        else:
            known.about |= about
            known.rules |= rules
            known.needs |= {need}
            known.tier = min(known.tier, tier)
    by_need = {need: ((owner[0], owner),) for need, owner in owners.items()}
    by_owned = Contest(contest.facts, contest.lead_order, by_need)
    choice = _choose(list(owning.values()), by_owned, contested, BY_OWNER)
    # who merely owns was never proposed as lead, so only those left without agreement are told
    open_between = () if choice.lead else tuple([one for one in choice.lost if one[2] == "contested"])
    return Choice(choice.lead, open_between, min([one.tier for one in owning.values()]))


def _choose(
    contenders: list[Asked], contest: Contest, contested: Sequence[Sequence[str]], steps: tuple[Step, ...]
) -> Choice:
    tier = contenders[0].tier
    if len(contenders) == 1:
        return Choice(contenders[0], (), tier)
    left, lost = contest.narrow(contenders, steps)
    if not _contested({one.to.kind for one in left}, contested):
        left, by_order = contest.narrow(left, ("lead_order",))
        lost += by_order
        if len(left) == 1:
            return Choice(left[0], tuple(lost), tier)
    return Choice(None, (*lost, *((one.to.kind, one.rules, "contested") for one in left)), tier)


def _contested(kinds: set[str], groups: Sequence[Sequence[str]]) -> bool:
    """Whether two of these kinds are listed as contested: who leads is for people to agree on."""
    return any(len(kinds.intersection(group)) > 1 for group in groups)
