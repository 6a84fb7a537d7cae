"""One case in one network: which facts it is told, and the matches that come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from routing.engines.durable.antecedent import Joined, Kind
from routing.engines.durable.facts import Fact, Facts
from routing.engines.durable.joins import weigh
from routing.engines.durable.network import Network
from routing.engines.durable.ruleset import Ruleset
from routing.pattern.budget import charge
from routing.pattern.graph import PropertyGraph
from routing.rulebook.rule import Rule

STEPS = 20
"""What a fact counts for: about ten microseconds, and 10 KB."""


class Way(NamedTuple):
    """A rule and how it is joined. `again`: its matches are judged again when findings have been derived."""

    rule: Rule
    pattern: Joined
    again: bool


@dataclass
class Shard:
    """Rules of a stratum that are joined together."""

    network: Network
    ways: list[Way]

    @cached_property
    def ruleset(self) -> Ruleset:
        """The rules in durable_rules, made when a case first needs them."""
        return Ruleset(self.network.definition())


Match = tuple[Way, list[Fact]]


@dataclass
class Session:
    """A case in a shard. What no rule can use in this case is not told."""

    shard: Shard
    _facts: Facts = field(init=False)
    _told: dict[Kind, int] = field(default_factory=dict)
    _by_id: dict[str, Fact] = field(default_factory=dict)
    _again: list[Match] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._facts = Facts(self.shard.network)

    def matches(self, graph: PropertyGraph, budget: list[int]) -> Iterator[Match]:
        """The matches that the graph has more than last time, and those to be judged again."""
        yield from list(self._again)
        self._facts.read(graph)
        facts = self._facts.of
        usable = [[kind for kind, _ in shape] for shape in self.shard.network.shapes]
        wanted = dict.fromkeys(kind for kinds in usable if all(facts[kind] for kind in kinds) for kind in kinds)
        new = [(kind, fact) for kind in wanted for fact in facts[kind][self._told.get(kind, 0) :]]
        if new:
            charge(budget, STEPS * len(new))
            weigh(self.shard.network, facts, budget)
        for kind, fact in new:
            self._told[kind] = self._told.get(kind, 0) + 1
            yield from self._tell(fact)

    def _tell(self, fact: Fact) -> Iterator[Match]:
        id = f"f{len(self._by_id)}"
        self._by_id[id] = fact
        for name, matched in self.shard.ruleset.tell({"id": id, **fact.fields}):
            way = self.shard.ways[int(name[1:])]
            match = way, [self._by_id[matched[f"p{at}"]["id"]] for at in range(len(way.pattern.antecedents))]
            if way.again:
                self._again.append(match)
            yield match

    def finish(self) -> None:
        """End a case that all has been told of."""
        if self._told:
            self.shard.ruleset.finish()

    def forget(self) -> None:
        """Drop the case, whatever has become of it."""
        if self._told:
            self.shard.ruleset.forget()
