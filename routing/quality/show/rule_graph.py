"""The rules of a pack that are joined by findings: who makes what, and who reads it, in the order of evaluation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routing.drawing.layout import lay_out
from routing.drawing.shapes import Box, Line, Picture
from routing.drawing.text import wrapped
from routing.quality.show.dossier import PackSheet
from routing.wording.words import Language

MOST_STEPS = 5_000
"""How often the lines of a graph may go from one column to the next. The largest shipped pack has under 100."""


@dataclass(frozen=True)
class RuleGraph:
    """`rules` and `findings` with the column each stands in; `lines` lead from a rule to what it makes, and from a
    finding to who reads it."""

    rules: dict[str, int]
    findings: dict[str, int]
    lines: tuple[tuple[str, str], ...]

    @property
    def empty(self) -> bool:
        return not self.lines

    @property
    def too_large(self) -> bool:
        """Whether a picture of it would be beyond reading, and slow to make."""
        columns = {rule_key(id): column for id, column in self.rules.items()}
        columns.update({finding_key(kind): column for kind, column in self.findings.items()})
        return sum(max(1, abs(columns[a] - columns[b])) for a, b in self.lines) > MOST_STEPS


def rule_key(id: str) -> str:
    return f"rule {id}"


def finding_key(kind: str) -> str:
    return f"finding {kind}"


def rule_graph(pack: PackSheet) -> RuleGraph:
    """The findings that the shown rules make or read, with all rules of the rulebook at their other ends."""
    lines: dict[tuple[str, str], None] = {}
    for sheet in pack.sheets:
        for kind, readers in sheet.makes.items():
            lines[rule_key(sheet.id), finding_key(kind)] = None
            lines.update({(finding_key(kind), rule_key(id)): None for id in readers})
        for kind, makers in sheet.reads.items():
            lines[finding_key(kind), rule_key(sheet.id)] = None
            lines.update({(rule_key(id), finding_key(kind)): None for id in makers})
    keys = list(dict.fromkeys(key for line in lines for key in line))
    columns = _columns(keys, list(lines), _strata(pack))
    rules = {key.removeprefix("rule "): columns[key] for key in keys if key.startswith("rule ")}
    findings = {key.removeprefix("finding "): columns[key] for key in keys if key.startswith("finding ")}
    return RuleGraph(rules, findings, tuple(lines))


def _strata(pack: PackSheet) -> dict[str, int]:
    """The stratum in which each rule runs, by its key, on the newest day that any rule begins."""
    book = pack.rulebook
    newest = max((rule.start for rule in book.rules if rule.start), default=dt.date.min)
    return {rule_key(rule.id): at for at, stratum in enumerate(book.strata(newest)) for rule in stratum}


def _columns(keys: Sequence[str], lines: Sequence[tuple[str, str]], strata: dict[str, int]) -> dict[str, int]:
    """Rules of one stratum in one column; a finding right of all who make it. Rules that depend on one another share a
    stratum: between them lines lead back."""
    used = sorted({strata.get(key, 0) for key in keys if key.startswith("rule ")})
    place = {stratum: 2 * at for at, stratum in enumerate(used)}
    columns = {key: place[strata.get(key, 0)] for key in keys if key.startswith("rule ")}
    for key in keys:
        if key.startswith("finding "):
            columns[key] = max((columns[start] for start, end in lines if end == key), default=-1) + 1
    least = min(columns.values(), default=0)
    return {key: column - least for key, column in columns.items()}


def graph_picture(
    pack: PackSheet, graph: RuleGraph, language: Language, anchor: Callable[[str], str] | None = None
) -> Picture:
    """The graph as boxes and lines; `anchor` names the place of a rule on the same page, to which its box leads."""
    boxes = []
    for id, column in graph.rules.items():
        shown = pack.shows(id)
        title = wrapped(pack.title(id, language))
        style = "rule" if shown else "foreign also"
        link = anchor(id) if shown and anchor is not None else None
        boxes.append(Box(rule_key(id), (*title, *wrapped(id)), column, style, link, len(title)))
    for kind, column in graph.findings.items():
        boxes.append(Box(finding_key(kind), tuple(wrapped(kind)), column, "finding"))
    return lay_out(boxes, [Line(start, end) for start, end in graph.lines])
