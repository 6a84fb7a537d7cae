"""The conditions of a rule taken apart: each part of its WHERE, and each entry of its inline maps."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from routing.pattern import syntax as s
from routing.pattern.plan import conjuncts
from routing.rulebook import Rule


@dataclass(frozen=True, eq=False)
class Condition:
    """One condition, and its text as it is written."""

    expression: s.Expression
    text: str


def conditions(rule: Rule) -> tuple[s.Pattern, list[Condition]]:
    """The paths of a rule without conditions, and its conditions, those of inline maps first.

    An inline map of a node without a name stays where it is.
    """
    found: list[Condition] = []
    paths = []
    for path in rule.pattern.paths:
        nodes = []
        for node in path.nodes:
            if node.variable is not None:
                for key, value in node.properties:
                    equal = s.Comparison((s.Property(s.Variable(node.variable), key), value), ("=",), at=value.at)
                    found.append(Condition(equal, f"{node.variable}.{key} = {written(rule, value)}"))
                node = dataclasses.replace(node, properties=())
            nodes.append(node)
        paths.append(dataclasses.replace(path, nodes=tuple(nodes)))
    found += [Condition(part, written(rule, part)) for part in conjuncts(rule.pattern.where)]
    return dataclasses.replace(rule.pattern, paths=tuple(paths), where=None), found


def written(rule: Rule, part: s.Expression) -> str:
    """The text of a part of a rule, in one line."""
    text = rule.where if part.at.part == "where" else rule.match
    return " ".join((text or "")[part.at.start : part.at.end].split())
