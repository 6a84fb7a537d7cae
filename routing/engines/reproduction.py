"""The reproduction file of a disagreement: everything that is needed to see it again. It holds the whole case."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from routing.case.reading import DISAGREEMENT
from routing.engines.agreement import Disagreement
from routing.engines.firings import Firing

if TYPE_CHECKING:
    from routing.case import Case
    from routing.rulebook import Rulebook

MOST = 100
"""Firings of each engine that are written; `count` says how many there were."""


def reproduction(found: Disagreement, case: Case, rulebook: Rulebook) -> dict[str, Any]:
    """The content of a reproduction file, `disagreement/1`, as plain data."""
    return {
        "schema": DISAGREEMENT,
        "rulebook": {"id": rulebook.id, "version": rulebook.version, "digest": rulebook.digest},
        "as_of": case.as_of.isoformat(),
        "engines": list(found.engines),
        "rules": [
            {"id": rule.id, "place": rule.place, "match": rule.match, "where": rule.where} for rule in found.rules
        ],
        "only": [
            {"engine": engine, "count": len(alone), "firings": [_written(firing) for firing in alone[:MOST]]}
            for engine, alone in zip(found.engines, found.only, strict=True)
        ],
        "case": json.loads(case.to_json()),
    }


def _written(firing: Firing) -> dict[str, Any]:
    rule, *bindings = firing.key
    return {"rule": rule, "bindings": dict(cast(list[tuple[str, str]], bindings))}


def write_reproduction(content: dict[str, Any], folder: str | os.PathLike[str]) -> Path:
    """Write a reproduction file into a folder, which is made if need be, and return its path.

    Only the user may read the file, and the folder where it is new. The name is the digest of the content: the same
    disagreement is written once, and no file is written over. Raises OSError where the folder cannot be written to,
    and ValueError where no folder can have such a name.
    """
    text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    raw = text.encode("utf-8", "backslashreplace")
    path = Path(folder) / f"disagreement-{hashlib.sha256(raw).hexdigest()[:32]}.json"
    Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return path
    handle, temporary = tempfile.mkstemp(prefix=".disagreement-", dir=folder)  # for the user alone
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
    return path
