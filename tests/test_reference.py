"""The generated pages of the reference are up to date, and leave nothing out."""

from __future__ import annotations

import click
import pytest

from routing.vocabulary import core
from scripts import make_cli_reference, make_vocabulary_reference

COMMANDS = dict(make_cli_reference.commands())


def test_the_vocabulary_page_is_what_the_script_writes() -> None:
    published = make_vocabulary_reference.TARGET.read_text(encoding="utf-8")
    assert published == make_vocabulary_reference.page(core()), "run `python scripts/make_vocabulary_reference.py`"


def test_the_vocabulary_page_names_every_code() -> None:
    vocabulary = core()
    page = make_vocabulary_reference.TARGET.read_text(encoding="utf-8")
    codes = [*vocabulary.needs, *vocabulary.agency_kinds, *vocabulary.person_properties, *vocabulary.event_types]
    assert [code for code in (*codes, *vocabulary.schema.relationships) if f"| `{code}` |" not in page] == []


def test_the_command_line_page_is_what_the_script_writes() -> None:
    published = make_cli_reference.TARGET.read_text(encoding="utf-8")
    assert published == make_cli_reference.page(), "run `python scripts/make_cli_reference.py`"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_every_option_says_what_it_does(name: str) -> None:
    command = COMMANDS[name]
    options = [param for param in command.params if isinstance(param, click.Option)]
    assert command.help
    assert [option.name for option in options if not option.help] == []


def test_the_command_line_page_has_a_section_for_every_command() -> None:
    page = make_cli_reference.TARGET.read_text(encoding="utf-8")
    assert [line.removeprefix("## ").strip("`") for line in page.splitlines() if line.startswith("## ")] == [*COMMANDS]
