"""Errors of loading as findings, so that they are told in the same form as all others."""

from __future__ import annotations

import re
from pathlib import Path

from routing.errors import RulebookError, RulebookErrors
from routing.quality.check.finding import Finding, Place

_RULE = re.compile(r"rule `([^`]+)`")
_UNDERIVED = re.compile(r"finding kind")


def as_findings(error: RulebookError) -> list[Finding]:
    """Each error of a rulebook that cannot be loaded."""
    errors = error.errors if isinstance(error, RulebookErrors) else (error,)
    return [_finding(one) for one in errors]


def _finding(error: RulebookError) -> Finding:
    file = error.file or "rulebook.yaml"
    place = Place(file, error.line or 1, error.column or 1, _line(file, error.line))
    rule = _RULE.match(error.message)
    code = "finding-underived" if _UNDERIVED.search(error.message) and "unknown" in error.message else "invalid"
    help = (error.help, error.help) if error.help else None
    return Finding(code, place, (error.message, error.message), help, (rule[1],) if rule else ())


def _line(file: str, line: int | None) -> str:
    """A line of a file, for the reader to see; empty where the file is not there under that name."""
    from routing.rulebook.packs import bundled_folder, read_limited

    folder = bundled_folder()
    path = Path(file)
    if not path.is_file() and folder is not None and file.startswith("rules/"):
        path = folder / file.removeprefix("rules/")
    try:
        lines = read_limited(path, file).decode("utf-8", "replace").split("\n")
    except (RulebookError, ValueError):
        return ""
    return lines[line - 1] if line is not None and line <= len(lines) else ""
