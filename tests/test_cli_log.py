"""`routing route --log` and `routing log`: decisions into the log; what is proved, signed, redacted and exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.cli.app import main
from routing.cli.log.writing import logging_to
from routing.log import LogError
from routing.store import EventStore, NewEvent
from tests.log.logs import KEY, NOW, begun, case, decision, filled, router


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log of three decisions, a key that signs, and a case."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "key").write_text(KEY.hex(), encoding="ascii")
    (tmp_path / "case.json").write_text(case(7).to_json(), encoding="utf-8")
    with EventStore.open("sqlite:///desk.db") as store:
        filled(begun(store), 3)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints that succeeds."""
    assert run(*arguments) == 0, capsys.readouterr().err
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def signed(capsys: pytest.CaptureFixture[str], name: str) -> str:
    """Sign the log into a file of this name; the public key comes back."""
    to_sign = ("log", "checkpoint", "--origin", "test.example/log", "--key", "key")
    Path(name).write_text(printed(capsys, *to_sign), encoding="utf-8")
    return printed(capsys, *to_sign, "--public").strip()


def test_a_routed_case_is_in_the_log_with_its_rulebook(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    route = ("route", "case.json", "--format", "json", "--no-cross-check", "--log", "sqlite:///new.db")
    lines = [printed(capsys, *route), printed(capsys, *route)]
    lines_logged = printed(capsys, "log", "export", "--values", "--db", "sqlite:///new.db").splitlines()
    logged = [dict(field[::2] for field in json.loads(line)["beside"]["open"]) for line in lines_logged[1:]]
    assert [values["/decision/digest"] for values in logged] == [json.loads(line)["digest"] for line in lines]
    assert "all is as it was" in printed(capsys, "log", "verify", "--db", "sqlite:///new.db")


def test_a_log_that_holds_is_told_with_the_checkpoint_it_was_held_against(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = signed(capsys, "note")
    told = printed(capsys, "log", "verify", "--checkpoint", "note", "--public", public).splitlines()
    assert told[0].startswith("3 records, 0 redacted, root ")
    assert told[1:] == ["checkpoint of 3 records by test.example/log: signed with the key", "all is as it was"]


def test_a_log_that_is_held_against_no_checkpoint_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "held against no checkpoint" in printed(capsys, "log", "verify")


def test_an_export_that_was_changed_ends_with_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed(capsys, "note")
    export = printed(capsys, "log", "export")
    assert "K-1" not in export
    Path("good").write_text(export, encoding="utf-8")
    Path("bad").write_text(export.replace("standard", "deleted!", 1), encoding="utf-8")
    assert "all is as it was" in printed(capsys, "log", "verify", "good", "--checkpoint", "note")
    assert run("log", "verify", "bad", "--checkpoint", "note", "--format", "json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["findings"] == ["the first 3 records are not those that a checkpoint was signed for"]


def test_many_findings_are_told_in_part(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, "log", "export").splitlines()
    Path("bad").write_text("\n".join([*lines, *["{}"] * 60]) + "\n", encoding="utf-8")
    assert run("log", "verify", "bad") == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-2:] == ["... and 10 more", "60 findings"]


def test_a_proof_is_verified_without_the_log(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed(capsys, "note")
    with EventStore.open("sqlite:///desk.db") as store:
        begun(store).append(case(), decision(), NOW)
    proofs = {
        "record": printed(capsys, "log", "prove", "2", "--checkpoint", "note", "--values"),
        "growth": printed(capsys, "log", "prove", "--since", "note"),
    }
    Path("desk.db").unlink()
    for name, proof in proofs.items():
        Path(name).write_text(proof, encoding="utf-8")
        assert "all is as it was" in printed(capsys, "log", "verify", name, "--checkpoint", "note")


def test_a_proof_that_cannot_be_read_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("proof").write_text('{"format": "routing-log-proof/1"', encoding="utf-8")
    assert run("log", "verify", "proof") == 2
    assert "this is no proof of a decision log" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [(), ("2", "--since", "note")])
def test_one_thing_is_proved_at_a_time(
    arguments: tuple[str, ...], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("log", "prove", "--db", "sqlite:///desk.db", *arguments) == 2
    assert "give the number of a record, or --since, and not both" in capsys.readouterr().err


def test_a_redaction_is_shown_before_it_is_done(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    redact = ("log", "redact", "2", "/case/persons/0/age", "--by", "officer", "--reason", "asked")
    assert printed(capsys, *redact, "--dry-run") == "/case/persons/0/age\n"
    assert printed(capsys, *redact) == "4\n"
    assert run(*redact) == 2
    assert "names no field that is still there" in capsys.readouterr().err
    assert "4 records, 1 redacted" in printed(capsys, "log", "verify")


def test_a_rulebook_whose_files_changed_meanwhile_is_not_logged(here: Path) -> None:
    with (
        logging_to("sqlite:///new.db", "setagaya") as keep,
        pytest.raises(LogError, match="changed since it was loaded"),
    ):
        keep(case(), decision(), router().rulebook)


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_store_that_is_not_there_is_not_made(command: str, here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("log", command, "--db", "sqlite:///nowhere.db") == 2
    assert capsys.readouterr().err.startswith("nowhere.db: there is no log\nhelp: ")
    assert not Path("nowhere.db").exists()


def test_a_checkpoint_that_another_key_signed_ends_with_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    signed(capsys, "note")
    Path("key").write_bytes(bytes(32))
    public = printed(capsys, "log", "checkpoint", "--origin", "test.example/log", "--key", "key", "--public").strip()
    assert run("log", "verify", "--public", public) == 2
    assert "not signed with the key that was given" in capsys.readouterr().err


def test_the_log_lies_beside_what_the_desk_keeps(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with EventStore.open("sqlite:///desk.db") as store:
        store.append("case/K-001", [NewEvent("opened", {})], expected=0, at=NOW)
    assert "all is as it was" in printed(capsys, "log", "verify")
