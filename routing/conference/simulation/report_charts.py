"""The charts of the report page: waits, what stays unresolved, open cases by week, and the load of agencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from routing.conference.simulation.columns import Rows
from routing.conference.simulation.estimates import Estimate
from routing.conference.simulation.report_words import word
from routing.conference.simulation.rows import AGES
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.charts import Series

Key = tuple[str, str, str]
Names = Mapping[str, str]
MOST_OFFICES = 15
"""Agencies of the chart of loads."""


def one_digit(value: float) -> str:
    """A number of a chart, as the tables write it."""
    return f"{value:,.1f}"


def chart_of_waits(found: Mapping[Key, Estimate], by: str, names: Names, lang: Language) -> str:
    """Days until every need has an owner, a bar for each group."""
    from routing.charts import Frame, bars

    groups = groups_of(found, "days_to_owner", by)
    series = _series("", [found["days_to_owner", by, group] for group in groups], 1)
    frame = Frame(f"wait-{by}", word("to_owner", lang), word("days", lang), number=one_digit)
    return bars(frame, [names.get(group, group) for group in groups], [series])


def chart_of_unresolved(found: Mapping[Key, Estimate], by: str, names: Names, lang: Language) -> str:
    """The share unresolved after 30, 60 and 90 days, three bars for each group."""
    from routing.charts import Frame, bars

    groups = [
        g for g in groups_of(found, "unresolved_30", by) if all((f"unresolved_{a}", by, g) in found for a in AGES)
    ]
    series = [
        _series(word("after", lang, age), [found[f"unresolved_{age}", by, group] for group in groups], 100)
        for age in AGES
    ]
    frame = Frame(f"unresolved-{by}", word("unresolved", lang), word("share", lang), number=one_digit)
    return bars(frame, [names.get(group, group) for group in groups], series)


def chart_of_backlog(weeks: Rows, lang: Language) -> str:
    """The open cases of all districts week by week, with the interval of the mean as a band."""
    from routing.charts import Frame, Series, lines

    rows = [row for row in weeks if row["district"] == "all"]
    values = [row["mean"] for row in rows]
    series = Series(word("all", lang), values, [row["low"] for row in rows], [row["high"] for row in rows])
    frame = Frame("backlog", word("backlog", lang), word("cases", lang), word("day", lang), number=one_digit)
    return lines(frame, [float(row["day"]) for row in rows], [series])


def chart_of_loads(found: Mapping[Key, Estimate], names: Names, lang: Language) -> str:
    """The load of the busiest agencies."""
    from routing.charts import Frame, bars

    offices = busiest(found)
    series = _series("", [found["load", "office", office] for office in offices], 100)
    frame = Frame("load", word("load", lang), word("share", lang), number=one_digit)
    return bars(frame, [names.get(office, office) for office in offices], [series])


def groups_of(found: Mapping[Key, Estimate], measure: str, by: str) -> list[str]:
    """The groups for which a measure was observed."""
    return sorted(group for one, of, group in found if (one, of) == (measure, by))


def busiest(found: Mapping[Key, Estimate]) -> list[str]:
    """The agencies with the highest load, the highest first."""
    loads = [(-found["load", "office", office].mean, office) for office in groups_of(found, "load", "office")]
    return [office for _, office in sorted(loads)[:MOST_OFFICES]]


def _series(name: str, ones: Sequence[Estimate], factor: float) -> Series:
    from routing.charts import Series

    ends = list(_ends(ones, factor))
    return Series(name, [one.mean * factor for one in ones], [low for low, _ in ends], [high for _, high in ends])


def _ends(ones: Sequence[Estimate], factor: float) -> Iterator[tuple[float | None, float | None]]:
    """The ends of the intervals; none where one replication alone had anything to show."""
    for one in ones:
        yield (one.low * factor, one.high * factor) if one.n > 1 else (None, None)
