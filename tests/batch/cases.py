"""Texts of cases, and a small rulebook that decides them in a moment."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from routing.batch.reading import Cut
from routing.rulebook import Rulebook

SMALL = Cut(texts=3, batches=2)
"""Small parts of small batches, so that few cases make several."""
HEAD = """\
rulebook: own
version: "1"
title: {ja: 自前, en: Own}
serves: any
tiers: [first, last]
"""
RULES = """\
rules:
  - id: old
    title: {ja: 高齢, en: Old}
    match: "(p:Person)-[:IN]->(c:Case)"
    where: p.age >= 75
    then: [{refer: {to: support_center, role: lead, tier: first, about: p}}]
  - id: any
    title: {ja: 全員, en: Everybody}
    match: "(p:Person)"
    then: [{refer: {to: social_council, role: support, about: p}}]
"""


@cache
def own(rules: str = RULES) -> Rulebook:
    return Rulebook.parse({"rulebook.yaml": HEAD, "rules.yaml": rules})


def case(id: str, **fields: Any) -> dict[str, Any]:
    """A case with one person, as plain data."""
    given = {"case": id, "as_of": "2026-04-01", "municipality": "somewhere", "received_by": "social_council"}
    return {**given, "persons": [{"id": "a", "age": 82}], **fields}


def text(id: str, **fields: Any) -> str:
    return json.dumps(case(id, **fields), ensure_ascii=False)


def aged(count: int, first: int = 0) -> list[str]:
    """Cases that differ in their ids and the ages of their persons."""
    return [text(f"K-{n}", persons=[{"id": "a", "age": n % 100}]) for n in range(first, first + count)]


def write_lines(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_table(path: Path, values: Iterable[str | None], **options: Any) -> Path:
    pq.write_table(pa.table({"case": pa.array(list(values), pa.string())}), path, **options)
    return path


def content(folder: Path) -> dict[str, bytes]:
    """What a run left in its folder, file by file, without what only says who held it."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.name != ".lock"}


def decisions(folder: Path) -> list[str]:
    """The decisions of a folder of JSON Lines, in order."""
    return [line for part in sorted(folder.glob("part-*.jsonl")) for line in part.read_text("utf-8").splitlines()]


def rejects(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "rejects.jsonl").read_text("utf-8").splitlines()]
