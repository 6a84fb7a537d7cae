"""Writes patterns as text, with no parenthesis that is not needed, so that reading it back checks precedence too."""

from __future__ import annotations

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
    NodePattern,
    Not,
    Path,
    Pattern,
    Property,
    RelationshipPattern,
    Subquery,
    Variable,
)

# How tightly each construct binds; a part that binds less tightly than its place asks for is put in parentheses.
OR, XOR, AND, NOT, COMPARISON, PREDICATE, SUM, PRODUCT, UNARY, POSTFIX, ATOM = range(11)
LOGICAL = {"OR": OR, "XOR": XOR, "AND": AND}
ARITHMETIC = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT}


def to_text(pattern: Pattern) -> str:
    """The pattern, as it stands behind MATCH."""
    paths = ", ".join(path_text(path) for path in pattern.paths)
    return f"{paths} WHERE {expression_text(pattern.where)}" if pattern.where is not None else paths


def path_text(path: Path) -> str:
    parts = [node_text(path.nodes[0])]
    for relationship, node in zip(path.relationships, path.nodes[1:], strict=True):
        parts += [relationship_text(relationship), node_text(node)]
    return "".join(parts)


def map_text(properties: tuple[tuple[str, Expression], ...], before: str) -> str:
    pairs = ", ".join(f"{name}: {expression_text(value)}" for name, value in properties)
    return f"{before}{{{pairs}}}" if pairs else ""


def node_text(node: NodePattern) -> str:
    head = (node.variable or "") + "".join(f":{label}" for label in node.labels)
    return f"({head}{map_text(node.properties, ' ' if head else '')})"


def relationship_text(relationship: RelationshipPattern) -> str:
    types = f":{'|'.join(relationship.types)}" if relationship.types else ""
    hops = ""
    if relationship.hops is not None:
        least, most = relationship.hops
        hops = f"*{least}" if least == most else f"*..{most}" if least == 1 else f"*{least}..{most}"
    head = f"{relationship.variable or ''}{types}{hops}"
    detail = f"{head}{map_text(relationship.properties, ' ' if head else '')}"
    left, right = {">": ("-", "->"), "<": ("<-", "-"), "-": ("-", "-")}[relationship.direction]
    return f"{left}[{detail}]{right}" if detail else left + right


def expression_text(expression: Expression, least: int = OR) -> str:
    """The expression, in parentheses where it binds less tightly than `least`."""
    level, text = expression_parts(expression)
    return text if level >= least else f"({text})"


def expression_parts(expression: Expression) -> tuple[int, str]:
    match expression:
        case Logical(operator=operator, operands=operands):
            level = LOGICAL[operator]
            return level, f" {operator} ".join(expression_text(o, level + 1) for o in operands)
        case Not(operand=operand):
            return NOT, f"NOT {expression_text(operand, NOT)}"
        case Comparison(operands=operands, operators=operators):
            parts = [expression_text(operands[0], PREDICATE)]
            for operator, operand in zip(operators, operands[1:], strict=True):
                parts += [operator, expression_text(operand, PREDICATE)]
            return COMPARISON, " ".join(parts)
        case IsNull(operand=operand, negated=negated):
            return PREDICATE, f"{expression_text(operand, PREDICATE)} IS {'NOT ' if negated else ''}NULL"
        case Binary(operator=operator, left=left, right=right):
            level = ARITHMETIC.get(operator, PREDICATE)
            after = level + 1
            return level, f"{expression_text(left, level)} {operator} {expression_text(right, after)}"
        case Negative(operand=operand):
            return UNARY, f"-{expression_text(operand, UNARY)}"
        case Property(subject=subject, name=name):
            return POSTFIX, f"{expression_text(subject, POSTFIX)}.{name}"
        case HasLabels(subject=subject, labels=labels):
            return POSTFIX, expression_text(subject, POSTFIX) + "".join(f":{label}" for label in labels)
    return ATOM, atom_text(expression)


def atom_text(expression: Expression) -> str:
    match expression:
        case Constant(value=value):
            return literal_text(value)
        case Variable(name=name):
            return name
        case ListLiteral(items=items):
            return f"[{', '.join(expression_text(item) for item in items)}]"
        case Call(name=name, arguments=arguments, distinct=distinct, star=star):
            inner = "*" if star else ", ".join(expression_text(argument) for argument in arguments)
            return f"{name}({'DISTINCT ' if distinct else ''}{inner})"
        case Subquery(kind=kind, pattern=pattern, returns=returns, distinct=distinct):
            column = f" RETURN {'DISTINCT ' if distinct else ''}{expression_text(returns)}" if returns else ""
            return f"{kind} {{ {to_text(pattern)}{column} }}"
    raise TypeError(f"the generator makes no {type(expression).__name__}")


def literal_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    return repr(value)
