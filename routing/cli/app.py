"""The group of all commands, and the entry point."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from routing import __version__
from routing.cli.audit import audit
from routing.cli.batch import batch
from routing.cli.conference import conference
from routing.cli.desk import desk
from routing.cli.letter import letter
from routing.cli.log import log
from routing.cli.outcome import run
from routing.cli.questions import questions
from routing.cli.route import route
from routing.cli.rules import rules
from routing.cli.sheet import sheet
from routing.cli.what_if import what_if
from routing.cli.why import why
from routing.cli.why_not import why_not


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="routing")
def app() -> None:
    """Route welfare cases: who is accountable now, who should lead, who does what by when.

    The result goes to stdout, messages go to stderr. Exit codes: 0 done, 1 done with findings (a check or a test
    failed, a decision is fail-safe), 2 wrong usage or bad input.

    \b
    Examples:
      routing route case.yaml --lang en
      routing why case.yaml --lang en
      routing why-not case.yaml health_center
      routing desk board
      routing batch cases.jsonl --out decided --rulebook generic
      routing audit replay --db sqlite:///decisions.db
      routing conference simulate kinuta-pilot --lang en
      routing rules check
      routing rules test rules/setagaya
    """


for command in (route, batch, why, why_not, what_if, questions, letter, sheet, desk, log, audit, conference, rules):
    app.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the result is UTF-8 wherever it goes
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(lambda: _invoke(given)))


def _invoke(arguments: list[str]) -> int | None:
    # not `app.main`, which ends a closed pipe with 1: that means findings here
    with app.make_context("routing", arguments) as context:
        code: int | None = app.invoke(context)
        return code
