"""Writes expressions in the dialect of ladybug, so that they mean there what openCypher says.

Where ladybug differs, the text is built from what it has in common with openCypher; docs/decisions/third-opinion.md
lists each difference. Every part stands in parentheses: precedence is compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

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
    Property,
    Subquery,
    Variable,
)

from .agreement import AS_OF
from .ladybug_kinds import COLUMNS, NUMBERS, Kind, KindOf, Kinds, NotShared, divides, sums
from .ladybug_tables import Tables
from .text import literal_text
from .worlds import VALUES

WriteSubquery = Callable[[Subquery, Kinds], str]


class ExpressionText:
    """Writes expressions over the tables of a world."""

    def __init__(self, kind_of: KindOf, tables: Tables, subquery: WriteSubquery) -> None:
        self.kind_of = kind_of
        self.tables = tables
        self.subquery = subquery

    def text(self, e: Expression, scope: Kinds, wanted: Kind = "null") -> str:
        """The expression. A null is written with the wanted kind, as ladybug looks for functions by kind."""
        match e:
            case Constant(value=None):
                return f"CAST(NULL AS {COLUMNS[wanted]})" if wanted in COLUMNS else "NULL"
            case Constant(value=value):
                return literal_text(value)
            case ListLiteral(items=items):
                return f"[{', '.join(self.text(item, scope) for item in self.definite(items, scope))}]"
            case Variable(name=name):
                return name
            case Property(subject=Variable(name=name), name=key):
                return f"{name}.{key}"
            case HasLabels(subject=Variable(name=name), labels=labels):
                return self.tables.label_test(name, labels)
            case Comparison(operands=operands, operators=operators):
                pairs = zip(operators, pairwise(operands), strict=True)
                return f"({' AND '.join(self.comparison(op, a, b, scope) for op, (a, b) in pairs)})"
            case Logical(operator=operator, operands=operands):
                return f"({f' {operator} '.join(self.truth(operand, scope) for operand in operands)})"
            case Not(operand=operand):
                return f"(NOT {self.truth(operand, scope)})"
            case IsNull(operand=operand, negated=negated):
                self.kind_of(operand, scope)
                return f"({self.text(operand, scope)} IS {'NOT ' if negated else ''}NULL)"
            case Binary():
                return self.binary(e, scope)
            case Negative(operand=operand):
                return f"(-{self.number(operand, scope)})"
            case Call():
                return self.call(e, scope)
            case Subquery():
                return self.subquery(e, scope)
        raise NotShared(f"a {type(e).__name__}")

    def truth(self, e: Expression, scope: Kinds) -> str:
        """A condition."""
        if self.kind_of(e, scope) not in ("boolean", "null"):
            raise NotShared("a condition that is no boolean")
        return self.text(e, scope, "boolean")

    def number(self, e: Expression, scope: Kinds, wanted: Kind = "integer") -> str:
        if self.kind_of(e, scope) not in (*NUMBERS, "null"):
            raise NotShared("arithmetic with what is no number")
        return self.text(e, scope, wanted)

    def string(self, e: Expression, scope: Kinds) -> str:
        if self.kind_of(e, scope) not in ("string", "null"):
            raise NotShared("a string operation on what is no string")
        return self.text(e, scope, "string")

    def definite(self, items: tuple[Expression, ...], scope: Kinds) -> tuple[Expression, ...]:
        """The items of a list, which ladybug compares with others as if null were a value."""
        if not all((isinstance(item, Constant) and item.value is not None) or negative(item) for item in items):
            raise NotShared("a list that may hold null")
        if self.kind_of.common(items, scope) == "list":
            raise NotShared("a list of lists")
        return items

    def comparison(self, operator: str, left: Expression, right: Expression, scope: Kinds) -> str:
        """One comparison. An order of what may be NaN is spelled out: to ladybug 1.0 is less than NaN."""
        kind = self.kind_of.common((left, right), scope)
        if kind in ("node", "relationship") and operator not in ("=", "<>"):
            raise NotShared("an order of nodes")
        a, b = self.text(left, scope, kind), self.text(right, scope, kind)
        if operator not in ("=", "<>") and kind == "float" and (divides(left) or divides(right)):
            unknown = f"{a} IS NULL OR {b} IS NULL"
            return (
                f"(CASE WHEN {unknown} THEN NULL WHEN {a} = {a} AND {b} = {b} THEN {a} {operator} {b} ELSE false END)"
            )
        return f"({a} {operator} {b})"

    def binary(self, e: Binary, scope: Kinds) -> str:
        if e.operator == "IN":
            return self.membership(e.left, e.right, scope)
        if e.operator in ("STARTS WITH", "ENDS WITH", "CONTAINS"):
            a, b = self.string(e.left, scope), self.string(e.right, scope)
            found = f"({a} {e.operator} {b})"  # ladybug finds the empty string in no string
            return f"({found} OR ({b} = '' AND {a} = {a}))" if e.operator == "CONTAINS" else found
        kind = self.kind_of.common((e.left, e.right), scope)
        if kind == "string" and e.operator == "+":
            a, b = self.string(e.left, scope), self.string(e.right, scope)  # ladybug leaves out null when it joins
            return f"(CASE WHEN {a} IS NULL OR {b} IS NULL THEN NULL ELSE {a} + {b} END)"
        a, b = self.number(e.left, scope, kind), self.number(e.right, scope, kind)
        if e.operator in "/%" and (sums(e.left) or sums(e.right)) and kind == "float":
            raise NotShared("division by a sum of floats, which is an integer where there is none")
        if e.operator in "/%" and kind in ("integer", "null"):  # ladybug stops at an integer divided by zero
            b = f"(CASE WHEN {b} = 0 THEN NULL ELSE {b} END)"
        return f"({a} {e.operator} {b})"

    def membership(self, left: Expression, right: Expression, scope: Kinds) -> str:
        """`IN`. ladybug answers false where null is among the items, and null where null is looked for in no items."""
        if isinstance(right, Call) and right.name == "labels" and isinstance(left, Constant):
            return f"({self.text(left, scope)} IN {self.text(right, scope)})"
        if not isinstance(right, ListLiteral):
            raise NotShared("IN what is no list")
        kind = self.kind_of.common((left, *right.items), scope)
        if not right.items:
            return "false"
        if all((isinstance(item, Constant) and item.value is not None) or negative(item) for item in right.items):
            items = ", ".join(self.text(item, scope) for item in right.items)
            return f"({self.text(left, scope, kind)} IN [{items}])"
        return f"({' OR '.join(self.comparison('=', left, item, scope) for item in right.items)})"

    def call(self, e: Call, scope: Kinds) -> str:
        match e:
            case Call(name="coalesce", arguments=arguments):
                kind = self.kind_of(e, scope)
                return f"coalesce({', '.join(self.text(argument, scope, kind) for argument in arguments)})"
            case Call(name="abs", arguments=(argument,)):
                return f"abs({self.number(argument, scope)})"
            case Call(name="labels", arguments=(Variable(name=name),)):
                return f"{name}.labels"
            case Call(name="type", arguments=(Variable(name=name),)):
                return f"label({name})"
            case Call(name="id", arguments=(Variable(name=name),)):
                return f"{name}.key"
            case Call(name="size", arguments=(argument,)):
                if self.kind_of(argument, scope) not in ("list", "string"):
                    raise NotShared("size of neither string nor list")
                return f"size({self.text(argument, scope)})"
            case Call(name="toString" | "toInteger" | "days_until" as name, arguments=(argument,)):
                return self.conversion(name, argument, scope)
        raise NotShared(f"the function {e.name}")

    def conversion(self, name: str, argument: Expression, scope: Kinds) -> str:
        kind, text = self.kind_of(argument, scope), self.text(argument, scope)
        if name == "days_until" and self.is_date(argument):
            return f"CAST(date({text}) - date('{AS_OF}') AS INT64)"
        if name == "toString" and kind in ("integer", "string"):
            return f"CAST({text} AS STRING)"
        if name == "toInteger" and kind == "integer":
            return text
        if name == "toInteger" and kind == "float" and not divides(argument):  # a cast rounds
            return f"CAST(CASE WHEN {text} < 0.0 THEN ceil({text}) ELSE floor({text}) END AS INT64)"
        raise NotShared(f"{name} of a {kind}")

    def is_date(self, e: Expression) -> bool:
        """Whether it is null or the text of a date for sure; ladybug stops at a text that is none."""
        if isinstance(e, Call) and e.name == "coalesce":
            return all(self.is_date(argument) for argument in e.arguments)
        if isinstance(e, Constant):
            return e.value in VALUES["date"]
        return isinstance(e, Property) and e.name in self.kind_of.dates


def negative(e: Expression) -> bool:
    """Whether it is a negative number, which is written as a minus and a number."""
    return isinstance(e, Negative) and isinstance(e.operand, Constant) and e.operand.value is not None
