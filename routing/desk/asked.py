"""What a decision asks of whom: one request for each addressee and role."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from routing.calendar import end_of, parse_within
from routing.case import Case
from routing.decision import Decision, DutyRef
from routing.desk.referral import Key, Role, Source

BACKUP = "backup_team"

_COUNTED = {
    "cannot_solve": "cannot_solve",
    "no_agreement": "no_agreement",
    "declined": "declined",
    "repeated_refusal": "refused",
    "hops": "hop",
    "overdue": "overdue",
}
"""The reasons that come from the history of a case, each with the type of entry that gives it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one agency is to be asked for; a referral once it is. The fields are those of a referral."""

    role: Role
    to: str
    agency: str | None
    about: tuple[str, ...]
    need: str | None = None
    matter: str | None = None
    rules: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    source: Source = "decision"
    due: dt.datetime | None = None

    @property
    def key(self) -> Key:
        """As of a referral: role, addressee, need and matter."""
        return (self.role, self.to, self.agency, self.need, self.matter)


def asked_by(decision: Decision, case: Case, now: dt.datetime) -> tuple[Asked, ...]:
    """Everything a decision asks, what cannot wait first. `now` is when it is asked: hours count from there.

    An agency that owns a need is not asked to support besides; what was wanted of it as a support falls to the owner.
    """
    owners = list(_owners(decision, case))
    supported = {(part.to, part.agency): part for part in decision.supports}
    for place, owner in enumerate(owners):
        part = supported.get((owner.to, owner.agency))
        if part is not None:
            rules = tuple(sorted({*owner.rules, *part.rules}))
            owners[place] = replace(owner, rules=rules, due=earlier(owner.due, _end(part.due)))
    owning = {(owner.to, owner.agency) for owner in owners}
    lead = decision.lead
    found = (
        *_acts(decision),
        *(_duty(duty, now) for duty in decision.duties),
        *(() if lead is None else (Asked("lead", lead.to, lead.agency, lead.about, rules=lead.rules),)),
        *owners,
        *(
            Asked("support", part.to, part.agency, part.about, rules=part.rules, due=_end(part.due))
            for part in decision.supports
            if (part.to, part.agency) not in owning
        ),
        *(
            Asked("inform", part.to, part.agency, part.about, rules=part.rules, due=_end(part.due))
            for part in decision.inform
        ),
    )
    merged: dict[Key, Asked] = {}
    for asked in found:  # such as reports under the same laws, one with consent and one without
        merged[asked.key] = _together(merged[asked.key], asked) if asked.key in merged else asked
    return tuple(merged.values())


def _together(one: Asked, other: Asked) -> Asked:
    about, rules = {*one.about, *other.about}, {*one.rules, *other.rules}
    return replace(one, about=tuple(sorted(about)), rules=tuple(sorted(rules)), due=earlier(one.due, other.due))


def backup_reasons(decision: Decision, case: Case) -> frozenset[str]:
    """Why a decision asks the backup team, each reason with how often it was told: once more is another reason."""
    if decision.backup is None:
        return frozenset()
    told: Counter[str] = Counter(entry.type for entry in case.history)
    return frozenset(
        f"{reason.detail} ({told[_COUNTED[reason.code]]})" if reason.code in _COUNTED else reason.detail
        for reason in decision.backup.reasons
    )


def earlier(one: dt.datetime | None, other: dt.datetime | None) -> dt.datetime | None:
    """The earlier of two deadlines, of which either may not be known."""
    return min((instant for instant in (one, other) if instant is not None), default=None)


def _acts(decision: Decision) -> Iterator[Asked]:
    """The acts at once. A decision names kinds; where it gives that kind another role, it is that office that goes."""
    offices = _offices_named(decision)
    for act in decision.immediate:
        for kind in act.to:
            office = offices.get(kind)
            yield Asked("immediate", kind, office, act.about, matter=act.action, rules=act.rules)


def _offices_named(decision: Decision) -> dict[str, str | None]:
    named: dict[str, str | None] = {}
    lead = () if decision.lead is None else (decision.lead,)
    for part in (decision.holder, *lead, *decision.owners, *decision.supports, *decision.inform, *decision.duties):
        named.setdefault(part.to, part.agency)
    return named


def _duty(duty: DutyRef, now: dt.datetime) -> Asked:
    laws = "; ".join(sorted({" ".join(part for part in (basis.law, basis.article) if part) for basis in duty.basis}))
    due = earlier(_end(duty.due), _hours(duty, now))
    return Asked("duty", duty.to, duty.agency, duty.about, matter=laws or None, rules=duty.rules, due=due)


def _hours(duty: DutyRef, now: dt.datetime) -> dt.datetime | None:
    """The instant at which a deadline in hours ends: statutory hours run on through nights and weekends."""
    if duty.within is None or duty.due is None:
        return None
    span = parse_within(duty.within)
    if span.business_days is not None or span.months or not span.minutes:
        return None
    return now + dt.timedelta(days=span.days, minutes=span.minutes)


def _owners(decision: Decision, case: Case) -> Iterator[Asked]:
    needs = {need.id: need for need in case.needs}
    for owner in decision.owners:
        need = needs[owner.need]
        yield Asked("owner", owner.to, owner.agency, need.about, need=owner.need, rules=owner.rules, due=_end(need.due))


def _end(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else end_of(day)
