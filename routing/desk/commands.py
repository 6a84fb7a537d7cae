"""What people do with a case besides moving its referrals. Each function enters events, or raises DeskError."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import ValidationError

from routing.calendar import day_of, due_date
from routing.case import Case
from routing.desk.agencies import check_agency, persons_of
from routing.desk.asked import Asked
from routing.desk.entries import Entries
from routing.desk.errors import DeskError, NotPermitted, told
from routing.desk.events import Closed, FactsChanged, Opened, Overridden, Reopened, ReviewSet
from routing.desk.facts import Facts
from routing.desk.file import CaseFile, apply
from routing.desk.moves import is_coordinator, is_holder
from routing.desk.redecide import compare, decide_again
from routing.desk.referral import ANSWERED_BY_RECEIPT, Actor, Holder, Move, Referral
from routing.errors import listed, printable
from routing.router import Router

Place = Literal["holder", "lead", "owner"]
"""What a person may give to another agency than was decided."""


def opened(case: Case, router: Router, now: dt.datetime, review_every: str) -> Entries:
    """A case comes to the desk: the router decides, and everybody the decision names is asked.

    Raises CaseError where the case does not fit the rulebook.
    """
    decision = router.route(case)
    holder = Holder(kind=decision.holder.to, agency=decision.holder.agency, since=now, reason=decision.holder.reason)
    review = next_review(router, now, review_every)
    event = Opened(at=now, case=case, decision=decision, holder=holder, review=review)
    entries = Entries(apply(None, event), now)
    entries.events.append(event)
    compare(entries, router)
    return entries


def next_review(router: Router, now: dt.datetime, every: str) -> dt.date:
    """The day on which a case is looked at again, counted from today; tomorrow at the earliest."""
    today = day_of(now)
    return max(due_date(today, every, router.rulebook.calendar), today + dt.timedelta(days=1))


def hand_over(
    entries: Entries, router: Router, to: str, agency: str | None, by: Actor, note: str | None = None
) -> None:
    """Ask another agency to take the case over. The holder stays accountable until it accepts.

    Raises NotPermitted for anybody but the holder and the backup team.
    """
    file = entries.file
    if not (is_holder(file, by) or is_coordinator(by)):
        raise NotPermitted("a case is handed over by its holder, or by the backup team", help=_holder(file))
    about = persons_of(file, None)
    check_agency(file, router, to, agency, about, holding=True)
    if (to, agency) == (file.holder.kind, file.holder.agency):
        raise DeskError("the case is held by that agency already")
    for other in file.live:
        if other.role == "lead" and other.awaits_answer:
            entries.cancel(other, "superseded")
    entries.request(Asked("lead", to, agency, about, source="hand_over"), by)


def override(
    entries: Entries,
    router: Router,
    place: Place,
    to: str,
    agency: str | None,
    by: Actor,
    reason: str,
    need: str | None = None,
) -> None:
    """Put another agency in the place of the one decided. Recorded with who did it in which function, why, from and to.

    A new holder holds at once; a new lead or owner is asked, and the former one is asked no longer. Raises DeskError
    where the function of the person (`by.role`) or the reason is missing, or the agency cannot take the place.
    """
    file = entries.file
    if not by.role:
        raise DeskError("an override names the function of the person who makes it", help="such as 係長")
    if not reason.strip():
        raise DeskError("an override gives its reason", help="in words")
    if (place == "owner") != (need is not None):
        raise DeskError("an override of an owner names the need, any other none")
    about = persons_of(file, need)
    check_agency(file, router, to, agency, about, holding=place != "owner")
    former = [r for r in file.live if r.role == place and r.need == need]
    kind, office = _decided(file, place, need, former)
    entries.enter(
        Overridden(
            at=entries.now,
            by=by,
            role=place,
            need=need,
            reason=reason,
            from_kind=kind,
            from_agency=office,
            to=to,
            agency=agency,
        )
    )
    if place == "holder":
        entries.hold(to, agency, "override")
        return
    for referral in former:
        entries.cancel(referral, "superseded")
    entries.request(Asked(place, to, agency, about, need=need, source="override"), by)


def _decided(file: CaseFile, place: Place, need: str | None, former: list[Referral]) -> tuple[str | None, str | None]:
    """Who stood in a place: who is asked now, else whom the decision names."""
    if place == "holder":
        return file.holder.kind, file.holder.agency
    if former:
        return former[-1].to, former[-1].agency
    named = [file.decision.lead] if place == "lead" else [o for o in file.decision.owners if o.need == need]
    return next(((part.to, part.agency) for part in named if part is not None), (None, None))


def learn_facts(entries: Entries, router: Router, facts: Facts, by: Actor) -> None:
    """Facts join the case, and the router decides again. Raises DeskError where they do not fit it."""
    if facts.empty:
        raise DeskError(
            "there is nothing to learn", help="give persons, needs, consents, history or other parts of a case"
        )
    check_facts(entries.file, facts)
    entries.enter(FactsChanged(at=entries.now, by=by, facts=facts))
    decide_again(entries, router)


def check_facts(file: CaseFile, facts: Facts) -> None:
    """Raise DeskError where facts do not fit a case: persons or needs that it has not, ages that contradict."""
    try:
        facts.joined_to(file.case)
    except ValidationError as problem:
        raise DeskError(f"the facts do not fit the case: {told(problem)}") from None


def set_review(entries: Entries, day: dt.date) -> None:
    """Set the day on which the case is looked at again. Raises DeskError for a day that is past."""
    if day < day_of(entries.now):
        raise DeskError("a review lies in the future", help="give today or a later day")
    entries.enter(ReviewSet(at=entries.now, day=day))


def close(entries: Entries, by: Actor, reason: str, note: str | None = None) -> None:
    """Close a case. What was still asked is called off; a report or an information that was received is done.

    Raises NotPermitted while a statutory report has not been received; while a need or an act at once has nobody, for
    anybody but the backup team; and for anybody but the holder and the backup team.
    """
    file = entries.file
    if not (is_holder(file, by) or is_coordinator(by)):
        raise NotPermitted("a case is closed by its holder, or by the backup team", help=_holder(file))
    if not reason.strip():
        raise DeskError("to close a case needs a reason", help="in words")
    reports = [r.id for r in file.live if r.role == "duty" and r.awaits_answer]
    if reports:
        raise NotPermitted(
            f"a statutory report has not been received: {listed(map(printable, reports))}",
            help="have it received, or called off by the backup team with a reason",
        )
    alone = [need.id for need in file.case.needs if need.open and file.taken_by(need.id) is None]
    if alone and not is_coordinator(by):
        raise NotPermitted(
            f"nobody has taken on {listed(map(printable, alone))}",
            help="a need is taken on or resolved before the holder closes a case; the backup team may close it",
        )
    acts = [r.id for r in file.live if r.role == "immediate" and r.awaits_answer]
    if acts and not is_coordinator(by):
        raise NotPermitted(
            f"nobody has taken on what is to be done at once: {listed(map(printable, acts))}",
            help="have it accepted, or call it off with a reason; the backup team may close the case",
        )
    for referral in file.live:
        if referral.role in ANSWERED_BY_RECEIPT and not referral.awaits_answer:
            entries.move(referral, Move(state="completed", at=entries.now, by=by))
        else:
            entries.cancel(referral, "closed", by)
    entries.enter(Closed(at=entries.now, by=by, reason=reason, note=note))


def reopen(entries: Entries, router: Router, by: Actor, review_every: str, note: str | None = None) -> None:
    """Open a closed case again: the router decides, and who is needed is asked."""
    if entries.file.open:
        raise DeskError(f"case `{printable(entries.file.id)}` is open")
    review = next_review(router, entries.now, review_every)
    entries.enter(Reopened(at=entries.now, by=by, review=review, note=note))
    decide_again(entries, router)


def _holder(file: CaseFile) -> str:
    holder = file.holder
    return f"the holder is `{holder.kind}`" + (f", office `{printable(holder.agency)}`" if holder.agency else "")
