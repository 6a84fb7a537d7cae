"""What stands at a table, on the terminal. Before the reveal: the case, and who has proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from routing.conference.table.agreement import Row, agreement, in_words
from routing.conference.table.behind import Reasons
from routing.conference.table.labels import Labels
from routing.conference.table.supposing import supposed
from routing.conference.table.words import say
from routing.explain.fact_texts import FactTexts
from routing.explain.page.recorded import recorded_line, recorded_tables
from routing.wording.words import joined

if TYPE_CHECKING:
    from rich.console import RenderableType

    from routing.conference.table import Session
    from routing.wording.words import Language

COLOURS = {"agreed": "green", "otherwise": "yellow", "divided": "red", "unnamed": "cyan", "open": "magenta"}
"""By outcome. The word says it too."""


class Screen:
    """Shows one session in one language."""

    def __init__(self, session: Session, language: Language) -> None:
        self.session = session
        self.standing = session.standing
        self.language = language
        self.labels = Labels(session, language)

    def whole(self) -> Iterator[RenderableType]:
        """All that may be shown now."""
        yield from self.head()
        yield from self.facts()
        yield from self.participants()
        if self.standing.revealed:
            yield from self.agreement()
            yield from self.what_ifs()
            yield from self.roles()

    def head(self) -> Iterator[RenderableType]:
        """The case, its day, and whose rules."""
        case, book = self.session.case, self.session.made.rulebook
        yield Text(self._say("title", case.case), style="bold")
        yield Text(self._say("made", case.as_of, book.id, book.version), style="dim")

    def facts(self) -> Iterator[RenderableType]:
        """What the case says."""
        texts = FactTexts(self.session.case, self.labels.names)
        yield self._heading("recorded")
        yield Text(recorded_line(texts, self.labels.names))
        for heads, rows in recorded_tables(texts, self.labels.names):
            yield _table(heads, rows)

    def participants(self) -> Iterator[RenderableType]:
        """Who sits at the table, and who has proposed."""
        yield self._heading("participants")
        rows = [
            (self.labels.agency(seat), self._say("proposed" if seat in self.standing.proposals else "not_proposed"))
            for seat in sorted(self.standing.seats)
        ]
        if rows:
            yield _table([self._say("participant"), self._say("state")], rows)
        if not self.standing.revealed:
            yield Text(self._say("not_revealed"), style="dim")

    def agreement(self) -> Iterator[RenderableType]:
        """What each proposed beside what the rules say, and what is behind it."""
        standing = self.standing
        rows = agreement(self.session.case, standing.seats, standing.proposals, self.session.decision)
        reasons = Reasons(self.session, self.language)
        yield self._heading("agreement")
        for row in rows:
            yield self._row_title(row)
            for answer, by in row.said:
                who = joined(map(self.labels.participant, by), self.language)
                yield _indented(f"{self._say('table_says')}: {self.labels.answer(answer)} ← {who}")
            yield _indented(f"{self._say('rules_say')}: {self.labels.answer(row.rules)}")
            for line in reasons.told(row):
                yield _indented(f"- {line}", 4)
        if words := in_words(standing.proposals):
            yield self._heading("in_words")
            for first, by in words:
                yield _indented(f"{first} ← {joined(map(self.labels.participant, by), self.language)}")

    def _row_title(self, row: Row) -> Text:
        title = Text(f"{self.labels.subject(row.subject)} ", style="bold")
        return title.append(f"[{self._say(row.outcome)}]", style=COLOURS[row.outcome])

    def what_ifs(self) -> Iterator[RenderableType]:
        """What was supposed, and what would follow."""
        if not self.standing.supposed:
            return
        yield self._heading("what_ifs")
        for changes in self.standing.supposed:
            yield from self.what_if(changes)

    def what_if(self, changes: tuple[str, ...]) -> Iterator[RenderableType]:
        """What would follow from some facts otherwise."""
        found = supposed(self.session, changes)
        first, *others = found.lines(self.language, self.session)
        yield Text(first, style="bold")
        yield from (_indented(line) for line in others)
        for name, subjects in (("joined", found.joined), ("parted", found.parted)):
            if subjects:
                yield _indented(self._say(name, joined(map(self.labels.subject, subjects), self.language)))

    def roles(self) -> Iterator[RenderableType]:
        """What the table agreed on: roles need by need, first steps, open questions, the end of the meeting."""
        standing = self.standing
        decided = {
            row.subject: row.rules
            for row in agreement(self.session.case, standing.seats, standing.proposals, self.session.decision)
        }
        subjects = dict.fromkeys(["lead", *(f"owner:{id}" for id in self.session.open_needs), *standing.divided])
        yield self._heading("roles")
        rows = []
        for subject in subjects:
            step = standing.divided.get(subject)
            agreed = self.labels.agency(step.to) if step is not None and step.to else self._say("nobody_yet")
            due = f" · {self._say('due')} {step.due}" if step is not None and step.due else ""
            rules = decided.get(subject, decided.get(subject.partition("@")[0]))
            rows.append((self.labels.subject(subject), agreed + due, self.labels.answer(rules)))
        yield _table([self._say("role"), self._say("agreed_on"), self._say("rules_say")], rows)
        for name, lines in (("adopted", map(self.labels.first, standing.adopted)), ("questions", standing.questions)):
            told = [_indented(f"- {line}") for line in lines]
            if told:
                yield self._heading(name)
                yield from told
        if standing.concluded is not None:
            meeting = self._say(standing.concluded.meeting)
            yield Text(self._say("concluded", meeting, standing.concluded.next_review), style="bold")

    def _heading(self, name: str) -> Text:
        return Text(f"\n{self._say(name)}", style="bold underline")

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.language, *parts)


def _indented(line: str, by: int = 2) -> Padding:
    return Padding(Text(line), (0, 0, 0, by))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    made = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        made.add_column(Text(head), overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) for cell in row))
    return made
