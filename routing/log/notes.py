"""Checkpoints: what somebody signed of the log at some time, as a note that other tools read too.

The text is that of a checkpoint of transparency logs (C2SP `tlog-checkpoint`), signed with Ed25519 as C2SP
`signed-note` says. It holds no value of a case: an origin, how many records there are, and the root of their tree.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from routing.log.errors import LogError
from routing.log.merkle.hashing import HASH_BYTES

KEY_BYTES = 32
_ED25519 = b"\x01"
_ORIGIN = re.compile(r"[^\s+]{1,200}")
_SIGNATURE = re.compile(r"— (\S+) (\S+)")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True)
class Checkpoint:
    """That the log of this origin had so many records, with this root. Raises `LogError` for an origin with blanks."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin) or not self.origin.isprintable():
            raise LogError(
                "an origin has 1 to 200 characters without blanks and `+`", help="such as `setagaya.example/referrals`"
            )

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    def signed(self, key: bytes) -> str:
        """The signed note. `key` are the 32 bytes of an Ed25519 private key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        verifier = Verifier.of_key(self.origin, key)
        signature = Ed25519PrivateKey.from_private_bytes(key).sign(self.text.encode())
        return f"{self.text}\n— {self.origin} {_base64(verifier.key_id + signature)}\n"


@dataclass(frozen=True)
class Verifier:
    """The public key that checkpoints of an origin are checked with. It is no secret: give it to whoever checks."""

    origin: str
    public: bytes

    @classmethod
    def of_key(cls, origin: str, key: bytes) -> Verifier:
        """The public key of a private one, 32 bytes. Raises `LogError`; `StoreExtraMissing` without `cryptography`."""
        from routing.store.extras import require

        require("cryptography", "a signed checkpoint")
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if len(key) != KEY_BYTES:
            raise LogError(f"a signing key has {KEY_BYTES} bytes, not {len(key)}")
        return cls(origin, Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """A public key as `str` writes it. Raises `LogError`."""
        name, _, rest = text.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        decoded = _bytes(encoded)
        made = cls(name, decoded[1:])
        if len(decoded) != 1 + KEY_BYTES or decoded[:1] != _ED25519 or made.key_id.hex() != key_id:
            raise LogError(
                "this is no public key of a log", help="it looks like `ORIGIN+1a2b3c4d+BASE64`; copy all of it"
            )
        return made

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a note says with which key it was signed."""
        return hashlib.sha256(self.origin.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.origin}+{self.key_id.hex()}+{_base64(_ED25519 + self.public)}"

    def check(self, note: str) -> Checkpoint:
        """The checkpoint of a note. Raises `LogError` unless this key signed it."""
        from routing.store.extras import require

        require("cryptography", "checking a signature")
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        checkpoint = read_note(note)
        for name, encoded in _SIGNATURE.findall(note):
            signature = _bytes(encoded)
            if name == self.origin == checkpoint.origin and signature[:4] == self.key_id:
                try:
                    Ed25519PublicKey.from_public_bytes(self.public).verify(signature[4:], checkpoint.text.encode())
                    return checkpoint
                except (InvalidSignature, ValueError):
                    break
        raise LogError("the checkpoint is not signed with the key that was given", help="is it the key of this log?")


def read_note(note: str) -> Checkpoint:
    """The checkpoint of a note; nobody has checked its signature. Raises `LogError` for what is no note."""
    text, blank, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if blank and len(lines) == 3 and _SIZE.fullmatch(lines[1]):
        root = _bytes(lines[2])
        signed = signatures.removesuffix("\n").split("\n")
        if len(root) == HASH_BYTES and all(_SIGNATURE.fullmatch(line) for line in signed):
            return Checkpoint(lines[0], int(lines[1]), root)
    raise LogError("this is no checkpoint", help="`routing log checkpoint` prints one; keep it as it is")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    """The bytes of base64; none for anything else."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if _base64(content) == text else b""
