"""A person puts another agency in the place of the one decided: recorded, and kept when the router decides again."""

from __future__ import annotations

import pytest

from routing.desk import Actor, Desk, DeskError
from routing.desk.events import Overridden
from tests.desk.desks import CENTER, CHIEF, DAY, DV, EAST, HERMIT, MONEY, NOON, asked, need, opened


def test_it_is_recorded_with_function_reason_from_and_to(desk: Desk) -> None:
    opened(desk)
    desk.override("K", "lead", "support_center", "east", CHIEF, "the family moved", NOON)
    (event,) = [event for event in desk.events("K") if isinstance(event, Overridden)]
    assert (event.by, event.role, event.reason) == (CHIEF, "lead", "the family moved")
    assert (event.from_kind, event.from_agency) == ("support_center", "center")
    assert (event.to, event.agency) == ("support_center", "east")
    assert desk.file("K").overrides == (event,)


def test_a_new_lead_is_asked_and_the_former_no_longer(desk: Desk) -> None:
    opened(desk)
    file = desk.override("K", "lead", "support_center", "east", CHIEF, "the family moved", NOON)
    assert file.referrals["K/1"].state == "cancelled"
    lead = asked(file, "lead")
    assert (lead.agency, lead.source, lead.moves[0].by) == ("east", "override", CHIEF)
    assert file.holder.agency == "center"
    assert desk.accept(lead.id, EAST, NOON).holder.agency == "east"


def test_it_ends_even_what_had_been_accepted(desk: Desk) -> None:
    opened(desk)
    desk.accept("K/3", MONEY, NOON)
    file = desk.override("K", "owner", "health_center", "health", CHIEF, "a debt of illness", NOON, need="n2")
    assert file.referrals["K/3"].state == "cancelled"
    assert asked(file, "owner", "n2").agency == "health"


def test_it_stands_when_the_router_decides_again(desk: Desk) -> None:
    opened(desk)
    desk.override("K", "lead", "support_center", "east", CHIEF, "the family moved", NOON)
    desk.override("K", "owner", "health_center", "health", CHIEF, "a debt of illness", NOON, need="n2")
    file = desk.learn("K", need("n3", HERMIT, "b"), CENTER, NOON + DAY)
    assert file.decision.lead is not None
    assert file.decision.lead.agency == "health"
    assert [r.agency for r in file.live if r.role == "lead"] == ["east"]
    assert [r.agency for r in file.live if r.need == "n2"] == ["health"]


def test_where_the_agency_named_declines_the_decision_counts_again(desk: Desk) -> None:
    opened(desk)
    file = desk.override("K", "lead", "support_center", "east", CHIEF, "the family moved", NOON)
    file = desk.reject(asked(file, "lead").id, EAST, "capacity", NOON)
    assert asked(file, "lead").agency == "center"


def test_a_place_that_nobody_was_decided_for_is_overridden_from_nobody(desk: Desk) -> None:
    opened(desk, needs={"n1": ("a", "care.dementia"), "n9": ("b", "housing.eviction")})
    file = desk.override("K", "owner", "health_center", "health", CHIEF, "nobody else is there", NOON, need="n9")
    assert (file.overrides[0].from_kind, file.overrides[0].from_agency) == (None, None)
    assert asked(file, "owner", "n9").state == "requested"


def test_whom_the_decision_named_before_it_was_overridden_is_told(desk: Desk) -> None:
    opened(desk)
    desk.cancel("K/1", CENTER, "other", NOON)
    file = desk.override("K", "lead", "health_center", "health", CHIEF, "as agreed", NOON)
    assert file.overrides[0].from_agency == "center"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"by": CENTER}, "names the function"),
        ({"reason": " "}, "gives its reason"),
        ({"place": "owner"}, "names the need"),
        ({"need": "n2"}, "names the need"),
        ({"place": "owner", "need": "n9"}, "has no need `n9`"),
        ({"to": "health"}, "no agency kind `health`"),
        ({"agency": "nowhere"}, "no office `nowhere`"),
        ({"to": "minsei", "agency": "ward"}, "may not hold"),
        ({"place": "holder", "to": "minsei", "agency": "ward"}, "may not hold"),
    ],
)
def test_what_is_missing_or_cannot_be_is_refused(desk: Desk, changed: dict[str, object], message: str) -> None:
    before = opened(desk)
    given: dict[str, object] = {"place": "lead", "to": "health_center", "agency": "health", "by": CHIEF, "reason": "so"}
    with pytest.raises(DeskError, match=message):
        desk.override("K", now=NOON, **{**given, **changed})  # type: ignore[arg-type]
    assert desk.file("K") == before


@pytest.mark.parametrize("office", ["council", None])
def test_whom_an_exclusion_strikes_takes_no_place(desk: Desk, office: str | None) -> None:
    opened(desk, needs={"n3": ("b", DV)})
    with pytest.raises(DeskError, match="an exclusion keeps"):
        desk.override("K", "lead", "social_council", office, CHIEF, "so", NOON)


def test_anybody_with_a_function_may_override_and_is_recorded(desk: Desk) -> None:
    opened(desk)
    head = Actor(kind="health_center", office="health", role="所長")
    assert desk.override("K", "holder", "health_center", "health", head, "agreed", NOON).overrides[0].by == head
