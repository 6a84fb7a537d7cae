"""Python source for a plan: nested loops over indexes, with the conditions between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from routing.pattern import syntax as s
from routing.pattern.budget import steps
from routing.pattern.check import Checker
from routing.pattern.codegen import Expressions
from routing.pattern.plan import Expand, Plan, Scan, Stage, make_plan, mentioned, pattern_expressions
from routing.pattern.schema import Schema
from routing.pattern.types import Scope, Type


class Writer:
    """Writes the source of one pattern and of the subqueries inside it. `constants` belong to its namespace."""

    def __init__(self, schema: Schema | None) -> None:
        self.schema = schema
        self.constants: dict[str, Any] = {}
        self.count = 0

    def module(self, plan: Plan, scope: Scope, given: Sequence[str]) -> str:
        """The source of a module with three functions: `match` appends the rows it finds to `found`; `bindings` makes a
        dict of one; `ids` gives the ids in one, by the names of its variables."""
        names = {name: self.fresh("v") for name in given}
        head = ["def match(g, given, as_of, parameters, budget, found):"]
        if names:
            head.append(f"    {', '.join(names.values())}, = given")
        body = self.body(plan, scope, names, lambda local: [f"found.append(({_row(plan.variables, local)}))"])
        places = {name: f"row[{place}]" for place, name in enumerate(plan.variables)}
        bound = ", ".join(f"{name!r}: {place}" for name, place in places.items())
        ids = "".join(self.id(scope[name], places[name]) + ", " for name in sorted(places))
        tail = ["def bindings(row):", f"    return {{{bound}}}", "def ids(row):", f"    return ({ids})"]
        return "\n".join([*head, *_indent(body), *tail]) + "\n"

    def id(self, kind: Type, place: str) -> str:
        """The id of what a row holds at a place; of a path, those of its relationships."""
        return f"' '.join([x.id for x in {place}])" if kind.kind == "relationships" else f"{place}.id"

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
        nested = Nested()
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
        self, stage: Stage, plan: Plan, scope: Scope, local: dict[str, str], nested: Nested,
        used: list[tuple[str, s.RelationshipPattern]], expressions: Expressions,
    ) -> None:  # fmt: skip
        cost = 1 + steps(*stage.tests)
        if isinstance(stage.step, Scan):
            self.scan(stage.step, cost, plan, local, nested)
        else:
            self.expand(stage.step, cost, plan, scope, local, nested, used, expressions)
        for test in stage.tests:
            nested.test(expressions.true(test))

    def scan(self, step: Scan, cost: int, plan: Plan, local: dict[str, str], nested: Nested) -> None:
        name = local[step.node] = self.fresh("n")
        candidates = self.fresh("c")
        if step.values:
            index = f"g.by_key.get({(step.label, step.key)!r}, EMPTY)"
            keys = [f"{index}.get({value!r}, ())" for value in step.values]
            nested.add(
                [f"{candidates} = {keys[0] if len(keys) == 1 else '[' + ', '.join('*' + k for k in keys) + ']'}"]
            )
        elif step.label is not None:
            nested.add([f"{candidates} = g.by_label.get({step.label!r}, ())"])
        else:
            nested.add([f"{candidates} = g.nodes.values()"])
        nested.spend(candidates, cost)
        nested.open(f"for {name} in {candidates}:")
        self.test_labels(step.node, plan, local, nested, plan.labels[step.node] - {step.label})

    def test_labels(
        self, node: str, plan: Plan, local: dict[str, str], nested: Nested, labels: frozenset[str | None]
    ) -> None:
        for label in sorted(str(label) for label in labels):
            nested.test(f"{label!r} in {local[node]}.labels")

    def expand(
        self, step: Expand, cost: int, plan: Plan, scope: Scope, local: dict[str, str], nested: Nested,
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
            listed = ways[0] if len(ways) == 1 else "[" + ", ".join("*" + way for way in ways) + "]"
            nested.add([f"{candidates} = {listed}"])
            nested.spend(candidates, cost)
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

    def ways(self, start: str, type: str, direction: str) -> str:
        """The relationships of one type at a node: outgoing, incoming, or both (a loop only once)."""
        if direction == "-":
            return f"either_way(g, {type!r}, {start}.id)"
        if not type:
            return f"g.{'outgoing' if direction == '>' else 'incoming'}('', {start}.id)"
        return f"g.{'out' if direction == '>' else 'into'}.get({type!r}, EMPTY).get({start}.id, ())"

    def other_end(self, taken: str, start: str, direction: str) -> str:
        if direction == ">":
            return f"{taken}.end"
        if direction == "<":
            return f"{taken}.start"
        return f"{taken}.end if {taken}.start is {start} else {taken}.start"

    def inline_of_walk(
        self, step: Expand, scope: Scope, local: dict[str, str], nested: Nested, expressions: Expressions
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
            body = self.body(plan, scope, inner, lambda _: ["n += 1"])
            return ["n = 0", *body, "return n"]
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
            return [*functions, *(_charged(str(cost)) if cost else []), f"found.append({written})"]

        body = self.body(plan, scope, inner, emit)
        return ["found = []", *body, f"return aggregate({name!r}, found, {is_distinct!r})"]


class Nested:
    """Lines of source that are nested deeper and deeper."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0
        self.looping = False
        self.late: list[tuple[str, str, s.Expression]] = []
        """Relationship lists, and the property and value each of theirs must have, to be tested at the very end."""

    def add(self, lines: Sequence[str]) -> None:
        self.lines.extend("    " * self.depth + line for line in lines)

    def open(self, line: str) -> None:
        self.add([line])
        self.depth += 1
        self.looping = self.looping or line.startswith("for ")

    def charge(self, cost: int) -> None:
        """Count steps, if any."""
        if cost:
            self.add(_charged(str(cost)))

    def spend(self, candidates: str, cost: int) -> None:
        """Go on with the next candidate of the loop around if there are none here; else count each as so many steps."""
        if self.looping:
            self.add([f"if not {candidates}:", "    continue"])
        self.add(_charged(f"{cost} * len({candidates})" if cost > 1 else f"len({candidates})"))

    def test(self, condition: str) -> None:
        """Go on with the next candidate of the innermost loop unless the condition holds; this nests nothing."""
        self.add([f"if not ({condition}):", "    continue"])


def _charged(steps: str) -> list[str]:
    return [f"budget[0] -= {steps}", "if budget[0] < 0:", "    exceed()"]


def _indent(lines: Sequence[str]) -> list[str]:
    return ["    " + line for line in lines]


def _row(variables: Sequence[str], local: Mapping[str, str]) -> str:
    return "".join(f"{local[name]}, " for name in variables)
