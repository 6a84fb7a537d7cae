"""Comparing what patterns mean here with what ladybug finds for them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import get_args

from routing.pattern import PropertyGraph
from routing.pattern.syntax import Pattern

from .agreement import Pair, Rows, compiled, described, expected, shrink
from .constructs import constructs
from .generate import MOST_WORK, Patterns, work
from .ladybug_child import Ladybug
from .ladybug_child import Rows as Found
from .ladybug_kinds import NotShared, bound_by
from .ladybug_tables import Tables, plain
from .ladybug_text import PatternText, Query, Way
from .text import to_text
from .worlds import World, random_graph

PATTERNS, GRAPHS = 80, 2
"""How many patterns are run on the same graphs, and on how many."""

Meaning = Callable[[PropertyGraph, Pattern], Rows]


@dataclass
class Tally:
    """What a comparison came to, in pairs of graph and pattern."""

    outcomes: Counter[str] = field(default_factory=Counter)
    with_rows: int = 0
    used: Counter[str] = field(default_factory=Counter)
    """How many pairs use a construct."""
    not_shared: Counter[str] = field(default_factory=Counter)
    """Why patterns were drawn and not compared."""
    disagreements: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    """Patterns on which ladybug contradicts itself, or stops."""

    @property
    def pairs(self) -> int:
        return self.outcomes.total()

    def summary(self) -> str:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"{self.pairs} pairs of graph and pattern, {self.with_rows} with rows: {outcomes}"


class Comparison:
    """Compares over one world. `meaning` says what rows a pattern should have: the reference, but for tests of this."""

    def __init__(self, world: World, ladybug: Ladybug, meaning: Meaning = expected) -> None:
        self.world = world
        self.ladybug = ladybug
        self.meaning = meaning
        self.tally = Tally()

    def run(self, rng: random.Random, rounds: int, count: int = PATTERNS) -> Tally:
        """Draw `rounds` times so many patterns and a few graphs, and compare on each graph."""
        for _ in range(rounds):
            patterns = list(self.draw(rng, count))
            for _ in range(GRAPHS):
                graph = plain(self.world, random_graph(rng, self.world))
                self.compare(graph, [pattern for pattern in patterns if work(pattern, graph) <= MOST_WORK])
        return self.tally

    def draw(self, rng: random.Random, count: int) -> Iterator[Pattern]:
        """Patterns that can be asked of ladybug; every third is short and has a long condition."""
        drawn = Patterns(rng, self.world)
        while count:
            pattern = conditional(drawn) if count % 3 == 0 else drawn.pattern()
            try:
                self.query(pattern, "column")
            except NotShared as reason:
                self.tally.not_shared[str(reason)] += 1
            else:
                count -= 1
                yield pattern

    def query(self, pattern: Pattern, way: Way) -> Query:
        return PatternText(self.world, way).query(pattern)

    def compare(self, graph: PropertyGraph, patterns: list[Pattern]) -> None:
        """Compare the patterns on the graph, in one database."""
        statements = list(Tables(self.world).statements(graph))
        queries = [self.query(pattern, "column") for pattern in patterns]
        answers = list(self.ladybug.answers(statements, [query.text for query in queries]))
        for pattern, query, answer in zip(patterns, queries, answers, strict=True):
            rows = self.meaning(graph, pattern)
            self.tally.with_rows += bool(rows)
            self.tally.used.update(set(constructs(pattern)))
            outcome = "alike" if in_names(pattern, query, answer) == rows else self.asked_again(graph, pattern, rows)
            self.tally.outcomes[outcome] += 1
            if compiled(pattern, self.world.schema)(graph) != rows and self.meaning is expected:
                self.tally.disagreements.append(f"the compiled pattern differs: {to_text(pattern)}")
            if outcome == "different":
                self.tally.disagreements.append(self.reproduction(graph, pattern))
            elif outcome != "alike":
                self.tally.set_aside.append(f"{outcome}: {to_text(pattern)}")

    def asked_again(self, graph: PropertyGraph, pattern: Pattern, rows: Rows) -> str:
        """What to make of other rows: if ladybug has the expected ones when asked otherwise, it contradicts itself.

        A mistake of ours would have the same wrong rows in every way that ladybug answers.
        """
        answers = dict(self.each_way(graph, pattern))
        if rows in answers.values():
            return "ladybug contradicts itself"
        return "different" if any(answer is not None for answer in answers.values()) else "ladybug stops"

    def each_way(self, graph: PropertyGraph, pattern: Pattern) -> Iterator[tuple[Way, Rows | None]]:
        """What ladybug finds, asked in each way; None where it stops."""
        statements = list(Tables(self.world).statements(graph))
        for way in get_args(Way):
            try:
                query = self.query(pattern, way)
            except NotShared:
                continue
            (answer,) = self.ladybug.answers(statements, [query.text])
            yield way, in_names(pattern, query, answer)

    def reproduction(self, graph: PropertyGraph, pattern: Pattern) -> str:
        """A report of a disagreement, on a graph and a pattern made as small as they get."""

        def differs(graph: PropertyGraph, pattern: Pattern) -> bool:
            return self.asked_again(graph, pattern, self.meaning(graph, pattern)) == "different"

        small = shrink(Pair(graph, pattern), differs)
        lines = [f"MATCH {to_text(small.pattern)}", *described(small.graph)]
        lines.append(f"expected: {sorted(self.meaning(small.graph, small.pattern).items())}")
        for way, rows in self.each_way(small.graph, small.pattern):
            lines.append(f"ladybug:  {'an error' if rows is None else sorted(rows.items())}")
            lines.append(f"          {self.query(small.pattern, way).text}")
        return "\n".join(lines)


def conditional(drawn: Patterns) -> Pattern:
    """A pattern of a node or a relationship with a condition of many parts, none of them a subquery."""
    paths, scope = drawn.paths((), *drawn.rng.choice(((1, 0), (1, 1))), nested=1)
    return Pattern(paths, drawn.expressions.condition(scope, 4, 0))


def in_names(pattern: Pattern, query: Query, answer: Found | str) -> Rows | None:
    """The answer as rows of the names in the pattern; None where it is an error.

    A row is a match if there is no column more than there are names, or it is true. Each counts once: with an id for
    every node and relationship no two matches are alike, though ladybug gives some twice.
    """
    if isinstance(answer, str):
        return None
    count = len(query.columns)
    matches = {tuple(row[:count]) for row in answer if row[count:] in ([], [True])}
    names = sorted(bound_by(pattern))
    places = {name: query.columns.index(name) for name in names}
    return Counter(tuple((name, match[places[name]]) for name in names) for match in matches)
