"""Whom nothing may reach any longer: what the exclusions of a decision strike at the desk."""

from __future__ import annotations

from collections.abc import Collection

from routing.decision import Decision, Excluded
from routing.directory import Directory

NEVER_STRUCK = frozenset({"duty", "immediate"})
"""Roles that no exclusion strikes: statutory reports, and what has to be done at once."""


def struck(
    decision: Decision, kind: str, agency: str | None, about: Collection[str], directory: Directory | None
) -> bool:
    """Whether an exclusion of a decision keeps an agency from learning about one of these persons.

    As in settlement: an office that the directory does not list might be anywhere, so it is in every excluded district.
    """
    return any(
        not set(part.about).isdisjoint(about) and _covers(part, kind, agency, directory) for part in decision.excluded
    )


def _covers(part: Excluded, kind: str, agency: str | None, directory: Directory | None) -> bool:
    if part.kind is not None:
        return part.kind == kind
    if agency is None:
        return False
    if part.office is not None:
        return part.office == agency
    if part.located_in is None or directory is None:
        return False
    office = directory.get(agency)
    return office is None or office.located_in == part.located_in
