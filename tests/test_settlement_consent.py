"""What may be disclosed to whom: a basis for every disclosure, judged person by person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.settling import DEBT, DEMENTIA, missing, office, own, refer, rule, rulebook, settled, supports

CARE = {"n1": ("a", DEMENTIA)}
BOOK = rulebook(rule("care", DEMENTIA, own("legal"), refer("support_center")))


def withheld(*consents: dict[str, Any], book: Any = BOOK, **fields: Any) -> dict[str, str]:
    given = [{"person": "a", **consent} for consent in consents]
    return missing(settled(book, **{"needs": CARE, "consents": given, **fields}))


class TestConsent:
    def test_no_entry_counts_as_not_asked(self) -> None:
        decision = settled(BOOK, needs=CARE)
        (entry,) = decision.withheld
        assert (entry.to, entry.about, entry.missing) == ("legal", ("a",), "consent")
        assert entry.released_by == ("ask_consent", "support_meeting")

    def test_the_referral_stays_although_its_disclosure_is_withheld(self) -> None:
        assert supports(settled(BOOK, needs=CARE)) == ["legal"]

    @pytest.mark.parametrize(
        ("consent", "expected"),
        [
            ({"status": "given"}, {}),
            ({"status": "given", "to": ["legal", "npo"]}, {}),
            ({"status": "given", "items": [DEMENTIA]}, {}),
            ({"status": "given", "items": ["care"]}, {}),
            ({"status": "given", "until": "2026-04-01"}, {}),
            ({"status": "given", "until": "2026-03-31"}, {"legal": "expired"}),
            ({"status": "given", "to": ["npo"]}, {"legal": "scope"}),
            ({"status": "given", "to": []}, {"legal": "scope"}),
            ({"status": "given", "items": ["debt"]}, {"legal": "scope"}),
            ({"status": "given", "items": []}, {"legal": "scope"}),
            ({"status": "not_asked"}, {"legal": "consent"}),
            ({"status": "cannot_ask"}, {"legal": "cannot_ask"}),
            ({"status": "cannot_ask", "to": ["npo"]}, {"legal": "consent"}),
            ({"status": "refused"}, {"legal": "refused"}),
            ({"status": "refused", "to": ["npo"]}, {"legal": "consent"}),
            ({"status": "refused", "items": ["debt"]}, {"legal": "consent"}),
            ({"status": "refused", "until": "2026-03-31"}, {"legal": "consent"}),
            ({"status": "given", "person": "b"}, {"legal": "consent"}),
        ],
    )
    def test_it_covers_recipient_items_and_time(self, consent: dict[str, Any], expected: dict[str, str]) -> None:
        assert withheld(consent) == expected

    def test_refused_beats_given(self) -> None:
        assert withheld({"status": "given"}, {"status": "refused", "to": ["legal"]}) == {"legal": "refused"}

    def test_several_entries_cover_together(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal")), rule("debt", DEBT, own("legal")), default_lead="npo")
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        entries = ({"status": "given", "items": ["care"]}, {"status": "given", "items": ["debt"]})
        assert "legal" not in withheld(*entries, book=book, needs=needs)
        assert withheld(entries[0], book=book, needs=needs) == {"legal": "scope"}

    def test_a_guardian_is_asked_where_the_person_cannot_be(self) -> None:
        (entry,) = settled(BOOK, needs=CARE, consents=[{"person": "a", "status": "cannot_ask"}]).withheld
        assert entry.released_by == ("guardian_consent", "support_meeting")

    def test_it_is_judged_person_by_person(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal", about=["p", "q"]), match="(q:Person {age: 52}), (p)-[:HAS]->(n:Need)")
        )
        decision = settled(book, needs=CARE, consents=[{"person": "a", "status": "given"}])
        assert [(entry.to, entry.about) for entry in decision.withheld] == [("legal", ("b",))]

    def test_what_is_missing_in_the_same_way_is_told_once(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("legal")), rule("debt", DEBT, own("legal")))
        decision = settled(book, needs={"n1": ("a", DEMENTIA), "n2": ("b", DEBT)})
        assert [(entry.to, entry.about) for entry in decision.withheld] == [("legal", ("a", "b"))]

    def test_only_what_an_agency_answers_needs_to_be_covered(self) -> None:
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        assert withheld({"status": "given", "items": ["care"]}, needs=needs) == {}

    def test_who_answers_no_need_of_a_person_learns_all_of_them(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", "support", None), refer("support_center", for_="n")))
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        assert withheld({"status": "given", "items": ["care"]}, book=book, needs=needs) == {"npo": "scope"}

    def test_a_person_without_needs_is_protected_too(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal", about="q"), match="(q:Person {age: 52}), (p)-[:HAS]->(n:Need)")
        )
        consents = [{"person": "b", "status": "refused", "items": ["care"]}, {"person": "b", "status": "given"}]
        assert missing(settled(book, needs=CARE, consents=consents)) == {"legal": "refused"}

    @pytest.mark.parametrize(("role", "expected"), [("lead", {"npo": "consent"}), ("inform", {"npo": "consent"})])
    def test_lead_and_informed_need_a_basis_too(self, role: str, expected: dict[str, str]) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("npo", role), refer("support_center", tier="protection")))
        book = book if role == "inform" else rulebook(rule("care", DEMENTIA, refer("npo", role)))
        assert withheld(book=book) == expected

    def test_who_is_informed_of_one_need_learns_only_that(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", "inform", for_="n"), refer("support_center", tier="protection"))
        )
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        assert withheld({"status": "given", "items": ["care"]}, book=book, needs=needs) == {}

    def test_who_supports_one_need_and_is_told_of_another_needs_consent_for_both(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("npo", "support", for_="n"), refer("support_center", tier="protection")),
            rule("debt", DEBT, refer("npo", "inform", for_="n")),
        )
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        assert "npo" in withheld({"status": "given", "items": ["care"]}, book=book, needs=needs)
        assert "npo" not in withheld({"status": "given", "items": ["care", "debt"]}, book=book, needs=needs)


class TestNobodyAsksForWhatTheyHold:
    def test_the_first_receiver_knows(self) -> None:
        assert "support_center" not in withheld()

    def test_without_a_directory_the_first_receiver_is_known_by_its_kind(self) -> None:
        book = rulebook(rule("care", DEMENTIA, refer("support_center")))
        assert missing(settled(book, needs=CARE, received_at="an-office")) == {}

    def test_another_office_of_its_kind_does_not(self) -> None:
        offices = [
            office("here", "support_center", located_in="kinuta", catchment=["kinuta"]),
            office("there", "support_center"),
        ]
        book = rulebook(rule("care", DEMENTIA, refer("support_center")), offices=offices)
        assert withheld(book=book, received_at="there", district="kinuta") == {"support_center": "consent"}

    def test_an_agency_active_with_the_person_knows(self) -> None:
        assert withheld(involvements=[{"person": "a", "agency": "legal", "status": "active"}]) == {}

    def test_one_active_with_another_person_does_not(self) -> None:
        assert withheld(involvements=[{"person": "b", "agency": "legal", "status": "active"}]) == {"legal": "consent"}


class TestGuardian:
    match = "(p:Person)-[:HAS]->(n:Need), (q:Person {age: 52})"
    book = rulebook(
        rule("care", DEMENTIA, own("legal", about="p"), {"exclude": {"about": "p", "person": "q"}}, match=match)
    )

    def test_the_consent_of_a_guardian_counts(self) -> None:
        assert withheld({"status": "given", "by": "b"}) == {}

    @pytest.mark.parametrize("status", ["given", "refused"])
    def test_the_word_of_an_excluded_guardian_does_not(self, status: str) -> None:
        assert withheld({"status": status, "by": "b"}, book=self.book) == {"legal": "consent"}

    def test_the_excluded_person_is_listed(self) -> None:
        (excluded,) = settled(self.book, needs=CARE).excluded
        assert (excluded.about, excluded.person) == (("a",), "b")


TOLD_NOTHING = {
    "id": "harming-person-told-nothing",
    "title": {"ja": "x", "en": "x"},
    "match": "(h:Person)-[:HARMS]->(p:Person)",
    "then": [{"exclude": {"about": "p", "person": "h"}}],
}


class TestNobodyIsAskedWhoMustNotKnow:
    """To ask is to tell that help is sought: `b` harms `a`, and nothing about `a` may reach `b`."""

    def released(self, *relations: tuple[str, str, str], persons: Any = None, **fields: Any) -> dict[str, list[str]]:
        """What would release the conference about each person."""
        told = [{"from": one, "type": type, "to": other} for one, type, other in (("b", "HARMS", "a"), *relations)]
        given = {"persons": persons} if persons else {}
        history = [{"type": "cannot_solve", "by": "support_center"}]
        decision = settled(rulebook(TOLD_NOTHING), relations=told, history=history, **given, **fields)
        return {id: list(part.released_by) for part in decision.withheld for id in part.about}

    def test_the_person_who_harms_is_not_asked_but_their_data_need_a_basis(self) -> None:
        assert self.released() == {"a": ["ask_consent", "support_meeting"], "b": ["support_meeting"]}

    def test_a_guardian_who_harms_is_not_asked(self) -> None:
        cannot = [{"person": "a", "status": "cannot_ask"}]
        assert self.released(("b", "GUARDIAN_OF", "a"), consents=cannot)["a"] == ["support_meeting"]

    def test_an_unknown_guardian_may_be_asked(self) -> None:
        cannot = [{"person": "a", "status": "cannot_ask"}]
        assert self.released(consents=cannot)["a"] == ["guardian_consent", "support_meeting"]

    def test_one_guardian_who_may_know_is_enough(self) -> None:
        persons = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
        guardians = [("b", "GUARDIAN_OF", "a"), ("c", "GUARDIAN_OF", "a")]
        cannot = [{"person": "a", "status": "cannot_ask"}]
        found = self.released(*guardians, persons=persons, consents=cannot)
        assert found["a"] == ["guardian_consent", "support_meeting"]

    @pytest.mark.parametrize(("age", "asked"), [(15, False), (16, True), (None, True)])
    def test_a_child_is_not_asked_by_way_of_the_parent_who_harms(self, age: int | None, asked: bool) -> None:
        persons = [{"id": "a", "age": 30}, {"id": "b", "age": 33}, {"id": "c", "age": age}]
        found = self.released(("b", "PARENT_OF", "c"), persons=persons)
        assert ("ask_consent" in found["c"]) is asked

    def test_a_child_is_asked_by_way_of_the_other_parent(self) -> None:
        persons = [{"id": "a", "age": 30}, {"id": "b", "age": 33}, {"id": "c", "age": 3}]
        found = self.released(("b", "PARENT_OF", "c"), ("a", "PARENT_OF", "c"), persons=persons)
        assert found["c"] == ["ask_consent", "support_meeting"]

    def test_the_guardian_of_the_person_who_harms_may_be_asked_for_them(self) -> None:
        cannot = [{"person": "b", "status": "cannot_ask"}]
        assert self.released(consents=cannot)["b"] == ["guardian_consent", "support_meeting"]


class TestShare:
    def share(self, **more: Any) -> Any:
        return rulebook(rule("care", DEMENTIA, own("legal"), {"share": {"to": "legal", "about": "p", **more}}))

    def test_a_legal_basis_takes_the_place_of_consent(self) -> None:
        assert withheld(book=self.share()) == {}

    def test_it_stands_against_a_refusal(self) -> None:
        assert withheld({"status": "refused"}, book=self.share(items=["care"])) == {}

    def test_it_covers_the_items_it_names_only(self) -> None:
        assert withheld(book=self.share(items=["debt"])) == {"legal": "consent"}

    def test_consent_may_cover_the_rest(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, own("legal"), {"share": {"to": "legal", "about": "p", "items": "care"}}),
            rule("debt", DEBT, own("legal")),
        )
        needs = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
        assert withheld(book=book, needs=needs) == {"legal": "consent"}
        assert withheld({"status": "given", "items": ["debt"]}, book=book, needs=needs) == {}


class TestBeyondRoles:
    def test_a_conference_needs_consent_or_a_meeting_under_a_secrecy_duty(self) -> None:
        history = [{"type": "cannot_solve", "by": "support_center"}]
        decision = settled(rulebook(), history=history)
        assert [(w.to, w.about, w.missing) for w in decision.withheld] == [("backup_team", ("a", "b"), "consent")]
        assert decision.withheld[0].released_by == ("ask_consent", "support_meeting")

    def test_advice_is_anonymous(self) -> None:
        decision = settled(rulebook(), needs=CARE)
        assert (decision.backup.level, decision.withheld) == ("advice", ())

    def test_another_holder_than_the_receiver_has_yet_to_learn_the_case(self) -> None:
        book = rulebook(rule("care", DEMENTIA, own("support_center")))
        assert withheld(book=book, received_by="police_fire")["backup_team"] == "consent"

    @pytest.mark.parametrize(("consent", "expected"), [("required", {"npo": "consent"}), ("not_required", {})])
    def test_a_report_needs_consent_only_where_it_says_so(self, consent: str, expected: dict[str, str]) -> None:
        effects = (refer("support_center", for_="n"), {"duty": {"to": "npo", "consent": consent}})
        assert withheld(book=rulebook(rule("care", DEMENTIA, *effects))) == expected
