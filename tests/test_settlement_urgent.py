"""What never waits: acting at once, and statutory reports with their deadlines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.settling import DEBT, DEMENTIA, office, own, reasons, rule, rulebook, settled

CARE = {"n1": ("a", DEMENTIA)}
BOTH = {"n1": ("a", DEMENTIA), "n2": ("b", DEBT)}
ELDER_LAW = {"law": "高齢者虐待防止法", "article": "第7条", "status": "verified"}
CHILD_LAW = {"law": "児童虐待防止法", "article": "第6条", "status": "verified"}


def duty(to: str = "elder_disability_office", **more: Any) -> dict[str, Any]:
    return {"duty": {"to": to, **more}}


def act(action: str, *to: str, **more: Any) -> dict[str, Any]:
    return {"immediate": {"action": action, "to": list(to), "about": "p", **more}}


class TestImmediate:
    def test_it_stands_although_nobody_leads_or_owns(self) -> None:
        decision = settled(rulebook(rule("care", DEMENTIA, act("call_119", "police_fire"))), needs=CARE)
        (immediate,) = decision.immediate
        assert (immediate.action, immediate.to, immediate.about) == ("call_119", ("police_fire",), ("a",))
        assert (immediate.jointly, immediate.rules) == (False, ("care",))

    def test_the_same_act_is_told_once_about_everybody(self) -> None:
        visit = act("visit_now", "support_center", "social_council", jointly=True)
        decision = settled(rulebook(rule("care", DEMENTIA, visit), rule("debt", DEBT, visit)), needs=BOTH)
        (immediate,) = decision.immediate
        assert (immediate.about, immediate.rules, immediate.jointly) == (("a", "b"), ("care", "debt"), True)

    def test_other_acts_stay_apart(self) -> None:
        book = rulebook(rule("care", DEMENTIA, act("call_119", "police_fire"), act("call_110", "police_fire")))
        assert [one.action for one in settled(book, needs=CARE).immediate] == ["call_110", "call_119"]

    def test_an_exclusion_does_not_strike_it(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, act("call_119", "police_fire"), {"exclude": {"about": "p", "kind": "police_fire"}})
        )
        assert settled(book, needs=CARE).immediate[0].to == ("police_fire",)


class TestDuty:
    offices = (office("desk", "elder_disability_office"), office("center", "support_center"))

    def test_it_reaches_its_office_with_its_deadline(self) -> None:
        book = rulebook(rule("care", DEMENTIA, duty(within="PT48H", basis=[ELDER_LAW])), offices=list(self.offices))
        (report,) = settled(book, needs=CARE).duties
        assert (report.to, report.agency, report.about) == ("elder_disability_office", "desk", ("a",))
        assert (report.within, report.due.isoformat()) == ("PT48H", "2026-04-03")
        assert [basis.article for basis in report.basis] == ["第7条"]

    def test_without_a_basis_of_its_own_it_rests_on_that_of_its_rule(self) -> None:
        (report,) = settled(rulebook(rule("care", DEMENTIA, duty(), basis=[ELDER_LAW])), needs=CARE).duties
        assert [basis.law for basis in report.basis] == ["高齢者虐待防止法"]

    def test_one_without_a_deadline_is_due_at_no_day(self) -> None:
        (report,) = settled(rulebook(rule("care", DEMENTIA, duty())), needs=CARE).duties
        assert (report.within, report.due, report.consent) == (None, None, "not_required")

    def test_merged_reports_are_due_when_the_earliest_is(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, duty(within="P7D", basis=[ELDER_LAW])),
            rule("debt", DEBT, duty(within="P3D", basis=[ELDER_LAW])),
            rule("late", DEBT, duty(basis=[ELDER_LAW])),
        )
        (report,) = settled(book, needs=BOTH).duties
        assert (report.within, report.due.isoformat(), report.about) == ("P3D", "2026-04-04", ("a", "b"))
        assert report.rules == ("care", "debt", "late")

    def test_reports_under_different_laws_stay_apart(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, duty(within="P7D", basis=[ELDER_LAW])), rule("debt", DEBT, duty(basis=[CHILD_LAW]))
        )
        assert [report.basis[0].law for report in settled(book, needs=BOTH).duties] == [
            "児童虐待防止法",
            "高齢者虐待防止法",
        ]

    def test_one_without_an_office_stays_and_escalates_at_once(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("support_center"), duty()), offices=[self.offices[1]])
        decision = settled(book, needs=CARE)
        assert [(report.to, report.agency) for report in decision.duties] == [("elder_disability_office", None)]
        assert decision.backup.level == "conference"
        assert reasons(decision) == {"empty_slot": "no office receives the report to elder_disability_office"}

    def test_an_exclusion_does_not_strike_it(self) -> None:
        exclude = {"exclude": {"about": "p", "kind": "elder_disability_office"}}
        book = rulebook(rule("care", DEMENTIA, duty(), exclude), offices=list(self.offices))
        assert settled(book, needs=CARE).duties[0].agency == "desk"

    def test_a_refusal_does_not_strike_it(self) -> None:
        history = [{"type": "declined", "by": "elder_disability_office"}]
        book = rulebook(rule("care", DEMENTIA, duty()), offices=list(self.offices))
        assert settled(book, needs=CARE, history=history).duties[0].agency == "desk"


class TestDeadline:
    def due(self, effect: dict[str, Any], **need: Any) -> Any:
        book = rulebook(rule("care", DEMENTIA, effect))
        return settled(book, needs=[{"id": "n1", "person": "a", "code": DEMENTIA, **need}])

    def test_a_day_of_the_case_counts_back(self) -> None:
        decision = self.due(duty(before={"date": "n.due", "less": "P3D"}), due="2026-04-20")
        assert decision.duties[0].due.isoformat() == "2026-04-17"

    def test_an_unknown_day_is_asked_for(self) -> None:
        decision = self.due(duty(before={"date": "n.due"}))
        assert decision.duties[0].due is None
        assert [(q.about, q.property, q.rules) for q in decision.questions] == [("n1", "due", ("care",))]

    @pytest.mark.parametrize(("within", "day"), [("P14D", "2026-04-15"), ("5bd", "2026-04-08")])
    def test_business_days_skip_the_days_offices_are_closed(self, within: str, day: str) -> None:
        assert self.due(duty(within=within)).duties[0].due.isoformat() == day
