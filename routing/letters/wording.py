"""The words of letters and sheets, kept as tables in `words/`: sentences, plain words, readings, fields."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from importlib import resources
from typing import Literal

from routing.vocabulary.core_data import text_of

Style = Literal["ja", "plain", "en"]
"""Japanese as offices write it, plain Japanese (やさしい日本語), or English."""

BLANK = "____"
"""What the municipal office fills in: nothing that the library knows."""


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("routing.letters").joinpath("words", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@functools.cache
def sentences() -> Mapping[str, Mapping[str, str]]:
    """Every sentence by its name: in each style."""
    return {row["name"]: row for row in _rows("sentences.csv")}


@functools.cache
def plain_words() -> Mapping[str, str]:
    """Needs and agency kinds in plain Japanese, by their codes."""
    return {row["code"]: row["plain"] for row in _rows("plain.csv")}


@functools.cache
def readings() -> Mapping[str, str]:
    """Words with the reading of each, in hiragana."""
    return {row["word"]: row["reading"] for row in _rows("readings.csv")}


@functools.cache
def sheet_fields() -> Mapping[str, str]:
    """The fields of the connecting sheet in the order they are printed, with their English names."""
    return {row["field"]: row["en"] for row in _rows("sheet_fields.csv")}


@functools.cache
def field_of_need() -> Mapping[str, str]:
    """The field of the connecting sheet that a need code of the core belongs to."""
    rows = csv.DictReader(io.StringIO(text_of("needs.csv")))
    return {row["code"]: row["tsunagu_sheet"] for row in rows}


def say(name: str, style: Style, *parts: object) -> str:
    """A sentence with its parts filled in."""
    return sentences()[name][style].format(*parts)
