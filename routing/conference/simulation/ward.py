"""The simulated ward: its clock, its counters, the files of its cases at the real desk, and what falls due in them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import simpy

from routing.calendar import day_of, parse_hours, start_of
from routing.case import Case
from routing.conference.simulation.agenda import Agenda
from routing.conference.simulation.counter import Counter, Process
from routing.conference.simulation.generator import Generator
from routing.conference.simulation.openings import Openings
from routing.conference.simulation.reading import Given
from routing.conference.simulation.remembering import RememberingRouter
from routing.conference.simulation.scenario import said_of
from routing.conference.simulation.streams import Stream
from routing.desk import commands
from routing.desk.agencies import check_agency
from routing.desk.entries import Entries
from routing.desk.errors import DeskError
from routing.desk.events import DeskEvent, Moved, Requested, Stepped
from routing.desk.file import CaseFile
from routing.desk.referral import Actor, Referral
from routing.desk.stepping import carry_out, wake
from routing.directory import Directory

REVIEW_EVERY = "P1M"
BEYOND = 60
"""Days behind the end for which opening hours are known: work that was begun is finished."""

Office = tuple[str, str | None]
"""An agency: its kind, and its office where one is known."""


@dataclass(frozen=True, slots=True)
class Command:
    """What was done with a case at one instant: the events it gave, after how many, and when something is due next."""

    case: str
    at: dt.datetime
    before: int
    events: tuple[DeskEvent, ...]
    wake: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A member of staff of an office met a family, in a role; when, in seconds from the start."""

    case: str
    kind: str
    office: str | None
    role: str
    at: int


class Ward:
    """One replication. SimPy moves the clock, in whole seconds from midnight of the first day; the desk decides.

    Every command goes through the functions of the desk, on files in memory, and what it gave is kept in `journal`.
    """

    def __init__(self, given: Given, seed: int) -> None:
        directory = given.rulebook.directory
        assert directory is not None  # `load_scenario` has checked that
        self.scenario = given.scenario
        self.directory: Directory = directory
        self.seed = seed
        self.env = simpy.Environment()
        self.router = RememberingRouter(given.router, self._full if given.scenario.tell_load else dict)
        self.generator = Generator(given.scenario, directory, seed)
        self.files: dict[str, CaseFile] = {}
        self.withdrawn: set[str] = set()
        self.journal: list[Command] = []
        self.contacts: list[Contact] = []
        self.agendas: dict[Office, Agenda[str]] = {}
        """By backup team: the cases that wait for its next meeting."""
        self.counters: dict[Office, Counter] = {}
        self.on_request: Callable[[str, str], Process]
        """What is done for each new referral: see `answering`."""
        self._start = start_of(given.scenario.start)
        self._reminders: dict[str, simpy.Event] = {}
        self._armed: dict[str, int] = {}
        self._due: dict[str, dt.datetime | None] = {}
        self._openings: dict[str, Openings] = {}

    @property
    def now(self) -> dt.datetime:
        """The instant it is."""
        return self.instant(int(self.env.now))

    def instant(self, seconds: int) -> dt.datetime:
        """The instant so many seconds from the start."""
        return (self._start + dt.timedelta(seconds=seconds)).astimezone(dt.UTC)

    def day(self) -> dt.date:
        """The day it is in Japan."""
        return day_of(self.now)

    def stream(self, *key: str) -> Stream:
        """The random numbers of one question."""
        return Stream(self.seed, *key)

    def counter(self, agency: Office) -> Counter:
        """The staff of an agency; of a kind without a known office, one for all."""
        known = self.counters.get(agency)
        if known is None:
            kind, office = agency
            staff = said_of(self.scenario.staff, office or kind, kind)
            people = int(staff.value) if staff is not None else 1
            places = people * self.scenario.answers.places.value
            known = self.counters[agency] = Counter(self.env, people, self.openings(agency), places)
        return known

    def openings(self, agency: Office) -> Openings:
        """When an agency is open: as the scenario says, else the directory, else the desk of the rulebook."""
        kind, office = agency
        listed = self.directory.get(office) if office is not None else None
        time = self.router.rulebook.business_time
        written = said_of(self.scenario.hours, office or kind, kind) or (listed.hours if listed is not None else None)
        known = self._openings.get(written or "")
        if known is None:
            hours = parse_hours(written) if written else time.hours
            days = self.scenario.until + BEYOND
            known = self._openings[written or ""] = Openings.of(hours, time.calendar, self.scenario.start, days)
        return known

    def open(self, case: Case) -> None:
        """A case comes to the desk."""
        self._entered(commands.opened(case, self.router, self.now, REVIEW_EVERY), 0)

    def command(self, case: str, change: Callable[[Entries], None]) -> None:
        """Carry out something on a case that is open. Raises DeskError where the desk does not permit it."""
        before = self.files[case]
        entries = Entries(before, self.now)
        change(entries)
        if entries.events:
            self._entered(entries, before.version)

    def referral(self, case: str, id: str) -> Referral:
        """A referral as it is now."""
        return self.files[case].referrals[id]

    def reminded(self, id: str) -> simpy.Event:
        """Happens when whoever was asked under a referral is reminded of it."""
        return self._reminders.setdefault(id, self.env.event())

    def remind(self, id: str) -> None:
        """Remind whoever was asked under a referral."""
        waiting = self._reminders.pop(id, None)
        if waiting is not None:
            waiting.succeed()

    def permits(self, case: str, agency: Office, about: tuple[str, ...], holding: bool = False) -> bool:
        """Whether an agency may be given something to do about these persons of a case."""
        try:
            check_agency(self.files[case], self.router, *agency, about, holding)
        except DeskError:
            return False
        return True

    def _entered(self, entries: Entries, before: int) -> None:
        file, earlier = entries.file, self.files.get(entries.file.id)
        self.files[file.id] = file
        self._count_places(earlier, file, entries.events)
        due = self._due[file.id] = wake(file, self.router)
        self.journal.append(Command(file.id, entries.now, before, tuple(entries.events), due))
        for event in entries.events:
            if isinstance(event, Requested):
                self.env.process(self.on_request(file.id, event.referral.id))
            elif isinstance(event, Stepped) and event.do == "remind":
                self.remind(event.subject)
        self._arm(file.id, due, int(self.env.now))
        if file.open and _done(file):
            self.command(file.id, _close)

    def _count_places(self, before: CaseFile | None, after: CaseFile, events: list[DeskEvent]) -> None:
        for id in {event.referral for event in events if isinstance(event, Moved)}:
            known = before.referrals.get(id) if before is not None else None
            now = after.referrals[id]
            self.counter((now.to, now.agency)).taken += now.taken - (known is not None and known.taken)

    def _full(self) -> Mapping[str, int]:
        """The offices of the directory that have no place left."""
        return {
            office: 0
            for (_, office), counter in self.counters.items()
            if office is not None and counter.places and counter.load >= 1
        }

    def _arm(self, case: str, due: dt.datetime | None, earliest: int) -> None:
        """Look at a case again when something falls due in it."""
        if due is None:
            self._armed.pop(case, None)
            return
        at = max(earliest, math.ceil((due - self._start).total_seconds()))
        if case not in self._armed or at < self._armed[case]:
            self._armed[case] = at
            self.env.process(self._tick(case, at))

    def _tick(self, case: str, at: int) -> Process:
        yield self.env.timeout(at - int(self.env.now))
        if self._armed.get(case) != at:
            return  # something is due earlier, or the case was closed
        del self._armed[case]
        due = self._due[case]
        if due is not None and due <= self.now:
            self.command(case, lambda entries: carry_out(entries, self.router, REVIEW_EVERY))
        self._arm(case, self._due[case], at + 1)


def _done(file: CaseFile) -> bool:
    """Whether every need was seen to, and every act at once and every report was answered."""
    if any(r.awaits_answer for r in file.live if r.role in ("duty", "immediate")):
        return False
    owned = (file.taken_by(need.id) for need in file.case.needs if need.open)
    return all(referral is not None and referral.state == "completed" for referral in owned)


def _close(entries: Entries) -> None:
    """The holder closes a case in which all is done."""
    holder = entries.file.holder
    commands.close(entries, Actor(kind=holder.kind, office=holder.agency), "resolved")
