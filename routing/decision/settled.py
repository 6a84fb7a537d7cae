"""What was settled, as plain data: its canonical JSON and its digest are written from it, once and on demand."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pydantic_core import to_json

Entry = dict[str, Any]


class Settled:
    """The fields of a decision as plain values, in the order of their names, as are the keys of every dict in them.

    `fields` are those that are part of the digest: all but `digest`, `engine` and `verified_by`.
    `availability` is what the offices were chosen by, or None; it is a part of the digest, not of the decision.
    """

    __slots__ = ("_digest", "_json", "_text", "availability", "engine", "fields", "verified_by")

    def __init__(
        self, fields: Entry, engine: str, verified_by: tuple[str, ...], availability: Mapping[str, int] | None = None
    ) -> None:
        self.fields = fields
        self.engine = engine
        self.verified_by = verified_by
        # written at once: the mapping is the caller's and may change
        self.availability = None if availability is None else to_json(dict(sorted(availability.items())))
        self._text: bytes | None = None
        self._digest: str | None = None
        self._json: str | None = None

    @property
    def digest(self) -> str:
        """`sha256:` and the SHA-256 of the canonical JSON without `engine`, `verified_by` and `digest`."""
        if self._digest is None:
            text = self._written()
            if self.availability is not None:
                text = text.replace(b',"backup":', b',"availability":%b,"backup":' % self.availability, 1)
            self._digest = "sha256:" + hashlib.sha256(text).hexdigest()
        return self._digest

    @property
    def json(self) -> str:
        """The canonical JSON of the decision (RFC 8785).

        What the digest leaves out is put in before the fields that follow it. A quoted name after a bare comma is never
        within a text, where quotes are escaped, and nothing but a variable in the trace can bear the name of one of
        these fields: so before the trace the first is the field, and after it the last.
        """
        if self._json is None:
            text = self._written()
            duties = text.index(b',"duties":')
            excluded = text.index(b',"excluded":', duties)
            withheld = text.rindex(b',"withheld":')
            self._json = b"".join(
                (
                    text[:duties],
                    b',"digest":"%b"' % self.digest.encode(),
                    text[duties:excluded],
                    b',"engine":%b' % to_json(self.engine),
                    text[excluded:withheld],
                    b',"verified_by":%b' % to_json(self.verified_by),
                    text[withheld:],
                )
            ).decode()
        return self._json

    def _written(self) -> bytes:
        """The JSON of the fields, which is what the digest is made of."""
        if self._text is None:
            self._text = to_json(self.fields)
        return self._text

    def to_data(self) -> Entry:
        """Every field of the decision."""
        return {**self.fields, "digest": self.digest, "engine": self.engine, "verified_by": self.verified_by}
