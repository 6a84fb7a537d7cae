"""The comparison of two rulebooks as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from routing.case import Case
from routing.quality.diff import Comparison, Group
from routing.quality.diff.words import Words
from routing.rulebook import Rulebook
from routing.wording.words import Language

EMPTY: tuple[Any, ...] = (None, False, [], {})
DEFAULTS = {"schema": "case/1"}


def as_lines(comparison: Comparison, language: Language, markdown: bool) -> Iterator[str]:
    """The comparison for a reader, line by line."""
    words = Words(comparison, language)
    heading, item, inner = ("## ", "- ", "  - ") if markdown else ("", "", "  ")
    old, new = comparison.old, comparison.new
    yield f"{'# ' if markdown else ''}{_book(old)} → {_book(new)}"
    if not comparison.rules and not comparison.settings:
        yield words.say("nothing")
    meanings = {id(meaning.change): meaning for meaning in comparison.meanings}
    for change in comparison.rules:
        yield f"{item}{words.rule(change)}"
        yield from (f"{inner}{_code(line) if markdown else line}" for line in words.details(change))
        if meaning := meanings.get(id(change)):
            yield f"{inner}{words.meaning(meaning)}"
    yield from (f"{item}{words.setting(setting)}" for setting in comparison.settings)
    if comparison.unanalysed:
        yield words.say("unanalysed", why=comparison.unanalysed)
    yield from ["", words.say("routed", routed=comparison.routed, differing=comparison.differing)]
    if comparison.untaken:
        yield words.say("untaken", untaken=comparison.untaken)
    yield from (f"{item}{words.say('one_sided', case=case, why=why)}" for case, why in comparison.one_sided)
    for danger in (0, 1, 2):
        groups = [group for group in comparison.groups if group.shift.danger == danger]
        if groups:
            yield from ["", f"{heading}{words.say(f'danger{danger}')}", *([""] if markdown else [])]
        for group in groups:
            yield f"{item}{words.group(group)}"
            yield f"{inner}{_code(flow(group.witness)) if markdown else flow(group.witness)}"


def _book(book: Rulebook) -> str:
    return f"{book.id} {book.version}"


def _code(text: str) -> str:
    return f"`{text}`"


def flow(case: Case) -> str:
    """A case in one line, without what is empty, in a form that `routing route` takes."""
    return json.dumps(_brief(case), ensure_ascii=False)


def _brief(case: Case) -> Any:
    return _without_empty(json.loads(case.to_json()))


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_empty(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in EMPTY and DEFAULTS.get(key) != part}
    return [_without_empty(part) for part in value] if isinstance(value, list) else value


def as_json(comparison: Comparison, language: Language) -> str:
    """The comparison as one JSON object, with the sentences of the text."""
    words = Words(comparison, language)
    data = {
        "old": {"id": comparison.old.id, "version": comparison.old.version, "digest": comparison.old.digest},
        "new": {"id": comparison.new.id, "version": comparison.new.version, "digest": comparison.new.digest},
        "rules": [
            {
                "rule": change.id,
                "change": change.kind,
                "parts": list(change.parts),
                "old_place": change.old.place if change.old else None,
                "new_place": change.new.place if change.new else None,
                "text": words.rule(change),
                "details": list(words.details(change)),
            }
            for change in comparison.rules
        ],
        "settings": [
            {"part": setting.part, "key": setting.key, "change": setting.kind, "text": words.setting(setting)}
            for setting in comparison.settings
        ],
        "meanings": [
            {
                "rule": meaning.change.id,
                "fires": meaning.fires,
                "reason": meaning.reason,
                "lost": _brief(meaning.lost) if meaning.lost else None,
                "won": _brief(meaning.won) if meaning.won else None,
            }
            for meaning in comparison.meanings
        ],
        "unanalysed": comparison.unanalysed,
        "routed": comparison.routed,
        "differing": comparison.differing,
        "untaken": comparison.untaken,
        "one_sided": [{"case": case, "reason": why} for case, why in comparison.one_sided],
        "differences": [_group(group, words) for group in comparison.groups],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _group(group: Group, words: Words) -> dict[str, Any]:
    shift = group.shift
    return {
        "part": shift.part,
        "old": shift.old,
        "new": shift.new,
        "danger": shift.danger,
        "rules": list(group.rules),
        "cases": group.cases,
        "witness": _brief(group.witness),
        "text": words.group(group),
    }
