"""`routing desk`: overrides, facts, conferences, the end of a case, rulebooks and keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk.command import CENTER, COUNCIL, HEAT, TEAM, Command

RECORD = """\
meeting: support_meeting
held_at: 2026-08-04T13:00:00+09:00
agenda: [who leads]
participants:
  - {kind: support_center, office: kinuta-anshin, secrecy: statutory}
  - {kind: social_council, office: kinuta-shakyo, secrecy: statutory}
roles:
  - {role: lead, to: social_council, agency: kinuta-shakyo}
next_review: 2026-09-10
"""
PACK = """\
rulebook: own
version: "1"
title: {ja: 自前, en: Own}
tiers: [first, last]
serves: any
default_lead: support_center
"""


def test_an_override_is_recorded_with_function_reason_from_and_to(heat: Command) -> None:
    heat("override", "kinuta-heat", "lead", COUNCIL, "--by", CENTER, "--function", "係長", "--reason", "it knows her")
    (one,) = heat.json("show", "kinuta-heat")["overrides"]
    assert one["by"] == {"kind": "support_center", "office": "kinuta-anshin", "role": "係長"}
    assert (one["role"], one["reason"]) == ("lead", "it knows her")
    assert (one["from_agency"], one["agency"]) == ("kinuta-anshin", "kinuta-shakyo")


def test_an_override_without_a_function_or_a_reason_is_wrong_usage(heat: Command) -> None:
    told = heat("override", "kinuta-heat", "lead", COUNCIL, "--by", CENTER, "--reason", "it knows her")
    assert (told.code, "Missing option '--function'" in told.err) == (2, True)
    told = heat("override", "kinuta-heat", "lead", COUNCIL, "--by", CENTER, "--function", "係長", "--reason", " ")
    assert (told.code, told.err) == (2, "an override gives its reason\nhelp: in words\n")


def test_facts_that_are_learnt_are_decided_on(heat: Command, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    facts.write_text("needs: [{id: n3, person: a, code: abuse.elder}]\n", encoding="utf-8")
    told = heat("learn", "kinuta-heat", facts, "--by", CENTER)
    assert told.code == 0
    assert "owner: Elder abuse (n3)" in told.out


def test_a_conference_divides_the_roles_and_sets_the_review(heat: Command, tmp_path: Path) -> None:
    record = tmp_path / "record.yaml"
    record.write_text(RECORD, encoding="utf-8")
    data = heat.json("conference", "kinuta-heat", record, "--by", CENTER, at="2026-08-04T17:00")
    assert (data["holder"]["agency"], data["review"]) == ("kinuta-shakyo", "2026-09-10")
    assert data["conferences"][0]["agenda"] == ["who leads"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (RECORD.replace("secrecy: statutory}\nroles", "secrecy: none-of-it}\nroles"), "record.yaml:6:60: "),
        (RECORD.replace("next_review", "next_revue"), "help: did you mean `next_review`?"),
        (RECORD.replace("+09:00", ""), "record.yaml:2:10: held_at: must be an instant with its offset"),
        ("- a list\n", "record.yaml:1:1: one map of fields is wanted"),
        ("", "record.yaml:"),
    ],
    ids=["value", "field", "time", "list", "nothing"],
)
def test_a_record_that_is_not_valid_is_told_with_its_place_and_without_values(
    heat: Command, tmp_path: Path, text: str, said: str
) -> None:
    record = tmp_path / "record.yaml"
    record.write_text(text, encoding="utf-8")
    told = heat("conference", "kinuta-heat", record, "--by", TEAM)
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert "none-of-it" not in told.err


def test_a_case_is_closed_and_opened_again(heat: Command) -> None:
    closed = heat("close", "kinuta-heat", "--by", TEAM, "--reason", "moved away", at="2026-08-04T10:00")
    assert closed.out.splitlines()[-1] == "  closed"
    assert heat("list").out.count("kinuta-heat") == 0
    assert "closed" in heat("list", "--all").out
    assert "closed: 2026-08-04 10:00" in heat("show", "kinuta-heat").out
    assert heat.json("reopen", "kinuta-heat", "--by", TEAM, at="2026-08-05T10:00")["open"] is True


def test_a_review_day_can_be_set(heat: Command) -> None:
    assert heat.json("review", "kinuta-heat", "2026-08-20")["review"] == "2026-08-20"


def test_a_case_of_another_rulebook_is_worked_on_when_that_is_named(
    heat: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "own"
    pack.mkdir()
    (pack / "rulebook.yaml").write_text(PACK, encoding="utf-8")
    case = tmp_path / "case.yaml"
    text = Path(HEAT).read_text(encoding="utf-8").replace("kinuta-heat", "own-1")
    case.write_text(text.replace("received_at: kinuta-anshin\n", ""), encoding="utf-8")
    assert heat("open", case, "--rulebook", pack).code == 0
    told = heat("close", "own-1", "--by", TEAM, "--reason", "moved away")
    assert (told.code, told.err.splitlines()[0]) == (2, "case `own-1` was decided by the rulebook `own`")
    ticked = heat("tick", at="2026-08-25T10:00")
    assert (ticked.code, ticked.err) == (1, "case `own-1`: case `own-1` was decided by the rulebook `own`\n")
    assert "kinuta-heat/3: reminded" in ticked.out
    assert heat("show", "own-1").code == 0
    monkeypatch.setenv("ROUTING_DESK_RULEBOOK", str(pack))
    assert heat("close", "own-1", "--by", TEAM, "--reason", "moved away").code == 0


def test_a_desk_with_a_key_can_be_read_with_that_key_alone(command: Command, tmp_path: Path, quick: Path) -> None:
    pytest.importorskip("cryptography", reason="encryption needs the extra `encryption`")
    key, wrong = tmp_path / "desk.key", tmp_path / "wrong.key"
    key.write_text("ab" * 32)
    wrong.write_text("cd" * 32)
    assert command("open", HEAT, "--key-file", key).code == 0
    assert b"health.weakened" not in (quick / "desk.db").read_bytes()
    assert command("list", "--key-file", key).code == 0
    for given in ((), ("--key-file", wrong), ("--key-file", tmp_path / "none.key")):
        told = command("list", *given)
        assert (told.code, told.out) == (2, "")
        assert "key" in told.err
        assert "abab" not in told.err


def test_the_password_in_the_address_of_a_store_is_never_repeated(command: Command) -> None:
    for url in ("postgresql://user:s3cret@/desk?host=/nowhere", "mysql://user:s3cret@host/desk", "s3cret"):
        told = command("list", "--db", url)
        assert told.code == 2
        assert "s3cret" not in told.err


def test_what_is_printed_as_json_is_one_object_a_line(heat: Command) -> None:
    lines = heat("list", "--format", "json").out.splitlines()
    assert [json.loads(line)["case"] for line in lines] == ["kinuta-heat"]
