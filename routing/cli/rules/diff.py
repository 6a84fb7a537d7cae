"""`routing rules diff`: what changed between two versions of a rulebook, and which cases go elsewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain
from routing.cli.rules.day import a_day
from routing.errors import CaseError, RoutingError, printable
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.case import Case
    from routing.quality.diff import Comparison

SUFFIXES = (".yaml", ".yml", ".json", ".jsonl")


@click.command(no_args_is_help=True)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--cases",
    "given",
    metavar="FILE|DIR",
    multiple=True,
    type=click.Path(exists=True),
    help="Cases to route by both: a file, or all *.yaml, *.json and *.jsonl of a folder. May be given several times.",
)
@click.option(
    "--generated",
    metavar="N",
    type=click.IntRange(0, 100_000),
    default=400,
    show_default=True,
    help="Cases that are made up, the same every time.",
)
@click.option(
    "--on",
    metavar="DATE",
    callback=a_day,
    help="The day of what is made up. Without it: the first on which all rules have begun, and around changed dates.",
)
@format_option("text", "markdown", "json", help="Form of the comparison.")
@lang_option()
@click.option(
    "--witness",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Write the smallest case of each difference to this folder, which must be new or empty.",
)
def diff(
    old: str,
    new: str,
    given: tuple[str, ...],
    generated: int,
    on: dt.date | None,
    form: Literal["text", "markdown", "json"],
    lang: Language,
    folder: str | None,
) -> int:
    """Compare two versions of a rulebook: what changed in words, and which cases are decided differently by it.

    OLD and NEW are bundled names or folders with a rulebook.yaml. A solver looks, for every changed rule, for a case in
    which only one version fires, or proves that there is none. The rule tests of both, the cases given and generated
    ones are routed by both. Each difference is told once, the most dangerous first, with the smallest case that shows
    it.

    \b
    Exit codes: 0 no case is decided differently, 1 some are, 2 a rulebook or a case is not valid.

    \b
    Examples:
      routing rules diff rules/generic rules/setagaya --lang en
      routing rules diff setagaya my/setagaya --cases examples/kinuta --format markdown
      routing rules diff setagaya my/setagaya --on 2026-10-01 --witness out/witnesses
    """
    from routing.cli.rules.diff_text import as_json, as_lines
    from routing.cli.terminal import progress
    from routing.quality.diff import compare
    from routing.quality.diff.sample import test_cases
    from routing.rulebook import Rulebook
    from routing.rulebook.packs import find_pack

    target = _new_folder(folder)
    cases, bad = _read(given)
    before, after = Rulebook.load(old), Rulebook.load(new)
    with progress() as say:
        comparison = compare(
            before,
            after,
            [*cases, *test_cases(find_pack(old), before), *test_cases(find_pack(new), after)],
            generated=generated,
            on=on,
            progress=say,
        )
    click.echo(
        as_json(comparison, lang) if form == "json" else "\n".join(as_lines(comparison, lang, form == "markdown"))
    )
    if target is not None:
        _write(target, comparison)
    if bad:
        return BAD_INPUT
    return FINDINGS if comparison.groups or comparison.one_sided else DONE


def _new_folder(folder: str | None) -> Path | None:
    """The folder to write to, made before anything is compared. Raises `RoutingError` where it is not empty."""
    if folder is None:
        return None
    path = Path(folder)
    if path.exists() and any(path.iterdir()):
        raise RoutingError(f"{printable(folder)}: the folder is not empty\nhelp: name a new one")
    path.mkdir(parents=True, exist_ok=True)
    return path


def _read(given: tuple[str, ...]) -> tuple[list[Case], bool]:
    """The cases of files and folders; bad ones are told, and do not stop the others."""
    from routing.case.reading import cases_of_file

    cases: list[Case] = []
    bad = False
    for name in given:
        path = Path(name)
        files = sorted(one for one in path.iterdir() if one.suffix in SUFFIXES) if path.is_dir() else [path]
        if not files:
            raise CaseError(
                "the folder holds no case", file=name, help=f"cases are files ending with {', '.join(SUFFIXES)}"
            )
        for file in files:
            try:
                for case in cases_of_file(file):
                    if isinstance(case, CaseError):
                        complain(case)
                        bad = True
                    else:
                        cases.append(case)
            except CaseError as error:
                complain(error)
                bad = True
    return cases, bad


def _write(folder: Path, comparison: Comparison) -> None:
    for number, group in enumerate(comparison.groups, 1):
        name = f"{number:03}-{group.shift.part}.json"
        (folder / name).write_text(group.witness.to_json() + "\n", encoding="utf-8")
