"""Who is accountable now: there is always exactly one agency."""

from __future__ import annotations

from typing import Any

import pytest

from tests.settling import DEBT, DEMENTIA, office, own, rule, rulebook, settled

CARE = {"n1": ("a", DEMENTIA)}
OFFICES = [
    office("here", "support_center", located_in="kinuta", catchment=["kinuta"]),
    office("there", "support_center", located_in="yoga", catchment=["yoga"]),
    office("team", "backup_team", located_in="kinuta"),
]


def excluding(offices: list[dict[str, Any]] | None = None, **target: str) -> Any:
    effect = {"exclude": {"about": "p", **target}}
    return rulebook(rule("care", DEMENTIA, effect), offices=offices, lead_order=["legal", "health_center"])


def holder(book: Any, **fields: Any) -> tuple[str, str | None, str]:
    found = settled(book, **{"needs": CARE, "district": "kinuta", **fields}).holder
    return found.to, found.agency, found.reason


class TestReceiver:
    book = rulebook(offices=OFFICES)

    def test_the_first_receiver_holds_the_case(self) -> None:
        assert holder(self.book, received_at="there") == ("support_center", "there", "first_receiver")

    def test_its_office_is_looked_up_where_the_case_does_not_say(self) -> None:
        assert holder(self.book) == ("support_center", "here", "first_receiver")

    def test_it_holds_the_case_also_where_the_directory_lists_no_office(self) -> None:
        assert holder(self.book, received_by="health_center") == ("health_center", None, "first_receiver")

    def test_its_office_is_kept_as_given_without_a_directory(self) -> None:
        assert holder(rulebook(), received_at="any") == ("support_center", "any", "first_receiver")


class TestBackupTeam:
    def test_it_holds_what_the_receiver_may_not_hold(self) -> None:
        found = holder(rulebook(offices=OFFICES), received_by="police_fire")
        assert found == ("backup_team", "team", "receiver_may_not_hold")

    @pytest.mark.parametrize("target", [{"kind": "support_center"}, {"office": "here"}])
    def test_it_holds_where_the_receiver_is_excluded(self, target: dict[str, str]) -> None:
        assert holder(excluding(OFFICES, **target)) == ("backup_team", "team", "receiver_excluded")

    def test_a_receiver_elsewhere_is_not_excluded_by_place(self) -> None:
        found = holder(excluding(OFFICES, located_in="kinuta"), received_at="there")
        assert found == ("support_center", "there", "first_receiver")

    @pytest.mark.parametrize(
        ("entry", "reason"),
        [
            ({"by": "support_center"}, "receiver_declined"),
            ({"by": "support_center", "office": "here"}, "receiver_declined"),
            ({"by": "support_center", "office": "there"}, "first_receiver"),
            ({"by": "legal"}, "first_receiver"),
            ({"by": "support_center", "need": "n1"}, "first_receiver"),
        ],
    )
    def test_it_holds_where_the_receiver_declined_the_case(self, entry: dict[str, str], reason: str) -> None:
        needs = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}
        found = holder(rulebook(offices=OFFICES), needs=needs, history=[{"type": "declined", **entry}])
        assert found[2] == reason

    def test_to_decline_every_open_need_is_to_decline_the_case(self) -> None:
        history = [{"type": "declined", "by": "support_center", "need": "n1"}]
        assert holder(rulebook(offices=OFFICES), history=history)[2] == "receiver_declined"

    def test_to_decline_one_person_is_to_decline_the_case(self) -> None:
        involvements = [{"person": "b", "agency": "support_center", "status": "declined"}]
        assert holder(rulebook(offices=OFFICES), involvements=involvements)[2] == "receiver_declined"

    def test_another_team_holds_where_one_is_excluded(self) -> None:
        offices = [*OFFICES, office("team-2", "backup_team", located_in="yoga")]
        assert holder(excluding(offices, located_in="kinuta")) == ("backup_team", "team-2", "receiver_excluded")

    def test_the_next_kind_that_may_hold_a_case_holds_it_where_no_team_is_left(self) -> None:
        offices = [
            *OFFICES,
            office("clinic", "health_center"),
            office("aid", "legal"),
            office("desk", "welfare_office"),
        ]
        found = holder(excluding(offices, located_in="kinuta"), received_at="here")
        assert found == ("health_center", "clinic", "receiver_excluded")

    def test_the_team_holds_by_name_where_nobody_is_left_at_all(self) -> None:
        offices = [OFFICES[0], OFFICES[2]]
        assert holder(excluding(offices, located_in="kinuta")) == ("backup_team", None, "receiver_excluded")

    def test_without_a_directory_the_team_holds_by_name(self) -> None:
        assert holder(excluding(kind="support_center")) == ("backup_team", None, "receiver_excluded")

    def test_without_a_directory_an_excluded_team_does_not_hold(self) -> None:
        effects = [{"exclude": {"about": "p", "kind": kind}} for kind in ("support_center", "backup_team")]
        book = rulebook(rule("care", DEMENTIA, own("legal"), *effects), lead_order=["legal", "health_center"])
        assert holder(book) == ("health_center", None, "receiver_excluded")
