"""Somebody else writes while a command is being decided: it is decided anew on what the case is now."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from routing.case import Case
from routing.decision import Decision
from routing.desk import Desk, DeskError
from routing.router import Router
from tests.desk.desks import CENTER, COUNCIL, DAY, HOUR, MONEY, NOON, TEAM, asked, opened, router, told, town_case


class Interrupted(Router):
    """A router that lets others act each time before it decides, while there is something for them to do."""

    def __init__(self, others: list[Callable[[], object]]) -> None:
        super().__init__(router().rulebook)
        object.__setattr__(self, "others", others)

    def route(self, case: Case, availability: object = None) -> Decision:
        if others := self.others:  # type: ignore[attr-defined]
            others.pop()()
        return super().route(case)


def test_a_command_is_decided_on_what_the_case_is_when_it_is_written(desk: Desk) -> None:
    opened(desk)
    slow = Desk(Interrupted([lambda: desk.accept("K/3", MONEY, NOON)]), desk.store)
    file = slow.reject("K/4", COUNCIL, "capacity", NOON)
    assert file.referrals["K/3"].state == "accepted"
    assert file.referrals["K/4"].state == "rejected"
    assert desk.file("K") == file


def test_what_others_made_impossible_is_refused(desk: Desk) -> None:
    opened(desk)
    slow = Desk(Interrupted([lambda: desk.close("K", TEAM, "moved away", NOON)]), desk.store)
    with pytest.raises(DeskError, match="is closed"):
        slow.learn("K", told({"type": "hop"}), CENTER, NOON)


def test_a_case_that_others_opened_first_is_not_opened_twice(desk: Desk) -> None:
    slow = Desk(Interrupted([lambda: opened(desk)]), desk.store)
    with pytest.raises(DeskError, match="at the desk already"):
        opened(slow)


def test_a_case_that_others_closed_is_not_ticked(desk: Desk) -> None:
    opened(desk)
    slow = Desk(Interrupted([lambda: desk.close("K", TEAM, "moved away", NOON + 14 * DAY)]), desk.store)
    assert slow.tick(NOON + 14 * DAY).steps == ()
    assert not slow.file("K").open


def test_steps_that_others_carried_out_meanwhile_are_not_repeated(desk: Desk) -> None:
    opened(desk)
    slow = Desk(Interrupted([lambda: desk.tick(NOON + 14 * DAY)]), desk.store)
    assert slow.tick(NOON + 14 * DAY).steps == ()
    assert asked(slow.file("K"), "conference").state == "requested"


def test_a_command_gives_up_at_last(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.desk.ledger.MOST_TRIES", 3)
    opened(desk)
    others: list[Callable[[], object]] = [
        partial(desk.learn, "K", told({"type": "hop", "by": "npo", "office": str(n)}), CENTER, NOON) for n in range(4)
    ]
    slow = Desk(Interrupted(others), desk.store)
    with pytest.raises(DeskError, match="changed by others all the time"):
        slow.learn("K", told({"type": "hop"}), CENTER, NOON)
    assert len(others) == 1


def test_a_command_given_twice_at_once_with_its_key_happens_once(desk: Desk) -> None:
    opened(desk)
    later = NOON + HOUR
    slow = Desk(Interrupted([lambda: desk.reject("K/3", MONEY, "capacity", NOON, "key")]), desk.store)
    file = slow.reject("K/3", MONEY, "capacity", later, "key")
    assert file == desk.file("K")
    assert [move.at for move in file.referrals["K/3"].moves if move.state == "rejected"] == [NOON]


def test_a_case_opened_twice_at_once_with_its_key_is_opened_once(desk: Desk) -> None:
    slow = Desk(Interrupted([lambda: desk.open(town_case(), NOON, "key")]), desk.store)
    assert slow.open(town_case(), NOON + HOUR, "key") == desk.file("K")
    assert desk.file("K").opened_at == NOON
