"""The store in a PostgreSQL database, for several machines at a time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from routing.store.errors import StoreBusy, StoreError, StoreFull, StoreUnreachable
from routing.store.extras import require

WAIT = 30.0
"""Seconds that a writer waits for its turn."""
KEPT = 10
"""Connections that stay open once so many threads needed one at a time; more are opened and closed."""
_CONNECT = 10
_NAMESPACE = 0x726F7574  # "rout": which advisory locks are ours

_TURN = text("SELECT pg_advisory_xact_lock(:namespace, hashtext(current_schema()))").bindparams(namespace=_NAMESPACE)


class PostgresDatabase:
    """A database, through psycopg 3. A URL without a driver means that one."""

    one_writer = False

    def __init__(self, url: URL) -> None:
        require("psycopg", "a store on PostgreSQL")
        self.url = url.set(drivername="postgresql+psycopg")

    def engine(self) -> Engine:
        """Connections that are tried before they are used, so that a server that was restarted is found again."""
        known = {} if "connect_timeout" in self.url.query else {"connect_timeout": _CONNECT}
        engine = create_engine(
            self.url,
            connect_args=known,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            pool_size=KEPT,
            max_overflow=-1,
            hide_parameters=True,
        )
        event.listen(engine, "connect", _set_up)
        return engine

    def take_turn(self, connection: Connection) -> None:
        """Wait until nobody else is appending; the turn ends with the transaction, after it can be seen.

        Without it a transaction could take a position, and commit after one with a later position: a reader who goes on
        from the last position seen would never meet it. READ COMMITTED lets the statements that follow see what was
        committed while waiting.
        """
        connection.execute(_TURN)

    def forget(self, connection: Connection) -> None:
        """Nothing to do: what was deleted is taken away by the next vacuum, which is the server's."""

    def meaning(self, problem: BaseException) -> StoreError:
        """What an error of the database means, in words that quote nothing."""
        state = getattr(problem, "sqlstate", None) or ""
        if state == "53100":
            return StoreFull("the store cannot grow: the disk of the server is full", help="make room and try again")
        if state.startswith("53") or state in ("55P03", "40001", "40P01", "57014"):
            return StoreBusy("the store is busy", help="try again; a command keeps its key")
        if state == "42501":
            return StoreError("the user may not do that in this database", help="grant it, or use another user")
        if not state or state.startswith(("08", "57P")):
            # a connection that is refused comes without a code, and its text is in the server's language
            return StoreUnreachable(
                "the database server cannot be reached, or refused the connection",
                help="is it running, with this database and user? if so, try again; a command keeps its key",
            )
        return StoreError(f"the store refused: {state}")


def _set_up(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {WAIT * 1000:.0f}")
        # what was acknowledged must be on the disk; a stricter setting of the server stays
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
            " WHERE current_setting('synchronous_commit') IN ('off', 'local')"
        )
    connection.commit()
