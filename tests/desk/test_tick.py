"""The tick: what falls due is carried out once, whoever asks, however often, and whatever the clock does."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from routing.desk import Desk
from routing.desk.events import Decided, ReviewSet, Stepped
from routing.router import Router
from routing.store import NewEvent, StoreError
from tests.desk.desks import (
    ABUSE,
    CENTER,
    DAY,
    EAST,
    ELDERS,
    HOUR,
    JST,
    MONEY,
    NOON,
    TEAM,
    asked,
    opened,
    router,
    store,
    town,
    town_case,
)
from tests.settling import DEMENTIA, own, rule, rulebook


def steps(desk: Desk, case: str = "K") -> list[tuple[str, str, int]]:
    """The steps that were carried out, in order."""
    return [(e.step, e.subject, e.round) for e in desk.events(case) if isinstance(e, Stepped)]


def test_nothing_is_due_before_its_time(desk: Desk) -> None:
    before = opened(desk)
    assert desk.tick(NOON + 2 * DAY - HOUR).looked_at == 0
    assert desk.file("K") == before


def test_silence_is_reminded_of_then_advised_on_then_brought_before_a_conference(desk: Desk) -> None:
    opened(desk)
    assert {step.step for _, step in desk.tick(dt.datetime(2026, 4, 3, 12, tzinfo=JST)).steps} == {"remind"}
    assert {step.step for _, step in desk.tick(dt.datetime(2026, 4, 8, 12, tzinfo=JST)).steps} == {"adviser"}
    assert asked(desk.file("K"), "advice").agency == "team"
    assert desk.file("K").case.history == ()
    assert "conference" in {step.step for _, step in desk.tick(dt.datetime(2026, 4, 15, 12, tzinfo=JST)).steps}
    file = desk.file("K")
    assert asked(file, "advice").state == "cancelled"
    assert asked(file, "conference").state == "requested"
    assert {(entry.type, entry.by) for entry in file.case.history} == {
        ("overdue", "support_center"),
        ("overdue", "self_reliance"),
        ("overdue", "social_council"),
    }
    assert file.decision == desk.router.route(file.case)


def test_who_has_answered_is_not_reminded(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/1", CENTER, NOON + DAY)
    desk.tick(NOON + 2 * DAY)
    assert [subject for step, subject, _ in steps(desk) if step == "remind"] == ["K/3", "K/4"]


def test_a_step_that_counts_what_was_learnt_learns_nothing_more(desk: Desk) -> None:
    opened(desk)
    file = desk.reject("K/1", CENTER, "capacity", NOON)
    desk.reject(asked(file, "lead").id, EAST, "capacity", NOON)
    assert ("turned-down", "conference") in {(e.step, e.do) for _, e in desk.tick(NOON + HOUR).steps}
    assert {entry.type for entry in desk.file("K").case.history} == {"declined"}
    assert asked(desk.file("K"), "conference").state == "requested"


def test_advice_is_learnt_where_the_rulebook_makes_no_more_of_it(desk: Desk) -> None:
    desk = Desk(Router(town(escalation={"overdue": {"level": "advice"}})), desk.store)
    opened(desk)
    desk.tick(dt.datetime(2026, 4, 8, 12, tzinfo=JST))
    assert {entry.type for entry in desk.file("K").case.history} == {"overdue"}
    (reason,) = asked(desk.file("K"), "advice").reasons
    assert reason.startswith("an answer is overdue: ")


def test_a_report_that_is_overdue_calls_a_conference_at_once(desk: Desk) -> None:
    file = opened(desk, needs={"n1": ("a", ABUSE)})
    duty = asked(file, "duty")
    desk.tick(NOON + 48 * HOUR - HOUR)
    assert "duty-overdue" not in {step for step, _, _ in steps(desk)}
    desk.tick(NOON + 48 * HOUR)
    assert ("duty-overdue", duty.id, 1) in steps(desk)
    assert asked(desk.file("K"), "conference").state == "requested"


def test_what_is_to_be_done_at_once_is_not_left_unanswered_for_days(desk: Desk) -> None:
    visit = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "immediate")
    desk.tick(NOON + 2 * HOUR)
    assert steps(desk) == [("at-once", visit.id, 1)]
    desk.tick(NOON + 24 * HOUR)
    assert steps(desk)[1:] == [("at-once-silence", visit.id, 1)]
    assert asked(desk.file("K"), "conference").state == "requested"


def test_a_report_that_was_received_in_time_is_never_overdue(desk: Desk) -> None:
    duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
    desk.receive(duty.id, ELDERS, NOON + 47 * HOUR)
    desk.tick(NOON + 300 * HOUR)
    assert not [subject for _, subject, _ in steps(desk) if subject == duty.id]


def test_a_tick_repeated_does_nothing(desk: Desk) -> None:
    opened(desk)
    for day in (2, 7, 14, 40):
        now = NOON + day * DAY
        desk.tick(now)
        file = desk.file("K")
        again = desk.tick(now)
        assert (again.looked_at, again.steps) == (0, ())
        assert desk.file("K") == file


def test_a_desk_that_slept_catches_up_with_each_step_once(desk: Desk) -> None:
    opened(desk)
    desk.tick(NOON + 60 * DAY)
    found = Counter(steps(desk))
    assert {"remind", "adviser", "conference", "no-lead"} <= {step for step, _, _ in found}
    assert set(found.values()) == {1}


def test_a_clock_that_jumps_ahead_and_back_repeats_nothing(desk: Desk) -> None:
    opened(desk)
    desk.tick(NOON + 400 * DAY)
    done = Counter(steps(desk))
    for day in (1, 3, 20, 399, 400):
        desk.tick(NOON + day * DAY)
    assert Counter(steps(desk)) == done
    next_date = desk.next_date("K")
    assert next_date is not None
    assert next_date > NOON + 400 * DAY


def test_a_clock_that_was_back_when_a_case_came_loses_no_step(desk: Desk) -> None:
    opened(desk, NOON - 3000 * DAY)
    desk.tick(NOON)
    assert {"remind", "adviser", "conference"} <= {step for step, _, _ in steps(desk)}


def test_no_deadline_of_business_days_falls_into_the_new_year_closure(desk: Desk) -> None:
    late = dt.datetime(2026, 12, 28, 12, tzinfo=JST)
    opened(desk, late, as_of="2026-12-28")
    desk.tick(dt.datetime(2027, 1, 5, 11, tzinfo=JST))
    assert steps(desk) == []
    desk.tick(dt.datetime(2027, 1, 5, 12, tzinfo=JST))
    assert {step for step, _, _ in steps(desk)} == {"remind"}


def test_the_zone_of_the_clock_makes_no_difference(desk: Desk) -> None:
    opened(desk)
    other = Desk(desk.router, desk.store)
    desk.tick((NOON + 7 * DAY).astimezone(dt.UTC))
    assert other.tick(NOON + 7 * DAY).steps == ()


def test_each_case_is_ticked_by_itself(desk: Desk) -> None:
    for place in range(7):
        desk.open(town_case().model_copy(update={"case": f"c{place}"}), NOON + place * DAY)
    ticked = desk.tick(NOON + 2 * DAY)
    assert ticked.looked_at == 1
    assert {case for case, _ in ticked.steps} == {"c0"}


def test_more_cases_are_due_than_are_asked_for_at_a_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.desk.tick.AT_ONCE", 2)
    for place in range(5):
        desk.open(town_case().model_copy(update={"case": f"c{place}"}), NOON)
    assert desk.tick(NOON + 2 * DAY).looked_at == 5


def test_a_case_that_does_not_fit_the_rulebook_any_longer_does_not_hold_up_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.desk.tick.AT_ONCE", 1)
    old, other = town_case(received_at=None), town_case(received_at=None)
    desk.open(old.model_copy(update={"case": "a"}), NOON)
    desk.open(other.model_copy(update={"case": "b"}), NOON)
    elsewhere = Router(rulebook(rule("care", DEMENTIA, own("npo")), serves=["elsewhere"]))
    before = list(desk.files())
    assert Desk(elsewhere, desk.store).tick(NOON + 2 * DAY).steps == ()
    ticked = Desk(elsewhere, desk.store).tick(NOON + 7 * DAY)
    assert list(desk.files()) == before
    assert [case for case, _ in ticked.problems] == ["a", "b"]
    assert "is not served by the rulebook" in ticked.problems[0][1]
    assert len(desk.tick(NOON + 7 * DAY).steps) == 16


def test_a_case_is_looked_at_when_its_review_comes(desk: Desk) -> None:
    opened(desk)
    for id, who in (("K/1", CENTER), ("K/3", MONEY)):
        desk.accept(id, who, NOON)
    desk.cancel("K/4", CENTER, "other", NOON)
    assert desk.next_date("K") == dt.datetime(2026, 5, 1, tzinfo=JST)
    desk.tick(dt.datetime(2026, 5, 1, tzinfo=JST))
    review, decided = desk.events("K")[-2:]
    assert isinstance(review, ReviewSet)
    assert (review.passed, review.day) == (dt.date(2026, 5, 1), dt.date(2026, 6, 1))
    assert isinstance(decided, Decided)
    assert decided.decision.as_of == dt.date(2026, 5, 1)


def test_a_review_that_was_slept_through_is_held_once(desk: Desk) -> None:
    opened(desk, needs={})
    desk.tick(NOON + 200 * DAY)
    reviews = [event for event in desk.events("K") if isinstance(event, ReviewSet)]
    assert len(reviews) == 1
    assert desk.file("K").review > (NOON + 200 * DAY).date()


@pytest.mark.parametrize("every", ["PT1H", "0bd"])
def test_a_review_always_lies_ahead(desk: Desk, every: str) -> None:
    often = Desk(desk.router, desk.store, review_every=every)
    opened(often)
    often.tick(NOON + DAY)
    assert often.file("K").review > (NOON + DAY).date()


def test_an_open_case_always_has_a_next_date(desk: Desk) -> None:
    opened(desk, needs={})
    assert desk.next_date("K") is not None
    desk.accept("K/1", CENTER, NOON)
    desk.complete("K/1", CENTER, NOON)
    assert desk.next_date("K") == dt.datetime(2026, 5, 1, tzinfo=JST)


def test_a_conference_that_was_held_is_not_called_again_by_steps_done_before(desk: Desk) -> None:
    opened(desk)
    desk.tick(NOON + 14 * DAY)
    conference = asked(desk.file("K"), "conference")
    desk.accept(conference.id, TEAM, NOON + 15 * DAY)
    desk.complete(conference.id, TEAM, NOON + 15 * DAY)
    desk.tick(NOON + 16 * DAY)
    assert asked(desk.file("K"), "conference").id == conference.id


def test_the_ladder_is_that_of_the_rulebook(desk: Desk) -> None:
    quick = [{"id": "at-once", "on": "no_answer", "after": "PT1H", "do": "conference"}]
    book = rulebook(rule("care", DEMENTIA, own("npo")), ladder=quick)
    quickly = Desk(Router(book), desk.store)
    quickly.open(town_case(received_at=None), NOON)
    quickly.tick(NOON + HOUR)
    assert {step for step, _, _ in steps(quickly)} == {"at-once"}
    conference = asked(quickly.file("K"), "conference")
    assert (conference.to, conference.agency) == ("backup_team", None)


def test_two_desks_on_one_store_carry_out_each_step_once(desk: Desk, quick: Path) -> None:
    opened(desk)
    with store(quick) as same:
        other = Desk(router(), same)
        first, second = desk.tick(NOON + 7 * DAY), other.tick(NOON + 7 * DAY)
    assert len(first.steps) == 8
    assert second.steps == ()


def test_a_step_about_the_case_reminds_its_holder(desk: Desk) -> None:
    ladder = [{"id": "nobody-leads", "on": "no_lead", "after": "1bd", "do": "remind"}]
    town_desk = Desk(Router(town(ladder=ladder)), desk.store)
    opened(town_desk)
    asked_at_first = len(desk.store.outbox(100, NOON, lease=30 * DAY))
    town_desk.tick(NOON + DAY)
    (notice,) = desk.store.outbox(100, NOON + DAY)
    assert asked_at_first == 4
    assert (notice.message.to, notice.message.kind) == ("support_center:center", "reminded")
    assert notice.message.body == {"case": "K", "subject": "K"}


def test_a_ladder_that_nags_without_end_is_caught_up_with_by_and_by(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("routing.desk.stepping.MOST_ROUNDS", 2)
    ladder = [{"id": "again", "on": "no_answer", "after": "PT1H", "every": "PT1M", "do": "remind"}]
    nagging = Desk(Router(town(ladder=ladder)), desk.store)
    opened(nagging, needs={})
    asked_at_first = len(desk.store.outbox(100, NOON, lease=30 * DAY))
    assert len(nagging.tick(NOON + 9 * HOUR).steps) == 200
    assert len(nagging.tick(NOON + 9 * HOUR).steps) == 200
    assert len(nagging.tick(NOON + 9 * HOUR).steps) == 81
    assert nagging.tick(NOON + 9 * HOUR).steps == ()
    assert (asked_at_first, len(desk.store.outbox(100, NOON + DAY))) == (1, 3)


def test_streams_of_others_in_the_store_are_left_alone(desk: Desk) -> None:
    opened(desk)
    desk.store.append("log/1", [NewEvent("said", {})], expected=0, at=NOON)
    assert [file.id for file in desk.files()] == ["K"]
    assert {row.case for row in desk.board(NOON)} == {"K"}


def test_a_store_that_fails_ends_the_tick(tmp_path: Path) -> None:
    with store(tmp_path) as events:
        opened(Desk(router(), events))
    for file in tmp_path.iterdir():
        file.write_bytes(b"no database")
    with pytest.raises(StoreError):
        Desk(router(), store(tmp_path)).tick(NOON + 9 * DAY)


def test_a_case_whose_record_is_damaged_does_not_hold_up_others(quick: Path) -> None:
    with store(quick, "damaged.db") as events:
        for id in ("a", "b"):
            Desk(router(), events).open(town_case().model_copy(update={"case": id}), NOON)
    engine = create_engine(f"sqlite:///{quick / 'damaged.db'}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER events_are_not_changed"))
        connection.execute(text("UPDATE events SET data = x'ff' WHERE stream LIKE '%a'"))
    engine.dispose()
    with store(quick, "damaged.db") as events:
        ticked = Desk(router(), events).tick(NOON + 7 * DAY)
    assert [case for case, _ in ticked.problems] == ["a"]
    assert {case for case, _ in ticked.steps} == {"b"}


def test_what_was_asked_while_the_clock_was_ahead_is_asked_anew_when_it_was_entered_in_error(desk: Desk) -> None:
    opened(desk)
    desk.tick(NOON + 400 * DAY)
    conference = asked(desk.file("K"), "conference")
    desk.move(conference.id, "entered-in-error", TEAM, NOON + DAY, reason="other")
    again = asked(desk.file("K"), "conference")
    assert (again.id != conference.id, again.requested_at) == (True, NOON + DAY)
    assert ("remind-team", again.id, 1) in {(s.step, s.subject, s.round) for _, s in desk.tick(NOON + 9 * DAY).steps}


def test_a_tick_can_be_kept_to_some_cases_and_leaves_the_others_due(desk: Desk) -> None:
    for name in ("J", "K"):
        desk.open(town_case().model_copy(update={"case": name}), NOON)
    ticked = desk.tick(NOON + 2 * DAY, only="J".__eq__)
    assert (ticked.looked_at, {case for case, _ in ticked.steps}) == (1, {"J"})
    assert {case for case, _ in desk.tick(NOON + 2 * DAY).steps} == {"K"}
