"""Which of the changed rules account for what changed in a case.

Each changed rule that fires in it is put back as it was, alone, in the new rulebook, and the case is routed again: what
is then no longer different is what that rule accounts for. What no rule undoes alone is tried with all of them.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping

from routing.audit.impact.case import Caused, How
from routing.audit.impact.changes import Change, changes
from routing.case import Case
from routing.decision import Decision
from routing.errors import RoutingError
from routing.quality.diff import RuleChange, rule_changes, setting_changes
from routing.quality.diff.routed import fired_in
from routing.router import Router
from routing.rulebook import Rulebook

MOST_TRIED = 24
"""Changed rules that fire in one case and are put back one by one; of more, all are put back at once."""
KEPT = 32
"""Rulebooks with rules put back that are kept ready."""
OUTSIDE = frozenset(
    {"serves", "packs", "lead_order", "contested", "default_lead", "escalation", "ladder", "calendar", "offices"}
)
"""Settings that the text of a rule does not name: where only these differ, or something was added, an old rule fits the
new rulebook."""


class Causes:
    """Looks for the causes of changes between the decisions of an old rulebook and of a new one."""

    def __init__(self, old: Rulebook | None, new: Rulebook) -> None:
        self._new = new
        self._changed: dict[str, list[RuleChange]] = {}
        self._settings = self._fits = False
        self._routers: OrderedDict[frozenset[str], Router] = OrderedDict()
        if old is not None and old.digest != new.digest:
            for change in rule_changes(old, new):
                if change.decides:
                    self._changed.setdefault(change.id, []).append(change)
            settings = setting_changes(old, new)
            self._settings = bool(settings)
            self._fits = all(setting.part in OUTSIDE or setting.kind == "added" for setting in settings)

    def fires(self, *decisions: Decision) -> list[str]:
        """The changed rules that fire in a case, by one decision or the other, or would if more were known."""
        return sorted(self._changed.keys() & set().union(*map(fired_in, decisions)))

    def of(
        self, case: Case, old: Decision, new: Decision, availability: Mapping[str, int] | None = None
    ) -> Iterator[Caused]:
        """What changed, in order, each with the rules that account for it."""
        found = changes(old, new)
        if not found:
            return
        fires = self.fires(old, new)

        def without(rules: frozenset[str]) -> Counter[Change] | None:
            """What is still different with these rules as they were; None where that cannot be tried."""
            router = self._router(rules)
            try:
                return changes(old, router.route(case, availability)) if router is not None else None
            except RoutingError:
                return None

        alone = self._alone(found, fires, without)
        rest = without(frozenset(fires)) if fires and any(not alone[change] for change in found) else None
        for change in sorted(found, key=lambda change: change.key):
            rules, how = self._account(change, found, alone[change], rest, fires, (old, new))
            yield Caused(change, found[change], tuple(rules), how)

    def _alone(
        self, found: Counter[Change], fires: list[str], without: Callable[[frozenset[str]], Counter[Change] | None]
    ) -> dict[Change, list[str]]:
        alone: dict[Change, list[str]] = {change: [] for change in found}
        for rule in fires if len(fires) <= MOST_TRIED else ():
            left = without(frozenset((rule,)))
            for change in found if left is not None else ():
                if left is not None and left[change] < found[change]:
                    alone[change].append(rule)
        return alone

    def _account(
        self,
        change: Change,
        found: Counter[Change],
        alone: list[str],
        rest: Counter[Change] | None,
        fires: list[str],
        decisions: tuple[Decision, Decision],
    ) -> tuple[list[str], How]:
        if alone:
            return alone, "alone"
        if rest is not None and rest[change] < found[change]:
            return fires, "together"
        named = sorted(self._changed.keys() & _named(change, decisions))
        if rest is None and named:
            return named, "named"
        return [], "settings" if self._settings else "unknown"

    def _router(self, rules: frozenset[str]) -> Router | None:
        """A router by the new rulebook with some rules as they were; None where their old text does not fit it."""
        if not self._fits and any(change.old is not None for id in rules for change in self._changed[id]):
            return None
        router = self._routers.pop(rules, None)
        if router is None:
            router = Router(self._put_back(rules))
            if len(self._routers) >= KEPT:
                self._routers.popitem(last=False)
        self._routers[rules] = router
        return router

    def _put_back(self, rules: frozenset[str]) -> Rulebook:
        undone = [change for name in sorted(rules) for change in self._changed[name]]
        gone = {id(change.new) for change in undone}
        kept = [rule for rule in self._new.rules if id(rule) not in gone]
        whole = [*kept, *(change.old for change in undone if change.old is not None)]
        whole.sort(key=lambda rule: (rule.id, rule.start or dt.date.min))
        return dataclasses.replace(self._new, rules=tuple(whole), digest=f"{self._new.digest} without {sorted(rules)}")


def _named(change: Change, decisions: tuple[Decision, Decision]) -> set[str]:
    """The rules that the entries behind a change name."""
    if not change.in_role or change.part == "holder":
        return set()
    found: set[str] = set()
    for decision, kind in zip(decisions, (change.old, change.new), strict=True):
        part = getattr(decision, change.part)
        for entry in part if isinstance(part, tuple) else (part,):
            if entry is not None and entry.to == kind and change.code in (None, getattr(entry, "code", None)):
                found.update(entry.rules)
    return found
