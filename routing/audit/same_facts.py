"""The facts of a case in a form that is the same for all cases with these facts, whatever their ids are.

Persons are told apart by all that is said of them, and of those they stand in relation to; those of whom the same is
said are put in the order that makes the smallest text. So two cases have the same form if one can be renamed into the
other. Where more persons cannot be told apart than can be tried, their ids decide: then cases that are the same may
seem not to be. Cases that are not never seem to be.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, permutations, product
from typing import Any

from routing.audit.outcomes import Names
from routing.audit.person_fields import persons_in, renamed
from routing.case import Case
from routing.vocabulary import Vocabulary

Data = dict[str, Any]
MOST_ORDERS = 720
"""The most orders of persons who cannot be told apart that are tried, those of six; where there are more, none is."""
_LISTS = ("relations", "needs", "involvements", "events", "consents", "history")


@dataclass(frozen=True)
class Facts:
    """The facts as text, and the names that stand in it for ids."""

    text: str
    names: Names


def facts_of(case: Case, vocabulary: Vocabulary, *, day: bool) -> Facts:
    """The facts of a case without its own id and that of a decision it revises; the `day` it stands at counts or not.

    Dates within the facts count as they are written.
    """
    data = case.canonical().model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in ("schema", "case", "supersedes", *(() if day else ("as_of",))):
        data.pop(name, None)
    symmetric = {name for name, known in vocabulary.relations.items() if known.symmetric}
    data["relations"] = [_both_ways(one) if one["type"] in symmetric else one for one in data["relations"]]
    best: Facts | None = None
    for order in _orders(data):
        made = _named(data, {id: f"p{at}" for at, id in enumerate(order)})
        if best is None or made.text < best.text:
            best = made
    assert best is not None  # a case has at least one person
    return best


def _orders(data: Data) -> Iterator[tuple[str, ...]]:
    """The orders of the persons that come into question: by what is said of them, and all where the same is."""
    classes: dict[str, list[str]] = defaultdict(list)
    for id, colour in sorted(_colours(data).items()):
        classes[colour].append(id)
    groups = [classes[colour] for colour in sorted(classes)]
    if math.prod(math.factorial(len(group)) for group in groups) > MOST_ORDERS:
        return iter([tuple(chain.from_iterable(groups))])
    return (tuple(chain.from_iterable(chosen)) for chosen in product(*map(list, map(permutations, groups))))


def _colours(data: Data) -> dict[str, str]:
    """What is said of each person, in a few letters; refined until it tells no more of them apart."""
    colours = {person["id"]: _digest({**person, "id": ""}) for person in data["persons"]}
    while True:
        said: dict[str, list[str]] = defaultdict(list)
        for name in _LISTS:
            for part in data[name]:
                for id in persons_in(part) & colours.keys():
                    said[id].append(_digest([name, _seen_from(part, id, colours)]))
        finer = {id: _digest([colour, sorted(said[id])]) for id, colour in colours.items()}
        if len(set(finer.values())) == len(set(colours.values())):
            return finer
        colours = finer


def _seen_from(part: Data, id: str, colours: Mapping[str, str]) -> Data:
    """A fact as it looks to one of the persons it names: that one is `self`, the others are what is said of them."""
    names = {**colours, id: "self"}
    return renamed({key: value for key, value in part.items() if key not in ("id", "need")}, names)


def _named(data: Data, persons: Mapping[str, str]) -> Facts:
    """The facts with these names for the persons, every list sorted; needs are named by their place."""
    told = dict(data)
    told["persons"] = sorted(({**person, "id": persons[person["id"]]} for person in data["persons"]), key=_text)
    for name in _LISTS:
        told[name] = [renamed(part, persons) for part in data[name]]
    mentions: dict[str, list[str]] = defaultdict(list)
    for entry in told["history"]:
        mentions[entry.get("need", "")].append(_text({**entry, "need": ""}))
    contents = [(_text({**need, "id": ""}), sorted(mentions[need["id"]]), need["id"]) for need in told["needs"]]
    needs = {id: f"n{at}" for at, (_, _, id) in enumerate(sorted(contents))}
    told["needs"] = sorted(({**need, "id": needs[need["id"]]} for need in told["needs"]), key=_text)
    ordered = sorted((_text({**event, "id": ""}), event["id"]) for event in told["events"])
    told["events"] = [json.loads(text) for text, _ in ordered]
    told["history"] = [
        {**entry, "need": needs[entry["need"]]} if "need" in entry else entry for entry in told["history"]
    ]
    for name in ("relations", "involvements", "consents", "history"):
        told[name] = _once(told[name])
    events = {id: f"e{at}" for at, (_, id) in enumerate(ordered)}
    return Facts(_text(told), Names(persons, needs, events))


def _both_ways(relation: Data) -> Data:
    """A relation that means the same both ways, without a direction."""
    return {"type": relation["type"], "persons": [relation["from"], relation["to"]]}


def _once(parts: Iterable[Data]) -> list[Data]:
    return [json.loads(text) for text in sorted({_text(part) for part in parts})]


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(value: Any) -> str:
    return hashlib.sha256(_text(value).encode()).hexdigest()
