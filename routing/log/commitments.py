"""Commitments: a record is bound to a value without holding it.

A commitment is HMAC-SHA-256 under a random salt of 32 bytes that serves for this one field. With salt and value anybody
can check it. Without the salt it says nothing of the value, however few values are possible: to try them all, all salts
would have to be tried with each.
"""

from __future__ import annotations

import hmac
from typing import Any, NamedTuple

from routing.log.canonical import canonical
from routing.log.errors import LogError

SALT_BYTES = 32
_DOMAIN = b"referral-routing field/1\n"


class Opening(NamedTuple):
    """A field with what opens its commitment. `path` says which field it is, as `/case/persons/0/age`."""

    path: str
    salt: bytes
    value: Any

    def commitment(self) -> bytes:
        """What binds a record to this field. Raises `LogError` for a salt of another length."""
        if len(self.salt) != SALT_BYTES:
            raise LogError(f"a salt has {SALT_BYTES} bytes, not {len(self.salt)}")
        return hmac.digest(self.salt, _DOMAIN + canonical([self.path, self.value]), "sha256")

    def to_data(self) -> list[Any]:
        """The opening as plain JSON."""
        return [self.path, self.salt.hex(), self.value]

    @classmethod
    def of_data(cls, data: Any) -> Opening:
        """The opening that `to_data` wrote. Raises `LogError` for anything else."""
        try:
            path, salt, value = data
            made = cls(path, bytes.fromhex(salt), value)
            if isinstance(path, str) and made.salt.hex() == salt:
                return made
        except (TypeError, ValueError):
            pass
        raise LogError("a value beside a record is not written as the log writes it")
