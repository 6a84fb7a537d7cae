"""Which truths a condition can take at all: no test owes what no case can bring about.

What a case graph always holds, and which values it can hold, stands here and in `ALWAYS_KNOWN` (see
`routing.case.graph` and `routing.case.parts`). Everything else is taken as possible, so that a condition that can
never be true, or never false, is told as one that no test exercises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from routing.engines.loose import ALWAYS_KNOWN
from routing.pattern import syntax as s
from routing.pattern import values as v
from routing.pattern.graph import Value
from routing.pattern.schema import Schema
from routing.pattern.types import Scope, Type
from routing.quality.coverage.truths import TRUTHS, Truth

RANGES: Mapping[tuple[str, str], range] = {
    ("Person", "age"): range(131),
    ("Person", "care_level"): range(1, 6),
    ("Person", "support_level"): range(1, 3),
    ("Need", "severity"): range(1, 4),
    ("Household", "size"): range(1, 201),
}
"""Whole numbers that the case format admits, by label and property."""

STATUS: Mapping[str, str] = {
    "SERVED_BY": "active",
    "WAS_SERVED_BY": "ended",
    "REFUSED": "refused",
    "DECLINED_BY": "declined",
}
"""The `status` that an involvement always has, by the type it is stored as; its `role` and `since` may be absent."""

_DIVISIONS = frozenset("/%")
_TRUTH: Mapping[object, Truth] = {True: "true", False: "false", None: "null"}


@dataclass(frozen=True, slots=True)
class Range:
    """What an expression can be: one of some values, or anything (`values` is None). `null` says that it may be null
    as well."""

    values: frozenset[Value] | None
    null: bool


_EITHER = frozenset((True, False))
_ANYTHING = Range(None, True)


def possible_truths(
    e: s.Expression, scope: Scope, schema: Schema, kinds: Mapping[str, frozenset[Value]] | None = None
) -> tuple[Truth, ...]:
    """The truths that a smallest condition can take. `kinds` are those that a variable for a finding can have, where
    they are fewer than all."""
    found = _Ranges(scope, schema, kinds or {}).of(e)
    values = {*(_EITHER if found.values is None else found.values), *([None] if found.null else [])}
    truths = {_TRUTH[value if isinstance(value, bool) else None] for value in values}
    return tuple(truth for truth in TRUTHS if truth in truths)


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The ranges of expressions over variables of these types."""

    scope: Scope
    schema: Schema
    kinds: Mapping[str, frozenset[Value]]

    def of(self, e: s.Expression) -> Range:
        match e:
            case s.Constant(value=value):
                return Range(frozenset() if value is None else frozenset((value,)), value is None)
            case s.Property(subject=s.Variable(name=name), name="kind") if name in self.kinds:
                return Range(self.kinds[name], False)
            case s.Property(subject=s.Variable(name=name), name=property):
                return self._property(self.scope[name], property)
            case s.Variable():
                return Range(None, False)
            case s.IsNull(operand=operand):
                return self._is_null(self.of(operand), e.negated)
            case s.HasLabels() | s.Subquery(kind="EXISTS"):
                return Range(_EITHER, False)
            case s.Subquery(kind="COUNT"):
                return Range(None, False)
            case s.Subquery(returns=s.Call(name=name)):
                return Range(None, name.lower() != "sum")
            case s.Comparison(operands=(left, right), operators=(operator,)):
                return self._compared(operator, left, [right])
            case s.Binary(operator="IN", left=left, right=s.ListLiteral(items=items)):
                return self._compared("IN", left, items)
            case s.Call(name=name, arguments=arguments) if name.lower() == "coalesce":
                return self._first([self.of(argument) for argument in arguments])
            case s.Binary(operator=operator, right=right) if operator in _DIVISIONS:
                zero = not (isinstance(right, s.Constant) and right.value)
                return Range(None, zero or self._any_null(s.children(e)))
            case s.Call(name=name) if name.lower() == "tointeger":
                return _ANYTHING  # null for text that is no number
        return Range(None, self._any_null(s.children(e)))

    def _any_null(self, parts: Iterable[s.Expression]) -> bool:
        return any(self.of(part).null for part in parts)

    def _property(self, owner: Type, name: str) -> Range:
        if owner.kind == "relationship":
            return self._of_relationship(owner.name, name)
        labels = sorted(owner.labels or self.schema.labels)
        always = all(name == "id" or name in ALWAYS_KNOWN.get(label, ()) for label in labels)
        ranges = [self._of_label(label, name) for label in labels if name in self.schema.labels[label]]
        if not ranges or any(found is None for found in ranges):
            return Range(None, not always)
        return Range(frozenset().union(*(found for found in ranges if found is not None)), not always)

    def _of_relationship(self, types: str, name: str) -> Range:
        """`types` are separated by `|`; none are written where any will do."""
        if name == "status" and all(type in STATUS for type in types.split("|")):
            return Range(frozenset(STATUS[type] for type in types.split("|")), False)
        declared = [type.properties[name] for type in self.schema.relationships.values() if name in type.properties]
        values = [found.values for found in declared]
        if any(found is None for found in values):
            return _ANYTHING
        return Range(frozenset().union(*(found for found in values if found is not None)), True)

    def _of_label(self, label: str, name: str) -> frozenset[Value] | None:
        if (label, name) in RANGES:
            return frozenset(RANGES[label, name])
        declared = self.schema.labels[label][name]
        return _EITHER if declared.kind == "boolean" else declared.values

    def _is_null(self, operand: Range, negated: bool) -> Range:
        truths = ([True] if operand.null else []) + ([False] if operand.values != frozenset() else [])
        return Range(frozenset(truth is not negated for truth in truths), False)

    def _compared(self, operator: str, left: s.Expression, right: Iterable[s.Expression]) -> Range:
        item, others = self.of(left), [self.of(e) for e in right]
        null = item.null or any(other.null for other in others)
        if item.values is None or any(other.values is None for other in others):
            return Range(_EITHER, null)
        choices = [other.values | ({None} if other.null else set()) for other in others if other.values is not None]
        if operator == "IN":  # a list of constants: one choice each, or too many to try
            if any(len(choice) > 1 for choice in choices):
                return Range(_EITHER, null)
            items = [value for choice in choices for value in choice]
            truths = {v.member(value, items) for value in item.values}
        else:
            truths = {v.COMPARE[operator](a, b) for a, b in product(item.values, choices[0])}
        return Range(frozenset(truth for truth in truths if truth is not None), null or None in truths)

    def _first(self, ranges: Iterable[Range]) -> Range:
        """What `coalesce` gives: the first that is not null."""
        values: frozenset[Value] | None = frozenset()
        for found in ranges:
            values = None if values is None or found.values is None else values | found.values
            if not found.null:
                return Range(values, False)
        return Range(values, True)
