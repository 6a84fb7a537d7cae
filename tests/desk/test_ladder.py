"""The ladder: each step once, at its instant, whoever looks and however often."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.calendar import JST, BusinessTime
from routing.case.parts import History
from routing.desk.events import Closed, Stepped
from routing.desk.file import CaseFile, apply
from routing.desk.ladder import ROUNDS_AT_ONCE, Due, due_steps, next_date
from routing.desk.referral import Referral
from routing.desk.states import TRANSITIONS
from routing.rulebook.ladder import DEFAULT, Ladder, Step
from tests.desk.files import BY, OPENED, at, file_of, referral, review_start

TIME = BusinessTime()
LATER = dt.datetime(2030, 1, 1, tzinfo=JST)
ASKED = [("requested", OPENED)]


def due(file: CaseFile, step: Step, now: dt.datetime = LATER) -> list[tuple[str, int, dt.datetime]]:
    return [(one.subject, one.round, one.at) for one in due_steps(file, Ladder((step,)), TIME, now)]


def done(file: CaseFile, steps: tuple[Due, ...]) -> CaseFile:
    for one in steps:
        event = Stepped(at=OPENED, step=one.step.id, subject=one.subject, round=one.round, do=one.step.do)
        file = apply(file, event)
    return file


def owners(*states: str) -> list[Referral]:
    """Owners of the first need, one after the other, and one who has the second."""
    asked = [referral(n, [("requested", OPENED), (s, OPENED)], "owner", need="n1") for n, s in enumerate(states, 1)]
    return [*asked, referral(9, [("requested", OPENED), ("accepted", OPENED)], "owner", need="n2")]


class TestNoAnswer:
    STEP = Step("remind", "no_answer", "remind", after="2bd")

    def test_is_due_when_the_time_has_passed_since_the_request(self) -> None:
        assert due(file_of([referral(1, ASKED)]), self.STEP) == [("K-1/1", 1, at("2026-04-03 10:00"))]

    def test_is_not_due_a_moment_before(self) -> None:
        file = file_of([referral(1, ASKED)])
        assert due(file, self.STEP, at("2026-04-03 09:59")) == []
        assert len(due(file, self.STEP, at("2026-04-03 10:00"))) == 1

    def test_goes_on_when_it_was_only_received(self) -> None:
        received = [*ASKED, ("received", at("2026-04-02 10:00"))]
        assert due(file_of([referral(1, received)]), self.STEP) == [("K-1/1", 1, at("2026-04-03 10:00"))]

    @pytest.mark.parametrize("state", ["accepted", "rejected", "cancelled", "entered-in-error"])
    def test_ends_with_an_answer(self, state: str) -> None:
        assert due(file_of([referral(1, [*ASKED, (state, OPENED)])]), self.STEP) == []

    def test_is_not_asked_of_a_draft(self) -> None:
        assert due(file_of([referral(1, [("draft", OPENED)])]), self.STEP) == []

    def test_a_report_is_answered_by_its_receipt(self) -> None:
        assert due(file_of([referral(1, [*ASKED, ("received", OPENED)], "duty")]), self.STEP) == []

    def test_an_information_asks_for_no_answer(self) -> None:
        assert due(file_of([referral(1, ASKED, "inform")]), self.STEP) == []

    def test_a_repeated_reminder_has_a_round_each_time(self) -> None:
        step = Step("remind", "no_answer", "remind", after="2bd", every="1bd")
        found = due(file_of([referral(1, ASKED)]), step, at("2026-04-07 12:00"))
        assert found == [
            ("K-1/1", 1, at("2026-04-03 10:00")),
            ("K-1/1", 2, at("2026-04-06 10:00")),
            ("K-1/1", 3, at("2026-04-07 10:00")),
        ]

    def test_after_a_jump_of_the_clock_the_rounds_are_caught_up_on_in_portions(self) -> None:
        step = Step("remind", "no_answer", "remind", after="2bd", every="1bd")
        file = file_of([referral(1, ASKED)])
        first = due_steps(file, Ladder((step,)), TIME, LATER)
        more = due_steps(done(file, first), Ladder((step,)), TIME, LATER)
        assert len(first) == len(more) == ROUNDS_AT_ONCE
        assert more[0].round == ROUNDS_AT_ONCE + 1
        assert more[0].at > first[-1].at

    def test_at_the_end_of_time_there_is_still_an_end_of_work(self) -> None:
        step = Step("remind", "no_answer", "remind", after="2bd", every="P100Y")
        last = dt.datetime.max.replace(tzinfo=dt.UTC)
        assert len(due(file_of([referral(1, ASKED)]), step, last)) == ROUNDS_AT_ONCE


class TestOnHold:
    STEP = Step("held", "on_hold", "remind", after="1bd")
    HELD = (*ASKED, ("accepted", OPENED), ("on-hold", at("2026-04-02 10:00")))

    def test_is_due_when_it_has_rested_for_so_long(self) -> None:
        assert due(file_of([referral(1, self.HELD)]), self.STEP) == [("K-1/1", 1, at("2026-04-03 10:00"))]

    def test_a_second_hold_is_a_second_round(self) -> None:
        again = [*self.HELD, ("in-progress", at("2026-04-06 10:00")), ("on-hold", at("2026-04-07 10:00"))]
        assert due(file_of([referral(1, again)]), self.STEP) == [("K-1/1", 2, at("2026-04-08 10:00"))]
        assert due(file_of([referral(1, again[:-1])]), self.STEP) == []


class TestOverdue:
    DUE = at("2026-04-10 00:00")

    def test_a_report_is_overdue_at_once_and_a_support_by_another_step(self) -> None:
        file = file_of([referral(1, ASKED, "duty", due=self.DUE), referral(2, ASKED, "support", due=self.DUE)])
        assert due(file, Step("d", "overdue_duty", "conference")) == [("K-1/1", 1, self.DUE)]
        assert due(file, Step("o", "overdue", "advice")) == [("K-1/2", 1, self.DUE)]

    def test_what_is_accepted_is_overdue_until_it_is_done(self) -> None:
        step = Step("o", "overdue", "advice", after="1bd")
        taken = [*ASKED, ("accepted", OPENED)]
        assert due(file_of([referral(1, taken, due=self.DUE)]), step) == [("K-1/1", 1, at("2026-04-10 17:00"))]
        assert due(file_of([referral(1, [*taken, ("completed", OPENED)], due=self.DUE)]), step) == []


class TestCounted:
    STEP = Step("again", "refused", "advice", times=2)

    def entries(self, *days: str | None) -> list[History]:
        return [History(type="refused", by="health_center", date=dt.date.fromisoformat(d) if d else None) for d in days]

    def test_is_due_when_it_happened_so_often(self) -> None:
        assert due(file_of([], self.entries("2026-04-05")), self.STEP) == []
        found = due(file_of([], self.entries("2026-04-07", "2026-04-05")), self.STEP)
        assert found == [("K-1", 1, at("2026-04-07 00:00"))]

    def test_every_further_so_many_are_another_round(self) -> None:
        days = ("2026-04-05", "2026-04-06", "2026-04-07", "2026-04-08", "2026-04-09")
        assert [round for _, round, _ in due(file_of([], self.entries(*days)), self.STEP)] == [1, 2]

    def test_what_happened_before_the_case_came_counts_from_its_opening(self) -> None:
        assert due(file_of([], self.entries("2026-01-05", None)), self.STEP) == [("K-1", 1, OPENED)]

    def test_other_reports_do_not_count(self) -> None:
        assert due(file_of([], self.entries("2026-04-05", "2026-04-06")), Step("h", "hop", "advice")) == []


class TestUnowned:
    STEP = Step("alone", "unowned", "advice")

    def test_each_need_that_nobody_has_or_is_asked_to_take_is_due_once(self) -> None:
        assert due(file_of(), self.STEP) == [("n1", 1, OPENED), ("n2", 1, OPENED)]

    @pytest.mark.parametrize("state", ["requested", "accepted", "completed"])
    def test_a_need_that_somebody_has_or_is_asked_to_take_is_not(self, state: str) -> None:
        assert due(file_of(owners(state)), self.STEP) == []

    def test_a_need_that_is_left_alone_again_is_another_round(self) -> None:
        assert due(file_of(owners("rejected")), self.STEP) == [("n1", 2, OPENED)]
        assert due(file_of(owners("rejected", "failed")), self.STEP) == [("n1", 3, OPENED)]


class TestNoLead:
    STEP = Step("leaderless", "no_lead", "conference", after="1bd")

    def test_is_due_while_nobody_has_accepted_to_lead(self) -> None:
        assert due(file_of([referral(1, ASKED)]), self.STEP) == [("K-1", 1, at("2026-04-02 10:00"))]

    @pytest.mark.parametrize("end", ["in-progress", "on-hold", "completed"])
    def test_is_not_due_once_somebody_has(self, end: str) -> None:
        assert due(file_of([referral(1, [*ASKED, ("accepted", OPENED), (end, OPENED)])]), self.STEP) == []

    def test_a_lead_that_was_lost_begins_another_round(self) -> None:
        lost = [*ASKED, ("accepted", OPENED), ("failed", at("2026-04-06 10:00"))]
        assert due(file_of([referral(1, lost)]), self.STEP) == [("K-1", 2, at("2026-04-07 10:00"))]

    def test_a_conference_under_way_has_the_case_and_one_that_ended_without_a_lead_has_not(self) -> None:
        under_way = [*ASKED, ("accepted", at("2026-04-03 10:00"))]
        ended = [*under_way, ("completed", at("2026-04-06 10:00"))]
        assert due(file_of([referral(1, under_way, "conference")]), self.STEP) == []
        assert due(file_of([referral(1, ended, "conference")]), self.STEP) == [("K-1", 2, at("2026-04-07 10:00"))]


class TestAfterAConference:
    """What a conference that has ended left as it was begins a new round, at its end."""

    ENDED = (*ASKED, ("accepted", at("2026-04-03 10:00")), ("completed", at("2026-04-06 10:00")))

    def file(self, *referrals: Referral) -> CaseFile:
        return file_of([*referrals, referral(8, self.ENDED, "conference")])

    def test_who_still_does_not_answer_is_looked_at_anew(self) -> None:
        step = Step("c", "no_answer", "conference", after="1bd")
        assert due(self.file(referral(1, ASKED)), step) == [("K-1/1", 2, at("2026-04-07 10:00"))]

    def test_who_was_asked_later_has_the_whole_time(self) -> None:
        step = Step("c", "no_answer", "conference", after="1bd")
        later = referral(1, [("requested", at("2026-04-08 10:00"))])
        assert due(self.file(later), step) == [("K-1/1", 2, at("2026-04-09 10:00"))]

    def test_a_need_that_is_still_alone_is_looked_at_anew(self) -> None:
        step = Step("c", "unowned", "conference", after="1bd")
        assert due(self.file(), step) == [(need, 2, at("2026-04-07 10:00")) for need in ("n1", "n2")]

    def test_a_report_that_is_still_overdue_calls_the_next_one_at_once(self) -> None:
        step = Step("c", "overdue_duty", "conference")
        found = due(self.file(referral(1, ASKED, "duty", due=at("2026-04-02 10:00"))), step)
        assert found == [("K-1/1", 2, at("2026-04-06 10:00"))]

    def test_a_repeated_reminder_goes_on_as_it_was(self) -> None:
        step = Step("r", "no_answer", "remind", after="1bd", every="2bd")
        assert due(self.file(referral(1, ASKED)), step)[0] == ("K-1/1", 1, at("2026-04-02 10:00"))

    def test_what_is_counted_is_not_counted_again(self) -> None:
        entry = History(type="hop", by="health_center", date=dt.date(2026, 4, 2))
        file = file_of([referral(8, self.ENDED, "conference")], [entry])
        assert due(file, Step("h", "hop", "conference")) == [("K-1", 1, at("2026-04-02 00:00"))]


def test_nothing_is_due_in_a_closed_case() -> None:
    file = apply(file_of([referral(1, ASKED)]), Closed(at=OPENED, by=BY, reason="x"))
    assert due_steps(file, DEFAULT, TIME, LATER) == ()
    assert next_date(file, DEFAULT, TIME) is None


def test_where_no_step_is_left_the_next_date_is_the_review() -> None:
    assert next_date(file_of(), Ladder(()), TIME) == review_start()


@st.composite
def files(draw: st.DrawFn) -> CaseFile:
    """Files with random referrals, each moved a few times as the states permit, and a random history."""
    instants = st.integers(0, 60 * 24 * 60).map(lambda minutes: OPENED + dt.timedelta(minutes=minutes))
    made = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        when = sorted(draw(st.lists(instants, min_size=1, max_size=5)))
        state, moves = "requested", [("requested", when[0])]
        for instant in when[1:]:
            ends = [end for start, end in TRANSITIONS if start == state]
            if ends:
                state = draw(st.sampled_from(ends))
                moves.append((state, instant))
        role = draw(st.sampled_from(["lead", "owner", "support", "duty", "inform", "advice", "conference"]))
        need = draw(st.sampled_from(["n1", "n2"])) if role == "owner" else None
        made.append(referral(number, moves, role, need=need, due=draw(st.none() | instants)))
    types = st.sampled_from(["declined", "cannot_solve", "hop", "refused", "overdue"])
    days = st.none() | st.dates(dt.date(2026, 3, 1), dt.date(2026, 5, 1))
    return file_of(made, draw(st.lists(st.builds(History, type=types, date=days), max_size=4)))


NOWS = st.datetimes(dt.datetime(2026, 3, 25), dt.datetime(2026, 7, 31), timezones=st.just(JST))


def fired(file: CaseFile, nows: list[dt.datetime]) -> list[Due]:
    """The steps that ticks at these instants carry out, in order."""
    found: list[Due] = []
    for now in nows:
        while steps := due_steps(file, DEFAULT, TIME, now):
            found += steps
            file = done(file, steps)
    return found


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(files(), st.lists(NOWS, max_size=8), NOWS)
def test_coarse_and_fine_ticks_and_a_clock_that_jumps_carry_out_the_same_steps_each_once(
    file: CaseFile, ticks: list[dt.datetime], last: dt.datetime
) -> None:
    last = max([last, *ticks])
    coarse, fine = fired(file, [last]), fired(file, [*ticks, last])
    assert sorted(due.key for due in coarse) == sorted(due.key for due in fine)
    assert len({due.key for due in fine}) == len(fine)
    assert {due.key: due.at for due in coarse} == {due.key: due.at for due in fine}


@pytest.mark.unmeasured
@settings(max_examples=60, deadline=None)
@given(files(), NOWS)
def test_an_open_case_always_has_a_next_date_and_nothing_falls_due_before_it(file: CaseFile, now: dt.datetime) -> None:
    date = next_date(file, DEFAULT, TIME)
    assert date is not None
    assert date <= review_start()
    steps = due_steps(file, DEFAULT, TIME, now)
    assert all(due.at >= date for due in steps)
    assert steps == () or date <= now


@pytest.mark.unmeasured
@settings(max_examples=30, deadline=None)
@given(files(), NOWS, st.integers(-12, 12))
def test_the_same_instant_in_another_zone_and_steps_in_another_order_give_the_same(
    file: CaseFile, now: dt.datetime, offset: int
) -> None:
    turned = Ladder(DEFAULT.steps[::-1])
    elsewhere = now.astimezone(dt.timezone(dt.timedelta(hours=offset)))
    assert due_steps(file, turned, TIME, elsewhere) == due_steps(file, DEFAULT, TIME, now)


def test_a_step_carried_out_stays_so_when_its_deadline_comes_nearer() -> None:
    step = Step("o", "overdue", "advice")
    asked = referral(1, ASKED, due=at("2026-04-10 00:00"))
    file = done(file_of([asked]), due_steps(file_of([asked]), Ladder((step,)), TIME, LATER))
    nearer = asked.model_copy(update={"due": at("2026-04-08 00:00")})
    assert due(dataclasses.replace(file, referrals={"K-1/1": nearer}), step) == []
