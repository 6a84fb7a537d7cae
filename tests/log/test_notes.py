"""Checkpoints are notes as other tools of transparency logs write them, and only the right key signs one."""

from __future__ import annotations

import pytest

from routing.log import Checkpoint, LogError, Verifier, read_note
from routing.store import StoreExtraMissing
from tests.log.logs import KEY, ORIGIN

NOTE = Checkpoint(ORIGIN, 3, bytes(32)).signed(KEY)


def test_a_note_is_laid_out_as_the_specification_says() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [ORIGIN, "3", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", ""]
    assert lines[4].startswith(f"— {ORIGIN} ")
    assert lines[5:] == [""]


def test_a_published_public_key_has_the_key_id_that_is_published_with_it() -> None:
    # the key of sum.golang.org, as the documentation of Go gives it
    text = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(Verifier.parse(text)) == text


def test_a_signed_note_is_believed_with_the_public_key() -> None:
    verifier = Verifier.parse(str(Verifier.of_key(ORIGIN, KEY)))
    assert verifier.check(NOTE) == Checkpoint(ORIGIN, 3, bytes(32)) == read_note(NOTE)


def test_a_signature_of_somebody_else_beside_it_does_no_harm() -> None:
    other = Checkpoint("other.example", 3, bytes(32)).signed(bytes(32)).split("\n\n")[1]
    assert Verifier.of_key(ORIGIN, KEY).check(NOTE + other).size == 3


@pytest.mark.parametrize(
    ("old", "new"), [("\n3\n", "\n4\n"), ("AAAA=", "AAEA="), (f"{ORIGIN}\n3", "a.example\n3"), (" Ytz", " Ytz")]
)
def test_a_changed_note_is_not_believed(old: str, new: str) -> None:
    changed = NOTE.replace(old, new) if old != new else Checkpoint(ORIGIN, 3, bytes(32)).signed(bytes(32))
    with pytest.raises(LogError, match=r"not signed with the key|no checkpoint"):
        Verifier.of_key(ORIGIN, KEY).check(changed)


@pytest.mark.parametrize(
    "text",
    ["", "x", NOTE.replace("\n3\n", "\n03\n"), NOTE.replace("\n3\n", "\nx\n"), NOTE.replace("AAA=", "="),
     NOTE.replace("— ", "- "), NOTE + "more\n", "\n" + NOTE, NOTE.replace("\n\n", "\n")],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(LogError, match="no checkpoint"):
        read_note(text)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "x" * 201, "a\x00b"])
def test_an_origin_that_a_note_cannot_hold_is_refused(origin: str) -> None:
    with pytest.raises(LogError, match="an origin has 1 to 200 characters"):
        Checkpoint(origin, 0, bytes(32))


@pytest.mark.parametrize("text", ["", "a", "a+b+c", f"{ORIGIN}+00000000+AQ==", str(Verifier.of_key(ORIGIN, KEY))[:-4]])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(LogError, match="no public key"):
        Verifier.parse(text)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(LogError, match="32 bytes, not 31"):
        Verifier.of_key(ORIGIN, bytes(31))


def test_a_missing_extra_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("routing.store.extras.find_spec", lambda name: None)
    with pytest.raises(StoreExtraMissing, match="a signed checkpoint needs cryptography"):
        Verifier.of_key(ORIGIN, KEY)
