"""`routing conference simulate`: what becomes of a year of cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from routing.cli.options import Decorator, format_option, lang_option
from routing.wording.words import Language

Changes = list[tuple[str, Any]]
Varied = dict[str, tuple[Any, ...]]
_HOW = "is written PATH=VALUE, such as staff.support_center=4"


def _changes(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Changes:
    """`PATH=VALUE` as a path and plain data."""
    from routing.source import load_yaml

    found: Changes = []
    for path, value in _pairs(parameter, given):
        found.append((path, load_yaml(value, f"--{parameter.opts[0].lstrip('-')} {path}").data))
    return found


def _varied(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Varied:
    """`PATH=VALUES` as a path and the values it takes."""
    if not given:
        return {}
    from routing.conference.simulation.varying import parse_values

    try:
        return {path: parse_values(values) for path, values in _pairs(parameter, given)}
    except ValueError as problem:
        raise click.BadParameter(str(problem), param=parameter) from None


def _pairs(parameter: click.Parameter, given: tuple[str, ...]) -> list[tuple[str, str]]:
    pairs = [(path, value) for path, sign, value in (one.partition("=") for one in given) if sign and path]
    if len(pairs) < len(given):
        raise click.BadParameter(_HOW, param=parameter)
    return pairs


def _field_option(name: str, destination: str, help: str) -> Decorator:
    return click.option(name, destination, metavar="PATH=VALUE", multiple=True, callback=_changes, help=help)


@click.command("simulate")
@click.argument("scenario", metavar="SCENARIO")
@_field_option("--set", "changes", "Change a field, of both scenarios where two are compared.")
@click.option("--against", metavar="SCENARIO", help="A second scenario, compared replication by replication.")
@_field_option(
    "--against-set",
    "against_changes",
    "Change a field of the second scenario, which is the first one where --against names no other.",
)
@click.option(
    "--vary",
    "varied",
    metavar="PATH=VALUES",
    multiple=True,
    callback=_varied,
    help="Simulate with each of several values, `2..6` or `weekly,monthly`, and every combination; "
    "each is compared with the first.",
)
@click.option("--replications", type=click.IntRange(2, 10_000), help="So many, instead of what the scenario says.")
@click.option("--seed", type=click.IntRange(0), help="Another seed: other families.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write every table as Parquet there, and each replication as it is done: a run that was interrupted goes on.",
)
@click.option("--events", metavar="URL", help="Write the first replication into an empty event store, as a desk does.")
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a page with charts (HTML); every figure of it stands in the tables of --out.",
)
@format_option("text", "json", "html", help="Form of the summary on stdout; `html` is the page of --report.")
@lang_option()
def simulate(
    scenario: str,
    changes: Changes,
    against: str | None,
    against_changes: Changes,
    varied: Varied,
    replications: int | None,
    seed: int | None,
    workers: int,
    out: Path | None,
    events: str | None,
    report: Path | None,
    form: str,
    lang: Language,
) -> int:
    """Simulate a ward: cases come, the rules route them, agencies answer or do not, conferences meet.

    SCENARIO is a bundled one (such as kinuta-pilot) or a file. Every number in it is an assumption unless it is marked
    otherwise. Each measure is a mean over the replications with its interval of 95 %.

    \b
    Exit codes: 0 done, 1 the wanted interval was not reached, 2 the scenario cannot be used, wrong usage.

    \b
    Examples:
      routing conference simulate kinuta-pilot --lang en
      routing conference simulate kinuta-pilot --workers 2 --out pilot --report pilot.html
      routing conference simulate kinuta-pilot --against-set conference.cadence=weekly --lang en
      routing conference simulate kinuta-pilot --vary staff.support_center=2..6 --vary conference.cadence=weekly,monthly
    """
    from routing.cli.conference.simulating import Asked, simulated
    from routing.conference.simulation.errors import require

    if varied and (against is not None or against_changes):
        raise click.UsageError("--vary compares with the first of its values; give it without --against")
    require()
    common: Changes = [] if seed is None else [("seed", seed)]
    if replications is not None:
        common.append(("replications", {"least": replications, "most": replications}))
    others = None if against is None and not against_changes else [*changes, *against_changes]
    asked = Asked(scenario, [*changes, *common], workers, out, events, report, form, lang)
    return simulated(asked, against or scenario, None if others is None else [*others, *common], varied)
