"""Cases published elsewhere: whatever the judgement, each gets somebody accountable and every open need an answer."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from routing.case import Case
from routing.router import Router
from routing.rulebook import Rulebook
from routing.source import load_yaml

FOLDER = Path(__file__).parent.parent.parent / "shared" / "cases"
FILES = sorted(FOLDER.glob("*.yaml"))

pytestmark = pytest.mark.skipif(not FILES, reason="the published cases are not beside this checkout")


@cache
def router() -> Router:
    return Router(Rulebook.load("generic"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_published_case_has_a_holder_and_an_answer_for_every_open_need(path: Path) -> None:
    data: Any = load_yaml(path.read_text(encoding="utf-8"), path.name).data
    case = Case.parse(json.dumps(data["case"], ensure_ascii=False))
    decision = router().route(case)
    assert decision.holder.to
    answered = [*decision.owners, *decision.gaps, *decision.blocked]
    open_needs = {
        need["id"] for need in data["case"]["needs"] if need.get("status") in (None, "confirmed", "suspected")
    }
    assert {entry.need for entry in answered} == open_needs
    assert not decision.fail_safe
