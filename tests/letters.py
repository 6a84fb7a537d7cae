"""Cases for the tests of letters and sheets, and what is looked for in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from routing import Case, Decision, Router
from routing.letters import LetterRefused, Page, SheetRefused, letter, sheet
from routing.letters.asked import offices_of
from routing.router import rulebook_for
from tests.packs import router

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted(
    path for path in (ROOT / "examples").glob("*/*.yaml") if "case:" in path.read_text(encoding="utf-8")
    and path.parent.name not in ("tables", "diff", "show")
)  # fmt: skip
STYLES = (("ja", False), ("ja", True), ("en", False))
Data = dict[str, Any]


def example(path: Path) -> tuple[Router, Case]:
    """An example, and the router of the pack that serves it."""
    case = Case.load(path)
    return router(rulebook_for(case).id), case


def letter_or_none(by: Router, case: Case, person: str, decision: Decision, lang: str = "ja") -> Page | None:
    """A letter; None where the person must not get one."""
    try:
        return letter(by, case, person, lang, decision=decision)  # type: ignore[arg-type]
    except LetterRefused:
        return None


def sheets(by: Router, case: Case, decision: Decision) -> Iterator[tuple[str, str | None, Page | None]]:
    """Every sheet of a case with kind and office; None where nothing may be told to them."""
    for kind in by.rulebook.vocabulary.agency_kinds:
        for office in offices_of(decision, kind):
            try:
                yield kind, office, sheet(by, case, kind, office, decision=decision)
            except SheetRefused:
                yield kind, office, None


def forms(page: Page) -> str:
    """A page in all its forms, one after the other."""
    return "\n".join((page.text(), page.markdown(), page.html(), json.dumps(page.to_data(), ensure_ascii=False)))
