"""The report page of a sweep: each measure over the settings that were tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from routing.conference.simulation.columns import Row
from routing.conference.simulation.estimates import Paired
from routing.conference.simulation.measures import named
from routing.conference.simulation.report import grounds, sections
from routing.conference.simulation.report.charts import over, unit_of
from routing.conference.simulation.report.figures import NOTHING, Figures, factor
from routing.conference.simulation.report.parts import html, paragraph, section, table
from routing.conference.simulation.report.view import ALL, View
from routing.conference.simulation.report.words import word
from routing.conference.simulation.summaries import swept, told
from routing.conference.simulation.tables import Key
from routing.conference.simulation.varying import Setting, Wards
from routing.drawing.markup import spoken
from routing.wording.words import Language

MEASURES = (
    "days_to_contact", "days_to_owner", "share_owned", "unresolved_30", "unresolved_60", "unresolved_90",
    "conference", "bounce", "conference_wait", "backlog", "overtime",
)  # fmt: skip


def sweep_page(wards: Wards, pairs: Sequence[Mapping[Key, Paired]], lang: Language) -> str:
    """The page of a sweep. Every figure of it is in the tables that the command writes with `--out`.

    The same results give the same bytes. Raises `ChartsExtraMissing` where matplotlib is not installed.
    """
    views = [View(results, lang, ward_folder(number)) for number, (_, results) in enumerate(wards, start=1)]
    tried = [setting for setting, _ in wards]
    figures = Figures(swept(tried, pairs))
    return html(word("sweep", lang, views[0].title), lang, _body(views, tried, figures, lang))


def ward_folder(number: int) -> str:
    """The folder of the tables of a ward of a sweep, numbered from 1."""
    return f"ward-{number:03}"


def _body(views: Sequence[View], tried: Sequence[Setting], figures: Figures, lang: Language) -> Iterator[str]:
    yield from section("run", lang, sections.run(views[:1], [told(tried[0])], lang))
    yield from section("settings", lang, _settings(views, tried, lang))
    for measure in MEASURES:
        if any(view.observed([measure]) for view in views):
            title = named(measure, lang)
            yield from section(measure, lang, _measure(views, tried, figures, measure), title)
    yield from section("limits", lang, grounds.limited(lang))
    title = f"{word('assumptions', lang)} ({told(tried[0])})"
    yield from section("assumptions", lang, grounds.numbers(views[0]), title)


def _settings(views: Sequence[View], tried: Sequence[Setting], lang: Language) -> Iterator[str]:
    """The wards of the sweep, and how often each was simulated."""
    yield paragraph(word("paired_note", lang), lang)
    head = [word(name, lang) for name in ("setting", "folder", "replications")]
    rows = []
    for view, setting in zip(views, tried, strict=True):
        row = view.figures.row("run", "replications")
        times = view.figures.figure("run", row, "value", row["value"] if row is not None else "")
        rows.append([f"<code>{spoken(told(setting), lang)}</code>", f"<code>{view.figures.folder}</code>", times])
    yield from table(word("settings", lang), head, rows, lang)


def _measure(views: Sequence[View], tried: Sequence[Setting], figures: Figures, measure: str) -> Iterator[str]:
    """One measure: its lines over the settings, and beside them the table with the differences from the first."""
    lang = views[0].lang
    found = [view.figures.row("summary", measure, ALL, ALL) for view in views]
    path, at, series = lines_of(tried, found)
    title = named(measure, lang)
    name = f"sweep-{measure.replace('_', '-')}"
    drawn = {of or title: rows for of, rows in series.items()}
    yield over(name, title, unit_of(measure, lang), path, at, drawn, factor(measure))
    head = [word("setting", lang), title, word("first_difference", lang)]
    rows = [
        [
            f"<code>{spoken(told(setting), lang)}</code>",
            view.figures.both("summary", measure, ALL, ALL),
            figures.both("sweep", ward, measure, ALL, ALL, measure=measure, difference=True) if ward > 1 else NOTHING,
        ]
        for ward, (view, setting) in enumerate(zip(views, tried, strict=True), start=1)
    ]
    yield from table(title, head, rows, lang)


def lines_of(
    tried: Sequence[Setting], found: Sequence[Row | None]
) -> tuple[str, list[float] | list[str], dict[str, list[Row | None]]]:
    """The field along which a sweep is drawn, its values, and for each setting of the other fields a line.

    The field with the most values lies along the axis: numbers in ascending order, words as they were given.
    """
    values = {path: list(dict.fromkeys(dict(setting)[path] for setting in tried)) for path, _ in tried[0]}
    path = max(values, key=lambda one: len(values[one]))
    along = values[path]
    if all(_is_number(value) for value in along):
        along = sorted(along)
    series: dict[str, list[Row | None]] = {}
    for setting, row in zip(tried, found, strict=True):
        others = told([(other, value) for other, value in setting if other != path])
        line = series.setdefault(others, [None] * len(along))
        line[along.index(dict(setting)[path])] = row
    numbers = all(_is_number(value) for value in along)
    return path, [float(value) for value in along] if numbers else [str(value) for value in along], series


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
