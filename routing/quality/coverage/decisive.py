"""Whether an effect decides: the decision about a test is another one without it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from routing.engines.firings import Firings
from routing.quality.testing import RuleTest
from routing.router import Router
from routing.rulebook import Rulebook
from routing.rulebook.effects import FindingEffect
from routing.rulebook.rule import Rule
from routing.settlement import settle

_EXPLAINING = frozenset({"digest", "rejected", "rulebook", "rules", "trace", "could_add"})
"""Fields of a decision that only say why it is as it is."""

Fired = tuple[RuleTest, Firings]


def deciding_test(rule: Rule, number: int, tests: Sequence[Fired], rulebook: Rulebook) -> RuleTest | None:
    """The first of the tests whose decision is another one without the effect of that number; None if none is.

    The tests are those in which the rule fires, each with what fired. Compared is what a decision says to do, without
    what only explains it.
    """
    effect = rule.effects[number]
    without = dataclasses.replace(rule, effects=(*rule.effects[:number], *rule.effects[number + 1 :]))
    others = tuple(without if other is rule else other for other in rulebook.rules)
    changed = dataclasses.replace(rulebook, rules=others, digest=f"{rulebook.digest} without {rule.place} {number}")
    router = Router(changed, reproductions=None)
    for test, firings in tests:
        if isinstance(effect, FindingEffect):  # other rules may read it
            instead = router.fire(test.case)
        else:
            fired = tuple(one._replace(rule=without) if one.rule is rule else one for one in firings.fired)
            instead = firings._replace(fired=fired)
        if _done(test, firings, rulebook) != _done(test, instead, changed):
            return test
    return None


def _done(test: RuleTest, firings: Firings, rulebook: Rulebook) -> Any:
    return _without_why(json.loads(settle(test.case, firings, rulebook).to_json()))


def _without_why(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_why(value) for name, value in data.items() if name not in _EXPLAINING}
    return [_without_why(item) for item in data] if isinstance(data, list) else data
