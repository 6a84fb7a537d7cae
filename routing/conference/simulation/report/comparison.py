"""The report page of two scenarios that were compared replication by replication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from routing.conference.simulation.estimates import Paired
from routing.conference.simulation.measures import named, shown
from routing.conference.simulation.report import grounds, sections
from routing.conference.simulation.report.charts import barred
from routing.conference.simulation.report.figures import NOTHING, Figures, signed
from routing.conference.simulation.report.parts import html, paragraph, section, table
from routing.conference.simulation.report.sections import ESCALATION, UNRESOLVED
from routing.conference.simulation.report.view import ALL, View, key
from routing.conference.simulation.report.words import word
from routing.conference.simulation.running import Results
from routing.conference.simulation.summaries import WAITS, between
from routing.conference.simulation.tables import Key
from routing.drawing.markup import spoken
from routing.wording.words import Language

_PARTS = (
    ("means", "difference_days", WAITS),
    ("unresolved", "points", UNRESOLVED),
    ("escalation", "points", ESCALATION),
)
FOLDERS = ("first", "second")
"""Where the tables of the two stand inside that of `--out`."""


def comparison_page(first: Results, second: Results, pairs: Mapping[Key, Paired], lang: Language) -> str:
    """The page of a comparison. Every figure of it is in the tables that the command writes with `--out`.

    The same results give the same bytes. Raises `ChartsExtraMissing` where matplotlib is not installed.
    """
    views = [View(results, lang, folder) for results, folder in zip((first, second), FOLDERS, strict=True)]
    names = [f"{word(place, lang)}: {view.title}" for place, view in zip(FOLDERS, views, strict=True)]
    body = _body(views, names, Figures(between(first, second, pairs)), lang)
    return html(word("comparison", lang, *(view.title for view in views)), lang, body)


def _body(views: Sequence[View], names: Sequence[str], figures: Figures, lang: Language) -> Iterator[str]:
    yield from section("run", lang, sections.run(views, names, lang))
    yield from section("changes", lang, _changes(figures, lang))
    yield from section("differences", lang, _differences(views, figures, lang))
    for by in ("kind", "district"):
        if by == "kind" or len(views[0].groups(by)) > 1:
            yield from section(f"by_{by}", lang, _groups(views[0], figures, by))
    yield from section("backlog", lang, sections.backlog(views, names, lang))
    yield from section("loads", lang, _loads(views[0], figures))
    yield from section("published", lang, grounds.published(views[0]), f"{word('published', lang)} ({names[0]})")
    yield from section("limits", lang, grounds.limited(lang))
    yield from section("assumptions", lang, grounds.numbers(views[0]), f"{word('assumptions', lang)} ({names[0]})")


def _changes(figures: Figures, lang: Language) -> Iterator[str]:
    """The fields in which the two scenarios differ."""
    rows = figures.tables["changes"]
    if not rows:
        yield paragraph(word("no_changes", lang), lang)
        return
    head = [word(name, lang) for name in ("path", *FOLDERS)]
    cells = [
        [
            f"<code>{spoken(row['path'], lang)}</code>",
            *(figures.figure("changes", row, place, row[place] or "") for place in FOLDERS),
        ]
        for row in rows
    ]
    yield from table(word("changes", lang), head, cells, lang)


def _differences(views: Sequence[View], figures: Figures, lang: Language) -> Iterator[str]:
    """All measures over all cases: each scenario, and their paired difference."""
    yield paragraph(word("paired_note", lang), lang)
    told = [measure for measure in views[0].observed() if figures.row("differences", measure, ALL, ALL) is not None]
    for part, unit, measures in _PARTS:
        kept = [measure for measure in measures if measure in told]
        rows = [figures.row("differences", measure, ALL, ALL) for measure in kept]
        times = 1 if part == "means" else 100
        yield barred(
            f"difference-{part}", word(part, lang), word(unit, lang), [named(one, lang) for one in kept],
            {word("difference", lang): rows}, times,
        )  # fmt: skip
    head = [word(name, lang) for name in ("measure", *FOLDERS, "difference", "interval", "saved")]
    yield from table(word("differences", lang), head, (_row(figures, measure, lang) for measure in told), lang)


def _row(figures: Figures, measure: str, lang: Language) -> Iterator[str]:
    row = figures.row("differences", measure, ALL, ALL)
    yield spoken(named(measure, lang), lang)
    if row is not None:
        yield from (figures.figure("differences", row, place, shown(measure, row[place])) for place in FOLDERS)
        yield figures.figure("differences", row, "mean", signed(measure, row["mean"]))
        yield figures.interval("differences", measure, ALL, ALL, difference=True)
        saved = row["saved"]
        yield NOTHING if saved is None else figures.figure("differences", row, "saved", shown("share_owned", saved))


def _groups(view: View, figures: Figures, by: str) -> Iterator[str]:
    """The paired differences by district or kind of household."""
    lang, names = view.lang, view.named_groups(by)
    for part, unit, measures in _PARTS:
        rows = {
            named(measure, lang): [figures.row("differences", *key(measure, by, group)) for group in names]
            for measure in measures
        }
        title = f"{word(part, lang)}: {word('difference', lang)}"
        times = 1 if part == "means" else 100
        yield barred(f"{part}-{by}", title, word(unit, lang), list(names.values()), rows, times)
        head = [word(by, lang), *rows]
        cells = [
            [
                spoken(name, lang),
                *(figures.both("differences", *key(one, by, group), difference=True) for one in measures),
            ]
            for group, name in names.items()
        ]
        yield from table(title, head, cells, lang)


def _loads(view: View, figures: Figures) -> Iterator[str]:
    """The difference in load and overtime of the agencies that are busiest in the first scenario."""
    lang, names = view.lang, view.offices()
    for measure, unit, times in (("load", "points", 100), ("overtime", "hours", 1)):
        rows = [figures.row("differences", measure, "office", office) for office in names]
        title = f"{word(measure, lang)}: {word('difference', lang)}"
        yield barred(measure, title, word(unit, lang), list(names.values()), {word("difference", lang): rows}, times)
    head = [word("office", lang), named("load", lang), word("overtime", lang)]
    cells = [
        [
            spoken(name, lang),
            *(figures.both("differences", one, "office", id, difference=True) for one in ("load", "overtime")),
        ]
        for id, name in names.items()
    ]
    if names:
        yield from table(f"{word('loads', lang)}: {word('difference', lang)}", head, cells, lang)
