"""Decision tables for tests: a pack around the text of a table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

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


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """The workbook with one part of its archive changed, or added."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), part]):
            text = old.read(name).decode() if name in old.namelist() else ""
            new.writestr(name, change(text) if name == part else text)
    return stream.getvalue()
