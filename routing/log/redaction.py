"""What has to go when a field is redacted, besides the field.

A commitment without its salt gives nothing away. But a value may stand in more fields than one, and some ids and
digests are hashes without a salt: whoever knows the few values that are possible can try them. So these go too:

- an id that is redacted, in every field in which it stands;
- the id of a need or an event that was made from its content, once anything of that content is redacted;
- every field of the decision in which a redacted text of the case stands;
- the digest of the decision, once anything that it is made from is redacted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from routing.log.commitments import Opening
from routing.log.errors import LogError
from routing.log.fields import AVAILABILITY, CASE, DECISION

PATH = re.compile(r"/|(/[a-z_]+|/[0-9]+)+")
"""What a path looks like that may be named: `/` is all of a record."""
_PART = re.compile(r"(/case/(?:needs|events)/[0-9]+)/")
_ID = re.compile(r"/case/case|/case/(?:persons|needs|events)/[0-9]+/id")
_MADE = re.compile(r"(?:need|event)-[0-9a-f]{12}")
_BETWEEN = re.compile(r"[:+,\s]+")

Openings = Sequence[Opening | None]


def redacted_with(openings: Openings, asked: Collection[str]) -> frozenset[int]:
    """Which openings have to go, by position, for fields that are named by their paths, or by the beginning of them.

    Raises `LogError` for a path that names nothing that is still there.
    """
    chosen: set[int] = set()
    for path in asked:
        below = frozenset(_below(openings, path))
        if not below:
            shown = f" `{path}`" if PATH.fullmatch(path) else ""
            raise LogError(
                f"the path{shown} names no field that is still there",
                help="such as `/case/persons/0/age`, `/case/persons/0`, `/decision`, or `/` for all",
            )
        chosen |= below
    while more := frozenset(_drawn_along(openings, chosen)) - chosen:
        chosen |= more
    return frozenset(chosen)


def _below(openings: Openings, path: str) -> Iterator[int]:
    start = path.rstrip("/") + "/"
    for position, opening in enumerate(openings):
        if opening is not None and (opening.path == path or opening.path.startswith(start)):
            yield position


def _drawn_along(openings: Openings, chosen: Collection[int]) -> Iterator[int]:
    gone = [opening for n in chosen if (opening := openings[n]) is not None]
    parts = {found[1] for opening in gone if (found := _PART.match(opening.path))}
    ids = {opening.value for opening in gone if _ID.fullmatch(opening.path)}
    told = {text for opening in gone if opening.path.startswith(CASE) for text in _texts(opening.value)}
    digest = any(opening.path.startswith((DECISION, AVAILABILITY)) for opening in gone)
    for position, opening in enumerate(openings):
        if opening is None:
            continue
        path, texts = opening.path, frozenset(_texts(opening.value))
        made_id = path.endswith("/id") and path.removesuffix("/id") in parts and _MADE.fullmatch(opening.value)
        says_so = path.startswith(DECISION) and not told.isdisjoint(texts)
        if made_id or says_so or not ids.isdisjoint(texts) or (digest and path == f"{DECISION}/digest"):
            yield position


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, and the words of each: a trace says `refer:health_center:lead`."""
    if isinstance(value, str):
        yield value
        yield from filter(None, _BETWEEN.split(value))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
