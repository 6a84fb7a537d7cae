"""A rulebook as its files: put away, read again, the same by its digest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from routing.errors import RulebookErrors
from routing.rulebook import Rulebook
from routing.rulebook.archive import Archive

HEAD = "rulebook: {id}\nversion: '1'\ntitle: {{ja: 例, en: Example}}\nextends: {extends}\nserves: any\n"


def pack(folder: Path, extends: str) -> Path:
    folder.mkdir(parents=True)
    text = HEAD.format(id=folder.name, extends=extends)
    (folder / "rulebook.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_rulebook_in_a_folder_is_put_away_with_the_packs_beside_it_and_the_bundled_ones(tmp_path: Path) -> None:
    pack(tmp_path / "ward", "[generic]")
    leaf = pack(tmp_path / "town", "[../ward, generic]")
    archive = Archive.of_data(json.loads(json.dumps(Archive.of(leaf).to_data())))
    assert {"ward", "generic"} <= set(archive.packs)
    assert archive.rulebook().digest == Rulebook.load(leaf).digest


def test_a_sheet_is_put_away_to_the_byte() -> None:
    archive = Archive({"a.table.xlsx": b"PK\xff\x00", "b.yaml": "例".encode()}, {})
    assert Archive.of_data(archive.to_data()) == archive


def test_two_packs_of_one_name_cannot_be_told_apart_in_an_archive(tmp_path: Path) -> None:
    pack(tmp_path / "generic", "[]")
    with pytest.raises(RulebookErrors, match="two packs are called `generic`"):
        Archive.of(pack(tmp_path / "town", "[../generic, generic]"))


def test_a_rulebook_that_is_not_valid_is_not_put_away(tmp_path: Path) -> None:
    with pytest.raises(RulebookErrors, match="there is no pack"):
        Archive.of(pack(tmp_path / "town", "[nowhere]"))
    (tmp_path / "town/rulebook.yaml").write_text("- x", encoding="utf-8")
    with pytest.raises(RulebookErrors, match="map of fields"):
        Archive.of(tmp_path / "town")


@pytest.mark.parametrize(
    "data", [{}, {"files": []}, {"files": {"a": 1}, "packs": {}}, {"files": {"a": ["?"]}, "packs": {}}]
)
def test_what_is_no_archive_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no archive of a rulebook"):
        Archive.of_data(data)
