"""`routing desk open`: cases come to the desk."""

from __future__ import annotations

import click

from routing.cli.cases import read_all
from routing.cli.desk.given import Given, writing
from routing.cli.outcome import BAD_INPUT, DONE, FINDINGS, complain
from routing.errors import RoutingError


@click.command("open", no_args_is_help=True)
@click.argument("cases", nargs=-1, required=True, metavar="CASE...", type=click.Path())
@writing
def open_cases(given: Given, key: str | None, cases: tuple[str, ...]) -> int:
    """Open the cases of one or more files at the desk: the router decides, and everybody it names is asked.

    The store is made where it is not there. A bad case, or one that is here already, is told on stderr and does not
    stop the others. With --key each case has the key KEY:CASE-ID, so that the whole command can be repeated.

    \b
    Exit codes: 0 every case is open, 1 a decision is fail-safe, 2 a case or the rulebook is not valid.

    \b
    Examples:
      routing desk open examples/kinuta/heat.yaml --now 2026-08-03T10:00
      routing desk open new/*.yaml --db postgresql://user@host/desk --key intake-2026-08-03
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.told import tell_change
    from routing.desk import DeskError
    from routing.errors import CaseError
    from routing.store import CommandConflict

    code = DONE
    with counter(given, new=True) as at:
        for case in read_all(cases):
            try:
                if isinstance(case, RoutingError | OSError):
                    raise case
                before = at.shelf.file(case.case)
                own = None if key is None else f"{key}:{case.case}"
                file = at.desk_for(case).open(case, given.now, own)
            except (CaseError, DeskError, CommandConflict, OSError) as problem:
                # an error of the store ends it: the next case would meet the same
                complain(problem)
                code = BAD_INPUT
            else:
                tell_change(at, given, before, file)
                if file.decision.fail_safe and code == DONE:
                    code = FINDINGS
    return code
