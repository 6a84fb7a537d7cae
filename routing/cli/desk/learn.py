"""`routing desk learn`: new facts join a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from routing.cli.desk.given import Given, by_option, writing
from routing.cli.outcome import DONE

if TYPE_CHECKING:
    from routing.desk import Actor


@click.command("learn", no_args_is_help=True)
@click.argument("case", metavar="CASE")
@click.argument("facts", metavar="FACTS", type=click.Path())
@by_option
@writing
def learn(given: Given, key: str | None, case: str, facts: str, by: Actor) -> int:
    """Add facts to a case that is at the desk; the router decides again.

    FACTS is a YAML or JSON file with parts of a case: persons, needs, events, relations, involvements, consents,
    history. Persons, needs and events replace those of the same id; the rest is added.

    \b
    Exit codes: 0 done, 2 the facts are not valid or do not fit the case, there is no such case, wrong usage.

    \b
    Examples:
      routing desk learn kinuta-heat facts.yaml --by support_center@kinuta-anshin
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.input import read_model
    from routing.cli.desk.told import tell_change
    from routing.desk import Facts

    read = read_model(facts, Facts)
    with counter(given) as at:
        desk = at.desk_of(case)
        before = desk.file(case)
        tell_change(at, given, before, desk.learn(case, read, by, given.now, key))
    return DONE
