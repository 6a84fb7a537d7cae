"""Decision tables for tests: a pack around the text of a table."""

from __future__ import annotations

from routing.errors import RulebookErrors
from routing.rulebook import Rule, Rulebook

PACK = {
    "rulebook.yaml": """
rulebook: tables
version: "1"
serves: any
title: {ja: 表, en: Tables}
tiers: [protection, continuity, specialist, generalist, fallback]
"""
}
FILE = "desks.table.csv"


def table(*rows: str, hit: str = "collect", head: tuple[str, ...] = ("role,lead", "tier,specialist")) -> str:
    """A table with titles: six rows of head, those of `rows` after them."""
    return "\n".join(["table,desks", "title,例,Example", f"hit,{hit}", *head, "", *rows]) + "\n"


def load(text: str | bytes, file: str = FILE) -> Rulebook:
    """The rulebook of a pack with one table."""
    return Rulebook.parse({**PACK, file: text})


def rules(text: str | bytes, file: str = FILE) -> dict[str, Rule]:
    """The rules of a table by id."""
    return {rule.id: rule for rule in load(text, file).rules}


def errors(text: str | bytes, file: str = FILE) -> list[str]:
    """The errors of a table, one line each, without help."""
    try:
        load(text, file)
    except RulebookErrors as found:
        return [f"{error.place}: {error.message}" for error in found.errors]
    return []
