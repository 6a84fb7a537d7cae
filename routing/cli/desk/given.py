"""What every command of the desk is given: the store, the time, the rulebook, and how to answer."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import click

from routing.cli.options import Decorator, format_option, lang_option
from routing.wording.words import Language

if TYPE_CHECKING:
    from routing.desk import Actor

JAPAN = dt.timezone(dt.timedelta(hours=9))
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_BY = re.compile(r"[^@\s]+(@[^@\s]+)?")


@dataclass(frozen=True)
class Given:
    """The shared options of a command. `clock` says what time it is: that of `--now`, or of this machine."""

    db: str
    key_file: str | None
    rulebook: str | None
    clock: Callable[[], dt.datetime]
    form: Literal["text", "json"]
    lang: Language

    @functools.cached_property
    def now(self) -> dt.datetime:
        """The time of the command, read once."""
        return self.clock()


def an_instant(context: click.Context, option: click.Parameter, value: str | None) -> dt.datetime | None:
    """A time written `2026-08-03T10:00`, in Japan unless it says its offset, for the callback of an option."""
    if value is None:
        return None
    try:
        if not _INSTANT.fullmatch(value):
            raise ValueError
        read = dt.datetime.fromisoformat(value)
        if not 2 <= read.year <= 9900:
            raise ValueError
    except ValueError:
        raise click.BadParameter("a time is written 2026-08-03T10:00, or with its offset after it") from None
    return read if read.tzinfo is not None else read.replace(tzinfo=JAPAN)


def an_actor(context: click.Context, option: click.Parameter, value: str) -> Actor:
    """Who does something, written `KIND` or `KIND@OFFICE`, for the callback of an option."""
    from routing.desk import Actor

    kind, office = an_agency(context, option, value)
    return Actor(kind=kind, office=office)


def an_agency(context: click.Context, option: click.Parameter, value: str) -> tuple[str, str | None]:
    """An agency kind and its office, written `KIND` or `KIND@OFFICE`, for the callback of an option or argument."""
    if not _BY.fullmatch(value) or len(value) > 200:
        raise click.BadParameter("an agency is written KIND or KIND@OFFICE, such as support_center@kinuta-anshin")
    kind, _, office = value.partition("@")
    return kind, office or None


def reading(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the shared options, as `given`."""

    @functools.wraps(command)
    def called(db: str, key_file: str | None, rulebook: str | None, now: dt.datetime | None, **rest: Any) -> Any:
        clock = _machine if now is None else lambda: now
        given = Given(db, key_file, rulebook, clock, rest.pop("form"), rest.pop("lang"))
        return command(given, **rest)

    return _with(
        called,
        _DB,
        _KEY_FILE,
        _RULEBOOK,
        _NOW,
        format_option("text", "json", help="Form of the answer."),
        lang_option(),
    )


def writing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the shared options, as `given`, and the key by which it happens once."""
    return _with(reading(command), _KEY)


def _with(command: Callable[..., Any], *options: Decorator) -> Callable[..., Any]:
    for option in reversed(options):
        command = option(command)
    return command


def _machine() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_DB: Decorator = click.option(
    "--db",
    metavar="URL",
    envvar="ROUTING_DESK_DB",
    default="sqlite:///desk.db",
    show_default=True,
    help="The store: `sqlite:///desk.db`, `postgresql://user@host/desk`. Also from ROUTING_DESK_DB.",
)
_KEY_FILE: Decorator = click.option(
    "--key-file",
    metavar="FILE",
    type=click.Path(),
    help="The key of an encrypted store. Without it: from ROUTING_STORE_KEY, where that is set.",
)
_RULEBOOK: Decorator = click.option(
    "--rulebook",
    metavar="NAME|DIR",
    envvar="ROUTING_DESK_RULEBOOK",
    help="A bundled rulebook, or a folder with a rulebook.yaml. Also from ROUTING_DESK_RULEBOOK. "
    "Without it: the bundled one that serves the municipality of each case.",
)
_NOW: Decorator = click.option(
    "--now",
    metavar="TIME",
    callback=an_instant,
    help="What time it is, such as 2026-08-03T10:00 (in Japan) or with an offset. Without it: this machine's clock.",
)
_KEY: Decorator = click.option(
    "--key", metavar="KEY", help="A name of your choice for this command: repeated with it, it happens once."
)
by_option: Decorator = click.option(
    "--by",
    metavar="KIND[@OFFICE]",
    required=True,
    callback=an_actor,
    help="Who does it: agency kind and office. The desk checks what they may do, not who they are.",
)
note_option: Decorator = click.option("--note", metavar="TEXT", help="A note that is kept with it.")
