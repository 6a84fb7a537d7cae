"""The cases that two rulebooks are compared on: rule tests, generated ones, and days on both sides of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from routing.case import Case
from routing.errors import RoutingError
from routing.quality.diff.changes import RuleChange
from routing.quality.generated import generated
from routing.quality.testing import read_tests
from routing.rulebook import Rulebook
from routing.rulebook.packs import PackText

SEED = 20260401


def reference_day(*books: Rulebook) -> dt.date:
    """The first day on which every rule of all of them has begun."""
    return max(
        (rule.start for book in books for rule in book.rules if rule.start is not None), default=dt.date(2026, 4, 1)
    )


def boundaries(changes: Iterable[RuleChange]) -> list[dt.date]:
    """The days on which a changed rule begins or ends in one version and not in the other, and the days before."""
    days: set[dt.date] = set()
    for change in changes:
        if change.old is not None and change.new is not None and "in_force" in change.parts:
            for field in ("start", "until"):
                before, after = getattr(change.old, field), getattr(change.new, field)
                if before != after:
                    days |= {day for day in (before, after) if day is not None}
    return sorted(days | {day - dt.timedelta(days=1) for day in days})


def moved_to(case: Case, day: dt.date) -> Case:
    """The same case on another day, with ages instead of dates of birth."""
    return case.model_copy(update={"as_of": day})


def test_cases(pack: PackText, book: Rulebook) -> list[Case]:
    """The cases of the rule tests of a pack; none where they are not valid, which `rules test` tells."""
    try:
        return [test.case for test in read_tests(pack, book)]
    except RoutingError:
        return []


test_cases.__test__ = False  # type: ignore[attr-defined]


def generated_cases(book: Rulebook, day: dt.date, count: int, codes: Sequence[str]) -> Iterator[Case]:
    """So many cases made up from the vocabulary, the same every time; every second has the need codes given."""
    for number in range(count):
        data = generated(SEED + number, book, codes=codes if number % 2 else ())
        yield Case.from_dict({**data, "as_of": day.isoformat()})
