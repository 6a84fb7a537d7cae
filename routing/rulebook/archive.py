"""A rulebook as the files it is made of, its own and those of the packs it builds on, to put away and read again."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routing.errors import RulebookError, RulebookErrors
from routing.rulebook.book import Rulebook
from routing.rulebook.packs import Library, PackText, find_pack
from routing.rulebook.reading import Problems, read_rulebook_file

Files = Mapping[str, bytes]


@dataclass(frozen=True)
class Archive:
    """The files of a rulebook, by name, and those of its packs, by the name of the pack."""

    files: Files
    packs: Mapping[str, Files]

    @classmethod
    def of(cls, name_or_path: str | Path) -> Archive:
        """The files of a bundled rulebook, or of one in a folder. Raises `RulebookErrors`."""
        packs: dict[str, PackText] = {}
        try:
            leaf = find_pack(name_or_path)
            _collect(leaf, Library(), packs)
        except RulebookErrors:
            raise
        except RulebookError as error:
            raise RulebookErrors([error]) from None
        return cls(leaf.files, {name: text.files for name, text in packs.items()})

    def rulebook(self) -> Rulebook:
        """The rulebook that the files make. Raises `RulebookErrors`."""
        return Rulebook.parse(self.files, self.packs)

    def to_data(self) -> dict[str, Any]:
        """The files as plain JSON: texts as they are, anything else (sheets) as base64."""
        return {"files": _written(self.files), "packs": {name: _written(of) for name, of in self.packs.items()}}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Archive:
        """The archive that `to_data` wrote. Raises ValueError for anything else."""
        try:
            return cls(_read(data["files"]), {name: _read(of) for name, of in data["packs"].items()})
        except (KeyError, TypeError, AttributeError, binascii.Error):
            raise ValueError("no archive of a rulebook") from None


def _collect(text: PackText, library: Library, found: dict[str, PackText]) -> None:
    problems = Problems()
    pack = read_rulebook_file(text, problems)
    problems.stop()
    for name in pack.file.extends if pack is not None else ():
        plain = name.removeprefix("../")
        parent = library.find(name, text)
        if plain not in found:
            found[plain] = parent
            _collect(parent, library, found)
        elif found[plain].key != parent.key:
            raise RulebookError(
                f"two packs are called `{plain}`, a bundled one and one in a folder", help="give one another name"
            )


def _written(files: Files) -> dict[str, Any]:
    return {name: _text(content) for name, content in files.items()}


def _text(content: bytes) -> str | list[str]:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return [base64.b64encode(content).decode("ascii")]


def _read(files: Mapping[str, Any]) -> dict[str, bytes]:
    return {
        name: base64.b64decode(kept[0], validate=True) if isinstance(kept, list) else kept.encode("utf-8")
        for name, kept in files.items()
    }
