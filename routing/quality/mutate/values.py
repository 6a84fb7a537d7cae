"""The value that stands next to another: one step further, or another one of the same kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from routing.dates import iso_date
from routing.pattern import syntax as s
from routing.pattern.schema import PropertyType, Schema
from routing.pattern.types import Scope
from routing.quality.mutate.mutant import Fault
from routing.vocabulary import Vocabulary


def beside(value: str, among: Collection[str], taken: Collection[str] = ()) -> str | None:
    """The value that follows in sorted order, the first after the last; none of those `taken`."""
    free = sorted(set(among) - set(taken) - {value})
    return next((other for other in free if other > value), free[0] if free else None)


class Neighbours:
    """Knows which values are of one kind: need codes of a domain, allowed values of a property, agency kinds."""

    def __init__(self, schema: Schema, vocabulary: Vocabulary) -> None:
        self.schema = schema
        self.vocabulary = vocabulary

    def sibling(self, value: str, declared: PropertyType, taken: Collection[str] = ()) -> str | None:
        """Another allowed value of a property; for a need code one of the same domain, if there is one."""
        if declared.values is None:
            return None
        needs = self.vocabulary.needs
        if declared.what == "need code" and value in needs:
            near = [code for code in declared.values if needs[code].domain == needs[value].domain]
            if (found := beside(value, near, taken)) is not None:
                return found
        return beside(value, declared.values, taken)

    def changes(self, value: object, declared: PropertyType | None) -> Iterator[tuple[Fault, s.Expression]]:
        """The constants that an author might have meant, or slipped to."""
        match value:
            case bool():
                yield "value", s.Constant(not value)
            case int():
                yield "boundary", _number(value - 1)
                yield "boundary", _number(value + 1)
            case str() if declared is not None and declared.kind == "date":
                for days in (-1, 1):
                    if (day := _moved(value, days)) is not None:
                        yield "boundary", s.Constant(day)
            case str() if declared is not None:
                if (other := self.sibling(value, declared)) is not None:
                    yield "value", s.Constant(other)

    def declared(self, e: s.Expression, scope: Scope) -> PropertyType | None:
        """The declared property that an expression reads; None where it is another kind of expression."""
        match e:
            case s.Property(subject=s.Variable(name=variable), name=name) if variable in scope:
                return self.of(scope[variable].labels, scope[variable].name, name)
            case s.Call(name=name, arguments=(first, *_)) if name.lower() == "coalesce":
                return self.declared(first, scope)
        return None

    def of(self, labels: Collection[str] | None, types: str, name: str) -> PropertyType | None:
        """A property of nodes with one of these labels (None: any), or of relationships of these types (`A|B`)."""
        known = self.schema.labels
        for label in sorted(known if labels is None and not types else labels or ()):
            if name in known[label]:
                return known[label][name]
        for type in filter(None, types.split("|")):
            if name in self.schema.relationships[type].properties:
                return self.schema.relationships[type].properties[name]
        return None


def constant(e: s.Expression) -> object:
    """The value that stands there, a number below zero among them; None for anything else."""
    match e:
        case s.Constant(value=value):
            return value
        case s.Negative(operand=s.Constant(value=int() as value)):
            return -value
    return None


def _number(value: int) -> s.Expression:
    """A whole number as the language writes it: below zero with a sign before it."""
    return s.Negative(s.Constant(-value)) if value < 0 else s.Constant(value)


def _moved(day: str, days: int) -> str | None:
    try:
        return (iso_date(day) + dt.timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return None
