"""Logging what `routing route` decides, before it is printed."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from routing.cli.log.opening import opened

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.rulebook import Rulebook

Keep = Callable[["Case", "Decision", "Rulebook"], None]


@contextlib.contextmanager
def logging_to(url: str | None, rulebook: str | None) -> Iterator[Keep]:
    """What takes each case, its decision and the rulebook that made it; it does nothing where there is no URL.

    `rulebook` is the one that was named, by name or folder; without it the bundled one of each case is kept.
    """
    if url is None:
        yield lambda case, decision, book: None
        return
    from routing.log import LogError
    from routing.rulebook.archive import Archive

    with opened(url, new=True) as log:

        def keep(case: Case, decision: Decision, book: Rulebook) -> None:
            now = dt.datetime.now(dt.UTC)
            if not log.rulebooks.has(book.digest):
                kept = log.keep_rulebook(Archive.of(rulebook if rulebook is not None else book.id), now)
                if kept.digest != book.digest:
                    raise LogError(
                        "the files of the rulebook changed since it was loaded", help="run the command again"
                    )
            log.append(case, decision, now)

        yield keep
