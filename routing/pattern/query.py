"""`query`: MATCH, WHERE, RETURN over any property graph, free of any welfare word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Literal

from routing.pattern import syntax as s
from routing.pattern import values as v
from routing.pattern.check import Checker, check_query
from routing.pattern.compiler import CompiledPattern
from routing.pattern.graph import PropertyGraph, Value
from routing.pattern.parser import parse_query
from routing.pattern.reference import Evaluator, Row


def query(
    graph: PropertyGraph,
    text: str,
    *,
    parameters: Mapping[str, Value] | None = None,
    as_of: dt.date | None = None,
    engine: Literal["compiled", "reference"] = "compiled",
) -> list[dict[str, Value]]:
    """Run a query: one or more MATCH, WHERE, and RETURN [DISTINCT] with the aggregates count, sum, min, max, avg,
    collect. Returns one dict for each row, in no particular order; the keys are the column names.

    `parameters` are the values of `$names`; `as_of` is the day that `days_until` counts from. Raises `PatternError`
    (with `UnsupportedFeature` for what the language leaves out).

    >>> g = PropertyGraph()
    >>> _ = g.add_node("n1", labels={"A"}, properties={"name": "x"})
    >>> query(g, "MATCH (a:A) RETURN a.name AS name, count(*)")
    [{'name': 'x', 'count(*)': 1}]
    """
    given = dict(parameters or {})
    compiled = _compile(text, frozenset(given))
    evaluator = Evaluator(graph, as_of, given)
    rows: Iterable[Row] = [{}]
    if engine == "reference":
        for match in compiled.query.matches:
            rows = [found for row in rows for found in evaluator.pattern(match, row)]
    else:
        for step in compiled.steps:
            rows = [found for row in rows for found in _extend(step, row, graph, as_of, given)]
    return _project(compiled.query, list(rows), evaluator)


class _Compiled:
    def __init__(self, text: str, parameters: frozenset[str]) -> None:
        self.query = parse_query(text)
        check_query(self.query, parameters)
        self.steps = []
        scope: dict[str, object] = {}
        for match in self.query.matches:
            given = list(scope)
            scope = dict(Checker(None, parameters).pattern(match, scope))  # type: ignore[arg-type]
            self.steps.append(CompiledPattern(match, None, scope, given))  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def _compile(text: str, parameters: frozenset[str]) -> _Compiled:
    return _Compiled(text, parameters)


def _extend(
    step: CompiledPattern, row: Row, graph: PropertyGraph, as_of: dt.date | None, parameters: Mapping[str, Value]
) -> Iterable[Row]:
    given = tuple(row[name] for name in step.given)
    for found in step.rows(graph, given, as_of=as_of, parameters=parameters):
        yield {**row, **dict(zip(step.variables, found, strict=True))}


def _project(query: s.Query, rows: list[Row], evaluator: Evaluator) -> list[dict[str, Value]]:
    summing = [_aggregates(column.expression) for column in query.columns]
    if not any(summing):
        result = [{c.name: _shown(evaluator.value(c.expression, row)) for c in query.columns} for row in rows]
    else:
        result = _grouped(query, rows, evaluator, summing)
    if query.distinct:
        result = list({tuple(v.key(x) for x in row.values()): row for row in reversed(result)}.values())[::-1]
    return result


def _grouped(
    query: s.Query, rows: list[Row], evaluator: Evaluator, summing: list[list[s.Call]]
) -> list[dict[str, Value]]:
    """One row for each combination of the columns without aggregates; one in all where there are none."""
    keys = [c.expression for c, calls in zip(query.columns, summing, strict=True) if not calls]
    groups: dict[tuple[object, ...], list[Row]] = {} if keys else {(): []}
    for row in rows:
        groups.setdefault(tuple(v.key(evaluator.value(k, row)) for k in keys), []).append(row)
    result = []
    for members in groups.values():
        summed = {id(call): _sum_up(call, members, evaluator) for calls in summing for call in calls}
        example = members[0] if members else {}
        result.append({c.name: _shown(_value(c.expression, example, summed, evaluator)) for c in query.columns})
    return result


def _shown(value: Value) -> Value:
    """A value as it is given back: what a path of variable length took is a list, like any other."""
    return [_shown(item) for item in value] if v.is_list(value) else value


def _aggregates(e: s.Expression) -> list[s.Call]:
    if isinstance(e, s.Call) and e.name.lower() in v.AGGREGATES:
        return [e]
    return [call for child in s.children(e) for call in _aggregates(child)]


def _sum_up(call: s.Call, rows: list[Row], evaluator: Evaluator) -> Value:
    if call.star:
        return len(rows)
    return v.aggregate(call.name.lower(), [evaluator.value(call.arguments[0], row) for row in rows], call.distinct)


def _value(e: s.Expression, row: Row, summed: Mapping[int, Value], evaluator: Evaluator) -> Value:
    """The value of a column, with its aggregates already summed up."""
    if not summed.keys() & {id(call) for call in _aggregates(e)}:
        return evaluator.value(e, row)
    return evaluator.value(_replaced(e, lambda call: s.Constant(summed[id(call)])), row)


def _replaced(e: s.Expression, put: Callable[[s.Call], s.Constant]) -> s.Expression:
    """The expression with each aggregate replaced by its value."""
    import dataclasses

    if isinstance(e, s.Call) and e.name.lower() in v.AGGREGATES:
        return put(e)
    changes = {}
    for f in dataclasses.fields(e):
        part = getattr(e, f.name)
        if isinstance(part, tuple):
            changes[f.name] = tuple(_replaced(p, put) if isinstance(p, s.Located) else p for p in part)  # type: ignore[arg-type]
        elif isinstance(part, s.Located):
            changes[f.name] = _replaced(part, put)  # type: ignore[arg-type,assignment]
    return dataclasses.replace(e, **changes)  # type: ignore[arg-type]
