"""Carrying out what has fallen due: steps of the ladder, each once, and the review of a case."""

from __future__ import annotations

import datetime as dt

from routing.calendar import day_of, start_of
from routing.case.parts import History
from routing.desk.commands import next_review
from routing.desk.entries import Entries
from routing.desk.events import Learnt, ReviewSet, Stepped
from routing.desk.file import CaseFile
from routing.desk.ladder import Due, due_steps, next_date
from routing.desk.moves import learn
from routing.desk.redecide import ask_team, decide_again
from routing.router import Router, check_fit
from routing.rulebook.ladder import COUNTED

MOST_ROUNDS = 50
"""How often steps are looked for again after others were carried out; a ladder that needs more is at fault."""


def carry_out(entries: Entries, router: Router, review_every: str) -> None:
    """Do everything that is due in a case at an instant. Done again at the same instant it enters nothing.

    A reminder is recorded, and sent. Advice and a conference teach the router what was learnt (an answer is overdue),
    where the rulebook makes no more of that than the step asks for; the router decides again, and the backup team is
    asked. A review lets the router decide on the case as it stands that day.

    Raises CaseError where the case is for another rulebook: its ladder is not the one for this case.
    """
    book = router.rulebook
    check_fit(entries.file.case, book)
    for _ in range(MOST_ROUNDS):
        due = due_steps(entries.file, book.ladder, book.business_time, entries.now)
        if not due:
            break
        _climb(entries, router, due)
    file = entries.file
    if file.open and start_of(file.review) <= entries.now:
        day = next_review(router, entries.now, review_every)
        entries.enter(ReviewSet(at=entries.now, day=day, passed=file.review))
        decide_again(entries, router)


def wake(file: CaseFile, router: Router) -> dt.datetime | None:
    """The earliest instant at which something may fall due in a case, its review at the latest; None: it is closed."""
    date = next_date(file, router.rulebook.ladder, router.rulebook.business_time)
    return None if date is None else min(date, start_of(file.review))


def _climb(entries: Entries, router: Router, due: tuple[Due, ...]) -> None:
    asked: dict[str, list[str]] = {}
    for one in due:
        step = one.step
        entries.enter(Stepped(at=entries.now, step=step.id, subject=one.subject, round=one.round, do=step.do))
        if step.do != "remind":
            asked.setdefault(step.do, []).append(f"step `{step.id}` of the ladder, {one.subject}, round {one.round}")
            _teach(entries, router, one)
    if not asked:
        return
    decide_again(entries, router)
    if "conference" in asked:
        ask_team(entries, router, "conference", asked["conference"])
    elif "advice" in asked:
        ask_team(entries, router, "advice", asked["advice"])


def _teach(entries: Entries, router: Router, due: Due) -> None:
    """Add to the history that an answer is overdue. What a step counts in the history stands there already.

    Where the rulebook calls a conference for the first overdue answer, a step that asks for advice alone adds nothing.
    """
    step = due.step
    if step.on in COUNTED:
        return
    answer = router.rulebook.escalation["overdue"]
    if step.do == "advice" and answer.level == "conference":
        return
    referral = entries.file.referrals.get(due.subject)
    if referral is not None:
        learn(entries, referral, "overdue")
        return
    need = due.subject if step.on == "unowned" else None
    entries.enter(Learnt(at=entries.now, entry=History(type="overdue", need=need, date=day_of(entries.now))))
