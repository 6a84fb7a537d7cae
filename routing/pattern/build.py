"""Builds the syntax tree from lark's parse tree."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, Tree

from routing.errors import PatternError
from routing.pattern import syntax as s
from routing.pattern.faults import error

MAX_NESTING = 64
"""Levels of one expression."""
SUBQUERY_LEVELS = 8
"""Levels that a subquery counts as: each is checked and compiled within those around it."""
MAX_ELEMENTS = 16
"""Relationships, and paths, in one MATCH; subqueries count on their own."""
MAX_HOPS = 8
MAX_INTEGER = 2**63 - 1

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)


class Builder:
    """Builds one text. `part` is `match` or `where`."""

    def __init__(self, text: str, part: str) -> None:
        self.text = text
        self.part = part
        self.depth = 0

    def at(self, node: Any) -> s.Position:
        meta: Any = node if isinstance(node, Token) else node.meta
        return s.Position(meta.line, meta.column, meta.start_pos, meta.end_pos, self.part)

    def error(self, node: Any, message: str, help: str | None = None) -> PatternError:
        return error(self.at(node), message, help)

    # queries and patterns

    def query(self, tree: Any) -> s.Query:
        *matches, returns = tree.children
        distinct, *columns = returns.children
        return s.Query(
            tuple(self.match_clause(m) for m in matches),
            tuple(self.column(c) for c in columns),
            distinct is not None,
            at=self.at(tree),
        )

    def match_clause(self, tree: Any) -> s.Pattern:
        paths, where = tree.children
        condition = self.expression(where.children[0]) if where is not None else None
        return s.Pattern(self.paths(paths), condition, at=self.at(tree))

    def column(self, tree: Any) -> s.Column:
        expression, alias = tree.children
        built = self.expression(expression)
        text = self.text[tree.meta.start_pos : tree.meta.end_pos].strip()
        return s.Column(built, self.name(alias) if alias is not None else text, at=self.at(tree))

    def paths(self, tree: Any) -> tuple[s.Path, ...]:
        paths = tuple(self.path(p) for p in tree.children)
        if len(paths) + sum(len(p.relationships) for p in paths) > MAX_ELEMENTS:
            raise self.error(
                tree,
                f"a pattern has at most {MAX_ELEMENTS} paths and relationships",
                "split the rule: derive a finding first",
            )
        return paths

    def path(self, tree: Any) -> s.Path:
        name, *elements = tree.children
        return s.Path(
            tuple(self.node(n) for n in elements[::2]),
            tuple(self.relationship(r) for r in elements[1::2]),
            self.name(name) if name is not None else None,
            at=self.at(tree),
        )

    def node(self, tree: Any) -> s.NodePattern:
        name, labels, properties = tree.children
        return s.NodePattern(
            self.name(name) if name is not None else None,
            tuple(self.name(n) for n in labels.children) if labels is not None else (),
            self.properties(properties),
            at=self.at(tree),
        )

    def relationship(self, tree: Any) -> s.RelationshipPattern:
        left, detail, right = tree.children
        name, types, hops, properties = detail.children if detail is not None else (None,) * 4
        arrows = (left is not None, right is not None)
        return s.RelationshipPattern(
            self.name(name) if name is not None else None,
            tuple(dict.fromkeys(self.name(n) for n in types.children)) if types is not None else (),
            ">" if arrows == (False, True) else "<" if arrows == (True, False) else "-",
            self.hops(hops) if hops is not None else None,
            self.properties(properties),
            at=self.at(tree),
        )

    def hops(self, tree: Any) -> tuple[int, int | None]:
        least, most = 1, None
        if len(tree.children) == 1 and isinstance(tree.children[0], Token):
            least = most = self.integer(tree.children[0])
        for part in tree.children:
            if isinstance(part, Tree):
                number = self.integer(part.children[0])
                least, most = (number, most) if part.data == "least" else (least, number)
        if most is not None and (most > MAX_HOPS or least > most):
            raise self.error(tree, f"a path length runs from 0 to at most {MAX_HOPS}, the least first")
        return least, most

    def properties(self, tree: Any) -> tuple[tuple[str, s.Expression], ...]:
        if tree is None:
            return ()
        if tree.data == "parameter":
            raise self.error(tree, "a parameter cannot stand for all properties", "name them: {age: $age}")
        return self.pairs(tree)

    def pairs(self, tree: Any) -> tuple[tuple[str, s.Expression], ...]:
        pairs: dict[str, s.Expression] = {}
        for pair in tree.children:
            if pair is not None:
                key = self.name(pair.children[0])
                if key in pairs:
                    raise self.error(pair, f"`{key}` is given twice")
                pairs[key] = self.expression(pair.children[1])
        return tuple(pairs.items())

    # expressions

    def expression(self, tree: Any) -> s.Expression:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.error(tree, f"the expression is nested more than {MAX_NESTING} levels deep")
        built: s.Expression = getattr(self, f"_{tree.data}")(tree, tree.children, self.at(tree))
        self.depth -= 1
        return built

    def chain(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        """`a op b op c`, taken from the left."""
        built = self.expression(parts[0])
        if len(parts) // 2 + self.depth > MAX_NESTING:
            raise self.error(tree, f"the expression is nested more than {MAX_NESTING} levels deep")
        for operator, operand in zip(parts[1::2], parts[2::2], strict=True):
            built = s.Binary(str(operator.children[0]), built, self.expression(operand), at=at)
        return built

    def _logical_or(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Logical("OR", tuple(self.expression(p) for p in parts), at=at)

    def _logical_xor(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Logical("XOR", tuple(self.expression(p) for p in parts), at=at)

    def _logical_and(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Logical("AND", tuple(self.expression(p) for p in parts), at=at)

    def _negation(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        if len(parts) + self.depth > MAX_NESTING:
            raise self.error(tree, f"the expression is nested more than {MAX_NESTING} levels deep")
        built = self.expression(parts[-1])
        for _ in parts[:-1]:
            built = s.Not(built, at=at)
        return built

    def _comparison(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        operators = tuple(str(o.children[0]) for o in parts[1::2])
        return s.Comparison(tuple(self.expression(p) for p in parts[::2]), operators, at=at)

    def _sum(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        return self.chain(tree, parts, at)

    def _product(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        return self.chain(tree, parts, at)

    def _power(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        built = self.expression(parts[0])
        for part in parts[1:]:
            built = s.Binary("^", built, self.expression(part), at=at)
        return built

    def _unary(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        if len(parts) + self.depth > MAX_NESTING:
            raise self.error(tree, f"the expression is nested more than {MAX_NESTING} levels deep")
        built = self.expression(parts[-1])
        for sign in parts[:-1]:
            if str(sign.children[0]) == "-":
                built = s.Negative(built, at=at)
        return built

    def _binary(self, operator: str, parts: Any, at: s.Position) -> s.Expression:
        return s.Binary(operator, self.expression(parts[0]), self.expression(parts[-1]), at=at)

    def _op_in(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return self._binary("IN", parts, at)

    def _op_starts(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return self._binary("STARTS WITH", parts, at)

    def _op_ends(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return self._binary("ENDS WITH", parts, at)

    def _op_contains(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return self._binary("CONTAINS", parts, at)

    def _is_null(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.IsNull(self.expression(parts[0]), False, at=at)

    def _is_not_null(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.IsNull(self.expression(parts[0]), True, at=at)

    def _property(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Property(self.expression(parts[0]), self.name(parts[1]), at=at)

    def _has_labels(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.HasLabels(self.expression(parts[0]), tuple(self.name(n) for n in parts[1].children), at=at)

    def _parenthesised(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return self.expression(parts[0])

    def _variable(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Variable(self.name(parts[0]), at=at)

    def _parameter(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.Parameter(str(parts[0])[1:], at=at)

    def _call(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        name, distinct, *arguments = parts
        built = tuple(self.expression(a) for a in arguments if a is not None)
        return s.Call(self.name(name), built, distinct is not None, at=at)

    def _count_star(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        if self.name(parts[0]).lower() != "count":
            raise self.error(tree, f"`{self.name(parts[0])}(*)`: only count takes a star")
        return s.Call("count", (), star=True, at=at)

    def _list(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.ListLiteral(tuple(self.expression(p) for p in parts if p is not None), at=at)

    def _map(self, tree: Any, parts: Any, at: s.Position) -> s.Expression:
        return s.MapLiteral(self.pairs(tree), at=at)

    def _subquery(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        kind, paths, where, returns = parts
        self.depth += SUBQUERY_LEVELS - 1
        condition = self.expression(where.children[0]) if where is not None else None
        distinct, column = returns.children if returns is not None else (None, None)
        built = s.Subquery(
            str(kind).upper(),  # type: ignore[arg-type]  # the grammar admits exactly the three words
            s.Pattern(self.paths(paths), condition, at=at),
            self.expression(column) if column is not None else None,
            distinct is not None,
            at=at,
        )
        self.depth -= SUBQUERY_LEVELS - 1
        return built

    # leaves

    def _literal(self, _: Any, parts: Any, at: s.Position) -> s.Expression:
        token = parts[0]
        match token.type:
            case "INTEGER":
                return s.Constant(self.integer(token), at=at)
            case "FLOAT":
                return s.Constant(float(token), at=at)
            case "STRING":
                return s.Constant(self.string(token), at=at)
        return s.Constant({"TRUE": True, "FALSE": False, "NULL": None}[token.type], at=at)

    def integer(self, token: Any) -> int:
        text = str(token).lower()
        if len(text) > 40:
            raise self.error(token, "the number does not fit into 64 bits")
        value = int(text, 16 if text.startswith("0x") else 8 if text.startswith("0o") else 10)
        if value > MAX_INTEGER:
            raise self.error(token, "the number does not fit into 64 bits")
        return value

    def string(self, token: Any) -> str:
        def unescape(found: re.Match[str]) -> str:
            body = found.group(1)
            if body[0] not in "uU" or len(body) == 1:
                return _ESCAPES.get(body, body)
            code = int(body[1:], 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self.error(token, "the escape names no character")
            return chr(code)

        return _ESCAPE.sub(unescape, str(token)[1:-1])

    def name(self, tree: Any) -> str:
        token = tree.children[0]
        return str(token)[1:-1] if token.type == "QUOTED_NAME" else str(token)
