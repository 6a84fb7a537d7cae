"""Files that must be refused: each `name.yaml` or `name.json` stands beside `name.error`, the message it must give.

python -m tests.bad_files     write the messages that are missing, to be read before they are kept
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from routing.case import Case
from routing.errors import RoutingError, SourceError
from routing.source import load_file
from routing.vocabulary import Vocabulary, core

DATA = Path(__file__).parent / "data"


def take_case(path: Path) -> object:
    return Case.load(path).to_graph(core())


def take_source(path: Path) -> object:
    return load_file(path)


def take_vocabulary(path: Path) -> object:
    return Vocabulary.parse(path.read_text(encoding="utf-8"), str(path))


TAKEN: dict[str, Callable[[Path], object]] = {
    "cases/bad": take_case,
    "source/bad": take_source,
    "vocabularies/bad": take_vocabulary,
}


def files() -> list[tuple[str, Path]]:
    """All bad files, each with the folder that says how it is read."""
    return [(folder, path) for folder in TAKEN for path in sorted((DATA / folder).iterdir()) if path.suffix != ".error"]


def expected(path: Path) -> Path:
    """The file that holds the message."""
    return path.with_name(f"{path.name}.error")


def message(folder: str, path: Path) -> str | None:
    """The message a bad file gives, with the bare file name; None if it is not refused."""
    try:
        TAKEN[folder](path)
    except SourceError as error:
        return f"{error}\n".replace(str(path), path.name)
    except RoutingError as error:
        return f"no position: {error}\n"
    return None


if __name__ == "__main__":
    for folder, path in files():
        if not expected(path).exists():
            expected(path).write_text(message(folder, path) or "", encoding="utf-8")
