"""Printing a letter or a sheet in one of its forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from routing.letters.page import Form, Page


def print_page(page: Page, form: Form) -> None:
    """Print a page on stdout."""
    if form == "json":
        click.echo(json.dumps(page.to_data(), ensure_ascii=False))
        return
    click.echo(page.html() if form == "html" else page.markdown() if form == "markdown" else page.text(), nl=False)
