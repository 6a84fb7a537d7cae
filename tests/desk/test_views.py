"""What the desk shows: the board, what is overdue, the report, and the notices that go out."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from routing.desk import Desk, ReportRow
from tests.desk.desks import (
    ABUSE,
    CENTER,
    COUNCIL,
    DAY,
    HEALTH,
    HOUR,
    MONEY,
    NOON,
    asked,
    opened,
    town_case,
)
from tests.settling import DEBT, DEMENTIA


class TestBoard:
    def test_it_shows_every_open_referral_by_agency_and_deadline(self, desk: Desk) -> None:
        opened(desk, needs=[{"id": "n2", "person": "b", "code": DEBT, "due": "2026-04-09"}])
        desk.open(town_case(needs={"n1": ("a", DEBT)}).model_copy(update={"case": "J"}), NOON)
        rows = desk.board(NOON)
        assert [(row.kind, row.case, row.role) for row in rows] == [
            ("self_reliance", "K", "owner"),
            ("self_reliance", "J", "lead"),
            ("self_reliance", "J", "owner"),
            ("self_reliance", "K", "lead"),
            ("social_council", "J", "support"),
            ("social_council", "K", "support"),
        ]

    def test_what_is_over_is_not_on_it(self, desk: Desk) -> None:
        opened(desk)
        desk.cancel("K/4", CENTER, "other", NOON)
        assert {row.referral for row in desk.board(NOON)} == {"K/1", "K/2", "K/3"}

    def test_it_says_how_long_something_is_overdue(self, desk: Desk) -> None:
        duty = asked(opened(desk, needs={"n1": ("a", ABUSE)}), "duty")
        (row,) = desk.overdue(NOON + 50 * HOUR)
        assert (row.referral, row.due, row.overdue_by) == (duty.id, duty.due, 2 * HOUR)
        assert desk.overdue(NOON + 47 * HOUR) == ()

    def test_the_longest_overdue_comes_first(self, desk: Desk) -> None:
        opened(desk)
        desk.open(town_case(needs={"n1": ("a", ABUSE)}).model_copy(update={"case": "J"}), NOON)
        assert [row.case for row in desk.overdue(NOON + 60 * DAY)] == ["J", "K"]

    def test_what_rests_is_not_overdue(self, desk: Desk) -> None:
        opened(desk)
        desk.accept("K/4", COUNCIL, NOON)
        desk.hold("K/4", COUNCIL, "capacity", NOON)
        assert desk.overdue(NOON + 60 * DAY) == ()
        desk.resume("K/4", COUNCIL, NOON + 10 * DAY)
        (row,) = desk.overdue(NOON + 60 * DAY)
        assert row.due == dt.datetime(2026, 4, 25, 15, tzinfo=dt.UTC)


class TestReport:
    def test_it_counts_by_agency_and_need(self, desk: Desk) -> None:
        opened(desk)
        desk.receive("K/3", MONEY, NOON + 5 * HOUR)
        desk.accept("K/3", MONEY, NOON + DAY)
        rows = desk.report(NOON - DAY, NOON + 30 * DAY)
        assert rows == (
            ReportRow("self_reliance", "money", DEBT, 1, 0, 0, 5 * HOUR, DAY),
            ReportRow("social_council", "council", None, 1, 1, 0, None, None),
            ReportRow("support_center", "center", None, 1, 1, 0, None, None),
            ReportRow("support_center", "center", DEMENTIA, 1, 1, 0, None, None),
        )

    def test_times_are_medians(self, desk: Desk) -> None:
        for place, hours in enumerate((1, 2, 8, 30)):
            id = f"c{place}"
            desk.open(town_case(needs={"n1": ("a", DEBT)}).model_copy(update={"case": id}), NOON)
            desk.accept(asked(desk.file(id), "support").id, COUNCIL, NOON + hours * HOUR)
        (row,) = [row for row in desk.report(NOON, NOON + 9 * DAY) if row.agency == "council"]
        assert (row.asked, row.first_contact, row.owner) == (4, 5 * HOUR, 5 * HOUR)
        (row,) = [row for row in desk.report(NOON, NOON + 9 * HOUR) if row.agency == "council"]
        assert (row.silent, row.first_contact) == (1, 2 * HOUR)

    def test_rates_are_shares_of_what_was_asked(self, desk: Desk) -> None:
        opened(desk)
        desk.reject("K/4", COUNCIL, "capacity", NOON + DAY)
        row = next(row for row in desk.report(NOON, NOON + 9 * DAY) if row.agency == "council")
        assert (row.bounce_rate, row.silence_rate) == (Fraction(1), Fraction(0))
        row = next(row for row in desk.report(NOON, NOON + 9 * DAY) if row.agency == "money")
        assert (row.bounce_rate, row.silence_rate) == (Fraction(0), Fraction(1))

    def test_what_was_called_off_before_an_answer_is_not_counted(self, desk: Desk) -> None:
        opened(desk)
        desk.cancel("K/4", CENTER, "other", NOON + HOUR)
        assert "council" not in {row.agency for row in desk.report(NOON, NOON + DAY)}

    def test_what_was_called_off_after_a_reminder_was_silence(self, desk: Desk) -> None:
        opened(desk)
        desk.tick(NOON + 2 * DAY)
        desk.cancel("K/4", CENTER, "other", NOON + 3 * DAY)
        row = next(row for row in desk.report(NOON, NOON + 9 * DAY) if row.agency == "council")
        assert (row.asked, row.silent) == (1, 1)

    def test_only_what_was_asked_and_happened_in_the_time_counts(self, desk: Desk) -> None:
        opened(desk)
        desk.accept("K/3", MONEY, NOON + 2 * DAY)
        assert desk.report(NOON + HOUR, NOON + 9 * DAY) == ()
        assert desk.report(NOON - DAY, NOON) == ()
        row = next(row for row in desk.report(NOON, NOON + DAY) if row.agency == "money")
        assert (row.silent, row.owner) == (1, None)


class TestNotices:
    def sent(self, desk: Desk) -> list[tuple[str, str, str | None]]:
        """What waits in the outbox, and leaves it: to whom, of what kind, about which referral."""
        pending = desk.store.outbox(100, NOON + 900 * DAY)
        for one in pending:
            desk.store.delivered(one.id, NOON)
        return [(one.message.to, one.message.kind, one.message.body.get("referral")) for one in pending]

    def test_everybody_asked_is_told(self, desk: Desk) -> None:
        opened(desk)
        assert self.sent(desk) == [
            ("support_center:center", "requested", "K/1"),
            ("support_center:center", "requested", "K/2"),
            ("self_reliance:money", "requested", "K/3"),
            ("social_council:council", "requested", "K/4"),
        ]

    def test_the_holder_is_told_of_answers_and_nobody_of_what_they_did_themselves(self, desk: Desk) -> None:
        opened(desk)
        self.sent(desk)
        desk.accept("K/3", MONEY, NOON)
        assert self.sent(desk) == [("support_center:center", "accepted", "K/3")]
        desk.receive("K/1", CENTER, NOON)
        assert self.sent(desk) == []

    def test_both_sides_are_told_of_a_new_holder(self, desk: Desk) -> None:
        opened(desk)
        offer = asked(desk.hand_over("K", "health_center", "health", CENTER, NOON), "lead")
        self.sent(desk)
        desk.accept(offer.id, HEALTH, NOON)
        held = [one for one in self.sent(desk) if one[1] == "held"]
        assert held == [("support_center:center", "held", None), ("health_center:health", "held", None)]

    def test_who_is_silent_is_reminded(self, desk: Desk) -> None:
        opened(desk)
        self.sent(desk)
        desk.tick(NOON + 2 * DAY)
        assert [kind for _, kind, _ in self.sent(desk)] == ["reminded"] * 4

    def test_the_holder_is_told_of_a_review(self, desk: Desk) -> None:
        opened(desk, needs={})
        desk.accept("K/1", CENTER, NOON)
        self.sent(desk)
        desk.tick(NOON + 40 * DAY)
        assert self.sent(desk) == [("support_center:center", "review", None)]

    def test_a_command_repeated_sends_nothing_again(self, desk: Desk) -> None:
        opened(desk)
        self.sent(desk)
        desk.accept("K/3", MONEY, NOON, "k")
        desk.accept("K/3", MONEY, NOON, "k")
        assert len(self.sent(desk)) == 1

    def test_no_notice_says_anything_of_the_persons(self, desk: Desk) -> None:
        opened(desk, needs={"n1": ("a", ABUSE)})
        desk.move("K/1", "accepted", CENTER, NOON, note="a long story")
        desk.tick(NOON + 60 * DAY)
        allowed = {"case", "referral", "role", "due", "holder", "day", "subject"}
        for one in desk.store.outbox(1000, NOON + 900 * DAY):
            assert set(one.message.body) <= allowed
