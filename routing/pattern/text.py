"""From syntax tree back to text: `parse_expression(expression_text(e)) == e`, and so for the paths of a pattern.

Brackets stand only where the tree needs them, names are quoted only where the grammar would read them otherwise. A
number below zero, which no parsed tree holds as a constant, is written with its sign and read back as `Negative`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from routing.pattern import syntax as s
from routing.pattern.graph import Value

OR, XOR, AND, NOT, COMPARISON, PREDICATE, SUM, PRODUCT, POWER, UNARY, POSTFIX, ATOM = range(12)
"""How tightly the forms of an expression bind, the loosest first: the levels of the grammar."""

_LOGICAL = {"OR": OR, "XOR": XOR, "AND": AND}
_BINARY = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT, "^": POWER}
_JOINING = ("AND", "OR", "XOR", "NOT", "IN", "IS", "STARTS", "ENDS", "WITH", "CONTAINS", "TRUE", "FALSE", "NULL")
_RESERVED = frozenset((*_JOINING, "MATCH", "WHERE", "RETURN", "AS", "DISTINCT", "EXISTS", "COUNT", "VALUE"))
_NAME = re.compile(r"[^\W\d]\w*")
_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def expression_text(expression: s.Expression) -> str:
    """The text of an expression, as it may stand after WHERE.

    >>> from routing.pattern.parser import parse_expression
    >>> expression_text(parse_expression("not (a.age>=65 or b.age is null)"))
    'NOT (a.age >= 65 OR b.age IS NULL)'
    """
    return _written(expression)[0]


def paths_text(paths: Iterable[s.Path]) -> str:
    """The text of the paths of a pattern, as it may stand after MATCH."""
    return ", ".join(map(_path, paths))


def pattern_text(pattern: s.Pattern) -> str:
    """The paths of a pattern, and `WHERE` with its condition where it has one."""
    condition = "" if pattern.where is None else f" WHERE {expression_text(pattern.where)}"
    return paths_text(pattern.paths) + condition


def node_text(node: s.NodePattern) -> str:
    """The text of one node of a path, with its brackets."""
    head = _variable(node.variable) + _labels(node.labels)
    return f"({_joined(head, _properties(node.properties))})"


def relationship_text(relationship: s.RelationshipPattern) -> str:
    """The text of one relationship of a path, with its arrows."""
    head = _variable(relationship.variable)
    if relationship.types:
        head += ":" + "|".join(map(_name, relationship.types))
    inner = _joined(head + _hops(relationship.hops), _properties(relationship.properties))
    left, right = relationship.direction == "<", relationship.direction == ">"
    return f"{'<' * left}-{f'[{inner}]' if inner else ''}-{'>' * right}"


def _path(path: s.Path) -> str:
    name = "" if path.name is None else f"{_variable(path.name)} = "
    rest = zip(path.relationships, path.nodes[1:], strict=True)
    return name + node_text(path.nodes[0]) + "".join(relationship_text(r) + node_text(n) for r, n in rest)


def _hops(hops: tuple[int, int | None] | None) -> str:
    if hops is None:
        return ""
    least, most = hops
    if most is None:
        return "*" if least == 1 else f"*{least}.."
    return f"*{least}" if least == most else f"*{least}..{most}"


def _joined(head: str, tail: str) -> str:
    return f"{head} {tail}" if head and tail else head + tail


def _properties(pairs: tuple[tuple[str, s.Expression], ...]) -> str:
    return "{" + _pairs(pairs) + "}" if pairs else ""


def _pairs(pairs: tuple[tuple[str, s.Expression], ...]) -> str:
    return ", ".join(f"{_name(key)}: {expression_text(value)}" for key, value in pairs)


def _labels(labels: tuple[str, ...]) -> str:
    return "".join(f":{_name(label)}" for label in labels)


def _name(name: str) -> str:
    """A name where no key word may stand: of a label, a type, a property."""
    return name if _NAME.fullmatch(name) else f"`{name}`"


def _variable(name: str | None) -> str:
    """A name where key words may stand too."""
    if name is None:
        return ""
    return f"`{name}`" if name.upper() in _RESERVED else _name(name)


def _within(expression: s.Expression, level: int) -> str:
    """An expression where the grammar asks for one that binds at least as tightly as `level`."""
    text, own = _written(expression)
    return text if own >= level else f"({text})"


def _items(expressions: Iterable[s.Expression]) -> str:
    return ", ".join(map(expression_text, expressions))


def _written(e: s.Expression) -> tuple[str, int]:
    """The text of an expression, and how tightly it binds."""
    match e:
        case s.Constant(value=value):
            return _constant(value)
        case s.Variable(name=name):
            return _variable(name), ATOM
        case s.Property(subject=subject, name=name):
            return f"{_within(subject, POSTFIX)}.{_name(name)}", POSTFIX
        case s.HasLabels(subject=subject, labels=labels):
            # two label tests in a row would be read as one
            least = ATOM if isinstance(subject, s.HasLabels) else POSTFIX
            return _within(subject, least) + _labels(labels), POSTFIX
        case s.Comparison(operands=operands, operators=operators):
            first, *rest = (_within(operand, PREDICATE) for operand in operands)
            return " ".join([first, *(f"{o} {text}" for o, text in zip(operators, rest, strict=True))]), COMPARISON
        case s.Logical(operator=operator, operands=operands):
            level = _LOGICAL[operator]
            return f" {operator} ".join(_within(operand, level + 1) for operand in operands), level
        case s.Not(operand=operand):
            return f"NOT {_within(operand, NOT)}", NOT
        case s.IsNull(operand=operand, negated=negated):
            return f"{_within(operand, PREDICATE)} IS {'NOT ' * negated}NULL", PREDICATE
        case s.Binary(operator=operator, left=left, right=right):
            level = _BINARY.get(operator, PREDICATE)
            above = SUM if level == PREDICATE else level + 1
            return f"{_within(left, level)} {operator} {_within(right, above)}", level
        case s.Negative(operand=operand):
            return f"-{_within(operand, UNARY)}", UNARY
        case _:
            return _bracketed(e), ATOM


def _bracketed(e: s.ListLiteral | s.MapLiteral | s.Parameter | s.Call | s.Subquery) -> str:
    """The text of the forms that nothing around them can take apart."""
    match e:
        case s.ListLiteral(items=items):
            return f"[{_items(items)}]"
        case s.MapLiteral(items=pairs):
            return "{" + _pairs(pairs) + "}"
        case s.Parameter(name=name):
            return f"${name}"
        case s.Call(name=name, arguments=arguments, distinct=distinct, star=star):
            called = name if name.lower() == "count" else _variable(name)  # no key word without a `{` behind it
            return f"{called}({'*' if star else 'DISTINCT ' * distinct + _items(arguments)})"
        case _:
            column = "" if e.returns is None else f" RETURN {'DISTINCT ' * e.distinct}{expression_text(e.returns)}"
            return f"{e.kind} {{ {pattern_text(e.pattern)}{column} }}"


def _constant(value: Value) -> tuple[str, int]:
    match value:
        case bool() | None:
            return {None: "null", True: "true", False: "false"}[value], ATOM
        case str():
            escaped = (_ESCAPED.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in value)
            return f"'{''.join(escaped)}'", ATOM
    # binds loosely: the point of `1.name` would be read as that of a number
    return repr(value).replace("inf", "1e999"), UNARY
