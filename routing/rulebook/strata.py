"""Strata: the order in which rules run, so that what is counted or denied is complete before it is read.

A rule that reads a finding runs after, or together with, the rules that derive it. One that reads it in a subquery
must run strictly after. Rules that depend on one another run together until nothing new follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.rulebook.effects import FindingEffect
from routing.rulebook.reads import ANY, Reads
from routing.rulebook.rule import Rule

Strata = tuple[tuple[Rule, ...], ...]


class NegativeCycle(Exception):
    """Rules that deny or count a finding which in turn follows from them. `rules` is the cycle, in order."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        super().__init__(" -> ".join(rule.id for rule in rules))
        self.rules = tuple(rules)


def derived_kinds(rule: Rule) -> frozenset[str]:
    """The kinds of findings a rule derives."""
    return frozenset(effect.kind for effect in rule.effects if isinstance(effect, FindingEffect))


def stratify(rules: Sequence[Rule], reads: Sequence[Reads]) -> Strata:
    """The rules in strata, lowest first. `reads` is what each of them reads. Raises `NegativeCycle`.

    Rules that depend on nothing but lower strata share one; a group that depends on itself has its own.
    """
    graph = _Dependencies(rules, reads)
    groups = _components(graph.after)
    level = [0] * len(graph.after)  # by node
    strata: dict[tuple[int, tuple[str, str]], list[Rule]] = {}
    for group in groups:
        members = set(group)
        looping = len(group) > 1
        if looping:
            _refuse_negative(graph, group, members)
        height = max((level[node] for node in group), default=0)
        for node in group:
            level[node] = height
        for node in group:
            for later in graph.after[node]:
                if later not in members:
                    level[later] = max(level[later], height + 1)
        found = [rules[node] for node in group if node < len(rules)]
        if found:
            name = min(_order(rule) for rule in found) if looping else ("", "")
            strata.setdefault((height, name), []).extend(found)
    return tuple(tuple(sorted(strata[key], key=_order)) for key in sorted(strata))


def _order(rule: Rule) -> tuple[str, str]:
    return rule.id, rule.start.isoformat() if rule.start else ""


class _Dependencies:
    """A graph of rules (0 to n-1) and finding kinds: a rule leads to what it derives, a kind to its readers."""

    def __init__(self, rules: Sequence[Rule], reads: Sequence[Reads]) -> None:
        self.rules = rules
        self.reads = reads
        kinds = {kind for rule in rules for kind in derived_kinds(rule)}
        names = sorted({*kinds, ANY}) if kinds else []
        self.kinds = {kind: len(rules) + at for at, kind in enumerate(names)}
        self.after: list[list[int]] = [[] for _ in range(len(rules) + len(names))]
        for node, (rule, read) in enumerate(zip(rules, reads, strict=True)):
            derived = derived_kinds(rule)
            self.after[node] = sorted(self.kinds[kind] for kind in derived | ({ANY} if derived else set()))
            for kind in read.all & self.kinds.keys():  # a kind that no rule derives holds nobody back
                self.after[self.kinds[kind]].append(node)


def _refuse_negative(graph: _Dependencies, group: Iterable[int], members: set[int]) -> None:
    for node in sorted(group):
        if node >= len(graph.rules):
            continue
        for kind in sorted(graph.reads[node].closed & graph.kinds.keys()):
            if graph.kinds[kind] in members:
                cycle = _way(graph, node, graph.kinds[kind], members)
                raise NegativeCycle([graph.rules[n] for n in cycle if n < len(graph.rules)])


def _way(graph: _Dependencies, start: int, goal: int, members: set[int]) -> list[int]:
    """The shortest way from one node of a cycle to another."""
    came: dict[int, int | None] = {start: None}
    waiting = [start]
    for node in waiting:
        for later in graph.after[node]:
            if later in members and later not in came:
                came[later] = node
                waiting.append(later)
    way = [goal]
    while (before := came[way[-1]]) is not None:
        way.append(before)
    return way[::-1]


def _components(after: Sequence[Sequence[int]]) -> list[list[int]]:
    """The strongly connected components, each after those it depends on (Tarjan 1972, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    open_nodes: set[int] = set()
    found: list[list[int]] = []
    for root in range(len(after)):
        work = [(root, 0)] if root not in index else []
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                open_nodes.add(node)
            elif after[node][at - 1] in open_nodes:
                low[node] = min(low[node], low[after[node][at - 1]])
            for next_at in range(at, len(after[node])):
                later = after[node][next_at]
                if later not in index:
                    work += [(node, next_at + 1), (later, 0)]
                    break
                if later in open_nodes:
                    low[node] = min(low[node], index[later])
            else:
                if low[node] == index[node]:
                    cut = stack.index(node)
                    found.append(stack[cut:])
                    open_nodes.difference_update(stack[cut:])
                    del stack[cut:]
    return found[::-1]
