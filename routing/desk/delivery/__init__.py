"""Delivering what the outbox of a store holds: to a file, a folder or a webhook, each message at least once."""

from routing.desk.delivery.deliver import BACK_OFF, Adapter, Delivered, deliver
from routing.desk.delivery.errors import DeliveryError, SignatureError
from routing.desk.delivery.files import ToFolder, ToLines
from routing.desk.delivery.notice import Notice
from routing.desk.delivery.signature import new_secret, secret_of, signed, verify
from routing.desk.delivery.webhook import Webhook

__all__ = [
    "BACK_OFF",
    "Adapter",
    "Delivered",
    "DeliveryError",
    "Notice",
    "SignatureError",
    "ToFolder",
    "ToLines",
    "Webhook",
    "deliver",
    "new_secret",
    "secret_of",
    "signed",
    "verify",
]
