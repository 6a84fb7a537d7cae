"""The unit of a batch: texts of cases in, decisions out, and for what is no case where it is wrong."""

from __future__ import annotations

import gc
import json
import pickle
from collections.abc import Iterable
from typing import Any, ClassVar

import pyarrow as pa
import pytest

from routing.batch import Decide
from routing.batch.deciding import NO_MEMORY, Decided, Desk, Reject, Text
from routing.batch.unit import KILLED, _desk
from routing.case import Case
from routing.decision import Decision
from routing.engines import Firings
from routing.errors import CaseError
from routing.router import BUDGET, Router
from routing.rulebook import Rulebook
from tests.batch.cases import HEAD, RULES, aged, case, own, text

SECRET = "Yamada-Hanako"


def results(unit: Decide, texts: list[Any], **columns: list[Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = unit(pa.RecordBatch.from_pydict({"case": texts, **columns})).to_pylist()
    return rows


def test_a_decision_is_what_the_router_writes() -> None:
    texts = aged(10)
    rows = results(Decide(own()), texts, position=list(range(100, 110)))
    router = Router(own())
    assert [row["decision"] for row in rows] == [router.route(Case.parse(one)).to_json() for one in texts]
    assert [(row["position"], row["id"]) for row in rows] == [(100 + n, f"K-{n}") for n in range(10)]
    assert {row["error"] for row in rows} == {None}


def test_it_gives_the_same_after_pickling_and_for_bytes() -> None:
    unit = pickle.loads(pickle.dumps(Decide(own())))
    assert results(unit, [one.encode() for one in aged(3)]) == results(Decide(own()), aged(3))


def test_without_a_rulebook_each_case_is_decided_by_the_one_that_serves_it() -> None:
    rows = results(Decide(), [text("K-1", municipality="setagaya"), text("K-2", municipality="nowhere")])
    assert [json.loads(row["decision"])["rulebook"]["id"] for row in rows] == ["setagaya", "generic"]


def test_a_bad_case_is_a_result_in_its_place_and_says_no_value() -> None:
    bad = text("K-2", persons=[{"id": "a", "age": SECRET}])
    first, second, third = results(Decide(own()), [text("K-1"), bad, text("K-3")], line=[5, 6, 7], file=["c.jsonl"] * 3)
    assert (first["error"], third["error"], second["decision"]) == (None, None, None)
    assert (second["file"], second["line"], second["column"]) == ("c.jsonl", 6, bad.index(f'"{SECRET}"') + 1)
    assert second["error"] == "persons[0].age: must be a whole number"
    assert second["text"] == bad.encode()


@pytest.mark.parametrize("given", [None, "", "[", "7", b"\xff", '{"case": "\\ud800"}', "{} {}", '{"a": 1, "a": 2}'])
def test_anything_may_stand_in_the_place_of_a_case(given: object) -> None:
    rows = results(Decide(own()), [given])
    assert [(row["decision"], row["line"]) for row in rows] == [(None, 1)]
    assert rows[0]["error"]


def test_a_list_gives_a_result_for_each_of_its_cases() -> None:
    yaml = f"- {text('K-1')}\n- {{case: K-2}}\n"
    first, second = results(Decide(own()), [yaml], form=["yaml"], line=[1], position=[4])
    assert (first["id"], first["error"], first["position"]) == ("K-1", None, 4)
    assert (second["line"], second["error"], second["text"]) == (2, "as_of: is missing", b"{case: K-2}")


def test_an_error_in_a_table_names_the_row() -> None:
    several = json.dumps(case("K-1", persons=[{"id": "a", "age": "x"}]), indent=1)
    rows = results(Decide(own()), [several, "[}"], form=["row", "row"], line=[12, 13])
    assert [(row["line"], row["column"]) for row in rows] == [(12, None), (13, 2)]


class Faulty(Router):
    """Fails for a person of 77."""

    problem: ClassVar[Exception]

    def fire(self, case: Case) -> Firings:
        if case.persons[0].age == 77:
            raise self.problem
        return super().fire(case)

    def route_many(self, cases: Iterable[Case]) -> list[Decision | CaseError]:
        return [self.route(case) for case in cases]


@pytest.mark.parametrize(("problem", "told"), [(KeyError(SECRET), "KeyError"), (MemoryError(SECRET), NO_MEMORY)])
def test_a_fault_of_the_library_or_the_machine_rejects_one_case_and_names_no_value(
    problem: Exception, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Faulty, "problem", problem, raising=False)
    desk = Desk(own(), BUDGET)
    assert desk._named is not None
    desk._named.router = Faulty(own())
    texts = [text(f"K-{age}", persons=[{"id": "a", "age": age}]) for age in (76, 77, 78)]
    each = desk.decide([Text(one.encode(), "c.jsonl", 3, "json") for one in texts])
    before, reject, after = (next(results) for results in each)
    assert [one.id for one in (before, after) if isinstance(one, Decided)] == ["K-76", "K-78"]
    assert isinstance(reject, Reject)
    assert told in str(reject.error)
    assert SECRET not in str(reject.error)


def test_what_is_decided_together_is_decided_as_each_alone() -> None:
    texts = [*aged(3), "{", *aged(5), text("K-9", municipality="x y"), *aged(70)]
    together = results(Decide(own()), texts, line=[1] * len(texts), file=["c.jsonl"] * len(texts))
    alone = [results(Decide(own(), budget=BUDGET - 1), [one], line=[1], file=["c.jsonl"]) for one in texts]
    assert together == [row for rows in alone for row in rows]


def test_a_fail_safe_decision_is_marked() -> None:
    (row,) = results(Decide(own(), budget=5), [text("K-1")])
    assert row["fail_safe"]
    assert json.loads(row["decision"])["backup"]["reasons"][0]["code"] == "budget_exceeded"


def test_what_stands_for_a_text_that_ends_its_process_is_a_reject_with_the_text() -> None:
    batch = pa.RecordBatch.from_pydict({"case": [text("K-1")], "file": ["c.jsonl"], "line": [8], "position": [7]})
    (row,) = Decide(own()).lost(batch).to_pylist()
    assert (row["error"], row["file"], row["line"], row["position"]) == (KILLED, "c.jsonl", 8, 7)
    assert row["text"] == text("K-1").encode()


def test_an_empty_batch_gives_an_empty_batch() -> None:
    assert results(Decide(own()), []) == []


def test_rulebooks_of_one_digest_share_what_a_process_keeps() -> None:
    again = Rulebook.parse({"rulebook.yaml": HEAD, "rules.yaml": RULES})
    assert _desk(own(), 500) is _desk(again, 500)


def test_cases_leave_no_garbage_that_has_to_be_looked_for() -> None:
    unit = Decide(own())
    batch = pa.RecordBatch.from_pydict({"case": aged(60, 40)})
    unit(batch.slice(0, 1))  # what a process makes once for a rulebook
    gc.collect()
    unit(batch)
    assert gc.isenabled()
    assert gc.collect() < batch.num_rows
