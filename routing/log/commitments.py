"""Commitments: a record is bound to a value without holding it.

A commitment is HMAC-SHA-256 under a random salt of 32 bytes that serves for this one field. With salt and value anybody
can check it. Without the salt it says nothing of the value, however few values are possible: to try them all, all salts
would have to be tried with each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from routing.log.canonical import canonical_text
from routing.log.errors import LogError

SALT_BYTES = 32
_DOMAIN = b"referral-routing field/1\n"
_BLOCK = 64
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


class Opening(NamedTuple):
    """A field with what opens its commitment. `path` says which field it is, as `/case/persons/0/age`."""

    path: str
    salt: bytes
    value: Any

    def commitment(self) -> bytes:
        """What binds a record to this field. Raises `LogError` for a salt of another length."""
        if len(self.salt) != SALT_BYTES:
            raise LogError(f"a salt has {SALT_BYTES} bytes, not {len(self.salt)}")
        return _commitment(self.salt, canonical_text([self.path, self.value]))

    def to_data(self) -> list[Any]:
        """The opening as plain JSON."""
        return [self.path, self.salt.hex(), self.value]

    @classmethod
    def of_data(cls, data: Any) -> Opening:
        """The opening that `to_data` wrote. Raises `LogError` for anything else."""
        try:
            path, salt, value = data
            known = bytes.fromhex(salt)
            if type(path) is str and known.hex() == salt:
                return tuple.__new__(cls, (path, known, value))  # what the class itself does, but in Python
        except (TypeError, ValueError):
            pass
        raise LogError("a value beside a record is not written as the log writes it")


class Field(NamedTuple):
    """A field that is to be logged: its path, its salt, and its value in the one way in which it is written."""

    path: str
    salt: bytes
    text: str

    def commitment(self) -> bytes:
        """What binds a record to it, as `Opening.commitment` says."""
        return _commitment(self.salt, f'["{self.path}",{self.text}]')

    def written(self) -> str:
        """The opening of it as JSON, as `Opening.to_data` gives it."""
        return f'["{self.path}","{self.salt.hex()}",{self.text}]'


def salted(fields: Iterable[tuple[str, str]], random: Callable[[int], bytes]) -> Iterator[Field]:
    """Fields, given by their paths and written values, each with a salt of its own.

    A path is of names and numbers (`routing.log.redaction.PATH`), so that it needs no quoting.
    """
    given = list(fields)
    salts = random(SALT_BYTES * len(given))
    for start, (path, text) in zip(range(0, len(salts), SALT_BYTES), given, strict=True):
        yield Field(path, salts[start : start + SALT_BYTES], text)


def _commitment(salt: bytes, written: str) -> bytes:
    """HMAC-SHA-256 (RFC 2104) under a salt, in half the time that `hmac` takes: a record has a hundred of them."""
    key = salt.ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(key.translate(_INNER) + _DOMAIN + written.encode()).digest()
    return hashlib.sha256(key.translate(_OUTER) + inner).digest()
