"""Rulebooks on their way to those who work on batches."""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable

from routing.errors import RulebookError
from routing.log import LogError
from routing.rulebook import Rulebook

KEPT = 8
"""Rulebooks that are kept ready to go with batches."""


class Shelf:
    """Rulebooks as they go with a batch: pickled, a few of them, since more may be in a log than in memory."""

    def __init__(self, rulebook: Callable[[str], Rulebook]) -> None:
        self._rulebook = rulebook
        self._kept: OrderedDict[str, bytes | str] = OrderedDict()

    def of(self, digest: str) -> bytes | str:
        """The pickled rulebook of a digest; why there is none, where this release cannot make it."""
        if digest not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.popitem(last=False)
            try:
                self._kept[digest] = pickle.dumps(self._rulebook(digest))
            except (LogError, RulebookError) as problem:
                self._kept[digest] = str(problem).partition("\n")[0]
        self._kept.move_to_end(digest)
        return self._kept[digest]
