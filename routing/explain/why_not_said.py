"""What a rule lacks, in sentences, with the values that the case has instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.explain.fact_texts import FactTexts, property_name
from routing.explain.facts import of_property
from routing.explain.why_not_near import Lack, Miss, Taken
from routing.explain.why_not_shape import Shape, Tie
from routing.pattern import syntax as s
from routing.pattern.graph import Node, PropertyGraph
from routing.wording.condition import Telling, scene_boolean
from routing.wording.facts import LABELS
from routing.wording.logic import constant, straight
from routing.wording.names import Names
from routing.wording.phrases import any_of, pick, quoted
from routing.wording.relations import RELATIONS, Pair
from routing.wording.said import in_one_line
from routing.wording.scene import Scene

if TYPE_CHECKING:
    from routing.vocabulary import Vocabulary

_WORDS: dict[str, Pair] = {
    "Need": ("困りごと{}が記録されていない", "nobody has the need {}"),
    "Agency": ("{}の関わりが記録されていない", "{} is not involved with anybody"),
    "Event": ("出来事{}が記録されていない", "the event {} is not recorded"),
    "Finding": ("所見{}がない", "there is no finding {}"),
    "other": ("{}が記録されていない", "no {} is recorded"),
    "tie": ("「{}」という記録がない", "it is not recorded that {}"),
    "failed": ("「{}」が必要", "needed: {}"),
    "recorded": ("{}（記録: {}）", "{} (recorded: {})"),
    "unknown": ("{}（分かっていない: {}）", "{} (not known: {})"),
    "of": ("{}の{}", "{1} of {0}"),
    "household": ("{}の世帯", "the household of {}"),
    "case": ("この件", "the case"),
    "another": ("ほかの人", "another person"),
}


class LackTexts:
    """Puts what rules lack in one case in words."""

    def __init__(self, facts: FactTexts, names: Names, graph: PropertyGraph) -> None:
        self.facts = facts
        self.names = names
        self.graph = graph
        self.language = names.language
        self.vocabulary: Vocabulary = names.rulebook.vocabulary

    def texts(self, miss: Miss, shape: Shape) -> tuple[str, ...]:
        """What a miss lacks, a sentence each, without full stops."""
        told = dict.fromkeys(self._text(lack, miss, shape) for lack in miss.lacks)
        return tuple(told)

    def node(self, node: Node) -> str:
        """What a node of the case is called."""
        id, labels = str(node.values.get("id", "")), node.labels
        if "Person" in labels:
            return self.facts.person(id)
        if "Household" in labels:
            members = (r.start.values["id"] for r in self.graph.incoming("MEMBER_OF", node.id))
            return self._say("household", self.facts.people(tuple(sorted(members))))
        if "Agency" in labels:
            return quoted(self.names.kind(node.values["kind"]), self.language)
        if "Case" in labels:
            return self._say("case")
        code = node.values.get("code") or node.values.get("type") or node.values.get("kind") or id
        return quoted(self._label(str(code)), self.language)

    def unknown(self, node: Node, name: str) -> str:
        """A property that is not known, and whose it is."""
        return self._say("of", self.node(node), property_name(name, self.names))

    def _say(self, name: str, *values: object) -> str:
        return pick(_WORDS[name], self.language).format(*values)

    def _text(self, lack: Lack, miss: Miss, shape: Shape) -> str:
        if lack.missing is not None:
            return self._missing(lack.missing, shape)
        if lack.tie is not None:
            return self._tie(lack.tie, miss)
        assert lack.condition is not None
        return self._condition(lack.condition.expression, miss, shape)

    def _missing(self, name: str, shape: Shape) -> str:
        label = shape.labels[name]
        wanted = [value for e in shape.identity[name] for value in _constants(e)]
        if not wanted or label not in _WORDS:
            noun = pick(LABELS[label], self.language) if label and label in LABELS else label or ""
            return self._say("other", noun)
        labels = [quoted(self._label(value), self.language) for value in dict.fromkeys(wanted)]
        return self._say(label, any_of(labels, self.language))

    def _label(self, code: str) -> str:
        domain = self.vocabulary.domains.get(code)
        if domain is not None and code not in self.vocabulary.needs:
            return domain.ja if self.language == "ja" else domain.en
        if code in self.vocabulary.agency_kinds:
            return self.names.kind(code)
        try:
            return self.vocabulary.label(code, self.language)
        except KeyError:
            return code

    def _tie(self, tie: Tie, miss: Miss) -> str:
        start, end = miss.row[tie.left], miss.row[tie.right]
        if tie.part.direction == "<":
            start, end = end, start
        other = self.node(end) if end is not start else self._say("another")
        telling = []
        for type in tie.part.types:
            known = RELATIONS.get(type)
            told = pick(known.told, self.language) if known else f"{{s}} {type} {{e}}"
            telling.append(told.format(s=self.node(start), e=other))
        separator = "、または" if self.language == "ja" else ", or "
        return self._say("tie", separator.join(telling) or f"{self.node(start)} - {other}")

    def _condition(self, e: s.Expression, miss: Miss, shape: Shape) -> str:
        scene = Scene(self.vocabulary, self.language, dict(shape.labels))
        for name, bound in miss.row.items():
            if isinstance(bound, Node):
                scene.nouns[name] = self.node(bound)
            else:
                scene.ties[name] = _types(bound)
        said = in_one_line(Telling(self.vocabulary, self.language).said(straight(e, scene_boolean(scene)), scene))
        text = self._say("failed", said)
        recorded: dict[str, None] = {}
        unknown = []
        for node, name in dict.fromkeys(_read(e, miss)):
            fact = of_property(node, name)
            if name not in node.values:
                unknown.append(self.unknown(node, name))
            elif fact is not None:
                recorded.setdefault(self.facts.text(fact))
        if recorded:
            text = self._say("recorded", text, "; ".join(recorded))
        return self._say("unknown", text, "; ".join(unknown)) if unknown else text


def _types(bound: Taken) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.type for one in bound)) if isinstance(bound, tuple) else (bound.type,)


def _read(e: s.Expression, miss: Miss) -> Iterator[tuple[Node, str]]:
    """The properties an expression reads, and of which nodes; those of subqueries are told with them."""
    if isinstance(e, s.Property) and isinstance(e.subject, s.Variable):
        node = miss.row.get(e.subject.name)
        if isinstance(node, Node):
            yield node, e.name
    for child in s.children(e):
        yield from _read(child, miss)


def _constants(e: s.Expression) -> Iterator[str]:
    """The texts in an expression."""
    known = constant(e)
    if isinstance(known, str):
        yield known
    elif isinstance(known, list):
        yield from (one for one in known if isinstance(one, str))
    else:
        for child in s.children(e):
            yield from _constants(child)
