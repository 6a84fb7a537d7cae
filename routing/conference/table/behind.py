"""What is behind a difference: the rules and facts that decided a subject, and what kept another answer from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.conference.table.agency import Agency
from routing.conference.table.agreement import YES, Row
from routing.conference.table.labels import Labels
from routing.conference.table.words import say
from routing.desk.exclusion import struck
from routing.explain import why, why_not
from routing.explain.why_firings import proposes_lead
from routing.rulebook.effects import Refer
from routing.wording.phrases import sentence

if TYPE_CHECKING:
    from routing.conference.table.session import Session
    from routing.explain import Chance, Explanation, Why
    from routing.rulebook import Rule
    from routing.wording.words import Language

_EVERY_RULE = 2000


@dataclass(frozen=True, slots=True)
class Behind:
    """Why one answer is, or is not, what the rules give. `answer` None: why they give none.

    `rules` are the ids of the rules told of, `because` names them in one language; `lines` are the facts and the steps
    of settlement that made it so.
    """

    answer: str | None
    given: bool
    rules: tuple[str, ...]
    because: tuple[str, ...]
    lines: tuple[str, ...]


class Reasons:
    """Finds what is behind the rows of one agreement table, in one language. The facts are told with their values."""

    def __init__(self, session: Session, language: Language) -> None:
        self.session = session
        self.language = language
        self.decision = session.decision
        self.labels = Labels(session, language)
        self.explained: Explanation = why(session.router, session.case, lang=language)

    def of(self, row: Row) -> tuple[Behind, ...]:
        """What is behind a row: first why the rules say what they say, then why not what else was proposed."""
        return (*self._rules_say(row), *(self._kept(row, answer) for answer in row.others))

    def told(self, row: Row) -> list[str]:
        """The same in lines: of what nobody disputes the rules alone."""
        disputed = row.outcome not in ("agreed", "unnamed")
        lines = []
        for one in self.of(row):
            if not one.given and one.answer not in (None, YES):
                lines.append(say("why_not", self.language, self.labels.answer(one.answer)))
            lines += [*one.because, *(one.lines if disputed else ())]
        return lines

    def _rules_say(self, row: Row) -> Iterator[Behind]:
        for found in self.explained.whys:
            if _subject(found) == row.subject:
                yield Behind(row.rules, True, *self._why(found))
            elif row.rules is None and _leaves_open(found, row.subject):
                yield Behind(None, True, tuple(sorted(found.part.rules)), (), (self._sentence(found.claim),))

    def _why(self, found: Why) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        leading = [one for one in found.grounds if found.part.kind == "lead" and proposes_lead(found.part, one.rule)]
        rules = tuple(dict.fromkeys(ground.rule.id for ground in leading or found.grounds))
        titles = dict.fromkeys(self._title(ground.rule) for ground in leading or found.grounds)
        because = tuple(say("because", self.language, title) for title in titles)
        deciding = [rest.text for rest in found.rests if rest.decides]
        lines = [say("decides", self.language, text) for text in dict.fromkeys(deciding)]
        if not deciding and found.over_determined:
            lines.append(say("over", self.language))
        return rules, because, (*lines, *map(self._sentence, found.settled))

    def _kept(self, row: Row, answer: str) -> Behind:
        """Why the rules do not give an answer of the table."""
        agency = Agency.of(answer)
        if row.rules is not None and Agency.of(row.rules).kind == agency.kind and row.subject[:5] in ("lead", "owner"):
            return Behind(answer, False, (), (), (say("other_office", self.language),))
        persons = self._persons(row.subject)
        directory = self.session.router.rulebook.directory
        if row.subject[:5] in ("lead", "owner") and struck(self.decision, *agency, persons, directory):
            barred = {rule for one in self.decision.excluded for rule in one.rules}
            return Behind(answer, False, tuple(sorted(barred)), (), (say("struck", self.language),))
        chance = self._nearest(row.subject, agency)
        if chance is None:
            return Behind(answer, False, (), (), (say("no_rule", self.language),))
        told = say(chance.outcome, self.language, self._title(chance.rule))
        return Behind(answer, False, (chance.rule.id,), (told,), tuple(map(self._sentence, chance.said[:4])))

    def _nearest(self, subject: str, agency: Agency) -> Chance | None:
        """The rule that came nearest to giving an answer."""
        target = f"lead:{agency.kind}" if subject == "lead" else subject
        owner = subject.startswith("owner:")
        asked = why_not(self.session.router, self.session.case, target, self.language, _EVERY_RULE if owner else 1)
        chances = [one for one in asked.chances if not owner or _gives_owner(one.rule, agency.kind)]
        return chances[0] if chances else None

    def _persons(self, subject: str) -> tuple[str, ...]:
        case = self.session.case
        if subject.startswith("owner:"):
            return next(need.about for need in case.needs if f"owner:{need.id}" == subject)
        return tuple(person.id for person in case.persons)

    def _title(self, rule: Rule) -> str:
        return f"{rule.title[self.language]} [{rule.id}]"

    def _sentence(self, text: str) -> str:
        return sentence(text, self.language)


def _gives_owner(rule: Rule, kind: str) -> bool:
    return any(
        isinstance(effect, Refer) and effect.need is not None and kind in (effect.to, *effect.if_absent)
        for effect in rule.effects
    )


def _subject(found: Why) -> str | None:
    """The subject of the agreement table that a part of the decision answers."""
    part = found.part
    if part.kind == "lead":
        return "lead"
    if part.kind == "owner":
        return f"owner:{part.entry['need']}"
    if part.kind == "immediate":
        return f"immediate:{part.entry['action']}"
    return f"{part.kind}:{part.entry['to']}" if part.kind in ("duty", "support", "inform") else None


def _leaves_open(found: Why, subject: str) -> bool:
    """Whether a part of the decision says that a subject has no answer."""
    part = found.part
    if part.kind in ("gap", "blocked"):
        return subject == f"owner:{part.entry['need']}"
    return subject == "lead" and part.kind == "backup" and part.entry["code"] == "no_agreed_lead"
