"""The schema of the store: one list of steps a database, from nothing to the newest version."""

from routing.store.schema.upgrade import upgrade

__all__ = ["upgrade"]
