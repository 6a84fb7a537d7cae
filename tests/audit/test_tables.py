"""The flat tables: a row for everything that happened, joined by ids."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from routing.audit.naming import pseudonyms
from routing.audit.ocel.gathered import cases_of
from routing.audit.tables import COLUMNS, Tables, tables, write_parquet
from routing.desk import Desk
from routing.log import DecisionLog
from routing.store import EventStore
from tests.audit.busy_desk import SECRETS
from tests.desk.desks import router


@pytest.fixture(scope="module")
def made(busy_store: EventStore) -> Tables:
    return tables(cases_of(busy_store), DecisionLog(busy_store).records())


def test_every_event_and_record_and_referral_is_one_row(made: Tables, busy_store: EventStore) -> None:
    stored = [one for one in busy_store.everything(limit=None) if one.stream.startswith("case/")]
    expected = Counter(("desk", f"case:{one.stream[5:]}", one.version) for one in stored)
    found = Counter((row["source"], row["case"], row["number"]) for row in made.events if row["source"] == "desk")
    assert found == expected
    assert [row["number"] for row in made.events if row["source"] == "log"] == [1, 2, 3, 4, 5]
    referrals = [f"referral:{id}" for file in Desk(router(), busy_store).files() for id in file.referrals]
    assert Counter(row["referral"] for row in made.referrals) == Counter(referrals)


def test_a_decision_is_a_row_each_time_it_was_made_and_its_owners_are_rows(
    made: Tables, busy_store: EventStore
) -> None:
    stored = [one for one in busy_store.everything(limit=None) if one.type in ("opened", "decided")]
    decisions = [one.data["decision"] for one in stored if one.stream.startswith("case/")]
    rows = [row for row in made.decisions if row["source"] == "desk"]
    assert Counter(row["decision"] for row in rows) == Counter(f"decision:{one['digest']}" for one in decisions)
    assert sum(row["owners"] for row in rows) == len([row for row in made.owners if row["source"] == "desk"])
    owners = [(f"need:{one['case']}/{o['need']}", o["code"], o["to"]) for one in decisions for o in one["owners"]]
    found = [(row["need"], row["code"], row["kind"]) for row in made.owners if row["source"] == "desk"]
    assert Counter(found) == Counter(owners)


def test_a_logged_decision_that_is_redacted_is_no_row_of_decisions(made: Tables) -> None:
    assert [row["event"] for row in made.decisions if row["source"] == "log"] == ["log:1", "log:2"]


def test_a_referral_tells_when_it_was_answered_and_taken_on(made: Tables) -> None:
    lead = next(row for row in made.referrals if row["referral"] == "referral:K/1")
    assert (lead["kind"], lead["agency"], lead["role"]) == ("support_center", "center", "lead")
    assert (lead["taken_at"] - lead["requested_at"]).total_seconds() == 3600
    turned_down = [row for row in made.referrals if row["state"] == "rejected"]
    assert [(row["taken_at"], row["answered_at"] is not None) for row in turned_down] == [(None, True)]


def test_rows_have_no_columns_but_those_that_are_declared(made: Tables) -> None:
    for name, columns in COLUMNS.items():
        rows: list[dict[str, Any]] = getattr(made, name)
        assert rows
        assert [row for row in rows if not set(row) <= set(columns)] == []


def test_the_files_hold_the_rows_and_say_what_they_hold(made: Tables, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    files = write_parquet(made, tmp_path / "new" / "folder", pseudonymous=False)
    assert [file.stem for file in files] == list(COLUMNS)
    for file in files:
        table = parquet.read_table(file)
        assert table.column_names == list(COLUMNS[file.stem])
        empty = dict.fromkeys(COLUMNS[file.stem])
        assert table.to_pylist() == [empty | row for row in getattr(made, file.stem)]
        assert table.schema.metadata[b"table"].decode() == file.stem
        assert b"no names, ages, addresses or notes" in table.schema.metadata[b"holds"]
        assert table.schema.metadata[b"pseudonyms"] == b"false"
        assert [secret for secret in SECRETS if secret in str(table.to_pylist())] == []


def test_pseudonyms_join_the_tables_as_the_ids_do(made: Tables, busy_store: EventStore) -> None:
    named = tables(cases_of(busy_store), DecisionLog(busy_store).records(), pseudonyms(bytes(32)))
    cases = {row["case"] for row in named.decisions if row["source"] == "desk"}
    assert cases == {row["case"] for row in named.events if row["source"] == "desk"}
    assert cases == {row["case"] for row in named.referrals}
    assert len(cases) == 3
    assert not cases & {row["case"] for row in made.decisions}
    assert {row["referral"] for row in named.events if row.get("referral")} <= {r["referral"] for r in named.referrals}
