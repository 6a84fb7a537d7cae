"""`routing why` and `routing why-not`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.cli.app import main

EXAMPLES = Path(__file__).parent.parent / "examples" / "kinuta"
HEAT = str(EXAMPLES / "heat.yaml")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_why_tells_facts_law_and_what_settlement_did(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", HEAT, "support_center", "--lang", "en") == 0
    text = capsys.readouterr().out
    assert "a may have the need “Weakened (dehydrated or malnourished)” (suspected)." in text
    assert "Basis: 砧地区モデル事業実施報告書" in text
    assert "Health center was a candidate too, but a candidate of a higher tier comes first." in text


def test_why_names_rules_by_their_ids_only_where_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", HEAT) == 0
    assert "kinuta-joint-visit" not in capsys.readouterr().out
    assert run("why", HEAT, "--ids") == 0
    assert "[kinuta-joint-visit]" in capsys.readouterr().out


def test_why_as_json_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", HEAT, "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["case"] == "kinuta-heat"
    assert {one["part"] for one in told["whys"]} >= {"lead", "holder", "owner", "immediate"}
    assert all({"fact", "text", "decides"} == set(fact) for one in told["whys"] for fact in one["facts"])


def test_why_ends_with_1_where_the_agency_has_no_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", HEAT, "npo", "--lang", "en") == 1
    assert capsys.readouterr().out == "It has no part in this decision.\n"


@pytest.mark.parametrize("command", ["why", "why-not"])
def test_an_unknown_kind_ends_with_2_and_names_the_nearest(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, HEAT, "helth_center") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "did you mean `health_center`?" in told.err


def test_why_as_markdown_has_a_heading_for_each_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why", HEAT, "support_center", "--format", "markdown", "--lang", "en") == 0
    text = capsys.readouterr().out
    assert text.startswith("# kinuta-heat\n\n## Act now\n")
    assert "\n## Lead (proposed)\n" in text


def test_why_not_tells_what_a_rule_lacks_nearest_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why-not", HEAT, "town_center", "--lang", "en", "--ids") == 0
    text = capsys.readouterr().out
    assert text.startswith("“Town center” has no part in this decision.\n")
    assert "the event “Meeting of the three agencies” is not recorded." in text


def test_why_not_tells_no_more_rules_than_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why-not", HEAT, "health_center", "--most", "2", "--format", "json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["chances"]) == 2
    assert told["more"] > 0
    assert told["chances"][0]["outcome"] == "fired"


def test_why_not_as_markdown_escapes_what_markdown_would_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("why-not", HEAT, "health_center", "--format", "markdown", "--lang", "en", "--ids") == 0
    assert r"\[health-reach\]" in capsys.readouterr().out
