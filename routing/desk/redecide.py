"""Deciding again: what was learnt goes to the router, and its new decision is compared with what was asked before.

There is no second algorithm here. Who is asked for what is said by the decision, by a person or by a conference; this
module only says which of it is asked already, which is to be asked now, and what nobody wants any longer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from routing.calendar import day_of
from routing.case.parts import History
from routing.desk.asked import BACKUP, Asked, asked_by, backup_reasons, earlier
from routing.desk.entries import Entries
from routing.desk.events import AboutSet, Decided, Do, DueSet
from routing.desk.exclusion import NEVER_STRUCK, struck
from routing.desk.facts import standing_on
from routing.desk.file import CaseFile
from routing.desk.referral import Referral, Role
from routing.desk.states import OWN_REASONS
from routing.router import Router

TEAM_ROLES = frozenset({"advice", "conference"})
PERSON_BY_PERSON: frozenset[Role] = frozenset({"duty", "immediate", "inform", "support"})
"""Roles that are asked again when they come to concern somebody else, though the addressee has answered: a report on
one child does not report another."""
MOST_REFUSALS = 2
"""How often the family may refuse an agency for the same thing before it is asked no longer."""


def decide_again(entries: Entries, router: Router) -> None:
    """Let the router decide on the case as it is known now, and ask what is new.

    The case stands on the day it is now, never before the day it came on: rules and consents count as they are today.
    Raises CaseError where the case does not fit the rulebook (any longer).
    """
    file = entries.file
    case = standing_on(file.case, max(file.received_on, day_of(entries.now)))
    decision = router.route(case)
    if decision.digest != file.decision.digest:
        entries.enter(Decided(at=entries.now, decision=decision))
    compare(entries, router)


def compare(entries: Entries, router: Router) -> None:
    """Bring the referrals in line with the newest decision.

    Who is asked the same already stays asked. What an agency has taken on it keeps, and what a person or a conference
    gave to an agency stays with it; what is merely asked and no longer wanted is cancelled. Exclusions end everything
    but statutory reports and acts at once, and take the case from a holder whom they strike.
    """
    _strike(entries, router)
    wanted = tuple(_wanted(entries))
    keys = {asked.key for asked in wanted}
    for referral in entries.file.live:
        by_rules = referral.source == "decision" and referral.role not in TEAM_ROLES
        if by_rules and referral.awaits_answer and referral.key not in keys:
            entries.cancel(referral, "superseded")
    live = {referral.key: referral for referral in entries.file.live}
    for asked in wanted:
        same = live.get(asked.key)
        if same is not None:
            _bring_up_to_date(entries, same, asked)
        elif _may_be_asked(entries.file, asked):
            entries.request(asked)
        elif (others := _about_others(entries.file, asked)) is not None:
            entries.request(others)
    decision = entries.file.decision
    if decision.backup is not None:
        ask_team(entries, router, decision.backup.level, backup_reasons(decision, entries.file.case))


def ask_team(entries: Entries, router: Router, level: Do, reasons: Collection[str]) -> None:
    """Ask the backup team, unless it is asked already or has dealt with every one of the reasons.

    A conference takes the place of advice that is still awaited.
    """
    asked = [referral for referral in entries.file.since_opened if referral.role in TEAM_ROLES]
    enough = [r for r in asked if r.role in (level, "conference") and not _came_to_nothing(r)]
    known = entries.file.answered.union(*(referral.reasons for referral in enough))
    if any(referral.open for referral in enough) or known.issuperset(reasons):
        return
    for referral in asked:
        if referral.open:
            entries.cancel(referral, "superseded")
    persons = tuple(sorted(person.id for person in entries.file.case.persons))
    rules = entries.file.decision.backup.reasons if entries.file.decision.backup else ()
    entries.request(
        Asked(
            "conference" if level == "conference" else "advice",
            BACKUP,
            _team(entries.file, router),
            tuple(dict.fromkeys(persons)),
            rules=tuple(sorted({rule for reason in rules for rule in reason.rules})),
            reasons=tuple(sorted(set(reasons) - known)),
        )
    )


def _came_to_nothing(referral: Referral) -> bool:
    """Whether a referral was ended by nobody's answer: by the desk itself, or as an error."""
    last = referral.moves[-1]
    return last.state == "entered-in-error" or (last.state == "cancelled" and last.reason in OWN_REASONS)


def _team(file: CaseFile, router: Router) -> str | None:
    """The office of the backup team: whom the router would ask if an agency could not solve the case alone."""
    if file.decision.backup is not None:
        return file.decision.backup.team
    entry = History(type="cannot_solve", by=file.holder.kind)
    asked = router.route(file.case.model_copy(update={"history": (*file.case.history, entry)}))
    return asked.backup.team if asked.backup is not None else None


def _strike(entries: Entries, router: Router) -> None:
    file, directory = entries.file, router.rulebook.directory
    if not file.decision.excluded:
        return
    for referral in file.live:
        if referral.role not in NEVER_STRUCK and struck(
            file.decision, referral.to, referral.agency, referral.about, directory
        ):
            entries.cancel(referral, "excluded")
    holder, persons = file.holder, [person.id for person in file.case.persons]
    if struck(file.decision, holder.kind, holder.agency, persons, directory):
        instead = file.decision.holder
        entries.hold(instead.to, instead.agency, "excluded")


def _wanted(entries: Entries) -> Iterator[Asked]:
    """What the decision asks, less what others have taken on or were given by people."""
    file = entries.file
    kept = [referral for referral in file.since_opened if _kept(referral)]
    roles: dict[tuple[str, str | None], Referral] = {(r.role, r.need): r for r in kept if r.role in ("lead", "owner")}
    busy = {(referral.to, referral.agency) for referral in roles.values()}
    for asked in asked_by(file.decision, file.case, entries.now):
        in_place = roles.get((asked.role, asked.need))
        if in_place is not None and in_place.key != asked.key:
            continue
        if asked.role in ("support", "inform") and (asked.to, asked.agency) in busy:
            continue
        yield asked


def _kept(referral: Referral) -> bool:
    """Whether a role stays where it is, whatever a newer decision says."""
    if referral.state == "completed":
        return referral.role == "owner"
    return referral.taken or (referral.open and referral.source != "decision")


def _bring_up_to_date(entries: Entries, referral: Referral, asked: Asked) -> None:
    """What is awaited comes to concern the persons it concerns now; what was answered is asked for new ones."""
    _bring_nearer(entries, referral, asked)
    if asked.role not in PERSON_BY_PERSON and not referral.awaits_answer:
        return
    others = [r for r in entries.file.since_opened if r.key == asked.key and not _came_to_nothing(r)]
    reached = {person for r in others if r.id != referral.id or not r.awaits_answer for person in r.about}
    about = tuple(person for person in asked.about if person not in reached)
    if not about:
        return
    if not referral.awaits_answer:
        entries.request(replace(asked, about=about))
    elif referral.source == "decision" and (about, asked.rules) != (referral.about, referral.rules):
        entries.enter(AboutSet(at=entries.now, referral=referral.id, about=about, rules=asked.rules))


def _counts(referral: Referral) -> bool:
    """Whether what was asked was not taken back: then it has been said about these persons."""
    return referral.state not in ("cancelled", "entered-in-error")


def _bring_nearer(entries: Entries, referral: Referral, asked: Asked) -> None:
    """A deadline that became known, or came nearer, counts; one that was set never moves away."""
    due = earlier(referral.due, asked.due)
    if due is not None and due != referral.due:
        entries.enter(DueSet(at=entries.now, referral=referral.id, due=due))


def _about_others(file: CaseFile, asked: Asked) -> Asked | None:
    """A report or an act at once about persons of whom nothing was asked yet: what became of the first is no answer."""
    reached = {person for r in file.referrals.values() if r.key == asked.key for person in r.about}
    about = tuple(person for person in asked.about if person not in reached)
    return replace(asked, about=about) if about and asked.role in NEVER_STRUCK else None


def _may_be_asked(file: CaseFile, asked: Asked) -> bool:
    """Whether an agency may be asked for something: it was not before, or what ended it was not its own answer.

    What an agency turned down, could not do, or what a person called off is not asked again. What was done is asked
    again where there is more to do: other rules, other persons.
    """
    ever = [referral for referral in file.referrals.values() if referral.key == asked.key]
    before = [referral for referral in file.since_opened if referral.key == asked.key]
    if not ever or (not before and ever[-1].state == "completed"):
        return True
    last = ever[-1]
    if _came_to_nothing(last):
        return True
    if last.state == "completed":
        rules = {rule for referral in before if _counts(referral) for rule in referral.rules}
        about = {person for referral in before if _counts(referral) for person in referral.about}
        return asked.role != "owner" and not (set(asked.rules) <= rules and set(asked.about) <= about)
    if last.state == "rejected" and last.moves[-1].reason == "no_consent":
        told = (asked.to, asked.agency, asked.need)
        entries = sum(e.type == "refused" and (e.by, e.office, e.need) == told for e in file.case.history)
        answers = sum(r.state == "rejected" and r.moves[-1].reason == "no_consent" for r in ever)  # two on one day
        return max(entries, answers) < MOST_REFUSALS
    return False
