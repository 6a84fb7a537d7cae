"""`routing desk`: what becomes of a decision, until somebody owns each need."""

from __future__ import annotations

import click

from routing.cli.desk.board import board, overdue
from routing.cli.desk.close import close, reopen, review
from routing.cli.desk.conference import conference
from routing.cli.desk.deliver import deliver
from routing.cli.desk.hand_over import hand_over
from routing.cli.desk.learn import learn
from routing.cli.desk.look import list_cases, show
from routing.cli.desk.moves import MOVES
from routing.cli.desk.open import open_cases
from routing.cli.desk.override import override
from routing.cli.desk.report import report
from routing.cli.desk.tick import tick


@click.group()
def desk() -> None:
    """Follow referrals over time: who was asked, who answered, who holds each case, what is overdue.

    Everything is kept in one store (--db), a SQLite file or a PostgreSQL database. A referral is named `CASE/NUMBER`.
    Times are those of Japan unless they say their offset.

    \b
    Examples:
      routing desk open examples/kinuta/heat.yaml
      routing desk accept kinuta-heat/5 --by social_council@kinuta-shakyo
      routing desk tick
      routing desk board
      routing desk report --since 2026-04-01
    """


_COMMANDS = (
    open_cases,
    *MOVES,
    hand_over,
    override,
    learn,
    conference,
    review,
    close,
    reopen,
    tick,
    deliver,
    list_cases,
    show,
    board,
    overdue,
    report,
)
for command in _COMMANDS:
    desk.add_command(command)
