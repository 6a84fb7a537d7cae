"""The decision as a model: all that was settled about one case."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from routing.decision.parts import (
    Addressee,
    Backup,
    Blocked,
    DutyRef,
    Excluded,
    FindingRef,
    Gap,
    Holder,
    ImmediateAct,
    Lead,
    Owner,
    Part,
    Question,
    Rejected,
    RulebookRef,
    Strings,
    TraceEntry,
    Withheld,
)

NOT_IN_DIGEST = frozenset({"digest", "engine", "verified_by"})


class Decision(Part):
    """One settled decision about one case.

    >>> decision = Decision.model_validate_json(text)      # doctest: +SKIP
    >>> decision.to_json() == text                         # doctest: +SKIP
    True
    """

    # what a decision nobody has read is made from, and its JSON once written: not copied, compared or pickled with it
    __slots__ = ("_json", "_settled")

    as_of: dt.date
    backup: Backup | None
    blocked: tuple[Blocked, ...]
    case: str
    digest: str
    duties: tuple[DutyRef, ...]
    engine: str
    excluded: tuple[Excluded, ...]
    findings: tuple[FindingRef, ...]
    gaps: tuple[Gap, ...]
    holder: Holder
    immediate: tuple[ImmediateAct, ...]
    inform: tuple[Addressee, ...]
    lead: Lead | None
    owners: tuple[Owner, ...]
    questions: tuple[Question, ...]
    rejected: tuple[Rejected, ...]
    rulebook: RulebookRef
    schema_: Literal["decision/1"] = Field(alias="schema")
    supports: tuple[Addressee, ...]
    trace: tuple[TraceEntry, ...]
    verified_by: Strings
    withheld: tuple[Withheld, ...]

    def __hash__(self) -> int:
        return hash(self.digest)  # the bindings of a trace are a dict, which has no hash

    @property
    def fail_safe(self) -> bool:
        """Whether this is a fail-safe decision, made because the rules could not be settled."""
        codes = {reason.code for reason in self.backup.reasons} if self.backup else set()
        return not codes.isdisjoint({"budget_exceeded", "engine_disagreement"})

    def to_json(self) -> str:
        """The decision as canonical JSON (RFC 8785): sorted keys, compact, not escaped beyond need."""
        written: str | None = getattr(self, "_json", None)
        if written is None:
            written = self.model_dump_json(by_alias=True)
            object.__setattr__(self, "_json", written)
        return written

    def to_data(self) -> dict[str, Any]:
        """The decision as plain data, as in its JSON."""
        return self.model_dump(mode="json", by_alias=True)

    def compute_digest(self, availability: Mapping[str, int] | None = None) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON without `engine`, `verified_by` and `digest`.

        A decision made with an `availability` has it in its digest, as one more field of that name.
        """
        if availability is None:
            text = self.model_dump_json(by_alias=True, exclude=set(NOT_IN_DIGEST))
        else:
            data = self.model_dump(mode="json", by_alias=True, exclude=set(NOT_IN_DIGEST))
            data["availability"] = dict(availability)
            text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
