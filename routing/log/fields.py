"""The fields of a decision and of its case, each with its path, and a case or a decision made of them again.

A path is made of names of the formats `case/1` and `decision/1` and of positions, never of an id or another value.
Declared properties (`attributes`) are one field together, since which are given says something of a person too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.log.canonical import canonical_text
from routing.log.errors import LogError

Fields = Iterator[tuple[str, Any]]

CASE = "/case"
DECISION = "/decision"
AVAILABILITY = "/availability"
OVERRIDE = "/override"
_IN_DECISION = f"{DECISION}/"
IN_HEADER = ("as_of", "engine", "rulebook", "schema", "verified_by")
"""What of a decision stands in the record itself, and so is there for ever."""


def case_fields(case: Case) -> Fields:
    """What is given in a case, sorted as decisions see it. Its day stands in the record itself."""
    data = case.canonical().model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"schema_", "as_of"})
    for name, value in data.items():
        if isinstance(value, list):
            for index, part in enumerate(value):
                yield from ((f"{CASE}/{name}/{index}/{key}", of_part) for key, of_part in part.items() if of_part != {})
        elif value != {}:
            yield f"{CASE}/{name}", value


def decision_fields(texts: Mapping[str, str], digest: str) -> Iterator[tuple[str, str]]:
    """What a decision says, field by field, each value as canonical JSON: from its fields `written`, and its digest."""
    for name, text in sorted({**texts, "digest": canonical_text(digest)}.items()):
        if name not in IN_HEADER:
            yield f"{DECISION}/{name}", text


def case_of(values: Mapping[str, Any], as_of: str) -> Case:
    """The case of the fields that `case_fields` gave, all of them. Raises `CaseError`."""
    data: dict[str, Any] = {"as_of": as_of}
    parts: dict[str, dict[int, dict[str, Any]]] = {}
    for path, value in values.items():
        if (steps := _in_case(path)) is None:
            continue
        name, index, key = steps
        if index < 0:
            data[name] = value
        else:
            parts.setdefault(name, {}).setdefault(index, {})[key] = value
    for name, by_index in parts.items():
        data[name] = [by_index[index] for index in sorted(by_index)]
    return Case.from_dict(data)


@lru_cache(maxsize=4096)
def _in_case(path: str) -> tuple[str, int, str] | None:
    """A list of the case, the position in it, and the field there; -1 for a field of the case itself."""
    match path.split("/")[1:]:
        case ["case", name]:
            return name, -1, ""
        case ["case", name, index, key]:
            if not index.isdecimal():
                raise LogError("what was logged cannot be read", help="`routing log verify` tells what was changed")
            return name, int(index), key
    return None


def decision_of(values: Mapping[str, Any], header: Mapping[str, Any]) -> Decision:
    """The decision of the fields that `decision_fields` gave, all of them, and the header of the record.

    Raises `LogError` where they make none.
    """
    try:
        return Decision.model_validate(_decision_data(values, header))
    except ValueError:  # what pydantic says of it would quote it
        raise LogError("what was logged cannot be read", help="`routing log verify` tells what was changed") from None


def decision_text(values: Mapping[str, Any], header: Mapping[str, Any]) -> str:
    """The canonical JSON of that decision, written without making it: nothing is checked."""
    return canonical_text(_decision_data(values, header))


def _decision_data(values: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Any]:
    start = len(_IN_DECISION)
    data = {path[start:]: value for path, value in values.items() if path.startswith(_IN_DECISION)}
    engine = header["engine"]
    data["schema"] = "decision/1"
    data["as_of"] = header["as_of"]
    data["rulebook"] = header["rulebook"]
    data["engine"] = engine["name"]
    data["verified_by"] = engine["verified_by"]
    return data
