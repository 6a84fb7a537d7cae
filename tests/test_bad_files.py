"""Every bad file in `tests/data/*/bad` is refused with the place and the words that stand beside it."""

from pathlib import Path

import pytest

from tests.bad_files import expected, files, message

FILES = files()
NAMES = [f"{folder}/{path.name}" for folder, path in FILES]


@pytest.mark.parametrize(("folder", "path"), FILES, ids=NAMES)
def test_a_bad_file_is_refused_with_its_place_and_help(folder: str, path: Path) -> None:
    assert message(folder, path) == expected(path).read_text(encoding="utf-8")


@pytest.mark.parametrize(("folder", "path"), FILES, ids=NAMES)
def test_the_place_is_a_line_and_a_column(folder: str, path: Path) -> None:
    place = expected(path).read_text(encoding="utf-8").split(": ")[0]
    name, line, column = place.split(":")
    assert (name, int(line) > 0, int(column) > 0) == (path.name, True, True)


def test_no_bad_case_is_quoted() -> None:
    told = [path for folder, path in FILES if folder == "cases/bad" and "tanaka" in (message(folder, path) or "")]
    assert told == []
