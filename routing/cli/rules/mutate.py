"""`routing rules mutate`: whether the rule tests notice small faults put into the rules."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.new_file import check_new, write_new
from routing.cli.rules.targets import TARGETS, named_or_all

if TYPE_CHECKING:
    from routing.quality.mutate import Tally


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@click.option("--rule", "rules", metavar="ID", multiple=True, help="Only this rule. May be given several times.")
@format_option("text", "json", help="Form of the result: a table with the survivors, or one JSON object a pack.")
@click.option(
    "--fail-under", metavar="PERCENT", type=click.IntRange(0, 100), help="End with 1 where a pack's score is lower."
)
@click.option("--jobs", metavar="N", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option(
    "--no-cases", "quick", is_flag=True, help="The score alone: look for no case that kills a survivor, prove nothing."
)
@click.option(
    "--write",
    "out",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    help="Write the tests that would kill the survivors of one pack to a new file, for you to review.",
)
def mutate(
    targets: tuple[str, ...],
    rules: tuple[str, ...],
    form: Literal["text", "json"],
    fail_under: int | None,
    jobs: int,
    quick: bool,
    out: str | None,
) -> int:
    """Put small faults into rules, one at a time, and tell which of them no test notices.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is taken. A fault is
    an age moved by one, a condition left out, a NOT removed, another agency, a deadline a day later, and so on: a
    mutant of the rule. A test that fails with it kills it. For each that survives, a small case is looked for that
    would kill it, and told as a rule test. Mutants proved to fire as the rule does in every case do not count.

    \b
    Exit codes: 0 done, 1 a score is below --fail-under, 2 a rulebook or a test is not valid, a test fails without any
    fault, or FILE exists.

    \b
    Examples:
      routing rules mutate setagaya
      routing rules mutate national --rule elder-abuse-report
      routing rules mutate rules/generic --no-cases --fail-under 95
      routing rules mutate ube --write ube_boundaries_test.yaml
    """
    from routing.cli.terminal import progress
    from routing.quality.mutate import mutate as mutated

    if out is not None and (len(targets) != 1 or quick):
        raise click.UsageError("--write takes the survivors of one pack: name one NAME or DIR, without --no-cases")
    check_new(out)
    if rules and len(targets) != 1:
        raise click.UsageError("--rule names a rule of one pack: name one NAME or DIR")
    below = False
    for target in named_or_all(targets):
        with progress() as say:
            tally = mutated(target, rules, jobs, not quick, _counted(target, say))
        _tell(tally, form)
        below = below or (fail_under is not None and tally.score < fail_under)
        if out is not None:
            _write(tally, out)
    return FINDINGS if below else DONE


def _counted(target: str, say: Callable[[str], None]) -> Callable[[str], None]:
    """Says of each rule that is done which it is, and how many were."""
    count = itertools.count(1)
    return lambda rule: say(f"{target}: {next(count)} rules, {rule}")


def _tell(tally: Tally, form: Literal["text", "json"]) -> None:
    from routing.quality.mutate.report import survivors_text, tally_data

    if form == "json":
        click.echo(json.dumps(tally_data(tally), ensure_ascii=False))
        return
    for line in survivors_text(tally):
        click.echo(line)
    click.echo(
        f"{tally.rulebook}: {len(tally.rules)} rules, {tally.tests} tests, {tally.counted} mutants, "
        f"{tally.killed} killed, {len(tally.survivors)} survive, {tally.equivalent} equivalent: {tally.score:.1f} %"
    )


def _write(tally: Tally, out: str) -> None:
    """Write the tests that would kill what survives, unless the file came up in the meantime."""
    from routing.quality.mutate.report import killing_tests
    from routing.quality.mutate.written import file_text

    tests = killing_tests(tally.survivors)
    if not tests:
        click.echo("there is no test to write", err=True)
        return
    write_new(out, file_text(tests))
