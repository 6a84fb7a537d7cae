"""One append-only event store, on SQLite or PostgreSQL, that the desk and the decision log share."""

from routing.store.content import Json
from routing.store.errors import (
    CommandConflict,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreExtraMissing,
    StoreFull,
    StoreKeyError,
    StoreUnreachable,
    StoreVersionError,
    VersionConflict,
)
from routing.store.event_store import EventStore
from routing.store.keys import KEY_VARIABLE, key_from_environment, key_from_file
from routing.store.records import Appended, Message, NewEvent, Pending, Recorded

__all__ = [
    "KEY_VARIABLE",
    "Appended",
    "CommandConflict",
    "EventStore",
    "Json",
    "Message",
    "NewEvent",
    "Pending",
    "Recorded",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreExtraMissing",
    "StoreFull",
    "StoreKeyError",
    "StoreUnreachable",
    "StoreVersionError",
    "VersionConflict",
    "key_from_environment",
    "key_from_file",
]
