"""A webhook: each notice is an HTTP POST, signed, and has arrived once the receiver has said so to the end."""

from __future__ import annotations

import datetime as dt
import http.client
import ipaddress
import urllib.error
import urllib.request
from urllib.parse import SplitResult, urlsplit

from routing.desk.delivery.errors import DeliveryError
from routing.desk.delivery.notice import Notice
from routing.desk.delivery.signature import signed
from routing.desk.errors import DeskError

TIMEOUT = 15.0
"""Seconds that each wait for the receiver may take."""
MOST_ANSWER = 64 * 1024
"""Bytes of an answer that are read, to see that it came to its end; what it says does not matter."""


class Webhook:
    """Sends notices to one receiver, signed with the secret that both know.

    The address is https. Plain http is refused, except to this machine itself or with `allow_http`. Redirects are not
    followed: a notice goes where it was sent, or nowhere. A proxy of the environment is used, but not to this machine.
    """

    def __init__(self, url: str, secret: bytes, *, timeout: float = TIMEOUT, allow_http: bool = False) -> None:
        local = _checked(url, allow_http)
        self._url = url
        self._secret = secret
        self._timeout = timeout
        self._opener = _opener(local)

    def send(self, notice: Notice, now: dt.datetime) -> None:
        """Post one notice. Raises DeliveryError unless the receiver answers with a status of 2xx."""
        body = notice.to_json().encode()
        headers = {
            "content-type": "application/json",
            "user-agent": "referral-routing",
            **signed(self._secret, notice.id, now, body),
        }
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                answer.read(MOST_ANSWER)
                rest = answer.length  # what the receiver promised and did not send
                if rest and not answer.read(1):
                    raise DeliveryError("the receiver broke off its answer")
        except urllib.error.HTTPError as refused:
            refused.close()
            raise DeliveryError(f"the receiver answered with status {refused.code}") from None
        except TimeoutError:
            raise DeliveryError("the receiver did not answer in time") from None
        except urllib.error.URLError as problem:
            late = isinstance(problem.reason, TimeoutError)
            raise DeliveryError(f"the receiver {'did not answer in time' if late else 'cannot be reached'}") from None
        except (OSError, http.client.HTTPException):
            raise DeliveryError("the receiver broke off its answer") from None


def _opener(local: bool) -> urllib.request.OpenerDirector:
    """What opens an address, and does nothing else: no redirects, no files, no FTP, no passwords from elsewhere."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if local else None),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _checked(url: str, allow_http: bool) -> bool:
    """Whether an address is one of this machine. Raises DeskError for one that notices may not go to."""
    help = "such as https://desk.example.jp/notices"
    if not url.isascii() or not url.isprintable() or " " in url:
        raise DeskError("the address of the webhook holds characters that an address cannot have", help=help)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise DeskError("the address of the webhook is no address", help=help) from None
    if parts.scheme not in ("http", "https") or not host:
        raise DeskError("the address of a webhook begins with https:// and names a host", help=help)
    if parts.username is not None or parts.password is not None:
        raise DeskError("the address of a webhook holds no user and no password", help="the signature says who sends")
    local = _is_loopback(parts)
    if parts.scheme == "http" and not (local or allow_http):
        raise DeskError("a webhook over plain http can be read and changed on its way", help="use an https address")
    return local


def _is_loopback(parts: SplitResult) -> bool:
    if parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
