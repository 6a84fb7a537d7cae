"""What the text of a syntax tree promises: reading it again gives the same tree."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.pattern import parse_expression, parse_pattern
from routing.pattern import syntax as s
from routing.pattern.text import expression_text, paths_text, pattern_text
from tests.packs import bundled_rulebook

NAMES = st.sampled_from(["a", "person", "人", "not", "Count", "EXISTS", "in", "two words", "x-y", "_1"])
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(0, 2**63 - 1),
    st.floats(0, 1e400, allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)


@st.composite
def pairs(draw: st.DrawFn, of: st.SearchStrategy[s.Expression]) -> tuple[tuple[str, s.Expression], ...]:
    # unique names first: a list of pairs that is drawn again tells the whole strategy, which takes minutes
    return tuple((name, draw(of)) for name in draw(st.lists(NAMES, max_size=2, unique=True)))


def some(of: st.SearchStrategy[s.Expression], least: int = 0) -> st.SearchStrategy[tuple[s.Expression, ...]]:
    return st.lists(of, min_size=least, max_size=3).map(tuple)


def patterns(of: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Pattern]:
    labels = st.lists(NAMES, max_size=2).map(tuple)
    hops = st.sampled_from([None, (1, None), (0, None), (2, None), (1, 3), (0, 2), (2, 2)])
    nodes = st.builds(s.NodePattern, st.none() | NAMES, labels, pairs(of))
    types = st.lists(NAMES, max_size=2, unique=True).map(tuple)
    steps = st.builds(s.RelationshipPattern, st.none() | NAMES, types, st.sampled_from("<>-"), hops, pairs(of))

    @st.composite
    def paths(draw: st.DrawFn) -> s.Path:
        between = draw(st.lists(steps, max_size=2))
        ends = [draw(nodes) for _ in range(len(between) + 1)]
        return s.Path(tuple(ends), tuple(between), draw(st.none() | NAMES))

    return st.builds(s.Pattern, st.lists(paths(), min_size=1, max_size=2).map(tuple), st.none() | of)


@st.composite
def comparisons(draw: st.DrawFn, of: st.SearchStrategy[s.Expression]) -> s.Comparison:
    operands = draw(some(of, 2))
    signs = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
    return s.Comparison(operands, tuple(draw(signs) for _ in operands[1:]))


@st.composite
def subqueries(draw: st.DrawFn, of: st.SearchStrategy[s.Expression]) -> s.Subquery:
    returns = draw(st.none() | of)
    distinct = returns is not None and draw(st.booleans())
    return s.Subquery(draw(st.sampled_from(["EXISTS", "COUNT", "VALUE"])), draw(patterns(of)), returns, distinct)


def forms(of: st.SearchStrategy[s.Expression]) -> st.SearchStrategy[s.Expression]:
    infix = st.sampled_from(["+", "-", "*", "/", "%", "^", "IN", "STARTS WITH", "ENDS WITH", "CONTAINS"])
    return st.one_of(
        st.builds(s.ListLiteral, some(of)),
        st.builds(s.MapLiteral, pairs(of)),
        st.builds(s.Property, of, NAMES),
        st.builds(s.HasLabels, of, st.lists(NAMES, min_size=1, max_size=2).map(tuple)),
        comparisons(of),
        st.builds(s.Logical, st.sampled_from(["AND", "OR", "XOR"]), some(of, 2)),
        st.builds(s.Not, of),
        st.builds(s.IsNull, of, st.booleans()),
        st.builds(s.Binary, infix, of, of),
        st.builds(s.Negative, of),
        st.builds(s.Call, NAMES, some(of), st.booleans()),
        subqueries(of),
    )


LEAVES: st.SearchStrategy[s.Expression] = st.one_of(
    st.builds(s.Constant, VALUES),
    st.builds(s.Variable, NAMES),
    st.builds(s.Parameter, st.sampled_from(["x", "1"])),
    st.just(s.Call("count", (), star=True)),
)
EXPRESSIONS = st.recursive(LEAVES, forms, max_leaves=12)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EXPRESSIONS)
def test_the_text_of_an_expression_reads_as_the_same_expression(expression: s.Expression) -> None:
    assert parse_expression(expression_text(expression)) == expression


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(patterns(EXPRESSIONS))
def test_the_texts_of_a_pattern_read_as_the_same_pattern(pattern: s.Pattern) -> None:
    where = None if pattern.where is None else expression_text(pattern.where)
    assert parse_pattern(paths_text(pattern.paths), where) == pattern


@pytest.mark.unmeasured
@pytest.mark.parametrize("name", ["setagaya", "okayama", "ube", "city_001", "shiki"])
def test_the_text_of_every_bundled_rule_reads_as_the_same_pattern(name: str) -> None:
    for rule in bundled_rulebook(name).rules:
        where = None if rule.pattern.where is None else expression_text(rule.pattern.where)
        assert parse_pattern(paths_text(rule.pattern.paths), where) == rule.pattern, rule.id


@pytest.mark.parametrize(
    "text",
    [
        "a.age >= 65 AND NOT (b.age < 20 OR b.age IS NULL)",
        "40 <= a.age < 65",
        "NOT EXISTS { (a)-[:PARENT_OF*1..3]->(:Person {age: 3}) WHERE a.x IN ['y', 'it\\'s'] }",
        "COUNT { (a)<-[r:A|B*]-() RETURN DISTINCT a.name } > -1",
        "(a.x - (b.x - 1)) * 2 = 1.5",
        "(a.x = b.x) = true",
        "(1).x IS NOT NULL",
    ],
)
def test_a_text_written_the_common_way_comes_back_as_it_was(text: str) -> None:
    assert expression_text(parse_expression(text)) == text


def test_a_pattern_is_written_with_its_condition() -> None:
    pattern = parse_pattern("(a:Person {age: 3})-->(), (b)", "a.x = b.x")
    assert pattern_text(pattern) == "(a:Person {age: 3})-->(), (b) WHERE a.x = b.x"


def test_a_number_below_zero_is_written_with_its_sign() -> None:
    assert expression_text(s.Constant(-3)) == "-3"
