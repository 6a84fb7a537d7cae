"""Whatever a pattern asks for is told: any construct of the language, with every constant, in both languages."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator

import pytest

from routing.pattern import syntax as s
from routing.pattern.graph import Value
from routing.pattern.plan import pattern_expressions
from routing.pattern.schema import Schema
from routing.vocabulary import Vocabulary, core
from routing.wording import Language
from routing.wording.condition import Telling, scene_boolean
from routing.wording.effect import item_label
from routing.wording.facts import VALUES
from routing.wording.logic import Group, Logic, straight
from routing.wording.said import in_one_line
from routing.wording.scene import Scene, labels_of

from .differential.agreement import expected
from .differential.constructs import constructs
from .differential.generate import Patterns, graphs_for
from .differential.text import to_text
from .differential.worlds import LOOSE, TYPED, World

CASE_GRAPH = World(
    labels=tuple(core().schema.labels),
    properties=core().schema.labels,
    relationships={type: (min(r.start), max(r.end)) for type, r in core().schema.relationships.items()},
    details={},
    schema=core().schema,
)
"""The graph that rules are written for."""
WORLDS = pytest.mark.parametrize(
    "world", [LOOSE, TYPED, CASE_GRAPH], ids=["without a schema", "with a schema", "the case graph"]
)


def vocabulary_of(schema: Schema | None) -> Vocabulary:
    """The core vocabulary as if its graph were that of a world."""
    vocabulary = dataclasses.replace(core())
    vocabulary.__dict__["schema"] = schema or Schema({}, {})
    return vocabulary


def patterns(world: World, seed: int, count: int) -> Iterator[s.Pattern]:
    drawn = Patterns(random.Random(seed), world)
    return (drawn.pattern() for _ in range(count))


def constants(pattern: s.Pattern) -> Iterator[Value]:
    todo = list(pattern_expressions(pattern))
    while todo:
        e = todo.pop()
        todo += s.children(e)
        if isinstance(e, s.Constant):
            yield e.value
        if isinstance(e, s.Subquery):
            yield from constants(e.pattern)
            todo += [e.returns] if e.returns is not None else []


def names(value: Value, vocabulary: Vocabulary, language: Language) -> Iterator[str]:
    """What a constant may be called. True, false and null have no name of their own: they turn what is said."""
    if isinstance(value, str):
        yield value
        yield vocabulary.label(value, language).partition("(")[0].strip()
        yield vocabulary.label(value, language)
        yield item_label(value, vocabulary, language)
        yield from (
            pair[language == "en"] for table in VALUES.values() for code, pair in table.items() if code == value
        )
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield ""
    elif value == 0:
        yield from ("0", "基準日", "as-of date")
    else:
        yield str(abs(value))


@pytest.mark.unmeasured
@WORLDS
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("seed", range(3))
def test_every_constant_of_a_pattern_is_told(world: World, language: Language, seed: int) -> None:
    vocabulary = vocabulary_of(world.schema)
    for pattern in patterns(world, seed, 120):
        condition, _ = Telling(vocabulary, language).pattern(pattern)
        text = " ".join(map(in_one_line, condition.said))
        untold = [x for x in constants(pattern) if not any(name in text for name in names(x, vocabulary, language))]
        assert untold == [], f"{to_text(pattern)}\n{text}"


def relationships(pattern: s.Pattern) -> Iterator[s.RelationshipPattern]:
    for path in pattern.paths:
        yield from path.relationships
    todo = list(pattern_expressions(pattern))
    while todo:
        e = todo.pop()
        todo += s.children(e)
        if isinstance(e, s.Subquery):
            yield from relationships(e.pattern)
            todo += [e.returns] if e.returns is not None else []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_relation_of_a_pattern_is_told_with_its_length(language: Language) -> None:
    some = "何らかの関係" if language == "ja" else ("some relation", "any kind")
    for pattern in patterns(LOOSE, 11, 300):
        condition, _ = Telling(vocabulary_of(None), language).pattern(pattern)
        text = " ".join(map(in_one_line, condition.said))
        asked = list(relationships(pattern))
        for type in {type for rel in asked for type in rel.types}:
            least = sum(type in rel.types for rel in asked)
            assert text.count(f"「{type}」" if language == "ja" else f"“{type}”") >= least, to_text(pattern)
        if any(not rel.types for rel in asked):
            assert any(word in text for word in ((some,) if isinstance(some, str) else some)), to_text(pattern)
        for least, most in (rel.hops for rel in asked if rel.hops is not None and rel.hops != (1, 1)):
            assert str(least) in text, to_text(pattern)
            assert most is None or str(most) in text, to_text(pattern)


@WORLDS
def test_nothing_of_the_notation_is_left_in_the_text(world: World) -> None:
    vocabulary = vocabulary_of(world.schema)
    for pattern in patterns(world, 7, 200):
        condition, _ = Telling(vocabulary, "en").pattern(pattern)
        text = " ".join(map(in_one_line, condition.said))
        left = [x for x in ("EXISTS", "COUNT", "IS NULL", " AND ", " OR ", "XOR", "{", "}") if x in text]
        assert left == [], f"{to_text(pattern)}\n{text}"


def test_the_patterns_drawn_have_every_construct() -> None:
    met = {name for world in (LOOSE, TYPED) for pattern in patterns(world, 3, 400) for name in constructs(pattern)}
    wanted = {"OR", "XOR", "AND", "NOT", "EXISTS", "COUNT", "VALUE"}
    assert {name for name in wanted if not any(name.lower() in one.lower() for one in met)} == set()


def written(logic: Logic) -> s.Expression:
    """A condition put straight, as an expression again."""
    if isinstance(logic, Group):
        items = tuple(map(written, logic.items))
        how = {"all": "AND", "except": "AND", "any": "OR", "odd": "XOR", "even": "XOR"}[logic.how]
        whole = s.Logical(how, items)  # type: ignore[arg-type]
        return s.Not(whole) if logic.how in ("except", "even") else whole
    e = s.Not(logic.expression) if logic.negated else logic.expression
    if logic.unknown is None:
        return e
    if logic.unknown:
        return s.Logical("OR", (s.IsNull(e, False), e))
    return s.Logical("AND", (s.IsNull(e, True), e))


@pytest.mark.unmeasured
@pytest.mark.parametrize("seed", range(4))
def test_a_condition_put_straight_finds_the_same_rows(seed: int) -> None:
    vocabulary = vocabulary_of(TYPED.schema)
    rng = random.Random(seed)
    changed = 0
    for pattern in patterns(TYPED, seed, 150):
        if pattern.where is None:
            continue
        scene = Scene(vocabulary, "en")
        scene.labels.update(labels_of(pattern, vocabulary.schema, {}))
        again = s.Pattern(pattern.paths, written(straight(pattern.where, scene_boolean(scene))))
        changed += again != pattern
        for graph in graphs_for(rng, TYPED, pattern, 3):
            assert expected(graph, again) == expected(graph, pattern), to_text(pattern)
    assert changed >= 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("coalesce(p.age, 64) < 65", "p.age < 65 OR p.age IS NULL"),
        ("NOT coalesce(p.alone, false)", "NOT (p.alone = true) OR p.alone IS NULL"),
    ],
)
def test_two_ways_to_count_the_unknown_in_read_alike(one: str, other: str) -> None:
    from routing.pattern import parse_pattern

    texts = []
    for where in (one, other):
        condition, _ = Telling(vocabulary_of(TYPED.schema), "en").pattern(parse_pattern("(p:Person)", where))
        texts.append([in_one_line(said) for said in condition.said])
    assert texts[0] == texts[1]
