"""The type check: a pattern that could not mean what its author meant is an error, before it meets a case.

With a schema every name and every comparison is checked against it. Without one (a query over any graph) the check
covers what openCypher calls compile-time errors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from routing.dates import iso_date
from routing.errors import did_you_mean
from routing.pattern import syntax as s
from routing.pattern import types as t
from routing.pattern.faults import error, unsupported
from routing.pattern.left_out import LEFT_OUT_FUNCTIONS
from routing.pattern.schema import PropertyType, Schema
from routing.pattern.scope import bind, known_label
from routing.pattern.types import Scope, Type
from routing.pattern.values import AGGREGATES, FUNCTIONS, SHOWN

RESULTS = {
    "size": t.INTEGER, "abs": t.NUMBER, "labels": t.LIST, "type": t.STRING, "id": t.STRING, "tointeger": t.INTEGER,
    "tostring": t.STRING, "days_until": t.INTEGER, "count": t.INTEGER, "sum": t.NUMBER, "avg": t.NUMBER,
    "collect": t.LIST, "coalesce": t.ANY, "min": t.ANY, "max": t.ANY,
}  # fmt: skip
TAKES = {
    "size": ("list", "string", "relationships"), "abs": ("integer", "float", "number"), "labels": ("node",),
    "type": ("relationship",), "id": ("node", "relationship"), "days_until": ("date", "string"),
    "tointeger": ("integer", "float", "number", "string"),
    "tostring": ("integer", "float", "number", "string", "date", "boolean"),
}  # fmt: skip


def check_pattern(pattern: s.Pattern, schema: Schema | None = None) -> Scope:
    """Check a pattern and give the types of its variables. Raises `PatternError` or `UnsupportedFeature`."""
    checker = Checker(schema)
    scope = checker.pattern(pattern, {})
    checker.refuse_left_out()
    return scope


def check_query(query: s.Query, parameters: Iterable[str] | None = None) -> None:
    """Check a query over a graph without a schema."""
    checker = Checker(None, frozenset(parameters or ()))
    scope: Scope = {}
    for match in query.matches:
        scope = checker.pattern(match, scope)
    names: set[str] = set()
    for column in query.columns:
        if column.name in names:
            raise error(column.at, f"two columns are named `{column.name}`", "give each its own name with AS")
        names.add(column.name)
        checker.expression(column.expression, scope, aggregates=True)
    checker.refuse_left_out()


@dataclass
class Checker:
    schema: Schema | None
    parameters: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._left_out: list[tuple[s.Position, str]] = []

    def refuse_left_out(self) -> None:
        """Parts that were read so that errors in them could be told first are refused now, by name."""
        if self._left_out:
            raise unsupported(*min(self._left_out, key=lambda place: (place[0].part, place[0].start)))

    def pattern(self, pattern: s.Pattern, outer: Scope) -> Scope:
        scope = bind(pattern, self.schema, outer)
        for path in pattern.paths:
            if path.name is not None:
                self._left_out.append((path.at, "named paths"))
            for node in path.nodes:
                self._inline(node.properties, self._node_type(node, scope), scope)
            for rel in path.relationships:
                if rel.hops is not None and rel.hops[1] is None:
                    self._left_out.append((rel.at, "path length without an upper bound"))
                self._inline(rel.properties, Type("relationship", name="|".join(rel.types)), scope)
        if pattern.where is not None:
            self._boolean(pattern.where, scope)
        return scope

    def _node_type(self, node: s.NodePattern, scope: Scope) -> Type:
        if node.variable is not None:
            return scope[node.variable]
        return Type("node", labels=frozenset(node.labels) or None)

    def _inline(self, properties: Iterable[tuple[str, s.Expression]], subject: Type, scope: Scope) -> None:
        for name, value in properties:
            declared = self._property(subject, name, value.at)
            self._compare(declared, self.expression(value, scope), value, value.at)

    # expressions

    def expression(self, e: s.Expression, scope: Scope, aggregates: bool = False) -> Type:
        """The type of an expression; `aggregates` says whether count() and the like may stand here."""
        match e:
            case s.Constant(value=value):
                return _literal(value)
            case s.ListLiteral(items=items):
                for item in items:
                    self.expression(item, scope, aggregates)
                return t.LIST
            case s.MapLiteral(items=pairs):
                for _, item in pairs:
                    self.expression(item, scope, aggregates)
                self._left_out.append((e.at, "map literals"))
                return t.MAP
            case s.Parameter(name=name):
                if name not in self.parameters:
                    raise error(e.at, f"no value is given for the parameter `${name}`")
                return t.ANY
            case s.Variable(name=name):
                if name not in scope:
                    raise error(e.at, f"unknown variable `{name}`", did_you_mean(name, scope))
                return scope[name]
            case s.Property(subject=subject, name=name):
                return self._property(self.expression(subject, scope, aggregates), name, e.at)
            case s.HasLabels(subject=subject, labels=labels):
                self._label_test(self.expression(subject, scope), labels, e.at)
                return t.BOOLEAN
            case s.Subquery():
                return self._subquery(e, scope)
            case s.Call():
                return self._call(e, scope, aggregates)
        return self._operation(e, scope, aggregates)

    def _operation(self, e: s.Expression, scope: Scope, aggregates: bool) -> Type:
        match e:
            case s.Comparison(operands=operands):
                kinds = [self.expression(o, scope, aggregates) for o in operands]
                for i in range(len(kinds) - 1):
                    self._compare(kinds[i], kinds[i + 1], operands[i + 1], operands[i + 1].at)
                    self._compare(kinds[i + 1], kinds[i], operands[i], operands[i].at)
                return t.BOOLEAN
            case s.Logical(operands=operands):
                for operand in operands:
                    self._boolean(operand, scope, aggregates)
                return t.BOOLEAN
            case s.Not(operand=operand):
                self._boolean(operand, scope, aggregates)
                return t.BOOLEAN
            case s.IsNull(operand=operand):
                self.expression(operand, scope, aggregates)
                return t.BOOLEAN
            case s.Negative(operand=operand):
                kind = self.expression(operand, scope, aggregates)
                self._is(kind, ("integer", "float", "number"), operand.at, "`-` needs a number")
                return kind
            case s.Binary():
                return self._binary(e, scope, aggregates)
        raise AssertionError(e)  # pragma: no cover - the syntax tree is closed

    def _binary(self, e: s.Binary, scope: Scope, aggregates: bool) -> Type:
        left, right = (self.expression(x, scope, aggregates) for x in (e.left, e.right))
        if e.operator == "^":
            self._left_out.append((e.at, "`^`"))
            return t.NUMBER
        if e.operator == "IN":
            self._is(right, ("list", "relationships"), e.right.at, "`IN` needs a list on its right")
            if isinstance(e.right, s.ListLiteral):
                for item in e.right.items:
                    self._compare(left, self.expression(item, scope, aggregates), item, item.at)
            return t.BOOLEAN
        if e.operator in ("STARTS WITH", "ENDS WITH", "CONTAINS"):
            for kind, side in ((left, e.left), (right, e.right)):
                self._is(kind, ("string", "date"), side.at, f"`{e.operator}` needs strings")
            self._fragment(e, left)
            return t.BOOLEAN
        if e.operator == "+" and not (left.number and right.number):
            return self._plus(e, left, right)
        for kind, side in ((left, e.left), (right, e.right)):
            self._is(kind, ("integer", "float", "number"), side.at, f"`{e.operator}` needs numbers")
        kinds = {left.kind, right.kind}
        return t.INTEGER if kinds == {"integer"} else t.FLOAT if kinds <= {"integer", "float"} else t.NUMBER

    def _plus(self, e: s.Binary, left: Type, right: Type) -> Type:
        if {left.kind, right.kind} & {"list", "relationships"}:
            return t.LIST
        allowed = ("integer", "float", "number", "string") + (() if self.schema is not None else ("date",))
        for kind, side in ((left, e.left), (right, e.right)):
            self._is(kind, allowed, side.at, "`+` needs numbers, strings or lists")
        if left.open or right.open:
            return t.ANY
        if self.schema is not None and left.kind != right.kind:
            raise error(e.at, f"`+` joins {_word(left)} and {_word(right)}", "use toString() to join them as text")
        return t.STRING

    def _call(self, e: s.Call, scope: Scope, aggregates: bool) -> Type:
        name = e.name.lower()
        if name in AGGREGATES:
            if not aggregates:
                raise error(
                    e.at, f"`{e.name}` sums up rows and cannot stand here", "use COUNT { ... } or VALUE { ... }"
                )
            if not e.star and len(e.arguments) != 1:
                raise error(e.at, f"`{e.name}` takes one argument")
            for argument in e.arguments:
                kind = self.expression(argument, scope)
                if name in ("min", "max") and kind.kind in ("node", "relationship", "relationships"):
                    raise error(argument.at, f"`{e.name}` needs values that have an order", f"this is {_word(kind)}")
            return RESULTS[name]
        if name in ("shortestpath", "allshortestpaths"):
            raise unsupported(e.at, e.name)
        if name in LEFT_OUT_FUNCTIONS:
            for argument in e.arguments:
                self.expression(argument, scope, aggregates)
            self._left_out.append((e.at, f"`{e.name}`"))
            return t.ANY
        if name not in FUNCTIONS:
            raise error(
                e.at, f"unknown function `{e.name}`", did_you_mean(e.name, SHOWN, "functions: " + ", ".join(SHOWN))
            )
        if e.distinct:
            raise error(e.at, f"`{e.name}` does not take DISTINCT")
        _, least, most = FUNCTIONS[name]
        if len(e.arguments) < least or (most is not None and len(e.arguments) > most):
            raise error(e.at, f"`{e.name}` takes {'one argument' if most == 1 else 'at least one argument'}")
        kinds = [self.expression(a, scope, aggregates) for a in e.arguments]
        if name == "coalesce":
            return self._coalesce(e, kinds)
        self._is(kinds[0], TAKES[name], e.arguments[0].at, f"`{e.name}` cannot take this")
        if name == "days_until" and isinstance(e.arguments[0], s.Constant) and kinds[0].kind == "string":
            self._date_text(e.arguments[0])
        return RESULTS[name]

    def _coalesce(self, e: s.Call, kinds: list[Type]) -> Type:
        known = [k for k in kinds if k.kind != "null"]
        for kind, argument in zip(kinds, e.arguments, strict=True):
            self._compare(known[0] if known else t.NULL, kind, argument, argument.at)
        return known[0] if known and all(k == known[0] for k in known) else t.ANY

    def _subquery(self, e: s.Subquery, scope: Scope) -> Type:
        inner = self.pattern(e.pattern, scope)
        if e.kind == "VALUE":
            call = e.returns
            if not isinstance(call, s.Call) or call.name.lower() not in ("sum", "min", "max"):
                raise error(
                    e.at, "`VALUE` returns sum(...), min(...) or max(...)", "VALUE { (a)--(b) RETURN max(b.age) }"
                )
            if e.distinct:
                raise error(e.at, "`VALUE` does not take DISTINCT")
            if len(call.arguments) != 1:
                raise error(call.at, f"`{call.name}` takes one argument")
            kind = self.expression(call.arguments[0], inner)
            if call.name.lower() == "sum":
                self._is(kind, ("integer", "float", "number"), call.at, "`sum` needs numbers")
            return kind if kind.number else t.NUMBER if call.name.lower() == "sum" else kind
        if e.returns is not None:
            if e.kind == "EXISTS" or not e.distinct:
                raise error(
                    e.at, f"`{e.kind}` takes no plain RETURN", "COUNT { ... RETURN DISTINCT x } counts distinct values"
                )
            self.expression(e.returns, inner)
        return t.BOOLEAN if e.kind == "EXISTS" else t.INTEGER

    # what is allowed where

    def _boolean(self, e: s.Expression, scope: Scope, aggregates: bool = False) -> None:
        kind = self.expression(e, scope, aggregates)
        if not kind.open and kind.kind != "boolean":
            raise error(e.at, f"a condition is needed here, not {_word(kind)}")

    def _is(self, kind: Type, allowed: tuple[str, ...], at: s.Position, message: str) -> None:
        if not kind.open and kind.kind not in allowed:
            raise error(at, message, f"this is {_word(kind)}")

    def _label_test(self, subject: Type, labels: tuple[str, ...], at: s.Position) -> None:
        self._is(subject, ("node",), at, "a label test needs a node")
        for label in labels:
            if self.schema is not None:
                known_label(label, self.schema, at)
            if subject.labels is not None and label not in subject.labels:
                raise error(at, f"this is never `{label}`", f"it is {' or '.join(sorted(subject.labels))} here")

    def _property(self, subject: Type, name: str, at: s.Position) -> Type:
        if subject.open or subject.kind == "map":
            return t.ANY
        if subject.kind not in ("node", "relationship"):
            raise error(at, f"{_word(subject)} has no properties", "properties belong to nodes and relationships")
        if self.schema is None:
            return t.ANY
        if subject.kind == "node":
            labels = sorted(subject.labels or self.schema.labels)
            owners = [self.schema.labels[label] for label in labels]
            where = " or ".join(labels) if len(labels) <= 3 else "any label"
        else:
            names = [n for n in subject.name.split("|") if n] or sorted(self.schema.relationships)
            owners = [self.schema.relationships[n].properties for n in names if n in self.schema.relationships]
            where = " or ".join(names) if len(names) <= 3 else "any relationship"
        found = [owner[name] for owner in owners if name in owner]
        if not found:
            known = sorted({n for owner in owners for n in owner})
            raise error(
                at, f"unknown property `{name}` of {where}", did_you_mean(name, known, "declare it in the vocabulary")
            )
        return _joined(found, f"{where}.{name}")

    def _compare(self, left: Type, right: Type, right_side: s.Expression, at: s.Position) -> None:
        """With a schema, unlike types are never compared, and a literal must be a value the property can have."""
        if self.schema is None:
            return
        if not t.comparable(left, right):
            raise error(at, f"{_word(left)} is compared with {_word(right)}", "such a comparison is never true")
        if isinstance(right_side, s.Constant) and isinstance(right_side.value, str):
            if left.kind == "date":
                self._date_text(right_side)
            if left.declared is not None and left.declared.values is not None:
                self._value(right_side, left.declared)

    def _value(self, literal: s.Constant, declared: PropertyType) -> None:
        assert declared.values is not None
        if literal.value not in declared.values:
            few = sorted(declared.values) if len(declared.values) <= 8 else []
            hint = f"it is one of {', '.join(few)}" if few else f"{declared.what}s are declared {declared.declared}"
            help = did_you_mean(literal.value, declared.values, hint)
            raise error(literal.at, f"unknown {declared.what} `{literal.value}`", help)

    def _date_text(self, literal: s.Constant) -> None:
        try:
            iso_date(literal.value)
        except ValueError:
            raise error(literal.at, f"`{literal.value}` is not a date", "write dates as 2026-04-01") from None

    def _fragment(self, e: s.Binary, left: Type) -> None:
        """A prefix, suffix or part that no allowed value has would silently match nothing."""
        if left.declared is None or left.declared.values is None or not isinstance(e.right, s.Constant):
            return
        part = e.right.value
        tests = {"STARTS WITH": str.startswith, "ENDS WITH": str.endswith, "CONTAINS": str.__contains__}
        if isinstance(part, str) and not any(tests[e.operator](v, part) for v in left.declared.values):
            near = did_you_mean(
                part,
                {v[: len(part)] for v in left.declared.values}
                | {v.split(".")[0] + "." for v in left.declared.values if "." in v},
            )
            raise error(e.right.at, f"no {left.declared.what} fits `{e.operator} '{part}'`", near)


def _literal(value: object) -> Type:
    match value:
        case None:
            return t.NULL
        case bool():
            return t.BOOLEAN
        case int():
            return t.INTEGER
        case float():
            return t.FLOAT
    return t.STRING


def _joined(found: list[PropertyType], name: str) -> Type:
    kinds = {p.kind for p in found}
    if len(kinds) > 1:
        return t.NUMBER if kinds <= {"integer", "float"} else t.ANY
    first = found[0]
    if any(p.values is None for p in found):
        return Type(first.kind, PropertyType(first.kind, None, first.what), name=name)
    values = frozenset[str]().union(*(p.values for p in found if p.values is not None))
    return Type(first.kind, PropertyType(first.kind, values, first.what, first.declared), name=name)


def _word(kind: Type) -> str:
    article = "an" if kind.kind[0] in "aeiou" else "a"
    words = {"relationships": "a list of relationships", "any": "any value", "null": "null"}
    base = words.get(kind.kind, f"{article} {kind.kind}")
    return f"`{kind.name}` ({base})" if kind.name and kind.declared is not None else base
