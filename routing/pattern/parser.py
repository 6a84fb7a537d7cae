"""From text to syntax tree. lark reads the grammar; this module builds the tree and words the errors."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from routing.errors import PatternError, printable
from routing.pattern.faults import error_at, refused
from routing.pattern.left_out import LEFT_OUT_WORDS
from routing.pattern.syntax import Expression, Pattern, Query

if TYPE_CHECKING:
    from lark import Lark, Tree

    from routing.pattern.build import Builder

MAX_TEXT = 8_192
"""Characters in one pattern or query."""
MAX_DEPTH = 40
"""Brackets open at the same time."""


@cache
def _grammar() -> Lark:
    from lark import Lark

    text = files("routing.pattern").joinpath("grammar.lark").read_text(encoding="utf-8")
    start = ["query", "pattern_only", "expression_only"]
    return Lark(text, parser="lalr", start=start, propagate_positions=True, maybe_placeholders=True)


def parse_query(text: str) -> Query:
    """Read `MATCH ... WHERE ... RETURN ...`. Raises `PatternError` where it is not well formed."""
    return _builder(text, "match").query(_tree(text, "query", "match"))


def parse_pattern(match: str, where: str | None = None) -> Pattern:
    """Read the two texts of a rule: the paths after MATCH and the expression after WHERE.

    Errors carry `part` (`match` or `where`) and `offset`, so that a caller can find the place in a file.
    """
    paths = _builder(match, "match").paths(_tree(match, "pattern_only", "match").children[0])
    return Pattern(paths, parse_expression(where) if where is not None else None)


def parse_expression(text: str) -> Expression:
    """Read one expression, the text after WHERE."""
    return _builder(text, "where").expression(_tree(text, "expression_only", "where").children[0])


def _builder(text: str, part: str) -> Builder:
    from routing.pattern.build import Builder

    return Builder(text, part)


def _tree(text: str, start: str, part: str) -> Tree[Any]:
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    _guard(text, part)
    try:
        return _grammar().parse(text, start=start)
    except UnexpectedToken as problem:
        if problem.token.type == "$END":
            raise error_at(text, len(text), part, "the text ends too early", _expected(problem.expected)) from None
        raise _unexpected(text, problem.token.start_pos or 0, str(problem.token), part, problem.expected) from None
    except UnexpectedCharacters as problem:
        at = problem.pos_in_stream or 0
        word = "=~" if text.startswith("=~", at) else text[at]
        raise _unexpected(text, at, word, part, problem.allowed or ()) from None
    except UnexpectedEOF:  # pragma: no cover - lark's LALR parser reports `$END` as a token instead
        raise error_at(text, len(text), part, "the text ends too early") from None


def _guard(text: str, part: str) -> None:
    if len(text) > MAX_TEXT:
        raise error_at(text, MAX_TEXT, part, f"the text is longer than {MAX_TEXT} characters")
    depth, quote, escaped = 0, "", False
    for offset, char in enumerate(text):
        if quote:
            if escaped:
                escaped = False
            elif char == "\\" and quote != "`":
                escaped = True
            elif char == quote:
                quote = ""
        elif char in "'\"`":
            quote = char
        elif char in "([{":
            depth += 1
            if depth > MAX_DEPTH:
                raise error_at(text, offset, part, f"more than {MAX_DEPTH} brackets are open at the same time")
        elif char in ")]}":
            depth -= 1


def _unexpected(text: str, at: int, word: str, part: str, expected: Any) -> PatternError:
    """The error for a word that does not fit: what is left out is named, common slips get help."""
    for slip, help in SLIPS.items():
        if text.startswith(slip, at) or (slip == "==" and text[max(at - 1, 0) : at + 1] == slip):
            return error_at(text, at, part, f"unexpected `{slip}`", help)
    first = text.split("(")[0].split()
    if part == "match" and first and first[0].upper() in ("MATCH", "WHERE") and "RETURN" not in text.upper():
        return error_at(text, 0, part, f"unexpected `{first[0]}`", "the keys `match` and `where` say these words")
    if first and first[0].upper() in (*LEFT_OUT_WORDS, "SHORTESTPATH", "ALLSHORTESTPATHS"):
        return refused(text, 0, part, LEFT_OUT_WORDS.get(first[0].upper(), first[0]))
    if word in ("'", '"', "`"):
        return error_at(text, at, part, "this is never closed", f"add a {word} where it ends")
    feature = _left_out(text, at, word)
    if feature is not None:
        return refused(text, at, part, feature)
    in_expression = bool({"_AND", "NULL"} & set(expected))
    if in_expression and _PATH.search(text[:at] + word):
        return refused(text, at, part, "a path as a condition", "write EXISTS { (a)-->(b) }")
    return error_at(text, at, part, f"unexpected `{_shown(word)}`", _expected(expected))


SLIPS = {"==": "write =", "!=": "write <>", "&&": "write AND", "||": "write OR"}
"""Habits from other languages."""

_PATH = re.compile(r"\)\s*<?-\s*(-|\[)[^()]*[(:>\])]*$")
_QUANTIFIED = re.compile(r"\b(all|any|none|single|reduce|filter|extract)\s*\(\s*\w+\s+IN\b", re.IGNORECASE)
_COMPREHENDED = re.compile(r"\[\s*\w+\s+IN\b", re.IGNORECASE)


def _left_out(text: str, at: int, word: str) -> str | None:
    """The name of the openCypher feature that a word begins, where that is one this library leaves out."""
    before = text[:at].rstrip()
    if text[max(at - 1, 0) : at + 1] == "=~":
        return "regular expressions"
    if word == "*":
        return "RETURN *" if before.upper().endswith(("RETURN", "DISTINCT")) else None
    if word == "[":
        return "list index or slice" if before[-1:] in (")", "]", "}", "'", '"') or before[-1:].isalnum() else None
    if word == "|" or word.upper() == "WHERE":
        if _QUANTIFIED.search(before):
            return "list predicates"
        if _COMPREHENDED.search(before):
            return "list comprehensions"
        return "label expressions" if word == "|" else None
    return LEFT_OUT_WORDS.get(word.upper())


READABLE = {
    "NAME": "a name", "QUOTED_NAME": None, "INTEGER": "a number", "FLOAT": None, "STRING": "a string", "LPAR": "`(`",
    "RPAR": "`)`", "LSQB": "`[`", "RSQB": "`]`", "LBRACE": "`{`", "RBRACE": "`}`", "COLON": "`:`", "COMMA": "`,`",
    "MINUS": "`-`", "EQUAL": "`=`", "_MATCH": "MATCH", "_RETURN": "RETURN", "_WHERE": "WHERE", "DOT": "`.`",
}  # fmt: skip


def _expected(names: Any) -> str | None:
    words = sorted({word for name in names if (word := READABLE.get(str(name)))})
    return f"expected {' or '.join(words)}" if 0 < len(words) <= 6 else None


def _shown(word: str) -> str:
    clean = printable(word)
    return clean if len(clean) <= 40 else clean[:37] + "..."
