"""Whatever happens to cases at a desk, the exports hold it: every event and referral once, both forms the same."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from routing.audit.flow import END, START, flow
from routing.audit.ocel import EVENT_TYPES, OBJECT_TYPES, event_log
from routing.audit.ocel.as_json import json_lines
from routing.audit.ocel.as_sqlite import write_sqlite
from routing.audit.ocel.gathered import cases_of
from routing.audit.tables import COLUMNS, tables
from routing.store import EventStore
from tests.audit.test_ocel import SCHEMA
from tests.desk.machine import DeskMachine
from tests.desk.test_machine import LOAD, stores

QUALIFIED = "SELECT ocel_event_id, ocel_object_id, ocel_qualifier FROM event_object"


def holds_all(store: EventStore, file: Path) -> Counter[str]:
    """Check the exports of a store; the types of the events that were in it come back."""
    stored = {f"event:{one.stream[5:]}/{one.version}": one for one in store.everything(limit=None)}
    log = event_log(cases_of(store))
    assert Counter(event.id for event in log.events) == Counter(stored.keys())
    assert [event.time for event in log.events] == sorted(one.at for one in stored.values())
    asked = [f"referral:{one.data['referral']['id']}" for one in stored.values() if one.type == "requested"]
    assert sorted(made.id for made in log.objects.values() if made.type == "referral") == sorted(asked)
    assert {event.type for event in log.events} <= EVENT_TYPES.keys()
    assert {made.type for made in log.objects.values()} <= OBJECT_TYPES.keys()
    data = json.loads("".join(json_lines(log)))
    jsonschema.Draft7Validator(SCHEMA).validate(data)
    write_sqlite(log, file)
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("SELECT count(*) FROM object").fetchone() == (len(data["objects"]),)
        pairs = {(e["id"], r["objectId"], r["qualifier"]) for e in data["events"] for r in e["relationships"]}
        assert set(database.execute(QUALIFIED)) == pairs
    made = tables(cases_of(store))
    assert (len(made.events), len(made.referrals)) == (len(stored), len(asked))
    assert all(set(row) <= set(COLUMNS[name]) for name in COLUMNS for row in getattr(made, name))
    arrows = flow(cases_of(store)).arrows
    came, went = (sum(a.moves for a in arrows if end in (a.start, a.end)[:1]) for end in (START, END))
    assert came == len({one.stream for one in stored.values()})
    assert went <= sum(one.type == "reopened" for one in stored.values())
    return Counter(event.type for event in log.events)


@pytest.mark.soak
def test_the_exports_hold_whatever_happened_at_the_desk(quick: Path) -> None:
    seen: Counter[str] = Counter()
    numbers = itertools.count()

    class Machine(DeskMachine):
        make_store = staticmethod(stores(quick))

        def teardown(self) -> None:
            if hasattr(self, "store"):
                seen.update(holds_all(self.store, quick / f"{next(numbers)}.sqlite"))
            super().teardown()

    run_state_machine_as_test(Machine, settings=settings(max_examples=70, stateful_step_count=60, **LOAD))
    assert sum(seen.values()) >= 8_000
    assert len(seen) >= 20
