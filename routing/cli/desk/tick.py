"""`routing desk tick`: what has fallen due is carried out."""

from __future__ import annotations

import click

from routing.cli.desk.given import Given, reading
from routing.cli.outcome import DONE, FINDINGS


@click.command("tick")
@reading
def tick(given: Given) -> int:
    """Carry out everything that has fallen due by now: reminders, steps of the ladder, reviews. Each step once.

    Safe to repeat, and to run in several processes at once. Run it from a timer, such as every ten minutes. A case that
    cannot be worked on is told on stderr, does not hold up the others, and is tried again by the next tick. What is to
    be told to agencies waits in the outbox: `routing desk deliver` sends it.

    \b
    Exit codes: 0 done, 1 some cases could not be worked on, 2 the store or the rulebook cannot be used, wrong usage.

    \b
    Examples:
      routing desk tick
      routing desk tick --now 2026-08-05T09:00 --lang en
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.data import print_json, tick_data
    from routing.cli.desk.words import time, word
    from routing.errors import printable

    with counter(given) as at:
        ticked = at.tick(given.now)
    if given.form == "json":
        print_json(tick_data(ticked))
    else:
        click.echo(f"{time(given.now)} · {word('looked', given.lang, ticked.looked_at, len(ticked.steps))}")
        for _, step in ticked.steps:
            which = step.step if step.round == 1 else f"{step.step}, {step.round}"
            click.echo(printable(f"  {step.subject}: {word(f'do:{step.do}', given.lang)} ({which})"))
    for case, problem in ticked.problems:
        click.echo(printable(f"case `{case}`: {problem}"), err=True)
    return FINDINGS if ticked.problems else DONE
