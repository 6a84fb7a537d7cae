"""The impact of a changed rulebook as tables in words: what the terminal and the page have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from routing.audit.impact.case import NOT_COMPARED
from routing.audit.impact.changes import ROLES, UNRESOLVED
from routing.audit.impact.summary import NO_RULE, Impact, Load
from routing.audit.impact.words import change_told, place, role_name, rule_change, shift_side, state, word
from routing.wording.words import Language

SORTS = ("affected", "moved", UNRESOLVED, "resolved", "escalated", "relieved", *NOT_COMPARED)
NUMBERS = frozenset({"count", "before", "out", "into", "after", "fires", "accounts"})
"""Columns that hold a number."""
MAINLY = 3
"""Changes that are told beside a rule."""
_LOAD = ("before", "out", "into", "after")
Key = TypeVar("Key", bound=tuple[str | None, ...])


class Table(NamedTuple):
    """A table: its title, the words for its columns, and its rows. A cell may hold several lines."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


def title_of(impact: Impact, language: Language) -> str:
    """Which rulebook is compared with which."""
    new, books = impact.background.new, impact.background.books.values()
    before = ", ".join(sorted({f"{book.id} {book.version}" for book in books})) or "–"
    return f"{word('title', language)}: {word('against', language, new.id, new.version, before)}"


class Rows:
    """The tables of an impact in one language. What counts most stands first."""

    def __init__(self, impact: Impact, language: Language) -> None:
        self.impact = impact
        self.background = impact.background
        self.language = language

    def cases(self) -> Table:
        """How many cases were compared, and what became of them."""
        rows = [(self._word("compared"), f"{self.impact.compared}")]
        rows += [(self._word(sort), f"{self.impact.count(sort)}") for sort in SORTS if self.impact.count(sort)]
        earlier = self.impact.states["earlier"]
        rows += [(self._word("earlier"), f"{earlier}")] if earlier else []
        return Table(self._word("cases"), ("cases", "count"), [*rows])

    def moves(self, role: str) -> Table:
        """Who moves from where to where in a role."""
        rows = [(*map(self._place, sides), f"{count}") for sides, count in most(self.impact.from_to(role))]
        return Table(self._word("move", role_name(role, self.language)), ("from", "to", "count"), [*rows])

    def by_need(self) -> Table:
        """Who moves from where to where, for each code of a need."""
        rows = [
            (self._label(code), self._place(old), self._place(new), f"{count}")
            for (role, code, old, new), count in most(self.impact.moves)
            if role == "owners"
        ]
        title = self._word("move_by_need", role_name("owners", self.language))
        return Table(title, ("need", "from", "to", "count"), [*rows])

    def unresolved(self) -> Table:
        """Needs that are newly left open, or no longer."""
        rows = [
            (self._label(code), self._state(old), self._state(new), f"{count}")
            for (code, old, new), count in most(self.impact.unresolved)
        ]
        return Table(self._word("open_ends"), ("need", "from", "to", "count"), [*rows])

    def backup(self) -> Table:
        """Cases that are newly taken to the backup team, or no longer."""
        rows = [(*map(self._state, sides), f"{count}") for sides, count in most(self.impact.backup)]
        return Table(self._word("backup"), ("from", "to", "count"), [*rows])

    def others(self) -> Table:
        """What else is decided otherwise."""
        rows = [
            (role_name(part, self.language), self._side(old), self._side(new), f"{count}")
            for (part, old, new), count in most(self.impact.others)
        ]
        return Table(self._word("other"), ("part", "from", "to", "count"), [*rows])

    def rules(self) -> Table:
        """The changed rules that fire in affected cases, those that account for most cases first."""
        known = [rule for rule in self.background.differing() if rule.id in self.impact.rules]
        known.sort(key=lambda rule: (-self.impact.rules[rule.id].cases, rule.id))
        rows = []
        for rule in known:
            found = self.impact.rules[rule.id]
            mainly = sorted(most(found.changes), key=lambda entry: entry[0][0] not in (*ROLES, UNRESOLVED))[:MAINLY]
            told = [f"{change_told(change, self.background, self.language)} ({count})" for change, count in mainly]
            name = f"{rule.id}\n{rule_change(rule, self.language)}"
            rows.append((name, f"{found.fires}", f"{found.cases}", "\n".join(told)))
        return Table(self._word("rules"), ("rule", "fires", "accounts", "changes"), [*rows])

    def remarks(self) -> Iterator[str]:
        """What has to be said of rules beside those of the table."""
        idle = sum(rule.id not in self.impact.rules for rule in self.background.differing())
        if idle:
            yield self._word("idle", idle)
        yield from (self._word(how, self.impact.no_rule[how]) for how in NO_RULE if self.impact.no_rule[how])
        settings = sum(len(book.settings) for book in self.background.books.values())
        if settings:
            yield self._word("settings_differ", settings)

    def kinds(self) -> Table:
        """The load of each agency kind, where it changes."""
        loads = sorted(self.impact.kinds.items(), key=lambda item: (ROLES.index(item[0][0]), item[0]))
        rows = [
            (role_name(role, self.language), self._place(kind), *_numbers(load))
            for (role, kind), load in loads
            if load.out or load.into
        ]
        return Table(self._word("load"), ("role", "agency", *_LOAD), [*rows])

    def offices(self) -> Table:
        """The load of each office, where it changes."""
        loads = sorted(self.impact.offices.items(), key=lambda item: (ROLES.index(item[0].role), item[0].office or ""))
        rows = [
            (role_name(held.role, self.language), self.background.office(held.office, self.language), *_numbers(load))
            for held, load in loads
            if held.office is not None and (load.out or load.into)
        ]
        return Table(self._word("by_office"), ("role", "office", *_LOAD), [*rows])

    def _word(self, key: str, *parts: object) -> str:
        return word(key, self.language, *parts)

    def _place(self, kind: str | None) -> str:
        return place(kind, self.background, self.language)

    def _state(self, told: str | None) -> str:
        return state(told, self.language)

    def _side(self, text: str | None) -> str:
        return shift_side(text, self.background, self.language)

    def _label(self, code: str | None) -> str:
        return self.background.label(code or "", self.language)


def most(counted: Mapping[Key, int]) -> list[tuple[Key, int]]:
    """The entries, those that count most first."""
    return sorted(counted.items(), key=lambda entry: (-entry[1], [part or "" for part in entry[0]]))


def _numbers(load: Load) -> Iterable[str]:
    return map(str, load)
