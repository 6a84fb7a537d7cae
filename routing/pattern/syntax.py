"""The syntax tree of patterns, expressions and queries. Closed: every engine handles exactly these classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from routing.pattern.graph import Value


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the parsed text: line and column from 1, and the half-open range of characters.

    `part` names the text where several make one pattern: `match` or `where`.
    """

    line: int = 1
    column: int = 1
    start: int = 0
    end: int = 0
    part: str = "match"


NOWHERE = Position()


@dataclass(frozen=True, slots=True)
class Located:
    """Base of all syntax: where it stands. Positions do not take part in equality."""

    at: Position = field(default=NOWHERE, compare=False, kw_only=True, repr=False)


# Expressions


@dataclass(frozen=True, slots=True)
class Constant(Located):
    value: Value


@dataclass(frozen=True, slots=True)
class ListLiteral(Located):
    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class MapLiteral(Located):
    """Parsed so that an error in it can be told from the feature being left out; always refused."""

    items: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Parameter(Located):
    name: str


@dataclass(frozen=True, slots=True)
class Variable(Located):
    name: str


@dataclass(frozen=True, slots=True)
class Property(Located):
    subject: Expression
    name: str


@dataclass(frozen=True, slots=True)
class HasLabels(Located):
    subject: Expression
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Located):
    """A chain `a < b <= c`: each operator between its neighbours, all joined by AND."""

    operands: tuple[Expression, ...]
    operators: tuple[str, ...]  # = <> < <= > >=


@dataclass(frozen=True, slots=True)
class Logical(Located):
    operator: Literal["AND", "OR", "XOR"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not(Located):
    operand: Expression


@dataclass(frozen=True, slots=True)
class IsNull(Located):
    operand: Expression
    negated: bool


@dataclass(frozen=True, slots=True)
class Binary(Located):
    """`+ - * / %`, `IN`, `STARTS WITH`, `ENDS WITH`, `CONTAINS`; `^` is parsed and refused."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Negative(Located):
    operand: Expression


@dataclass(frozen=True, slots=True)
class Call(Located):
    """A scalar function or an aggregate. `count(*)` has `star`."""

    name: str
    arguments: tuple[Expression, ...]
    distinct: bool = False
    star: bool = False


@dataclass(frozen=True, slots=True)
class Subquery(Located):
    """`EXISTS { }`, `COUNT { }`, `VALUE { }` over a pattern, with the column it returns, if any."""

    kind: Literal["EXISTS", "COUNT", "VALUE"]
    pattern: Pattern
    returns: Expression | None = None
    distinct: bool = False


Expression = (
    Constant
    | ListLiteral
    | MapLiteral
    | Parameter
    | Variable
    | Property
    | HasLabels
    | Comparison
    | Logical
    | Not
    | IsNull
    | Binary
    | Negative
    | Call
    | Subquery
)

# Patterns


@dataclass(frozen=True, slots=True)
class NodePattern(Located):
    variable: str | None = None
    labels: tuple[str, ...] = ()
    properties: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class RelationshipPattern(Located):
    """`direction` is `>` (left to right), `<` or `-` (either). `hops` is (least, most) for variable length."""

    variable: str | None = None
    types: tuple[str, ...] = ()
    direction: Literal[">", "<", "-"] = "-"
    hops: tuple[int, int | None] | None = None
    properties: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True, slots=True)
class Path(Located):
    """Nodes and the relationships between them: one more node than relationships. A `name` is refused."""

    nodes: tuple[NodePattern, ...]
    relationships: tuple[RelationshipPattern, ...]
    name: str | None = None

    @property
    def parts(self) -> tuple[NodePattern | RelationshipPattern, ...]:
        """Its nodes, then its relationships."""
        return (*self.nodes, *self.relationships)


@dataclass(frozen=True, slots=True)
class Pattern(Located):
    """One MATCH: paths that share a set of distinct relationships, and the condition on them."""

    paths: tuple[Path, ...]
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Column(Located):
    expression: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Query(Located):
    matches: tuple[Pattern, ...]
    columns: tuple[Column, ...]
    distinct: bool = False


def children(node: Any) -> tuple[Any, ...]:
    """The direct parts of a checked expression, without the pattern inside a subquery."""
    match node:
        case ListLiteral(items=items):
            return items
        case Property(subject=subject) | HasLabels(subject=subject):
            return (subject,)
        case Comparison(operands=operands) | Logical(operands=operands):
            return operands
        case Not(operand=operand) | IsNull(operand=operand) | Negative(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Call(arguments=arguments):
            return arguments
    return ()


def has_subquery(e: Expression) -> bool:
    """Whether there is a subquery in an expression."""
    return isinstance(e, Subquery) or any(map(has_subquery, children(e)))
