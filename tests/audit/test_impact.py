"""What a changed rulebook does to cases: who goes elsewhere, by which rule, and that the sums agree."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing import Case, Router
from routing.audit.errors import AuditError
from routing.audit.impact import Background, CaseImpact, Change, Impact, impact_on_log
from routing.audit.impact.case import unpacked
from routing.audit.impact.causes import MOST_TRIED
from routing.audit.impact.changes import ROLES, changes, held
from routing.audit.impact.data import to_data
from routing.audit.impact.unit import ASKED, Compare
from routing.log import DecisionLog, LogError, Record
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive
from routing.store import EventStore
from tests.audit.changed import (
    ALONE,
    ARREARS,
    BARRED,
    COURT,
    DEMENTIA,
    MOVED,
    RULES,
    archive,
    book,
    case,
    decided,
    files,
    made_up,
    on,
    summed,
)  # fmt: skip
from tests.log.logs import NOW

VARIANTS = ((MOVED, COURT, DEMENTIA), (ARREARS, DEMENTIA), (*RULES, ALONE), (MOVED, ALONE), (DEMENTIA,))
FREE = """\
- {id: law-a, kind: legal, ja: 甲, en: A, capacity: 5}
- {id: law-b, kind: legal, ja: 乙, en: B, capacity: 5}
"""


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield DecisionLog(store)


def logged(
    log: DecisionLog, new: Rulebook, background: Background | None = None, every: bool = True
) -> list[CaseImpact]:
    return list(impact_on_log(log.records, log.rulebooks.rulebook, background or Background(new), every=every))


def told(impact: CaseImpact) -> dict[Change, tuple[tuple[str, ...], str]]:
    return {one.change: (one.rules, one.how) for one in impact.changes}


def part(impact: CaseImpact, *names: str) -> list[Any]:
    return [one.change[:4] for one in impact.changes if one.change.part in names]


def test_a_rulebook_has_no_impact_beside_itself() -> None:
    impact = summed(made_up(20), book(*RULES))
    data = to_data(impact)
    assert (impact.affected, impact.states["same"]) == (0, 20)
    assert not any(data[name] for name in ("moves", "unresolved", "backup", "others", "rules", "no_rule", "named"))
    assert all(load.out == load.into == 0 and load.before == load.after for load in impact.kinds.values())


def test_a_rulebook_that_is_only_told_otherwise_has_no_impact() -> None:
    other = ARREARS.replace("Arrears", "Rent and utilities in arrears")
    assert [one.state for one in on(made_up(10), book(other, COURT, DEMENTIA, version="2"))] == ["same"] * 10


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(VARIANTS), st.permutations(range(8)))
def test_before_and_what_moves_make_after_whatever_the_order_of_the_cases(
    rules: tuple[str, ...], order: list[int]
) -> None:
    cases = made_up(8)
    impact = summed(cases, book(*rules))
    for load in [*impact.kinds.values(), *impact.offices.values()]:
        assert load.before - load.out + load.into == load.after
    assert to_data(summed([cases[at] for at in order], book(*rules))) == to_data(impact)


def test_the_load_before_and_after_is_what_the_decisions_say() -> None:
    impact = summed(made_up(12), book(MOVED, ALONE))
    for rules, side in ((RULES, "before"), ((MOVED, ALONE), "after")):
        router = Router(book(*rules))
        counted = Counter(role[:2] for one in made_up(12) for role in held(router.route(one)))
        assert {place: getattr(load, side) for place, load in impact.kinds.items() if getattr(load, side)} == counted


def test_processes_that_share_the_work_find_the_same_to_the_byte() -> None:
    cases = [*made_up(12)] * 10  # more than a batch
    one, two = (on(cases, book(MOVED, DEMENTIA), workers=workers) for workers in (1, 2))
    assert json.dumps([each.packed() for each in one]) == json.dumps([each.packed() for each in two])
    assert len(one) == 120


def test_who_moves_is_told_role_by_role() -> None:
    (impact,) = on([case("debt.arrears")], book(MOVED, COURT, DEMENTIA))
    assert part(impact, *ROLES) == [
        ("lead", None, "self_reliance", "welfare_office"),
        ("owners", "debt.arrears", "self_reliance", "welfare_office"),
    ]


def test_a_need_that_nobody_answers_any_more_is_newly_open_and_taken_to_the_backup_team() -> None:
    impact = summed([case("debt.arrears", "debt.legal_deadline")], book(ARREARS, DEMENTIA))
    assert impact.unresolved == {("debt.legal_deadline", None, "gap"): 1}
    assert impact.backup == {(None, "advice"): 1}
    assert (impact.count("unresolved"), impact.count("escalated"), impact.count("resolved")) == (1, 1, 0)
    assert impact.moves["owners", "debt.legal_deadline", "legal", None] == 1


def test_the_other_way_round_it_is_no_longer_so() -> None:
    both = [case("debt.arrears", "debt.legal_deadline")]
    impact = summed(both, book(*RULES), book(ARREARS, DEMENTIA))
    assert impact.unresolved == {("debt.legal_deadline", "gap", None): 1}
    assert (impact.count("resolved"), impact.count("relieved"), impact.count("escalated")) == (1, 1, 0)


def test_a_removed_a_changed_and_a_new_rule_each_account_for_what_is_gone_without_them() -> None:
    both = case("debt.arrears", "debt.legal_deadline")
    (impact,) = on([both], book(MOVED, DEMENTIA, ALONE))
    found = told(impact)
    assert impact.fires == ("alone", "arrears", "court")
    assert found[Change("owners", "debt.arrears", "self_reliance", "welfare_office")] == (("arrears",), "alone")
    assert found[Change("unresolved", "debt.legal_deadline", None, "gap")] == (("court",), "alone")
    assert found[Change("supports", None, None, "health_center")] == (("alone",), "alone")


def test_a_rule_that_changed_and_does_not_fire_is_no_cause() -> None:
    impact = summed([case("debt.legal_deadline")], book(MOVED, DEMENTIA))
    assert set(impact.rules) == {"court"}
    rules = {rule["rule"]: (rule["change"], rule["cases"]) for rule in to_data(impact)["rules"]}
    assert rules == {"arrears": ("changed", 0), "court": ("removed", 1)}


def test_rules_of_which_each_would_do_account_for_a_change_together() -> None:
    twin = COURT.replace("id: court", "id: court-again")
    (impact,) = on([case("debt.legal_deadline")], book(*RULES, twin), book(ARREARS, DEMENTIA))
    assert told(impact)[Change("owners", "debt.legal_deadline", None, "legal")] == (
        ("court", "court-again"),
        "together",
    )


def test_where_very_many_changed_rules_fire_they_are_tried_together_only() -> None:
    more = tuple(ALONE.replace("id: alone", f"id: alone-{number:02}") for number in range(MOST_TRIED))
    (impact,) = on([case("debt.arrears")], book(*RULES, *more, ALONE))
    rules, how = told(impact)[Change("supports", None, None, "health_center")]
    assert (len(rules), how) == (MOST_TRIED + 1, "together")


def test_what_no_rule_accounts_for_is_put_down_to_the_settings_that_changed() -> None:
    both = case("debt.arrears", "care.dementia_suspected")
    new = book(*RULES, order="self_reliance, support_center, welfare_office")
    impact = summed([both], new)
    assert impact.from_to("lead") == {("support_center", "self_reliance"): 1}
    assert set(impact.no_rule) == {"settings"}
    assert impact.background.books[book(*RULES).digest].settings == ("lead_order",)


def test_where_old_rules_do_not_fit_the_new_vocabulary_those_that_the_decision_names_are_told() -> None:
    def with_kind(ja: str) -> str:
        return f"vocabulary: town\nextends: core\nagency_kinds:\n  - {{kind: debt_desk, ja: {ja}, en: Debt desk}}\n"

    old = book(*RULES, vocabulary=with_kind("相談"))
    new = book(MOVED, COURT, DEMENTIA, vocabulary=with_kind("債務相談"))
    (impact,) = on([case("debt.arrears")], new, old)
    assert told(impact)[Change("lead", None, "self_reliance", "welfare_office")] == (("arrears",), "named")


def test_a_case_that_only_the_new_rulebook_refuses_is_counted_and_not_compared() -> None:
    impact = summed([case("debt.arrears"), case("debt.arrears", name="K-2")], book(*RULES, serves="[elsewhere]"))
    assert (impact.compared, impact.states["refused_new"]) == (0, 2)
    assert impact.named["refused_new"].ids() == ["K-1", "K-2"]
    assert impact.kinds == {}


def test_a_case_that_only_the_old_rulebook_refuses_is_counted_apart_from_one_that_both_refuse() -> None:
    old, new = book(*RULES, serves="[elsewhere]"), book(*RULES, serves="[town]")
    cases = [case("debt.arrears"), case("debt.arrears", municipality="nowhere")]
    assert [one.state for one in on(cases, new, old)] == ["refused_old", "untaken"]


def test_a_logged_decision_is_taken_as_it_was_made_and_not_made_again(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    one = case("debt.arrears")
    made = decided(one, *RULES)
    assert made.lead is not None
    log.append(one, made.model_copy(update={"lead": made.lead.model_copy(update={"to": "legal"})}), NOW)
    log.append(one, made, NOW)
    other, same = logged(log, book(*RULES))
    assert part(other, "lead") == [("lead", None, "legal", "self_reliance")]
    assert (other.record, [how for _, how in told(other).values()][:1]) == (1, ["unknown"])
    assert (same.record, same.case, same.state) == (2, "K-1", "same")


def test_each_logged_decision_is_held_against_its_own_rulebook(log: DecisionLog) -> None:
    for rules in (RULES, (MOVED, COURT, DEMENTIA)):
        log.keep_rulebook(archive(*rules), NOW)
        log.append(case("debt.arrears"), decided(case("debt.arrears"), *rules), NOW)
    background = Background(book(MOVED, COURT, DEMENTIA))
    assert [one.state for one in logged(log, background.new, background)] == ["differs", "same"]
    assert len(background.books) == 2


def test_of_a_case_that_was_decided_again_the_newest_decision_counts(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    for name in ("K-1", "K-2", "K-1"):
        log.append(case("debt.arrears", name=name), decided(case("debt.arrears", name=name), *RULES), NOW)
    background = Background(book(MOVED, COURT, DEMENTIA))
    impact = Impact(background)
    for one in logged(log, background.new, background, every=False):
        impact.take(one)
    assert (impact.states["earlier"], impact.compared, impact.affected) == (1, 2, 2)
    assert impact.named["affected"].ids() == ["#2 K-2", "#3 K-1"]
    assert impact.kinds["holder", "support_center"].before == 2


def test_a_record_with_something_redacted_is_counted_listed_and_not_compared(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    for _ in range(2):
        log.append(case("debt.arrears"), decided(case("debt.arrears"), *RULES), NOW)
    log.redact(1, ["/case/persons/0/age"], "officer", "asked", NOW)
    background = Background(book(MOVED))
    impact = Impact(background)
    for one in logged(log, background.new, background):
        impact.take(one)
    assert (impact.states["redacted"], impact.compared, impact.affected) == (1, 1, 1)
    assert impact.named["redacted"].ids() == ["#1"]


def test_a_log_without_values_is_refused(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    log.append(case("debt.arrears"), decided(case("debt.arrears"), *RULES), NOW)
    bare = Record(log.record(1).header, tuple(None for _ in log.record(1).openings))
    with pytest.raises(AuditError, match="record 1 has no values beside it"):
        list(impact_on_log(lambda: [bare], log.rulebooks.rulebook, Background(book(MOVED))))


def test_without_the_rulebook_of_then_decisions_are_compared_and_no_cause_is_named(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    log.append(case("debt.arrears"), decided(case("debt.arrears"), *RULES), NOW)

    def missing(digest: str) -> Rulebook:
        raise LogError("it is not there")

    (impact,) = impact_on_log(log.records, missing, Background(book(MOVED, COURT, DEMENTIA)))
    assert Change("lead", None, "self_reliance", "welfare_office") in told(impact)
    assert {how for _, how in told(impact).values()} == {"unknown"}


def test_a_record_that_cannot_be_read_is_counted_and_the_others_go_on(log: DecisionLog) -> None:
    log.keep_rulebook(archive(*RULES), NOW)
    log.append(case("debt.arrears"), decided(case("debt.arrears"), *RULES), NOW)
    record = log.record(1)
    kept = tuple(one for one in record.openings if one is not None and not one.path.startswith("/decision"))
    records = [Record(record.header, kept), record]
    found = impact_on_log(lambda: records, log.rulebooks.rulebook, Background(book(*RULES)), every=True)
    assert [(one.state, one.problem) for one in found] == [("failed", "what was logged cannot be read"), ("same", None)]


def test_for_a_case_that_ends_every_process_stands_that_it_failed() -> None:
    rows = {name: [None] for name in ASKED.names} | {"record": [7], "digest": ["sha256:x"]}
    (row,) = Compare(book(*RULES)).lost(pa.RecordBatch.from_pydict(rows, schema=ASKED)).to_pylist()
    impact = unpacked(json.loads(row["told"]))
    assert (impact.record, impact.state) == (7, "failed")
    assert "秘密" not in row["told"]


def test_the_free_places_of_then_are_given_to_the_new_rulebook(log: DecisionLog) -> None:
    kept = log.keep_rulebook(Archive(files(*RULES, offices=FREE), {}), NOW)
    one, places = case("debt.legal_deadline"), {"law-a": 0, "law-b": 3}
    log.append(one, Router(kept).route(one, places), NOW, availability=places)
    (impact,) = logged(log, kept)
    assert impact.state == "same"
    assert any(role.office == "law-b" for role in impact.after)


def test_a_kind_and_an_office_that_only_the_old_rulebook_has_are_called_as_it_calls_them() -> None:
    words = "vocabulary: town\nextends: core\nagency_kinds:\n  - {kind: debt_desk, ja: 債務窓口, en: Debt desk}\n"
    old = book(*RULES, vocabulary=words, offices=FREE)
    background = Background(book(*RULES))
    assert (background.label("debt_desk", "ja"), background.office("law-a", "en")) == ("debt_desk", "law-a")
    background.see(old)
    assert (background.label("debt_desk", "ja"), background.office("law-a", "en")) == ("債務窓口", "A")
    assert background.label("legal", "en") == "Legal aid and guardianship"


def test_a_change_of_office_is_no_move_between_kinds_and_shows_in_the_load_of_offices() -> None:
    new = book(*RULES, offices=FREE.replace("law-a", "law-c"))
    impact = summed([case("debt.legal_deadline")], new, book(*RULES, offices=FREE))
    assert impact.from_to("owners") == {}
    gone = {place.office: load.out for place, load in impact.offices.items() if place.role == "owners"}
    assert gone["law-a"] == 1
    assert all(load.out == 0 for load in impact.kinds.values())


def test_agencies_beside_each_other_are_paired_within_their_kind_alone() -> None:
    old = decided(case("debt.arrears", "debt.legal_deadline"), *RULES)
    entry = next(one for one in old.supports if one.to == "legal")
    old = old.model_copy(update={"supports": (entry,)})
    new = old.model_copy(
        update={"supports": (entry.model_copy(update={"agency": "x"}), entry.model_copy(update={"to": "police"}))}
    )
    assert {change for change in changes(old, new) if change.in_role} == {
        Change("supports", None, "legal", "legal", None, "x"),
        Change("supports", None, None, "police", None, None),
    }


def test_an_impact_comes_back_from_its_plain_form() -> None:
    (impact,) = on([case("debt.arrears", "debt.legal_deadline")], book(MOVED, DEMENTIA))
    assert unpacked(json.loads(json.dumps(impact.packed()))) == impact


def test_nothing_of_a_case_but_ids_kinds_and_codes_comes_out() -> None:
    impact = summed([case("debt.arrears", "debt.legal_deadline", district="秘密町")], book(MOVED, DEMENTIA, ALONE))
    assert "秘密町" not in json.dumps(to_data(impact), ensure_ascii=False)


def test_where_nothing_may_reach_the_district_of_a_case_is_not_told() -> None:
    (impact,) = on([case("debt.arrears", district="秘密町")], book(*RULES, BARRED))
    assert told(impact)[Change("excluded", None, None, "located_in")] == (("barred",), "alone")
    assert "秘密町" not in json.dumps(impact.packed(), ensure_ascii=False)


def test_many_affected_cases_are_counted_and_the_first_of_them_named() -> None:
    impact = Impact(Background(book(*RULES)))
    for number in range(300, 0, -1):
        impact.take(CaseImpact(f"K-{number:03}", None, None, "redacted"))
    named = impact.named["redacted"]
    assert (named.count, len(named.ids()), named.ids()[:2]) == (300, 200, ["K-001", "K-002"])


@pytest.mark.soak
@pytest.mark.unmeasured
def test_the_sums_agree_for_the_generic_rulebook_and_a_rule_less() -> None:
    import dataclasses

    from tests.generate_cases import generated
    from tests.packs import bundled_rulebook

    old = bundled_rulebook("generic")
    cases = [Case.from_dict(generated(seed, old)) for seed in range(150)]
    for gone in ("debt-arrears", "debt-court-demand"):
        rules = tuple(rule for rule in old.rules if rule.id != gone)
        new = dataclasses.replace(old, rules=rules, digest=f"sha256:{gone}")
        impact = summed(cases, new, old)
        assert impact.affected
        assert set(impact.rules) == {gone}
        assert impact.no_rule == {}
        for load in [*impact.kinds.values(), *impact.offices.values()]:
            assert load.before - load.out + load.into == load.after
