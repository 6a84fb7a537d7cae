"""Signatures of webhooks by the convention of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Mapping

from routing.desk.delivery.errors import SignatureError
from routing.desk.errors import DeskError

PREFIX = "whsec_"
LEAST_BYTES, MOST_BYTES = 24, 64
TOLERANCE = dt.timedelta(minutes=5)
"""How far the time of an attempt may lie from the clock of the receiver."""
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def new_secret() -> str:
    """A new secret of 32 random bytes, as it is written to a file.

    >>> len(secret_of(new_secret()))
    32
    """
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode("ascii")


def secret_of(text: str) -> bytes:
    """The secret that a text holds: 24 to 64 bytes as base64, with or without `whsec_`. Raises DeskError."""
    try:
        secret = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not LEAST_BYTES <= len(secret) <= MOST_BYTES:
        raise DeskError(
            "this is no secret of a webhook",
            help=f"24 to 64 bytes as base64 after `{PREFIX}`; make one with `routing.desk.delivery.new_secret()`",
        )
    return secret


def signed(secret: bytes, id: str, at: dt.datetime, body: bytes) -> dict[str, str]:
    """The headers that tell a receiver who sent a body, and when this attempt was made."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{_signature(secret, id, seconds, body)}",
    }


def verify(
    secret: bytes | Iterable[bytes],
    headers: Mapping[str, str],
    body: bytes,
    now: dt.datetime,
    tolerance: dt.timedelta = TOLERANCE,
) -> str:
    """The id of a notice that was received, which is the same each time it is sent: keep it, and take each id once.

    `body` are the bytes as they came. Several secrets may be given while one takes the place of another. Raises
    SignatureError where a header is missing, the time lies too far from `now`, or no signature is right.
    """
    found = {name.lower(): value for name, value in headers.items()}
    try:
        id, seconds, given = (found[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
    except KeyError:
        raise SignatureError(
            "a header of the signature is missing", help="webhook-id, -timestamp, -signature"
        ) from None
    if not _SECONDS.fullmatch(seconds) or abs(int(seconds) - now.timestamp()) > tolerance.total_seconds():
        raise SignatureError("the webhook was not sent just now", help="compare the clocks of sender and receiver")
    known = [secret] if isinstance(secret, bytes) else list(secret)
    wanted = [f"v1,{_signature(one, id, seconds, body)}".encode() for one in known]
    offered = [one.encode("utf-8", "replace") for one in given.split(" ")]
    # every pair is compared, each in constant time: how long it takes tells nothing
    if sum(hmac.compare_digest(one, other) for one in wanted for other in offered) == 0:
        raise SignatureError("the signature of the webhook is wrong", help="the secret must be that of the sender")
    return id


def _signature(secret: bytes, id: str, seconds: str, body: bytes) -> str:
    content = f"{id}.{seconds}.".encode() + body
    return base64.b64encode(hmac.new(secret, content, hashlib.sha256).digest()).decode("ascii")
