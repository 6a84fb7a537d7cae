"""How data lie in the database: as they are, or encrypted with AES-256-GCM and bound to their place.

Bound means: the name of the stream, the version and the type are authenticated with the data. Data copied to another
row are refused like data that were changed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from typing import Protocol

from routing.store.errors import StoreDamaged, StoreKeyError
from routing.store.extras import require
from routing.store.keys import KEY_BYTES

_FORMAT = b"\x01"
_NONCE_BYTES = 12


class Sealing(Protocol):
    """Makes of data what is kept, and the other way round. `place` says where they lie."""

    @property
    def key_id(self) -> str | None:
        """Which key it is, without giving away anything of it; None where nothing is encrypted."""

    def seal(self, content: bytes, *place: str | int) -> bytes: ...

    def unseal(self, kept: bytes, *place: str | int) -> bytes:
        """Raises `StoreDamaged` for what was not sealed for this place with this key."""

    def fingerprint(self, text: str) -> str:
        """The fingerprint of a command as it is kept."""


class Open:
    """Nothing is encrypted."""

    key_id: str | None = None

    def seal(self, content: bytes, *place: str | int) -> bytes:
        return content

    def unseal(self, kept: bytes, *place: str | int) -> bytes:
        return kept

    def fingerprint(self, text: str) -> str:
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


class Sealed:
    """Everything is encrypted with keys derived from one of 32 bytes.

    Fingerprints of commands are made with a key too: without it nobody can find a short note by trying.
    """

    def __init__(self, key: bytes) -> None:
        require("cryptography", "an encrypted store")
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if len(key) != KEY_BYTES:
            raise StoreKeyError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self.key_id: str | None = _derived(key, "id").hex()[:16]
        self._cipher = AESGCM(_derived(key, "data"))
        self._fingerprints = _derived(key, "fingerprint")

    def seal(self, content: bytes, *place: str | int) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return _FORMAT + nonce + self._cipher.encrypt(nonce, content, _bound(place))

    def unseal(self, kept: bytes, *place: str | int) -> bytes:
        from cryptography.exceptions import InvalidTag

        start = len(_FORMAT) + _NONCE_BYTES
        try:
            if not kept.startswith(_FORMAT):
                raise InvalidTag
            return self._cipher.decrypt(kept[len(_FORMAT) : start], kept[start:], _bound(place))
        except (InvalidTag, ValueError):
            raise StoreDamaged(
                "encrypted data are not what was written at their place",
                help="the database was damaged or changed from outside; use a backup",
            ) from None

    def fingerprint(self, text: str) -> str:
        return hmac.new(self._fingerprints, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, f"referral-routing store {purpose}".encode("ascii"), hashlib.sha256).digest()


def _bound(place: tuple[str | int, ...]) -> bytes:
    return json.dumps(place, separators=(",", ":")).encode("ascii")
