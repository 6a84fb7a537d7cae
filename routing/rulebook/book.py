"""The rulebook: everything that routing needs to know besides the case, checked and frozen."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from routing.calendar import BusinessTime, Calendar
from routing.directory import Directory
from routing.pattern.schema import Schema
from routing.rulebook.consequences import consequences
from routing.rulebook.escalation import Escalation
from routing.rulebook.ladder import Ladder
from routing.rulebook.reads import Reads, reads
from routing.rulebook.rule import Rule
from routing.rulebook.strata import Strata, stratify
from routing.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class Rulebook:
    """A loaded rulebook. Two with the same digest are equal.

    `rules` holds every dated version, sorted by id and start; `tiers` stands highest first; `serves` are the
    municipalities it is for, None for any; `packs` are the ids of the packs it is made of, itself last.
    `escalation` says for each trigger what is asked of the backup team; `ladder` is what the desk does when a case does
    not move, in the `business_time` of the municipality.
    """

    id: str
    version: str
    title: Mapping[str, str]
    rules: tuple[Rule, ...]
    tiers: tuple[str, ...]
    lead_order: tuple[str, ...]
    contested: tuple[tuple[str, ...], ...]
    default_lead: str | None
    serves: frozenset[str] | None
    escalation: Mapping[str, Escalation]
    ladder: Ladder
    vocabulary: Vocabulary = field(repr=False)
    schema: Schema = field(repr=False)
    directory: Directory | None = field(repr=False)
    business_time: BusinessTime = field(repr=False)
    packs: tuple[str, ...]
    digest: str
    _derived: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, name_or_path: str | Path) -> Rulebook:
        """A bundled rulebook by name, or one in a folder (or by the path of its `rulebook.yaml`).

        Raises `RulebookErrors` with every error found, each with file, line and column.
        """
        from routing.rulebook.load import load_rulebook

        return load_rulebook(name_or_path)

    @classmethod
    def parse(
        cls, files: Mapping[str, str | bytes], packs: Mapping[str, Mapping[str, str | bytes]] | None = None
    ) -> Rulebook:
        """A rulebook from texts: file name to content, `rulebook.yaml` among them.

        `packs` are further packs it may extend, by name, before the bundled ones. Raises `RulebookErrors`.
        """
        from routing.rulebook.load import parse_rulebook

        return parse_rulebook(files, packs)

    @property
    def calendar(self) -> Calendar:
        """The days on which the offices are open."""
        return self.business_time.calendar

    def rules_in_force(self, on: dt.date) -> tuple[Rule, ...]:
        """The rules that hold on a day, at most one version of each id, sorted by id."""
        return tuple(rule for rule in self.rules if rule.in_force(on))

    def strata(self, on: dt.date) -> Strata:
        """The rules in force on a day in the order they run, lowest stratum first. The same tuple between changes."""
        points = self.breakpoints
        key = ("strata", bisect_right(points, on))
        if key not in self._derived:
            rules = self.rules_in_force(on)
            # setdefault: threads that come here together get one and the same tuple
            self._derived.setdefault(key, stratify(rules, [self.reads(rule) for rule in rules]))
        strata: Strata = self._derived[key]
        return strata

    @property
    def breakpoints(self) -> list[dt.date]:
        """The days on which the set of rules in force changes, sorted."""
        if "breakpoints" not in self._derived:
            days = {day for rule in self.rules for day in (rule.start, rule.until) if day is not None}
            self._derived["breakpoints"] = sorted(days)
        points: list[dt.date] = self._derived["breakpoints"]
        return points

    def reads(self, rule: Rule) -> Reads:
        """The finding kinds that the pattern of a rule reads."""
        key = ("reads", rule.id, rule.start)
        if key not in self._derived:
            self._derived[key] = reads(rule.pattern, self.schema)
        found: Reads = self._derived[key]
        return found

    def could_add(self, rule_id: str) -> tuple[str, ...]:
        """What the firing of a rule could add to a decision, directly or through its findings.

        Sorted, out of: duty, escalation, exclusion, finding, immediate, inform, lead, owner, share, support.
        """
        if "could_add" not in self._derived:
            self._derived["could_add"] = consequences(self.rules, [self.reads(rule) for rule in self.rules])
        found: tuple[str, ...] = self._derived["could_add"].get(rule_id, ())
        return found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rulebook) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_derived": {}}
