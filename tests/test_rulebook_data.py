"""Rulebooks as data: those under `good` mean what `expected.txt` says, those under `bad` fail with its text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from routing.errors import RulebookErrors
from routing.rulebook import Rulebook
from tests.rulebooks import DATA, packs, texts

BAD = sorted((DATA / "bad").iterdir())
GOOD = sorted((DATA / "good").iterdir())


@pytest.mark.parametrize("folder", BAD, ids=lambda folder: folder.name)
def test_bad_rulebook_is_refused_with_every_error_at_its_place(folder: Path) -> None:
    with pytest.raises(RulebookErrors) as found:
        Rulebook.parse(texts(folder), packs(folder))
    assert f"{found.value}\n" == (folder / "expected.txt").read_text("utf-8")


def _strata(rulebook: Rulebook, days: dict[dt.date, Any]) -> dict[dt.date, Any]:
    return {day: [[rule.id for rule in stratum] for stratum in rulebook.strata(day)] for day in days}


def _starts(rulebook: Rulebook, ids: dict[str, Any]) -> dict[str, list[str | None]]:
    return {
        id: [rule.start.isoformat() if rule.start else None for rule in rulebook.rules if rule.id == id] for id in ids
    }


SHOWN: dict[str, Callable[[Rulebook, Any], Any]] = {
    "tiers": lambda rulebook, _: list(rulebook.tiers),
    "default_lead": lambda rulebook, _: rulebook.default_lead,
    "lead_order": lambda rulebook, _: list(rulebook.lead_order),
    "contested": lambda rulebook, _: [list(group) for group in rulebook.contested],
    "serves": lambda rulebook, _: None if rulebook.serves is None else sorted(rulebook.serves),
    "packs": lambda rulebook, _: list(rulebook.packs),
    "escalation": lambda rulebook, wanted: {
        code: [rulebook.escalation[code].level, rulebook.escalation[code].count] for code in wanted
    },
    "closed": lambda rulebook, _: sorted(day.isoformat() for day in rulebook.calendar.closed),
    "could_add": lambda rulebook, wanted: {id: list(rulebook.could_add(id)) for id in wanted},
    "packs_of": lambda rulebook, _: {rule.id: rule.pack for rule in rulebook.rules},
    "strata": _strata,
    "starts": _starts,
}


@pytest.mark.parametrize("folder", GOOD, ids=lambda folder: folder.name)
def test_good_rulebook_means_what_its_files_say(folder: Path) -> None:
    expected = yaml.safe_load((folder / "expected.txt").read_text("utf-8"))
    rulebook = Rulebook.parse(texts(folder), packs(folder))
    assert {what: SHOWN[what](rulebook, wanted) for what, wanted in expected.items()} == expected
