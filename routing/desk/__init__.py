"""The desk: what becomes of a decision. Referrals over time, who holds the case, and the ladder to the backup team."""

from routing.desk.board import BoardRow
from routing.desk.conference import Conference, Division, Participant
from routing.desk.desk import Desk
from routing.desk.errors import DeskError, NotPermitted, UnknownCase, UnknownReferral
from routing.desk.events import DeskEvent
from routing.desk.facts import Facts
from routing.desk.file import CaseFile, apply, fold
from routing.desk.referral import Actor, Holder, Move, Referral
from routing.desk.report import ReportRow
from routing.desk.states import OWN_REASONS, REASONS, STATES, TRANSITIONS, State
from routing.desk.tick import Ticked

__all__ = [
    "OWN_REASONS",
    "REASONS",
    "STATES",
    "TRANSITIONS",
    "Actor",
    "BoardRow",
    "CaseFile",
    "Conference",
    "Desk",
    "DeskError",
    "DeskEvent",
    "Division",
    "Facts",
    "Holder",
    "Move",
    "NotPermitted",
    "Participant",
    "Referral",
    "ReportRow",
    "State",
    "Ticked",
    "UnknownCase",
    "UnknownReferral",
    "apply",
    "fold",
]
