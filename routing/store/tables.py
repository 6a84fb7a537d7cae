"""The tables of the store as queries name them. `schema` makes them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

ABOUT = Table("about", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))
"""What the store knows of itself: the version of its schema and, where it is encrypted, which key it takes."""

EVENTS = Table(
    "events",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("command", Text),
)
"""All that ever happened. Triggers refuse changes, deletions and gaps."""

STREAMS = Table(
    "streams",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("wake", BigInteger),
)
"""How far each stream is, and when something may fall due in it."""

COMMANDS = Table(
    "commands",
    METADATA,
    Column("command", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("before", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""Which commands were carried out, and what each did."""

OUTBOX = Table(
    "outbox",
    METADATA,
    Column("id", BigInteger, primary_key=True),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary),
    Column("at", BigInteger, nullable=False),
    Column("due", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("failed", BigInteger),
    Column("delivered", BigInteger),
)
"""Messages. `due` is when one may be claimed, null once it is delivered; its body is dropped then. `failed` is when it
could last not be sent."""

ERASABLE = Table(
    "erasable",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
"""What came with an event and may be erased later, when the event itself stays."""

DERIVED = Table(
    "derived",
    METADATA,
    Column("stream", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
"""What was worked out from the events up to one, so that it need not be worked out again."""
