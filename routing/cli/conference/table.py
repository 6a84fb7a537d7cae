"""`routing conference table`: one case at a table, at the keyboard or from a transcript."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

import click

from routing.cli.cases import read_one
from routing.cli.options import format_option, lang_option, rulebook_option
from routing.cli.outcome import DONE, FINDINGS, complain

if TYPE_CHECKING:
    from routing.conference.table import Session
    from routing.wording.words import Language


def _show(session: Session, form: Literal["text", "json"], lang: Language) -> None:
    if form == "json":
        from routing.conference.table.data import standing_data

        click.echo(json.dumps(standing_data(session, lang), ensure_ascii=False))
        return
    from routing.cli.conference.screen import Screen
    from routing.cli.terminal import show

    show(*Screen(session, lang).whole())


@click.command("table", no_args_is_help=True)
@click.argument("case", metavar="CASE", type=click.Path())
@click.option("--transcript", metavar="FILE", type=click.Path(), help="Take the steps from this file, and ask nothing.")
@click.option("--go-on", is_flag=True, help="With --transcript: go on at the keyboard after its last step.")
@click.option("--save", metavar="FILE", type=click.Path(), help="Write the transcript of the session.")
@click.option("--record", metavar="FILE", type=click.Path(), help="Write the record for `routing desk conference`.")
@click.option("--rule-test", metavar="FILE", type=click.Path(), help="Write the outcome as a rule test (*_test.yaml).")
@click.option("--handout", metavar="FILE", type=click.Path(), help="Write a hand-out: one HTML page, for A4.")
@click.option("--for", "reader", metavar="KIND[@OFFICE]", help="Whom the hand-out is for. Without it: the convener.")
@rulebook_option
@format_option("text", "json", help="Form of what stands at the end; json with --transcript.")
@lang_option()
def table(
    case: str,
    transcript: str | None,
    go_on: bool,
    save: str | None,
    record: str | None,
    rule_test: str | None,
    handout: str | None,
    reader: str | None,
    rulebook: str | None,
    form: Literal["text", "json"],
    lang: Language,
) -> int:
    """Discuss one case: each agency proposes, then the rules speak, then the roles are divided need by need.

    Participants say who should lead, who should own each need and what comes first, before the decision of the rules is
    shown. Then: where the table and the rules differ and what is behind it, what-ifs (as `routing what-if`), roles,
    open questions, the end of the meeting. At the keyboard `?` lists the keys. All files hold facts of the case: they
    are new files that only their owner can read. No agency may be seated that nothing about the case may reach.

    \b
    Exit codes: 0 done, 1 the hand-out must not be written for that agency, 2 the case, the transcript or the rulebook
    is not valid, a step cannot be taken, a file is there already, wrong usage, 130 broken off: nothing is written.

    \b
    Examples:
      routing conference table examples/kinuta/household-8050.yaml
      routing conference table case.yaml --save meeting.yaml --record record.yaml
      routing conference table case.yaml --transcript meeting.yaml --lang en
      routing conference table case.yaml --transcript meeting.yaml --handout council.html --for social_council
    """
    from routing.cli.conference.table_files import Files
    from routing.conference.table import Session, replayed
    from routing.letters import SheetRefused

    asking = transcript is None or go_on
    if go_on and transcript is None:
        raise click.UsageError("--go-on goes on after a transcript: give --transcript too")
    if asking and form == "json":
        raise click.UsageError("--format json is for a session from a transcript alone")
    files = Files(save, record, rule_test, handout, reader, lang)
    files.check()
    router, given = read_one(case, rulebook)
    session = Session.open(router, given) if transcript is None else replayed(transcript, router, given)
    if asking:
        from routing.cli.conference.keyboard import Keyboard

        Keyboard(session, lang, files).talk()
        return DONE
    try:
        files.write(session)
    except SheetRefused as refused:
        complain(refused)
        return FINDINGS
    _show(session, form, lang)
    return DONE
