"""What a decision asks of whom: one referral for each addressee and role, with its deadline."""

from __future__ import annotations

import datetime as dt

import pytest

from routing.desk import Desk
from routing.router import Router
from tests.desk.desks import ABUSE, DV, HOUR, JST, LAW, MENTAL, NEEDS, NOON, asked, lines, opened
from tests.settling import DEBT, DEMENTIA, office, own, refer, rule, rulebook


def test_every_addressee_of_a_decision_is_asked_once(desk: Desk) -> None:
    assert lines(opened(desk)) == [
        ("lead", "center", None, "requested"),
        ("owner", "center", "n1", "requested"),
        ("owner", "money", "n2", "requested"),
        ("support", "council", None, "requested"),
    ]


def test_referrals_are_numbered_within_the_case(desk: Desk) -> None:
    assert list(opened(desk).referrals) == ["K/1", "K/2", "K/3", "K/4"]


def test_who_is_merely_informed_is_told_and_who_owns_is_not_asked_to_support_besides(desk: Desk) -> None:
    file = opened(desk, needs={"n1": ("a", MENTAL)})
    assert lines(file) == [
        ("lead", "health", None, "requested"),
        ("owner", "health", "n1", "requested"),
        ("inform", "ward", None, "requested"),
    ]


def test_what_cannot_wait_comes_first(desk: Desk) -> None:
    file = opened(desk, needs={"n1": ("a", ABUSE)})
    assert lines(file)[:2] == [
        ("immediate", "center", None, "requested"),
        ("duty", "elders", None, "requested"),
    ]
    assert asked(file, "immediate").matter == "visit_now"
    assert asked(file, "duty").matter == "高齢者虐待防止法 第7条"


def test_hours_of_a_report_count_from_the_minute_it_is_asked(desk: Desk) -> None:
    file = opened(desk, NOON, needs={"n1": ("a", ABUSE)})
    assert asked(file, "duty").due == NOON + 48 * HOUR


def test_a_report_of_a_case_that_lay_about_is_due_when_its_day_is_over(desk: Desk) -> None:
    file = opened(desk, NOON + 24 * HOUR * 9, needs={"n1": ("a", ABUSE)})
    assert asked(file, "duty").due == dt.datetime(2026, 4, 4, tzinfo=JST)


@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("2bd", dt.datetime(2026, 4, 4, tzinfo=JST)),
        ("P1M", dt.datetime(2026, 5, 2, tzinfo=JST)),
        ("P2D", dt.datetime(2026, 4, 4, tzinfo=JST)),
        ("PT12H", NOON + 12 * HOUR),
        (None, None),
    ],
)
def test_days_and_months_of_a_report_end_with_their_last_day(
    desk: Desk, within: str | None, due: dt.datetime | None
) -> None:
    report = {"duty": {"to": "elder_disability_office", **({"within": within} if within else {})}}
    book = rulebook(rule("abuse", ABUSE, report), offices=[office("elders", "elder_disability_office")])
    file = opened(Desk(Router(book), desk.store), received_at=None, needs={"n1": ("a", ABUSE)})
    assert asked(file, "duty").due == due


def test_reports_under_the_same_laws_are_one_referral(desk: Desk) -> None:
    one = {"duty": {"to": "elder_disability_office", "within": "P3D", "basis": [LAW]}}
    other = {"duty": {"to": "elder_disability_office", "within": "P2D", "basis": [LAW], "consent": "required"}}
    book = rulebook(
        rule("abuse", ABUSE, one), rule("debt", DEBT, other), offices=[office("elders", "elder_disability_office")]
    )
    file = opened(Desk(Router(book), desk.store), received_at=None, needs={"n1": ("a", ABUSE), "n2": ("b", DEBT)})
    assert len(file.decision.duties) == 2
    (duty,) = [r for r in file.referrals.values() if r.role == "duty"]
    assert (duty.about, duty.rules) == (("a", "b"), ("abuse", "debt"))
    assert duty.due == dt.datetime(2026, 4, 4, tzinfo=JST)


def test_a_day_is_over_at_midnight_in_japan(desk: Desk) -> None:
    file = opened(desk)
    assert asked(file, "support").due == dt.datetime(2026, 4, 16, tzinfo=JST)


def test_an_owner_is_due_when_the_need_is(desk: Desk) -> None:
    dated = [{"id": "n2", "person": "b", "code": NEEDS["n2"][1], "due": "2026-04-10"}]
    assert asked(opened(desk, needs=dated), "owner", "n2").due == dt.datetime(2026, 4, 11, tzinfo=JST)


@pytest.mark.parametrize("hours", [0, 9, -5])
def test_the_zone_in_which_the_time_is_told_makes_no_difference(desk: Desk, hours: int) -> None:
    zone = dt.timezone(dt.timedelta(hours=hours))
    file = opened(desk, NOON.astimezone(zone), needs={"n1": ("a", ABUSE)})
    other = Desk(desk.router, desk.store).file("K")
    assert file == other
    assert file.opened_at.isoformat() == "2026-04-01T03:00:00+00:00"
    assert asked(file, "duty").due == NOON + 48 * HOUR


def test_what_is_wanted_of_an_owner_as_a_support_falls_to_the_owner(desk: Desk) -> None:
    book = rulebook(
        rule("care", DEMENTIA, refer("support_center", for_="n")),
        rule("debt", DEBT, own("self_reliance"), refer("self_reliance", "support", within="P7D")),
        offices=[office("center", "support_center"), office("money", "self_reliance")],
    )
    file = opened(Desk(Router(book), desk.store))
    assert ("support", "money", None, "requested") not in lines(file)
    assert asked(file, "owner", "n2").due == dt.datetime(2026, 4, 9, tzinfo=JST)


def test_whom_an_exclusion_strikes_is_not_asked(desk: Desk) -> None:
    file = opened(desk, needs={**NEEDS, "n3": ("b", DV)})
    assert "council" not in {referral.agency for referral in file.referrals.values()}


def test_the_backup_team_is_asked_with_its_reasons(desk: Desk) -> None:
    file = opened(desk, history=[{"type": "cannot_solve", "by": "support_center"}])
    conference = asked(file, "conference")
    assert (conference.agency, conference.reasons) == (
        "team",
        ("an agency cannot solve the case alone: support_center (1)",),
    )
