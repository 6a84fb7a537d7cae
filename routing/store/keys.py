"""The key that personal data are encrypted with: 32 bytes, from a file or the environment, never a command line."""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from pathlib import Path

from routing.store.errors import StoreKeyError

KEY_VARIABLE = "ROUTING_STORE_KEY"
"""The environment variable that holds the key."""
KEY_BYTES = 32

_MAKE_ONE = "32 bytes, as 64 hexadecimal digits or as base64; make one with: openssl rand -hex 32"
_HEXADECIMAL = re.compile(rb"[0-9a-fA-F]{64}")


def key_from_file(path: str | Path) -> bytes:
    """The key in a file: hexadecimal, base64, or the 32 bytes themselves. Raises `StoreKeyError`."""
    try:
        with Path(path).open("rb") as file:
            content = file.read(4096)
    except OSError as problem:
        reason = (problem.strerror or "it cannot be opened").lower()
        raise StoreKeyError(f"the key file cannot be read: {reason}", help=_MAKE_ONE) from None
    return content if len(content) == KEY_BYTES else _parsed(content, "the key file")


def key_from_environment(environment: Mapping[str, str] | None = None) -> bytes | None:
    """The key in `ROUTING_STORE_KEY`, None where it is not set. Raises `StoreKeyError` for what is no key."""
    text = (os.environ if environment is None else environment).get(KEY_VARIABLE)
    return None if text is None else _parsed(text.encode("utf-8", "replace"), f"`{KEY_VARIABLE}`")


def _parsed(content: bytes, place: str) -> bytes:
    content = content.strip()
    if _HEXADECIMAL.fullmatch(content):
        return bytes.fromhex(content.decode("ascii"))
    try:
        key = base64.b64decode(content, validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise StoreKeyError(f"{place} does not hold a key", help=_MAKE_ONE)
    return key
