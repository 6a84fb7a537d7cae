"""The hand-out of the convener: the whole case, the proposals, where they differ from the rules, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from routing.conference.table.agreement import Row, agreement, in_words
from routing.conference.table.behind import Reasons
from routing.conference.table.handout_parts import headed, listed, notes, picture, table
from routing.conference.table.handout_style import STYLE
from routing.conference.table.labels import Labels
from routing.conference.table.supposing import supposed
from routing.conference.table.words import say
from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.explain.fact_texts import FactTexts
from routing.explain.page.entries import questions
from routing.explain.page.recorded import recorded
from routing.wording.words import joined

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.wording.words import Language


def handout(session: Session, language: Language) -> str:
    """The hand-out of the convener as one HTML page. Before the reveal it has the case and the participants alone.

    It holds all facts of the case: for people who may see it.
    """
    title = say("title", language, session.case.case)
    return "\n".join(document(title, language, STYLE, _Handout(session, language).lines())) + "\n"


class _Handout:
    def __init__(self, session: Session, language: Language) -> None:
        self.session = session
        self.standing = session.standing
        self.language = language
        self.labels = Labels(session, language)
        self.texts = FactTexts(session.case, self.labels.names)
        self.decision = session.decision if session.standing.revealed else None
        self.rows = agreement(session.case, session.standing.seats, session.standing.proposals, self.decision)

    def lines(self) -> Iterator[str]:
        case, book = self.session.case, self.session.made.rulebook
        yield f"<main>\n<h1>{escaped(self._say('title', case.case))}</h1>"
        yield f'<p class="meta">{escaped(self._say("made", case.as_of, book.id, book.version))}</p>'
        yield f'<p class="for">{escaped(self._say("for_convener"))}</p>'
        yield from self._meeting()
        yield from headed("picture", self._say("picture"), picture(case, self.decision, self.labels.names))
        yield from headed("recorded", self._say("recorded"), recorded(self.texts, self.labels.names))
        if self.decision is None:
            yield f'<p class="note">{escaped(self._say("not_revealed"))}</p>'
        else:
            yield from self._after_reveal()
        yield from notes(self.language)
        yield "</main>"

    def _after_reveal(self) -> Iterator[str]:
        yield from headed("proposals", self._say("proposals"), self._proposals())
        yield from headed("agreement", self._say("agreement"), self._agreement())
        if self.standing.supposed:
            yield from headed("what-ifs", self._say("what_ifs"), self._what_ifs())
        yield from headed("roles", self._say("roles"), self._roles())
        yield from headed("questions", self._say("questions"), self._questions())

    def _say(self, name: str, *parts: object) -> str:
        return say(name, self.language, *parts)

    def _meeting(self) -> Iterator[str]:
        seats = (self.labels.agency(seat) for seat in sorted(self.standing.seats))
        yield from headed("participants", self._say("participants"), listed(seats, self.language))
        if (end := self.standing.concluded) is not None:
            yield f"<p>{escaped(self._say('concluded', self._say(end.meeting), end.next_review))}</p>"
            yield from listed([*end.agenda, *([end.note] if end.note else [])], self.language)

    def _proposals(self) -> Iterator[str]:
        """A column for each subject would not fit: a row for each participant and subject that it spoke of."""
        rows = []
        for by in sorted(self.standing.proposals):
            proposal = self.standing.proposals[by]
            told = [f"{self._say('lead')}: {self.labels.agency(proposal.lead)}"] if proposal.lead else []
            told += [
                f"{self.labels.subject(f'owner:{need}')} → {self.labels.agency(to)}"
                for need, to in sorted(proposal.owners.items())
            ]
            told += [self.labels.first(first) for first in proposal.first]
            rows.append((self._cell(self.labels.agency(by)), "".join(listed(told, self.language))))
        yield from table([self._say("participant"), self._say("state")], rows)

    def _agreement(self) -> Iterator[str]:
        reasons = Reasons(self.session, self.language)
        heads = [self._say(head) for head in ("subject", "table_says", "rules_say", "standing")]
        behind = {row.subject: self._behind(row, reasons) for row in self.rows}
        yield from table(heads, (self._row(row) for row in self.rows), [behind[row.subject] for row in self.rows])
        if words := in_words(self.standing.proposals):
            yield f"<h3>{escaped(self._say('in_words'))}</h3>"
            yield from listed((f"{first} ← {self._agencies(by)}" for first, by in words), self.language)

    def _row(self, row: Row) -> Iterator[str]:
        yield self._cell(self.labels.subject(row.subject))
        said = [f"{self.labels.answer(answer)} ← {self._agencies(by)}" for answer, by in row.said]
        yield "<br>".join(self._cell(line) for line in said or [self._say("silent")])
        yield self._cell(self.labels.answer(row.rules))
        yield f'<span class="outcome {row.outcome}">{escaped(self._say(row.outcome))}</span>'

    def _behind(self, row: Row, reasons: Reasons) -> str:
        """What stands below a row, over its whole width."""
        told = "".join(listed(reasons.told(row), self.language))
        return f"<p>{escaped(self._say('behind'))}</p>{told}" if told else ""

    def _what_ifs(self) -> Iterator[str]:
        for changes in self.standing.supposed:
            found = supposed(self.session, changes)
            first, *others = found.lines(self.language, self.session)
            yield f"<h3>{self._cell(first)}</h3>"
            told = [line.strip().removeprefix("- ") for line in others]
            for name, subjects in (("joined", found.joined), ("parted", found.parted)):
                if subjects:
                    told.append(self._say(name, joined(map(self.labels.subject, subjects), self.language)))
            yield from listed(told, self.language)

    def _roles(self) -> Iterator[str]:
        divided = self.standing.divided
        rules = {row.subject: row.rules for row in self.rows}
        rows = []
        for subject in dict.fromkeys(["lead", *(f"owner:{need}" for need in self.session.open_needs), *divided]):
            step = divided.get(subject)
            agreed = self.labels.agency(step.to) if step is not None and step.to else self._say("nobody_yet")
            due = str(step.due) if step is not None and step.due else "–"
            said = rules.get(subject, rules.get(subject.partition("@")[0]))
            rows.append([self._cell(t) for t in (self.labels.subject(subject), agreed, due, self.labels.answer(said))])
        yield from table([self._say(head) for head in ("role", "agreed_on", "due", "rules_say")], rows)
        if self.standing.adopted:
            yield f"<h3>{escaped(self._say('adopted'))}</h3>"
            yield from listed(map(self.labels.first, self.standing.adopted), self.language)

    def _questions(self) -> Iterator[str]:
        yield from listed(self.standing.questions, self.language)
        asked = [what for what, _ in questions(self.session.decision, self.texts, self.labels.names)]
        if asked:
            yield f"<h3>{escaped(self._say('questions_of_rules'))}</h3>"
            yield from listed(asked, self.language)
        if not asked and not self.standing.questions:
            yield f"<p>{escaped(self._say('none_noted'))}</p>"

    def _agencies(self, several: tuple[str, ...]) -> str:
        return joined(map(self.labels.participant, several), self.language)

    def _cell(self, text: str) -> str:
        return spoken(text, self.language)
