"""Where packs come from: bundled ones, folders, and texts in memory; how one is found."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from routing.errors import RulebookError, did_you_mean, printable
from routing.rulebook import limits
from routing.source.files import open_regular

RULEBOOK = "rulebook.yaml"
TABLES = (".table.csv", ".table.xlsx")
"""How the names of the files end that are read as decision tables."""
ENDINGS = (".yaml", *TABLES)
_BUNDLED_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
_SIBLING = re.compile(r"\.\./([a-z0-9][a-z0-9_-]*)")


@dataclass(frozen=True)
class PackText:
    """The files of one pack, unread beyond their bytes.

    `key` tells packs apart, `shown` stands before file names in messages, `folder` is None for one in memory.
    """

    key: str
    shown: str
    files: Mapping[str, bytes]
    folder: Path | None = field(default=None, compare=False)

    def file(self, name: str) -> str:
        """The name of a file as messages show it."""
        return f"{self.shown}/{name}" if self.shown else name


def bundled_folder() -> Path | None:
    """The folder of bundled packs: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    return None


def bundled_names() -> list[str]:
    """The names of the bundled rulebooks, sorted."""
    folder = bundled_folder()
    return sorted(p.name for p in folder.iterdir() if (p / RULEBOOK).is_file()) if folder else []


def find_pack(name_or_path: str | Path) -> PackText:
    """The pack of a bundled name, a folder, or the path of a `rulebook.yaml`. Raises `RulebookError`."""
    path = Path(name_or_path)
    folder, names = bundled_folder(), bundled_names()
    if folder is not None and name_or_path in names:
        return read_folder(folder / name_or_path, f"rules/{name_or_path}")
    try:
        if path.is_file() and path.name == RULEBOOK:
            return read_folder(path.parent)
        if (path / RULEBOOK).is_file():
            return read_folder(path)
        is_folder = path.is_dir()
    except (OSError, ValueError):
        is_folder = False
    if is_folder:
        raise RulebookError(f"the folder has no `{RULEBOOK}`", file=str(path), help="a rulebook is a folder with one")
    known = f"bundled rulebooks: {', '.join(names)}" if names else None
    raise RulebookError(f"there is no rulebook `{_shown(name_or_path)}`", help=did_you_mean(str(path), names, known))


def _shown(name: str | Path) -> str:
    return printable(str(name))[:200]


def read_folder(folder: Path, shown: str | None = None) -> PackText:
    """The pack in a folder: every `*.yaml` and every table directly in it. Raises `RulebookError`."""
    shown = folder.as_posix() if shown is None else shown
    home = folder.resolve()
    files: dict[str, bytes] = {}
    for path in sorted(path for ending in ENDINGS for path in folder.glob(f"*{ending}")):
        name = f"{shown}/{path.name}"
        if not _inside(path, home):
            raise RulebookError("the file is a link that leaves the pack", file=name, help="put the file itself here")
        if not path.is_file():
            continue
        if len(files) >= limits.FILES:
            raise RulebookError(f"a rulebook has at most {limits.FILES} files", file=shown)
        files[path.name] = read_limited(path, name)
        if sum(map(len, files.values())) > limits.ALL_BYTES:
            raise RulebookError(f"a rulebook has at most {limits.ALL_BYTES} bytes", file=shown)
    return PackText(str(home), shown, files, home)


def _inside(path: Path, home: Path) -> bool:
    try:
        return path.resolve(strict=True).parent == home
    except (OSError, RuntimeError):  # a link to nowhere, or links in a circle
        return False


def read_limited(path: Path, shown: str) -> bytes:
    """The bytes of a file of a pack, if it is not too large. Raises `RulebookError`."""
    try:
        with open_regular(path) as stream:
            data = stream.read(limits.FILE_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "input error").lower()
        raise RulebookError(f"the file cannot be read: {reason}", file=shown) from None
    if len(data) > limits.FILE_BYTES:
        raise RulebookError(f"the file is larger than {limits.FILE_BYTES} bytes", file=shown, help="split it by topic")
    return data


class Library:
    """The packs that others may extend: those in memory first, then folders beside the pack, then bundled ones."""

    def __init__(self, packs: Mapping[str, Mapping[str, str | bytes]] | None = None) -> None:
        self._packs = dict(packs or {})

    def find(self, name: str, near: PackText) -> PackText:
        """The pack that another one extends. Raises `RulebookError` without a place: the caller knows it."""
        sibling = _SIBLING.fullmatch(name)
        plain = sibling[1] if sibling else name
        if plain in self._packs:
            return in_memory(self._packs[plain], plain)
        if sibling and near.folder is not None:
            folder = near.folder.parent / plain
            if (folder / RULEBOOK).is_file():
                return read_folder(folder, posixpath.normpath(f"{near.shown}/../{plain}"))
        elif not sibling and _BUNDLED_NAME.fullmatch(name) and name in bundled_names():
            return find_pack(name)
        raise RulebookError(
            f"there is no pack `{_shown(name)}` to extend",
            help=did_you_mean(
                plain,
                [*bundled_names(), *self._packs],
                "name a bundled pack, or a folder beside this one as `../name`",
            ),
        )


def in_memory(files: Mapping[str, str | bytes], name: str = "") -> PackText:
    """A pack from texts: file name to content. Raises `RulebookError` for one that is too large."""
    if len(files) > limits.FILES:
        raise RulebookError(f"a rulebook has at most {limits.FILES} files")
    texts = {}
    for file, text in sorted(files.items()):
        data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        if len(data) > limits.FILE_BYTES:
            raise RulebookError(f"the file is larger than {limits.FILE_BYTES} bytes", file=file)
        texts[file] = data
    return PackText(f"memory:{name}", name, texts)
