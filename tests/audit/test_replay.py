"""Logged decisions are made again, each on what it was made from, and what differs is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice, repeat
from pathlib import Path
from typing import Any

import pytest

from routing import Case, Decision, Router
from routing.audit.again import Again
from routing.audit.past import past
from routing.audit.replay import batches, replay, verdicts
from routing.audit.shelf import KEPT
from routing.audit.verdict import Verdict
from routing.decision.shifts import Shift
from routing.engines.durable import installed
from routing.log import Decided, DecisionLog, Override, Record
from routing.store import EventStore
from tests.audit.logged import begun, case, decision, households, router
from tests.generate_cases import generated
from tests.log import logs
from tests.log.logs import NOW

NO_DURABLE = pytest.mark.skipif(installed() is None, reason="durable_rules is not installed")
OVERRIDE = Override("support_center", "health_center", "chief", "the family moved")


@pytest.fixture
def log(tmp_path: Path) -> Iterator[DecisionLog]:
    with EventStore.open(f"sqlite:///{tmp_path}/log.db") as store:
        yield begun(store)


def replayed(log: DecisionLog, **options: Any) -> list[Verdict]:
    return list(replay(log.records, log.rulebooks.rulebook, overrides=log.overrides, **options))


def fill(log: DecisionLog, by: Router, count: int) -> None:
    for one in households(count):
        log.append(one, by.route(one), NOW)


def test_what_is_decided_again_is_equal_to_the_byte(log: DecisionLog) -> None:
    fill(log, router(), 40)
    log.keep_rulebook(logs.archive(), NOW)
    for seed in range(10):
        one = Case.from_dict(generated(seed, logs.router().rulebook))
        log.append(one, logs.router().route(one), NOW)
    assert replayed(log) == [Verdict(number, "equal") for number in range(1, 51)]


def test_processes_that_share_the_work_find_the_same_in_the_same_order(log: DecisionLog) -> None:
    told = [decision() if number % 7 else decision().model_copy(update={"trace": ()}) for number in range(450)]
    log.extend([Decided(case(), one) for one in told], NOW)
    assert replayed(log, workers=2) == replayed(log)


def test_free_places_are_given_again(log: DecisionLog) -> None:
    places = {"office": 3, "other": 0}
    log.append(case(), router().route(case(), places), NOW, availability=places)
    log.append(case(), router().route(case(), places), NOW)
    given, left_out = replayed(log)
    assert given == Verdict(1, "equal")
    assert (left_out.outcome, left_out.fields, left_out.shifts) == ("differs", ("digest",), ())


@NO_DURABLE
@pytest.mark.parametrize("written_by", ["native", "durable"])
def test_a_log_written_with_one_engine_replays_with_the_other(written_by: Any, log: DecisionLog) -> None:
    other: Any = {"native": "durable", "durable": "native"}[written_by]
    with Router(router().rulebook, engine=written_by) as by:
        fill(log, by, 25)
    names = {"native": "native", "durable": str(installed())}
    expected = [Verdict(n, "engine", (names[written_by], names[other])) for n in range(1, 26)]
    assert replayed(log, engine=other) == expected


def test_who_verified_a_decision_is_told_apart_from_what_it_says(log: DecisionLog) -> None:
    log.append(case(), decision().model_copy(update={"verified_by": ("another 1.0",)}), NOW)
    assert replayed(log) == [Verdict(1, "engine", ("native and another 1.0", "native"))]


def test_what_differs_is_told_field_by_field_and_as_what_it_means(log: DecisionLog) -> None:
    lead = decision().lead
    assert lead is not None
    log.append(case(), decision().model_copy(update={"lead": None}), NOW)
    log.append(case(), decision(), NOW)
    other, same = replayed(log)
    assert (other.outcome, other.good, same) == ("differs", False, Verdict(2, "equal"))
    assert other.fields == ("lead",)
    assert Shift("lead", None, lead.to) in other.shifts
    assert other.releases == ("0.1.0", "0.1.0")


def test_what_is_only_told_otherwise_moves_nobody(log: DecisionLog) -> None:
    log.append(case(), decision().model_copy(update={"trace": ()}), NOW)
    assert [(one.outcome, one.fields, one.shifts) for one in replayed(log)] == [("differs", ("trace",), ())]


def test_a_redacted_record_is_refused_by_the_records_that_say_so_and_the_others_go_on(log: DecisionLog) -> None:
    for _ in range(3):
        log.append(case(), decision(), NOW)
    for path in ("/case/persons/0/age", "/decision"):
        log.redact(2, [path], "officer", "asked", NOW)
    found = replayed(log)
    assert found == [Verdict(1, "equal"), Verdict(2, "redacted", redactions=(4, 5)), Verdict(3, "equal")]
    assert found[1].to_data() == {"record": 2, "outcome": "redacted", "redactions": [4, 5]}


def test_a_rulebook_that_cannot_be_had_is_found_and_the_others_go_on(log: DecisionLog) -> None:
    other = decision().rulebook.model_copy(update={"digest": "sha256:other"})
    log.append(case(), decision(), NOW)

    def shelf(digest: str) -> Any:
        if digest == other.digest:
            return log.rulebooks.rulebook(digest)
        return router().rulebook

    record = log.record(1)
    header = {**record.header, "number": 2, "rulebook": other.model_dump(mode="json")}
    found = list(replay(lambda: [record, Record(header, record.openings)], shelf))
    assert found == [
        Verdict(1, "equal"),
        Verdict(2, "rulebook", problem="the log does not hold the rulebook `sha256:other`"),
    ]


def test_more_rulebooks_than_are_kept_ready_take_turns(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    record, asked = log.record(1), list[str]()

    def of_digest(n: int) -> Record:
        book = decision().rulebook.model_copy(update={"digest": f"sha256:{n}"})
        return Record({**record.header, "number": n, "rulebook": book.model_dump(mode="json")}, record.openings)

    def shelf(digest: str) -> Any:
        asked.append(digest)
        return router().rulebook

    found = list(replay(lambda: [of_digest(n % (KEPT + 1)) for n in range(3 * KEPT)], shelf))
    assert {(one.outcome, one.fields) for one in found} == {("differs", ("rulebook",))}
    assert asked == [f"sha256:{n % (KEPT + 1)}" for n in range(3 * KEPT)]


def test_places_that_are_none_are_told_as_what_this_release_cannot_do(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, availability={"office": 2})
    record = log.record(1)
    altered = [
        one._replace(value={"office": "x"}) if one and one.path == "/availability" else one for one in record.openings
    ]
    (found,) = replay(lambda: [Record(record.header, tuple(altered))], log.rulebooks.rulebook)
    assert (found.outcome, found.good) == ("failed", False)
    assert found.problem == "the availability of an office is a whole number of free places"
    assert found.to_data()["problem"] == found.problem


def test_a_case_that_the_rulebook_does_not_take_is_told_without_its_values(log: DecisionLog) -> None:
    log.append(case(needs=[{"person": "a", "code": "care.needed"}]), decision(), NOW)
    record = log.record(1)
    altered = [
        opening._replace(value="care.nonsense") if opening is not None and opening.value == "care.needed" else opening
        for opening in record.openings
    ]
    (found,) = replay(lambda: [Record(record.header, tuple(altered))], log.rulebooks.rulebook)
    assert found.outcome == "failed"
    assert found.problem is not None
    assert found.problem.startswith("the case is not valid any more: ")
    assert "nonsense" not in found.problem


def test_what_was_logged_and_is_no_decision_any_more_is_told(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    record = log.record(1)
    altered = [
        one._replace(value=7) if one is not None and one.path == "/decision/lead" else one for one in record.openings
    ]
    (found,) = replay(lambda: [Record(record.header, tuple(altered))], log.rulebooks.rulebook)
    assert (found.outcome, found.problem) == ("failed", "what was logged cannot be read")


def test_a_record_on_which_a_process_ends_is_told_with_its_override(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=OVERRIDE)
    (batch,) = batches(past(log.records), lambda _: router().rulebook)
    (found,) = verdicts(Again().lost(batch))
    assert (found.outcome, found.problem) == ("failed", "the process that decided it ended")
    assert found.overrides == (OVERRIDE,)


def test_what_people_decided_is_told_beside_and_is_no_difference(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=OVERRIDE)
    log.append(case(), decision(), NOW)
    log.override(2, OVERRIDE, NOW)
    log.append(case(), decision(), NOW)
    found = replayed(log)
    assert [one.overrides for one in found] == [(OVERRIDE,), (OVERRIDE,), ()]
    assert all(one.good for one in found)


def test_the_reason_of_an_override_is_not_told(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW, override=OVERRIDE)
    (found,) = replayed(log)
    assert found.to_data() == {
        "record": 1,
        "outcome": "equal",
        "overrides": [{"from": "support_center", "to": "health_center", "role": "chief"}],
    }


def test_a_log_is_replayed_as_it_is_read(log: DecisionLog) -> None:
    log.append(case(), decision(), NOW)
    endless = replay(lambda: repeat(log.record(1)), log.rulebooks.rulebook, overrides=tuple)
    assert Counter(one.outcome for one in islice(endless, 500)) == {"equal": 500}


def test_a_decision_that_somebody_read_is_decided_again_as_well(log: DecisionLog) -> None:
    read = Decision.model_validate_json(decision().to_json())
    log.append(case(), read, NOW)
    assert replayed(log) == [Verdict(1, "equal")]
