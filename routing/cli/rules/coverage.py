"""`routing rules coverage`: what the rule tests exercise, and what they leave out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.new_file import check_new, write_new
from routing.cli.rules.targets import TARGETS, named_or_all
from routing.wording.words import Language

if TYPE_CHECKING:
    from rich.table import Table

    from routing.quality.coverage import Coverage
    from routing.quality.coverage.sentences import Sentences

FIGURES = ("rules", "conditions", "effects")


def _thresholds(context: click.Context, option: click.Parameter, value: str | None) -> dict[str, int]:
    """`rules=100,conditions=90` as numbers."""
    found: dict[str, int] = {}
    for part in (value or "").split(",") if value else ():
        name, _, percent = part.strip().partition("=")
        if name not in FIGURES or name in found:
            raise click.BadParameter(f"name each of {', '.join(FIGURES)} at most once, such as `rules=100`")
        if not (percent.isascii() and percent.isdigit() and len(percent) <= 3 and int(percent) <= 100):
            raise click.BadParameter("a share is a whole number from 0 to 100, such as `rules=100`")
        found[name] = int(percent)
    return found


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@format_option(
    "text",
    "json",
    "html",
    help="Form of the result: a table with what is missing, one JSON object a pack, or one page.",
)
@click.option("--out", metavar="FILE", type=click.Path(dir_okay=False), help="Write it to a new file, not to stdout.")
@click.option(
    "--fail-under",
    "thresholds",
    metavar="FIGURE=PERCENT,...",
    callback=_thresholds,
    help="End with 1 where a figure (rules, conditions, effects) of a pack is lower.",
)
@click.option("--all", "extended", is_flag=True, help="Measure the rules of the packs it extends as well.")
@lang_option()
def coverage(
    targets: tuple[str, ...],
    form: Literal["text", "json", "html"],
    out: str | None,
    thresholds: dict[str, int],
    extended: bool,
    lang: Language,
) -> int:
    """Tell what the tests beside the rules exercise, and what they leave out.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is measured. Told are
    the rules that fire in a test and do not fire in another; each condition that was true, false and null; each
    effect without which the decision of a test would be another one. What is missing is listed with its place.

    \b
    Exit codes: 0 done, 1 a figure is below --fail-under, 2 a rulebook or a test file is not valid, or FILE exists.

    \b
    Examples:
      routing rules coverage setagaya --lang en
      routing rules coverage rules/national --fail-under rules=100,conditions=100
      routing rules coverage --format html --out coverage.html
    """
    from routing.quality.coverage import measure
    from routing.quality.coverage.sentences import Sentences

    say = Sentences(lang)
    check_new(out)
    measured = [measure(target, extended) for target in named_or_all(targets)]
    _give(_written(measured, form, say, out is not None), out)
    below = [line for one in measured for line in _below(one, thresholds, say)]
    for line in below:
        click.echo(line, err=True)
    return FINDINGS if below else DONE


def _written(measured: list[Coverage], form: Literal["text", "json", "html"], say: Sentences, to_file: bool) -> str:
    if form == "json":
        from routing.quality.coverage.data import as_data

        return "".join(json.dumps(as_data(one), ensure_ascii=False, sort_keys=True) + "\n" for one in measured)
    if form == "html":
        from routing.quality.coverage.page import page

        return page(measured, say.language)
    from routing.cli.terminal import as_shown, as_text

    lines = [line for one in measured for line in (*map(say.line, one.missing), *say.unfinished(one))]
    return "\n".join([*lines, (as_text if to_file else as_shown)([_table(measured, say)])])


def _table(measured: list[Coverage], say: Sentences) -> Table:
    from rich.table import Table

    table = Table(say("rulebook"))
    for column in ("tests", *FIGURES):
        table.add_column(say(column), justify="right")
    for one in measured:
        table.add_row(one.rulebook, str(one.tests), *(say.figure(figure) for figure in one.figures.values()))
    return table


def _give(text: str, out: str | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_new(out, text)


def _below(one: Coverage, thresholds: dict[str, int], say: Sentences) -> list[str]:
    figures = one.figures
    return [
        say("under", one.rulebook, say(name), say.figure(figures[name]), percent)
        for name, percent in thresholds.items()
        if 100 * figures[name].done < percent * figures[name].of
    ]
