"""The card of a decision: everything it decides is on it, in words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from routing.decision import parts as shapes
from routing.wording.names import Names
from routing.wording.words import CODES, HEADINGS, PHRASES, PROPERTIES
from tests.packs import bundled_rulebook
from tests.test_cli_route import CASE, routing

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples" / "kinuta").glob("*.yaml"))
UNROUTED = """\
rulebook: own
version: "1"
title: {ja: 自前, en: Own}
tiers: [first, last]
serves: any
"""
RULES = """\
rules:
  - id: report
    title: {ja: 通報, en: A report}
    match: (p:Person)
    where: p.age > 80
    then:
      - duty: {to: police_fire, about: p, within: 5bd, consent: required, basis: [{law: 法, status: memory}]}
      - duty: {to: child_guidance, about: p, basis: [{law: 法, status: memory}]}
      - escalate: {level: advice, reason: two homes}
      - exclude: {about: p, kind: legal}
      - exclude: {about: p, office: desk}
      - refer: {to: legal, role: inform, tier: last, about: p}
  - id: barred
    title: {ja: 断たれる, en: Barred}
    match: (p:Person)-[:HAS]->(n:Need)
    where: n.code = 'care.dementia_suspected'
    then:
      - refer: {to: legal, role: support, tier: last, about: p, for: n}
  - id: maybe
    title: {ja: 未確認, en: Perhaps}
    match: (p:Person)
    where: p.age > 80 AND NOT EXISTS { (p)-[:LIVES_WITH]-(q:Person) WHERE q.age >= 18 }
    then:
      - finding: {kind: alone-with-child, about: p}
"""
DIRECTORY = """\
- {id: desk, kind: support_center, ja: 窓口, en: The desk}
- {id: other, kind: support_center, ja: 別の窓口, en: The other desk}
"""


def flat(card: str) -> str:
    """The text of a card without its frame, its line breaks and all spaces."""
    return re.sub(r"\s", "", re.sub("[│╭╮╰╯─]", "", card))


def decided(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[dict[str, Any], str, str]:
    """The decision about a case, and its card in Japanese and English."""
    routing("route", path, "--format", "json", *options)
    decision = json.loads(capsys.readouterr().out)
    cards = []
    for language in ("ja", "en"):
        routing("route", path, "--lang", language, *options)
        cards.append(flat(capsys.readouterr().out))
    return decision, cards[0], cards[1]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def odd(tmp_path: Path) -> tuple[Path, Path]:
    """A rulebook and a case that together give the parts that the examples have not."""
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in (("rulebook", UNROUTED), ("rules", RULES), ("directory", DIRECTORY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    case = tmp_path / "case.yaml"
    case.write_text(CASE, encoding="utf-8")
    return folder, case


@pytest.mark.unmeasured
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_part_office_need_and_rule_of_a_decision_is_on_its_card(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decision, japanese, english = decided(path, capsys)
    parts = [part for part in HEADINGS if decision.get(part)]
    assert [part for part in parts if flat(HEADINGS[part][0]) not in japanese] == []
    assert [part for part in parts if flat(HEADINGS[part][1]) not in english] == []
    assert {owner["need"] for owner in decision["owners"] if f"({owner['need']})" not in english} == set()
    assert {firing["rule"] for firing in decision["trace"] if f"[{firing['rule']}]" not in english} == set()
    if decision["lead"]:
        assert flat(decision["lead"]["name"]["ja"]) in japanese
        assert flat(decision["lead"]["name"]["en"]) in english


def test_what_the_examples_lack_is_on_the_card_too(odd: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    folder, path = odd
    decision, japanese, english = decided(path, capsys, "--rulebook", str(folder))
    assert {part for part in ("gaps", "blocked", "excluded", "duties", "backup") if not decision[part]} == set()
    for phrase in (
        "due2026-04-08(within5businessdays)",
        "noofficeofthiskind",
        "needsconsent",
        "-aruleasksforit·twohomes",
        "Legalaidandguardianship·abouta",
        "Thedesk·abouta",
        "Perhaps[maybe]·hangsonanunknownfact",
    ):
        assert phrase in english
    assert "（5営業日以内）" in japanese
    assert "未確認の事実による" in japanese


def test_a_rule_has_the_title_of_the_version_that_was_in_force(
    odd: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, path = odd
    version = "\n  - {{id: dated, title: {{ja: {}, en: {}}}, in_force: {{{}}}, match: '(p:Person)', then: {}}}"
    found = "{finding: {kind: seen, about: p}}"
    earlier = version.format("旧", "Earlier", "until: 2026-04-01", found)
    later = version.format("新", "Later", "from: 2026-04-01", found)
    (folder / "rules.yaml").write_text(f"rules:{earlier}{later}", encoding="utf-8")
    _, japanese, english = decided(path, capsys, "--rulebook", str(folder))
    assert "新[dated]" in japanese
    assert "Later[dated]" in english
    assert "Earlier" not in english


def test_every_code_of_a_decision_has_words() -> None:
    codes = {
        *get_args(shapes.ReasonCode),
        *get_args(shapes.HolderReason),
        *get_args(shapes.Missing),
        *get_args(shapes.Level),
        *get_args(shapes.ImmediateAct.model_fields["action"].annotation),
        *get_args(shapes.DutyRef.model_fields["consent"].annotation),
        *get_args(shapes.Blocked.model_fields["reason"].annotation),
    }
    assert codes - CODES.keys() == set()


def test_the_words_are_there_in_both_languages() -> None:
    for catalogue in (HEADINGS, CODES, PHRASES, PROPERTIES):
        assert [key for key, (ja, en) in catalogue.items() if not (ja and en.isascii() and en)] == []
        assert [key for key, (ja, en) in catalogue.items() if ja.count("{}") != en.count("{}")] == []


def test_a_property_has_its_own_label_where_an_agency_kind_is_called_the_same() -> None:
    names = Names(bundled_rulebook("generic"), "en")
    assert [names.property(name) for name in ("housing", "employment")] == ["Housing", "Employment"]
    assert names.kind("housing") == "Housing support"
