"""`routing conference table`: from a transcript, at the keyboard, on a terminal; the files it leaves."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from routing.cli.app import main
from tests.tabletop import ROOT, TRANSCRIPT

CASE = str(ROOT / "examples" / "kinuta" / "household-8050.yaml")
DV = str(ROOT / "examples" / "kinuta" / "dv.yaml")
TYPED = (
    "s", "self_reliance", "?council", "social_counsil", "social_council", "",
    "p", "1", "self_reliance", "", "", "self_reliance", "",
    "r",
    "p", "2", "social_council", "social_council", "-", "", "immediate:vist", "ring", "",
    "r", "b",
    "t", "persons.b.age=30", "t", "persons.b.age=30", "t", "x", "t", "",
    "d", "self_reliance", "", "", "-", "npo", "",
    "f", "ring", "", "o", "since when", "o", "",
    "c", "1", "2026-04-02T10:00", "2026-05-01", "", "a note",
    "a", "v", "?", "zz", "",
)  # fmt: skip
"""A whole session at the keyboard, with slips."""


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["conference", "table", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def written(folder: Path, text: str) -> Path:
    file = folder / "transcript.yaml"
    file.write_text(text, encoding="utf-8")
    return file


# ---------------------------------------------------------------------- from a transcript


def test_a_transcript_is_shown_as_text_or_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CASE, "--transcript", TRANSCRIPT, "--lang", "en") == 0
    told = capsys.readouterr()
    assert "Owner: Social withdrawal (hikikomori) (n1) [divided]" in told.out
    assert told.err == ""
    assert run(CASE, "--transcript", TRANSCRIPT, "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["schema"], data["language"], data["concluded"]) == ("table-state/1", "ja", True)


def test_files_that_hold_a_case_can_be_read_by_their_owner_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"save": "t.yaml", "record": "r.yaml", "rule-test": "t_test.yaml", "handout": "h.html"}
    options = [text for name, file in files.items() for text in (f"--{name}", str(tmp_path / file))]
    old = os.umask(0)
    try:
        assert run(CASE, "--transcript", TRANSCRIPT, *options) == 0
    finally:
        os.umask(old)
    assert {stat.S_IMODE((tmp_path / file).stat().st_mode) for file in files.values()} == {0o600}
    assert capsys.readouterr().err.count("written, readable by you alone") == 4
    again = tmp_path / "again.yaml"
    assert run(CASE, "--transcript", tmp_path / "t.yaml", "--save", again) == 0
    assert again.read_bytes() == (tmp_path / "t.yaml").read_bytes()


def test_a_file_that_is_there_is_not_written_over_and_no_other_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "r.yaml").write_text("mine", encoding="utf-8")
    options = ("--save", tmp_path / "t.yaml", "--record", tmp_path / "r.yaml")
    assert run(CASE, "--transcript", TRANSCRIPT, *options) == 2
    assert "the file exists already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["r.yaml"]


def test_of_a_session_that_is_not_concluded_no_file_is_written_at_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = TRANSCRIPT.read_text(encoding="utf-8").partition("  - do: conclude")[0]
    options = ("--save", tmp_path / "t.yaml", "--record", tmp_path / "r.yaml")
    assert run(CASE, "--transcript", written(tmp_path, head), *options) == 2
    assert "the session is not concluded\nhelp: `conclude` says" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["transcript.yaml"]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("{do: sit, agency: npo}", "5:5: steps[1]: `do` is not one of the allowed values\nhelp: allowed: `seat`, "),
        ("{agency: npo}", "5:5: steps[1]: `do` is missing"),
        ("{do: seat, agncy: npo}", "5:16: steps[1]: unknown field `agncy`\nhelp: did you mean `agency`?"),
        ("{do: seat, agency: a b}", "5:24: steps[1].agency: an agency is written KIND or KIND@OFFICE"),
        ("{do: propose, by: npo, lead: npo}", "5:5: steps[1]: `npo` does not sit at the table"),
        ('{do: ask, question: "a\\tb"}', "5:25: steps[1].question: must be one line of text"),
        ("{do: reveal}", "5:5: steps[1]: a table has at least two participants\nhelp: seat them first"),
        ("{do: conclude, meeting: support_meeting, held_at: today, next_review: 2026-05-01, agenda: [a]}",
         "5:55: steps[1].held_at: must be an instant with its offset"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_transcript_is_told_with_its_place(
    step: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "schema: table/1\ncase: kinuta-8050\nsteps:\n  - {do: seat, agency: self_reliance}\n  - "
    assert run(CASE, "--transcript", written(tmp_path, head + step + "\n")) == 2
    found = capsys.readouterr()
    assert found.err.startswith(f"{tmp_path}/transcript.yaml:{told}")
    assert found.out == ""


def test_a_transcript_of_another_case_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(DV, "--transcript", TRANSCRIPT) == 2
    assert "tabletop.yaml:3:7: the transcript is of another case" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[1]", "schema: table/1\ncase: kinuta-8050\nsteps: 3\n", "a: {"])
def test_what_is_no_transcript_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CASE, "--transcript", written(tmp_path, text)) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}/transcript.yaml:")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--go-on",), "--go-on goes on after a transcript"),
        (("--format", "json"), "--format json is for a session from a transcript alone"),
        (("--for", "npo"), "--for says whom a hand-out is for"),
        (("--rule-test", "a.yaml"), "the file of a rule test ends in `_test.yaml`"),
        (("--save", "a_test.yaml", "--rule-test", "a_test.yaml"), "two of the files to write have the same name"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(CASE, *options) == 2
    assert told in capsys.readouterr().err


def test_a_hand_out_that_must_not_be_written_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "h.html"
    more = "  - {do: seat, agency: npo}\n  - {do: propose, by: npo, lead: npo}\n  - {do: reveal}"
    text = TRANSCRIPT.read_text(encoding="utf-8").replace("  - {do: reveal}", more)
    assert run(CASE, "--transcript", written(tmp_path, text), "--handout", out, "--for", "npo") == 1
    assert "the decision asks nothing of the agency kind `npo`" in capsys.readouterr().err
    assert not out.exists()


# ---------------------------------------------------------------------- at the keyboard


def test_a_session_at_the_keyboard_saved_and_replayed_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, *TYPED, "q")
    names = ("save", "record", "handout")
    assert run(CASE, "--lang", "en", *(t for n in names for t in (f"--{n}", tmp_path / f"{n}.1"))) == 0
    told = capsys.readouterr()
    assert "did you mean `social_council`?" in told.err
    assert "not everybody has proposed yet: social_council" in told.err
    assert "`immediate:` names no act `vist`" in told.err
    assert "proposals stay as they were made" in told.err
    assert "social_council@kinuta-shakyo" in told.out
    options = (t for n in names for t in (f"--{n}", tmp_path / f"{n}.2"))
    assert run(CASE, "--lang", "en", "--transcript", tmp_path / "save.1", *options) == 0
    for name in names:
        assert (tmp_path / f"{name}.2").read_bytes() == (tmp_path / f"{name}.1").read_bytes()
    assert "a note" in (tmp_path / "record.1").read_text(encoding="utf-8")


def test_nothing_of_a_proposal_or_the_decision_is_shown_to_the_next_who_proposes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "s", "npo", "self_reliance", "", "p", "1", "dv_center", "", "", "", "", "v", "q", "", "y")
    assert run(CASE, "--lang", "en") == 0
    told = capsys.readouterr().out
    assert "has proposed" in told
    assert "DV" not in told
    assert "household-8050" not in told


def test_leaving_without_saving_says_so_and_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "s", "npo", "", "q", "", "n", "q", str(tmp_path / "kept.yaml"))
    assert run(CASE, "--lang", "en") == 0
    assert capsys.readouterr().err.count("There are steps that no file holds.") == 2
    assert "{do: seat, agency: npo}" in (tmp_path / "kept.yaml").read_text(encoding="utf-8")
    type_in(monkeypatch, "s", "npo", "", "q", "", "y")
    assert run(CASE, "--lang", "en") == 0
    assert "Nothing was saved." in capsys.readouterr().err


def test_a_session_that_is_broken_off_writes_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "s", "npo")
    assert run(CASE, "--lang", "en", "--save", tmp_path / "t.yaml") == 130
    assert "broken off: nothing is written" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_the_session_does_not_give_is_named_before_it_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "s", "npo", "", "q", "n", "q", "y")
    options = ("--save", tmp_path / "t.yaml", "--record", tmp_path / "r.yaml")
    assert run(CASE, "--lang", "en", *options) == 0
    assert capsys.readouterr().err.count(f"{tmp_path}/r.yaml cannot be written as it stands:\nthe session is not") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["t.yaml"]


def test_a_session_is_not_lost_where_its_file_has_come_up_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "t.yaml", tmp_path / "other.yaml"
    # what is written in between takes the name
    keys = ("s", "npo", "", "w", "t", str(out), "s", "link_desk", "", "q", str(tmp_path / "no" / "folder"), str(other))
    type_in(monkeypatch, *keys)
    assert run(CASE, "--lang", "en", "--save", out) == 0
    assert "link_desk" not in out.read_text(encoding="utf-8")
    assert "{do: seat, agency: link_desk}" in other.read_text(encoding="utf-8")
    told = capsys.readouterr().err
    assert "the file exists already" in told
    assert "there is no such folder" in told


def test_files_are_written_in_between_and_the_session_goes_on_from_a_transcript(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = [str(tmp_path / name) for name in ("t.yaml", "r.yaml", "x_test.yaml", "h.html", "a.html")]
    keys = [line for key, file in zip("trxh", out[:4], strict=True) for line in ("w", key, file)]
    slips = ("w", "x", "wrong.yaml", "w", "z", "w", "t", "")
    type_in(monkeypatch, *keys, "w", "a", "self_reliance", out[4], *slips, "b", "q", str(tmp_path / "last.yaml"))
    assert run(CASE, "--lang", "en", "--transcript", TRANSCRIPT, "--go-on") == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.html", "h.html", "last.yaml", "r.yaml", "t.yaml", "x_test.yaml"
    ]  # fmt: skip
    told = capsys.readouterr()
    assert "ends in `_test.yaml`" in told.err
    assert "taken back: conclude" in told.out
    assert "conclude" not in (tmp_path / "last.yaml").read_text(encoding="utf-8")


def test_a_second_meeting_form_asks_for_consent_and_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = ("b", "c", "2", "2026-04-02T10:00", "2026-05-01", "", "n", "n", "", "c", "2", "2026-04-02T10:00+09:00",
            "2026-05-01", "who leads", "", "y", "y", "", "q")  # fmt: skip
    type_in(monkeypatch, *keys)
    out = tmp_path / "r.yaml"
    save = tmp_path / "t.yaml"
    assert run(CASE, "--lang", "en", "--transcript", TRANSCRIPT, "--go-on", "--record", out, "--save", save) == 0
    assert "needs the consent of the person and a support plan" in capsys.readouterr().err
    assert "secrecy: consent" in out.read_text(encoding="utf-8")


def test_answers_that_are_none_take_no_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    keys = (
        "b",
        "d",
        "npo",
        "",
        "",
        "",
        "",
        "c",
        "1",
        "yesterday",
        "2026-05-01",
        "",
        "",
        "w",
        "a",
        "",
        "t",
        "x=1",
        "o",
        "",
    )
    type_in(monkeypatch, *keys, "q")
    head = ("--transcript", TRANSCRIPT, "--go-on", "--lang", "en")
    assert run(CASE, *head, "--save", tmp_path / "t.yaml") == 0
    told = capsys.readouterr().err
    assert "may not hold a case" in told
    assert "held_at: must be an instant with its offset" in told
    assert "`x`: is not declared" in told
    again = TRANSCRIPT.read_text(encoding="utf-8").partition("  - do: conclude")[0]
    assert run(CASE, "--transcript", written(tmp_path, again), "--save", tmp_path / "same.yaml") == 0
    assert (tmp_path / "same.yaml").read_bytes() == (tmp_path / "t.yaml").read_bytes()


def test_somebody_who_does_not_sit_there_is_not_asked_for_a_proposal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "p", "", "p", "7", "s", "?nothing like it", "", "q")
    assert run(CASE, "--lang", "en") == 0
    told = capsys.readouterr()
    assert "no participant has this number" in told.err
    assert "0 found" in told.out


@pytest.mark.unmeasured
def test_a_whole_session_at_a_real_terminal(tmp_path: Path) -> None:
    out = tmp_path / "t.yaml"
    terminal, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "routing", "conference", "table", CASE, "--lang", "en", "--save", str(out)],
        stdin=side, stdout=side, stderr=side, cwd=ROOT, close_fds=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    os.close(side)
    told = b""
    try:
        for line in (*TYPED, "q"):
            told += until_asked(terminal)
            os.write(terminal, f"{line}\n".encode())
        while chunk := read(terminal):
            told += chunk
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert "written, readable by you alone" in told.decode()
    assert "Owner: Arrears" in told.decode()
    assert run(CASE, "--transcript", out, "--save", tmp_path / "again.yaml") == 0
    assert (tmp_path / "again.yaml").read_bytes() == out.read_bytes()


def until_asked(terminal: int) -> bytes:
    """What the terminal shows up to the next question."""
    told = b""
    limit = time.monotonic() + 60
    while not told.endswith((b" > ", b"[y/N]: ")):
        assert time.monotonic() < limit, told.decode(errors="replace")
        if select.select([terminal], [], [], 1)[0]:
            told += read(terminal)
    return told


def read(terminal: int) -> bytes:
    """What the terminal shows now; nothing where the other side has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
