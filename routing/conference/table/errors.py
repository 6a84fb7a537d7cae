"""What a table refuses. Messages name steps, seats and needs by their ids, and quote nothing else of a case."""

from __future__ import annotations

from routing.errors import UnplacedError


class TableError(UnplacedError):
    """A step that cannot be taken; the session stands as before. `help` says what to do, or is None."""
