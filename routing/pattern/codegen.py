"""Python source for expressions, from the closed syntax tree.

Three ways to write an expression: `value` gives its value (None for null), `true` and `false` give a Python condition
that holds exactly when the expression is true, or false. Conditions are shorter and skip what cannot matter.
Text of a rule enters the source only as a `repr` of a string or as a constant in the namespace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from routing.pattern import syntax as s
from routing.pattern import types as t
from routing.pattern.check import Checker
from routing.pattern.schema import Schema
from routing.pattern.types import Scope, Type

COMPARE = {"=": "equals", "<>": "different", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
PYTHON = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
BINARY = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo", "IN": "member",
    "STARTS WITH": "starts_with", "ENDS WITH": "ends_with", "CONTAINS": "contains",
}  # fmt: skip
LOGICAL = {"AND": "all_of", "OR": "any_of", "XOR": "one_of"}


class Expressions:
    """Writes expressions. `names` maps variables to Python names; `scope` gives their types.

    `subquery` writes a subquery as a function and returns the call; `constants` collects the namespace.
    """

    def __init__(
        self,
        names: Mapping[str, str],
        scope: Scope,
        schema: Schema | None,
        constants: dict[str, Any],
        subquery: Callable[[s.Subquery], str],
    ) -> None:
        self.names = names
        self.scope = scope
        self.schema = schema
        self.constants = constants
        self.subquery = subquery
        self._temporaries = 0

    # value

    def value(self, e: s.Expression) -> str:
        """Python source of the value."""
        match e:
            case s.Constant(value=value):
                return self._constant(value) if isinstance(value, float) else repr(value)
            case s.ListLiteral(items=items):
                return f"[{', '.join(self.value(item) for item in items)}]"
            case s.Parameter(name=name):
                return f"parameters[{name!r}]"
            case s.Variable(name=name):
                return self.names[name]
            case s.Property(subject=subject, name=name):
                return self._looked_up(e) or f"property_of({self.value(subject)}, {name!r})"
            case s.HasLabels(subject=subject, labels=labels):
                return f"has_labels({self.value(subject)}, {labels!r})"
            case s.Comparison(operands=operands, operators=operators):
                return self._comparison(operands, operators)
            case s.Logical(operator=operator, operands=operands):
                return f"{LOGICAL[operator]}(({', '.join(self.value(o) for o in operands)},))"
            case s.Not(operand=operand):
                return f"negation({self.value(operand)})"
            case s.IsNull(operand=s.Constant(value=value), negated=negated):
                return repr((value is None) is not negated)  # Python warns of `1 is None`
            case s.IsNull(operand=operand, negated=negated):
                return f"({self.value(operand)} is {'not ' if negated else ''}None)"
            case s.Negative(operand=operand):
                return f"negative({self.value(operand)})"
            case s.Binary(operator=operator, left=left, right=right):
                return f"{BINARY[operator]}({self.value(left)}, {self.value(right)})"
            case s.Call(arguments=arguments) if _is_coalesce(e) and not isinstance(arguments[0], s.Constant):
                return self._coalesced(arguments)
            case s.Call(name=name, arguments=arguments):
                given = [self.value(a) for a in arguments] + (["as_of"] if name.lower() == "days_until" else [])
                return f"f_{name.lower()}({', '.join(given)})"
            case s.Subquery():
                return self.subquery(e)
        raise AssertionError(e)  # pragma: no cover - the checker refuses everything else

    def _comparison(self, operands: tuple[s.Expression, ...], operators: tuple[str, ...]) -> str:
        if len(operators) == 1:
            return f"{COMPARE[operators[0]]}({self.value(operands[0])}, {self.value(operands[1])})"
        parts, names = [], []
        for operand in operands:
            names.append(self._temporary())
            parts.append(f"({names[-1]} := {self.value(operand)})")
        tests = [f"{COMPARE[op]}({a}, {b})" for op, a, b in zip(operators, names, names[1:], strict=False)]
        return f"(({', '.join(parts)},), all_of(({', '.join(tests)},)))[1]"

    def _coalesced(self, arguments: Sequence[s.Expression]) -> str:
        """The first that is not null. The others are not even worked out, which would be noticed of subqueries alone:
        their steps count in any case."""
        if any(map(s.has_subquery, arguments)):
            return f"f_coalesce({', '.join(map(self.value, arguments))})"
        *others, last = arguments
        written = self.value(last)
        for argument in reversed(others):
            if isinstance(last, s.Constant) and argument is others[-1] and (plain := self._looked_up(argument)):
                written = f"{plain.removesuffix(')')}, {written})"
            else:
                name = self._temporary()
                written = f"({name} if ({name} := {self.value(argument)}) is not None else {written})"
        return written

    # conditions

    def true(self, e: s.Expression) -> str:
        """A Python condition that holds exactly when the expression is true."""
        match e:
            case s.Logical(operator="AND", operands=operands):
                return f"({' and '.join(self.true(o) for o in operands)})"
            case s.Logical(operator="OR", operands=(s.IsNull(operand=same, negated=False), again)) if again is same:
                return f"(not {self.false(same)})"
            case s.Logical(operator="OR", operands=operands):
                return f"({' or '.join(self.true(o) for o in operands)})"
            case s.Not(operand=operand):
                return self.false(operand)
            case s.IsNull() | s.Subquery(kind="EXISTS"):
                return self.value(e)
            case s.Comparison():
                return self._true_comparison(e) or f"{self.value(e)} is True"
            case s.Binary(operator="IN", left=left, right=right) if (words := self._words(left, right)) is not None:
                return f"{self.value(left)} in {self._constant(words)}"
        return f"{self.value(e)} is True"

    def false(self, e: s.Expression) -> str:
        """A Python condition that holds exactly when the expression is false (not null)."""
        match e:
            case s.Logical(operator="AND", operands=operands):
                return f"({' or '.join(self.false(o) for o in operands)})"
            case s.Logical(operator="OR", operands=operands):
                return f"({' and '.join(self.false(o) for o in operands)})"
            case s.Not(operand=operand):
                return self.true(operand)
            case s.IsNull() | s.Subquery(kind="EXISTS"):
                return f"(not {self.value(e)})"
            case s.Comparison() if _false_only_if_known(e) and (plain := self._plain(e)) is not None:
                known, joined = plain
                return f"({' and '.join([*known, f'not ({joined})'])})"
            case s.Binary(operator="IN", left=left, right=right) if words := self._words(left, right):
                name = self._temporary()
                return f"(({name} := {self.value(left)}) is not None and {name} not in {self._constant(words)})"
        return f"{self.value(e)} is False"

    def _words(self, left: s.Expression, right: s.Expression) -> frozenset[str] | None:
        """The strings of a list, where they are all it holds and a text is looked for among them."""
        items = right.items if isinstance(right, s.ListLiteral) else ()
        words = frozenset(i.value for i in items if isinstance(i, s.Constant) and isinstance(i.value, str))
        plain = isinstance(right, s.ListLiteral) and all(isinstance(i, s.Constant) and i.value in words for i in items)
        return words if plain and self._kind(left).text else None

    def _true_comparison(self, e: s.Comparison) -> str | None:
        """Plain Python operators, where the types leave nothing else to decide."""
        if e.operators == ("=",):
            for side, other in ((0, 1), (1, 0)):
                literal = e.operands[side]
                if isinstance(literal, s.Constant) and isinstance(literal.value, str):
                    return f"{self.value(e.operands[other])} == {literal.value!r}"
                if (
                    isinstance(literal, s.Constant)
                    and isinstance(literal.value, bool)
                    and isinstance(e.operands[other], (s.Property, s.Call))
                ):
                    return f"{self.value(e.operands[other])} is {literal.value!r}"  # nothing else equals it
        plain = self._plain(e, true="<>" not in e.operators)
        return None if plain is None else f"({' and '.join([*plain[0], plain[1]])})"

    def _plain(self, e: s.Comparison, true: bool = False) -> tuple[list[str], str] | None:
        """A comparison of numbers, or of texts, in Python operators: which operands must be known, and the chain. If it
        is only to be told whether it is `true`, a number that is not there may stand as one that compares with none."""
        kinds = [self._kind(o) for o in e.operands]
        alike = all(k.number for k in kinds) or all(k.text for k in kinds)
        if not alike or any(k.declared is None and not _never_null(o) for k, o in zip(kinds, e.operands, strict=True)):
            return None
        known, chain = [], []
        for operand in e.operands:
            if _never_null(operand):
                chain.append(self.value(operand))
            elif true and kinds[0].number and (looked_up := self._looked_up(operand)) is not None:
                chain.append(looked_up.removesuffix(")") + ", NAN)")
            else:
                name = self._temporary()
                known.append(f"({name} := {self.value(operand)}) is not None")
                chain.append(name)
        joined = chain[0] + "".join(f" {PYTHON[op]} {term}" for op, term in zip(e.operators, chain[1:], strict=True))
        return known, joined

    def _looked_up(self, e: s.Expression) -> str | None:
        """A property of a node or relationship, as it is looked up; None for anything else."""
        match e:
            case s.Property(subject=s.Variable(name=variable), name=name) if self._is_entity(variable):
                return f"{self.names[variable]}.values.get({name!r})"
        return None

    # names and types

    def _kind(self, e: s.Expression) -> Type:
        if self.schema is None:
            return t.STRING if isinstance(e, s.Constant) and isinstance(e.value, str) else t.ANY
        if isinstance(e, s.Property) and isinstance(e.subject, s.Variable) and e.subject.name not in self.scope:
            return t.ANY  # the inline map of an anonymous part
        if isinstance(e, s.Call) and _is_coalesce(e):
            first, *others = map(self._kind, e.arguments)
            alike = all((k.number and first.number) or (k.text and first.text) for k in others)
            return first if alike and all(map(_never_null, e.arguments[1:])) else t.ANY
        return Checker(self.schema).expression(e, self.scope)

    def _is_entity(self, variable: str) -> bool:
        return variable.startswith(" ") or self.scope[variable].kind in ("node", "relationship")

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"

    def _constant(self, value: Any) -> str:
        name = f"C{len(self.constants)}"
        self.constants[name] = value
        return name


def _false_only_if_known(e: s.Comparison) -> bool:
    """Whether a comparison with an unknown operand can only be null. A chain can be false all the same where one of its
    comparisons has known operands alone, as `p.age < 40 < 30` has."""
    unknown = {place for place, operand in enumerate(e.operands) if not _never_null(operand)}
    pairs = [{place, place + 1} for place in range(len(e.operators))]
    return not unknown or len(pairs) == 1 or (len(unknown) == 1 and all(unknown < pair for pair in pairs))


def _never_null(e: s.Expression) -> bool:
    """Whether a number or text is there in any case: a constant, or a count."""
    if isinstance(e, s.Call) and _is_coalesce(e):
        return any(map(_never_null, e.arguments))
    return isinstance(e, s.Constant) or (isinstance(e, s.Subquery) and e.kind == "COUNT")


def _is_coalesce(e: s.Call) -> bool:
    return e.name.lower() == "coalesce"
