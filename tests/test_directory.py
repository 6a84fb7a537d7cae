"""Which office the directory answers with, and what it says about a file that is wrong."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest

from routing.directory import Directory, Found, Office, Request, parse_ages
from routing.errors import RulebookErrors
from routing.source import load_yaml
from routing.vocabulary import core

DAY = dt.date(2026, 4, 1)


def office(id: str, **fields: Any) -> Office:
    return Office.model_validate({"id": id, "kind": "support_center", "ja": "窓口", "en": "Desk", **fields})


def directory(*offices: Office) -> Directory:
    return Directory(tuple(sorted(offices, key=lambda office: office.id)))


def ask(offices: Directory, struck: tuple[str, ...] = (), **fields: Any) -> Found:
    request = Request(**{"kind": "support_center", "as_of": DAY, **fields})
    return offices.lookup(request, lambda office: "exclusion" if office.id in struck else None)


def chosen(offices: Directory, struck: tuple[str, ...] = (), **fields: Any) -> str | None:
    found = ask(offices, struck, **fields).office
    return found.id if found else None


class TestInvolvement:
    offices = directory(office("here", catchment=["kinuta"]), office("known", catchment=["yoga"], capacity=0))

    def test_an_office_involved_already_comes_first_even_where_it_is_full(self) -> None:
        assert chosen(self.offices, district="kinuta", involved=frozenset({"known"})) == "known"

    def test_whom_it_is_there_for_does_not_count_for_those_it_serves_already(self) -> None:
        only = office("known", serves={"age": "65..", "only": True}, asker="professionals")
        found = ask(directory(only), ages=(None,), asker="resident", involved=frozenset({"known"}))
        assert (found.office, found.age_unknown) == (only, False)

    def test_it_does_not_count_once_the_office_is_closed(self) -> None:
        gone = directory(office("here"), office("known", until=DAY))
        assert chosen(gone, involved=frozenset({"known"})) == "here"


class TestCatchment:
    offices = directory(
        office("a-elsewhere", catchment=["yoga"]), office("b-everywhere"), office("c-here", catchment=["kinuta"])
    )

    def test_the_office_of_the_district_comes_first(self) -> None:
        assert chosen(self.offices, district="kinuta") == "c-here"

    def test_an_office_for_everywhere_comes_before_one_for_elsewhere(self) -> None:
        assert chosen(self.offices, struck=("c-here",), district="kinuta") == "b-everywhere"

    def test_an_office_elsewhere_is_the_last_resort(self) -> None:
        assert chosen(self.offices, struck=("c-here", "b-everywhere"), district="kinuta") == "a-elsewhere"

    def test_without_a_district_no_catchment_is_preferred(self) -> None:
        assert chosen(self.offices) == "a-elsewhere"

    def test_no_office_is_found_when_all_are_struck_and_the_reason_is_told(self) -> None:
        found = ask(self.offices, struck=("a-elsewhere", "b-everywhere", "c-here"))
        assert (found.office, found.struck) == (None, {"exclusion"})

    def test_nothing_is_struck_unless_the_asker_says_so(self) -> None:
        assert self.offices.lookup(Request("support_center", DAY, "yoga")) == Found(self.offices.get("a-elsewhere"))

    def test_a_kind_without_offices_gives_no_reason(self) -> None:
        assert ask(self.offices, kind="legal") == Found(None)


class TestServes:
    def test_an_office_for_the_age_is_preferred(self) -> None:
        offices = directory(office("a-child", serves={"age": "..17"}), office("b-elder", serves={"age": "65.."}))
        assert chosen(offices, ages=(82,)) == "b-elder"

    def test_one_person_of_the_age_is_enough(self) -> None:
        offices = directory(office("a-any", serves={"age": "18..40"}), office("b-elder", serves={"age": "65.."}))
        assert chosen(offices, ages=(12, 82)) == "b-elder"

    def test_an_unknown_age_comes_between(self) -> None:
        offices = directory(office("a-child", serves={"age": "..17"}), office("b-any"))
        assert chosen(offices, ages=(None,)) == "b-any"

    def test_an_office_that_only_serves_others_is_no_candidate(self) -> None:
        offices = directory(office("a-child", serves={"age": "..17", "only": True}))
        assert chosen(offices, ages=(82,)) is None

    def test_an_office_that_only_serves_an_age_comes_last_when_the_age_is_unknown(self) -> None:
        offices = directory(
            office("a-elder", serves={"age": "65..", "only": True}), office("b-child", serves={"age": "..17"})
        )
        assert chosen(offices, ages=(None,)) == "b-child"

    def test_an_unknown_age_that_decides_on_an_office_is_told(self) -> None:
        offices = directory(office("a-elder", serves={"age": "65..", "only": True}))
        assert ask(offices, ages=(None,)).age_unknown

    def test_an_unknown_age_that_only_prefers_is_not_told(self) -> None:
        assert not ask(directory(office("a-elder", serves={"age": "65.."})), ages=(None,)).age_unknown

    def test_an_office_for_the_need_is_preferred(self) -> None:
        offices = directory(
            office("a-debt", serves={"needs": ["debt.*"]}), office("b-care", serves={"needs": ["care.*"]})
        )
        assert chosen(offices, needs=("care.dementia",)) == "b-care"

    def test_a_need_may_be_named_by_its_code(self) -> None:
        offices = directory(
            office("a-any", serves={"needs": ["care.dementia_suspected"]}),
            office("b-it", serves={"needs": ["care.dementia"]}),
        )
        assert chosen(offices, needs=("care.dementia",)) == "b-it"

    def test_without_a_need_every_office_suits(self) -> None:
        assert chosen(directory(office("a-debt", serves={"needs": ["debt.*"], "only": True}))) == "a-debt"

    @pytest.mark.parametrize(
        ("text", "ages"), [("65..", (65, 999)), ("..17", (0, 17)), ("40..64", (40, 64)), ("18", (18, 18))]
    )
    def test_a_range_of_ages_is_read(self, text: str, ages: tuple[int, int]) -> None:
        assert parse_ages(text) == ages

    @pytest.mark.parametrize("text", ["", "..", "64..40", "old", "65-", "1..2..3"])
    def test_anything_else_is_no_range_of_ages(self, text: str) -> None:
        with pytest.raises(ValueError, match="range of full years"):
            parse_ages(text)


class TestPlaces:
    def test_the_office_with_more_free_places_comes_first(self) -> None:
        assert chosen(directory(office("a-small", capacity=3), office("b-large", capacity=9))) == "b-large"

    def test_places_free_today_count_before_capacity(self) -> None:
        offices = directory(office("a-small", capacity=3), office("b-large", capacity=9))
        assert chosen(offices, availability={"b-large": 1}) == "a-small"

    def test_an_office_that_does_not_tell_its_places_comes_after(self) -> None:
        assert chosen(directory(office("a-silent"), office("b-tells", capacity=1))) == "b-tells"

    def test_a_full_office_gives_way_to_its_substitute(self) -> None:
        offices = directory(
            office("a-full", catchment=["kinuta"], capacity=0, substitutes=["c-stands-in"]),
            office("b-other"),
            office("c-stands-in"),
        )
        assert chosen(offices, district="kinuta") == "c-stands-in"

    def test_a_full_office_takes_the_case_where_its_substitutes_are_full_too(self) -> None:
        offices = directory(
            office("a-full", catchment=["kinuta"], capacity=0, substitutes=["b-full"]), office("b-full", capacity=0)
        )
        assert chosen(offices, district="kinuta") == "a-full"

    def test_a_struck_office_gives_way_to_its_substitute(self) -> None:
        offices = directory(
            office("a-struck", capacity=9, substitutes=["c-stands-in"]),
            office("b-other", capacity=5),
            office("c-stands-in"),
        )
        assert chosen(offices, struck=("a-struck",)) == "c-stands-in"

    def test_a_struck_substitute_is_passed_over(self) -> None:
        offices = directory(
            office("a-struck", capacity=9, substitutes=["c-struck"]), office("b-other"), office("c-struck")
        )
        assert chosen(offices, struck=("a-struck", "c-struck")) == "b-other"

    def test_a_substitute_that_is_closed_does_not_stand_in(self) -> None:
        offices = directory(
            office("a-full", capacity=0, substitutes=["b-closed"]), office("b-closed", until="2020-01-01")
        )
        assert chosen(offices) == "a-full"

    def test_equal_offices_come_by_id(self) -> None:
        assert chosen(directory(office("b"), office("a"))) == "a"


class TestAskerAndTime:
    def test_a_resident_is_not_sent_to_an_office_for_professionals(self) -> None:
        offices = directory(office("a-desk", asker="professionals"))
        assert (chosen(offices, asker="resident"), chosen(offices, asker="professional")) == (None, "a-desk")

    @pytest.mark.parametrize(
        ("day", "open"), [("2026-03-31", False), ("2026-04-01", True), ("2026-04-30", True), ("2026-05-01", False)]
    )
    def test_an_office_is_open_from_its_first_day_until_before_its_last(self, day: str, open: bool) -> None:
        offices = directory(office("a", **{"from": "2026-04-01", "until": "2026-05-01"}))
        assert (chosen(offices, as_of=dt.date.fromisoformat(day)) == "a") is open


GOOD = """
- {id: a-desk, kind: support_center, ja: 窓口, en: Desk, serves: {needs: [care.*, debt.arrears]}, substitutes: [b-desk]}
- {id: b-desk, kind: support_center, ja: 窓口, en: Desk, from: 2006-04-01, until: null, invented: true}
"""


class TestFile:
    def load(self, text: str, base: Directory | None = None) -> Directory:
        return Directory.load(load_yaml(text, "directory.yaml"), core(), base)

    def errors(self, text: str, base: Directory | None = None) -> list[str]:
        with pytest.raises(RulebookErrors) as caught:
            self.load(text, base)
        return [str(error) for error in caught.value.errors]

    def test_offices_are_read_and_sorted(self) -> None:
        assert [office.id for office in self.load(GOOD).offices] == ["a-desk", "b-desk"]

    def test_offices_of_a_parent_are_kept(self) -> None:
        assert [office.id for office in self.load(GOOD, directory(office("0-base"))).offices] == [
            "0-base",
            "a-desk",
            "b-desk",
        ]

    def test_a_directory_is_the_same_after_pickling(self) -> None:
        assert pickle.loads(pickle.dumps(self.load(GOOD))) == self.load(GOOD)

    def test_its_data_does_not_depend_on_the_order_of_entries(self) -> None:
        turned = "\n".join(reversed(GOOD.strip().splitlines()))
        assert self.load(turned).to_data() == self.load(GOOD).to_data()

    def test_an_id_is_taken_once_in_all_packs(self) -> None:
        message, *others = self.errors(GOOD, directory(office("b-desk")))
        assert message.startswith("directory.yaml:3:8: there is already an office `b-desk`")
        assert not others

    def test_every_error_is_told_with_its_place(self) -> None:
        text = """
- {id: a, kind: suport_center, ja: x, en: x}
- {id: b, kind: legal, ja: x, en: x, serves: {needs: [care.dementa, cares.*]}}
- {id: c, kind: legal, ja: x, en: x, substitutes: [bb, a, c]}
- {id: d, kind: legal, ja: x, en: x, from: 2026-05-01, until: 2026-04-01}
- nothing
- {id: E, kind: legal, ja: x, serves: {age: old}, colour: red}
"""
        told = self.errors(text)
        lines = [int(error.split(":")[1]) for error in told]
        assert lines == [2, 3, 3, 4, 4, 4, 5, 6, 7, 7, 7, 7]
        assert told[0].startswith("directory.yaml:2:17: office `a` has the unknown agency kind `suport_center`")
        assert "did you mean `support_center`?" in told[0]
        assert "did you mean `care.dementia`?" in told[1]

    @pytest.mark.parametrize("text", ["{}", "a: b", "text", ""])
    def test_a_directory_is_a_list(self, text: str) -> None:
        (message,) = self.errors(text)
        assert "a directory is a list of offices" in message

    def test_a_directory_is_not_too_large(self) -> None:
        (message,) = self.errors("- a\n" * 5_001)
        assert "at most 5000 offices" in message

    def test_a_day_may_be_given_as_such_in_python(self) -> None:
        assert office("a", start=DAY).start == DAY

    def test_no_age_at_all_may_be_named(self) -> None:
        assert office("a", serves={"age": None}).serves.suits_age([None]) is True

    @pytest.mark.parametrize("day", ["20060401", "2006-04", "2006-02-30", "6"])
    def test_a_day_is_written_in_full(self, day: str) -> None:
        (message,) = self.errors(f"- {{id: a, kind: legal, ja: x, en: x, from: '{day}'}}")
        assert message.startswith("directory.yaml:1:44: from: must be a da")
