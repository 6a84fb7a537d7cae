"""One MATCH told: its persons, needs and agencies introduced one after the other by the relations that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from routing.pattern import syntax as s
from routing.pattern.plan import mentioned
from routing.wording.edges import Edge, edges_of, surely_distinct, with_households
from routing.wording.facts import ROLES
from routing.wording.logic import ARITHMETIC, NOTHING, Logic, Test, constant, days_until_property, leaves, variables
from routing.wording.nouns import Nouns
from routing.wording.phrases import all_of, either, pick, quoted, say
from routing.wording.predicates import Predicates
from routing.wording.relations import RELATIONS, End
from routing.wording.scene import Scene, labels_of

BRACKETED = 4
"""Tests that may stand in brackets behind a noun; more are told in sentences of their own."""


class Narration:
    """The clauses of a pattern whose nodes all have names, and what is left to say of them.

    `choices` are relations that can be one of several, in sentences of which one must hold.
    `asked` is every condition, `rest` those that no noun has taken up; `scene` knows what everything is called.
    """

    def __init__(
        self, pattern: s.Pattern, scene: Scene, outer: set[str], about: str | None, named: frozenset[str] = frozenset()
    ) -> None:
        self.pattern = pattern
        self.scene = scene
        self.language = scene.language
        self.schema = scene.vocabulary.schema
        self.outer = outer
        self.known = set(outer)
        self.about = about
        self.named = named
        scene.labels.update(labels_of(pattern, self.schema, scene.labels))
        self.edges = edges_of(pattern, scene.labels, self.schema)
        scene.ties.update({edge.variable: edge.types for edge in self.edges if edge.variable is not None})
        for edge in self.edges:
            if edge.variable is not None:
                scene.nouns[edge.variable] = say("tie" if edge.single else "ties", self.language)
        self.clauses: list[str] = []
        self.choices: list[list[str]] = []
        self.told: list[Edge] = []
        self.asked: list[Logic] = []
        self.rest: list[Logic] = []
        self.called: list[str] = []

    def tell(self, asked: list[Logic], predicates: Predicates) -> None:
        """Make the clauses, taking up in the nouns what can be said there."""
        self.asked = asked
        fresh = [name for name in self.names() if name not in self.outer]
        taken: dict[str, list[Logic]] = {}
        for item in asked:
            owner = self._owner(item, fresh)
            (taken.setdefault(owner, []) if owner else self.rest).append(item)
        ties = self._ties(predicates)
        spoken = set().union(self.named, *(variables(item) for item in self.rest))
        edges = self.told = with_households(self.edges, spoken | set(taken) | self.outer)
        self.nouns = Nouns(self.scene, predicates, taken, spoken | self._often(edges))
        for a, b in self._pairs(fresh):
            self.nouns.spoken |= {a, b}
        self._choose_names(fresh, edges)
        left = [edge for edge in edges if not self.trivial(edge)]
        alone = [name for name in fresh if not any(name in edge.ends for edge in edges)]
        while left:
            edge = self._next(left)
            left.remove(edge)
            self.clauses += self._clauses(edge, ties)
        for name in [*alone, *(name for name in fresh if name not in self.known and name not in alone)]:
            if self.scene.labels.get(name) != "Case" and name not in self.known and self._joined(name, edges):
                self.clauses.append(self._there_is(name))
        if not self.clauses and not self.rest and not self.choices:
            self.clauses.append(say("case_has", self.language, say("thing", self.language)))

    def _joined(self, name: str, edges: Iterable[Edge]) -> bool:
        """Whether a node is still to be told of; the household of a merged pair is not."""
        return any(name in edge.ends for edge in edges) or not any(name in edge.ends for edge in self.edges)

    def names(self) -> list[str]:
        """The nodes of the pattern, in the order of mention."""
        return list(dict.fromkeys(node.variable or "" for path in self.pattern.paths for node in path.nodes))

    def _often(self, edges: Iterable[Edge]) -> set[str]:
        """The variables that more than one relation names."""
        names = [name for edge in edges for name in sorted(edge.ends)]
        return {name for name in names if names.count(name) > 1}

    def _owner(self, item: Logic, fresh: list[str]) -> str | None:
        """The one node that a condition is about, if it can stand in brackets behind it."""
        names = variables(item)
        if (apart := self._apart(item)) is not None:
            return apart if apart in fresh else None
        if len(names) != 1:
            return None
        name = next(iter(names))
        found = list(leaves(item))
        if name not in fresh or len(found) > BRACKETED or self.scene.labels.get(name) in ("Case", None):
            return None
        return name if self._brief(item) else None

    def _apart(self, item: Logic) -> str | None:
        """The new person of a test that asks for another one than somebody known from outside."""
        match item:
            case Test(expression=s.Comparison(operands=(s.Variable(a), s.Variable(b)), operators=("<>",))):
                return a if b in self.outer and a not in self.outer else None
        return None

    def _reads(self, test: Test) -> bool:
        """Whether a test compares properties and dates, and nothing that is computed."""
        todo: list[s.Expression] = [test.expression]
        while todo:
            here = todo.pop()
            if isinstance(here, s.Subquery | s.Variable | s.Negative | s.ListLiteral) and constant(here) is NOTHING:
                return False
            if isinstance(here, s.Call) and not days_until_property(here):
                return False
            if isinstance(here, s.Binary) and here.operator in ARITHMETIC:
                return False
            todo += () if isinstance(here, s.Property) else s.children(here)
        return True

    def _ties(self, predicates: Predicates) -> dict[int, str]:
        """What the inline maps of relations ask for, in brackets, by the place of the relation."""
        told: dict[int, str] = {}
        number = 0
        for path in self.pattern.paths:
            for rel in path.relationships:
                name = rel.variable or f" tie {number}"
                self.scene.ties.setdefault(name, rel.types)
                parts = [
                    predicates.brief(Test(s.Comparison((s.Property(s.Variable(name), key), e), ("=",))))
                    for key, e in rel.properties
                ]
                if parts:
                    told[number] = ("、" if self.language == "ja" else ", ").join(parts)
                number += 1
        return told

    def _choose_names(self, fresh: list[str], edges: list[Edge]) -> None:
        """Names that do not come from a relation: the person a rule is about, and what its author calls others."""
        persons = [name for name in fresh if self.scene.labels.get(name) == "Person"]
        if self.outer or not persons:
            return
        if self.about not in persons:
            often = [name for item in self.asked for test in leaves(item) for name in mentioned(test.expression)]
            self.about = max(persons, key=often.count)
        family = {name for edge in edges if edge.types in (("PARENT_OF",), ("SPOUSE_OF",)) for name in edge.ends}
        for name in persons:
            if len(persons) > 1 and name in ROLES and name not in family:
                self.scene.nouns[name] = pick(ROLES[name], self.language)
                self.called.append(self.scene.nouns[name])
        self.scene.nouns.setdefault(self.about, say("focus", self.language))

    def trivial(self, edge: Edge) -> bool:
        """Whether it only says that a person or an event who is told of otherwise is part of the case."""
        if edge.types != ("IN",) or not edge.single or edge.variable is not None:
            return False
        told = any(edge.start in other.ends and other.types != ("IN",) for other in self.told)
        return told or edge.start in self.outer

    def _next(self, left: list[Edge]) -> Edge:
        """The first relation that leads on from what is known; at the start, one of the person it is about."""
        known = [edge for edge in left if edge.ends & self.known]
        if not self.known:
            known = [edge for edge in left if self.about in edge.ends]
        for some in (known, left):
            for edge in some:
                if self._plainly(edge) or not self._new_ends(edge):
                    return edge
        return known[0] if known else left[0]

    def _there_is(self, name: str) -> str:
        person = self.scene.labels.get(name) == "Person"
        noun = self._mention(name, None, alone=True)
        return say("is_there" if person else "case_has", self.language, noun)

    def _mention(self, name: str, end: End | None, alone: bool = False) -> str:
        """What a node is called here; at its first mention with all that is asked of it alone."""
        if name in self.known:
            return self.nouns.again(name)
        self.known.add(name)
        other = self._has_fellow(name)
        return self.nouns.first(name, end, other, alone)

    def _has_fellow(self, name: str) -> bool:
        """Whether a need stands beside another one that it cannot be."""
        needs = [other for other in self.known - self.outer if self.scene.labels.get(other) == "Need" != name]
        return self.scene.labels.get(name) == "Need" and any(
            other != name and surely_distinct(name, other, self.edges, self.schema) for other in needs
        )

    def _clauses(self, edge: Edge, ties: dict[int, str]) -> Iterator[str]:
        number = next((at for at, other in enumerate(self.edges) if other is edge), -1)
        yield from self._introduced(edge)
        told = self._told(edge)
        if number in ties:
            told = [say("with", self.language, text, ties[number]) for text in told]
        if len(told) > 1:
            self.choices.append(told)
        else:
            yield told[0]

    def _introduced(self, edge: Edge) -> Iterator[str]:
        """Clauses for the ends that must be known before the relation can be told."""
        new = self._new_ends(edge)
        for name in new:
            # who is met in one relation only need not be introduced: there is one for each way the relation can be
            alone = len(new) == 1 and edge.single and name not in self.nouns.spoken
            if edge.ends == {name} or not (alone or self._plainly(edge)):
                self.nouns.spoken.add(name)
                yield self._there_is(name)

    def _new_ends(self, edge: Edge) -> list[str]:
        """The ends that have no name yet."""
        known = self.known | set(self.scene.nouns)
        ends = dict.fromkeys((edge.start, edge.end))
        return [name for name in ends if name not in known and self.scene.labels.get(name) != "Case"]

    def _plainly(self, edge: Edge) -> bool:
        """Whether a relation has words of its own, which can introduce one of its ends."""
        return edge.single and len(edge.types) == 1 and edge.types[0] in RELATIONS and self._one_way(edge)

    def _symmetric(self, edge: Edge) -> bool:
        kinds = [self.schema.relationships.get(type) for type in edge.types]
        return edge.types[:1] == ("MEMBER_OF><MEMBER_OF",) or all(kind is not None and kind.symmetric for kind in kinds)

    def _told(self, edge: Edge) -> list[str]:
        """The relation itself, introducing at most one of its ends; several sentences where it can be one of them."""
        if self._plainly(edge):
            return [self._plain(edge)]
        start, end = self._mention(edge.start, None), self._mention(edge.end, None)
        told = []
        for type in edge.types or ("",):
            either_way = edge.either and not self._symmetric(Edge("", "", (type,), True))
            if edge.hops is not None and not edge.single:
                told.append(self._steps(edge, start, end))
                break
            told.append(self._one(type, start, end, edge.either))
            if either_way and type in RELATIONS:
                told.append(self._one(type, end, start, edge.either))
        return list(dict.fromkeys(told))

    def _one_way(self, edge: Edge) -> bool:
        return not edge.either or self._symmetric(edge)

    def _one(self, type: str, start: str, end: str, is_either: bool) -> str:
        if type in RELATIONS:
            return pick(RELATIONS[type].told, self.language).format(s=start, e=end)
        between = "_between" if is_either else ""
        if not type:
            return say(f"some_relation{between}", self.language, s=start, e=end)
        return say(f"relation{between}", self.language, s=start, e=end, r=self._label(type))

    def _label(self, type: str) -> str:
        label = self.scene.vocabulary.label(type, self.language)
        return quoted(label, self.language)

    def _steps(self, edge: Edge, start: str, end: str) -> str:
        assert edge.hops is not None
        least, most = edge.hops
        number = str(least) if least == most else say("from_to", self.language, least, "" if most is None else most)
        kinds = either([self._label(type) for type in edge.types], self.language) if edge.types else ""
        name = "steps_between" if edge.either else "steps"
        return say(name, self.language, s=start, e=end, n=number, r=kinds or say("any_kind", self.language))

    def _plain(self, edge: Edge) -> str:
        """A relation that has words of its own."""
        if edge.types == ("IN",):
            return self._there_is(edge.start)
        words = RELATIONS[edge.types[0]]
        if edge.start == edge.end:
            return pick(words.told, self.language).format(
                s=self._mention(edge.start, None), e=self._mention(edge.end, None)
            )
        fresh = [name for name in (edge.start, edge.end) if name not in self.known and name not in self.scene.nouns]
        if len(fresh) == 2:
            first = self.about if self.about in fresh else edge.start
            fresh.remove(first)
            if not self.nouns.spoken & edge.ends and {self.scene.labels.get(name) for name in edge.ends} == {"Person"}:
                other = End(words.told, ("別の誰か", "somebody else"))
                nouns = {first: self._mention(first, None), fresh[0]: self._mention(fresh[0], other)}
                return pick(words.told, self.language).format(s=nouns[edge.start], e=nouns[edge.end])
        new = fresh[0] if fresh else None
        side = (words.start if new == edge.start else words.end) if new else None
        first, last = (edge.start, edge.end) if new != edge.start else (edge.end, edge.start)
        nouns = {first: self._mention(first, None)}
        nouns[last] = self._mention(last, side)
        told = side.told if side is not None else words.told
        return pick(told, self.language).format(s=nouns[edge.start], e=nouns[edge.end])

    def counted(self) -> str | None:
        """What a pattern counts, as a noun: the far ends of one relation from something known."""
        if len(self.edges) != 1 or self.rest or not self._one_way(self.edges[0]) or not self.edges[0].single:
            return None
        (edge,) = self.edges
        words = RELATIONS.get(edge.types[0]) if len(edge.types) == 1 else None
        if words is None or words.of is None or (edge.start in self.outer) == (edge.end in self.outer):
            return None
        far, near = (edge.end, edge.start) if edge.start in self.outer else (edge.start, edge.end)
        if far == edge.start and not self._symmetric(edge):
            return None
        noun = self.nouns.counted(far)
        return pick(words.of, self.language).format(s=self.nouns.again(near), e=noun) if noun else None

    def title(self, name: str) -> str:
        """What a node is, for a picture: what it is called, or its kind."""
        label = self.scene.labels.get(name)
        plain = name in self.nouns.lettered and name not in self.nouns.spoken
        if (label == "Person" and not plain) or self.nouns.again(name)[-1:].isdigit():
            return self.nouns.again(name)
        return self.nouns.predicates.kind_of_thing(label) if label else say("thing", self.language)

    def asked_of(self, name: str) -> Iterator[str]:
        """What is asked of a node alone, in brief."""
        return map(self.nouns.brief, self.nouns.taken.get(name, ()))

    def briefly(self, item: Logic) -> str | None:
        """A condition in brief, if it can be said so."""
        return self.nouns.brief(item) if self._brief(item) else None

    def _brief(self, item: Logic) -> bool:
        """Whether a condition can be said in brackets behind what it is about."""
        simple = (s.Comparison, s.Binary, s.IsNull, s.Property)
        tests = leaves(item)
        return Nouns.can_say(item) and all(isinstance(t.expression, simple) and self._reads(t) for t in tests)

    def both_ways(self, edge: Edge) -> bool:
        """Whether a relation has no direction here."""
        return edge.either

    def notes(self) -> Iterator[str]:
        """What keeps a reader from reading more into the names than the pattern asks for."""
        if self.called:
            called = [quoted(name, self.language) for name in self.called]
            yield say("names_only", self.language, all_of(called, self.language))
        for a, b in self._pairs([name for name in self.names() if name in self.known]):
            kind = pick(("人", "person") if self.scene.labels[a] == "Person" else ("困りごと", "need"), self.language)
            yield say("may_be_same", self.language, self.nouns.again(a), self.nouns.again(b), kind)

    def _pairs(self, names: list[str]) -> Iterator[tuple[str, str]]:
        """The pairs of persons, and of needs, that may be one and the same."""
        for at, a in enumerate(names):
            for b in names[at + 1 :]:
                label = self.scene.labels.get(a)
                if label in ("Person", "Need") and label == self.scene.labels.get(b) and self._may_be_same(a, b):
                    yield a, b

    def _may_be_same(self, a: str, b: str) -> bool:
        if surely_distinct(a, b, self.edges, self.schema) or self.nouns.differ(a, b):
            return False
        for item in self.asked:
            if isinstance(item, Test) and isinstance(item.expression, s.Comparison) and not item.negated:
                test = item.expression
                if {s.Variable(a), s.Variable(b)} == set(test.operands) and test.operators in (("<>",), ("=",)):
                    return False
        return True
