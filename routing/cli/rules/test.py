"""`routing rules test`: the tests that stand beside the rules."""

from __future__ import annotations

import click

from routing.cli.outcome import DONE, FINDINGS
from routing.cli.rules.targets import TARGETS, named_or_all
from routing.wording.words import Language


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@click.option("--lang", type=click.Choice(["ja", "en"]), default="ja", show_default=True, help="Language of the names.")
def test(targets: tuple[str, ...], lang: Language) -> int:
    """Run the tests that stand beside the rules, in `*_test.yaml`.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is tested.

    \b
    Exit codes: 0 all passed, 1 a test failed, 2 a rulebook or a test file is not valid.

    \b
    Examples:
      routing rules test
      routing rules test rules/setagaya --lang en
    """
    from routing.quality.testing import run_tests

    passed = failed = 0
    for target in named_or_all(targets):
        for result in run_tests(target):
            passed += result.passed
            failed += not result.passed
            click.echo(f"{'passed' if result.passed else 'FAILED'} {result.place} {result.name[lang]}")
            for difference in result.differences:
                click.echo(f"  {difference}")
    click.echo(f"{passed} passed, {failed} failed")
    return FINDINGS if failed else DONE
