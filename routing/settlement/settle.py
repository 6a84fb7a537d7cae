"""Settlement: from what the rules say to one decision. Total and deterministic."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

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

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook

Entry = dict[str, Any]

FAILED = {
    "budget_exceeded": "the rules took more steps than a case may take",
    "engine_disagreement": "two engines derived different firings",
}


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
    wanted = asked_for([*ground.triggers(), *triggers(roles, ground)], rulebook)
    disclosures = [*roles.disclosures(), *_beyond_roles(ground, wanted is not None and wanted[0] == "conference")]
    return _decide(
        ground,
        firings,
        rulebook,
        availability,
        disclosures,
        {
            "backup": record.backup(wanted, ground.team),
            "lead": record.lead(roles.lead, rulebook),
            "owners": record.owners(roles.ownership, ground.facts, rulebook),
            "supports": record.addressees(roles.supports),
            "inform": record.addressees(roles.informed.values()),
            "gaps": record.gaps(roles.ownership, ground.facts),
            "blocked": record.blocked(roles.ownership, ground.facts),
            "rejected": record.rejected(roles),
        },
    )


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
    wanted = asked_for([*ground.triggers(), failed], rulebook)
    nothing: tuple[Entry, ...] = ()
    return _decide(
        ground,
        firings,
        rulebook,
        availability,
        _beyond_roles(ground, conference=True),
        {
            "backup": record.backup(wanted, ground.team),
            "lead": None,
            "owners": nothing,
            "supports": nothing,
            "inform": nothing,
            "gaps": nothing,
            "blocked": record.unsettled(ground.facts, reason),
            "rejected": nothing,
        },
    )


def _beyond_roles(ground: Ground, conference: bool) -> list[Disclosure]:
    """What is disclosed besides the roles: in reports that need consent, to another holder, in a conference."""
    persons = ground.facts.persons
    found: list[Disclosure] = [
        (slot, report.about, NOBODY) for report, slot in ground.reports if report.consent == "required"
    ]
    if ground.held.holder != ground.held.receiver:
        found.append((ground.held.holder, persons, NOBODY))
    if conference:
        found.append((ground.team, persons, NOBODY))
    return found


def _decide(
    ground: Ground,
    firings: Firings,
    rulebook: Rulebook,
    availability: Mapping[str, int] | None,
    disclosures: list[Disclosure],
    roles: Entry,
) -> Decision:
    found, facts = ground.found, ground.facts
    kinds_only = rulebook.directory is None
    news = ground.held.news(disclosures, kinds_only)
    kept_back = withheld(news, facts, found.exclusions, found.sharings, rulebook.vocabulary)
    fields = {
        "as_of": facts.as_of,
        "backup": roles["backup"],
        "blocked": roles["blocked"],
        "case": facts.case.case,
        "duties": duties(ground.reports),
        "excluded": record.excluded(found.exclusions),
        "findings": record.findings(found.findings),
        "gaps": roles["gaps"],
        "holder": record.holder(ground.held),
        "immediate": immediate(found.acts),
        "inform": roles["inform"],
        "lead": roles["lead"],
        "owners": roles["owners"],
        "questions": questions(firings, ground.shown, found.unknown, ground.offices.ages_asked, rulebook),
        "rejected": roles["rejected"],
        "rulebook": {"digest": rulebook.digest, "id": rulebook.id, "version": rulebook.version},
        "schema": "decision/1",
        "supports": roles["supports"],
        "trace": trace(firings.fired, ground.rules, ground.shown),
        "withheld": record.withheld(kept_back),
    }
    return unread(Settled(fields, firings.engine, firings.verified_by, availability))
