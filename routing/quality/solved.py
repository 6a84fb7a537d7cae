"""Solved cases: a case as it was taken in, with what a source says became of it. One file holds one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from routing.case import Case
from routing.case.reading import case_within
from routing.errors import CaseError, printable
from routing.source import Document, load_file, validation_errors

SUFFIXES = (".yaml", ".yml", ".json")
MOST_FILES = 10_000
"""Files of one library."""

BackupLevel = Literal["none", "advice", "conference"]
NEVER_NAMED = "backup_team"
"""The kind a source's agencies never hold: that the backup team was asked is said by `backup`."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, strict=True)


def _items(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Kinds = Annotated[tuple[str, ...], BeforeValidator(_items), Field(min_length=1, max_length=100)]


class Outcome(_Model):
    """What a source says became of a case.

    `lead` are the acceptable leads, best first; with `lead_explicit` the source itself says who led. `agencies` are
    all the kinds it names as acting. `backup` and `immediate` are not scored where they are `any`.
    """

    lead: Kinds
    lead_explicit: bool = False
    agencies: Kinds
    backup: Literal["none", "advice", "conference", "any"]
    immediate: bool | Literal["any"]
    basis: Literal["stated", "partly", "inferred"] | None = None


class _Source(_Model):
    title: str
    url: str | None = None


class _Entry(_Model):
    """The fields of a file. What is for people only (`source`, `text`, `gloss_en`, `notes`) is checked and not kept."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    source: _Source | None = None
    text: str | None = None
    gloss_en: str | None = None
    case: dict[str, Any]
    expect: Outcome
    thin: bool = False
    notes: str | None = None


@dataclass(frozen=True)
class SolvedCase:
    """A case and its outcome. `thin`: few facts or few agencies are stated, so that a miss says little."""

    id: str
    case: Case
    expect: Outcome
    thin: bool
    document: Document

    def undeclared(self, kinds: frozenset[str]) -> CaseError | None:
        """The error at the first agency kind of the outcome that is none of those a rulebook knows."""
        for field in ("lead", "agencies"):
            for index, kind in enumerate(getattr(self.expect, field)):
                if kind not in kinds:
                    message = f"expect.{field}[{index}]: is no agency kind of the rulebook"
                    return _error(self.document, message, ("expect", field, index), "declare it in the vocabulary")
        return None


def read_library(folder: str | os.PathLike[str]) -> Iterator[SolvedCase | CaseError]:
    """The solved cases of a folder by the names of their files, or the error in the place of one.

    Files that are neither YAML nor JSON, and folders inside, are passed over. Raises `CaseError` where the folder
    cannot be read, holds no such file, or too many.
    """
    shown = printable(os.fspath(folder))
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.endswith(SUFFIXES))
    except (OSError, ValueError) as problem:
        reason = (getattr(problem, "strerror", None) or "it is no name of a folder").lower()
        raise CaseError(f"the library cannot be read: {reason}", file=shown) from None
    if not names:
        raise CaseError("the folder holds no solved cases", file=shown, help="write one case a file, as `NAME.yaml`")
    if len(names) > MOST_FILES:
        raise CaseError(f"a library holds at most {MOST_FILES} files", file=shown, help="split it")
    seen: set[str] = set()
    for name in names:
        solved = read_solved(Path(folder) / name)
        if isinstance(solved, SolvedCase):
            if solved.id in seen:
                yield _error(solved.document, "id: another file has it already", ("id",), "every case has its own")
                continue
            seen.add(solved.id)
        yield solved


def read_solved(path: Path) -> SolvedCase | CaseError:
    """The solved case of a file, or what is wrong with it."""
    try:
        documents = load_file(path, error=CaseError)
        if len(documents) != 1:
            return CaseError("the file holds several values", file=str(path), line=2, column=1, help="one case a file")
        return _solved(documents[0])
    except CaseError as problem:
        return problem.with_traceback(None)


def _solved(document: Document) -> SolvedCase:
    if not isinstance(document.data, dict):
        raise _error(document, "a solved case is a map of fields", (), "such as `id`, `case`, `expect`")
    try:
        entry = _Entry.model_validate(document.data)
    except ValidationError as problem:
        # a misspelt field is both unknown and missing: the first says more
        found = validation_errors(document, problem, (), error=CaseError, model=_Entry)
        raise min(found, key=lambda error: error.message.endswith("is missing")) from None
    if NEVER_NAMED in entry.expect.agencies:
        path = ("expect", "agencies", entry.expect.agencies.index(NEVER_NAMED))
        raise _error(document, f"expect.agencies never names `{NEVER_NAMED}`", path, "`expect.backup` says it")
    return SolvedCase(entry.id, case_within(document, ("case",)), entry.expect, entry.thin, document)


def _error(document: Document, message: str, path: tuple[str | int, ...], help: str) -> CaseError:
    line, column = document.position(path)
    return CaseError(message, file=document.file, line=line, column=column, help=help)
