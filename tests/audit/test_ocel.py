"""The event log: everything that happened, once, by the standard, and nothing that people wrote."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from routing.audit.naming import Ids, own_ids, pseudonyms
from routing.audit.ocel import EVENT_TYPES, OBJECT_TYPES, EventLog, event_log, write_json, write_sqlite
from routing.audit.ocel.as_sqlite import table_name
from routing.audit.ocel.event_log import BEGINNING, LogEvent
from routing.audit.ocel.gathered import cases_of
from routing.desk import Desk
from routing.desk.events import Held
from routing.log import DecisionLog
from routing.store import EventStore
from tests.audit.busy_desk import SECRETS
from tests.desk.desks import CENTER, DAY, HOUR, NOON, need, opened, router, store
from tests.log.logs import begun, filled
from tests.settling import DEMENTIA, MENTAL

SCHEMA = json.loads((Path(__file__).parent.parent / "data/audit/ocel20-schema-json.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def log(busy_store: EventStore) -> EventLog:
    return event_log(cases_of(busy_store), DecisionLog(busy_store).records())


@pytest.fixture(scope="module")
def as_json(log: EventLog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("ocel") / "log.json"
    write_json(log, file)
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def as_sqlite(log: EventLog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ocel") / "log.sqlite"
    write_sqlite(log, file)
    return file


def rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute(query).fetchall()


def test_every_event_of_the_desk_and_every_record_of_the_log_is_in_it_once(
    log: EventLog, busy_store: EventStore
) -> None:
    stored = list(busy_store.everything(limit=None))
    happened = [(f"event:{one.stream[5:]}/{one.version}", one.at) for one in stored if one.stream.startswith("case/")]
    records = [(f"log:{one.number}", dt.datetime.fromisoformat(one.header["at"])) for one in _records(busy_store)]
    assert Counter((event.id, event.time) for event in log.events) == Counter(happened + records)
    assert (len(happened), len(records)) == (len(log.events) - 5, 5)


def _records(store: EventStore) -> list[Any]:
    return list(DecisionLog(store).records())


def test_events_say_what_happened_by_the_names_of_the_desk(log: EventLog, busy_store: EventStore) -> None:
    stored = {f"event:{one.stream[5:]}/{one.version}": one for one in busy_store.everything(limit=None)}
    for event in log.events:
        if event.id in stored:
            one = stored[event.id]
            state = f":{one.data['move']['state']}" if one.type == "moved" else ""
            assert event.type == one.type + state
    assert {event.type for event in log.events} >= {"overridden", "stepped", "conference_recorded", "logged:redaction"}


def test_every_referral_is_one_object_with_its_addressee_and_the_state_it_has_now(
    log: EventLog, busy_store: EventStore
) -> None:
    desk = Desk(router(), busy_store)
    expected = {
        f"referral:{one.id}": (one.state, f"agency:{one.to}" + (f"@{one.agency}" if one.agency else ""))
        for file in desk.files()
        for one in file.referrals.values()
    }
    found = {}
    for made in log.objects.values():
        if made.type == "referral":
            states = [value for (name, _), value in sorted(made.values.items()) if name == "state"]
            (to,) = (id for id, qualifier in made.relations if qualifier == "to")
            found[made.id] = (states[-1], to)
    assert len(found) > 20
    assert found == expected


def test_whoever_holds_a_case_is_said_for_every_instant(log: EventLog, busy_store: EventStore) -> None:
    desk = Desk(router(), busy_store)
    values = [(time, value) for (name, time), value in log.objects["case:K"].values.items() if name == "holder"]
    changes = [(one.at, one.holder) for one in desk.events("K") if isinstance(one, Held)]
    wanted = [(BEGINNING, desk.file("K").holders[0]), *changes]
    assert len(changes) == 3
    assert sorted(values) == [(at, f"{holder.kind}@{holder.agency}") for at, holder in wanted]


def test_an_override_tells_from_whom_to_whom_and_by_whom(log: EventLog) -> None:
    (event,) = (event for event in log.events if event.type == "overridden")
    assert set(event.relations) == {
        ("case:K", "case"),
        ("agency:support_center@center", "by"),
        ("agency:support_center@center", "from"),
        ("agency:support_center@east", "to"),
    }
    assert event.attributes == {"place": "holder"}


def test_every_end_of_a_relation_is_there_and_every_attribute_is_declared(log: EventLog) -> None:
    kinds = {"string": str, "integer": int, "boolean": bool, "time": dt.datetime}
    relations = [id for event in log.events for id, _ in event.relations]
    assert set(relations) == set(log.objects)  # tools leave out what no event is about
    assert {id for made in log.objects.values() for id, _ in made.relations} <= set(log.objects)
    for event in log.events:
        for name, value in event.attributes.items():
            assert type(value) is kinds[EVENT_TYPES[event.type][name]]
    for made in log.objects.values():
        for (name, _), value in made.values.items():
            assert type(value) is kinds[OBJECT_TYPES[made.type][name]]


def test_the_json_is_valid_by_the_schema_of_the_standard(as_json: dict[str, Any]) -> None:
    validator = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert list(validator.iter_errors(as_json)) == []
    assert all(dt.datetime.fromisoformat(event["time"]).tzinfo is not None for event in as_json["events"])


def test_the_tables_are_those_of_the_standard(as_sqlite: Path) -> None:
    tables = {name for (name,) in rows(as_sqlite, "SELECT name FROM sqlite_master WHERE type = 'table'")}
    fixed = {"event", "object", "event_object", "object_object", "event_map_type", "object_map_type"}
    events = {f"event_{table_name(type)}" for type in EVENT_TYPES}
    objects = {f"object_{table_name(type)}" for type in OBJECT_TYPES}
    assert len(events) + len(objects) == len(EVENT_TYPES) + len(OBJECT_TYPES)
    assert tables == fixed | events | objects
    assert dict(rows(as_sqlite, "SELECT * FROM event_map_type")) == {type: table_name(type) for type in EVENT_TYPES}
    assert dict(rows(as_sqlite, "SELECT * FROM object_map_type")) == {type: table_name(type) for type in OBJECT_TYPES}


def test_the_tables_have_the_columns_and_keys_of_the_standard(as_sqlite: Path) -> None:
    def columns(table: str) -> list[tuple[str, str, int]]:
        return rows(as_sqlite, f"SELECT name, type, pk FROM pragma_table_info('{table}')")

    def references(table: str) -> set[tuple[str, str, str]]:
        return set(rows(as_sqlite, f'SELECT "from", "table", "to" FROM pragma_foreign_key_list(\'{table}\')'))

    for end in ("event", "object"):
        assert columns(f"{end}_map_type") == [("ocel_type", "TEXT", 1), ("ocel_type_map", "TEXT", 0)]
        assert columns(end) == [("ocel_id", "TEXT", 1), ("ocel_type", "TEXT", 0)]
        assert references(end) == {("ocel_type", f"{end}_map_type", "ocel_type")}
    pairs = {"event_object": ("event", "object"), "object_object": ("object", "object")}
    names = {"event_object": ("ocel_event_id", "ocel_object_id"), "object_object": ("ocel_source_id", "ocel_target_id")}
    for table, (one, other) in pairs.items():
        assert [(name, pk) for name, _, pk in columns(table)] == [
            (names[table][0], 1),
            (names[table][1], 2),
            ("ocel_qualifier", 3),
        ]
        assert references(table) == {(names[table][0], one, "ocel_id"), (names[table][1], other, "ocel_id")}
    for type in EVENT_TYPES:
        table = f"event_{table_name(type)}"
        assert columns(table)[:2] == [("ocel_id", "TEXT", 1), ("ocel_time", "TIMESTAMP", 0)]
        assert references(table) == {("ocel_id", "event", "ocel_id")}
    for type in OBJECT_TYPES:
        table = f"object_{table_name(type)}"
        first = [("ocel_id", "TEXT", 0), ("ocel_time", "TIMESTAMP", 0), ("ocel_changed_field", "TEXT", 0)]
        assert columns(table)[:3] == first
        assert references(table) == {("ocel_id", "object", "ocel_id")}


def test_both_files_hold_the_same(as_json: dict[str, Any], as_sqlite: Path) -> None:
    types = {one["id"]: one["type"] for one in as_json["events"]}
    assert dict(rows(as_sqlite, "SELECT * FROM event")) == types
    assert dict(rows(as_sqlite, "SELECT * FROM object")) == {one["id"]: one["type"] for one in as_json["objects"]}
    for table, name in (("event_object", "events"), ("object_object", "objects")):
        stated = [(one["id"], r["objectId"], r["qualifier"]) for one in as_json[name] for r in one["relationships"]]
        assert Counter(rows(as_sqlite, f"SELECT * FROM {table}")) == Counter(stated)
    assert Counter(_told(as_sqlite, "event", EVENT_TYPES)) == Counter(
        (one["id"], one["time"], a["name"], a["value"]) for one in as_json["events"] for a in one["attributes"]
    )
    assert Counter(_told(as_sqlite, "object", OBJECT_TYPES)) == Counter(
        (one["id"], a["time"], a["name"], a["value"]) for one in as_json["objects"] for a in one["attributes"]
    )


def _told(file: Path, end: str, types: Any) -> list[tuple[str, str, str, str]]:
    """Every attribute in the tables of the types, written as JSON has it."""

    def text(value: Any, kind: str) -> str:
        if kind == "boolean":
            return ("false", "true")[value]
        return value.replace(" ", "T") + "Z" if kind == "time" else str(value)

    found = []
    for type, attributes in types.items():
        for name, kind in attributes.items():
            query = f'SELECT ocel_id, ocel_time, "{name}" FROM "{end}_{table_name(type)}" WHERE "{name}" IS NOT NULL'
            found += [(id, text(time, "time"), name, text(value, kind)) for id, time, value in rows(file, query)]
    return found


def test_nothing_that_people_wrote_and_nothing_of_the_persons_is_in_it(as_json: dict[str, Any]) -> None:
    text = json.dumps(as_json)
    assert [secret for secret in SECRETS if secret in text] == []
    assert {one["type"] for one in as_json["objects"]} == set(OBJECT_TYPES)
    assert not {"age", "sex", "persons", "note", "district", "about"} & _keys(as_json)


def _keys(data: dict[str, Any]) -> set[str]:
    return {a["name"] for name in ("events", "objects") for one in data[name] for a in one["attributes"]}


def test_with_pseudonyms_no_id_of_a_case_is_left_and_all_else_is_the_same(
    log: EventLog, busy_store: EventStore
) -> None:
    named = event_log(cases_of(busy_store), DecisionLog(busy_store).records(), pseudonyms(bytes(32)))
    ids = " ".join([*named.objects, *(event.id for event in named.events)])
    digests = {made.id.removeprefix("decision:") for made in log.objects.values() if made.type == "decision"}
    assert [part for part in ("K/", "K-1", "K-2", "K-3", "/n1", *digests) if part in ids] == []
    assert sorted(_shape(named)) == sorted(_shape(log))
    assert {made.id for made in named.objects.values() if made.type == "agency"} == {
        made.id for made in log.objects.values() if made.type == "agency"
    }


def _shape(log: EventLog) -> list[tuple[str, dt.datetime, tuple[tuple[str, str], ...]]]:
    """The events without their ids: type, time, and of what type they are about what."""
    return [
        (event.type, event.time, tuple((log.objects[id].type, qualifier) for id, qualifier in event.relations))
        for event in log.events
    ]


def test_another_key_gives_other_pseudonyms() -> None:
    first, second = pseudonyms(bytes(32)), pseudonyms(b"\1" * 32)
    assert first("K-1") == first("K-1")
    assert len({first("K-1"), first("K-2"), second("K-1"), second("K-2")}) == 4


def test_a_need_that_turns_out_to_be_another_has_each_code_from_its_instant_on(quick: Path) -> None:
    with store(quick) as events:
        desk = Desk(router(), events)
        opened(desk)
        desk.learn("K", need("n1", MENTAL), CENTER, NOON + HOUR)
        desk.learn("K", need("n1", MENTAL, urgent=True), CENTER, NOON + DAY)
        made = event_log(cases_of(events)).objects["need:K/n1"]
    assert made.values == {("code", BEGINNING): DEMENTIA, ("code", NOON + HOUR): MENTAL}


def test_a_redacted_record_is_an_event_that_tells_no_case(tmp_path: Path) -> None:
    with EventStore.open(f"sqlite:///{tmp_path / 'log.db'}") as store:
        kept = begun(store)
        filled(kept, 2)
        kept.redact(1, ["/"], "officer", "asked", NOON)
        log = event_log((), kept.records())
    told = {event.id: {log.objects[id].type for id, _ in event.relations} for event in log.events}
    assert told == {
        "log:1": {"log_record", "rulebook"},
        "log:2": {"log_record", "rulebook", "case", "decision"},
        "log:3": {"log_record"},
    }
    assert "case:K-1" not in log.objects


def test_a_need_of_one_case_is_never_that_of_another_whatever_their_ids() -> None:
    ids = Ids(own_ids)
    named = [("a/b", "c"), ("a", "b/c"), ("a", "b%2Fc"), ("a/b%2Fc", "")]
    assert len({ids.need(case, need) for case, need in named}) == 4


@pytest.mark.parametrize("write", [write_json, write_sqlite])
def test_a_file_that_is_there_is_not_written_over(
    write: Callable[[EventLog, Path], None], log: EventLog, tmp_path: Path
) -> None:
    file = tmp_path / "kept"
    file.write_text("kept")
    with pytest.raises(FileExistsError):
        write(log, file)
    assert file.read_text() == "kept"


@pytest.mark.parametrize("write", [write_json, write_sqlite])
def test_a_file_that_could_not_be_written_whole_is_not_there(
    write: Callable[[EventLog, Path], None], log: EventLog, tmp_path: Path
) -> None:
    unknown = LogEvent("event:x/1", "opened", NOON, {"owners": object()}, ())  # type: ignore[dict-item]
    with pytest.raises((TypeError, sqlite3.Error, AttributeError)):
        write(EventLog([*log.events, unknown, None], log.objects), tmp_path / "new")  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []
