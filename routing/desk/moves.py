"""Moving a referral: who may, why, and what follows for the holder and for what is known of the case."""

from __future__ import annotations

from collections.abc import Collection

from routing.calendar import day_of
from routing.case.parts import History
from routing.desk.asked import BACKUP
from routing.desk.entries import Entries
from routing.desk.errors import DeskError, NotPermitted, UnknownReferral
from routing.desk.events import Learnt
from routing.desk.exclusion import NEVER_STRUCK, struck
from routing.desk.file import CaseFile
from routing.desk.redecide import decide_again
from routing.desk.referral import ANSWERED_BY_RECEIPT, MAY_DECLINE, Actor, Move, Referral, Role
from routing.desk.states import OPEN, REASONS, STATES, TRANSITIONS, Side, State, Transition
from routing.errors import listed, printable
from routing.router import Router

_OF_THE_TEAM = Transition(frozenset({"coordinator"}), reason=True)


def transition(role: Role, start: State, end: State) -> Transition | None:
    """Who may bring a referral of a role from one state to another; None: nobody.

    A report or an information is done once it is received, other roles are accepted first. Only who is asked to lead,
    own or support may decline (see `MAY_DECLINE`). A statutory report is called off by the backup team alone.
    """
    if end == "rejected" and role not in MAY_DECLINE:
        return None
    if (start, end) == ("received", "completed") and role not in ANSWERED_BY_RECEIPT:
        return None
    if role == "duty" and end == "cancelled" and start in OPEN:
        return _OF_THE_TEAM
    return TRANSITIONS.get((start, end))


def moved(referral: Referral, move: Move, sides: Collection[Side]) -> Referral:
    """The referral after a move made by somebody on these sides. Pure.

    Raises NotPermitted where the state does not permit it, or not to them; DeskError where a required reason is
    missing or is none of `REASONS`.
    """
    rule = transition(referral.role, referral.state, move.state)
    name = printable(referral.id)
    if rule is None:
        ends = [end for end in STATES if transition(referral.role, referral.state, end)]
        message = f"referral `{name}` ({referral.role}) is `{referral.state}` and cannot become `{move.state}`"
        raise NotPermitted(message, help=f"it can become {listed(ends)}" if ends else "nothing can follow this state")
    if rule.by.isdisjoint(sides):
        message = f"referral `{name}` can be made `{move.state}` by its {listed(rule.by)} alone"
        raise NotPermitted(message, help=_WHO)
    if move.reason is None and rule.reason:
        raise DeskError(f"to make referral `{name}` `{move.state}` needs a reason", help=f"one of {listed(REASONS)}")
    if move.reason is not None and move.reason not in REASONS:
        raise DeskError("there is no such reason", help=f"one of {listed(REASONS)}")
    return referral.moved(move)


_WHO = "the addressee is the agency it was sent to, the sender the holder of the case, the coordinator the backup team"


def sides_of(file: CaseFile, referral: Referral, by: Actor) -> frozenset[Side]:
    """On which sides of a referral somebody stands. An office is named where the referral or the holder has one."""
    sides: set[Side] = set()
    if _is(by, referral.to, referral.agency):
        sides.add("addressee")
    if _is(by, file.holder.kind, file.holder.agency):
        sides.add("sender")
    if is_coordinator(by):
        sides.add("coordinator")
    return frozenset(sides)


def is_coordinator(by: Actor) -> bool:
    """Whether somebody coordinates: a member of the backup team."""
    return by.kind == BACKUP


def is_holder(file: CaseFile, by: Actor) -> bool:
    """Whether somebody is of the agency that holds a case."""
    return _is(by, file.holder.kind, file.holder.agency)


def _is(by: Actor, kind: str, agency: str | None) -> bool:
    return by.kind == kind and agency in (None, by.office)


def move_referral(
    entries: Entries,
    router: Router,
    id: str,
    state: State,
    by: Actor,
    reason: str | None = None,
    note: str | None = None,
) -> None:
    """Move a referral and do what follows.

    Who accepts to lead holds the case from then on. What an agency declines, what the family refuses and what could
    not be solved joins the history, and the router decides again. Raises DeskError as `moved`, and UnknownReferral.
    """
    referral = found(entries.file, id)
    move = Move(state=state, at=entries.now, by=by, reason=reason, note=note)
    _check_office(entries.file, router, referral, move)
    moved(referral, move, sides_of(entries.file, referral, by))
    referral = entries.move(referral, move)
    if state == "accepted":
        _accepted(entries, router, referral, by)
    elif state == "rejected":
        learn(entries, referral, "refused" if reason == "no_consent" else "declined")
        decide_again(entries, router)
    elif state == "failed":
        learn(entries, referral, "refused" if reason == "no_consent" else "cannot_solve")
        decide_again(entries, router)
    elif state == "entered-in-error":
        decide_again(entries, router)


def _check_office(file: CaseFile, router: Router, referral: Referral, move: Move) -> None:
    """Raise NotPermitted where a kind was asked and the office that answers for it is one that is kept away."""
    by = move.by
    if referral.agency is not None or by.kind != referral.to or move.state not in ("received", "accepted"):
        return
    if referral.role not in NEVER_STRUCK and struck(
        file.decision, by.kind, by.office, referral.about, router.rulebook.directory
    ):
        message = f"an exclusion keeps the office `{printable(by.office or '')}` from this case"
        raise NotPermitted(message, help="another office of its kind may take it")


def _may_hold(file: CaseFile, router: Router, kind: str, agency: str | None) -> bool:
    """Whether no exclusion keeps an agency from any person of the case: its holder knows of all."""
    persons = [person.id for person in file.case.persons]
    return not struck(file.decision, kind, agency, persons, router.rulebook.directory)


def found(file: CaseFile, id: str) -> Referral:
    """A referral of a file by its id. Raises UnknownReferral."""
    referral = file.referrals.get(id)
    if referral is None:
        help = f"it has {listed(file.referrals)}" if file.referrals else "nobody has been asked"
        raise UnknownReferral(f"case `{printable(file.id)}` has no referral `{printable(id)}`", help=help)
    return referral


def learn(entries: Entries, referral: Referral, type: str) -> None:
    """Add to the history of the case what a referral taught."""
    person = referral.about[0] if len(referral.about) == 1 and referral.need is None else None
    entry = History(
        type=type,  # type: ignore[arg-type]  # one of the types of History
        by=referral.to,
        office=referral.agency,
        need=referral.need,
        person=person,
        date=day_of(entries.now),
    )
    entries.enter(Learnt(at=entries.now, entry=entry))


def _accepted(entries: Entries, router: Router, referral: Referral, by: Actor) -> None:
    if referral.role == "lead":
        _lead_accepted(entries, router, referral, by)
    elif referral.role == "conference" and not any(r.role == "lead" and r.taken for r in entries.file.live):
        entries.hold(referral.to, referral.agency or by.office, "conference")


def _lead_accepted(entries: Entries, router: Router, referral: Referral, by: Actor) -> None:
    """The hand-over takes effect: the lead holds the case, other leads end, and what it was asked to own it has."""
    before = entries.file.holder
    for other in entries.file.live:
        if other.role == "lead" and other.id != referral.id:
            entries.cancel(other, "superseded")
    for other in entries.file.live:
        same = (other.to, other.agency) == (referral.to, referral.agency)
        if same and other.role == "owner" and other.awaits_answer:
            entries.move(other, Move(state="accepted", at=entries.now, by=by))
    handed_over = referral.source == "hand_over"
    agency = referral.agency or by.office
    if not _may_hold(entries.file, router, referral.to, agency):
        return  # it leads for the persons it was asked for, and the case stays where it is
    entries.hold(referral.to, agency, "handed_over" if handed_over else "accepted")
    if handed_over:
        hop = History(type="hop", by=before.kind, office=before.agency, date=day_of(entries.now))
        entries.enter(Learnt(at=entries.now, entry=hop))
        decide_again(entries, router)
