"""Who is proposed as lead: the highest tier, then step by step; nobody where nothing tells two apart."""

from __future__ import annotations

import pytest

from tests.settling import (
    DEBT,
    DEMENTIA,
    MENTAL,
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

TWO = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}


def two_leads(
    first: str = "support_center", second: str = "self_reliance", tier: str = "specialist", **head: object
) -> object:
    return rulebook(
        rule("care", DEMENTIA, refer(first, tier="specialist", for_="n")),
        rule("debt", DEBT, refer(second, tier=tier, for_="n")),
        **head,
    )


class TestTier:
    def test_the_highest_tier_leads(self) -> None:
        decision = settled(two_leads(tier="protection"), needs=TWO)
        assert (decision.lead.to, decision.lead.tier) == ("self_reliance", "protection")
        assert lost(decision) == {"support_center": "tier"}

    def test_what_an_agency_is_proposed_for_in_a_lower_tier_is_not_lost_when_it_leads(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", tier="protection")),
            rule("debt", DEBT, refer("support_center", tier="fallback")),
        )
        decision = settled(book, needs=TWO)
        assert decision.rejected == ()
        assert (decision.lead.about, decision.lead.rules) == (("a", "b"), ("care", "debt"))


class TestInvolvement:
    def test_an_agency_active_with_a_person_comes_first(self) -> None:
        active = [{"person": "b", "agency": "self_reliance", "status": "active", "role": "support"}]
        decision = settled(two_leads(), needs=TWO, involvements=active)
        assert decision.lead.to == "self_reliance"
        assert lost(decision) == {"support_center": "involvement"}

    @pytest.mark.parametrize("involvement", [{"person": "a", "status": "active"}, {"person": "b", "status": "ended"}])
    def test_one_that_ended_or_is_with_somebody_else_does_not_count(self, involvement: dict[str, str]) -> None:
        book = two_leads(lead_order=["support_center", "self_reliance"])
        decision = settled(book, needs=TWO, involvements=[{"agency": "self_reliance", **involvement}])
        assert lost(decision) == {"self_reliance": "lead_order"}

    def test_another_office_of_the_kind_does_not_count(self) -> None:
        offices = [office("center", "support_center"), office("desk", "self_reliance")]
        book = two_leads(offices=offices, lead_order=["support_center"])
        active = [{"person": "b", "agency": "self_reliance", "office": "another", "status": "active"}]
        assert lost(settled(book, needs=TWO, involvements=active)) == {"self_reliance": "lead_order"}


class TestUrgency:
    def needs(self, **second: object) -> list[dict[str, object]]:
        first = {"id": "n1", "person": "a", "code": DEMENTIA, "severity": 2}
        return [first, {"id": "n2", "person": "b", "code": DEBT, **second}]

    def test_the_agency_of_an_urgent_need_comes_first(self) -> None:
        decision = settled(two_leads(), needs=self.needs(urgent=True))
        assert (decision.lead.to, lost(decision)) == ("self_reliance", {"support_center": "urgency"})

    def test_severity_decides_among_needs_equally_urgent(self) -> None:
        assert settled(two_leads(), needs=self.needs(severity=3)).lead.to == "self_reliance"

    def test_an_unknown_severity_is_the_least(self) -> None:
        assert lost(settled(two_leads(), needs=self.needs())) == {"self_reliance": "urgency"}

    def test_a_need_answered_by_another_referral_counts_too(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center"), refer("self_reliance")),
            rule("debt", DEBT, own("self_reliance", "fallback")),
        )
        decision = settled(book, needs=TWO)
        assert lost(decision) == {"support_center": "urgency"}

    def test_a_need_it_declined_does_not_count(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center"), refer("self_reliance")),
            rule("debt", DEBT, own("self_reliance", "fallback")),
            lead_order=["support_center"],
        )
        history = [{"type": "declined", "by": "self_reliance", "need": "n2"}]
        decision = settled(book, needs=TWO, history=history)
        assert (lost(decision), supports(decision)) == ({"self_reliance": "lead_order"}, [])


class TestPersons:
    def test_the_agency_for_more_persons_comes_first(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", about="p")),
            rule(
                "debt", DEBT, refer("self_reliance", about=["p", "q"]), match="(q:Person), (p:Person)-[:HAS]->(n:Need)"
            ),
        )
        needs = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}
        assert lost(settled(book, needs=needs)) == {"support_center": "persons"}


class TestNoAgreedLead:
    def test_the_order_of_the_rulebook_decides_last(self) -> None:
        decision = settled(two_leads(lead_order=["self_reliance", "support_center"]), needs=TWO)
        assert (decision.lead.to, lost(decision)) == ("self_reliance", {"support_center": "lead_order"})

    def test_a_kind_the_order_does_not_name_comes_after(self) -> None:
        assert settled(two_leads(lead_order=["self_reliance"]), needs=TWO).lead.to == "self_reliance"

    def test_equals_leave_the_lead_open_and_ask_for_advice(self) -> None:
        decision = settled(two_leads(), needs=TWO)
        assert (decision.lead, decision.holder.to, decision.backup.level) == (None, "support_center", "advice")
        assert reasons(decision) == {"no_agreed_lead": "equally preferred: self_reliance, support_center"}
        assert lost(decision) == {"self_reliance": "contested", "support_center": "contested"}
        assert decision.backup.reasons[0].rules == ("care", "debt")

    def test_a_contested_pair_is_not_decided_by_the_order(self) -> None:
        book = two_leads(
            lead_order=["self_reliance", "support_center"], contested=[["support_center", "self_reliance"]]
        )
        assert settled(book, needs=TWO).lead is None

    def test_a_contested_pair_is_decided_by_what_comes_before_the_order(self) -> None:
        book = two_leads(tier="protection", contested=[["support_center", "self_reliance"]])
        assert settled(book, needs=TWO).lead.to == "self_reliance"

    def test_two_offices_of_one_kind_contend_too(self) -> None:
        offices = [
            office("young", "support_center", serves={"age": "..64", "only": True}),
            office("old", "support_center", serves={"age": "65..", "only": True}),
        ]
        book = rulebook(rule("care", DEMENTIA, refer("support_center")), offices=offices, lead_order=["support_center"])
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEMENTIA)}, received_at="old")
        assert decision.lead is None
        assert owners(decision) == {}


class TestNoCandidate:
    book = rulebook(
        rule("care", DEMENTIA, own("support_center")),
        rule("debt", DEBT, own("self_reliance", "generalist")),
        default_lead="town_center",
    )

    def test_the_owner_of_the_most_urgent_need_leads(self) -> None:
        urgent = {"id": "n2", "person": "b", "code": DEBT, "urgent": True}
        decision = settled(self.book, needs=[{"id": "n1", "person": "a", "code": DEMENTIA, "severity": 3}, urgent])
        assert (decision.lead.to, decision.lead.tier, decision.lead.about) == ("self_reliance", "generalist", ("b",))
        assert supports(decision) == ["support_center"]
        assert decision.rejected == ()

    def test_an_owner_of_several_needs_has_the_tier_of_the_highest(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("support_center")), rule("debt", DEBT, own("support_center", "fallback"))
        )
        decision = settled(book, needs=TWO)
        assert (decision.lead.tier, decision.lead.about) == ("specialist", ("a", "b"))

    def test_owners_of_equally_urgent_needs_leave_the_lead_open(self) -> None:
        decision = settled(self.book, needs=TWO)
        assert (decision.lead, list(reasons(decision))) == (None, ["no_agreed_lead"])
        assert set(lost(decision).values()) == {"contested"}

    def test_an_owner_of_a_less_urgent_need_has_lost_nothing(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal")), rule("debt", DEBT, own("npo")), rule("mental", MENTAL, own("school"))
        )
        light = {"id": "n3", "person": "a", "code": MENTAL}
        heavy = [
            {"id": id, "person": "a", "code": code, "severity": 3} for id, code in (("n1", DEMENTIA), ("n2", DEBT))
        ]
        assert lost(settled(book, needs=[light, *heavy])) == {"legal": "contested", "npo": "contested"}

    def test_without_any_owner_the_default_leads_without_escalation(self) -> None:
        decision = settled(self.book)
        assert (decision.lead.to, decision.lead.tier, decision.lead.rules) == ("town_center", "fallback", ())
        assert (decision.lead.about, decision.backup) == (("a", "b"), None)

    def test_without_a_default_the_holder_leads(self) -> None:
        decision = settled(rulebook(), received_by="health_center")
        assert (decision.lead.to, decision.holder.to) == ("health_center", "health_center")

    def test_a_default_that_declined_leaves_the_lead_to_the_holder(self) -> None:
        decision = settled(self.book, history=[{"type": "declined", "by": "town_center"}])
        assert decision.lead.to == "support_center"

    def test_a_default_that_supports_one_person_leads_for_everybody(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", "support", None, about="p")), default_lead="npo")
        decision = settled(book, needs={"n1": ("b", DEMENTIA)})
        assert (decision.lead.to, decision.lead.about, decision.lead.rules) == ("npo", ("a", "b"), ("care",))
        assert decision.supports == ()

    def test_a_gap_is_told_beside_the_default(self) -> None:
        decision = settled(self.book, needs={"n1": ("a", MENTAL)})
        assert (decision.lead.to, reasons(decision)) == ("town_center", {"gap": "no rule routes mental.diagnosed"})


class TestRecord:
    def test_the_lead_has_the_name_of_its_office_and_its_services(self) -> None:
        book = rulebook(
            rule(
                "care",
                DEMENTIA,
                refer("support_center", service="訪問"),
                refer("support_center", "support", None, service="見守り"),
            ),
            offices=[office("center", "support_center")],
        )
        lead = settled(book, needs={"n1": ("a", DEMENTIA)}).lead
        assert (lead.agency, lead.name.ja, lead.name.en) == ("center", "center(ja)", "center")
        assert lead.service == "見守り / 訪問"

    def test_without_a_directory_it_has_the_name_of_its_kind(self) -> None:
        lead = settled(rulebook(rule("care", DEMENTIA, refer("legal"))), needs={"n1": ("a", DEMENTIA)}).lead
        assert (lead.agency, lead.name.en, lead.service) == (None, "Legal aid and guardianship", None)

    @pytest.mark.parametrize(
        ("effect", "about"),
        [
            (refer("legal"), ("a", "b")),
            (refer("legal", for_="n"), ("a",)),
            (refer("legal", about="q"), ("b",)),
            (refer("legal", about="h"), ("a", "b")),
            (refer("legal", about="n"), ("a",)),
        ],
    )
    def test_a_referral_is_about_whom_it_names_or_who_has_the_need_or_who_is_bound(
        self, effect: dict, about: tuple
    ) -> None:
        match = "(p:Person)-[:HAS]->(n:Need), (p)-[:LIVES_WITH]-(q:Person), (p)-[:MEMBER_OF]->(h:Household)"
        relations = [{"from": "a", "type": "LIVES_WITH", "to": "b"}]
        book = rulebook(rule("care", DEMENTIA, effect, match=match))
        assert settled(book, needs={"n1": ("a", DEMENTIA)}, relations=relations).lead.about == about

    def test_a_referral_by_a_rule_that_binds_nobody_is_about_everybody(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("legal"), match="(n:Need)"))
        assert settled(book, needs={"n1": ("a", DEMENTIA)}).lead.about == ("a", "b")
