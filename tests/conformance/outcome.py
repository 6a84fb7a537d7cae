"""What becomes of a TCK example: passed, refused, or wrong."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Literal

from routing.errors import PatternError, UnsupportedFeature
from routing.pattern import query

from .create import created
from .gherkin import Example
from .literals import comparable, read_value

Engine = Literal["compiled", "reference"]
Outcome = Literal["passed", "refused", "wrong"]
ENGINES: tuple[Engine, ...] = ("compiled", "reference")

CLAUSE = re.compile(
    r"\b(MATCH|WHERE|RETURN|OPTIONAL|(?<!STARTS )(?<!ENDS )WITH|UNWIND|CREATE|MERGE|SET|DELETE|DETACH|REMOVE|CALL|UNION"
    r"|FOREACH|ORDER|SKIP|LIMIT)\b",
    re.IGNORECASE,
)
STRING = re.compile(r"'(?:[^'\\]|\\.)*'")


def in_subset(example: Example) -> bool:
    """Whether the query is nothing but zero or more MATCH, WHERE and RETURN."""
    clauses = {clause.upper() for clause in CLAUSE.findall(STRING.sub("''", example.query))}
    return clauses <= {"MATCH", "WHERE", "RETURN"}


def answer(example: Example, engine: Engine) -> list[dict[str, Any]]:
    """The rows that an engine returns for the example's query on its graph."""
    parameters = {name: read_value(value) for name, value in example.parameters}
    return query(created(example.created), example.query, parameters=parameters, engine=engine)


def outcome(example: Example, engine: Engine) -> Outcome:
    """How the example ends. Where an error is expected, any error counts but a refusal, which is one of ours."""
    try:
        rows = answer(example, engine)
    except UnsupportedFeature:
        return "refused"
    except PatternError:
        return "passed" if example.expected == "error" else "wrong"
    return "passed" if right(example, rows) else "wrong"


def right(example: Example, rows: list[dict[str, Any]]) -> bool:
    """Whether the rows are the expected ones, columns in the expected order."""
    if example.expected not in ("rows", "ordered rows"):
        return False
    header, *table = example.table or ((),)
    if any(tuple(row) != header for row in rows):
        return False
    found = [tuple(comparable(value) for value in row.values()) for row in rows]
    wanted = [tuple(comparable(read_value(cell)) for cell in line) for line in table]
    return found == wanted if example.expected == "ordered rows" else Counter(found) == Counter(wanted)
