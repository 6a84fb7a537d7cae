"""`routing rules offices`: the list of agencies that a directory gives."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.test_cli_route import PACK, routing

DIRECTORY = """\
- {id: north-center, kind: support_center, ja: 北センター, en: North center, located_in: north, capacity: 40,
   catchment: [north, east], serves: {age: "65..", needs: [care.*, living.hoarding]}, hours: "Mo-Fr 08:30-17:00",
   languages: [ja, en], services: [訪問, 相談], substitutes: [south-center], from: 2018-04-01, until: 2026-04-01,
   address: 北町1, phone: "000", note: 仮の窓口, invented: true}
- {id: south-center, kind: support_center, ja: 南センター, en: South center}
- {id: link, kind: discharge_desk, ja: 連携センター, en: Link desk, asker: professionals,
   serves: {age: "40..", only: true}}
- {id: backup, kind: backup_team, ja: 検討会, en: Review meeting, members: [north-center, elsewhere]}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "rulebook.yaml").write_text(PACK, encoding="utf-8")
    (folder / "directory.yaml").write_text(DIRECTORY, encoding="utf-8")
    return folder


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert routing("rules", "offices", *arguments) == 0
    output, errors = capsys.readouterr()
    assert errors == ""
    return output


def ids(capsys: pytest.CaptureFixture[str], *arguments: object) -> list[str]:
    return [office["id"] for office in json.loads(printed(capsys, *arguments, "--format", "json"))["offices"]]


def test_the_text_tells_of_each_office_whom_it_is_for_and_who_stands_in(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert printed(capsys, pack, "--lang", "en").splitlines() == [
        "Community general support center [support_center]",
        "  North center (invented) [north-center]",
        "    for north, east · anyone may ask · mainly 65.., Long-term care, Hoarding · hours Mo-Fr 08:30-17:00"
        " · services: 訪問, 相談 · stand-ins: South center · languages: ja, en · open 2018-04-01..2026-04-01"
        " · 北町1 · 000 · 仮の窓口",
        "  South center [south-center]",
        "    for everywhere · anyone may ask",
        "Backup team [backup_team]",
        "  Review meeting [backup]",
        "    for everywhere · anyone may ask · members: North center, elsewhere",
        "Hospital-to-home coordination desk [discharge_desk]",
        "  Link desk [link]",
        "    for everywhere · professionals only · only 40..",
    ]


def test_the_names_are_japanese_unless_english_is_asked_for(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = printed(capsys, pack)
    assert "  北センター（架空） [north-center]\n    担当地域: north、east · どなたでも相談可" in output
    assert "代わりの機関: 南センター" in output


def test_the_table_has_a_row_for_each_office_and_several_entries_in_one_cell(
    pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(printed(capsys, pack, "--format", "csv")))}
    assert list(rows) == ["north-center", "south-center", "backup", "link"]
    assert rows["north-center"]["catchment"] == "north;east"
    assert rows["north-center"]["invented"] == "true"
    assert rows["north-center"]["capacity"] == "40"
    assert rows["south-center"]["catchment"] == rows["south-center"]["capacity"] == ""
    assert rows["link"]["only"] == "true"


def test_the_json_holds_every_field_and_the_rulebook_it_is_of(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = json.loads(printed(capsys, pack, "--format", "json", "--on", "2026-03-31", "--lang", "en"))
    assert (whole["rulebook"], whole["on"]) == ({"id": "own", "version": "1"}, "2026-03-31")
    assert whole["offices"][0] == {
        "kind": "support_center",
        "kind_name": "Community general support center",
        "id": "north-center",
        "name": "North center",
        "located_in": "north",
        "catchment": ["north", "east"],
        "asker": "anyone",
        "age": "65..",
        "needs": ["care.*", "living.hoarding"],
        "only": False,
        "hours": "Mo-Fr 08:30-17:00",
        "languages": ["ja", "en"],
        "services": ["訪問", "相談"],
        "capacity": 40,
        "substitutes": ["south-center"],
        "members": [],
        "from": "2018-04-01",
        "until": "2026-04-01",
        "address": "北町1",
        "phone": "000",
        "note": "仮の窓口",
        "invented": True,
    }
    assert whole["offices"][1]["catchment"] is None


def test_every_form_holds_the_same_offices(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = ids(capsys, pack)
    text = printed(capsys, pack)
    assert [row["id"] for row in csv.DictReader(io.StringIO(printed(capsys, pack, "--format", "csv")))] == listed
    assert [line.split("[")[1].strip("]") for line in text.splitlines() if line[:2] == "  " != line[2:4]] == listed


@pytest.mark.parametrize(
    ("day", "there"), [("2018-03-31", False), ("2018-04-01", True), ("2026-03-31", True), ("2026-04-01", False)]
)
def test_a_day_leaves_the_offices_that_exist_on_it(
    pack: Path, capsys: pytest.CaptureFixture[str], day: str, there: bool
) -> None:
    listed = ids(capsys, pack, "--on", day)
    assert ("north-center" in listed) is there
    assert "south-center" in listed


def test_a_kind_leaves_the_offices_of_that_kind(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ids(capsys, pack, "--kind", "support_center") == ["north-center", "south-center"]
    assert ids(capsys, pack, "--kind", "legal") == []


def test_an_unknown_kind_is_told_with_the_nearest_name(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "offices", pack, "--kind", "suport_center") == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert "there is no agency kind `suport_center`" in errors
    assert "help: did you mean `support_center`?" in errors


@pytest.mark.parametrize("day", ["2026-4-1", "2026-02-30", "today"])
def test_a_day_that_is_none_is_wrong_usage(pack: Path, capsys: pytest.CaptureFixture[str], day: str) -> None:
    assert routing("rules", "offices", pack, "--on", day) == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert "Invalid value for '--on'" in errors


def test_a_rulebook_without_a_directory_lists_nothing_and_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "offices", "generic", "--format", "json") == 0
    output, errors = capsys.readouterr()
    assert json.loads(output)["offices"] == []
    assert errors == "generic: this rulebook has no directory\n"


def test_an_unknown_rulebook_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert routing("rules", "offices", "setagya") == 2
    output, errors = capsys.readouterr()
    assert output == ""
    assert "did you mean `setagaya`?" in errors


def test_a_name_cannot_turn_the_line_around(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = DIRECTORY.replace("ja: 南センター", 'ja: "南\\u202eセンター"')
    (pack / "directory.yaml").write_text(text, encoding="utf-8")
    assert "  南?センター [south-center]\n" in printed(capsys, pack)
