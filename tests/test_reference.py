"""The reference is up to date: generated pages leave nothing out, links lead to the sections they name."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from routing.vocabulary import core
from scripts import make_cli_reference, make_vocabulary_reference

COMMANDS = dict(make_cli_reference.commands())
DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
SECTION = re.compile(r"\]\(([^)#\s]*)#([^)\s]+)\)")


def headings(page: Path) -> set[str]:
    """The names by which the headings of a page can be linked: small letters, punctuation dropped, `-` for blanks."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


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


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(DOCS).as_posix())
def test_every_link_to_a_section_leads_to_a_heading(page: Path) -> None:
    lost = []
    for file, section in SECTION.findall(page.read_text(encoding="utf-8")):
        target = page.parent / file if file else page
        if "://" not in file and section not in headings(target):
            lost.append(f"{file}#{section}")
    assert lost == []
