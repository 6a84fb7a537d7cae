"""`routing conference simulate`: what becomes of a year of cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE, FINDINGS
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.conference.simulation import Given

Changes = list[tuple[str, Any]]


def _changes(_: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Changes:
    """`PATH=VALUE` as a path and plain data."""
    from routing.source import load_yaml

    found: Changes = []
    for one in given:
        path, sign, value = one.partition("=")
        if not sign or not path:
            raise click.BadParameter("is written PATH=VALUE, such as staff.support_center=4", param=parameter)
        found.append((path, load_yaml(value, f"--set {path}").data))
    return found


@click.command("simulate")
@click.argument("scenario", metavar="SCENARIO")
@click.option("--set", "changes", metavar="PATH=VALUE", multiple=True, callback=_changes, help="Change a field.")
@click.option("--against", metavar="SCENARIO", help="A second scenario, compared replication by replication.")
@click.option(
    "--against-set",
    "against_changes",
    metavar="PATH=VALUE",
    multiple=True,
    callback=_changes,
    help="Change a field of the second scenario; without --against, of the first one as it is.",
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
@format_option("text", "json", help="Form of the summary on stdout.")
@lang_option()
def simulate(
    scenario: str,
    changes: Changes,
    against: str | None,
    against_changes: Changes,
    replications: int | None,
    seed: int | None,
    workers: int,
    out: Path | None,
    events: str | None,
    form: str,
    lang: Language,
) -> int:
    """Simulate a ward: cases come, the rules route them, agencies answer or do not, conferences meet.

    SCENARIO is a bundled one (kinuta-pilot) or a file. Every number in it is an assumption unless it is marked
    otherwise. Each measure is a mean over the replications with its interval of 95 %.

    \b
    Exit codes: 0 done, 1 the wanted interval was not reached, 2 the scenario cannot be used, wrong usage.

    \b
    Examples:
      routing conference simulate kinuta-pilot --lang en
      routing conference simulate kinuta-pilot --workers 2 --out pilot
      routing conference simulate kinuta-pilot --against-set conference.cadence=weekly --lang en
    """
    from routing.cli.conference.simulate_text import comparison_data, results_data, tell, tell_comparison
    from routing.cli.terminal import progress
    from routing.conference.simulation import compared, load_scenario, write_tables
    from routing.conference.simulation import simulate as run
    from routing.conference.simulation.errors import require

    require()
    common = _common(replications, seed)
    first = load_scenario(scenario, [*changes, *common])
    other = None
    if against is not None or against_changes:
        others = [*([] if against else changes), *against_changes, *common]
        other = load_scenario(against or scenario, others, known=first)
    if events is not None:
        _write_events(first, events)
    with progress() as say:
        results = run(first, workers=workers, folder=_part(out, "first", other), progress=say)
        second = run(other, workers=workers, folder=_part(out, "second", other), progress=say) if other else None
    if out is not None:
        write_tables(results, out if second is None else out / "first")
        if second is not None:
            write_tables(second, out / "second")
    if second is not None:
        pairs = compared(results, second)
        if form == "json":
            click.echo(json.dumps(comparison_data(results, second, pairs), ensure_ascii=False))
        else:
            tell_comparison(results, second, pairs, lang)
    elif form == "json":
        click.echo(json.dumps(results_data(results), ensure_ascii=False))
    else:
        tell(results, lang)
    enough = [one.known for one in (results, second) if one is not None]
    return FINDINGS if False in enough else DONE


def _common(replications: int | None, seed: int | None) -> Changes:
    """What both scenarios of a comparison share: they are compared in the same replications."""
    found: Changes = [] if seed is None else [("seed", seed)]
    if replications is not None:
        found.append(("replications", {"least": replications, "most": replications}))
    return found


def _part(out: Path | None, name: str, other: Given | None) -> Path | None:
    """The folder for the replications of a scenario, inside that of its tables."""
    if out is None:
        return None
    return (out if other is None else out / name) / "replications"


def _write_events(given: Given, url: str) -> None:
    from routing.conference.simulation.history import write_history

    events, decisions = write_history(given, 1, url)
    click.echo(f"{events} events and {decisions} decisions of the first replication written", err=True)
