"""When the backup team is asked, for what, and that somebody stays accountable while it is."""

from __future__ import annotations

from typing import Any

import pytest

from routing import Router
from routing.settlement import fail_safe
from tests.settling import DEBT, DEMENTIA, case, office, own, reasons, refer, rule, rulebook, settled

CARE = {"n1": ("a", DEMENTIA)}
BOOK = rulebook(rule("care", DEMENTIA, refer("support_center", for_="n")))


def reported(*entries: dict[str, Any], book: Any = BOOK, **fields: Any) -> Any:
    return settled(book, needs=CARE, history=list(entries), received_by="town_center", **fields)


class TestHistory:
    @pytest.mark.parametrize(
        ("entry", "level", "code", "detail"),
        [
            ({"type": "cannot_solve"}, "conference", "cannot_solve", "an agency cannot solve the case alone: legal"),
            ({"type": "no_agreement"}, "conference", "no_agreement", "the agencies do not agree: legal"),
            ({"type": "declined"}, "advice", "declined", "an agency declined the referral: legal"),
            ({"type": "overdue"}, "conference", "overdue", "an answer is overdue: legal"),
        ],
    )
    def test_what_was_reported_asks_for_it(self, entry: dict[str, str], level: str, code: str, detail: str) -> None:
        decision = reported({**entry, "by": "legal"})
        assert (decision.backup.level, reasons(decision)) == (level, {code: detail})

    @pytest.mark.parametrize(("type", "times", "code"), [("refused", 2, "repeated_refusal"), ("hop", 3, "hops")])
    def test_what_counts_only_when_repeated(self, type: str, times: int, code: str) -> None:
        entries = [{"type": type, "date": f"2026-03-{day:02}"} for day in range(1, times + 1)]
        assert reported(*entries[:-1]).backup is None
        assert list(reasons(reported(*entries))) == [code]

    def test_the_same_report_told_twice_counts_once(self) -> None:
        refused = {"type": "refused", "by": "legal", "date": "2026-03-01"}
        assert reported(refused, refused).backup is None

    def test_involvements_that_were_refused_count_too(self) -> None:
        refused = [{"person": "a", "agency": kind, "status": "refused"} for kind in ("npo", "legal")]
        decision = reported({"type": "refused", "by": "npo"}, involvements=refused)
        assert reasons(decision) == {"repeated_refusal": "help was refused repeatedly: legal, npo"}

    def test_a_rulebook_sets_level_and_count(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("support_center")), escalation={"declined": {"level": "conference", "count": 2}}
        )
        declined = [{"type": "declined", "by": kind} for kind in ("npo", "legal")]
        assert reported(declined[0], book=book).backup is None
        assert reported(*declined, book=book).backup.level == "conference"

    def test_who_reported_nothing_in_particular_is_not_named(self) -> None:
        assert reasons(reported({"type": "cannot_solve"})) == {"cannot_solve": "an agency cannot solve the case alone"}


class TestRules:
    def test_a_rule_may_ask_for_it(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("support_center"), {"escalate": {"level": "advice", "reason": "complex"}})
        )
        (reason,) = reported(book=book).backup.reasons
        assert (reason.code, reason.detail, reason.rules) == ("rule", "complex", ("care",))

    def test_the_highest_level_asked_for_counts(self) -> None:
        effects = [{"escalate": {"level": level, "reason": level}} for level in ("conference", "advice")]
        decision = reported(book=rulebook(rule("care", DEMENTIA, own("support_center"), *effects)))
        assert (decision.backup.level, len(decision.backup.reasons)) == ("conference", 2)

    def test_the_same_reason_of_two_rules_is_told_once(self) -> None:
        effect = {"escalate": {"level": "advice", "reason": "complex"}}
        book = rulebook(rule("care", DEMENTIA, own("support_center"), effect), rule("again", DEMENTIA, effect))
        (reason,) = reported(book=book).backup.reasons
        assert reason.rules == ("again", "care")


class TestCompoundNeeds:
    def test_many_needs_alone_are_no_reason(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center", for_="n")),
            rule("debt", DEBT, refer("legal", "support", for_="n")),
        )
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        assert decision.backup is None

    def test_the_lead_is_not_removed_by_a_conference(self) -> None:
        decision = reported({"type": "cannot_solve", "by": "support_center"})
        assert (decision.lead.to, decision.holder.to) == ("support_center", "town_center")


class TestTeam:
    offices = (
        office("team", "backup_team", located_in="kinuta"),
        office("center", "support_center", located_in="yoga"),
    )

    def team(self, *effects: dict[str, Any]) -> str | None:
        book = rulebook(rule("care", DEMENTIA, own("support_center"), *effects), offices=list(self.offices))
        return settled(book, needs=CARE, history=[{"type": "overdue"}]).backup.team

    def test_its_office_is_named(self) -> None:
        assert self.team() == "team"

    def test_an_excluded_team_is_not_asked(self) -> None:
        assert self.team({"exclude": {"about": "p", "located_in": "kinuta"}}) is None


class TestFailSafe:
    effects = (
        {"immediate": {"action": "visit_now", "to": "support_center", "about": "p"}},
        {"duty": {"to": "elder_disability_office", "about": "p"}},
        refer("support_center", for_="n"),
        {"escalate": {"level": "advice", "reason": "complex"}},
    )
    book = rulebook(rule("care", DEMENTIA, *effects), rule("debt", DEBT, refer("legal", for_="n")))

    def test_a_spent_budget_gives_a_conference_and_a_holder_and_no_role(self) -> None:
        decision = Router(self.book, budget=0).route(case(needs=CARE))
        assert (decision.holder.to, decision.lead, decision.owners, decision.supports) == (
            "support_center",
            None,
            (),
            (),
        )
        assert (decision.backup.level, reasons(decision)) == (
            "conference",
            {"budget_exceeded": "the rules took more steps than a case may take"},
        )
        assert decision.fail_safe

    def test_engines_that_disagree_give_one_too_and_what_fired_is_kept(self) -> None:
        firings = Router(self.book).fire(case(needs=CARE))
        decision = fail_safe(case(needs=CARE), firings, self.book, "engine_disagreement")
        assert [one.action for one in decision.immediate] == ["visit_now"]
        assert [one.to for one in decision.duties] == ["elder_disability_office"]
        assert [one.rule for one in decision.trace] == ["care"]
        assert list(reasons(decision)) == ["engine_disagreement", "rule"]
        assert [one.to for one in decision.withheld] == ["backup_team"]

    def test_every_open_need_is_blocked_so_that_none_is_lost(self) -> None:
        resolved = {"id": "n3", "person": "a", "code": DEBT, "status": "resolved"}
        needs = [{"id": id, "person": "a", "code": code} for id, code in (("n2", DEBT), ("n1", DEMENTIA))]
        decision = Router(self.book, budget=0).route(case(needs=[*needs, resolved]))
        told = [(part.need, part.code, part.reason, part.rules) for part in decision.blocked]
        assert told == [("n1", DEMENTIA, "budget_exceeded", ()), ("n2", DEBT, "budget_exceeded", ())]

    def test_a_need_blocked_by_a_disagreement_says_so(self) -> None:
        firings = Router(self.book).fire(case(needs=CARE))
        decision = fail_safe(case(needs=CARE), firings, self.book, "engine_disagreement")
        assert [part.reason for part in decision.blocked] == ["engine_disagreement"]

    def test_its_digest_is_that_of_its_content(self) -> None:
        decision = Router(self.book, budget=0).route(case(needs=CARE))
        assert decision.digest == decision.compute_digest()

    def test_a_settled_decision_is_none(self) -> None:
        assert not Router(self.book).route(case(needs={"n2": ("a", DEBT)})).fail_safe
        assert not Router(self.book).route(case(needs=CARE)).fail_safe
