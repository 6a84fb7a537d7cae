"""`routing log checkpoint`: sign what the log holds now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from routing.cli.log.opening import db_option, opened
from routing.cli.outcome import DONE


@click.command(no_args_is_help=True)
@db_option
@click.option("--origin", metavar="NAME", required=True, help="The name of the log, such as setagaya.example/log.")
@click.option(
    "--key",
    "file",
    metavar="FILE",
    required=True,
    type=click.Path(path_type=Path),
    help="The key that signs: 32 bytes.",
)
@click.option("--public", is_flag=True, help="Print the public key of this origin instead; nothing is signed.")
def checkpoint(url: str, origin: str, file: Path, public: bool) -> int:
    """Sign how many records the log has and the root of their tree, and print the note. It is kept in the log too.

    Give the note to others, or keep it elsewhere: with it anybody sees whether a record changed since. It holds no
    fact of a case. It is not signed where the log does not hold any longer what its last note says. The key is 32
    bytes, as 64 hexadecimal digits, in base64, or as they are; keep it away from the database.

    \b
    Exit codes: 0 done, 2 the log was changed, or cannot be read, or the key is none.

    \b
    Examples:
      openssl rand -hex 32 > signing.key
      routing log checkpoint --origin setagaya.example/log --key signing.key --public > log.pub
      routing log checkpoint --origin setagaya.example/log --key signing.key --db sqlite:///decisions.db > 2026-04.note
    """
    from routing.log import Verifier
    from routing.store import key_from_file

    key = key_from_file(file)
    if public:
        click.echo(str(Verifier.of_key(origin, key)))
        return DONE
    with opened(url) as log:
        click.echo(log.checkpoint(origin, key, dt.datetime.now(dt.UTC)), nl=False)
    return DONE
