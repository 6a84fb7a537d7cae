"""Subqueries: what `EXISTS`, `COUNT` and `VALUE` find in a universe.

In a universe that is not whole there may be more to find outside it: then a subquery has its value at least, and an
unknown rest. For a subquery that decides whether a rule fires the witnesses are in it (`Asked.demand`), as many as
`routing.quality.solver.sizes` counts; so there the rest is nothing, or there is enough without it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from routing.pattern import syntax as s
from routing.pattern.plan import mentioned
from routing.pattern.types import Scope
from routing.quality.solver.answers import NotModelled
from routing.quality.solver.comparing import same_value
from routing.quality.solver.edges import INVOLVED
from routing.quality.solver.logic import Amount, Formula, either, every, how_many, implies, no, some, total
from routing.quality.solver.matching import Env, Row, rows
from routing.quality.solver.properties import never_negative
from routing.quality.solver.shapes import Shape, free
from routing.quality.solver.universe import WIDEST
from routing.quality.solver.values import NULL, Number, Truth, Value, is_null

if TYPE_CHECKING:
    from routing.quality.solver.scene import Scene


@dataclass(frozen=True)
class Asked:
    """The value of a subquery for one binding of what is around it. `demand` says that the witnesses are in sight, of
    a subquery that is so many deep."""

    value: Value
    demand: Callable[[int], Formula]


def key_of(e: s.Expression, env: Env, scope: Scope) -> Hashable:
    """Equal for expressions that say the same of the same nodes, whatever their variables are called."""
    return _form(e, {name: env[name] for name in sorted(free(e, scope))})


def _form(part: Any, names: dict[str, Any]) -> Hashable:
    if isinstance(part, tuple):
        return tuple(_form(item, names) for item in part)
    if not isinstance(part, s.Located):
        return (type(part).__name__, part)
    values = {f.name: getattr(part, f.name) for f in fields(part) if f.name != "at"}
    called = "name" if isinstance(part, s.Variable) else "variable" if "variable" in values else None
    name = values.pop(called, None) if called else None
    known = names.setdefault(name, len(names)) if name is not None else None
    return (type(part).__name__, known, *(_form(value, names) for value in values.values()))


def ask(scene: Scene, e: s.Subquery, env: Env, scope: Scope) -> Asked:
    """Find what a subquery finds."""
    shape = scene.shapes.of(e.pattern, scope)
    found = list(rows(scene, shape, env))
    beyond = not scene.universe.whole and not _in_sight(shape) and scene.findings.derivable(shape)
    if e.kind == "EXISTS":
        return _exists(scene, found, shape, beyond)
    if e.kind == "COUNT":
        return _count(scene, e, found, shape, beyond)
    assert isinstance(e.returns, s.Call)
    column = [(row, scene.value(e.returns.arguments[0], row.env, shape.scope)) for row in found]
    if e.returns.name.lower() == "sum":
        return _sum(scene, e, column, shape, beyond)
    return _extreme(scene, column, e.returns.name.lower() == "min", shape, beyond)


def _in_sight(shape: Shape) -> bool:
    """Whether a pattern binds nothing that could be out of sight: only what is bound around it, and the case."""
    steps = [step for path in shape.pattern.paths for step in path.relationships]
    known = all(step.types and step.hops is None and INVOLVED.keys().isdisjoint(step.types) for step in steps)
    return known and all(shape.labels(name) == {"Case"} for name in shape.own)


def _demanded(scene: Scene, row: Row, shape: Shape, level: int) -> Formula:
    return every((row.holds, scene.demand(row, shape, level)))


def _exists(scene: Scene, found: list[Row], shape: Shape, beyond: bool) -> Asked:
    yes = some((*(row.holds for row in found), scene.universe.fresh("beyond") if beyond else False))
    if not beyond and len(found) == 1 and not found[0].found:  # then what it asks in turn decides, also where denied
        return Asked(Truth(yes, no(yes)), lambda level: scene.demand(found[0], shape, level))
    return Asked(
        Truth(yes, no(yes)), lambda level: implies(yes, some(_demanded(scene, row, shape, level) for row in found))
    )


def _count(scene: Scene, e: s.Subquery, found: list[Row], shape: Shape, beyond: bool) -> Asked:
    rest: Amount = scene.universe.amount(0, WIDEST, "rest") if beyond else 0
    column = None if e.returns is None else [scene.value(e.returns, row.env, shape.scope) for row in found]

    def counted(held: list[Formula]) -> Amount:
        return how_many(held if column is None else _distinct(scene, held, column))

    def demand(level: int) -> Formula:
        if not beyond:
            return True
        enough = counted([_demanded(scene, row, shape, level) for row in found]) >= scene.witnesses(e)
        return some((rest == 0, enough))

    amount = total((counted([row.holds for row in found]), rest))
    if beyond and e.returns is not None and mentioned(e.returns) <= shape.outer.keys():
        scene.universe.axioms.append(amount <= 1)  # all rows have the same value
    return Asked(Number(False, amount), demand)


def _distinct(scene: Scene, held: list[Formula], column: list[Value]) -> list[Formula]:
    """Of each row, whether it holds and is the first to do so with its value."""
    here = [every((holds, no(is_null(value)))) for holds, value in zip(held, column, strict=True)]
    first = []
    for at, value in enumerate(column):
        for _ in range(at):
            scene.step()
        before = [every((here[i], same_value(column[i], value))) for i in range(at)]
        first.append(every((here[at], no(some(before)))))
    return first


def _numbers(column: list[tuple[Row, Value]]) -> list[tuple[Formula, Amount, Row]]:
    found = []
    for row, value in column:
        if value is not None and not isinstance(value, Number):
            raise NotModelled("VALUE of what is no number")
        if value is not None:
            found.append((every((row.holds, no(value.null))), value.amount, row))
    return found


def _sum(scene: Scene, e: s.Subquery, column: list[tuple[Row, Value]], shape: Shape, beyond: bool) -> Asked:
    found = _numbers(column)
    for _, amount, _ in found:
        scene.follows("+", Number(False, amount), NULL)
    if isinstance(e.returns, s.Call) and e.returns.distinct:
        first = _distinct(scene, [row.holds for row, _ in column], [value for _, value in column])
        known = [held for held, (_, value) in zip(first, column, strict=True) if value is not None]
        found = [(held, amount, row) for held, (_, amount, row) in zip(known, found, strict=True)]
    least = 0 if _never_negative(e.returns, shape) else -WIDEST
    rest: Amount = scene.universe.amount(least, WIDEST, "rest") if beyond else 0

    def demand(level: int) -> Formula:
        if not beyond:
            return True
        enough = [every((held, scene.demand(row, shape, level))) for held, _, row in found]
        return some((rest == 0, how_many(enough) >= scene.witnesses(e)))

    amounts = [either(held, amount, 0) for held, amount, _ in found]
    return Asked(Number(False, total((*amounts, rest))), demand)


def _never_negative(call: s.Expression | None, shape: Shape) -> bool:
    """Whether what is summed up is a property that is never negative."""
    match call:
        case s.Call(arguments=(s.Property(subject=s.Variable(name=name), name=summed),)):
            labels = shape.scope[name].labels or frozenset()
            return bool(labels) and all(never_negative(label, summed) for label in labels)
    return False


def _extreme(scene: Scene, column: list[tuple[Row, Value]], least: bool, shape: Shape, beyond: bool) -> Asked:
    """The least or greatest of some numbers: a number that none is beyond, and that is one of them."""
    found = _numbers(column)
    universe = scene.universe
    if not found and not beyond:
        return Asked(NULL, lambda level: True)
    if any(not isinstance(amount, int) and not amount.is_int() for _, amount, _ in found):
        result = universe.real("extreme")
    else:
        result = universe.amount(-WIDEST, WIDEST, "extreme")
    outside = universe.fresh("beyond") if beyond else False
    known = some((*(held for held, _, _ in found), outside))
    for held, amount, _ in found:
        universe.axioms.append(implies(held, result <= amount if least else result >= amount))
    one_of = some((*(every((held, result == amount)) for held, amount, _ in found), outside))
    universe.axioms.append(implies(known, one_of))

    def demand(level: int) -> Formula:
        seen = [every((held, result == amount, scene.demand(row, shape, level))) for held, amount, row in found]
        return implies(known, some(seen))

    return Asked(Number(no(known), result), demand)
