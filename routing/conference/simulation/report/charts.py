"""The charts of the report page. What they draw is what the table beside them tells, with the same one digit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from routing.conference.simulation.columns import Row
from routing.conference.simulation.measures import named
from routing.conference.simulation.report.figures import drawn, factor
from routing.conference.simulation.report.parts import chart
from routing.conference.simulation.report.words import word
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.charts import Series

Drawn = Mapping[str, Sequence[Row | None]]
"""The rows that each series of a chart draws, by its name; None: nothing was observed."""


def barred(name: str, title: str, unit: str, items: Sequence[str], series: Drawn, times: int = 1) -> str:
    """Bars with whiskers, an item in each row; nothing where there is nothing to draw."""
    from routing.charts import Frame, bars

    kept = [place for place in range(len(items)) if any(rows[place] is not None for rows in series.values())]
    if not kept:
        return ""
    lines = [_series(of, [rows[place] for place in kept], times) for of, rows in series.items()]
    return chart(bars(Frame(name, title, unit), [items[place] for place in kept], lines))


def measured(
    name: str, title: str, unit: str, items: Mapping[str, str], rows: Mapping[tuple[str, str], Row | None],
    measures: Iterable[str], lang: Language,
) -> str:  # fmt: skip
    """Bars of several measures in a chart: for each item, by its id, one bar a measure."""
    kept = list(measures)
    series = {named(measure, lang): [rows.get((measure, item)) for item in items] for measure in kept}
    return barred(name, title, unit, list(items.values()), series, factor(kept[0]))


def over(
    name: str, title: str, unit: str, steps: str, at: Sequence[float] | Sequence[str], series: Drawn, times: int = 1
) -> str:
    """Lines over days or over settings, each with the band of its interval; nothing where there is nothing to draw."""
    from routing.charts import Frame, lines

    if not at or not any(row is not None for rows in series.values() for row in rows):
        return ""
    drawn_lines = [_series(of, rows, times) for of, rows in series.items()]
    return chart(lines(Frame(name, title, unit, steps), at, drawn_lines))


def unit_of(measure: str, lang: Language) -> str:
    """What the numbers of a chart of a measure are."""
    from routing.conference.simulation.measures import MEASURES

    unit = MEASURES[measure].unit
    return word(unit, lang) if unit in ("days", "share", "hours", "cases") else named(measure, lang)


def _series(name: str, rows: Sequence[Row | None], times: int) -> Series:
    from routing.charts import Series

    values, low, high = (
        [None if row is None else drawn(row[part], times) for row in rows] for part in ("mean", "low", "high")
    )
    return Series(name, values, low, high)
