"""The report: how long people waited, how often nobody answered, and how often a referral came back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from routing.desk.file import CaseFile
from routing.desk.referral import Move, Referral
from routing.desk.waiting import ANSWERS, TAKEN, time_until


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What became of the referrals to one agency for one need code (None: those that answer no single need).

    `asked` counts referrals, `silent` those without any answer, `bounced` those that were rejected or given up.
    `first_contact` and `owner` are medians in calendar time from the request to the first answer, and to the
    acceptance; None where there was none. What was called off before an answer counts only where a step of the ladder
    had been carried out about it: that it came to nothing is silence too.
    """

    kind: str
    agency: str | None
    code: str | None
    asked: int
    silent: int
    bounced: int
    first_contact: dt.timedelta | None
    owner: dt.timedelta | None

    @property
    def silence_rate(self) -> Fraction:
        """The share of referrals that got no answer."""
        return Fraction(self.silent, self.asked)

    @property
    def bounce_rate(self) -> Fraction:
        """The share of referrals that came back."""
        return Fraction(self.bounced, self.asked)


def report_rows(files: Iterable[CaseFile], since: dt.datetime, until: dt.datetime) -> tuple[ReportRow, ...]:
    """A row for each agency and need code, from the referrals asked from `since` on and before `until`.

    What happened from `until` on counts as not having happened.
    """
    groups: dict[tuple[str, str, str], list[tuple[Referral, list[Move]]]] = defaultdict(list)
    for file in files:
        codes = {need.id: need.code for need in file.case.needs}
        waited = {subject for _, subject, _ in file.stepped}
        for referral in file.referrals.values():
            moves = [move for move in referral.moves if move.at < until]
            counted = referral.id in waited or not _called_off(moves)
            if since <= referral.requested_at < until and counted:
                code = codes.get(referral.need, "") if referral.need is not None else ""
                groups[referral.to, referral.agency or "", code].append((referral, moves))
    return tuple(_row(*key, groups[key]) for key in sorted(groups))


def _called_off(moves: Sequence[Move]) -> bool:
    ended = any(move.state in ("cancelled", "entered-in-error") for move in moves)
    return ended and not any(move.state in ANSWERS for move in moves)


def _row(kind: str, agency: str, code: str, found: Sequence[tuple[Referral, list[Move]]]) -> ReportRow:
    answered = [time for one in found if (time := time_until(*one, ANSWERS)) is not None]
    taken = [time for one in found if (time := time_until(*one, TAKEN)) is not None]
    bounced = sum(any(move.state in ("rejected", "failed") for move in moves) for _, moves in found)
    return ReportRow(
        kind,
        agency or None,
        code or None,
        asked=len(found),
        silent=len(found) - len(answered),
        bounced=bounced,
        first_contact=_median(answered),
        owner=_median(taken),
    )


def _median(times: Sequence[dt.timedelta]) -> dt.timedelta | None:
    if not times:
        return None
    ordered = sorted(times)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
