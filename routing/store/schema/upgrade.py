"""Makes the tables of a new store, and brings an older one to the newest version, in one transaction."""

from __future__ import annotations

from sqlalchemy import Connection, insert, inspect, select, update

from routing.store.errors import StoreKeyError, StoreVersionError
from routing.store.schema import postgresql, sqlite
from routing.store.sealing import Sealing
from routing.store.tables import ABOUT, EVENTS

_STEPS = {"sqlite": sqlite.STEPS, "postgresql": postgresql.STEPS}
_VERSION = "schema"
_KEY = "key"


def upgrade(connection: Connection, sealing: Sealing) -> None:
    """Bring the tables to the newest version and hold the key against the one the store was made with.

    Raises `StoreVersionError` where a newer release made the store, or something else lies there, and `StoreKeyError`
    where the key does not fit.
    """
    steps = _STEPS[connection.dialect.name]
    about = _about(connection)
    version = int(about.get(_VERSION, "0"))
    if version > len(steps):
        raise StoreVersionError(
            f"the store has schema version {version}; this release knows up to {len(steps)}",
            help="use the release that made it, or a newer one",
        )
    if version == 0:
        ABOUT.create(connection)
        connection.execute(insert(ABOUT).values(name=_VERSION, value="0"))
    else:
        _hold_key_against(about.get(_KEY), sealing, connection)
    for step in steps[version:]:
        for statement in step:
            connection.exec_driver_sql(statement)
    if version < len(steps):
        connection.execute(update(ABOUT).where(ABOUT.c.name == _VERSION).values(value=str(len(steps))))
    if sealing.key_id is not None and _KEY not in about:
        connection.execute(insert(ABOUT).values(name=_KEY, value=sealing.key_id))


def _about(connection: Connection) -> dict[str, str]:
    names = set(inspect(connection).get_table_names())
    if ABOUT.name in names:
        columns = {column["name"] for column in inspect(connection).get_columns(ABOUT.name)}
        if columns == set(ABOUT.c.keys()):
            about = {row.name: row.value for row in connection.execute(select(ABOUT))}
            if about.get(_VERSION, "").isdecimal():
                return about
    if names:
        raise StoreVersionError(
            "the database holds tables of something else",
            help="give the store a file, a database or a schema of its own",
        )
    return {}


def _hold_key_against(known: str | None, sealing: Sealing, connection: Connection) -> None:
    if known == sealing.key_id:
        return
    if known is None:
        if connection.execute(select(EVENTS.c.position).limit(1)).first() is None:
            return
        raise StoreKeyError(
            "the store is not encrypted, and events lie in it", help="open it without a key, or begin a new store"
        )
    if sealing.key_id is None:
        raise StoreKeyError("the store is encrypted", help="give its key, in a file or in the environment")
    raise StoreKeyError("the key is not the one the store was made with")
