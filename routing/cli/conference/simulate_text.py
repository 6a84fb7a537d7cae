"""The results of a simulation, printed, and as plain data."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from routing.cli.terminal import show
from routing.conference.simulation import Estimate, Paired, Results
from routing.conference.simulation.measures import named, shown
from routing.conference.simulation.tables import estimate_data, published_rows, run_data, summary_rows
from routing.conference.simulation.varying import Setting
from routing.errors import printable
from routing.wording.words import Language

Key = tuple[str, str, str]

_WORDS = {
    "measure": ("指標", "measure"),
    "mean": ("平均", "mean"),
    "interval": ("95%信頼区間", "95 % interval"),
    "n": ("反復", "replications"),
    "office": ("機関", "agency"),
    "load": ("稼働率", "load"),
    "overtime": ("時間外(時間)", "overtime, hours"),
    "district": ("地区", "district"),
    "kind": ("属性", "kind"),
    "published": ("公表値", "published"),
    "simulated": ("模擬値", "simulated"),
    "fitted": ("合わせた値", "fitted"),
    "not_fitted": ("合わせていない", "not fitted"),
    "first": ("第一", "first"),
    "second": ("第二", "second"),
    "difference": ("差(第二−第一)", "second less first"),
    "saved": ("分散の減少", "variance saved"),
    "assumed": (
        "前提: 公表された数は `published` と記し、他は仮定です。",
        "Every number of the scenario that is not marked otherwise is an assumption.",
    ),
    "varied": (
        "± は最初の設定との差の95%信頼区間の半幅です。",
        "Below each value: its difference from the first setting, ± half the width of the interval of 95 %.",
    ),
    "short": ("求めた信頼区間に届きませんでした。", "The wanted interval was not reached."),
}
SHOWN = (
    "cases",
    "days_to_contact",
    "days_to_lead",
    "days_to_owner",
    "share_owned",
    "unresolved_30",
    "unresolved_60",
    "unresolved_90",
    "withdrawn",
    "advice",
    "conference",
    "backup_per_month",
    "conferences",
    "conference_wait",
    "bounce",
    "contacts_per_case",
    "door_contacts",
    "backlog",
    "backlog_age",
    "overtime",
)
BY_GROUP = ("cases", "days_to_owner", "unresolved_90", "conference")
OF_SWEEP = ("days_to_owner", "unresolved_90", "conference_wait", "backlog", "overtime")
MOST_OFFICES = 12
"""Agencies that are shown, those with the highest load."""


def tell(results: Results, lang: Language) -> None:
    """Print the means of all measures, by district and kind, the load of agencies, and the published figures."""
    scenario, found = results.given.scenario, results.estimates()
    title = getattr(scenario.title, lang)
    show(Text(f"{title} ({scenario.scenario}, {_word('n', lang)} {len(results.replications)})", style="bold"))
    table = _table(lang, "measure", "mean", "interval")
    for measure in SHOWN:
        if (one := found.get((measure, "all", "all"))) is not None:
            table.add_row(named(measure, lang), shown(measure, one.mean), _interval(measure, one))
    show(table)
    names = {kind.id: getattr(kind.title, lang) for kind in scenario.households.kinds}
    for by in ("district", "kind"):
        show(_grouped(found, by, lang, names))
    show(_offices(results, found, lang))
    if scenario.published:
        show(_published(results, lang, names))
    show(_word("assumed", lang))
    if results.known is False:
        show(_word("short", lang))


def tell_comparison(first: Results, second: Results, pairs: Mapping[Key, Paired], lang: Language) -> None:
    """Print two scenarios side by side, with the difference and its interval."""
    for place, results in (("first", first), ("second", second)):
        scenario = results.given.scenario
        show(f"{_word(place, lang)}: {getattr(scenario.title, lang)} ({scenario.scenario})")
    table = _table(lang, "measure", "first", "second", "difference", "interval", "saved")
    for measure in SHOWN:
        pair = pairs.get((measure, "all", "all"))
        if pair is not None:
            table.add_row(
                named(measure, lang),
                shown(measure, pair.first.mean),
                shown(measure, pair.second.mean),
                shown(measure, pair.difference.mean),
                _interval(measure, pair.difference),
                "-" if pair.saved is None else f"{round(100 * pair.saved)} %",
            )
    show(table, _word("assumed", lang))


def tell_sweep(wards: Sequence[tuple[Setting, Results]], pairs: Sequence[Mapping[Key, Paired]], lang: Language) -> None:
    """Print each ward of a sweep in a line, with its difference from the first."""
    paths = [path for path, _ in wards[0][0]]
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for path in paths:
        table.add_column(Text(printable(path)), overflow="fold")
    for measure in OF_SWEEP:
        table.add_column(named(measure, lang), overflow="fold", justify="right")
    for place, ((setting, results), found) in enumerate(zip(wards, pairs, strict=True)):
        estimates = results.estimates()
        ones = [estimates.get((measure, "all", "all")) for measure in OF_SWEEP]
        cells = ["-" if one is None else shown(m, one.mean) for m, one in zip(OF_SWEEP, ones, strict=True)]
        values = [Text(printable(str(value)), style="bold") for _, value in setting]
        table.add_row(*values, *cells)
        if place:
            table.add_row(*([""] * len(values)), *(_difference(m, found.get((m, "all", "all"))) for m in OF_SWEEP))
    show(table, _word("varied", lang), _word("assumed", lang))


def _difference(measure: str, pair: Paired | None) -> str:
    if pair is None:
        return ""
    sign = "+" if pair.difference.mean >= 0 else ""
    return f"{sign}{shown(measure, pair.difference.mean)}{_about(measure, pair.difference)}"


def sweep_data(wards: Sequence[tuple[Setting, Results]], pairs: Sequence[Mapping[Key, Paired]]) -> list[dict[str, Any]]:
    """The wards of a sweep as plain data, each with its differences from the first."""
    return [
        {"set": dict(setting), **results_data(results), "differences": _differences(found)}
        for (setting, results), found in zip(wards, pairs, strict=True)
    ]


def results_data(results: Results) -> dict[str, Any]:
    """The results as plain data, without the rows of single replications."""
    return {**run_data(results), "summary": summary_rows(results), "published": published_rows(results)}


def comparison_data(first: Results, second: Results, pairs: Mapping[Key, Paired]) -> dict[str, Any]:
    """Two results and the differences between them as plain data."""
    return {"first": results_data(first), "second": results_data(second), "differences": _differences(pairs)}


def _differences(pairs: Mapping[Key, Paired]) -> list[dict[str, Any]]:
    return [
        {
            "measure": measure,
            "by": by,
            "group": group,
            "first": estimate_data(pair.first),
            "second": estimate_data(pair.second),
            "difference": estimate_data(pair.difference),
            "correlation": pair.correlation,
            "variance_saved": pair.saved,
        }
        for (measure, by, group), pair in pairs.items()
    ]


def _grouped(found: Mapping[Key, Estimate], by: str, lang: Language, names: Mapping[str, str]) -> Table:
    table = _table(lang, by)
    for measure in BY_GROUP:
        table.add_column(named(measure, lang), justify="right")
    for group in sorted({group for _, of, group in found if of == by}):
        ones = [found.get((measure, by, group)) for measure in BY_GROUP]
        if any(one is not None for one in ones):
            table.add_row(Text(printable(names.get(group, group))), *_cells(BY_GROUP, ones))
    return table


def _cells(measures: Iterable[str], ones: Iterable[Estimate | None]) -> list[str]:
    both = zip(measures, ones, strict=True)
    return ["-" if one is None else f"{shown(measure, one.mean)}{_about(measure, one)}" for measure, one in both]


def _about(measure: str, one: Estimate) -> str:
    return f" ± {shown(measure, one.half_width)}" if math.isfinite(one.half_width) else ""


def _offices(results: Results, found: Mapping[Key, Estimate], lang: Language) -> Table:
    """The agencies with the highest load."""
    directory = results.given.rulebook.directory
    loads = sorted(((one.mean, office) for (m, _, office), one in found.items() if m == "load"), reverse=True)
    table = _table(lang, "office", "load", "overtime")
    for mean, office in loads[:MOST_OFFICES]:
        listed = directory.get(office) if directory is not None else None
        name = getattr(listed, lang) if listed is not None else office
        overtime = found["overtime", "office", office]
        table.add_row(Text(printable(name)), shown("load", mean), shown("overtime", overtime.mean))
    return table


def _published(results: Results, lang: Language, names: Mapping[str, str]) -> Table:
    table = _table(lang, "measure", "published", "simulated", "interval")
    table.add_column("")
    found = results.estimates()
    for figure in results.given.scenario.published:
        one = found.get((figure.measure, figure.by, figure.group))
        group = "" if figure.group == "all" else f" {names.get(figure.group, figure.group)}"
        table.add_row(
            Text(f"{named(figure.measure, lang)}{printable(group)}"),
            shown(figure.measure, figure.value),
            "-" if one is None else shown(figure.measure, one.mean),
            "-" if one is None else _interval(figure.measure, one),
            _word("fitted" if figure.fitted else "not_fitted", lang),
        )
    return table


def _table(lang: Language, *columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, column in enumerate(columns):
        table.add_column(_word(column, lang), overflow="fold", justify="right" if place else "left")
    return table


def _word(word: str, lang: Language) -> str:
    ja, en = _WORDS[word]
    return ja if lang == "ja" else en


def _interval(measure: str, one: Estimate) -> str:
    if not math.isfinite(one.low):
        return "-"
    return f"[{shown(measure, one.low)}, {shown(measure, one.high)}]"
