"""Carrying out `routing conference simulate`: one scenario, two compared, or a sweep."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from routing.charts.errors import require as charts_need
from routing.cli.conference.simulate_text import (
    comparison_data,
    results_data,
    sweep_data,
    tell,
    tell_comparison,
    tell_sweep,
)
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.terminal import progress
from routing.conference.simulation import (
    Results,
    SimulationError,
    against_first,
    compared,
    load_scenario,
    report,
    sweep,
    write_tables,
)
from routing.conference.simulation import simulate as run
from routing.conference.simulation.summaries import BETWEEN, SWEEP, between, swept
from routing.conference.simulation.tables import write_files
from routing.wording.words import Language

Changes = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Asked:
    """What the command was asked for."""

    scenario: str
    changes: Changes
    workers: int
    out: Path | None
    events: str | None
    report: Path | None
    form: str
    lang: Language


def simulated(asked: Asked, against: str, others: Changes | None, varied: Mapping[str, Sequence[Any]]) -> int:
    """Simulate and print; the exit code comes back. `others` None: nothing is compared."""
    if asked.report is not None or asked.form == "html":
        charts_need()
    if asked.report is not None and not asked.report.parent.is_dir():
        raise SimulationError(f"there is no folder `{asked.report.parent}`", help="the report goes into a folder")
    if asked.events is not None:
        _write_events(asked, asked.events)
    if varied:
        return _sweep(asked, varied)
    if others is not None:
        return _compare(asked, against, others)
    given = load_scenario(asked.scenario, asked.changes)
    with progress() as say:
        results = run(given, workers=asked.workers, folder=_replications(asked.out), progress=say)
    if asked.out is not None:
        write_tables(results, asked.out)
    _tell(
        asked,
        lambda: tell(results, asked.lang),
        lambda: results_data(results),
        lambda: report.report_page(results, asked.lang),
    )
    return _code(results)


def _compare(asked: Asked, against: str, others: Changes) -> int:
    given = load_scenario(asked.scenario, asked.changes)
    other = load_scenario(against, others)
    folders = [asked.out / name if asked.out is not None else None for name in ("first", "second")]
    with progress() as say:
        first, second = (
            run(one, workers=asked.workers, folder=_replications(folder), progress=say)
            for one, folder in zip((given, other), folders, strict=True)
        )
    for results, folder in zip((first, second), folders, strict=True):
        if folder is not None:
            write_tables(results, folder)
    pairs = compared(first, second)
    if asked.out is not None:
        write_files(between(first, second, pairs), BETWEEN, asked.out)
    _tell(
        asked,
        lambda: tell_comparison(first, second, pairs, asked.lang),
        lambda: comparison_data(first, second, pairs),
        lambda: report.comparison_page(first, second, pairs, asked.lang),
    )
    return _code(first, second)


def _sweep(asked: Asked, varied: Mapping[str, Sequence[Any]]) -> int:
    with progress() as say:
        given = (asked.scenario, varied, asked.changes)
        wards = list(sweep(*given, workers=asked.workers, folder=asked.out, progress=say))
    pairs = against_first(wards)
    if asked.out is not None:
        for number, (_, results) in enumerate(wards, start=1):
            write_tables(results, asked.out / f"ward-{number:03}")
        write_files(swept([setting for setting, _ in wards], pairs), SWEEP, asked.out)
    _tell(
        asked,
        lambda: tell_sweep(wards, pairs, asked.lang),
        lambda: sweep_data(wards, pairs),
        lambda: report.sweep_page(wards, pairs, asked.lang),
    )
    return _code(*(results for _, results in wards))


def _tell(asked: Asked, text: Callable[[], None], data: Callable[[], Any], page: Callable[[], str]) -> None:
    """Write the report page where one is asked for, and print the results in the form that is asked for."""
    if asked.report is not None:
        made = page()
        try:
            asked.report.write_text(made, encoding="utf-8", newline="\n")
        except OSError as problem:
            raise SimulationError(f"the report cannot be written to `{asked.report}`: {problem.strerror}") from None
        click.echo(f"the report is in {asked.report}", err=True)
    if asked.form == "json":
        click.echo(json.dumps(data(), ensure_ascii=False))
    elif asked.form == "html":
        click.echo(page(), nl=False)
    else:
        text()


def _write_events(asked: Asked, url: str) -> None:
    from routing.conference.simulation.history import write_history

    events, decisions = write_history(load_scenario(asked.scenario, asked.changes), 1, url)
    click.echo(f"{events} events and {decisions} decisions of the first replication written", err=True)


def _replications(folder: Path | None) -> Path | None:
    """The folder for the replications of a scenario, inside that of its tables."""
    return None if folder is None else folder / "replications"


def _code(*simulated: Results) -> int:
    return FINDINGS if any(results.known is False for results in simulated) else DONE
