"""The effects of rules: their names in traces, and what each adds to a decision."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from routing.rulebook.consequences import kinds_of
from routing.rulebook.effects import EFFECTS, Effect, summary

EXAMPLES: dict[str, tuple[dict[str, Any], str, tuple[str, ...]]] = {
    "finding": ({"kind": "x", "about": "p"}, "finding:x", ("finding",)),
    "immediate": ({"action": "visit_now", "to": ["a", "b"]}, "immediate:visit_now", ("immediate",)),
    "duty": ({"to": "a", "within": "5bd"}, "duty:a", ("duty",)),
    "refer": ({"to": "a", "role": "support", "for": "n"}, "refer:a:support", ("support", "owner")),
    "exclude": ({"about": "p", "located_in": "c.district"}, "exclude:c.district", ("exclusion",)),
    "share": ({"to": ["b", "a"], "about": ["p"]}, "share:a+b", ("share",)),
    "escalate": ({"level": "advice", "reason": "x"}, "escalate:advice", ("escalation",)),
}


def effect(name: str) -> Effect:
    made: Any = EFFECTS[name].model_validate(EXAMPLES[name][0])
    return made


def test_every_effect_has_an_example() -> None:
    assert EXAMPLES.keys() == EFFECTS.keys()


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_has_a_short_stable_name(name: str) -> None:
    assert summary(effect(name)) == EXAMPLES[name][1]


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_adds_known_parts_to_a_decision(name: str) -> None:
    assert kinds_of(effect(name)) == EXAMPLES[name][2]


@pytest.mark.parametrize("name", EFFECTS)
def test_an_effect_never_changes(name: str) -> None:
    made = effect(name)
    with pytest.raises(ValidationError):
        setattr(made, next(iter(type(made).model_fields)), "other")


def test_one_name_stands_for_a_list_of_one() -> None:
    assert EFFECTS["finding"].model_validate({"kind": "x", "about": "p"}) == EFFECTS["finding"].model_validate(
        {"kind": "x", "about": ["p"]}
    )


@pytest.mark.parametrize("about", [1, [1], [""], {"p": 1}, None])
def test_what_is_no_name_is_refused(about: Any) -> None:
    with pytest.raises(ValidationError):
        EFFECTS["finding"].model_validate({"kind": "x", "about": about})


@pytest.mark.parametrize("within", [14, "14", "P-1D", "1.5bd", ""])
def test_what_is_no_span_of_time_is_refused(within: Any) -> None:
    with pytest.raises(ValidationError):
        EFFECTS["duty"].model_validate({"to": "a", "within": within})
