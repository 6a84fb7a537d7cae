"""The digest of a rulebook: SHA-256 over its parsed content, sorted. The same meaning, the same digest.

Order of files, rules and keys, comments and YAML style do not count, nor do notes and places.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from routing.rulebook.effects import EFFECTS
from routing.rulebook.rule import Rule

NAMES = {model: name for name, model in EFFECTS.items()}

_TOKEN = re.compile(
    r"""(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`)|(?P<blank>(?:\s|//[^\n]*|/\*.*?\*/)+)""", re.DOTALL
)


def squeezed(pattern: str | None) -> str | None:
    """A pattern text with every run of blanks and comments as one blank; quoted texts stay as they are.

    >>> squeezed("p.age >=  75 // the parent\\n  AND p.name = 'a  b'")
    "p.age >= 75 AND p.name = 'a  b'"
    """
    if pattern is None:
        return None
    return _TOKEN.sub(lambda found: found["text"] or " ", pattern).strip()


def rule_content(rule: Rule) -> dict[str, Any]:
    """Everything that makes one dated version of a rule, as plain data."""
    return {
        "id": rule.id,
        "title": dict(rule.title),
        "from": rule.start.isoformat() if rule.start else None,
        "until": rule.until.isoformat() if rule.until else None,
        "basis": [basis.model_dump(mode="json", exclude_defaults=True) for basis in rule.basis],
        "match": squeezed(rule.match),
        "where": squeezed(rule.where),
        "then": sorted(
            ({NAMES[type(e)]: e.model_dump(mode="json", by_alias=True, exclude_defaults=True)} for e in rule.effects),
            key=lambda e: json.dumps(e, sort_keys=True),
        ),
    }


def digest(content: Mapping[str, Any]) -> str:
    """`sha256:` and the hash of plain data as sorted compact JSON."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()
