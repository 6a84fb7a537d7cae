"""What was settled, field by field as JSON: the decision and its digest are put together from it, on demand, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring as quoted

NAMES = (
    "as_of", "backup", "blocked", "case", "duties", "excluded", "findings", "gaps", "holder", "immediate", "inform",
    "lead", "owners", "questions", "rejected", "rulebook", "schema", "supports", "trace", "withheld",
)  # fmt: skip
"""The names of the fields that are part of the digest, in order."""


class Settled:
    """The fields of a decision as canonical JSON (RFC 8785), in the order of their names.

    `fields` are those that are part of the digest: all but `digest`, `engine` and `verified_by`.
    `availability` is what the offices were chosen by, or None; it is a part of the digest, not of the decision.
    """

    __slots__ = ("_digest", "_json", "_texts", "availability", "engine", "fields", "verified_by")

    def __init__(
        self,
        fields: Sequence[str],
        engine: str,
        verified_by: tuple[str, ...],
        availability: Mapping[str, int] | None = None,
    ) -> None:
        self.fields = fields
        self.engine = engine
        self.verified_by = verified_by
        # written at once: the mapping is the caller's and may change
        self.availability = None if availability is None else _json(dict(sorted(availability.items())))
        self._texts: tuple[str, ...] | None = None
        self._digest: str | None = None
        self._json: str | None = None

    @property
    def by_name(self) -> dict[str, str]:
        """The `fields` by their names."""
        return dict(zip(NAMES, self.fields, strict=True))

    @property
    def digest(self) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON without `engine`, `verified_by` and `digest`."""
        if self._digest is None:
            texts = self._written()
            if self.availability is not None:
                texts = (texts[0], f',"availability":{self.availability}', *texts[1:])
            # text by text, since encoding is fast where all is ASCII, and in most of them all is
            self._digest = "sha256:" + hashlib.sha256(b"".join(map(str.encode, texts))).hexdigest()
        return self._digest

    @property
    def json(self) -> str:
        """The canonical JSON of the decision (RFC 8785)."""
        if self._json is None:
            as_of, head, duties, body, lead, owners, supports, trace, withheld = self._written()
            verified_by = _json(self.verified_by) if self.verified_by else "[]"
            self._json = (
                f'{as_of}{head},"digest":"{self.digest}"{duties},"engine":{quoted(self.engine)}{body}{lead}{owners}'
                f'{supports}{trace},"verified_by":{verified_by}{withheld}'
            )
        return self._json

    def _written(self) -> tuple[str, ...]:
        """What the digest is made of, divided where something else comes between or may be of other characters."""
        if self._texts is None:
            as_of, backup, blocked, case, duties, excluded, findings, gaps, holder, immediate, *more = self.fields
            inform, lead, owners, questions, rejected, rulebook, schema, supports, trace, withheld = more
            self._texts = (
                f'{{"as_of":{as_of}',
                f',"backup":{backup},"blocked":{blocked},"case":{case}',
                f',"duties":{duties}',
                f',"excluded":{excluded},"findings":{findings},"gaps":{gaps},"holder":{holder},"immediate":{immediate},'
                f'"inform":{inform}',
                f',"lead":{lead}',
                f',"owners":{owners},"questions":{questions},"rejected":{rejected},"rulebook":{rulebook},'
                f'"schema":{schema}',
                f',"supports":{supports}',
                f',"trace":{trace}',
                f',"withheld":{withheld}}}',
            )
        return self._texts


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
