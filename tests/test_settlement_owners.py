"""Who owns each need, who supports, who is informed, and what goes on as before."""

from __future__ import annotations

import pytest

from tests.settling import DEBT, DEMENTIA, MENTAL, office, own, owners, refer, rule, rulebook, settled, supports

CARE = {"n1": ("a", DEMENTIA)}
LEADING = [{"person": "a", "agency": "legal", "status": "active", "role": "lead"}]
HOLDING = [{"person": "a", "agency": "welfare_office", "status": "active", "role": "lead"}]


class TestOwner:
    def test_every_open_need_has_one_owner(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("support_center")), rule("debt", DEBT, own("self_reliance")))
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        assert owners(decision) == {"n1": "support_center", "n2": "self_reliance"}

    @pytest.mark.parametrize(("status", "owned"), [("confirmed", 1), ("suspected", 1), ("resolved", 0), ("absent", 0)])
    def test_only_open_needs_are_owned(self, status: str, owned: int) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), match="(p:Person)-->(n:Need)"))
        decision = settled(book, needs=[{"id": "n1", "person": "a", "code": DEMENTIA, "status": status}])
        assert (len(decision.owners), decision.gaps, decision.blocked) == (owned, (), ())

    def test_the_highest_tier_owns(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal", "generalist"), own("npo", "protection")))
        (owner,) = settled(book, needs=CARE).owners
        assert (owner.to, owner.tier, owner.rules) == ("npo", "protection", ("care",))

    def test_the_lead_owns_before_its_equals(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), own("npo"), refer("npo", tier="fallback")))
        decision = settled(book, needs=CARE)
        assert (decision.lead.to, owners(decision)) == ("npo", {"n1": "npo"})

    def test_an_agency_active_with_the_person_owns_before_its_equals(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), own("npo"), refer("school")))
        active = [{"person": "a", "agency": "npo", "status": "active"}]
        assert owners(settled(book, needs=CARE, involvements=active)) == {"n1": "npo"}

    def test_the_order_of_the_rulebook_decides_between_equals(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), own("npo"), refer("school")), lead_order=["npo"])
        assert owners(settled(book, needs=CARE)) == {"n1": "npo"}

    def test_the_name_of_the_kind_decides_last(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("npo"), own("legal"), refer("school")))
        assert owners(settled(book, needs=CARE)) == {"n1": "legal"}

    def test_to_inform_about_a_need_is_not_to_answer_it(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("legal", "inform", for_="n")))
        decision = settled(book, needs=CARE)
        assert [(gap.need, gap.code) for gap in decision.gaps] == [("n1", DEMENTIA)]

    def test_a_need_no_rule_routes_is_a_gap_and_asks_for_advice(self) -> None:
        decision = settled(rulebook(), needs=CARE)
        assert [gap.need for gap in decision.gaps] == ["n1"]
        assert (decision.backup.level, [r.code for r in decision.backup.reasons]) == ("advice", ["gap"])


class TestSupport:
    def test_each_addressee_supports_once_with_all_reasons_services_and_the_earliest_due(self) -> None:
        book = rulebook(
            rule(
                "care", DEMENTIA, refer("legal", "support", None, service="後見", within="P14D"), refer("npo", for_="n")
            ),
            rule("debt", DEBT, own("legal", service="債務整理", within="P7D")),
        )
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        (support,) = decision.supports
        assert (support.to, support.about, support.services) == ("legal", ("a", "b"), ("債務整理", "後見"))
        assert (support.due.isoformat(), support.rules) == ("2026-04-08", ("care", "debt"))

    def test_an_owner_other_than_the_lead_supports(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), refer("npo")))
        assert supports(settled(book, needs=CARE)) == ["legal"]

    def test_the_lead_does_not_support_itself(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", for_="n"), refer("npo", "support", None)))
        assert settled(book, needs=CARE).supports == ()

    def test_a_lead_candidate_that_lost_supports_only_if_it_owns(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", tier="protection"), refer("school"), refer("legal", for_="n"))
        )
        decision = settled(book, needs=CARE)
        assert (decision.lead.to, supports(decision)) == ("npo", ["legal"])

    def test_a_candidate_that_does_not_own_still_supports(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal"), own("npo", "fallback"), refer("school")))
        assert supports(settled(book, needs=CARE)) == ["legal", "npo"]

    def test_who_is_informed_is_listed_apart_and_once(self) -> None:
        book = rulebook(
            rule(
                "care", DEMENTIA, refer("npo", for_="n"), refer("npo", "inform", None), refer("school", "inform", None)
            ),
            rule("debt", DEBT, refer("school", "inform", None)),
        )
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        assert [(part.to, part.about) for part in decision.inform] == [("school", ("a", "b"))]

    def test_who_has_a_role_is_not_informed_besides(self) -> None:
        effects = (refer("npo", "support", None), refer("npo", "inform", None))
        assert settled(rulebook(rule("care", DEMENTIA, *effects)), needs=CARE).inform == ()

    @pytest.mark.parametrize("role", ["support", "lead"])
    def test_who_has_a_role_keeps_what_it_is_told_besides(self, role: str) -> None:
        told = refer("npo", "inform", None, service="事実の回答", within="P3D")
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", role, service="訪問"), refer("legal", tier="protection"))
            if role == "support"
            else rule("care", DEMENTIA, refer("npo", role, service="訪問")),
            rule("asked", DEMENTIA, told),
        )
        decision = settled(book, needs=CARE)
        if role == "lead":
            assert decision.lead is not None
            assert (decision.lead.rules, decision.lead.service) == (("asked", "care"), "事実の回答 / 訪問")
        else:
            (part,) = (one for one in decision.supports if one.to == "npo")
            assert (part.rules, part.services) == (("asked", "care"), ("事実の回答", "訪問"))
            assert part.due is not None
        assert decision.inform == ()


class TestContinuity:
    book = rulebook(
        rule("care", DEMENTIA, refer("support_center", for_="n")),
        rule("debt", DEBT, refer("self_reliance", for_="n")),
        rule("mental", MENTAL, refer("health_center", tier="protection", for_="n")),
    )

    def test_who_leads_for_a_person_owns_that_person_s_needs(self) -> None:
        decision = settled(self.book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}, involvements=HOLDING)
        assert owners(decision) == {"n1": "welfare_office", "n2": "self_reliance"}
        assert [(o.tier, o.rules) for o in decision.owners if o.need == "n1"] == [("continuity", ())]

    def test_it_leads_the_case_where_nobody_else_has_an_open_need(self) -> None:
        decision = settled(self.book, needs=CARE, involvements=HOLDING)
        assert (decision.lead.to, decision.lead.tier) == ("welfare_office", "continuity")

    def test_it_does_not_lead_the_case_where_somebody_else_has_an_open_need(self) -> None:
        decision = settled(self.book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}, involvements=HOLDING)
        assert decision.lead is None or decision.lead.to != "welfare_office"

    def test_a_kind_that_may_not_hold_a_case_does_not_lead_it(self) -> None:
        decision = settled(self.book, needs=CARE, involvements=LEADING)
        assert (decision.lead.to, owners(decision)) == ("support_center", {"n1": "legal"})

    def test_without_a_directory_it_is_one_agency_whichever_office_the_case_names(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("welfare_office")), rule("debt", DEBT, own("welfare_office")))
        leading = [{"person": "a", "agency": "welfare_office", "office": "east", "status": "active", "role": "lead"}]
        needs = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}
        decision = settled(book, needs=needs, involvements=leading)
        reached = [(part.to, part.agency, part.about) for part in (decision.lead, *decision.supports)]
        assert reached == [("welfare_office", None, ("a", "b"))]

    def test_without_a_directory_an_office_the_case_names_is_excluded_all_the_same(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("npo"), {"exclude": {"about": "p", "office": "east"}}))
        leading = [{"person": "a", "agency": "welfare_office", "office": "east", "status": "active", "role": "lead"}]
        assert settled(book, needs=CARE, involvements=leading).lead.to == "npo"

    def test_protection_beats_continuity(self) -> None:
        decision = settled(self.book, needs={"n1": ("a", MENTAL)}, involvements=HOLDING)
        assert (decision.lead.to, owners(decision)) == ("health_center", {"n1": "health_center"})

    def test_an_active_support_is_not_lifted(self) -> None:
        active = [{**HOLDING[0], "role": "support"}]
        assert owners(settled(self.book, needs=CARE, involvements=active)) == {"n1": "support_center"}

    def test_a_rule_may_say_so(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", tier="continuity", for_="n")),
            rule("debt", DEBT, refer("legal", for_="n")),
        )
        assert settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}).lead.to == "npo"

    def test_the_office_of_the_case_is_kept_listed_or_not(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal")), offices=[office("desk", "support_center")])
        involvements = [{**HOLDING[0], "office": "somewhere"}]
        assert settled(book, needs=CARE, involvements=involvements).lead.agency == "somewhere"

    @pytest.mark.parametrize(("offices", "agency"), [([office("desk", "welfare_office")], "desk"), ([], None)])
    def test_without_an_office_in_the_case_the_directory_is_asked(self, offices: list, agency: str | None) -> None:
        book = rulebook(offices=[office("center", "support_center"), *offices])
        lead = settled(book, needs=CARE, involvements=HOLDING).lead
        assert (lead.to, lead.agency) == ("welfare_office", agency)

    def test_an_unlisted_office_may_be_anywhere_and_so_in_an_excluded_place(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal"), {"exclude": {"about": "p", "located_in": "kinuta"}}),
            offices=[office("desk", "legal")],
        )
        involvements = [{**HOLDING[0], "office": "somewhere"}]
        assert owners(settled(book, needs=CARE, involvements=involvements)) == {"n1": "legal"}

    def test_who_declined_does_not_go_on(self) -> None:
        history = [{"type": "declined", "by": "welfare_office"}]
        decision = settled(self.book, needs=CARE, involvements=HOLDING, history=history)
        assert decision.lead.to == "support_center"

    def test_a_rulebook_without_that_tier_knows_no_continuity(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", for_="n")), tiers=["specialist", "fallback"])
        assert settled(book, needs=CARE, involvements=HOLDING).lead.to == "npo"
