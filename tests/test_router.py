"""The front door: what it checks, what it keeps, and that it can be shared."""

from __future__ import annotations

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing import Case, CaseError, Decision, Router, RoutingError
from routing.engines import Firings
from routing.router import rulebook_for
from tests.generate_cases import generated
from tests.packs import router
from tests.settling import DEMENTIA, case, office, refer, rule, rulebook

CARE = {"n1": ("a", DEMENTIA)}
BOOK = rulebook(rule("care", DEMENTIA, refer("support_center")), offices=[office("center", "support_center")])


@pytest.fixture(scope="module")
def setagaya() -> Router:
    return router("setagaya")


class TestFit:
    def test_a_case_from_elsewhere_is_refused_without_naming_where(self) -> None:
        with pytest.raises(CaseError) as caught:
            Router(rulebook(serves=["here"])).route(case())
        assert str(caught.value) == ("municipality: is not served by the rulebook `test`\nhelp: it serves here")

    @pytest.mark.parametrize("at", ["elsewhere", "aid"])
    def test_an_office_that_does_not_fit_is_refused_without_naming_it(self, at: str) -> None:
        offices = [office("center", "support_center"), office("aid", "legal")]
        with pytest.raises(CaseError, match=r"received_at: is (no|an) office") as caught:
            Router(rulebook(offices=offices)).route(case(received_at=at))
        assert at not in caught.value.message

    @pytest.mark.parametrize(
        ("part", "entry", "path", "field"),
        [
            (
                "involvements",
                {"person": "a", "agency": "legal", "office": "center"},
                "involvements[1].office",
                "agency",
            ),
            ("history", {"type": "declined", "by": "legal", "office": "center"}, "history[1].office", "by"),
        ],
    )
    def test_an_office_of_another_kind_is_refused_wherever_it_is_named(
        self, part: str, entry: dict[str, str], path: str, field: str
    ) -> None:
        entries = [{**entry, "office": "from-elsewhere"}, entry]
        with pytest.raises(CaseError) as caught:
            Router(BOOK).route(case(**{part: entries}))
        assert caught.value.message == f"{path}: is an office of another kind than `{field}`"

    def test_the_place_in_the_file_is_told(self) -> None:
        text = (
            "case: K\nas_of: 2026-04-01\nmunicipality: x\nreceived_by: support_center\n"
            "received_at: nowhere\npersons: [{id: a}]\n"
        )
        with pytest.raises(CaseError) as caught:
            Router(BOOK).fire(Case.parse(text, "case.yaml"))
        assert caught.value.place == "case.yaml:5:14"

    def test_any_office_is_taken_without_a_directory(self) -> None:
        assert Router(rulebook()).route(case(received_at="nowhere")).holder.agency == "nowhere"


class TestRouting:
    def test_firing_tells_rules_and_bindings_before_settlement(self) -> None:
        (firing,) = Router(BOOK).fire(case(needs=CARE)).fired
        assert (firing.rule.id, firing.bindings["p"].properties["id"]) == ("care", "a")

    def test_the_rules_of_the_day_apply(self) -> None:
        early = rule("care", DEMENTIA, refer("legal", for_="n"), in_force={"until": "2026-04-01"})
        late = rule("care", DEMENTIA, refer("npo", for_="n"), in_force={"from": "2026-04-01"})
        router = Router(rulebook(early, late))
        days = ("2026-03-31", "2026-04-01", "2026-03-31")
        assert [router.route(case(needs=CARE, as_of=day)).lead.to for day in days] == ["legal", "npo", "legal"]

    def test_availability_is_taken_into_account(self) -> None:
        offices = [office("full", "support_center", capacity=9), office("free", "support_center", capacity=1)]
        book = rulebook(rule("care", DEMENTIA, refer("support_center")), offices=offices)
        assert Router(book).route(case(needs=CARE), availability={"full": 0}).lead.agency == "free"

    @pytest.mark.parametrize("places", [1.5, "1", None, True, 2**53])
    def test_free_places_are_whole_numbers(self, places: object) -> None:
        with pytest.raises(RoutingError, match="whole number of free places"):
            Router(BOOK).route(case(), availability={"center": places})  # type: ignore[dict-item]

    @pytest.mark.parametrize("availability", [{1: 2}, {"\ud800": 2}, ["center"], "center"])
    def test_free_places_are_told_by_office(self, availability: object) -> None:
        with pytest.raises(RoutingError, match="maps the ids of offices"):
            Router(BOOK).route(case(), availability=availability)  # type: ignore[arg-type]

    def test_the_order_of_rules_and_offices_does_not_count(self) -> None:
        rules = [rule(f"r{n}", DEMENTIA, refer(kind, for_="n")) for n, kind in enumerate(["npo", "legal", "school"])]
        offices = [office(f"o{n}", kind) for n, kind in enumerate(["support_center", "npo", "legal", "legal"])]
        books = (rulebook(*rules, offices=offices), rulebook(*rules[::-1], offices=offices[::-1]))
        one, other = (Router(book).route(case(needs=CARE)) for book in books)
        assert one == other

    def test_the_decision_names_the_rulebook(self) -> None:
        named = Router(BOOK).route(case(needs=CARE)).rulebook
        assert (named.id, named.version, named.digest) == ("test", "1", BOOK.digest)


class TestSharing:
    def test_it_is_the_same_after_pickling(self, setagaya: Router) -> None:
        one = Case.from_dict(generated(7, setagaya.rulebook))
        before = setagaya.route(one)
        assert pickle.loads(pickle.dumps(setagaya)).route(one) == before

    def test_a_copy_keeps_the_budget(self) -> None:
        assert copy.copy(Router(BOOK, budget=7)).budget == 7

    @pytest.mark.unmeasured
    def test_many_threads_may_share_it(self, setagaya: Router) -> None:
        cases = [Case.from_dict(generated(seed, setagaya.rulebook)) for seed in range(40)]
        alone = [setagaya.route(one).digest for one in cases]
        fresh = Router(setagaya.rulebook)
        with ThreadPoolExecutor(4) as pool:
            assert [decision.digest for decision in pool.map(fresh.route, cases)] == alone

    def test_routing_again_gives_the_same_bytes(self, setagaya: Router) -> None:
        one = Case.from_dict(generated(11, setagaya.rulebook))
        assert setagaya.route(one).to_json() == Router(setagaya.rulebook).route(one).to_json()


class TestMany:
    def test_each_gets_what_it_gets_alone(self, setagaya: Router) -> None:
        cases = [Case.from_dict(generated(seed, setagaya.rulebook)) for seed in range(30)]
        cases += [one.model_copy(update={"as_of": one.as_of.replace(year=2020)}) for one in cases[:5]]  # older rules
        together = setagaya.route_many(cases)
        assert [one.to_json() for one in together if isinstance(one, Decision)] == [
            setagaya.route(one).to_json() for one in cases
        ]

    def test_an_error_stands_in_the_place_of_its_case(self) -> None:
        cases = [case(case="K-1"), case(municipality="there"), case(case="K-3")]
        first, wrong, last = Router(rulebook(serves=["somewhere"])).route_many(cases)
        assert isinstance(wrong, CaseError)
        assert "is not served" in wrong.message
        assert [one.case for one in (first, last) if isinstance(one, Decision)] == ["K-1", "K-3"]

    def test_of_no_case_there_is_nothing(self) -> None:
        assert Router(BOOK).route_many([]) == []


class TestChoosingARulebook:
    @pytest.mark.parametrize(("municipality", "id"), [("setagaya", "setagaya"), ("nowhere", "generic")])
    def test_the_one_that_serves_the_municipality_else_the_generic_one(self, municipality: str, id: str) -> None:
        assert rulebook_for(case(municipality=municipality)).id == id

    def test_it_is_loaded_once(self) -> None:
        assert rulebook_for(case(municipality="x")) is rulebook_for(case(municipality="y"))


def keys(firings: Firings) -> set[tuple[object, ...]]:
    return {firing.key for firing in firings.fired}


class TestFiringForExplanations:
    @pytest.mark.parametrize("seed", range(6))
    def test_firing_without_unknown_facts_fires_the_same_and_marks_nothing(self, setagaya: Router, seed: int) -> None:
        given = Case.from_dict(generated(seed, setagaya.rulebook))
        known = setagaya.fire_known(given)
        assert keys(known) == keys(setagaya.fire(given))
        assert known.undetermined == ()
        assert not any(firing.unknown for firing in known.fired)

    @pytest.mark.parametrize("seed", range(6))
    def test_firing_with_all_open_fires_the_same_and_leaves_at_least_as_much_open(
        self, setagaya: Router, seed: int
    ) -> None:
        given = Case.from_dict(generated(seed, setagaya.rulebook))
        plain, open_ = setagaya.fire(given), setagaya.fire_open(given)
        asked = [{(node.id, name) for f in (*one.fired, *one.undetermined) for node, name in f.unknown}
                 for one in (plain, open_)]  # fmt: skip
        assert keys(open_) == keys(plain)
        assert asked[0] <= asked[1]

    def test_where_firing_takes_much_of_the_budget_unknown_facts_are_worked_out_after_all(self) -> None:
        book = rulebook(
            rule("care", DEMENTIA, refer("support_center")), rule("poor", "", refer("npo"), where="p.on_assistance")
        )
        given = case(needs=CARE)
        assert Router(book).fire_known(given).undetermined == ()
        spent = [Router(book, budget) for budget in range(1, 120, 5)]
        after_all = [one for one in spent if one.fire_known(given).undetermined]
        assert after_all
        assert {len(one.fire(given).undetermined) for one in after_all} == {1}

    def test_a_budget_that_firing_exceeds_is_exceeded_in_every_way(self) -> None:
        router = Router(BOOK, budget=1)
        given = case(needs=CARE)
        assert router.fire_known(given).exceeded
        assert router.fire_open(given).exceeded
