"""Python source for a plan: nested loops over indexes, with the conditions between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from routing.pattern import syntax as s
from routing.pattern.budget import steps
from routing.pattern.check import Checker
from routing.pattern.codegen import Expressions
from routing.pattern.nested import COMMON, NONE_LEFT, OWN, SHARED, Nested, Purse, indented
from routing.pattern.plan import (
    Expand,
    Plan,
    Scan,
    Stage,
    Step,
    held_values,
    make_plan,
    mentioned,
    pattern_expressions,
    with_names,
)
from routing.pattern.schema import Schema
from routing.pattern.types import Scope

Emit = Callable[[dict[str, str], Purse], list[str]]


class Writer:
    """Writes the source of one pattern and of the subqueries inside it. `constants` belong to its namespace."""

    def __init__(self, schema: Schema | None, trusting: bool = False) -> None:
        self.schema = schema
        self.trusting = trusting
        """Whether the relationships of all graphs keep to the schema, so that few of their ends need a test."""
        self.constants: dict[str, Any] = {}
        self.count = 0
        self.indexes: dict[tuple[str, str], str] = {}
        """The names of the indexes of relationships, by side and type: each is looked up once a match."""
        self.by_key: dict[tuple[str, str], str] = {}
        """The names of the indexes by value, by label and property."""
        self.purse: Purse | None = None
        """Where all inner functions count; None: each for itself, or the budget."""
        self.needed: list[str] = []
        """Those without which nothing can match."""

    def module(self, plan: Plan, scope: Scope, given: Sequence[str]) -> str:
        """The source of a module with two functions: `match` appends the rows it finds to `found`; `bindings` makes a
        dict of one."""
        names = {name: self.fresh("v") for name in given}
        head = ["def match(g, given, as_of, parameters, budget, found):"]
        if names:
            head.append(f"    {', '.join(names.values())}, = given")
        body = self.whole(plan, scope, names, lambda local: f"({_row(plan.variables, local)})")
        bound = ", ".join(f"{name!r}: row[{place}]" for place, name in enumerate(plan.variables))
        tail = ["def bindings(row):", f"    return {{{bound}}}"]
        return "\n".join([*head, *indented(body), *tail]) + "\n"

    def numbered(self, plan: Plan, scope: Scope, number: int, walks: bool) -> str:
        """The source of a module with one function, `match`, whose rows are pairs: a number, and a dict. `walks` says
        that a path of variable length is in the pattern, or in a subquery of it."""

        def pair(local: Mapping[str, str]) -> str:
            return f"({number}, {bound_by(plan.variables, local)})"

        self.purse = None if walks else COMMON  # those paths count in the budget itself
        body = self.whole(plan, scope, {}, pair, None if walks else OWN)
        end = () if walks else NONE_LEFT  # what stands in a condition does not ask
        return "\n".join(["def match(g, as_of, budget, found):", *indented([*body, *end])]) + "\n"

    def whole(
        self, plan: Plan, scope: Scope, names: Mapping[str, str], row: Callable[[Mapping[str, str]], str],
        purse: Purse | None = None,
    ) -> list[str]:  # fmt: skip
        """The body of a function that appends each match to `found`, as `row` writes it."""
        body = self.body(plan, scope, names, lambda local, _: [f"found.append({row(local)})"], purse=purse)
        for step in (stage.step for stage in plan.stages):
            if isinstance(step, Expand) and len(step.pattern.types) == 1 and step.pattern.hops is None:
                self.need(step.pattern.types[0], step.direction)
        return [*self.look_up(), *body]

    def look_up(self) -> list[str]:
        """The indexes that a match reads, those first without which there is nothing to match."""
        found = {name: f"{name} = g.{side}.get({type!r}, EMPTY)" for (side, type), name in self.indexes.items()}
        needed = [line for name in self.needed for line in (found.pop(name), f"if not {name}:", "    return")]
        by_key = [f"{name} = g.by_key.get({where!r}, EMPTY)" for where, name in self.by_key.items()]
        return [*needed, *found.values(), *by_key]

    def fresh(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def body(
        self, plan: Plan, scope: Scope, names: Mapping[str, str], emit: Emit, asks: Sequence[s.Expression] = (),
        purse: Purse | None = None,
    ) -> list[str]:  # fmt: skip
        """The lines of a function body: subqueries as inner functions first, then the nested loops.

        `emit` writes what is done with each match, given the names of what is bound; `asks` is what it judges. Steps
        are counted in `purse`, where it is given."""
        local = dict(names)
        functions: list[str] = []

        def subquery(e: s.Subquery) -> str:
            lines, call = self.subquery(e, scope, local)
            functions.extend(lines)
            return call

        expressions = Expressions(local, scope, self.schema, self.constants, subquery)
        nested = Nested(purse or self.purse or (SHARED if _shares_budget(plan, asks) else OWN))
        nested.asks = nested.purse.singly  # whoever calls it may do so in a loop
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
        nested.add(emit(local, nested.purse))
        return [*nested.purse.begin, *functions, *nested.lines, *nested.purse.end]

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
        if step.values:
            index = f"g.by_key.get({(step.label, step.key)!r}, EMPTY)"
            candidates = _joined([f"{index}.get({value!r}, ())" for value in step.values])
        elif step.label is not None:
            candidates = f"g.by_label.get({step.label!r}, ())"
        else:
            candidates = "g.nodes.values()"
        nested.loop(name, candidates, self.fresh("c"), cost)
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
        if rel.hops is not None:
            before = "".join(f"*{name}, " if other.hops else f"{name}, " for name, other in used)
            inline = self.inline_of_walk(step, scope, local, nested, expressions)
            how = f"{rel.types or ('',)!r}, {step.direction!r}, {rel.hops!r}, ({before}), {inline}"
            cost += steps(*(e for _, e in rel.properties))
            taken, end = self.fresh("r"), self.fresh("n")
            nested.open(f"for {taken}, {end} in walk(g, {start}, {how}, budget, {cost}):")
            if step.backwards:
                nested.add([f"{taken} = {taken}[::-1]"])  # the list runs as the path is written
        else:
            taken, end = self.follow(step, start, cost, nested)
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
            self.test_labels(step.to, plan, local, nested, self.labels_to_test(step, plan))

    def labels_to_test(self, step: Expand, plan: Plan) -> frozenset[str]:
        """The labels of the node at the end of a relationship that the schema alone does not vouch for."""
        labels, schema = plan.labels[step.to], self.schema
        if not self.trusting or schema is None or not step.pattern.types or step.pattern.hops is not None:
            return labels  # a path of no hops ends where it starts
        types = [schema.relationships[type] for type in step.pattern.types]
        ends = [type.end for type in types if step.direction != "<"] + [
            type.start for type in types if step.direction != ">"
        ]
        return labels if any(end != labels for end in ends) else frozenset()

    def follow(self, step: Expand, start: str, cost: int, nested: Nested) -> tuple[str, str]:
        """A loop over the relationships of one hop at a node: the names of the relationship and of its other end."""
        taken, end = self.fresh("r"), self.fresh("n")
        ways = [self.ways(start, type, step.direction) for type in step.pattern.types or ("",)]
        nested.loop(taken, _joined(ways), self.fresh("c"), cost)
        nested.add([f"{end} = {self.other_end(taken, start, step.direction)}"])
        return taken, end

    def ways(self, start: str, type: str, direction: str) -> str:
        """The relationships of one type at a node: outgoing, incoming, or both (a loop only once)."""
        if direction == "-":
            out, into = self.fresh("a"), self.fresh("b")
            both = f"({out} := {self.ways(start, type, '>')}) and ({into} := {self.ways(start, type, '<')})"
            return f"(either_way({out}, {into}) if {both} else {out} or {self.ways(start, type, '<')})"
        if not type:
            return f"g.{'outgoing' if direction == '>' else 'incoming'}('', {start}.id)"
        return f"{self.index(type, direction)}.get({start}.id, ())"

    def index(self, type: str, direction: str) -> str:
        """The name of the index of a type of relationship: of where they end, or else of where they start."""
        side = ("into" if direction == "<" else "out", type)
        return self.indexes.setdefault(side, f"{side[0][0]}{len(self.indexes)}")

    def need(self, type: str, direction: str) -> None:
        """Nothing matches without a relationship of this type."""
        if (name := self.index(type, direction)) not in self.needed:
            self.needed.append(name)

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
        if (counted := self.counted(e, plan, {name: names[name] for name in given})) is not None:
            return [], counted
        function = self.fresh("q")
        inner = {name: self.fresh("v") for name in given}
        head = f"def {function}({', '.join(inner.values())}):"
        call = f"{function}({', '.join(names[name] for name in given)})"
        present = self.present(e.pattern)
        if e.kind != "EXISTS" and e.returns is not None:
            return [head, *indented(self.collect(e, plan, scope, inner, present))], call
        # most find nothing, and mostly a glance at the graph says so: it is not even called then
        if (first := self.first_index(plan)) is not None:
            present = f"{first} and {present}" if present else first
        if e.kind == "EXISTS":
            none, lines = "False", [*self.body(plan, scope, inner, _found_one), "return False"]
        else:
            none, lines = "0", ["n = 0", *self.body(plan, scope, inner, lambda *_: ["n += 1"]), "return n"]
        return [head, *indented(lines)], f"({call} if {present} else {none})" if present else call

    def counted(self, e: s.Subquery, plan: Plan, names: Mapping[str, str]) -> str | None:
        """A subquery that only asks whether a node has a relationship of a type, or how many, without a function."""
        step = plan.stages[0].step if len(plan.stages) == 1 and not plan.before else None
        if self.purse is None or e.returns is not None or step is None or not _indexed(step) or step.joins:
            return None
        bound = step.relationship in names or any(plan.labels.get(name) for name in names)
        if bound or plan.stages[0].tests or self.labels_to_test(step, plan):
            return None
        name = self.fresh("x")
        few = f"({name} := len({self.ways(names[step.start], step.pattern.types[0], step.direction)}))"
        if e.kind == "COUNT":
            return f"({few}, (left := left - {name}))[0]"
        return f"({few} > 0 and (left := left - {1 if self.purse.singly else name}) is not None)"

    def first_index(self, plan: Plan) -> str | None:
        """The index that the first step of a plan reads, where without it no step is counted."""
        step = plan.stages[0].step if plan.stages and not steps(*plan.before) else None
        return self.index(step.pattern.types[0], step.direction) if step is not None and _indexed(step) else None

    def present(self, pattern: s.Pattern) -> str:
        """A condition without which a pattern matches nothing: that the graph has the values it asks for."""
        pattern = with_names(pattern)
        asked: list[str] = []
        for node in (node for path in pattern.paths for node in path.nodes if len(node.labels) == 1):
            (label,) = node.labels
            for key in self.schema.keys.get(label, ()) if self.schema is not None else ():
                for values in held_values(pattern, node.variable or "", key):
                    index = self.by_key.setdefault((label, key), f"k{len(self.by_key)}")
                    found = " or ".join(f"{value!r} in {index}" for value in values) or "False"
                    asked.append(f"({found})" if len(values) > 1 else found)
        return " and ".join(dict.fromkeys(asked))

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

    def collect(self, e: s.Subquery, plan: Plan, scope: Scope, inner: dict[str, str], present: str) -> list[str]:
        assert e.returns is not None
        column = e.returns.arguments[0] if e.kind == "VALUE" and isinstance(e.returns, s.Call) else e.returns
        name = e.returns.name.lower() if e.kind == "VALUE" and isinstance(e.returns, s.Call) else "count"
        is_distinct = e.distinct or (isinstance(e.returns, s.Call) and e.kind == "VALUE" and e.returns.distinct)
        functions: list[str] = []

        def emit(local: dict[str, str], purse: Purse) -> list[str]:
            def nested_subquery(deeper: s.Subquery) -> str:
                lines, call = self.subquery(deeper, scope, local)
                functions.extend(lines)
                return call

            values = Expressions(local, scope, self.schema, self.constants, nested_subquery)
            written = values.value(column)
            cost = steps(column)
            return [*functions, *(purse.charged(str(cost)) if cost else []), f"found.append({written})"]

        body = self.body(plan, scope, inner, emit, [column])
        return ["found = []", *_only_if(present, body), f"return aggregate({name!r}, found, {is_distinct!r})"]


def _indexed(step: Step) -> TypeGuard[Expand]:
    """Whether a step reads one index: it follows a relationship of one type, one way."""
    return isinstance(step, Expand) and len(step.pattern.types) == 1 and not step.pattern.hops and step.direction != "-"


def _shares_budget(plan: Plan, asks: Sequence[s.Expression]) -> bool:
    """Whether others count steps while the plan is carried out: subqueries, and paths of variable length."""
    tests = [*plan.before, *(test for stage in plan.stages for test in stage.tests), *asks]
    walks = any(isinstance(stage.step, Expand) and stage.step.pattern.hops is not None for stage in plan.stages)
    return walks or any(map(s.has_subquery, tests))


def _found_one(_: Mapping[str, str], purse: Purse) -> list[str]:
    return [*purse.end, "return True"]


def _only_if(condition: str, lines: Sequence[str]) -> list[str]:
    return [f"if {condition}:", *indented(lines)] if condition else list(lines)


def _joined(candidates: Sequence[str]) -> str:
    """Candidates from here and there, in one list."""
    return candidates[0] if len(candidates) == 1 else f"[{', '.join('*' + few for few in candidates)}]"


def bound_by(variables: Sequence[str], local: Mapping[str, str]) -> str:
    """The variables and what they are bound to, as a dict."""
    return "{" + ", ".join(f"{name!r}: {local[name]}" for name in variables) + "}"


def _row(variables: Sequence[str], local: Mapping[str, str]) -> str:
    return "".join(f"{local[name]}, " for name in variables)
