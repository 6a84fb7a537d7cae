"""The parts of a page about one scenario: what was simulated, what came out, what it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.conference.simulation.measures import named
from routing.conference.simulation.report.charts import barred, measured, over
from routing.conference.simulation.report.parts import paragraph, table
from routing.conference.simulation.report.view import ALL, MOST_OFFICES, View, key
from routing.conference.simulation.report.words import word
from routing.conference.simulation.rows import AGES
from routing.conference.simulation.summaries import WAITS
from routing.drawing.markup import spoken
from routing.wording.words import Language

UNRESOLVED = tuple(f"unresolved_{age}" for age in AGES)
ESCALATION = ("advice", "conference", "bounce")
PARTS = (("means", "days", WAITS), ("unresolved", "share", UNRESOLVED), ("escalation", "share", ESCALATION))
"""What is told of each group: the words, the unit and the measures."""
MOST_LINES = 6
"""Districts up to which each has a line of its own in the chart of open cases."""


def run(views: Sequence[View], heads: Sequence[str], lang: Language) -> Iterator[str]:
    """What was simulated, a column for each scenario."""
    head = [word("field", lang), *(heads or [word("value", lang)])]
    fields = [row["field"] for row in views[0].figures.tables["run"]]
    rows = []
    for field in fields:
        found = [(view.figures, view.figures.row("run", field)) for view in views]
        cells = [figures.figure("run", row, "value", row["value"] if row else "") for figures, row in found]
        rows.append([word(field, lang), *(cell.replace("<data ", '<data class="text" ', 1) for cell in cells)])
    yield from table(word("run", lang), head, rows, lang)
    for view in views:
        if view.scenario.note is not None:
            yield f'<p lang="en">{spoken(view.scenario.note, "en")}</p>'
        if view.results.known is False:
            yield paragraph(word("short", lang), lang, "note")


def measures(view: View) -> Iterator[str]:
    """Every measure over all cases."""
    lang, figures = view.lang, view.figures
    head = [word(name, lang) for name in ("measure", "mean", "interval")]
    rows = [
        [named(one, lang), figures.mean("summary", one, ALL, ALL), figures.interval("summary", one, ALL, ALL)]
        for one in view.observed()
    ]
    yield from table(word("measures", lang), head, rows, lang)


def waits(view: View) -> Iterator[str]:
    """How long it takes until the first contact, an accepted lead, and an owner of every need: whole distributions."""
    lang, figures = view.lang, view.figures
    days = sorted({row["within"] for row in figures.tables["waits"]})
    series = {named(one, lang): [figures.row("waits", one, day) for day in days] for one in WAITS}
    yield over("waits", word("waits", lang), word("waits_share", lang), word("within", lang), days, series, 100)
    head = [word("within", lang), *series]
    rows = [[str(day), *(figures.both("waits", one, day, measure="share_owned") for one in WAITS)] for day in days]
    yield from table(word("waits_share", lang), head, rows, lang)
    yield paragraph(word("waits_note", lang), lang)


def groups(view: View, by: str) -> Iterator[str]:
    """Waits, what stays unresolved, escalation and bounce: of all cases and by district or kind of household."""
    lang, names = view.lang, view.named_groups(by)
    for part, unit, told in PARTS:
        rows = view.rows(told, by, names)
        yield measured(f"{part}-{by}", word(part, lang), word(unit, lang), names, rows, told, lang)
        columns = ("cases", *told) if part == "means" else told
        head = [word(by, lang), *(named(measure, lang) for measure in columns)]
        cells = [
            [spoken(name, lang), *(view.figures.both("summary", *key(one, by, group)) for one in columns)]
            for group, name in names.items()
        ]
        yield from table(word(part, lang), head, cells, lang)


def backlog(views: Sequence[View], names: Sequence[str], lang: Language) -> Iterator[str]:
    """Open cases week by week: of all districts, and of each where they are few; of two scenarios beside another."""
    lines = [(view, name or word(ALL, lang), ALL) for view, name in zip(views, names, strict=True)]
    districts = [district.id for district in views[0].scenario.districts]
    if len(views) == 1 and 1 < len(districts) <= MOST_LINES:
        lines += [(views[0], district, district) for district in districts]
    days = sorted({row["day"] for view in views for row in view.figures.tables["weeks"]})
    series = {name: [view.figures.row("weeks", of, day) for day in days] for view, name, of in lines}
    yield over("backlog", word("backlog", lang), word("cases", lang), word("day", lang), days, series)
    head = [word("day", lang), *series]
    rows = [
        [str(day), *(view.figures.both("weeks", of, day, measure="backlog") for view, _, of in lines)] for day in days
    ]
    yield from table(word("backlog", lang), head, rows, lang)


def loads(view: View) -> Iterator[str]:
    """Load and overtime of the busiest agencies."""
    lang, names = view.lang, view.offices()
    if not names:
        return
    for measure, unit in (("load", "share"), ("overtime", "hours")):
        rows = view.rows([measure], "office", names)
        series = {named(measure, lang): [rows[measure, office] for office in names]}
        times = 100 if measure == "load" else 1
        yield barred(measure, word(measure, lang), word(unit, lang), list(names.values()), series, times)
    head = [word("office", lang), named("load", lang), word("overtime", lang)]
    cells = [
        [spoken(name, lang), *(view.figures.both("summary", one, "office", office) for one in ("load", "overtime"))]
        for office, name in names.items()
    ]
    yield from table(word("loads", lang), head, cells, lang)
    yield paragraph(word("offices_note", lang, MOST_OFFICES), lang)
