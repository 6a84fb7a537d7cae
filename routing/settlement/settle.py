"""Settlement: from what the rules say to one decision. Total and deterministic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from routing.decision import Decision, Settled, unread
from routing.engines.firings import Firings
from routing.settlement import record
from routing.settlement.acts import duties, immediate
from routing.settlement.backup import NO_RULES, Trigger, asked_for
from routing.settlement.consent import Disclosure, withheld
from routing.settlement.facts import NOBODY
from routing.settlement.ground import Ground, lay_ground
from routing.settlement.questions import questions
from routing.settlement.roles import assign_roles, triggers
from routing.settlement.trace import trace
from routing.settlement.written import EMPTY, day, quoted

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook

FAILED = {
    "budget_exceeded": "the rules took more steps than a case may take",
    "engine_disagreement": "two engines derived different firings",
}


RolesWritten = tuple[str, str, str, str, str, str, str, str]
"""The fields of a decision that tell of roles: backup, blocked, gaps, inform, lead, owners, rejected, supports."""


def settle(case: Case, firings: Firings, rulebook: Rulebook, availability: Mapping[str, int] | None = None) -> Decision:
    """The one decision that follows from what fired.

    `availability` maps office ids to free places and is part of the digest. Where the step budget ran out, or two
    engines disagree, the decision is the fail-safe one: nothing is settled on half of the rules, or on doubtful ones.
    """
    if firings.exceeded:
        return fail_safe(case, firings, rulebook, "budget_exceeded", availability)
    if firings.disputed:
        return fail_safe(case, firings, rulebook, "engine_disagreement", availability)
    ground = lay_ground(case, firings, rulebook, availability)
    roles = assign_roles(ground, rulebook)
    wanted = asked_for(ground.triggers() + triggers(roles, ground), ground.prepared.answers)
    disclosures = roles.disclosures() + _beyond_roles(ground, wanted is not None and wanted[0] == "conference")
    known, open_needs, ownership = ground.prepared, ground.facts.open_needs, roles.ownership
    written = (
        record.backup(wanted, ground.team, known),
        record.blocked(ownership, open_needs) if ownership.blocked else EMPTY,
        record.gaps(ownership, open_needs, known) if ownership.gaps else EMPTY,
        record.addressees(roles.informed.values(), known) if roles.informed else EMPTY,
        record.lead(roles.lead, known),
        record.owners(ownership.owners, open_needs, known) if ownership.owners else EMPTY,
        record.rejected(roles) if roles.choice.lost or roles.missed else EMPTY,
        record.addressees(roles.supports, known) if roles.supports else EMPTY,
    )
    return _decide(ground, firings, rulebook, availability, disclosures, written)


def fail_safe(
    case: Case,
    firings: Firings,
    rulebook: Rulebook,
    reason: Literal["budget_exceeded", "engine_disagreement"],
    availability: Mapping[str, int] | None = None,
) -> Decision:
    """The decision where the rules cannot be trusted: somebody holds the case and a conference is called.

    What fired is kept: immediate acts and duties stand, exclusions bind the holder. No role is settled, and every open
    need is blocked until people have looked at it.
    """
    ground = lay_ground(case, firings, rulebook, availability)
    failed: Trigger = (reason, reason, FAILED[reason], NO_RULES, "conference")
    wanted = asked_for([*ground.triggers(), failed], ground.prepared.answers)
    backup = record.backup(wanted, ground.team, ground.prepared)
    blocked = record.unsettled(ground.facts.open_needs, reason)
    written = (backup, blocked, EMPTY, EMPTY, "null", EMPTY, EMPTY, EMPTY)
    return _decide(ground, firings, rulebook, availability, _beyond_roles(ground, conference=True), written)


def _beyond_roles(ground: Ground, conference: bool) -> list[Disclosure]:
    """What is disclosed besides the roles: in reports that need consent, to another holder, in a conference."""
    persons, held = ground.facts.persons, ground.held
    found: list[Disclosure] = []
    for report, slot in ground.reports:
        if report.consent == "required":
            found.append((slot, report.about, NOBODY))
    if held.holder is not held.receiver and held.holder != held.receiver:
        found.append((held.holder, persons, NOBODY))
    if conference:
        found.append((ground.team, persons, NOBODY))
    return found


def _decide(
    ground: Ground,
    firings: Firings,
    rulebook: Rulebook,
    availability: Mapping[str, int] | None,
    disclosures: list[Disclosure],
    roles: RolesWritten,
) -> Decision:
    found, facts = ground.found, ground.facts
    news = ground.held.news(disclosures, kinds_only=rulebook.directory is None)
    kept_back = withheld(news, facts, found.exclusions, found.sharings, rulebook.vocabulary)
    backup, blocked, gaps, inform, lead, owners, rejected, supports = roles
    fields = (  # in the order of the fields of a decision
        day(facts.as_of),
        backup,
        blocked,
        quoted(facts.case["case"]),
        duties(ground.reports) if ground.reports else EMPTY,
        record.excluded(found.exclusions) if found.exclusions else EMPTY,
        record.findings(found.findings, ground.prepared) if found.findings else EMPTY,
        gaps,
        record.holder(ground.held, ground.prepared),
        immediate(found.acts) if found.acts else EMPTY,
        inform,
        lead,
        owners,
        questions(firings, ground.shown, found.unknown, ground.offices.ages_asked, rulebook),
        rejected,
        ground.prepared.reference,
        '"decision/1"',
        supports,
        trace(firings.fired, ground.rules, ground.shown),
        record.withheld(kept_back) if kept_back else EMPTY,
    )
    return unread(Settled(fields, firings.engine, firings.verified_by, availability))
