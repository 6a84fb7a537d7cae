"""Rules in words as plain data, for programs: schema `show/1`."""

from __future__ import annotations

import json
from typing import Any

from routing.quality.show.dossier import PackSheet, RuleSheet
from routing.quality.show.parts import version_text
from routing.quality.show.rule_graph import rule_graph
from routing.rulebook import Rule
from routing.vocabulary import Vocabulary
from routing.wording.said import Said
from routing.wording.words import Language

SCHEMA = "show/1"


def as_json(pack: PackSheet, language: Language) -> str:
    """What the pages say, as JSON on one line."""
    book = pack.rulebook
    graph = rule_graph(pack)
    whole = {
        "schema": SCHEMA,
        "rulebook": {"id": book.id, "version": book.version, "digest": book.digest},
        "language": language,
        "rules": [_rule(sheet, book.vocabulary, language) for sheet in pack.sheets],
        "needs": {code: list(ids) for code, ids in pack.by_need().items()},
        "agencies": {kind: list(ids) for kind, ids in pack.by_agency().items()},
        "findings": {
            kind: {
                "made_by": sorted(a.removeprefix("rule ") for a, b in graph.lines if b == f"finding {kind}"),
                "read_by": sorted(b.removeprefix("rule ") for a, b in graph.lines if a == f"finding {kind}"),
            }
            for kind in sorted(graph.findings)
        },
    }
    return json.dumps(whole, ensure_ascii=False)


def _rule(sheet: RuleSheet, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    return {
        "rule": sheet.id,
        "pack": sheet.newest.pack,
        "topic": sheet.topic,
        "place": sheet.newest.place,
        "title": dict(sheet.newest.title),
        "versions": [_version(rule, vocabulary, language) for rule in sheet.versions],
        "makes": {kind: list(ids) for kind, ids in sheet.makes.items()},
        "reads": {kind: list(ids) for kind, ids in sheet.reads.items()},
        "tests": [
            {"name": dict(note.test.name), "place": note.test.place, "fires": note.fires} for note in sheet.tests
        ],
    }


def _version(rule: Rule, vocabulary: Vocabulary, language: Language) -> dict[str, Any]:
    told = version_text(rule, vocabulary, language)
    return {
        "from": rule.start.isoformat() if rule.start else None,
        "until": rule.until.isoformat() if rule.until else None,
        "when": [_said(entry) for entry in told.condition.said],
        "notes": list(told.condition.notes),
        "does": list(told.effects),
        "basis": [basis.model_dump(exclude_none=True) for basis in rule.basis],
        "match": rule.match,
        "where": rule.where,
        "note": rule.note,
    }


def _said(said: Said) -> dict[str, Any]:
    return {"text": said.text, "items": [_said(item) for item in said.items]} if said.items else {"text": said.text}
