"""What cases and all that belongs to one are called outside: by their own ids, or by pseudonyms."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

Naming = Callable[[str], str]
"""The name by which an id is known outside; the same id has the same name."""

_DOMAIN = b"referral-routing pseudonym/1\n"


def own_ids(id: str) -> str:
    """No pseudonyms: every id as it is."""
    return id


def pseudonyms(key: bytes) -> Naming:
    """Pseudonyms: 128 bits of the HMAC-SHA-256 of each id, under a secret key.

    Whoever has the key can tell which id a pseudonym stands for, by trying the ids; nobody else can. With one key two
    exports can be joined, with two keys they cannot. That is pseudonymous, not anonymous: what happened when stays.

    >>> named = pseudonyms(bytes(32))
    >>> named("K-001") == named("K-001"), named("K-001") == named("K-002"), len(named("K-001"))
    (True, False, 32)
    """

    def named(id: str) -> str:
        return hmac.new(key, _DOMAIN + id.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    return named


class Ids:
    """The ids of objects and events, each with its type before it, so that no two are the same."""

    def __init__(self, named: Naming) -> None:
        self._named = named

    def case(self, case: str) -> str:
        return f"case:{self._named(case)}"

    def referral(self, referral: str) -> str:
        """A referral, `<case>/<number>`."""
        case, _, number = referral.rpartition("/")
        return f"referral:{self._named(case)}/{number}"

    def need(self, case: str, need: str) -> str:
        """A need of a case. A slash in its id is written otherwise, since the one between says where the case ends."""
        own = self._named(need).replace("%", "%25").replace("/", "%2F")
        return f"need:{self._named(case)}/{own}"

    def decision(self, digest: str) -> str:
        """A decision; its digest is one of ids and codes that could be guessed, so it is named like an id."""
        return f"decision:{self._named(digest)}"

    def happened(self, case: str, number: int) -> str:
        """The event of a case with this number in its stream."""
        return f"event:{self._named(case)}/{number}"

    @staticmethod
    def agency(kind: str, office: str | None = None) -> str:
        """An agency kind, or one office of it."""
        return f"agency:{address(kind, office)}"

    @staticmethod
    def rulebook(digest: str) -> str:
        return f"rulebook:{digest}"

    @staticmethod
    def record(number: int) -> str:
        """A record of the decision log."""
        return f"log_record:{number}"


def address(kind: str, office: str | None = None) -> str:
    """An agency as it is written on the command line: `KIND` or `KIND@OFFICE`."""
    return kind if office is None else f"{kind}@{office}"
