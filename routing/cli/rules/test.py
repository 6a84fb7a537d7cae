"""`routing rules test`: the tests that stand beside the rules."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.options import format_option, lang_option
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain
from routing.cli.rules.targets import TARGETS, named_or_all
from routing.errors import RulebookError, RulebookErrors, listed, printable
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.quality.testing import RuleTest, Suite
    from routing.quality.testing.report import Report, Unread

Form = Literal["text", "json", "junit"]


@click.command()
@click.argument("targets", nargs=-1, metavar=TARGETS)
@format_option("text", "json", "junit", help="Form of the result; `junit` is the XML that build servers read.")
@lang_option(help="Language of the names.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="TEXT|RULE",
    help="Only tests with this in their name or file, or that name this rule. May be given several times.",
)
@click.option("--list", "only_list", is_flag=True, help="List the tests and run none.")
@click.option("--update", is_flag=True, help="Rewrite what failed tests expect to what is decided now, after asking.")
@click.option("--yes", is_flag=True, help="With --update: do not ask.")
def test(
    targets: tuple[str, ...],
    form: Form,
    lang: Language,
    filters: tuple[str, ...],
    only_list: bool,
    update: bool,
    yes: bool,
) -> int:
    """Run the tests that stand beside the rules, in `*_test.yaml`.

    NAME is a bundled rulebook, DIR a folder with a rulebook.yaml; without any, every bundled one is tested. Of a failed
    test each field is shown that differs: what was expected and did not come (`-`), what came and was not expected
    (`+`), and of a rule why it fired or did not. A rulebook that is not valid is told on stderr and does not stop the
    others.

    With --update, each failed test is shown and asked about; of those agreed to, the fields of `expect` that differ
    are rewritten, and nothing else in the file. Whether the decision or the expectation was wrong is for you to judge.

    \b
    Exit codes: 0 all passed (or were rewritten), 1 a test failed, 2 a rulebook or a test file is not valid.

    \b
    Examples:
      routing rules test
      routing rules test rules/setagaya --lang en --filter kinuta
      routing rules test national --format junit > report.xml
      routing rules test rules/setagaya --update
    """
    _check_usage(form, only_list, update, yes)
    suites, unread = _suites(tuple(dict.fromkeys(named_or_all(targets))))
    chosen = [(suite, suite.chosen(filters)) for suite in suites]
    if filters and suites and not any(tests for _, tests in chosen):
        raise click.BadParameter(f"no test is about {listed(map(printable, filters))}", param_hint="--filter")
    reports = [] if only_list else _run(chosen, unread, form, lang)
    for one in unread:
        complain(one.error)
    if only_list:
        _list(chosen, form, lang)
        return BAD_INPUT if unread else DONE
    _result(reports, unread, form, lang)
    failed = sum(not report.outcome.passed for report in reports)
    if update and failed:
        from routing.cli.rules.test_update import update as rewrite

        for suite in suites:
            own = [r.outcome for r in reports if r.target == suite.target and not r.outcome.passed]
            failed -= rewrite(suite, own, lang, yes)
    return BAD_INPUT if unread else FINDINGS if failed else DONE


def _check_usage(form: Form, only_list: bool, update: bool, yes: bool) -> None:
    if yes and not update:
        raise click.UsageError("--yes goes with --update")
    if update and only_list:
        raise click.UsageError("--list runs no test, so there is nothing to --update")
    if only_list and form == "junit":
        raise click.UsageError("--list has no JUnit form; use `--format json`")
    if update and not yes:
        from routing.cli.rules.test_update import can_ask

        if not can_ask():
            raise click.UsageError("--update asks before it rewrites, and there is no terminal to ask at; give --yes")


def _suites(targets: tuple[str, ...]) -> tuple[list[Suite], list[Unread]]:
    from routing.quality.testing import Suite
    from routing.quality.testing.report import Unread

    suites: list[Suite] = []
    unread: list[Unread] = []
    for target in targets:
        try:
            suites.append(Suite.of(target))
        except (RulebookErrors, RulebookError) as error:
            unread.append(Unread(target, error))
    return suites, unread


def _run(
    chosen: list[tuple[Suite, tuple[RuleTest, ...]]], unread: list[Unread], form: Form, lang: Language
) -> list[Report]:
    from routing.cli.rules.test_text import show_outcome
    from routing.quality.testing.reasons import reasons
    from routing.quality.testing.report import Report, Unread
    from routing.router import Router

    reports: list[Report] = []
    for suite, tests in chosen:
        router = Router(suite.rulebook)
        try:
            for outcome in suite.run(tests):
                reports.append(Report(suite.target, outcome, reasons(outcome, router)))
                if form == "text":
                    show_outcome(reports[-1], lang)
        except RulebookErrors as error:
            unread.append(Unread(suite.target, error))
    return reports


def _result(reports: list[Report], unread: list[Unread], form: Form, lang: Language) -> None:
    from routing.quality.testing.report import as_data, junit

    if form == "json":
        click.echo(json.dumps(as_data(reports, unread), ensure_ascii=False))
    elif form == "junit":
        click.echo(junit(reports, unread, lang))
    elif reports or not unread:
        failed = sum(not report.outcome.passed for report in reports)
        click.echo(f"{len(reports) - failed} passed, {failed} failed")


def _list(chosen: list[tuple[Suite, tuple[RuleTest, ...]]], form: Form, lang: Language) -> None:
    if form == "json":
        entries = [
            {"rulebook": suite.target, "file": test.file, "line": test.line, "name": dict(test.name)}
            for suite, tests in chosen
            for test in tests
        ]
        click.echo(json.dumps({"tests": entries}, ensure_ascii=False))
        return
    for _, tests in chosen:
        for test in tests:
            click.echo(f"{printable(test.place)} {printable(test.name[lang])}")
