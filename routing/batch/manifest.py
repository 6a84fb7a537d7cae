"""What a run is about, and how far it came: the two files that let another process continue it."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from routing import __version__
from routing.batch.durable import LOCK, TEMPORARY, put, settle, settle_folder
from routing.batch.errors import BatchChanged, BatchDamaged, BatchError
from routing.batch.inputs import Input
from routing.batch.reading import Cut, Place
from routing.errors import printable
from routing.rulebook import Rulebook
from routing.rulebook.packs import bundled_names, find_pack

Output = Literal["parquet", "jsonl"]
MANIFEST, PARTS, REJECTS = "manifest.json", "parts.jsonl", "rejects.jsonl"
_PART = re.compile(rf"part-[0-9]{{5,}}\.(parquet|jsonl)({re.escape(TEMPORARY)})?")
"""What a run calls its parts, finished or not. Whatever else comes to lie in its folder is none of its own."""


@dataclass(frozen=True, slots=True)
class Part:
    """A finished part: its file, what it holds, how long the file of rejects is with it, and where the next begins."""

    file: str
    bytes: int
    sha256: str
    cases: int
    fail_safe: int
    rejected: int
    rejects: int
    next: Place

    def to_data(self) -> dict[str, Any]:
        """As plain data."""
        return {name: getattr(self, name) for name in self.__slots__[:-1]} | {"next": list(self.next)}

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Part:
        """Of plain data. Raises TypeError or KeyError for anything else."""
        part = cls(**{**data, "next": Place(*data["next"])})
        counts = (part.bytes, part.cases, part.fail_safe, part.rejected, part.rejects, *part.next)
        if not all(type(count) is int and count >= 0 for count in counts):
            raise TypeError
        return part


def about(inputs: Sequence[Input], rulebook: Rulebook | None, form: Output, cut: Cut) -> dict[str, Any]:
    """What the result depends on, and nothing else: by it two runs are the same."""
    return {
        "schema": "batch/1",
        "library": __version__,
        "rulebook": _rulebook(rulebook),
        "format": form,
        "cut": cut._asdict(),
        "inputs": [{"file": given.file, "bytes": given.size, "sha256": given.sha256} for given in inputs],
    }


def _rulebook(rulebook: Rulebook | None) -> dict[str, Any]:
    if rulebook is not None:
        return {"id": rulebook.id, "version": rulebook.version, "digest": rulebook.digest}
    files = hashlib.sha256()
    for name in bundled_names():
        for file, content in sorted(find_pack(name).files.items()):
            files.update(f"{name}/{file} {len(content)}\n".encode() + content)
    return {"bundled": f"sha256:{files.hexdigest()}"}


def begun(folder: Path, wanted: dict[str, Any]) -> tuple[list[Part], bool]:
    """The parts that a folder holds of a run, and whether it is done; a new run is begun in an empty folder.

    What a process left unfinished is removed. Raises `BatchChanged` where the folder is of another run, `BatchError`
    where it holds something else, `BatchDamaged` where parts are missing or not as they were written.
    """
    path = folder / MANIFEST
    if not path.exists():
        others = [name for name in os.listdir(folder) if name not in (LOCK, MANIFEST + TEMPORARY)]
        if others:
            raise BatchError(
                f"the folder `{printable(str(folder))}` holds something else", help="name a new folder, or an empty one"
            )
        put(path, _written({**wanted, "done": False}))
    known = _read(path, wanted)
    _compare(known, wanted)
    parts = _parts(folder, known["format"])
    for part in parts:
        if _size(folder / part.file) != part.bytes:
            raise _damaged(folder / part.file, "the part is not as it was written")
    if known["done"]:
        if known.get("parts") != [part.file for part in parts]:
            raise _damaged(folder / PARTS, "parts are missing that were written")
        return parts, True
    if parts and _size(folder / REJECTS) < parts[-1].rejects:
        raise _damaged(folder / REJECTS, "rejects are missing that were written")
    _remove_unfinished(folder, {part.file for part in parts})
    return parts, False


def _size(file: Path) -> int:
    """The bytes of a file, -1 where there is none."""
    return file.stat().st_size if file.is_file() else -1


def _damaged(file: Path, what: str) -> BatchDamaged:
    return BatchDamaged(f"{printable(str(file))}: {what}", help="begin anew elsewhere")


def _read(path: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """The manifest of a folder: all that one says which is `wanted`, with values of its own."""
    try:
        data = json.loads(path.read_bytes())
        named = all(isinstance(given["file"], str) for given in data["inputs"])
        if (
            data["schema"] == wanted["schema"]
            and isinstance(data["done"], bool)
            and wanted.keys() <= data.keys()
            and named
        ):
            return dict(data)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise _damaged(path, "the file is no manifest of a batch")


def _compare(known: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Raise `BatchChanged` for the first thing that is not as it was."""
    if known["inputs"] != wanted["inputs"]:
        raise BatchChanged(_other_input(known["inputs"], wanted["inputs"]), help=_ANEW)
    for name, what in (("library", "version of the library"), ("rulebook", "rulebook"), ("format", "format")):
        if known[name] != wanted[name]:
            raise BatchChanged(f"the folder holds a run with another {what}", help=_ANEW)
    if any(known[name] != value for name, value in wanted.items()):
        raise BatchChanged("the folder holds a run that was cut in another way", help=_ANEW)


_ANEW = "give what was given when the run began, or begin anew in another folder"


def _other_input(known: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> str:
    before = {given["file"]: given for given in known}
    for given in wanted:
        file = printable(given["file"])
        if given["file"] not in before:
            return f"{file}: the file is not of the run that the folder holds"
        if before[given["file"]] != given:
            return f"{file}: the file changed since the run began"
    missing = [given["file"] for given in known if given not in wanted]
    return f"{printable(missing[0])}: the file is missing" if missing else "the files come in another order"


def _parts(folder: Path, form: Output) -> list[Part]:
    """The finished parts, all that there were. A last line that was not written to its end counts for nothing, and is
    cut off."""
    path = folder / PARTS
    raw = path.read_bytes() if path.exists() else b""
    whole = raw[: raw.rfind(b"\n") + 1]
    if len(whole) < len(raw):
        os.truncate(path, len(whole))
    try:
        parts = [Part.of_data(json.loads(line)) for line in whole.splitlines()]
    except (ValueError, KeyError, TypeError, RecursionError):
        parts = None
    if parts is None or any(part.file != part_name(number, form) for number, part in enumerate(parts)):
        raise _damaged(path, "the file is damaged")
    return parts


def part_name(number: int, form: Output) -> str:
    """What the file of a part is called, counted from 0."""
    return f"part-{number:05}.{form}"


def _remove_unfinished(folder: Path, finished: set[str]) -> None:
    for path in folder.iterdir():
        if path.name not in finished and (_PART.fullmatch(path.name) or path.name == MANIFEST + TEMPORARY):
            path.unlink()


def finish_part(folder: Path, part: Part) -> None:
    """Add a part to those that are finished, on the disk."""
    # without a buffer: of what a full disk took only a piece, the rest must not come after it when the file is closed
    with open(folder / PARTS, "ab", buffering=0) as stream:
        before = stream.tell()
        try:
            left = _line(part.to_data())
            while left:
                left = left[stream.write(left) :]
            settle(stream.fileno())
        except OSError:
            stream.truncate(before)
            raise
    settle_folder(folder)


def finish(folder: Path, wanted: dict[str, Any], parts: Sequence[Part]) -> None:
    """Mark a run as done, with what it gave."""
    totals = {name: sum(getattr(part, name) for part in parts) for name in ("cases", "fail_safe", "rejected")}
    put(folder / MANIFEST, _written({**wanted, "done": True, **totals, "parts": [part.file for part in parts]}))


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _written(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
