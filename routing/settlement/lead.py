"""The lead: the one agency that is proposed to coordinate, or none where the rules do not agree on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from routing.settlement.addressees import Asked, Placed, gather
from routing.settlement.preference import Contest, Lost, Step

BY_LEAD: tuple[Step, ...] = ("involvement", "urgency", "persons")
BY_OWNER: tuple[Step, ...] = ("urgency", "involvement", "persons")


@dataclass(frozen=True, slots=True)
class Choice:
    """The lead chosen, or None where no one is agreed on; the others with what they lost to.

    `tier` is the tier the choice was made in; None where nobody stood for lead at all.
    """

    lead: Asked | None
    lost: tuple[Lost, ...] = ()
    tier: int | None = None


def choose_lead(placed: Iterable[Placed], contest: Contest, contested: Sequence[Sequence[str]]) -> Choice:
    """The lead among the lead candidates that reach an agency: those of the highest tier compete."""
    standing = [(p.answer, p.referral) for p in placed if p.leads and p.answer is not None]
    if not standing:
        return Choice(None)
    tier = min(referral.tier for _, referral in standing)
    top = gather((slot, referral) for slot, referral in standing if referral.tier == tier)
    below = gather((slot, referral) for slot, referral in standing if referral.tier != tier)
    outvoted = [(one, "tier") for address, one in below.items() if address not in top]
    choice = _choose(list(top.values()), contest, contested, BY_LEAD)
    return Choice(choice.lead, (*choice.lost, *outvoted), tier)


def lead_from_owners(owners: Mapping[str, Asked], contest: Contest, contested: Sequence[Sequence[str]]) -> Choice:
    """The owner of the most urgent need, where no rule proposes a lead. `owners` is by need."""
    if not owners:
        return Choice(None)
    merged: dict[tuple[str, str], Asked] = {}
    for need, owner in owners.items():
        known = merged.get(owner.to.address)
        merged[owner.to.address] = Asked(
            owner.to,
            owner.about | (known.about if known else frozenset()),
            owner.rules | (known.rules if known else frozenset()),
            frozenset({need}) | (known.needs if known else frozenset()),
            frozenset(),
            None,
            min(owner.tier, known.tier) if known else owner.tier,
        )
    by_owned = Contest(contest.facts, contest.lead_order, {address: one.needs for address, one in merged.items()})
    choice = _choose(list(merged.values()), by_owned, contested, BY_OWNER)
    # who merely owns was never proposed as lead, so only those left without agreement are told
    open_between = () if choice.lead else tuple((one, step) for one, step in choice.lost if step == "contested")
    return Choice(choice.lead, open_between, min(one.tier for one in merged.values()))


def _choose(
    contenders: list[Asked], contest: Contest, contested: Sequence[Sequence[str]], steps: tuple[Step, ...]
) -> Choice:
    left, lost = contest.narrow(contenders, steps)
    tier = contenders[0].tier
    if not _contested({one.to.kind for one in left}, contested):
        left, by_order = contest.narrow(left, ("lead_order",))
        lost += by_order
        if len(left) == 1:
            return Choice(left[0], tuple(lost), tier)
    return Choice(None, (*lost, *((one, "contested") for one in left)), tier)


def _contested(kinds: set[str], groups: Sequence[Sequence[str]]) -> bool:
    """Whether two of these kinds are listed as contested: who leads is for people to agree on."""
    return any(len(kinds.intersection(group)) > 1 for group in groups)
