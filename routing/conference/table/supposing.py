"""What if: the decision with some facts otherwise, and whether the table and the rules would then be at one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.conference.table.agreement import agreement
from routing.explain import WhatIf, what_if
from routing.explain.telling import Telling

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.decision import Decision
    from routing.wording.words import Language


@dataclass(frozen=True)
class Supposed:
    """Some facts supposed otherwise. `joined` are the subjects on which the table and the rules would then agree and
    now do not, `parted` those on which they agree now alone."""

    changes: tuple[str, ...]
    found: WhatIf
    joined: tuple[str, ...]
    parted: tuple[str, ...]

    def lines(self, language: Language, session: Session) -> list[str]:
        """What is decided differently, in words."""
        telling = Telling(session.router.rulebook.vocabulary, language)
        return list(telling.what_if(self.found))


def supposed(session: Session, changes: tuple[str, ...]) -> Supposed:
    """What the rules decide with these facts otherwise. Raises TableError before the decision is shown."""
    now = _agreed(session, session.decision)
    found = what_if(session.router, session.case, changes)
    then = _agreed(session, found.after)
    return Supposed(changes, found, tuple(sorted(then - now)), tuple(sorted(now - then)))


def _agreed(session: Session, decision: Decision) -> set[str]:
    standing = session.standing
    rows = agreement(session.case, standing.seats, standing.proposals, decision)
    return {row.subject for row in rows if row.outcome == "agreed"}
