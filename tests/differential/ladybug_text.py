"""Writes a pattern as a query of ladybug that gives the ids of every node and relationship in each match.

Every node and relationship gets a name. A name that is bound already keeps its place in the path, and its labels become
a condition; that relationships differ is a condition too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from routing.pattern.syntax import Call, Expression, Pattern, Subquery, Variable, children

from .ladybug_expressions import ExpressionText
from .ladybug_kinds import NUMBERS, KindOf, Kinds, NotShared, bound_by, divides
from .ladybug_rewrites import directed, named, with_copies, without_cycles, without_maps
from .ladybug_tables import Tables
from .worlds import World

ARROWS = {">": ("-", "->"), "<": ("<-", "-"), "-": ("-", "-")}


Way = Literal["column", "beforehand", "filter"]
"""How a query asks for the same matches.

`column`: the condition is a column that says whether a row is a match. `beforehand`: so too, and every subquery is an
optional match before it. `filter`: the condition stands in WHERE.
"""


@dataclass(frozen=True)
class Clause:
    """The parts of a MATCH: paths, what must hold of their structure, and the condition of the pattern."""

    paths: tuple[str, ...]
    structure: tuple[str, ...]
    condition: Expression | None
    scope: Kinds
    new: tuple[str, ...]  # the names that it binds


@dataclass(frozen=True)
class Query:
    """A query, and the names of its columns, each the id of what is bound to the name.

    A column more, where there is one, says whether the row is a match.
    """

    text: str
    columns: tuple[str, ...]


class PatternText:
    """Writes one pattern over a world: it counts the names it gives."""

    def __init__(self, world: World, way: Way = "column") -> None:
        self.tables = Tables(world)
        self.way = way
        self.kind_of = KindOf(world)
        self.expressions = ExpressionText(self.kind_of, self.tables, self.subquery)
        self.columns: dict[int, str] = {}  # of a subquery that was computed beforehand, by its identity
        self.given = 0
        self.summed = ""  # the type of the last argument

    def query(self, pattern: Pattern) -> Query:
        """The whole pattern. Raises `NotShared` where ladybug would not give it the same meaning."""
        clause = self.clause(self.prepared(pattern), {})
        every = self.way == "beforehand"
        beforehand = list(outermost(clause.condition, every)) if clause.condition is not None else []
        bare = replace(clause, structure=(), condition=None)
        parts = [self.match(clause if self.way == "filter" and not beforehand else bare)]
        for number, e in enumerate(beforehand):
            parts.append(self.computation(e, clause, f"v{number}"))
        columns = ", ".join(f"{name}.key AS {name}" for name in clause.new)
        if self.way != "filter":
            parts.append(f"RETURN {columns}, {self.holds(clause)} AS holds")
        elif beforehand:
            kept = ", ".join((*clause.new, *self.columns.values()))
            parts.append(f"WITH {kept}{self.where(clause)} RETURN {columns}")
        else:
            parts.append(f"RETURN {columns}")
        return Query(" ".join(parts), clause.new)

    def prepared(self, pattern: Pattern) -> Pattern:
        return without_cycles(without_maps(named(pattern, self.fresh)), self.fresh)

    def match(self, clause: Clause) -> str:
        return f"MATCH {', '.join(clause.paths)}{self.where(clause)}"

    def where(self, clause: Clause) -> str:
        return f" WHERE {self.holds(clause)}" if clause.structure or clause.condition is not None else ""

    def holds(self, clause: Clause) -> str:
        condition = [] if clause.condition is None else [self.expressions.truth(clause.condition, clause.scope)]
        return " AND ".join((*clause.structure, *condition)) or "true"

    # subqueries

    def subquery(self, e: Subquery, scope: Kinds) -> str:
        if id(e) in self.columns:
            return self.columns[id(e)]
        if e.returns is not None:
            raise NotShared("VALUE or COUNT DISTINCT inside a subquery")
        pattern = self.prepared(e.pattern)
        if not any(path.relationships for path in pattern.paths) and not set(bound_by(pattern)) - set(scope):
            return self.truth_of(self.clause(pattern, scope), e.kind)
        if e.kind == "EXISTS":
            return f"EXISTS {{ {self.match(self.inner(pattern, scope))} }}"
        turned = [self.match(self.inner(each, scope)) for each in directed(pattern)]
        return f"({' + '.join(f'COUNT {{ {text} }}' for text in turned)})"

    def inner(self, pattern: Pattern, scope: Kinds) -> Clause:
        outer = {name: "node" if kind == "node" else "step" for name, kind in scope.items()}
        return self.clause(with_copies(pattern, outer, self.fresh), scope)

    def truth_of(self, clause: Clause, kind: str) -> str:
        """Whether there is a match, where the pattern names nothing but nodes that are bound; in COUNT as a number."""
        holds = self.holds(clause)
        found = f"(({holds}) AND ({holds}) IS NOT NULL)"
        return found if kind == "EXISTS" else f"(CASE WHEN {found} THEN 1 ELSE 0 END)"

    def computation(self, e: Subquery, outer: Clause, column: str) -> str:
        """A subquery as an optional match and an aggregate for each row so far, with no condition but in columns.

        Rows are told apart by ids: to ladybug a relationship is another value when it is walked the other way.
        """
        inner = self.clause(self.prepared(e.pattern), outer.scope)
        if not inner.new:
            raise NotShared("an aggregate over what is bound already")
        kept = ", ".join((*outer.new, *self.columns.values()))
        keys = ", ".join(f"{name}.key AS key_{name}" for name in inner.new)
        found = f"(key_{inner.new[0]} IS NOT NULL AND holds)"
        columns = f"{self.holds(inner)} AS holds, {self.argument(e, inner)} AS argument"
        match = f"OPTIONAL {self.match(replace(inner, structure=(), condition=None))}"
        self.columns[id(e)] = column
        return f"{match} WITH DISTINCT {kept}, {keys}, {columns} WITH {kept}, {self.aggregate(e, found)} AS {column}"

    def argument(self, e: Subquery, inner: Clause) -> str:
        """What is aggregated: the argument of VALUE, the column of COUNT DISTINCT, else 1."""
        argument = e.returns.arguments[0] if e.kind == "VALUE" and isinstance(e.returns, Call) else e.returns
        if argument is None:
            return "1"
        if isinstance(argument, Variable):
            return f"{argument.name}.key"
        kind = self.kind_of(argument, inner.scope)
        if kind == "null" or has_subquery(argument):
            raise NotShared("an aggregate of null or of a subquery")
        if divides(argument):
            raise NotShared("an aggregate of quotients")
        if isinstance(e.returns, Call) and e.returns.name == "sum" and kind not in NUMBERS:
            raise NotShared("a sum of what are no numbers")
        self.summed = "INT64" if kind == "integer" else "DOUBLE"
        return self.expressions.text(argument, inner.scope)

    def aggregate(self, e: Subquery, found: str) -> str:
        """The value of a subquery from the rows where a match was found."""
        argument = f"CASE WHEN {found} THEN argument ELSE NULL END"
        if e.kind == "VALUE" and isinstance(e.returns, Call):
            whole = f"{e.returns.name}({'DISTINCT ' if e.returns.distinct else ''}{argument})"
            return f"CAST(coalesce({whole}, 0) AS {self.summed})" if e.returns.name == "sum" else whole
        count = f"count({'DISTINCT ' if e.returns is not None else ''}{argument})"
        return f"{count} > 0" if e.kind == "EXISTS" else count

    # patterns

    def clause(self, pattern: Pattern, outer: Kinds) -> Clause:
        seen, paths = set(outer), list[str]()
        structure: list[str] = []
        steps: list[tuple[str, tuple[str, ...]]] = []
        for path in pattern.paths:
            adds_nothing = path.nodes[0].variable in seen and not path.relationships
            text = self.node(path.nodes[0].variable, path.nodes[0].labels, seen, structure)
            for step, node in zip(path.relationships, path.nodes[1:], strict=True):
                if step.hops:
                    raise NotShared("a variable length")
                steps.append((self.new_step(step.variable, seen, structure), step.types))
                types = f":{'|'.join(step.types)}" if step.types else ""
                left, right = ARROWS[step.direction]
                text += f"{left}[{steps[-1][0]}{types}]{right}{self.node(node.variable, node.labels, seen, structure)}"
            paths += [] if adds_nothing else [text]  # ladybug cannot run every subquery with such a path
        matched = [step for step in steps if not step[0].startswith("step_copy")]
        structure += [f"id({a}) <> id({b})" for (a, of), (b, types) in combinations(matched, 2) if meet(of, types)]
        new = tuple(sorted(seen - set(outer)))
        kinds: Kinds = {name: "relationship" if name in dict(steps) else "node" for name in new}
        return Clause(tuple(paths), tuple(structure), pattern.where, {**outer, **kinds}, new)

    def node(self, name: str | None, labels: tuple[str, ...], seen: set[str], structure: list[str]) -> str:
        assert name
        if name in seen:
            structure += [self.tables.label_test(name, labels)] if labels else []
            return f"({name})"
        seen.add(name)
        return self.tables.node(name, labels)

    def new_step(self, name: str | None, seen: set[str], structure: list[str]) -> str:
        """The name for a relationship. One bound outside cannot be matched again: another is to be the same."""
        assert name
        if name in seen:
            again = self.fresh("step")
            structure.append(f"{again}.key = {name}.key")
            name = again
        seen.add(name)
        return name

    def fresh(self, what: str) -> str:
        self.given += 1
        return f"{what}_{self.given}"


def meet(types: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether a relationship may be of one of both."""
    return not types or not others or bool(set(types) & set(others))


def outermost(e: Expression, every: bool) -> Iterator[Subquery]:
    """The subqueries that stand in no other: every one, or those that ladybug has no expression for."""
    if isinstance(e, Subquery):
        if every or e.returns is not None:
            yield e
        return
    for child in children(e):
        yield from outermost(child, every)


def has_subquery(e: Expression) -> bool:
    return isinstance(e, Subquery) or any(has_subquery(child) for child in children(e))
