"""The schema of the case graph: the labels and relationships of `core/graph.yaml`, filled with a vocabulary's codes."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from routing.pattern.schema import PropertyType, RelationshipType, Schema
from routing.vocabulary.core_data import text_of
from routing.vocabulary.terms import PersonProperty

if TYPE_CHECKING:
    from routing.vocabulary.vocabulary import Vocabulary

_BY_VOCABULARY = "in the vocabulary of a rulebook (vocabulary.yaml)"


@functools.cache
def _graph() -> Any:
    from routing.source import load_yaml

    return load_yaml(text_of("graph.yaml"), "graph.yaml").data


def case_labels() -> frozenset[str]:
    """The labels of the case graph."""
    return frozenset(_graph()["labels"])


def schema_of(vocabulary: Vocabulary) -> Schema:
    """The schema that a vocabulary makes of the case graph."""
    graph = _graph()
    coded = {
        "need code": frozenset(vocabulary.needs),
        "need domain": frozenset(vocabulary.domains),
        "agency kind": frozenset(vocabulary.agency_kinds),
        "event type": frozenset(vocabulary.event_types),
        "finding kind": None,
    }

    def types(written: dict[str, Any]) -> dict[str, PropertyType]:
        return {name: _type(name, what, coded) for name, what in written.items()}

    labels = {label: types(written) for label, written in graph["labels"].items()}
    for label, declared in vocabulary.declared.items():
        labels[label] |= {name: _declared(term) for name, term in declared.items() if name not in labels[label]}
    shared = {name: types(written) for name, written in graph["properties"].items()}
    relationships = {
        type: RelationshipType(
            frozenset(found["from"]), frozenset(found["to"]), properties=shared.get(found.get("properties"), {})
        )
        for type, found in graph["relationships"].items()
    }
    person = frozenset({"Person"})
    for relation in vocabulary.relations.values():
        relationships[relation.type] = RelationshipType(person, person, relation.symmetric)
    return Schema(labels, relationships, {label: tuple(names) for label, names in graph["keys"].items()})


def _type(name: str, what: Any, coded: dict[str, frozenset[str] | None]) -> PropertyType:
    if isinstance(what, list):
        return PropertyType("string", frozenset(what), what=name.replace("_", " "))
    if what in coded:
        declared = "by the findings of the rules" if what == "finding kind" else _BY_VOCABULARY
        return PropertyType("string", coded[what], what=what, declared=declared)
    return PropertyType(what, what=name.replace("_", " "))


def _declared(term: PersonProperty) -> PropertyType:
    values = frozenset(term.values) if term.values else None
    return PropertyType(term.kind, values, what=term.name.replace("_", " "), declared=_BY_VOCABULARY)
