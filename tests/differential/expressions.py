"""Random expressions over the variables in scope, with every construct of the language."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from routing.pattern.graph import Value
from routing.pattern.schema import PropertyType
from routing.pattern.syntax import (
    Binary,
    Call,
    Comparison,
    Constant,
    Expression,
    HasLabels,
    IsNull,
    ListLiteral,
    Logical,
    Negative,
    Not,
    Pattern,
    Property,
    Subquery,
    Variable,
)

from .worlds import VALUES, World, values_of

Sort = Literal["boolean", "number", "string", "date", "list"]
NUMBERS = (*VALUES["integer"], *VALUES["float"])
TEXT_OPERATORS = ("STARTS WITH", "ENDS WITH", "CONTAINS")
COMPARATORS = ("=", "<>", "<", "<=", ">", ">=")
What = Literal["node", "relationship", "relationships"]
SORTS: dict[str, Sort] = {"integer": "number", "float": "number"}


@dataclass(frozen=True)
class Bound:
    """A variable in scope. `label` is what is known of a node, `""` where nothing is."""

    name: str
    what: What
    label: str = ""


Scope = Sequence[Bound]


def sort_of(type: PropertyType) -> Sort:
    return SORTS.get(type.kind, type.kind)  # type: ignore[arg-type]


def literal(value: Value) -> Expression:
    """A value as the parser builds it: a negative number is a minus and a number."""
    if isinstance(value, list):
        return ListLiteral(tuple(literal(item) for item in value))
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return Negative(Constant(-value))
    return Constant(value)


class Expressions:
    """Draws expressions. `inner` draws the pattern of a subquery and the scope inside it."""

    def __init__(self, rng: random.Random, world: World, inner: Callable[[Scope, int], tuple[Pattern, Scope]]) -> None:
        self.rng = rng
        self.world = world
        self.inner = inner
        self.careless = 0.0 if world.schema else 0.06  # how often an operand is of an unexpected sort

    # conditions

    def condition(self, scope: Scope, depth: int, nested: int) -> Expression:
        """A truth value. `depth` limits the expression, `nested` the subqueries inside subqueries."""
        draws = self.rng.random()
        if depth > 0 and draws < 0.30:
            operator = self.rng.choice(("AND", "AND", "OR", "OR", "XOR"))
            count = self.rng.choice((2, 2, 3))
            return Logical(operator, tuple(self.condition(scope, depth - 1, nested) for _ in range(count)))
        if depth > 0 and draws < 0.40:
            return Not(self.condition(scope, depth - 1, nested))
        if nested > 0 and draws < 0.52:
            return self.exists(scope, nested)
        return self.rng.choice(SIMPLE_CONDITIONS)(self, scope, depth, nested)

    def exists(self, scope: Scope, nested: int) -> Expression:
        pattern, _ = self.inner(scope, nested - 1)
        return Subquery("EXISTS", pattern)

    def comparison(self, scope: Scope, depth: int, nested: int) -> Expression:
        """One comparison, or a chain of two."""
        sort: Sort = self.rng.choice(("number", "number", "number", "number", "string", "string", "date", "boolean"))
        sorts: list[Sort] = [sort] * self.rng.choice((2, 2, 2, 2, 3))
        if not self.world.schema and self.rng.random() < 0.15:
            sorts[0] = self.rng.choice(("number", "string", "boolean", "list", "date"))
        operands = tuple(self.operand(sort, scope, depth - 1, nested) for sort in sorts)
        among = ("=", "<>") if sort == "boolean" else COMPARATORS
        return Comparison(operands, tuple(self.rng.choice(among) for _ in operands[1:]))

    def property_test(self, scope: Scope, depth: int, nested: int) -> Expression:
        """A property against a value it may have: the shape most rules are made of."""
        found = self.key_property(scope) or self.property(scope)
        if not found:
            return self.constant(scope, depth, nested)
        subject, type = found
        values = values_of(type)
        if self.rng.random() < 0.3:
            items = tuple(literal(self.rng.choice(values)) for _ in range(self.rng.randint(0, 3)))
            if self.rng.random() < 0.3:
                other = self.property(scope, sort_of(type))
                items = (*items, other[0] if other else Constant(None))
            return Binary("IN", subject, ListLiteral(items))
        orders = type.kind != "boolean" and not type.values
        operator = self.rng.choice(COMPARATORS if orders else ("=", "=", "<>"))
        sides = (subject, literal(self.rng.choice(values)))
        return Comparison(sides if self.rng.random() < 0.8 else sides[::-1], (operator,))

    def membership(self, scope: Scope, depth: int, nested: int) -> Expression:
        sort: Sort = self.rng.choice(("number", "string"))
        items = tuple(self.operand(sort, scope, 0, 0) for _ in range(self.rng.randint(0, 3)))
        return Binary("IN", self.operand(sort, scope, depth - 1, nested), ListLiteral(items))

    def tally(self, scope: Scope, depth: int, nested: int) -> Expression:
        """How many there are, against a small number."""
        if nested == 0:
            return self.property_test(scope, depth, nested)
        return Comparison((self.count(scope, nested), literal(self.rng.randint(0, 3))), (self.rng.choice(COMPARATORS),))

    def null_test(self, scope: Scope, depth: int, nested: int) -> Expression:
        sort: Sort = self.rng.choice(("number", "string", "boolean", "date"))
        variable = self.rng.choice(scope) if scope and self.rng.random() < 0.1 else None
        operand = Variable(variable.name) if variable else self.operand(sort, scope, depth - 1, nested)
        return IsNull(operand, self.rng.random() < 0.5)

    def text_test(self, scope: Scope, depth: int, nested: int) -> Expression:
        operator = self.rng.choice(TEXT_OPERATORS)
        return Binary(
            operator, self.operand("string", scope, depth - 1, nested), self.operand("string", scope, depth - 1, nested)
        )

    def label_test(self, scope: Scope, depth: int, nested: int) -> Expression:
        node = self.variable(scope, "node")
        if not node:
            return self.constant(scope, depth, nested)
        labels = tuple(self.rng.sample(self.world.labels, self.rng.choice((1, 1, 2))))
        if self.world.schema and node.label:  # another label than the known one is an error
            labels = (node.label,)
        if self.rng.random() < 0.2:
            return Binary("IN", literal(labels[0]), Call("labels", (Variable(node.name),)))
        return HasLabels(Variable(node.name), labels)

    def same(self, scope: Scope, depth: int, nested: int) -> Expression:
        """Whether two variables are the same node or relationship."""
        what = self.rng.choice(("node", "node", "relationship"))
        one = self.variable(scope, what)
        like = [b for b in scope if one and b.what == one.what and (not self.world.schema or b.label == one.label)]
        if not one or not like:
            return self.constant(scope, depth, nested)
        return Comparison((Variable(one.name), Variable(self.rng.choice(like).name)), (self.rng.choice(("=", "<>")),))

    def flag(self, scope: Scope, depth: int, nested: int) -> Expression:
        found = self.property(scope, "boolean")
        return found[0] if found else self.constant(scope, depth, nested)

    def constant(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Constant(self.rng.choice((True, True, True, False, None)))

    # values

    def operand(self, sort: Sort, scope: Scope, depth: int, nested: int) -> Expression:
        """A value of the sort; without a schema now and then null, or a property of another sort."""
        if self.rng.random() < self.careless:
            found = self.property(scope) if self.rng.random() < 0.6 else None
            return found[0] if found else Constant(None)
        if depth > 0 and self.rng.random() < 0.08:
            parts = tuple(self.operand(sort, scope, depth - 1, nested) for _ in range(self.rng.randint(1, 3)))
            return Call("coalesce", parts)
        return VALUES_BY_SORT[sort](self, scope, depth, nested)

    def number(self, scope: Scope, depth: int, nested: int) -> Expression:
        draws = self.rng.random()
        if nested > 0 and draws < 0.15:
            return self.count(scope, nested) if draws < 0.08 else self.value("number", scope, nested)
        if depth > 0 and draws < 0.45:
            return self.rng.choice(COMPOSED_NUMBERS)(self, scope, depth - 1, nested)
        found = self.property(scope, "number") if draws < 0.85 else None
        return found[0] if found else literal(self.rng.choice(NUMBERS))

    def arithmetic(self, scope: Scope, depth: int, nested: int) -> Expression:
        operator = self.rng.choice("+-*/%")
        return Binary(
            operator, self.operand("number", scope, depth, nested), self.operand("number", scope, depth, nested)
        )

    def minus(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Negative(self.operand("number", scope, depth, nested))

    def absolute(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Call("abs", (self.operand("number", scope, depth, nested),))

    def size(self, scope: Scope, depth: int, nested: int) -> Expression:
        walked = self.variable(scope, "relationships")
        if walked and self.rng.random() < 0.6:
            return Call("size", (Variable(walked.name),))
        return Call("size", (self.operand(self.rng.choice(("string", "list")), scope, depth, nested),))

    def integer(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Call("toInteger", (self.operand(self.rng.choice(("string", "number")), scope, depth, nested),))

    def days(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Call("days_until", (self.operand("date", scope, depth, nested),))

    def count(self, scope: Scope, nested: int) -> Expression:
        pattern, inside = self.inner(scope, nested - 1)
        own = [bound for bound in inside if bound not in scope and bound.what != "relationships"]
        if not own or self.rng.random() < 0.5:
            return Subquery("COUNT", pattern)
        found = self.property(own) if self.rng.random() < 0.6 else None
        return Subquery("COUNT", pattern, found[0] if found else Variable(self.rng.choice(own).name), True)

    def value(self, sort: Sort, scope: Scope, nested: int) -> Expression:
        pattern, inside = self.inner(scope, nested - 1)
        name = self.rng.choice(("sum", "min", "max")) if sort == "number" else self.rng.choice(("min", "max"))
        argument = self.operand(sort, inside, 1, 0)
        return Subquery("VALUE", pattern, Call(name, (argument,), self.rng.random() < 0.15))

    def string(self, scope: Scope, depth: int, nested: int) -> Expression:
        draws = self.rng.random()
        if nested > 0 and draws < 0.05:
            return self.value("string", scope, nested)
        if depth > 0 and draws < 0.30:
            return self.rng.choice(COMPOSED_STRINGS)(self, scope, depth - 1, nested)
        found = self.property(scope, "string", open=True) if draws < 0.8 else None
        return found[0] if found else literal(self.rng.choice(VALUES["string"]))

    def joined(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Binary("+", self.operand("string", scope, depth, nested), self.operand("string", scope, depth, nested))

    def written(self, scope: Scope, depth: int, nested: int) -> Expression:
        return Call("toString", (self.operand(self.rng.choice(("number", "string")), scope, depth, nested),))

    def type_name(self, scope: Scope, depth: int, nested: int) -> Expression:
        found = self.variable(scope, "relationship")
        return Call("type", (Variable(found.name),)) if found else self.identity(scope, depth, nested)

    def identity(self, scope: Scope, depth: int, nested: int) -> Expression:
        found = self.variable(scope, self.rng.choice(("node", "relationship")))
        return Call("id", (Variable(found.name),)) if found else literal(self.rng.choice(VALUES["string"]))

    def date(self, scope: Scope, depth: int, nested: int) -> Expression:
        found = self.property(scope, "date") if self.rng.random() < 0.75 else None
        return found[0] if found else literal(self.rng.choice(VALUES["date"]))

    def list(self, scope: Scope, depth: int, nested: int) -> Expression:
        node = self.variable(scope, "node")
        if node and self.rng.random() < 0.4:
            return Call("labels", (Variable(node.name),))
        sort: Sort = self.rng.choice(("number", "string"))
        return ListLiteral(tuple(self.operand(sort, scope, depth - 1, 0) for _ in range(self.rng.randint(0, 3))))

    # what is in scope

    def variable(self, scope: Scope, what: str) -> Bound | None:
        found = [bound for bound in scope if bound.what == what]
        return self.rng.choice(found) if found else None

    def property(
        self, scope: Scope, sort: Sort | None = None, *, open: bool = False
    ) -> tuple[Expression, PropertyType] | None:
        """A property of a node or relationship in scope; `open` leaves out those with a closed set of values."""
        bound = self.rng.choice(scope) if scope else None
        if not bound or bound.what == "relationships":
            return None
        types = self.world.of(bound.label) if bound.what == "node" else self.world.details
        names = [
            name
            for name, type in types.items()
            if (sort is None or sort_of(type) == sort) and not (open and type.values)
        ]
        if not names:
            return None
        name = self.rng.choice(names)
        return Property(Variable(bound.name), name), types[name]

    def key_property(self, scope: Scope) -> tuple[Expression, PropertyType] | None:
        """Half of the time, where a node in scope has one: a property that is indexed."""
        keyed = [bound for bound in scope if bound.label in self.world.keys]
        if not keyed or self.rng.random() < 0.5:
            return None
        bound = self.rng.choice(keyed)
        name = self.rng.choice(self.world.keys[bound.label])
        return Property(Variable(bound.name), name), self.world.of(bound.label)[name]

    def inline(
        self, types: Mapping[str, PropertyType], scope: Scope, nested: int
    ) -> tuple[tuple[str, Expression], ...]:
        """An inline map over some of the properties: mostly constants, now and then an expression."""
        pairs = []
        for name in self.rng.sample(sorted(types), min(len(types), self.rng.choice((1, 1, 2)))):
            type = types[name]
            if type.values or self.rng.random() < 0.7:
                pairs.append((name, literal(self.rng.choice(values_of(type)))))
            else:
                pairs.append((name, self.operand(sort_of(type), scope, self.rng.choice((0, 0, 1)), nested)))
        return tuple(pairs)


SIMPLE_CONDITIONS = (
    *(Expressions.property_test,) * 7,
    *(Expressions.comparison,) * 5,
    Expressions.membership,
    *(Expressions.tally,) * 2,
    *(Expressions.null_test,) * 2,
    *(Expressions.text_test,) * 2,
    *(Expressions.label_test,) * 2,
    *(Expressions.same,) * 2,
    *(Expressions.flag,) * 2,
    Expressions.constant,
)
COMPOSED_NUMBERS = (
    *(Expressions.arithmetic,) * 4,
    Expressions.minus,
    Expressions.absolute,
    Expressions.size,
    Expressions.integer,
    Expressions.days,
)
COMPOSED_STRINGS = (Expressions.joined, Expressions.written, Expressions.type_name, Expressions.identity)
VALUES_BY_SORT = {
    "boolean": lambda self, scope, depth, nested: (
        self.flag(scope, depth, nested) if depth <= 0 else self.condition(scope, depth - 1, nested)
    ),
    "number": Expressions.number,
    "string": Expressions.string,
    "date": Expressions.date,
    "list": Expressions.list,
}
