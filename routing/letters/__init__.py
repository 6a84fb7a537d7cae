"""Letters to the persons concerned and referral sheets to agencies, each with only what its reader may know."""

from routing.letters.asked import recipient_of
from routing.letters.page import Page, Section, Table
from routing.letters.person_letter import letter
from routing.letters.recipient import LetterRefused, PersonConcerned, ReceivingAgency, Recipient, Refused, SheetRefused
from routing.letters.referral_sheet import sheet
from routing.letters.view import View, may_know

__all__ = [
    "LetterRefused",
    "Page",
    "PersonConcerned",
    "ReceivingAgency",
    "Recipient",
    "Refused",
    "Section",
    "SheetRefused",
    "Table",
    "View",
    "letter",
    "may_know",
    "recipient_of",
    "sheet",
]
