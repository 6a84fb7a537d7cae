"""A record of the log: what stands for ever, and the values beside it, as far as they were not redacted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.decision import Decision
from routing.log.canonical import canonical
from routing.log.commitments import Field, Opening
from routing.log.errors import LogError, Redacted
from routing.log.fields import AVAILABILITY, CASE, DECISION, case_of, decision_of
from routing.log.merkle import leaf_hash
from routing.store import Json

SCHEMA = "log/1"
_TYPES = {"number": int, "kind": str, "at": str, "fields": list}
_DOMAIN = b"referral-routing log/1\n"


@dataclass(frozen=True)
class Record:
    """One record. `header` is plain JSON that is part of the tree: it never changes, and holds no value of a case.

    `openings` are the fields in the order of the commitments in the header; None for one that is redacted, or was not
    given along. `redactions` are the numbers of the records that redacted something of this one.
    """

    header: Mapping[str, Any]
    openings: tuple[Opening | None, ...]
    redactions: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """Its number in the log, from 1."""
        number: int = self.header["number"]
        return number

    @property
    def kind(self) -> str:
        """`decision`, `override` or `redaction`."""
        return str(self.header["kind"])

    @property
    def leaf(self) -> bytes:
        """Its hash as a leaf of the tree."""
        return leaf_of(self.header)

    @property
    def values(self) -> dict[str, Any]:
        """The values that are there, by their paths."""
        return {opening.path: opening.value for opening in self.openings if opening is not None}

    def case(self) -> Case:
        """The case that was decided. Raises `Redacted` where something of the record is redacted."""
        self._whole(CASE)
        return case_of(self.values, self.header["as_of"])

    def decision(self) -> Decision:
        """The decision, equal to the one that was logged to the byte. Raises `Redacted` as `case` does."""
        self._whole(DECISION)
        return decision_of(self.values, self.header)

    def availability(self) -> dict[str, int] | None:
        """The free places that the offices were chosen by; None where none were given. Raises `Redacted`."""
        self._whole(AVAILABILITY)
        given: dict[str, int] | None = self.values.get(AVAILABILITY)
        return given

    def _whole(self, what: str) -> None:
        # which field a redacted commitment was of is not known any more: it may be any
        if None in self.openings:
            raise Redacted(self.number, self.redactions)
        if self.kind != "decision":
            raise LogError(f"record {self.number} is of the kind `{self.kind}`: it has no `{what[1:]}`")


def leaf_of(header: Mapping[str, Any]) -> bytes:
    """The hash of a record: of its header, in the one way in which it is written, with what it is said before."""
    return leaf_of_written(canonical(header))


def leaf_of_written(header: bytes) -> bytes:
    """The hash of a record whose header is written already."""
    return leaf_hash(_DOMAIN + header)


def commitments(fields: Iterable[Field]) -> list[str]:
    """The commitments to fields as they stand in a header."""
    return [field.commitment().hex() for field in fields]


def written_beside(fields: Iterable[Field]) -> Json:
    """What is kept beside a new record, as `beside` gives it, written at once."""
    return Json(f'{{"open":[{",".join([field.written() for field in fields])}],"redactions":[]}}'.encode())


def beside(openings: Sequence[Opening | None], redactions: Sequence[int] = ()) -> dict[str, Any]:
    """What is kept beside a record, erasably."""
    kept = [None if opening is None else opening.to_data() for opening in openings]
    return {"open": kept, "redactions": list(redactions)}


def record_of(header: Mapping[str, Any], kept: Mapping[str, Any]) -> Record:
    """The record of its header and of what `beside` wrote. Raises `LogError` for what is no record."""
    try:
        if header["schema"] != SCHEMA:
            raise LogError("a newer release wrote this record", help="use that one")
        for name, kind in _TYPES.items():
            if type(header[name]) is not kind:
                raise TypeError
        given = kept.get("open") or [None] * len(header["fields"])
        openings = tuple(None if data is None else Opening.of_data(data) for data in given)
        redactions = tuple(int(number) for number in kept.get("redactions", ()))
    except (KeyError, TypeError, ValueError):
        raise LogError("a record is not written as the log writes it") from None
    return Record(header, openings, redactions)


def check_header(header: Mapping[str, Any]) -> None:
    """Raise `LogError` for a header that does not say what one of its kind says, so that it can be relied on."""
    try:
        dt.datetime.fromisoformat(header["at"])
        if header["kind"] == "decision":
            _check_decision(header)
    except (KeyError, TypeError, ValueError):
        raise LogError("a record is not written as the log writes it") from None


def _check_decision(header: Mapping[str, Any]) -> None:
    dt.date.fromisoformat(header["as_of"])
    rulebook, engine = header["rulebook"], header["engine"]
    texts = [header["retention"], *(rulebook[name] for name in ("id", "version", "digest"))]
    texts += [engine["name"], engine["version"], *engine["verified_by"]]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError
