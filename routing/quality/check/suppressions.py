"""Findings that are meant to be so: each suppressed by its code, what it is about, and a reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

from routing.errors import did_you_mean
from routing.quality.check.finding import CODES, Finding, Place
from routing.quality.check.written import Written
from routing.rulebook.files import SuppressEntry


@dataclass(frozen=True)
class Suppressed:
    """A finding that is not told, and why."""

    finding: Finding
    reason: str


@dataclass
class _Entry:
    written: SuppressEntry
    pack: str
    place: Place
    used: bool = False

    def covers(self, finding: Finding, leaf: str) -> bool:
        """Whether it is about a finding. One of a pack below holds for the findings about that pack alone."""
        asked = self.written
        if asked.check != finding.code or (self.pack != leaf and self.pack != finding.owner):
            return False
        about = ((asked.rule, finding.rules), (asked.need, finding.needs), (asked.kind, finding.kinds))
        return all(not names or set(names) & set(those) for names, those in about)


def apply(findings: Iterable[Finding], written: Written) -> tuple[list[Finding], list[Suppressed]]:
    """The findings that are left, those about suppressions that suppress nothing among them, and those suppressed."""
    entries = [
        _Entry(entry, pack.file.rulebook, written.at(pack.document, ("suppress", index)))
        for pack in written.packs
        for index, entry in enumerate(pack.file.suppress)
    ]
    leaf = written.leaf.file.rulebook
    left: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        kept: Finding | None = finding
        for entry in entries:
            if kept is not None and entry.covers(kept, leaf):
                entry.used = True
                gone, kept = _split(kept, entry.written)
                suppressed.append(Suppressed(gone, entry.written.reason))
        if kept is not None:
            left.append(kept)
    left += [_needless(entry) for entry in entries if not entry.used and entry.pack == leaf]
    return left, suppressed


def _split(finding: Finding, entry: SuppressEntry) -> tuple[Finding, Finding | None]:
    """The part of a finding about several needs that is suppressed, and the part that is left."""
    rest = tuple(need for need in finding.needs if need not in entry.need)
    if not entry.need or len(finding.needs) == 1 or not rest:
        return finding, None
    gone = tuple(need for need in finding.needs if need in entry.need)
    names = ", ".join(f"`{need}`" for need in rest)
    text = (f"ニーズ {names} を受け持つルールがない", f"no rule can give an owner to {len(rest)} needs: {names}")
    return dataclasses.replace(finding, needs=gone), dataclasses.replace(finding, needs=rest, text=text)


def _needless(entry: _Entry) -> Finding:
    code = entry.written.check
    if code not in CODES:
        hint = did_you_mean(code, CODES, f"codes are {', '.join(CODES)}") or ""
        text = (f"`{code}` という検査はない", f"there is no check `{code}`")
        return Finding("suppression", entry.place, text, (hint, hint), owner=entry.pack, raised="error")
    return Finding(
        "suppression",
        entry.place,
        (f"この `{code}` の抑止に当たる指摘はない", f"this suppression of `{code}` suppresses nothing"),
        ("もう要らないので外す", "take it out: it is no longer needed"),
        owner=entry.pack,
    )
