"""A case and its decision as a picture: who lives with whom, what they need, who was there, who does what now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from routing.drawing.layout import lay_out
from routing.drawing.shapes import JOINT, Box, Line, Picture
from routing.drawing.svg import svg
from routing.drawing.text import wrapped
from routing.errors import RoutingError
from routing.explain.fact_texts import FactTexts
from routing.explain.page.roles import Role, roles, title
from routing.explain.page.words import word
from routing.wording.facts import VALUES
from routing.wording.lines import LINES
from routing.wording.names import Names
from routing.wording.phrases import pick
from routing.wording.words import joined

if TYPE_CHECKING:
    from routing.case import Case
    from routing.case.parts import Event, Need, Person
    from routing.decision import Decision
    from routing.rulebook import Rulebook
    from routing.wording.words import Language

WIDE, NARROW = 185, 150
"""Width of text with three columns and with four: both fit a page of A4."""
MOST_DRAWN = 1_000
"""Boxes and lines of a picture: more would be beyond reading, and slow to place."""
_SHOWN = 3
"""How many things that are known of a person stand in the box; the rest stand in the text."""


def case_picture(case: Case, decision: Decision | None, names: Names) -> Picture | None:
    """The case graph with the roles that a decision gives, each thing in its place; None where it is too large.

    Without a decision it has what is recorded alone.
    """
    graph = _CaseGraph(case, decision, names)
    boxes, lines = list(graph.boxes()), list(graph.lines())
    return lay_out(boxes, lines, graph.headings()) if len(boxes) + len(lines) <= MOST_DRAWN else None


def case_drawing(case: Case, decision: Decision, rulebook: Rulebook, language: Language) -> str:
    """The picture of a case as an SVG file. Raises `RoutingError` where it is too large."""
    picture = case_picture(case, decision, Names(rulebook, language, case.as_of))
    if picture is None:
        raise RoutingError("the picture is too large to be drawn\nhelp: the page of the case says it in tables")
    return svg(picture, "case", *picture_texts(case, language), alone=True) + "\n"


def picture_texts(case: Case, language: Language, shows: str = "picture_says") -> tuple[str, str]:
    """The title of the picture of a case, and what it shows, for whoever does not see it.

    `shows` is `picture_says`, or `facts_say` of a picture without the roles.
    """
    whole = case.canonical()
    text = word(shows, language, len(whole.persons), len(whole.needs) + len(whole.events))
    return word("picture_of", language, case.case), text


class _CaseGraph:
    def __init__(self, case: Case, decision: Decision | None, names: Names) -> None:
        self.case = case.canonical()
        self.decision = decision
        self.names = names
        self.language = names.language
        self.texts = FactTexts(case, names)
        self.roles = roles(decision, names) if decision is not None else []
        self.barred = {item.person for item in decision.excluded} if decision is not None else set()
        self.unanswered = _unanswered(decision) if decision is not None else {}
        self.needs = {need.id: need for need in self.case.needs}
        self.first = 1 if self.case.involvements else 0
        """The column of the persons."""
        self.width = NARROW if self.first else WIDE

    def headings(self) -> dict[int, str]:
        names = ["persons", "needs", *(["roles"] if self.decision is not None else [])]
        columns = {self.first + at: word(name, self.language) for at, name in enumerate(names)}
        return columns | ({0: word("agencies_so_far", self.language)} if self.first else {})

    # ------------------------------------------------------------------ boxes

    def boxes(self) -> Iterator[Box]:
        yield from self._agencies_so_far()
        homes = _households(self.case)
        for person in self.case.persons:
            yield self._person(person, self._band(person.id, homes))
        for need in self.case.needs:
            yield self._need(need)
        for event in self.case.events:
            yield self._event(event)
        for role in self.roles:
            if self._unseen(role):
                yield Box(f"joint {role.key}", (), self.first + 1, f"{JOINT} {_line_style(role)}")
            yield self._role(role)

    def _box(self, key: str, column: int, style: str, name: str, rest: Iterable[str], group: str = "") -> Box:
        strong = wrapped(name, self.width / 1.1)
        lines = (*strong, *(line for text in rest if text for line in wrapped(text, self.width)))
        return Box(key, lines, column, style, None, len(strong), group)

    def _agencies_so_far(self) -> Iterator[Box]:
        for kind, office in dict.fromkeys((one.agency, one.office) for one in self.case.involvements):
            name, label = title(Role(kind, office), self.names)
            yield self._box(f"so far {kind}/{office or ''}", 0, "agency", name, [label])

    def _person(self, person: Person, group: str) -> Box:
        barred = person.id in self.barred
        told = [word("must_not_reach", self.language)] if barred else []
        known = self.texts.known(person)
        style = "person absent" if barred else "person"
        name = self.texts.person(person.id)
        rest = [*told, *known[:_SHOWN], *(["…"] if len(known) > _SHOWN else [])]
        return self._box(f"person {person.id}", self.first, style, name, rest, group)

    def _band(self, id: str, homes: list[list[str]]) -> str:
        for at, home in enumerate(homes, 1):
            if id in home:
                return word("household_numbered" if len(homes) > 1 else "household", self.language, at)
        return ""

    def _need(self, need: Need) -> Box:
        label = self.names.need(need.id, need.code)
        state = [] if need.status == "confirmed" else [pick(VALUES["status"][need.status], self.language)]
        urgent = [word("yes_urgent", self.language)] if need.urgent else []
        open_end = [word(name, self.language) for name in self.unanswered.get(need.id, ())]
        style = "need absent" if open_end else "need" if need.open else "need also"
        known = [*urgent, *state, *self.texts.known(need), *open_end]
        return self._box(f"need {need.id}", self.first + 1, style, label, known)

    def _event(self, event: Event) -> Box:
        label = self.names.rulebook.vocabulary.label(event.type, self.language)
        return self._box(f"event {event.id}", self.first + 1, "event", label, self.texts.known(event))

    def _role(self, role: Role) -> Box:
        name, kind = title(role, self.names)
        style = "lead" if role.leads else "agency absent" if role.barred else "agency"
        return self._box(role.key, self.first + 2, style, name, [kind, *self._tasks(role)])

    def _tasks(self, role: Role) -> Iterator[str]:
        yield ("・" if self.language == "ja" else ", ").join(role.tasks)
        if role.untold:
            yield word("withheld", self.language, joined(map(self.texts.person, role.untold), self.language))

    # ------------------------------------------------------------------ lines

    def lines(self) -> Iterator[Line]:
        for one in self.case.involvements:
            status = pick(VALUES["status"][one.status], self.language)
            label = f"{status}・{word('as_lead', self.language)}" if one.role == "lead" else status
            style = {"active": "", "ended": "also"}.get(one.status, "absent")
            yield Line(f"so far {one.agency}/{one.office or ''}", f"person {one.person}", label, False, style)
        yield from self._relations()
        for need in self.case.needs:
            for person in need.about:
                yield Line(f"person {person}", f"need {need.id}", "", False, "" if need.open else "also")
        for event in self.case.events:
            for person in event.about:
                yield Line(f"person {person}", f"event {event.id}", "", False)
        for role in self.roles:
            style = _line_style(role)
            for id in role.needs:
                yield Line(f"need {id}", role.key, "", True, style)
            unseen = self._unseen(role)
            for person in unseen:
                yield Line(f"person {person}", f"joint {role.key}", "", False, style)
            if unseen:
                yield Line(f"joint {role.key}", role.key, "", True, style)

    def _relations(self) -> Iterator[Line]:
        """One line for all that two persons are to each other in one direction; living together is a band."""
        known = self.names.rulebook.vocabulary.relations
        told: dict[tuple[str, str], list[str]] = {}
        both_ways: dict[tuple[str, str], bool] = {}
        ordered = sorted(self.case.relations, key=lambda one: known[one.type].symmetric)
        for one in ordered:
            if one.type == "LIVES_WITH":
                continue
            ends = (one.start, one.end)
            if known[one.type].symmetric and ends not in told:
                ends = next((pair for pair in (ends, ends[::-1]) if pair in told), (min(ends), max(ends)))
                both_ways.setdefault(ends, True)
            elif not known[one.type].symmetric:
                both_ways[ends] = False
            label = pick(LINES[one.type], self.language) if one.type in LINES else None
            text = label or self.names.rulebook.vocabulary.label(one.type, self.language)
            if text not in told.setdefault(ends, []):
                told[ends].append(text)
        harm = {(one.start, one.end) for one in self.case.relations if one.type == "HARMS"}
        for (start, end), labels in told.items():
            style = "harm" if (start, end) in harm else ""
            text = ("・" if self.language == "ja" else ", ").join(labels)
            yield Line(f"person {start}", f"person {end}", text, not both_ways[start, end], style)

    def _unseen(self, role: Role) -> list[str]:
        """The persons an agency is there for, whom no need that it answers leads to."""
        seen = {person for id in role.needs if id in self.needs for person in self.needs[id].about}
        known = {person.id for person in self.case.persons}
        return [person for person in role.about if person in known and person not in seen]


def _unanswered(decision: Decision) -> dict[str, list[str]]:
    """The needs that nobody answers, and the words for why."""
    found: dict[str, list[str]] = {}
    for name, ends in (("no_owner", decision.gaps), ("barred", decision.blocked)):
        for end in ends:
            found.setdefault(end.need, []).append(name)
    return found


def _line_style(role: Role) -> str:
    return "lead" if role.leads else "absent" if role.barred else ""


def _households(case: Case) -> list[list[str]]:
    """Who lives together, directly or by way of others, where that are two or more; in the order of the case."""
    home = {person.id: {person.id} for person in case.persons}
    for one in case.relations:
        if one.type == "LIVES_WITH" and home[one.start] is not home[one.end]:
            joint = home[one.start] | home[one.end]
            home.update(dict.fromkeys(joint, joint))
    homes: dict[int, list[str]] = {}
    for person in case.persons:
        homes.setdefault(id(home[person.id]), []).append(person.id)
    return [members for members in homes.values() if len(members) > 1]
