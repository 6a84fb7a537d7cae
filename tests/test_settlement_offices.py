"""From kinds to offices: the directory, exclusions, refusals, and what is left when nobody is."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Router
from tests.settling import (
    DEBT,
    DEMENTIA,
    case,
    lost,
    office,
    own,
    owners,
    reasons,
    refer,
    rule,
    rulebook,
    settled,
    supports,
)

CARE = {"n1": ("a", DEMENTIA)}
BOTH = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}
CENTERS = [
    office("here", "support_center", located_in="kinuta", catchment=["kinuta"]),
    office("there", "support_center", located_in="yoga", catchment=["yoga"]),
    office("legal-aid", "legal"),
]


def exclude(**target: str) -> dict[str, Any]:
    return {"exclude": {"about": "p", **target}}


def serves(person: str, office: str) -> dict[str, str]:
    return {"person": person, "agency": "support_center", "office": office, "status": "active"}


class TestDirectory:
    book = rulebook(rule("care", DEMENTIA, refer("support_center")), offices=CENTERS)

    def test_the_office_of_the_district_is_chosen(self) -> None:
        assert settled(self.book, needs=CARE, district="yoga").lead.agency == "there"

    def test_without_a_district_the_place_where_the_case_was_received_counts(self) -> None:
        decision = settled(self.book, needs=CARE, received_at="there")
        assert decision.lead.agency == "there"

    def test_without_a_directory_there_are_kinds_only(self) -> None:
        decision = settled(rulebook(rule("care", DEMENTIA, refer("support_center"))), needs=CARE, district="yoga")
        assert (decision.lead.to, decision.lead.agency) == ("support_center", None)
        assert "empty_slot" not in reasons(decision)

    def test_places_free_today_decide_between_offices(self) -> None:
        offices = [office("one", "legal", capacity=5), office("two", "legal", capacity=4)]
        book = rulebook(rule("care", DEMENTIA, refer("legal")), offices=[*CENTERS, *offices])
        decision = Router(book).route(case(needs=CARE), availability={"one": 1})
        assert decision.lead.agency == "two"

    @pytest.mark.parametrize("role", ["lead", "support"])
    def test_an_office_that_serves_the_person_already_comes_before_that_of_the_district(self, role: str) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("support_center", role, about="p")), offices=CENTERS)
        reached = [
            (part.to, part.agency)
            for serving in ("a", "b")
            for decision in [settled(book, needs=CARE, district="kinuta", involvements=[serves(serving, "there")])]
            for part in (decision.lead, *decision.supports)
            if part.to == "support_center" and part.rules
        ]
        assert reached == [("support_center", "there"), ("support_center", "here")]

    @pytest.mark.parametrize("status", ["ended", "refused", "declined"])
    def test_an_office_that_serves_the_person_no_longer_does_not_come_first(self, status: str) -> None:
        known = [{**serves("a", "there"), "status": status}]
        assert settled(self.book, needs=CARE, district="kinuta", involvements=known).lead.agency == "here"

    def test_an_office_that_serves_the_person_already_gives_way_where_it_is_struck(self) -> None:
        barred = rule("barred", DEMENTIA, exclude(located_in="yoga"))
        book = rulebook(rule("care", DEMENTIA, refer("support_center")), barred, offices=CENTERS)
        decision = settled(book, needs=CARE, district="kinuta", involvements=[serves("a", "there")])
        assert decision.lead.agency == "here"

    def test_an_unlisted_office_that_serves_the_person_already_supports_but_does_not_lead(self) -> None:
        care = rule("care", DEMENTIA, refer("support_center"), refer("legal", "support", about="p"))
        involved = [serves("a", "elsewhere"), {**serves("a", "their-lawyer"), "agency": "legal"}]
        decision = settled(rulebook(care, offices=CENTERS), needs=CARE, district="kinuta", involvements=involved)
        assert (decision.lead.agency, [part.agency for part in decision.supports]) == ("here", ["their-lawyer"])

    def test_an_unlisted_office_may_be_anywhere_and_so_gives_way_where_a_district_is_excluded(self) -> None:
        care = rule("care", DEMENTIA, refer("legal", "support", about="p"), exclude(located_in="kinuta"))
        involved = [{**serves("a", "their-lawyer"), "agency": "legal"}]
        decision = settled(rulebook(care, offices=CENTERS), needs=CARE, involvements=involved)
        assert [part.agency for part in decision.supports] == ["legal-aid"]

    def test_a_report_goes_to_the_office_of_the_district_whoever_serves_the_person(self) -> None:
        duty = {"duty": {"to": "support_center", "about": "p", "consent": "not_required"}}
        decision = settled(
            rulebook(rule("report", DEMENTIA, duty), offices=CENTERS),
            needs=CARE,
            district="kinuta",
            involvements=[serves("a", "there")],
        )
        assert [part.agency for part in decision.duties] == ["here"]

    @pytest.mark.parametrize(
        ("reporter", "agency"), [("self", None), ("family", None), (None, None), ("police", "pros")]
    )
    def test_a_resident_is_not_led_by_an_office_for_professionals(
        self, reporter: str | None, agency: str | None
    ) -> None:
        offices = [office("pros", "legal", asker="professionals"), office("here", "support_center")]
        book = rulebook(rule("care", DEMENTIA, refer("legal")), offices=offices)
        given = {"reported_by": reporter} if reporter else {}
        decision = settled(book, needs=CARE, **given)
        assert (decision.lead.agency if decision.lead.to == "legal" else None) == agency

    def test_a_support_is_asked_by_professionals(self) -> None:
        offices = [office("pros", "legal", asker="professionals"), office("here", "support_center")]
        book = rulebook(rule("care", DEMENTIA, refer("legal", "support", None)), offices=offices)
        assert supports(settled(book, needs=CARE, reported_by="self")) == ["legal"]

    def test_an_office_for_professionals_supports_where_a_resident_has_it_own_nothing(self) -> None:
        offices = [office("pros", "legal", asker="professionals"), office("here", "support_center")]
        book = rulebook(rule("care", DEMENTIA, own("legal")), offices=offices)
        decision = settled(book, needs=CARE, reported_by="self")
        assert supports(decision) == ["legal"]
        assert owners(decision) == {}

    def test_only_the_ages_that_are_unknown_are_asked_for(self) -> None:
        offices = [office("elders", "legal", serves={"age": "65..", "only": True}), office("here", "support_center")]
        book = rulebook(rule("care", DEMENTIA, refer("legal"), match="(n:Need)"), offices=offices)
        decision = settled(book, persons=[{"id": "a"}, {"id": "b", "age": 52}], needs=CARE)
        assert [question.about for question in decision.questions] == ["a"]

    def test_an_unknown_age_that_decides_on_an_office_is_asked_for(self) -> None:
        offices = [office("elders", "legal", serves={"age": "65..", "only": True}), office("here", "support_center")]
        book = rulebook(rule("care", DEMENTIA, refer("legal")), offices=offices)
        decision = settled(book, persons=[{"id": "a"}, {"id": "b", "age": 52}], needs=CARE)
        (question,) = decision.questions
        assert (question.about, question.property, question.rules) == ("a", "age", ("care",))
        assert decision.lead.agency == "elders"


class TestIfAbsent:
    def test_the_next_kind_is_tried_where_the_first_has_no_office(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", if_absent=["school", "legal"], for_="n")), offices=CENTERS)
        decision = settled(book, needs=CARE)
        assert (decision.lead.to, decision.lead.tier, decision.backup) == ("legal", "specialist", None)

    def test_the_next_kind_is_tried_where_the_first_is_excluded(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", if_absent="legal"), exclude(kind="support_center")),
            offices=CENTERS,
        )
        assert settled(book, needs=CARE).lead.to == "legal"

    def test_where_none_of_the_kinds_has_an_office_the_first_is_missed(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", if_absent="school", for_="n")), offices=CENTERS)
        decision = settled(book, needs=CARE)
        assert lost(decision) == {"npo": "empty_slot"}
        assert reasons(decision)["empty_slot"] == "no office of kind npo"

    def test_an_empty_slot_is_told_where_it_would_have_come_first(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", tier="protection"), refer("legal", tier="specialist")), offices=CENTERS
        )
        decision = settled(book, needs=CARE)
        assert (decision.lead.to, decision.backup.level) == ("legal", "advice")
        assert lost(decision) == {"npo": "empty_slot"}
        assert reasons(decision) == {"empty_slot": "no office of kind npo", "gap": "no rule routes care.dementia"}

    def test_an_empty_slot_of_a_lower_tier_is_not_told(self) -> None:
        book = rulebook(
            rule(
                "care", DEMENTIA, refer("legal", tier="protection", for_="n"), refer("npo", tier="specialist", for_="n")
            ),
            offices=CENTERS,
        )
        assert settled(book, needs=CARE).backup is None

    def test_an_empty_slot_beside_the_owner_is_told(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal", "generalist"), own("npo", "specialist")), offices=CENTERS)
        decision = settled(book, needs=CARE)
        assert (owners(decision), list(reasons(decision))) == ({"n1": "legal"}, ["empty_slot"])

    def test_a_support_without_an_office_is_rejected_and_asks_for_nothing(self) -> None:
        book = rulebook(
            rule(
                "care",
                DEMENTIA,
                refer("legal", for_="n"),
                refer("npo", "support", None),
                refer("school", "inform", None),
            ),
            offices=CENTERS,
        )
        decision = settled(book, needs=CARE)
        assert [(r.to, r.role, r.lost_to) for r in decision.rejected] == [
            ("npo", "support", "empty_slot"),
            ("school", "inform", "empty_slot"),
        ]
        assert decision.backup is None


class TestExclusion:
    @pytest.mark.parametrize("target", [{"kind": "support_center"}, {"office": "here"}, {"located_in": "kinuta"}])
    def test_an_excluded_office_does_not_lead(self, target: dict[str, str]) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center"), refer("legal", tier="generalist"), exclude(**target)),
            offices=CENTERS,
        )
        decision = settled(book, needs=CARE, district="kinuta")
        assert decision.lead.agency in ("there", "legal-aid")
        (excluded,) = decision.excluded
        assert {name: getattr(excluded, name) for name in target} == target

    def test_an_exclusion_about_somebody_else_strikes_nothing(self) -> None:
        match = "(p:Person)-[:HAS]->(n:Need), (q:Person {age: 52})"
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", about="p")),
            rule("other", DEMENTIA, {"exclude": {"about": "q", "kind": "support_center"}}, match=match),
            offices=CENTERS,
        )
        assert settled(book, needs=CARE, received_by="town_center").lead.to == "support_center"

    def test_a_place_may_be_read_from_the_case(self) -> None:
        match = "(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)"
        effects = (refer("support_center", for_="n"), exclude(located_in="c.district"))
        book = rulebook(rule("care", DEMENTIA, *effects, match=match), offices=CENTERS)
        decision = settled(book, needs=CARE, district="kinuta")
        assert (decision.lead.agency, decision.excluded[0].located_in) == ("there", "kinuta")

    def test_an_unknown_place_is_asked_for(self) -> None:
        match = "(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)"
        effects = (refer("support_center", for_="n"), exclude(located_in="c.district"))
        decision = settled(rulebook(rule("care", DEMENTIA, *effects, match=match), offices=CENTERS), needs=CARE)
        assert [(q.about, q.property, q.rules) for q in decision.questions] == [("K", "district", ("care",))]
        assert decision.excluded == ()

    @pytest.mark.parametrize(("district", "asked"), [("kinuta", []), ("yoga", []), ("kinutaa", ["district"])])
    def test_a_district_the_directory_does_not_know_is_asked(self, district: str, asked: list[str]) -> None:
        book = rulebook(
            rule(
                "care",
                DEMENTIA,
                exclude(located_in="c.district"),
                match="(p:Person)-[:HAS]->(n:Need), (p)-[:IN]->(c:Case)",
            ),
            offices=[office("here", "legal", located_in="kinuta"), office("there", "legal", catchment=["yoga"])],
        )
        decision = settled(book, needs=CARE, district=district)
        assert [question.property for question in decision.questions] == asked
        assert [entry.located_in for entry in decision.excluded] == [district]

    def test_an_excluded_support_is_rejected(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", "support", None), exclude(kind="support_center")),
            offices=CENTERS,
        )
        decision = settled(book, needs=CARE, received_by="legal")
        assert ("support_center", "support", "exclusion") in [(r.to, r.role, r.lost_to) for r in decision.rejected]
        assert decision.supports == ()

    def test_a_need_whose_only_candidate_is_excluded_is_blocked(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("support_center"), exclude(kind="support_center")), offices=CENTERS)
        decision = settled(book, needs=CARE)
        assert [(b.need, b.code, b.reason, b.rules) for b in decision.blocked] == [
            ("n1", DEMENTIA, "exclusion", ("care",))
        ]
        assert (decision.gaps, decision.backup.level) == ((), "conference")
        assert reasons(decision) == {"blocked": f"nobody is left for {DEMENTIA}: exclusion"}

    def test_a_need_whose_only_candidate_has_no_office_is_blocked_by_an_empty_slot(self) -> None:
        decision = settled(rulebook(rule("care", DEMENTIA, own("npo")), offices=CENTERS), needs=CARE)
        assert [b.reason for b in decision.blocked] == ["empty_slot"]

    def test_an_exclusion_by_kind_holds_without_a_directory(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), exclude(kind="legal"), exclude(located_in="kinuta")))
        assert [b.reason for b in settled(book, needs=CARE).blocked] == ["exclusion"]

    def test_exclusions_of_the_same_are_told_once(self) -> None:
        book = rulebook(rule("care", DEMENTIA, exclude(kind="legal")), rule("debt", DEBT, exclude(kind="legal")))
        decision = settled(book, needs={**CARE, "n2": ("b", DEBT)})
        assert [(e.about, e.kind, e.rules) for e in decision.excluded] == [(("a", "b"), "legal", ("care", "debt"))]


class TestDeclined:
    book = rulebook(
        rule("care", DEMENTIA, refer("support_center", for_="n"), refer("legal", tier="generalist", for_="n")),
        rule("debt", DEBT, own("support_center")),
        offices=CENTERS,
    )

    def declined(self, **entry: Any) -> Any:
        history = [{"type": "declined", "by": "support_center", **entry}]
        return settled(self.book, needs=BOTH, district="kinuta", received_by="town_center", history=history)

    def test_an_office_that_declined_is_struck_for_that_need_only(self) -> None:
        decision = self.declined(office="here", need="n1")
        assert {o.need: o.agency for o in decision.owners} == {"n1": "there", "n2": "here"}

    def test_a_kind_that_declined_has_no_office_left(self) -> None:
        decision = self.declined(need="n1")
        assert (lost(decision), owners(decision)) == (
            {"support_center": "declined"},
            {"n1": "legal", "n2": "support_center"},
        )

    def test_who_declined_without_naming_a_need_is_struck_for_all(self) -> None:
        decision = self.declined()
        assert owners(decision) == {"n1": "legal"}
        assert [(b.need, b.reason) for b in decision.blocked] == [("n2", "declined")]

    def test_who_declined_one_person_may_answer_another(self) -> None:
        decision = self.declined(person="a")
        assert owners(decision) == {"n1": "legal", "n2": "support_center"}

    def test_an_involvement_that_was_declined_counts_for_its_person(self) -> None:
        involvements = [{"person": "b", "agency": "support_center", "status": "declined"}]
        decision = settled(
            self.book, needs=BOTH, district="kinuta", received_by="town_center", involvements=involvements
        )
        assert [(b.need, b.reason) for b in decision.blocked] == [("n2", "declined")]

    def test_who_declined_may_still_support(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), refer("support_center", "support", None)), offices=CENTERS)
        history = [{"type": "declined", "by": "support_center"}]
        assert "support_center" in supports(settled(book, needs=CARE, received_by="town_center", history=history))

    def test_who_declined_a_need_is_not_asked_to_support_with_it_again(self) -> None:
        decision = self.declined(need="n2")
        assert [(b.need, b.reason) for b in decision.blocked] == [("n2", "declined")]
        assert (decision.lead.to, decision.lead.about, supports(decision)) == ("support_center", ("a",), [])
        assert [(r.to, r.role, r.lost_to) for r in decision.rejected if r.role == "support"] == [
            ("support_center", "support", "declined")
        ]

    def test_who_declined_may_still_be_informed(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal"), refer("support_center", "inform", "fallback", for_="n")),
            offices=CENTERS,
        )
        history = [{"type": "declined", "by": "support_center"}]
        decision = settled(book, needs=CARE, received_by="town_center", history=history)
        assert [part.to for part in decision.inform] == ["support_center"]

    def test_a_decline_by_nobody_in_particular_strikes_nobody(self) -> None:
        decision = settled(self.book, needs=BOTH, history=[{"type": "declined"}])
        assert owners(decision) == {"n1": "support_center", "n2": "support_center"}
