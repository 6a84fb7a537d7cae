"""The codes that a pattern names: needs and their fields, for an index."""

from __future__ import annotations

from routing.pattern import syntax as s
from routing.pattern.plan import pattern_expressions
from routing.wording.logic import NOTHING, constant


def named_codes(pattern: s.Pattern) -> set[str]:
    """The values that a pattern compares `code` and `domain` with, subqueries included."""
    found: set[str] = set()
    patterns = [pattern]
    while patterns:
        here = patterns.pop()
        todo = [*pattern_expressions(here)]
        for path in here.paths:
            for node in path.nodes:
                todo += [s.Comparison((s.Property(s.Constant(None), name), e), ("=",)) for name, e in node.properties]
        while todo:
            e = todo.pop()
            todo += s.children(e)
            if isinstance(e, s.Subquery):
                patterns.append(e.pattern)
            match e:
                case s.Comparison(operands=operands):
                    found |= _values(operands)
                case s.Binary(operator="IN", left=left, right=right):
                    found |= _values((left, right))
    return found


def _values(operands: tuple[s.Expression, ...]) -> set[str]:
    """The texts beside a `code` or `domain`."""
    if not any(isinstance(x, s.Property) and x.name in ("code", "domain") for x in operands):
        return set()
    values = [constant(x) for x in operands]
    flat = [x for value in values if value is not NOTHING for x in (value if isinstance(value, list) else [value])]
    return {x for x in flat if isinstance(x, str)}
