"""The report of a simulation as one page: measures, charts, published figures, and every number it stands on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from routing.conference.simulation.estimates import Estimate
from routing.conference.simulation.measures import MEASURES, named, shown
from routing.conference.simulation.report_charts import (
    busiest,
    chart_of_backlog,
    chart_of_loads,
    chart_of_unresolved,
    chart_of_waits,
    groups_of,
)
from routing.conference.simulation.report_words import word
from routing.conference.simulation.running import Results
from routing.conference.simulation.tables import week_rows
from routing.drawing.document import document
from routing.drawing.markup import spoken
from routing.wording.words import Language

STYLE = """\
table { border-collapse: collapse; width: 100%; table-layout: auto; }
caption { text-align: left; font-weight: bold; padding: 0.4rem 0; }
th, td { border-bottom: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; font-size: 0.9rem; }
tr { break-inside: avoid; }
"""
Key = tuple[str, str, str]
OF_GROUPS = ("cases", "days_to_owner", "unresolved_30", "unresolved_60", "unresolved_90", "conference")


def report_page(results: Results, lang: Language) -> str:
    """The page. Every figure of it is in the tables of `write_tables`. Raises `ChartsExtraMissing`."""
    title = getattr(results.given.scenario.title, lang)
    return "\n".join(document(title, lang, STYLE, _body(results, title, lang))) + "\n"


def _body(results: Results, title: str, lang: Language) -> Iterator[str]:
    found, scenario = results.estimates(), results.given.scenario
    kinds = {kind.id: getattr(kind.title, lang) for kind in scenario.households.kinds}
    yield f"<header><h1>{spoken(title, lang)}</h1>"
    yield f"<p>{spoken(word('holds', lang), lang)}</p></header>\n<main>"
    yield from (f'<p class="note">{spoken(word(note, lang), lang)}</p>' for note in ("assumed", "interval_note"))
    yield from _run(results, lang)
    yield from _all(found, lang)
    for by, names in (("kind", kinds), ("district", {})):
        if len(groups_of(found, "days_to_owner", by)) > 1:
            yield f"<figure>{chart_of_waits(found, by, names, lang)}</figure>"
            yield f"<figure>{chart_of_unresolved(found, by, names, lang)}</figure>"
        yield from _groups(found, by, names, lang)
    yield f"<figure>{chart_of_backlog(week_rows(results), lang)}</figure>"
    yield from _offices(results, found, lang)
    if scenario.published:
        yield from _published(results, found, kinds, lang)
    yield from _assumptions(results, lang)
    yield "</main>"


def _run(results: Results, lang: Language) -> Iterator[str]:
    scenario, book = results.given.scenario, results.given.rulebook
    first = scenario.start + dt.timedelta(days=scenario.warm_up)
    last = first + dt.timedelta(days=scenario.days - 1)
    rows = [
        [word("scenario", lang), scenario.scenario],
        [word("period", lang), f"{first} – {last}"],
        [word("rulebook", lang), f"{book.id} {book.version}"],
        [word("digest", lang), book.digest],
        [word("seed", lang), str(scenario.seed)],
        [word("replications", lang), str(len(results.replications))],
    ]
    yield from _table(word("run", lang), (), rows, lang)
    if scenario.note is not None:
        yield f'<p lang="en">{spoken(scenario.note, "en")}</p>'


def _all(found: Mapping[Key, Estimate], lang: Language) -> Iterator[str]:
    head = [word(name, lang) for name in ("measure", "mean", "interval")]
    rows = [
        [named(measure, lang), shown(measure, one.mean), _interval(measure, one)]
        for measure in MEASURES
        if (one := found.get((measure, "all", "all"))) is not None
    ]
    yield from _table(word("measures", lang), head, rows, lang)


def _groups(found: Mapping[Key, Estimate], by: str, names: Mapping[str, str], lang: Language) -> Iterator[str]:
    head = [word(by, lang), *(named(measure, lang) for measure in OF_GROUPS)]
    rows = [
        [names.get(group, group), *(_both(measure, found.get((measure, by, group))) for measure in OF_GROUPS)]
        for group in groups_of(found, "cases", by)
    ]
    yield from _table(word(by, lang), head, rows, lang)


def _offices(results: Results, found: Mapping[Key, Estimate], lang: Language) -> Iterator[str]:
    directory = results.given.rulebook.directory
    offices = busiest(found)
    listed = {office: directory.get(office) for office in offices} if directory is not None else {}
    names = {office: getattr(entry, lang) for office, entry in listed.items() if entry is not None}
    if offices:
        yield f"<figure>{chart_of_loads(found, names, lang)}</figure>"
    head = [word("office", lang), named("load", lang), f"{named('overtime', lang)} (h)"]
    rows = [
        [names.get(id, id), *(_both(measure, found.get((measure, "office", id))) for measure in ("load", "overtime"))]
        for id in offices
    ]
    yield from _table(word("load", lang), head, rows, lang)


def _published(
    results: Results, found: Mapping[Key, Estimate], kinds: Mapping[str, str], lang: Language
) -> Iterator[str]:
    head = [word(name, lang) for name in ("measure", "figure", "simulated")]
    rows = []
    for figure in results.given.scenario.published:
        group = "" if figure.group == "all" else f": {kinds.get(figure.group, figure.group)}"
        one = found.get((figure.measure, figure.by, figure.group))
        how = word("fitted" if figure.fitted else "not_fitted", lang)
        rows.append(
            [
                f"{named(figure.measure, lang)}{group}",
                shown(figure.measure, figure.value),
                _both(figure.measure, one),
                how,
                " ".join(part for part in (figure.source, figure.note) if part is not None),
            ]
        )
    yield from _table(word("published", lang), [*head, "", word("source", lang)], rows, lang)


def _assumptions(results: Results, lang: Language) -> Iterator[str]:
    """Every number of the scenario with its mark, those with a source first."""
    data = results.given.scenario.model_dump(mode="json", by_alias=True, exclude={"published"})
    numbers = sorted(_numbers(data, ""), key=lambda entry: entry[1]["mark"] == "assumed")
    rows = [
        [path, f"{number['value']:g}", word(f"mark_{number['mark']}", lang), number["source"] or ""]
        for path, number in numbers
    ]
    head = [word(name, lang) for name in ("path", "value", "mark", "source")]
    yield from _table(word("assumptions", lang), head, rows, lang)


def _numbers(data: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(data, dict):
        if set(data) == {"value", "mark", "source"}:
            yield path, data
            return
        for key, value in data.items():
            yield from _numbers(value, f"{path}.{key}" if path else key)
    elif isinstance(data, list):
        for place, value in enumerate(data):
            known = value.get("id", value.get("code", place)) if isinstance(value, dict) else place
            yield from _numbers(value, f"{path}.{known}")


def _table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], lang: Language) -> Iterator[str]:
    """A table whose first column names the rows; what follows is numbers, but for words."""
    yield f"<table><caption>{spoken(caption, lang)}</caption>"
    if head:
        cells = "".join(_head(name, lang) for name in head)
        yield f"<thead><tr>{cells}</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{spoken(cell, lang)}</td>" for cell in others)
        yield f'<tr><th scope="row">{spoken(first, lang)}</th>{cells}</tr>'
    yield "</tbody></table>"


def _head(name: str, lang: Language) -> str:
    return f'<th scope="col">{spoken(name, lang)}</th>' if name else "<td></td>"


def _both(measure: str, one: Estimate | None) -> str:
    return "–" if one is None else f"{shown(measure, one.mean)} {_interval(measure, one)}".strip()


def _interval(measure: str, one: Estimate) -> str:
    return f"[{shown(measure, one.low)}, {shown(measure, one.high)}]" if one.n > 1 else ""
