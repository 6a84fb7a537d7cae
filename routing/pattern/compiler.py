"""Compiles a pattern to a Python function: nested loops over indexes, conditions as early as they can be tested.

The meaning is that of `reference`; only the order of work differs. Matching is bounded: `budget` is the number of
steps it may take (see `budget`), and `BudgetExceeded` ends a match that needs more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from routing.pattern import syntax as s
from routing.pattern.budget import UNBOUNDED, charge, spend, steps
from routing.pattern.check import Checker, check_pattern
from routing.pattern.codegen import NAMES, Expressions
from routing.pattern.graph import Node, PropertyGraph, Relationship, Value
from routing.pattern.plan import Expand, Plan, Scan, Stage, make_plan, mentioned, pattern_expressions
from routing.pattern.schema import Schema
from routing.pattern.types import Scope

Bindings = tuple[Any, ...]
"""One row: what the variables are bound to, in the order of `CompiledPattern.variables`."""


class CompiledPattern:
    """A pattern as a function. `variables` are the names it binds, in order; `given` those it must be given."""

    def __init__(
        self, pattern: s.Pattern, schema: Schema | None = None, scope: Scope | None = None, given: Sequence[str] = ()
    ) -> None:
        self.pattern = pattern
        self.schema = schema
        self.given = tuple(given)
        self._scope = check_pattern(pattern, schema) if scope is None else scope
        plan = make_plan(pattern, self._scope, frozenset(given), schema)
        self.variables = plan.variables
        self.source, self._namespace = _Writer(schema).module(plan, self._scope, self.given)
        exec(compile(self.source, "<pattern>", "exec"), self._namespace)
        self._function = self._namespace["match"]
        self._unkeyed: CompiledPattern | None = None

    def rows(
        self,
        graph: PropertyGraph,
        given: Bindings = (),
        *,
        as_of: dt.date | None = None,
        parameters: Mapping[str, Value] | None = None,
        budget: list[int] | None = None,
    ) -> list[Bindings]:
        """Every match, as rows. `budget` is a one-element list that is counted down."""
        if self.schema is not None and self.schema.keys and graph.keys != self.schema.keys:
            return self._without_keys().rows(graph, given, as_of=as_of, parameters=parameters, budget=budget)
        found: list[Bindings] = []
        self._function(graph, given, as_of, parameters, budget or [UNBOUNDED], found)
        return found

    def _without_keys(self) -> CompiledPattern:
        """The same for graphs that do not index the key properties."""
        if self._unkeyed is None:
            assert self.schema is not None
            plain = Schema(self.schema.labels, self.schema.relationships)
            self._unkeyed = CompiledPattern(self.pattern, plain, self._scope, self.given)
        return self._unkeyed

    def matches(self, graph: PropertyGraph, as_of: dt.date | None = None) -> list[dict[str, Value]]:
        """Every match as a dict from variable to node, relationship or tuple of relationships."""
        return [dict(zip(self.variables, row, strict=True)) for row in self.rows(graph, as_of=as_of)]


def compile_pattern(pattern: s.Pattern, schema: Schema | None = None) -> CompiledPattern:
    """Check and compile a pattern."""
    return CompiledPattern(pattern, schema)


class _Writer:
    """Writes the source of one pattern and of the subqueries inside it."""

    def __init__(self, schema: Schema | None) -> None:
        self.schema = schema
        self.lines: list[str] = []
        self.namespace: dict[str, Any] = {
            **NAMES, "walk": walk, "property_of": property_of, "has_labels": has_labels, "spend": spend,
            "charge": charge,
        }  # fmt: skip
        self.constants: dict[str, Any] = {}
        self.count = 0

    def module(self, plan: Plan, scope: Scope, given: Sequence[str]) -> tuple[str, dict[str, Any]]:
        names = {name: self.fresh("v") for name in given}
        head = ["def match(g, given, as_of, parameters, budget, found):"]
        if names:
            head.append(f"    {', '.join(names.values())}, = given")
        body = self.body(plan, scope, names, lambda local: [f"found.append(({_row(plan.variables, local)}))"])
        return "\n".join([*head, *_indent(body)]) + "\n", {**self.namespace, **self.constants}

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def body(self, plan: Plan, scope: Scope, names: Mapping[str, str], emit: Any) -> list[str]:
        """The lines of a function body: subqueries as inner functions first, then the nested loops."""
        local = dict(names)
        functions: list[str] = []

        def subquery(e: s.Subquery) -> str:
            lines, call = self.subquery(e, scope, local)
            functions.extend(lines)
            return call

        expressions = Expressions(local, scope, self.schema, self.constants, subquery)
        nested = _Nested()
        nested.charge(steps(*plan.before))
        before = [
            f"{label!r} in {names[n]}.labels" for n in plan.labels if n in names for label in sorted(plan.labels[n])
        ]
        before += [expressions.true(test) for test in plan.before]
        if before:
            nested.open(f"if {' and '.join(before)}:")
        used: list[tuple[str, s.RelationshipPattern]] = []
        for stage in plan.stages:
            self.stage(stage, plan, scope, local, nested, used, expressions)
        for relationship, name, e in nested.late:
            nested.charge(1 + steps(e))
            test = f"equals(x.values.get({name!r}), {expressions.value(e)}) is True"
            nested.open(f"if all({test} for x in {local[relationship]}):")
        nested.add(emit(local))
        return [*functions, *nested.lines]

    def stage(
        self, stage: Stage, plan: Plan, scope: Scope, local: dict[str, str], nested: _Nested,
        used: list[tuple[str, s.RelationshipPattern]], expressions: Expressions,
    ) -> None:  # fmt: skip
        cost = 1 + steps(*stage.tests)
        if isinstance(stage.step, Scan):
            self.scan(stage.step, cost, plan, local, nested)
        else:
            self.expand(stage.step, cost, plan, scope, local, nested, used, expressions)
        for test in stage.tests:
            nested.test(expressions.true(test))

    def scan(self, step: Scan, cost: int, plan: Plan, local: dict[str, str], nested: _Nested) -> None:
        name = local[step.node] = self.fresh("n")
        candidates = self.fresh("c")
        if step.values:
            keys = [f"g.by_key.get({(step.label, step.key, value)!r}, ())" for value in step.values]
            nested.add(
                [f"{candidates} = {keys[0] if len(keys) == 1 else '[' + ', '.join('*' + k for k in keys) + ']'}"]
            )
        elif step.label is not None:
            nested.add([f"{candidates} = g.by_label.get({step.label!r}, ())"])
        else:
            nested.add([f"{candidates} = g.nodes.values()"])
        nested.add([f"spend(budget, {candidates}, {cost})"])
        nested.open(f"for {name} in {candidates}:")
        self.test_labels(step.node, plan, local, nested, plan.labels[step.node] - {step.label})

    def test_labels(
        self, node: str, plan: Plan, local: dict[str, str], nested: _Nested, labels: frozenset[str | None]
    ) -> None:
        for label in sorted(str(label) for label in labels):
            nested.test(f"{label!r} in {local[node]}.labels")

    def expand(
        self, step: Expand, cost: int, plan: Plan, scope: Scope, local: dict[str, str], nested: _Nested,
        used: list[tuple[str, s.RelationshipPattern]], expressions: Expressions,
    ) -> None:  # fmt: skip
        start, rel = local[step.start], step.pattern
        bound = local.get(step.relationship)
        taken = self.fresh("r")
        end = self.fresh("n")
        candidates = self.fresh("c")
        types = rel.types or ("",)
        if rel.hops is not None:
            before = "".join(f"*{name}, " if other.hops else f"{name}, " for name, other in used)
            inline = self.inline_of_walk(step, scope, local, nested, expressions)
            how = f"{types!r}, {step.direction!r}, {rel.hops!r}, ({before}), {inline}"
            cost += steps(*(e for _, e in rel.properties))
            nested.add([f"{candidates} = walk(g, {start}, {how}, budget, {cost})"])
        else:
            ways = [self.ways(start, type, step.direction) for type in types]
            flat = [way for group in ways for way in group]
            listed = flat[0] if len(flat) == 1 else "[" + ", ".join("*" + way for way in flat) + "]"
            nested.add([f"{candidates} = {listed}"])
            nested.add([f"spend(budget, {candidates}, {cost})"])
        if rel.hops is not None:
            nested.open(f"for {taken}, {end} in {candidates}:")
            if step.backwards:
                nested.add([f"{taken} = {taken}[::-1]"])  # the list runs as the path is written
        else:
            nested.open(f"for {taken} in {candidates}:")
            nested.add([f"{end} = {self.other_end(taken, start, step.direction)}"])
            for name, other in used:
                if other.hops is not None:
                    nested.test(f"{taken} not in {name}")
                elif not rel.types or not other.types or set(rel.types) & set(other.types):
                    nested.test(f"{taken} is not {name}")
        if bound is not None:
            nested.test(f"{taken} is {bound}")
        local.setdefault(step.relationship, taken)
        used.append((taken, rel))
        if step.joins:
            nested.test(f"{end} is {local[step.to]}")
        else:
            local[step.to] = end
            self.test_labels(step.to, plan, local, nested, plan.labels[step.to])

    def ways(self, start: str, type: str, direction: str) -> list[str]:
        """Candidate lists for one type: outgoing, incoming, or both (a loop only once)."""
        out, into = (
            f"g.out.get({type!r}, EMPTY).get({start}.id, ())",
            f"g.into.get({type!r}, EMPTY).get({start}.id, ())",
        )
        self.namespace["EMPTY"] = {}
        if direction == ">":
            return [out]
        if direction == "<":
            return [into]
        return [out, f"[x for x in {into} if x.start is not x.end]"]

    def other_end(self, taken: str, start: str, direction: str) -> str:
        if direction == ">":
            return f"{taken}.end"
        if direction == "<":
            return f"{taken}.start"
        return f"{taken}.end if {taken}.start is {start} else {taken}.start"

    def inline_of_walk(
        self, step: Expand, scope: Scope, local: dict[str, str], nested: _Nested, expressions: Expressions
    ) -> str:
        """The inline map of a path of variable length, judged for each of its relationships: those of its entries
        whose variables are bound already. The others wait until they are."""
        ready = []
        for name, e in step.pattern.properties:
            if mentioned(e) & set(scope) <= set(local):
                ready.append(f"({name!r}, {expressions.value(e)}), ")
            else:
                nested.late.append((step.relationship, name, e))
        return f"({''.join(ready)})"

    def subquery(self, e: s.Subquery, outer: Scope, names: Mapping[str, str]) -> tuple[list[str], str]:
        """A subquery as an inner function, and the call that gives its value."""
        scope = Checker(self.schema, frozenset(self.parameters(e))).pattern(e.pattern, outer)
        given = [name for name in names if not name.startswith(" ")]
        plan = make_plan(e.pattern, scope, frozenset(given), self.schema)
        function = self.fresh("q")
        inner = {name: self.fresh("v") for name in given}
        head = f"def {function}({', '.join(inner.values())}):"
        call = f"{function}({', '.join(names[name] for name in given)})"
        if e.kind == "EXISTS":
            lines = [*self.body(plan, scope, inner, lambda _: ["return True"]), "return False"]
        else:
            lines = self.collect(e, plan, scope, inner)
        return [head, *_indent(lines)], call

    def parameters(self, e: s.Subquery) -> set[str]:
        """The parameters in a subquery: the check of the whole query has already vouched for them."""
        names: set[str] = set()
        todo: list[s.Expression] = [*pattern_expressions(e.pattern), *([e.returns] if e.returns else [])]
        while todo:
            here = todo.pop()
            if isinstance(here, s.Parameter):
                names.add(here.name)
            if isinstance(here, s.Subquery):
                todo.extend(pattern_expressions(here.pattern))
            todo.extend(s.children(here))
        return names

    def collect(self, e: s.Subquery, plan: Plan, scope: Scope, inner: dict[str, str]) -> list[str]:
        if e.returns is None:
            body = self.body(plan, scope, inner, lambda _: ["n[0] += 1"])
            return ["n = [0]", *body, "return n[0]"]
        column = e.returns.arguments[0] if e.kind == "VALUE" and isinstance(e.returns, s.Call) else e.returns
        name = e.returns.name.lower() if e.kind == "VALUE" and isinstance(e.returns, s.Call) else "count"
        is_distinct = e.distinct or (isinstance(e.returns, s.Call) and e.kind == "VALUE" and e.returns.distinct)
        functions: list[str] = []

        def emit(local: dict[str, str]) -> list[str]:
            def nested_subquery(deeper: s.Subquery) -> str:
                lines, call = self.subquery(deeper, scope, local)
                functions.extend(lines)
                return call

            values = Expressions(local, scope, self.schema, self.constants, nested_subquery)
            written = values.value(column)
            cost = steps(column)
            return [*functions, *([f"charge(budget, {cost})"] if cost else []), f"found.append({written})"]

        body = self.body(plan, scope, inner, emit)
        return ["found = []", *body, f"return aggregate({name!r}, found, {is_distinct!r})"]


class _Nested:
    """Lines of source that are nested deeper and deeper."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.late: list[tuple[str, str, s.Expression]] = []
        """Relationship lists, and the property and value each of theirs must have, to be tested at the very end."""

    def add(self, lines: Sequence[str]) -> None:
        self.lines.extend("    " * self.depth + line for line in lines)

    def open(self, line: str) -> None:
        self.add([line])
        self.depth += 1

    def charge(self, cost: int) -> None:
        """Count steps, if any."""
        if cost:
            self.add([f"charge(budget, {cost})"])

    def test(self, condition: str) -> None:
        """Go on with the next candidate of the innermost loop unless the condition holds; this nests nothing."""
        self.add([f"if not ({condition}):", "    continue"])


def _indent(lines: Sequence[str]) -> list[str]:
    return ["    " + line for line in lines]


def _row(variables: Sequence[str], local: Mapping[str, str]) -> str:
    return "".join(f"{local[name]}, " for name in variables)


# what generated source calls


def property_of(owner: Value, name: str) -> Value:
    return owner.values.get(name) if isinstance(owner, (Node, Relationship)) else None


def has_labels(node: Value, labels: tuple[str, ...]) -> Value:
    return node.labels.issuperset(labels) if isinstance(node, Node) else None


def walk(
    g: PropertyGraph, start: Node, types: tuple[str, ...], direction: str, hops: tuple[int, int],
    used: tuple[Relationship, ...], inline: tuple[tuple[str, Value], ...], budget: list[int],
    cost: int,
) -> Iterator[tuple[tuple[Relationship, ...], Node]]:  # fmt: skip
    """Paths of `hops` relationships from a node: those taken, and where they end. None is used twice.

    `cost` is what each way is counted as."""
    least, most = hops
    equals = NAMES["equals"]
    todo: list[tuple[tuple[Relationship, ...], Node]] = [((), start)]
    while todo:
        taken, here = todo.pop()
        if len(taken) >= least:
            yield taken, here
        if len(taken) == most:
            continue
        for type in types:
            ways = []
            if direction in (">", "-"):
                ways += [(r, r.end) for r in g.outgoing(type, here.id)]
            if direction in ("<", "-"):
                ways += [(r, r.start) for r in g.incoming(type, here.id) if direction == "<" or r.start is not r.end]
            spend(budget, ways, cost)
            for relationship, end in ways:
                if relationship in taken or relationship in used:
                    continue
                if all(equals(relationship.values.get(name), value) is True for name, value in inline):
                    todo.append(((*taken, relationship), end))
