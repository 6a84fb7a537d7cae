"""Which cases are equal but for their ids, and under which rulebooks that makes their decisions equal too."""

from __future__ import annotations

import dataclasses
import marshal
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from routing.batch.template import Template
from routing.case.line import Apart
from routing.pattern import syntax as s
from routing.rulebook import Rulebook

IDS = ("case", "supersedes")
"""The fields of a case that say which it is and which decision it revises, and nothing about the household."""
MOST_KEPT = 4096
"""Decisions that a process keeps, about 5 kB each. Cases that are equal but lie further apart are decided again."""

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}")


def case_key(data: Mapping[str, Any]) -> bytes:
    """Equal for cases, as plain data, whose fields are equal and in the same order, but for their ids."""
    facts = {name: value for name, value in data.items() if name not in IDS}
    # version 0 writes equal data equally: no references, nothing interned
    return blake2b(marshal.dumps(facts, 0), digest_size=16).digest()


def text_key(text: Apart) -> bytes | None:
    """The same for cases that are written alike, by their texts alone; None where a decision is named that one revises.

    Never the key of a case as plain data: that two are equal which are written differently is not found out.
    """
    if '"supersedes"' in text.before or '"supersedes"' in text.after:
        return None
    return blake2b(f"{text.before}\n{text.after}".encode(), digest_size=16, person=b"text").digest()


def ids_are_plain(data: Mapping[str, Any]) -> bool:
    """Whether the ids of a case are valid at a glance; others take the longer look of the format."""
    id, revised = data.get("case"), data.get("supersedes")
    return type(id) is str and bool(_PLAIN.fullmatch(id)) and (revised is None or _is_plain(revised))


def _is_plain(value: object) -> bool:
    return type(value) is str and bool(_PLAIN.fullmatch(value))


def reads_ids(rulebook: Rulebook) -> bool:
    """Whether a rule could decide by the id of a case: erring on the side of yes, any id that a rule reads counts."""
    return any(_reads_id(part) for rule in rulebook.rules for part in _parts(rule.pattern))


def _reads_id(part: object) -> bool:
    match part:
        case s.NodePattern(properties=properties) | s.RelationshipPattern(properties=properties):
            return any(name == "id" for name, _ in properties)
        case s.Property(name=name):
            return name == "id"
        case s.Call(name=name):
            return name.lower() == "id"
    return False


def _parts(root: object) -> Iterator[object]:
    """A part of a pattern and all that is in it."""
    waiting: list[object] = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, s.Located):
            yield part
            waiting.extend(getattr(part, field.name) for field in dataclasses.fields(part))


class Kept:
    """The latest templates by the keys of their cases, at most `MOST_KEPT`. For several threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._by_key: OrderedDict[bytes, Template] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> Template | None:
        """The template of a key, if it is still kept."""
        with self._lock:
            if key not in self._by_key:
                return None
            self._by_key.move_to_end(key)
            return self._by_key[key]

    def put(self, key: bytes, template: Template) -> None:
        """Keep a template; the one that was longest without use goes where there are too many."""
        with self._lock:
            self._by_key[key] = template
            self._by_key.move_to_end(key)
            if len(self._by_key) > self._most:
                self._by_key.popitem(last=False)

    def __len__(self) -> int:
        return len(self._by_key)
