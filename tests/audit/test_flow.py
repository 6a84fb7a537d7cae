"""How cases move between agencies: counted by hand, suppressed where few, drawn so that it can be read."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from routing.audit.flow import END, START, Arrow, By, drawing, flow, page
from routing.audit.flow.arrows import Flow
from routing.audit.flow.picture import columns, picture
from routing.audit.ocel.gathered import cases_of
from routing.cli.app import main
from routing.desk import DeskEvent, Holder
from routing.desk.events import Held, Opened
from routing.errors import RoutingError
from routing.store import EventStore
from routing.wording.words import Language
from tests.desk.files import OPENED, REVIEW, file_of
from tests.pages import stands_alone

HOUR = dt.timedelta(hours=1)


def held(case: str, *stays: tuple[str, int]) -> tuple[str, Sequence[DeskEvent]]:
    """A case that was held by one office after another, each from an hour on, counted from when it was opened."""
    file = file_of()
    events: list[DeskEvent] = []
    for kind, hour in stays:
        at = OPENED + hour * HOUR
        office = f"{kind}-{len(events) % 2}"
        holder = Holder(kind=kind, agency=office, since=at, reason="accepted")
        if events:
            events.append(Held(at=at, holder=holder))
        else:
            events.append(Opened(at=at, case=file.case, decision=file.decision, holder=holder, review=REVIEW))
    return case, events


def plain(place: str) -> str:
    return place


def test_moves_and_median_days_are_counted_for_each_pair() -> None:
    cases = [
        held("K-1", ("a", 0), ("b", 12), ("a", 36), ("b", 84)),
        held("K-2", ("a", 0), ("b", 240)),
        held("K-3", ("b", 0), ("c", 24)),
    ]
    made = flow(cases)
    assert made.arrows == (
        Arrow("a", "b", 3, 2, 2.0),  # 0.5, 2 and 10 days
        Arrow(START, "a", 2, 2, None),
        Arrow(START, "b", 1, 1, None),
        Arrow("b", "a", 1, 1, 1.0),
        Arrow("b", "c", 1, 1, 1.0),
    )
    assert made.hidden == 0


def test_another_office_of_the_same_kind_is_a_move_only_between_offices() -> None:
    cases = [held("K-1", ("a", 0), ("a", 12), ("a", 24))]
    assert [(arrow.start, arrow.end) for arrow in flow(cases).arrows] == [(START, "a")]
    offices = [(arrow.start, arrow.end) for arrow in flow(cases, offices=True).arrows]
    assert offices == [(START, "a@a-0"), ("a@a-0", "a@a-1"), ("a@a-1", "a@a-0")]


def test_arrows_of_few_cases_are_left_out_however_often_those_moved() -> None:
    cases = [
        held("K-1", ("a", 0), ("b", 1), ("a", 2), ("b", 3), ("a", 4)),
        held("K-2", ("a", 0), ("c", 1)),
        held("K-3", ("a", 0), ("c", 1)),
    ]
    made = flow(cases, smallest=2)
    assert [(arrow.start, arrow.end, arrow.cases) for arrow in made.arrows] == [(START, "a", 3), ("a", "c", 2)]
    assert made.hidden == 2
    text = page(made, plain, "en") + drawing(made, plain, "en")
    assert ">b<" not in text
    assert "2 arrows of fewer than 2 cases are not shown." in text


def test_how_few_the_cases_of_a_hidden_arrow_are_changes_nothing_that_is_shown() -> None:
    many = [held(f"K-{number}", ("a", 0), ("c", 1)) for number in range(5)]
    few = [held(f"F-{number}", ("b", 0)) for number in range(4)]
    pages = {page(flow([*many, *few[:count]], smallest=5), plain, "en") for count in (1, 2, 3, 4)}
    assert len(pages) == 1


def test_a_case_that_is_closed_goes_to_the_end_and_comes_back_to_its_holder(busy_store: EventStore) -> None:
    found = {(arrow.start, arrow.end): arrow for arrow in flow(cases_of(busy_store)).arrows}
    assert found[START, "support_center"].cases == 3
    assert found["support_center", "health_center"].days == 8.0
    assert found["health_center", END].days == 1.0
    assert found[END, "health_center"].days == 3.0


def test_by_referrals_a_case_moves_to_whoever_takes_one_on(busy_store: EventStore) -> None:
    found = {(arrow.start, arrow.end) for arrow in flow(cases_of(busy_store), "referral").arrows}
    assert ("backup_team", "self_reliance") in found
    assert ("self_reliance", "health_center") in found
    assert not any("social_council" in pair for pair in found), "it was asked, and took nothing on"


@pytest.mark.parametrize("by", ["holder", "referral"])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_stands_alone_and_says_every_figure(busy_store: EventStore, by: By, language: Language) -> None:
    made = flow(cases_of(busy_store), by)
    text = page(made, plain, language)
    read = stands_alone(text, language)
    assert read.tags["svg"] == 1
    assert read.tags["tr"] == len(made.arrows) + 1
    for arrow in made.arrows:
        assert f'<td class="number">{arrow.moves}</td><td class="number">{arrow.cases}</td>' in text


def test_places_stand_by_how_many_moves_they_lie_from_the_start() -> None:
    cases = [held("K-1", ("a", 0), ("b", 1), ("c", 2)), held("K-2", ("a", 0), ("c", 1))]
    assert columns(flow(cases)) == {START: 0, "a": 1, "b": 2, "c": 2}


def test_a_place_to_which_no_shown_arrow_leads_is_drawn_all_the_same() -> None:
    made = Flow("holder", (Arrow("b", "c", 9, 9, 1.0), Arrow(START, "a", 3, 3, None)), 1, 3)
    assert columns(made) == {START: 0, "a": 1, "b": 2, "c": 2}
    assert {placed.box.key for placed in picture(made, plain, "en").boxes} == {START, "a", "b", "c"}


def test_nothing_to_show_is_said() -> None:
    text = page(flow([]), plain, "en")
    assert "There are no moves to show." in text
    assert "<svg" not in text


def test_a_picture_of_too_many_arrows_is_refused() -> None:
    cases = [held(f"K-{number}", (f"a{number}", 0), ("z", 1)) for number in range(80)]
    with pytest.raises(RoutingError, match="160 arrows is too large"):
        drawing(flow(cases), plain, "en")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["audit", "flow", *arguments])
    assert ended.value.code == 0
    return capsys.readouterr().out


def test_the_command_tells_draws_and_names_agencies(busy_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = ("--db", f"sqlite:///{busy_file}")
    told = run(capsys, *db, "--lang", "en").splitlines()
    assert told[0] == "Opened → Community general support center: 3"
    assert "保健センター" in run(capsys, *db, "--format", "svg")
    assert run(capsys, *db, "--format", "html", "--lang", "en").startswith("<!DOCTYPE html>")
    data = json.loads(run(capsys, *db, "--format", "json", "--smallest", "2"))
    assert data["arrows"] == [{"start": START, "end": "support_center", "moves": 3, "cases": 3, "days": None}]
    offices = run(capsys, *db, "--offices", "--rulebook", "setagaya", "--lang", "en")
    assert "center [" in offices
