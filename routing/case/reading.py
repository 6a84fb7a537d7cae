"""Case files as cases, with the place of every error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from routing.case.case import Case
from routing.case.line import case_of_line
from routing.errors import CaseError, SourceError
from routing.source import Document, load_json, load_lines, load_yaml, validation_errors
from routing.source.document import Path

MOST_CASES = 5000
"""Cases in one list; JSON Lines may hold any number."""
DISAGREEMENT = "disagreement/1"
"""The schema of a file that reproduces a disagreement of engines, and holds the case it came up with."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case was read: the document, and its path in it. `placed` says whether the document is a text."""

    document: Document
    prefix: Path
    placed: bool = True

    def error(self, message: str, path: Path, help: str | None = None, *, at_key: bool = False) -> CaseError:
        """The error about the value (or the key) at a path in the case."""
        if not self.placed:
            return CaseError(message, help=help)
        full = (*self.prefix, *path)
        line, column = self.document.key_position(full) if at_key else self.document.position(full)
        return CaseError(message, file=self.document.file, line=line, column=column, help=help)


def cases_of_file(path: str | os.PathLike[str]) -> Iterator[Case | CaseError]:
    """The cases of a file, one by one as they are read, or the error in the place of one."""
    for document in load_lines(path, error=CaseError):
        if isinstance(document, Document):
            yield from cases_in(document)
        else:
            assert isinstance(document, CaseError)
            yield document


def case_of_text(text: str | bytes, file: str) -> Case:
    """The one case of a YAML or JSON text."""
    if text[:1] in ("{", b"{") and (case := case_of_line(text, file)) is not None:
        return case
    return only(cases_in(_document(text, file)), file)


def case_of_data(data: dict[str, Any]) -> Case:
    """A case from plain data, which has no positions."""
    from routing.source.document import Spot

    return _case(Origin(Document(data, "", "<data>", lambda: Spot(0)), (), placed=False), data)


def case_within(document: Document, path: Path) -> Case:
    """The case that stands at a path of a larger document. Raises `CaseError` at its place there."""
    data: Any = document.data
    for step in path:
        data = data[step]
    return _case(Origin(document, path), data)


def only(cases: list[Case | CaseError], file: str) -> Case:
    """The case, if it is one and valid. Raises the first `CaseError` otherwise."""
    for case in cases:
        if isinstance(case, CaseError):
            raise case
    if len(cases) != 1:
        found = "no case" if not cases else f"{len(cases)} cases"
        raise CaseError(f"one case is wanted, the file holds {found}", file=file, line=1, column=1)
    first = cases[0]
    assert isinstance(first, Case)
    return first


def _document(text: str | bytes, file: str) -> Document:
    start = text.lstrip()[:1]
    if file.endswith(".json") or start in ("{", "[", b"{", b"["):
        try:
            return load_json(text, file, error=CaseError)
        except SourceError:
            if file.endswith(".json"):
                raise
    return load_yaml(text, file, error=CaseError)


def cases_in(document: Document) -> list[Case | CaseError]:
    """The cases of a document, a list or one, or the error in the place of one."""
    if isinstance(document.data, list):
        if len(document.data) > MOST_CASES:
            help = "write one case a line, in a `.jsonl` file"
            return [Origin(document, ()).error(f"a list holds at most {MOST_CASES} cases", (MOST_CASES,), help)]
        return [_attempt(Origin(document, (index,)), data) for index, data in enumerate(document.data)]
    if isinstance(document.data, dict) and document.data.get("schema") == DISAGREEMENT:
        return [_attempt(Origin(document, ("case",)), document.data.get("case"))]
    return [_attempt(Origin(document, ()), document.data)]


def _attempt(origin: Origin, data: Any) -> Case | CaseError:
    try:
        return _case(origin, data)
    except CaseError as problem:
        return problem.with_traceback(None)  # kept for long: the frames it came through need not be


def _case(origin: Origin, data: Any) -> Case:
    if not isinstance(data, dict):
        raise origin.error("a case is a map of fields", (), "begin with `case: ID`")
    try:
        case = Case.model_validate(data)
    except ValidationError as problem:
        # a misspelt field is both unknown and missing: the first says more
        first = min(_positioned(origin, problem), key=lambda found: found.message.endswith("is missing"))
        raise first if origin.placed else CaseError(first.message, help=first.help) from None
    object.__setattr__(case, "_origin", origin)
    return case


def _positioned(origin: Origin, problem: ValidationError) -> list[SourceError]:
    return validation_errors(origin.document, problem, origin.prefix, error=CaseError, model=Case)
