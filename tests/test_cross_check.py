"""Cross-checking: a second engine fires the same rules, and the router refuses to hide a disagreement."""

from __future__ import annotations

import functools
import json
import logging
import os
import pickle
import stat
from pathlib import Path
from typing import Any

import pytest

from routing import Case, Decision, Router, RoutingError
from routing.engines import EngineFactory, NativeEngine
from routing.engines.derivation import Derivation
from routing.engines.durable import DurableMissing, installed, presence
from routing.engines.durable.worker import DurableWorker
from routing.engines.reproduction import MOST
from routing.router import rulebook_for
from tests.other_engines import Costly, Crashing, Fanciful, Forgetful, Plain
from tests.settling import case, office, refer, rule, rulebook

EXAMPLES = sorted((Path(__file__).parent.parent / "examples" / "kinuta").glob("*.yaml"))
needs_durable = pytest.mark.skipif(installed() is None, reason="durable_rules is not installed (it needs a C compiler)")
DEMENTIA, DEBT = "care.dementia", "debt.arrears"
NEEDS = {"n1": ("a", DEMENTIA), "n2": ("a", DEBT)}
SHARE = {"share": {"to": ["health_center"], "about": ["p"]}}
BOOK = rulebook(
    rule(
        "acting",
        DEMENTIA,
        {"immediate": {"action": "visit_now", "to": ["support_center"], "about": ["p"]}},
        {"duty": {"to": "health_center", "about": ["p"], "within": "PT48H"}},
        {"exclude": {"about": ["p"], "kind": "npo"}},
        {"finding": {"kind": "acted", "about": ["p"]}},
        SHARE,
    ),
    rule("leading", DEMENTIA, refer("support_center", for_="n")),
    rule("owing", DEBT, refer("legal", for_="n")),
    offices=[office("center", "support_center"), office("team", "backup_team"), office("health", "health_center")],
)


def router(verifier: EngineFactory | None, reproductions: Path | None = None, **more: Any) -> Router:
    return Router(BOOK, cross_check=True, verifier=verifier, reproductions=reproductions, **more)


def without_reference(decision: Decision) -> dict[str, Any]:
    data = decision.to_data()
    return {key: value for key, value in data.items() if key not in ("verified_by", "engine")}


class TestAgreement:
    def test_a_decision_names_the_engine_that_verified_it(self) -> None:
        decision = router(Plain).route(case(needs=NEEDS))
        assert (decision.engine, decision.verified_by) == ("native", ("plain",))

    def test_a_verified_decision_is_the_same_but_for_who_verified_it(self) -> None:
        plain = Router(BOOK).route(case(needs=NEEDS))
        checked = router(Plain).route(case(needs=NEEDS))
        assert checked.digest == plain.digest
        assert without_reference(checked) == without_reference(plain)
        assert plain.verified_by == ()

    def test_the_firings_name_it_too(self) -> None:
        firings = router(Plain).fire(case(needs=NEEDS))
        assert (firings.engine, firings.verified_by, firings.disputed) == ("native", ("plain",), False)

    def test_many_cases_are_verified_as_each_alone_is(self) -> None:
        checked = router(Plain)
        cases = [case(needs=NEEDS), case(), case(needs={"n1": ("a", DEBT)})]
        assert checked.route_many(cases) == [checked.route(one) for one in cases]

    def test_without_cross_checking_a_verifier_has_nothing_to_do(self) -> None:
        assert Router(BOOK, verifier=Forgetful).route(case(needs=NEEDS)).verified_by == ()

    def test_an_engine_in_a_process_verifies_as_well(self) -> None:
        verifier = functools.partial(DurableWorker, engine=Plain)
        with router(verifier) as checked:
            assert checked.route(case(needs=NEEDS)).verified_by == ("plain",)

    def test_closing_ends_the_process_and_routing_goes_on(self) -> None:
        with router(functools.partial(DurableWorker, engine=Plain)) as checked:
            checked.route(case(needs=NEEDS))
            (derivation,) = checked._in_force.values()
            assert isinstance(derivation.verifier, DurableWorker)
            assert derivation.verifier.pid is not None
            checked.close()
            assert derivation.verifier.pid is None
            assert checked.route(case(needs=NEEDS)).verified_by == ("plain",)


class TestNoAnswer:
    @pytest.mark.parametrize(
        ("verifier", "why"),
        [
            (Costly, "not verified: the engine `costly` took more steps than a case may take"),
            (
                functools.partial(DurableWorker, engine=Crashing),
                "not verified: the second engine gave no answer: it en",
            ),
        ],
        ids=["exceeded", "crashed"],
    )
    def test_the_decision_stands_unverified_and_the_log_says_why(
        self, verifier: EngineFactory, why: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        with router(verifier) as checked:
            decision = checked.route(case(needs=NEEDS))
        assert decision == Router(BOOK).route(case(needs=NEEDS))
        assert decision.verified_by == ()
        (record,) = caplog.records
        assert (record.name, record.levelno) == ("routing", logging.WARNING)
        assert record.getMessage().startswith(f"case `K`: {why}")

    def test_a_case_beyond_the_budget_is_not_verified_at_all(self, caplog: pytest.LogCaptureFixture) -> None:
        decision = router(Forgetful, budget=3).route(case(needs=NEEDS))
        assert decision.backup is not None
        assert [reason.code for reason in decision.backup.reasons] == ["budget_exceeded"]
        assert (decision.verified_by, caplog.records) == ((), [])


class TestDisagreement:
    @pytest.mark.parametrize("verifier", [Forgetful, Fanciful])
    def test_it_gives_the_fail_safe_decision(self, verifier: EngineFactory) -> None:
        decision = router(verifier).route(case(needs=NEEDS))
        assert decision.fail_safe
        assert decision.lead is None
        assert decision.backup is not None
        assert decision.backup.level == "conference"
        assert "engine_disagreement" in [reason.code for reason in decision.backup.reasons]
        assert {need.reason for need in decision.blocked} == {"engine_disagreement"}
        assert (decision.engine, decision.verified_by) == ("native", ())

    def test_acts_duties_exclusions_and_findings_of_one_engine_alone_stand(self) -> None:
        decision = router(Forgetful).route(case(needs=NEEDS))  # which loses the rule `acting`
        assert [act.rules for act in decision.immediate] == [("acting",)]
        assert [duty.to for duty in decision.duties] == ["health_center"]
        assert [excluded.kind for excluded in decision.excluded] == ["npo"]
        assert [finding.kind for finding in decision.findings] == ["acted"]

    def test_what_only_the_verifier_derived_stands_too(self) -> None:
        quiet = case(needs={"n1": ("a", "living.household_chores")})  # from which nothing follows
        decision = router(Fanciful).route(quiet)
        assert [act.rules for act in decision.immediate] == [("acting",)]
        assert [entry.rule for entry in decision.trace] == ["acting", "leading", "owing"]
        firings = router(Fanciful).fire(quiet)
        assert [node.id for node in firings.graph.by_label["Finding"]] == ["finding/fancied\tperson/a"]

    def test_a_basis_for_sharing_counts_only_where_both_derived_it(self) -> None:
        kept = rule("kept", DEMENTIA, SHARE)
        lost = rule("again", DEMENTIA, SHARE, {"escalate": {"level": "advice", "reason": "look"}})
        for rules, effects in (
            ([kept, lost], {"again": ("escalate:advice",), "kept": ("share:health_center",)}),
            ([lost], {"again": ("escalate:advice",)}),
        ):
            book = rulebook(*rules)
            decision = Router(book, cross_check=True, verifier=Forgetful, reproductions=None).route(case(needs=NEEDS))
            assert {entry.rule: entry.effects for entry in decision.trace} == effects

    @pytest.mark.parametrize("disputed_first", [True, False])
    def test_a_dispute_changes_no_other_decision(self, disputed_first: bool) -> None:
        book = rulebook(rule("shared", DEMENTIA, SHARE, refer("health_center", "support", None, about=["p"])))
        disputed, agreed = Router(book, cross_check=True, verifier=Forgetful, reproductions=None), Router(book)
        order = [disputed, agreed] if disputed_first else [agreed, disputed]
        told = {router: router.route(case(needs=NEEDS)) for router in [*order, *order]}
        assert [entry.effects for entry in told[disputed].trace] == [("refer:health_center:support",)]
        assert told[disputed].withheld != ()
        assert told[agreed].withheld == ()

    def test_the_warning_names_engines_and_rules_and_nothing_of_the_case(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        router(Forgetful).route(case(needs=NEEDS))
        assert [record.getMessage() for record in caplog.records] == [
            "case `K`: the engines native and forgetful disagree about the rules acting; the decision is fail-safe"
        ]


class TestReproduction:
    def test_it_holds_all_that_is_needed_to_see_it_again(self, tmp_path: Path) -> None:
        folder = tmp_path / "found"
        one = case(needs=NEEDS, household_complete=True)
        decision = router(Forgetful, folder).route(one)
        (file,) = folder.iterdir()
        found = json.loads(file.read_text(encoding="utf-8"))
        assert Case.from_dict(found.pop("case")) == one
        acting = next(rule for rule in BOOK.rules if rule.id == "acting")
        assert found == {
            "schema": "disagreement/1",
            "rulebook": {"id": "test", "version": "1", "digest": decision.rulebook.digest},
            "as_of": "2026-04-01",
            "engines": ["native", "forgetful"],
            "rules": [{"id": "acting", "place": acting.place, "match": acting.match, "where": acting.where}],
            "only": [
                {
                    "engine": "native",
                    "count": 1,
                    "firings": [{"rule": "acting", "bindings": {"n": "need/n1", "p": "person/a"}}],
                },
                {"engine": "forgetful", "count": 0, "firings": []},
            ],
        }

    def test_the_file_is_a_case_file_itself(self, tmp_path: Path) -> None:
        router(Forgetful, tmp_path).route(case(needs=NEEDS))
        (file,) = tmp_path.iterdir()
        assert Case.load(file) == case(needs=NEEDS)

    @pytest.mark.skipif(os.name != "posix", reason="needs the permissions of a POSIX system")
    def test_it_is_for_the_user_alone_and_its_name_tells_nothing(self, tmp_path: Path) -> None:
        folder = tmp_path / "found"
        router(Forgetful, folder).route(case(case="Yamada", needs=NEEDS))
        (file,) = folder.iterdir()
        assert "Yamada" not in file.name
        assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, file)] == [0o700, 0o600]

    def test_the_same_is_written_once_and_another_beside_it(self, tmp_path: Path) -> None:
        checked = router(Forgetful, tmp_path)
        checked.route(case(needs=NEEDS))
        (first,) = tmp_path.iterdir()
        first.write_text("looked at", encoding="utf-8")
        checked.route(case(needs=NEEDS))
        checked.route(case(case="K2", needs=NEEDS))
        assert len(list(tmp_path.iterdir())) == 2
        assert first.read_text(encoding="utf-8") == "looked at"

    def test_of_very_many_firings_the_first_are_written_and_all_are_counted(self, tmp_path: Path) -> None:
        many = {f"n{number}": ("a", DEMENTIA) for number in range(MOST + 5)}
        router(Forgetful, tmp_path).route(case(needs=many))
        (file,) = tmp_path.iterdir()
        only = json.loads(file.read_text(encoding="utf-8"))["only"][0]
        assert (only["count"], len(only["firings"])) == (MOST + 5, MOST)

    def test_the_log_tells_where_it_is_and_that_it_holds_the_case(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        router(Forgetful, tmp_path).route(case(needs=NEEDS))
        (file,) = tmp_path.iterdir()
        assert str(file) in caplog.records[1].getMessage()
        assert "holds the whole case" in caplog.records[1].getMessage()

    @pytest.mark.parametrize("folder", ["file", "no\0path", "half a \ud800"])
    def test_a_folder_that_cannot_be_written_to_loses_no_decision(
        self, folder: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        (tmp_path / "file").touch()
        decision = router(Forgetful, tmp_path / folder).route(case(needs=NEEDS))
        assert decision.fail_safe
        assert "could not be written" in caplog.records[1].getMessage()

    def test_a_disk_that_fails_half_way_leaves_no_half_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def failing(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "replace", failing)
        assert router(Forgetful, tmp_path).route(case(needs=NEEDS)).fail_safe
        assert list(tmp_path.iterdir()) == []


class TestChoice:
    def test_an_unknown_engine_is_refused_with_the_known_ones(self) -> None:
        with pytest.raises(RoutingError, match="engines are durable, native"):
            Router(BOOK, engine="drools")  # type: ignore[arg-type]

    @pytest.mark.parametrize("asked", [{"cross_check": True}, {"engine": "durable"}])
    def test_an_engine_that_is_not_installed_is_told_with_help(
        self, asked: dict[str, Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(presence, "installed", lambda: None)
        with pytest.raises(DurableMissing, match="help: "):
            Router(BOOK, **asked)

    def test_nothing_is_asked_of_the_durable_engine_where_another_verifies(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(presence, "installed", lambda: None)
        assert router(NativeEngine).route(case(needs=NEEDS)).verified_by == ()

    def test_what_was_chosen_survives_pickling(self, tmp_path: Path) -> None:
        other = pickle.loads(pickle.dumps(router(Plain, tmp_path, budget=700)))
        chosen = (other.budget, other.engine, other.cross_check, other.reproductions, other.verifier)
        assert chosen == (700, "native", True, tmp_path, Plain)

    def test_a_router_is_frozen(self) -> None:
        with pytest.raises(AttributeError):
            Router(BOOK).cross_check = True  # type: ignore[misc]


class TestOtherEngineFirst:
    """Another engine than the native one fires, and the native one stands behind it."""

    def derived(self, engine: EngineFactory, verifier: EngineFactory | None = None) -> Any:
        one = case(needs=NEEDS)
        derivation = Derivation(BOOK.strata(one.as_of), BOOK.schema, engine, verifier)
        try:
            return derivation.fire(one.to_graph(BOOK.vocabulary), one.as_of, 10_000)
        finally:
            derivation.close()

    def test_its_firings_bear_its_name_and_the_native_engine_verifies_them(self) -> None:
        derived = self.derived(Plain, NativeEngine)
        assert (derived.firings.engine, derived.firings.verified_by) == ("plain", ("native",))
        assert (derived.disagreement, derived.notices) == (None, ())

    @pytest.mark.parametrize("engine", [Costly, functools.partial(DurableWorker, engine=Crashing)])
    def test_where_it_gives_no_answer_the_native_engine_fires_and_cannot_verify_itself(
        self, engine: EngineFactory
    ) -> None:
        derived = self.derived(engine, NativeEngine)
        assert (derived.firings.engine, derived.firings.verified_by) == ("native", ())
        assert [firing.rule.id for firing in derived.firings.fired] == ["acting", "leading", "owing"]
        assert len(derived.notices) == 1
        assert derived.notices[0].startswith("fired by the native engine: ")

    def test_a_disagreement_counts_whichever_engine_is_wrong(self) -> None:
        derived = self.derived(Forgetful, NativeEngine)
        assert derived.firings.disputed
        assert derived.disagreement is not None
        assert derived.disagreement.engines == ("forgetful", "native")
        assert [firing.rule.id for firing in derived.firings.fired] == ["acting", "leading", "owing"]


@needs_durable
class TestDurable:
    """The two engines of the house, on the bundled rules."""

    @pytest.mark.unmeasured
    @pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
    def test_both_engines_verify_each_other_and_the_digest_is_the_same(self, path: Path) -> None:
        one = Case.load(path)
        book = rulebook_for(one)
        alone = Router(book).route(one)
        with Router(book, cross_check=True) as checked, Router(book, engine="durable", cross_check=True) as turned:
            native, durable = checked.route(one), turned.route(one)
        assert (native.engine, native.verified_by) == ("native", (installed(),))
        assert (durable.engine, durable.verified_by) == (installed(), ("native",))
        assert native.digest == durable.digest == alone.digest
        assert without_reference(native) == without_reference(durable) == without_reference(alone)

    def test_the_durable_engine_alone_verifies_nothing(self) -> None:
        with Router(BOOK, engine="durable") as durable:
            decision = durable.route(case(needs=NEEDS))
        assert (decision.engine, decision.verified_by) == (installed(), ())
