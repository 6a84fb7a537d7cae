"""The day an option names."""

from __future__ import annotations

import datetime as dt

import click

from routing.dates import iso_date


def a_day(context: click.Context, option: click.Parameter, value: str | None) -> dt.date | None:
    """The day of `--on`, written `2026-04-01`, for the callback of an option."""
    try:
        return None if value is None else iso_date(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None
