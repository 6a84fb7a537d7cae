"""`routing desk deliver`: what waits in the outbox goes out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from routing.cli.desk.given import Given, reading
from routing.cli.outcome import DONE, FINDINGS

if TYPE_CHECKING:
    from routing.desk.delivery import Adapter

SECRET_VARIABLE = "ROUTING_DESK_WEBHOOK_SECRET"


@click.command("deliver", no_args_is_help=True)
@click.option("--file", metavar="FILE", type=click.Path(), help="Append each notice to this file, a line of JSON each.")
@click.option(
    "--folder", metavar="DIR", type=click.Path(), help="Write each notice to a file of its own in this folder."
)
@click.option("--webhook", metavar="URL", help="Post each notice to this address, signed as Standard Webhooks say.")
@click.option(
    "--secret-file",
    metavar="FILE",
    type=click.Path(),
    help=f"The secret of the webhook. Without it: from {SECRET_VARIABLE}.",
)
@click.option("--timeout", type=click.FloatRange(0.1, 60), default=15.0, show_default=True, help="Seconds to wait.")
@click.option("--allow-http", is_flag=True, help="Allow a webhook over plain http to another machine.")
@click.option("--limit", type=click.IntRange(1), help="Send at most so many.")
@reading
def deliver(
    given: Given,
    file: str | None,
    folder: str | None,
    webhook: str | None,
    secret_file: str | None,
    timeout: float,
    allow_http: bool,
    limit: int | None,
) -> int:
    """Send the notices that wait in the outbox: to a file, to a folder, or to a webhook.

    A notice names a case and a referral by their ids, an agency, a deadline, and what there is to do. Each is sent at
    least once, always with the same id. What does not arrive is tried again by later runs: after 5 seconds, 5 and 30
    minutes, and so on up to once a day. Run it from a timer; several may run at once.

    \b
    Exit codes: 0 all that was due has arrived, 1 something has not (stderr says what), 2 wrong usage, the store, the
    address or the secret cannot be used.

    \b
    Examples:
      routing desk deliver --file notices.jsonl
      routing desk deliver --webhook https://desk.example.jp/notices --secret-file webhook.secret
    """
    from routing.cli.desk.counter import counter
    from routing.cli.desk.data import delivery_data, print_json
    from routing.cli.desk.words import word
    from routing.desk.delivery import deliver as send

    if sum(way is not None for way in (file, folder, webhook)) != 1:
        raise click.UsageError("name one of --file, --folder and --webhook")
    adapter = _adapter(file, folder, webhook, secret_file, timeout, allow_http)
    with counter(given) as at:
        done = send(at.store, adapter, given.clock, limit)
    if given.form == "json":
        print_json(delivery_data(done))
    else:
        click.echo(word("sent", given.lang, len(done.arrived), len(done.failed)))
    for id, problem in done.failed:
        click.echo(f"{id}: {problem}", err=True)
    return FINDINGS if done.failed else DONE


def _adapter(
    file: str | None, folder: str | None, webhook: str | None, secret_file: str | None, timeout: float, allow_http: bool
) -> Adapter:
    from routing.desk.delivery import ToFolder, ToLines, Webhook, secret_of

    if file is not None:
        return ToLines(file)
    if folder is not None:
        return ToFolder(folder)
    text = Path(secret_file).read_text("utf-8", "replace") if secret_file else os.environ.get(SECRET_VARIABLE)
    if text is None:
        raise click.UsageError(f"a webhook needs its secret: --secret-file, or {SECRET_VARIABLE}")
    return Webhook(webhook or "", secret_of(text), timeout=timeout, allow_http=allow_http)
