"""Putting new values into a YAML text at the places of old ones, leaving every other character as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from routing.errors import SourceError
from routing.source import Document, load_yaml
from routing.source.document import Path, Spot


@dataclass(frozen=True, order=True)
class Edit:
    """A half-open range of characters and what takes its place."""

    start: int
    end: int
    text: str


def with_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. No two of them overlap."""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def edits_to(document: Document, path: Path, value: Any) -> list[Edit]:
    """The edits that make the value at a path another one: text, null, a list of texts, or a map with no new key."""
    old: Any = document.data
    spot = document.root
    for step in path:
        old = old[step]
        spot = spot.parts[step]  # type: ignore[index]
    return list(_edits(document, path, spot, old, value))


def flow(value: Any) -> str:
    """A value as it stands inside brackets."""
    match value:
        case None | bool() | int() | float():
            return json.dumps(value)
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case dict():
            return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    return str(value) if _plain(str(value)) else json.dumps(str(value), ensure_ascii=False)


def _plain(text: str) -> bool:
    """Whether a text means itself without quotes, inside brackets too."""
    try:
        return bool(load_yaml(f"[{text}]").data == [text] and load_yaml(f"{{{text}: x}}").data == {text: "x"})
    except SourceError:
        return False


def _edits(document: Document, path: Path, spot: Spot, old: Any, new: Any) -> Iterator[Edit]:
    if old == new:
        return
    bracketed = document.text[spot.start : spot.start + 1] in ("[", "{")
    if isinstance(old, list) and isinstance(new, list) and not bracketed:
        yield from _items(document, path, spot, old, new)
    elif isinstance(old, dict) and isinstance(new, dict) and (not bracketed or old.keys() == new.keys()):
        yield from _fields(document, path, spot, old, new)
    else:
        bare = spot.start == spot.end and not document.text[spot.start - 1 : spot.start].isspace()
        space = " " if bare else ""  # nothing stood behind the colon
        yield Edit(spot.start, spot.end, space + flow(new))


def _items(document: Document, path: Path, spot: Spot, old: list[Any], new: list[Any]) -> Iterator[Edit]:
    """A list with an item a line: lines go, lines come behind the last."""
    lines = [_line(document.text, part) for part in spot.parts if isinstance(part, Spot)]
    if not new:
        yield from _emptied(document, path, lines, "[]")
        return
    for item, (start, end) in zip(old, lines, strict=True):
        if item not in new:
            yield Edit(start, end, "")
    dash = document.text[lines[-1][0] : lines[-1][1]].partition("-")[0]
    added = "".join(f"{dash}- {flow(item)}\n" for item in new if item not in old)
    if added:
        end = lines[-1][1]
        newline = "" if document.text[end - 1 : end] == "\n" else "\n"
        yield Edit(end, end, newline + added)


def _fields(document: Document, path: Path, spot: Spot, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
    """A map: values change where they stand; with a field a line, lines go."""
    assert isinstance(spot.parts, dict)
    gone = [key for key in old if key not in new]
    if gone and not new:
        yield from _emptied(document, path, [_line(document.text, part) for part in spot.parts.values()], "{}")
        return
    for key in gone:
        yield Edit(*_line(document.text, spot.parts[key]), "")
    for key, value in new.items():
        yield from _edits(document, (*path, key), spot.parts[key], old[key], value)


def _emptied(document: Document, path: Path, lines: list[tuple[int, int]], empty: str) -> Iterator[Edit]:
    """Nothing is left of the lines below a key."""
    around = document.root
    for step in path[:-1]:
        around = around.parts[step]  # type: ignore[index]
    colon = document.text.index(":", around.keys[str(path[-1])] + len(str(path[-1])))
    yield Edit(colon + 1, colon + 1, f" {empty}")
    for line in lines:
        yield Edit(*line, "")


def _line(text: str, spot: Spot) -> tuple[int, int]:
    """The lines that a value stands on, with the end of the last."""
    end = text.find("\n", max(spot.start, spot.end - 1))
    return text.rfind("\n", 0, spot.start) + 1, len(text) if end < 0 else end + 1
