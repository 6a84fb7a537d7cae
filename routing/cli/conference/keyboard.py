"""A session at the keyboard: a menu of keys, questions, and the screen after each step. All it knows is the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from routing.cli.conference.asking import Asking
from routing.cli.conference.keyboard_words import word
from routing.cli.conference.screen import Screen
from routing.cli.conference.table_files import check_test_name, handout_maker, transcript_text, write_private
from routing.cli.outcome import complain
from routing.cli.terminal import show
from routing.conference.table import TableError, record_yaml, rule_test_yaml
from routing.conference.table.steps import Reveal, Toggle
from routing.errors import RoutingError, printable

if TYPE_CHECKING:
    from routing.cli.conference.table_files import Files
    from routing.conference.table import Session
    from routing.conference.table.steps import AnyStep
    from routing.wording.words import Language

BEFORE = ("seat", "propose", "reveal", "view", "back", "write", "help", "quit")
AFTER = ("agreement", "toggle", "divide", "first", "ask", "conclude", "view", "back", "write", "help", "quit")
"""What there is to do before the decision is shown, and after it."""
KEYS = {
    "seat": "s", "propose": "p", "reveal": "r", "agreement": "a", "toggle": "t", "divide": "d", "first": "f",
    "ask": "o", "conclude": "c", "view": "v", "back": "b", "write": "w", "help": "?", "quit": "q",
}  # fmt: skip


class Keyboard:
    """Talks until the session is left. `files` are written at the end; of what nobody named a file is offered."""

    def __init__(self, session: Session, language: Language, files: Files) -> None:
        self.session = session
        self.language = language
        self.files = files
        self.asking = Asking(self._say)
        self.saved = session.steps if files.transcript is None else None
        """The steps that some transcript holds; None where one is written at the end anyway."""
        self.left = False

    def talk(self) -> None:
        """Ask for keys until the session is left and its files are written.

        Raises click.Abort where it is broken off: then nothing is written at the end, and that is said.
        """
        show(*Screen(self.session, self.language).whole())
        self._help()
        try:
            while not self.left:
                self._turn()
        except (click.Abort, KeyboardInterrupt, EOFError):
            click.echo(f"\n{self._say('broken_off', len(self.session.steps))}", err=True)
            raise click.Abort from None

    def _turn(self) -> None:
        known = {KEYS[name]: name for name in self._menu()}
        key = self.asking.text(self._say("key", "/".join(known)))
        if not key:
            return
        name = known.get(key.casefold())
        if name is None:
            click.echo(self._say("no_key"), err=True)
            return
        actions: dict[str, Callable[[], None]] = {
            "seat": self._seat, "propose": self._propose, "reveal": self._reveal, "agreement": self._agreement,
            "toggle": self._toggle, "divide": self._divide, "first": self._first, "ask": self._ask,
            "conclude": self._conclude, "view": self._view, "back": self._back, "write": self._write,
            "help": self._help, "quit": self._quit,
        }  # fmt: skip
        try:
            actions[name]()
        except (RoutingError, OSError) as error:
            complain(error)

    def _menu(self) -> tuple[str, ...]:
        return AFTER if self.session.standing.revealed else BEFORE

    def _say(self, name: str, *parts: object) -> str:
        return word(name, self.language, *parts)

    def _take(self, step: AnyStep) -> None:
        self.session = self.session.take(step)

    def _screen(self) -> Screen:
        return Screen(self.session, self.language)

    # ------------------------------------------------------------------ before the reveal

    def _seat(self) -> None:
        for step in self.asking.seats(self.session):
            self._take(step)
        show(*self._screen().participants())

    def _propose(self) -> None:
        step = self.asking.proposal(self.session, self.language)
        if step is None:
            return
        self._take(step)
        click.clear()  # the next participant does not read what this one proposed
        show(*self._screen().participants())

    def _reveal(self) -> None:
        self._take(Reveal())
        show(*self._screen().agreement())
        self._help()

    # ------------------------------------------------------------------ after it

    def _agreement(self) -> None:
        show(*self._screen().agreement())

    def _toggle(self) -> None:
        change = self.asking.text(self._say("change"))
        if not change:
            return
        self._take(Toggle(change=change))
        toggled = self.session.standing.toggled
        show(*(self._screen().what_if(toggled) if toggled else [self._say("as_recorded")]))

    def _divide(self) -> None:
        for step in self.asking.roles(self.session, self.language):
            try:
                self._take(step)
            except TableError as refused:
                complain(refused)
        show(*self._screen().roles())

    def _first(self) -> None:
        self._take(self.asking.adopted(self.session))
        show(*self._screen().roles())

    def _ask(self) -> None:
        step = self.asking.question()
        if step is not None:
            self._take(step)

    def _conclude(self) -> None:
        self._take(self.asking.conclusion())
        show(*self._screen().roles())

    # ------------------------------------------------------------------ always

    def _view(self) -> None:
        show(*self._screen().whole())

    def _back(self) -> None:
        last = self.session.steps[-1].do if self.session.steps else None
        self.session = self.session.back()
        click.echo(self._say("taken_back", last))

    def _help(self) -> None:
        for name in self._menu():
            click.echo(f"  {KEYS[name]}  {self._say(f'do_{name}')}")

    def _write(self) -> None:
        makers: dict[str, Callable[[Session], str]] = {
            "t": transcript_text,
            "r": record_yaml,
            "x": rule_test_yaml,
            "h": handout_maker(None, self.language),
        }
        what = self.asking.text(self._say("write_what"))
        if what not in makers and what != "a":
            return
        reader = self.asking.text(self._say("write_for")) if what == "a" else None
        if what == "a" and not reader:
            return
        text = (handout_maker(reader, self.language) if reader else makers[what])(self.session)
        out = self.asking.text(self._say("write_where"))
        if not out:
            return
        check_test_name(out if what == "x" else None)
        write_private(out, text)
        if what == "t" and self.saved is not None:
            self.saved = self.session.steps

    def _quit(self) -> None:
        """Leave. Steps that no file would hold are not lost without a word."""
        if self.saved is not None and self.saved != self.session.steps:
            click.echo(self._say("unsaved"), err=True)
            out = self.asking.text(self._say("save_where"))
            if out:
                write_private(out, transcript_text(self.session))
            elif not self.asking.yes(self._say("lose")):
                return
            else:
                click.echo(self._say("lost"), err=True)
        made, unfit = self.files.texts(self.session)
        for out, refused in unfit:
            click.echo(self._say("cannot_write", printable(out)), err=True)
            complain(refused)
        if unfit and not self.asking.yes(self._say("leave_without")):
            return
        for out, text in made:
            self._write_at_last(out, text)
        self.left = True

    def _write_at_last(self, out: str, text: str) -> None:
        """Write a file under its name, or under another where that cannot be."""
        while out:
            try:
                write_private(out, text)
                return
            except (RoutingError, OSError) as error:
                complain(error)
                out = self.asking.text(self._say("another_name"))
        click.echo(self._say("lost"), err=True)
