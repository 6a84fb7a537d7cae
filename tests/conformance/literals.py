"""Values as the openCypher TCK writes them: `1`, `'a'`, `[1, null]`, `{k: 1}`, `(:A {name: 'b'})`, `[:T {num: 1}]`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from routing.pattern import Node, Relationship

NUMBER = re.compile(r"-?(?:\d+\.\d*(?:[eE][-+]?\d+)?|\.\d+|\d+[eE][-+]?\d+|\d+)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
CONSTANTS = {"null": None, "true": True, "false": False, "NaN": float("nan"), "Inf": float("inf")}


class Reader:
    """A place in a text that moves on as parts of it are recognised."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def space(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def done(self) -> bool:
        self.space()
        return self.at == len(self.text)

    def sees(self, word: str) -> bool:
        self.space()
        return self.text.startswith(word, self.at)

    def took(self, word: str) -> bool:
        """Move past `word` if it comes next."""
        if not self.sees(word):
            return False
        self.at += len(word)
        return True

    def take(self, word: str) -> None:
        if not self.took(word):
            raise ValueError(f"expected {word!r} at {self.text[self.at : self.at + 30]!r}")

    def pattern(self, regex: re.Pattern[str]) -> re.Match[str] | None:
        self.space()
        found = regex.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def name(self) -> str:
        found = self.pattern(NAME)
        if not found:
            raise ValueError(f"expected a name at {self.text[self.at : self.at + 30]!r}")
        return found.group()

    def optional_name(self) -> str | None:
        found = self.pattern(NAME)
        return found.group() if found else None

    def labels(self) -> list[str]:
        labels = []
        while self.took(":"):
            labels.append(self.name())
        return labels

    def map(self) -> dict[str, Any]:
        """A map `{k: value, ...}`."""
        self.take("{")
        result: dict[str, Any] = {}
        while not self.took("}"):
            key = self.name()
            self.take(":")
            result[key] = self.value()
            self.took(",")
        return result

    def optional_map(self) -> dict[str, Any]:
        return self.map() if self.sees("{") else {}

    def value(self) -> Any:
        """One value; nodes and relationships come back as they compare: see `comparable`."""
        if self.sees("{"):
            return self.map()
        if self.took("[:"):
            kind = self.name()
            properties = self.optional_map()
            self.take("]")
            return ExpectedRelationship(kind, properties)
        if self.took("["):
            items = []
            while not self.took("]"):
                items.append(self.value())
                self.took(",")
            return items
        if self.took("("):
            node = ExpectedNode(self.labels(), self.optional_map())
            self.take(")")
            return node
        return self.scalar()

    def scalar(self) -> Any:
        if found := self.pattern(STRING):
            return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), found.group(1), flags=re.DOTALL)
        if found := self.pattern(NUMBER):
            digits = found.group()
            return float(digits) if any(c in digits for c in ".eE") else int(digits)
        return CONSTANTS[self.name()]


class ExpectedNode:
    """A node as a results table shows it."""

    def __init__(self, labels: list[str], properties: Mapping[str, Any]) -> None:
        self.labels = frozenset(labels)
        self.properties = properties


class ExpectedRelationship:
    """A relationship as a results table shows it."""

    def __init__(self, type: str, properties: Mapping[str, Any]) -> None:
        self.type = type
        self.properties = properties


def read_value(text: str) -> Any:
    """The value that `text` writes; ValueError where there is more than one."""
    reader = Reader(text)
    value = reader.value()
    if not reader.done():
        raise ValueError(f"more than one value in {text!r}")
    return value


def comparable(value: Any) -> Any:
    """A hashable form: equal exactly where the TCK takes two results for the same (`1` is not `1.0`)."""
    if isinstance(value, Node | ExpectedNode):
        return "node", value.labels, comparable(dict(value.properties))
    if isinstance(value, Relationship | ExpectedRelationship):
        return "relationship", value.type, comparable(dict(value.properties))
    if isinstance(value, Mapping):
        return "map", frozenset((key, comparable(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return "list", tuple(comparable(item) for item in value)
    return type(value).__name__, repr(value)
