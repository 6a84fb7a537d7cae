"""The derivation behind a decision as a picture: facts at the left, then rules and findings, what was decided at the
right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from routing.drawing.layout import lay_out
from routing.drawing.shapes import Box, Line, Picture
from routing.drawing.svg import svg
from routing.drawing.text import MOST_WIDE, wrapped
from routing.errors import RoutingError
from routing.explain.page.case_graph import MOST_DRAWN
from routing.explain.page.words import word
from routing.explain.why_text import no_part, part_heading, unsure
from routing.wording.phrases import quoted

if TYPE_CHECKING:
    from routing.explain.facts import Fact
    from routing.explain.why import Explanation, Rest, Why
    from routing.explain.why_grounds import Ground, Step

WHOLE = 1000
"""Width that a picture aims at: that of a page."""
_GUTTER, _LEAST = 60, 120


def why_picture(whys: Sequence[Why], explained: Explanation) -> Picture | None:
    """The reasons of some parts of a decision in one picture; None where it is too large."""
    derivation = _Derivation(explained)
    for why in whys:
        derivation.add(why)
    if len(derivation.lines) + len(derivation.texts) > MOST_DRAWN:
        return None
    return derivation.picture()


def why_drawing(explained: Explanation) -> str:
    """The reasons of all parts of an explanation as an SVG file. Raises `RoutingError` where that is too large."""
    language = explained.language
    picture = why_picture(explained.whys, explained)
    if picture is None:
        raise RoutingError("the picture is too large to be drawn\nhelp: name an agency kind, or take another form")
    if not explained.whys:
        picture = lay_out([Box("none", (no_part(explained),), 0)], [])
    title, text = word("why_title", language, explained.case), word("why_says", language)
    return svg(picture, "why", title, text, alone=True) + "\n"


class _Derivation:
    """Collects the boxes and lines, each once."""

    def __init__(self, explained: Explanation) -> None:
        self.explained = explained
        self.language = explained.language
        self.texts: dict[str, tuple[str, tuple[str, ...], str]] = {}
        """By key: the name of a box, what stands below it, its style."""
        self.columns: dict[str, int] = {}
        self.facts: dict[str, int] = {}
        """By key of a fact: the first column that reads it."""
        self.effects: list[str] = []
        self.lines: dict[tuple[str, str], Line] = {}

    def add(self, why: Why) -> None:
        """Add the reasons of one part."""
        key = f"effect {len(self.effects)}"
        self.effects.append(key)
        style = "lead" if why.part.kind == "lead" else "effect"
        self.texts[key] = (part_heading(why, self.explained), (why.claim,), style)
        rests = {rest.fact: rest for rest in why.rests}
        for ground in why.grounds:
            self._join(self._ground(ground, rests), key)
        told = {fact for ground in why.grounds for fact in ground.all_facts()}
        for rest in why.rests:
            if rest.fact not in told:
                self._join(self._fact(rest, 1), key, rest.decides is False)

    def _ground(self, ground: Ground, rests: dict[Fact, Rest]) -> str:
        """Add a rule with what it rests on, and say its key."""
        rule = ground.rule
        key = "\t".join(["rule", rule.id, *(fact.path for fact in ground.facts), *(step.kind for step in ground.steps)])
        steps = [self._step(step, rests) for step in ground.steps]
        column = 1 + max((self.columns[step] for step in steps), default=0)
        self.columns[key] = max(column, self.columns.get(key, 0))
        laws = tuple(" ".join(filter(None, (basis.law, basis.article))) for basis in rule.basis)
        self.texts[key] = (rule.title[self.language], laws, "rule")
        for step in steps:
            self._join(step, key)
        for fact in ground.facts:
            rest = rests[fact]
            self._join(self._fact(rest, self.columns[key]), key, rest.decides is False)
        for node, name in ground.unknown:
            open_fact = f"unknown {node.id} {name}"
            self.texts[open_fact] = (unsure(self.explained, node.values.get("id", ""), name), (), "fact also")
            self.facts[open_fact] = min(column, self.facts.get(open_fact, column))
            self._join(open_fact, key, True)
        return key

    def _step(self, step: Step, rests: dict[Fact, Rest]) -> str:
        key = "\t".join(["finding", step.kind, *step.about])
        makers = [self._ground(below, rests) for below in step.grounds]
        column = 1 + max((self.columns[maker] for maker in makers), default=0)
        self.columns[key] = max(column, self.columns.get(key, 0))
        about = self.explained.facts.people(step.about) if step.about else ""
        self.texts[key] = (quoted(step.kind, self.language), (about,), "finding")
        for maker in makers:
            self._join(maker, key)
        return key

    def _fact(self, rest: Rest, reader: int) -> str:
        key = f"fact {rest.fact.path}"
        over = (word("not_deciding", self.language),) if rest.decides is False else ()
        known = self.texts.get(key)
        # one fact may decide one part and not another
        below = over if known is None or known[1] == over else ()
        self.texts[key] = (rest.text, below, "fact")
        self.facts[key] = min(reader, self.facts.get(key, reader))
        return key

    def _join(self, start: str, end: str, over: bool = False) -> None:
        self.lines.setdefault((start, end), Line(start, end, style="also" if over else ""))

    def picture(self) -> Picture:
        """All in its place: a fact left of its first reader, what was decided in the last column."""
        last = 1 + max(self.columns.values(), default=0)
        columns = self.columns | {key: reader - 1 for key, reader in self.facts.items()}
        columns |= dict.fromkeys(self.effects, last)
        width = min(MOST_WIDE, max(_LEAST, (WHOLE - _GUTTER * last) / (last + 1) - 20))
        boxes = [self._box(key, columns[key], width) for key in self.texts]
        headings = {0: word("fact", self.language), last: word("effect", self.language)}
        if last > 1:
            headings[1] = word("rule", self.language)
        return lay_out(boxes, list(self.lines.values()), headings if boxes else None)

    def _box(self, key: str, column: int, width: float) -> Box:
        name, below, style = self.texts[key]
        strong = wrapped(name, width / 1.1)
        return Box(key, (*strong, *_lines(below, width)), column, style, None, 0 if "fact" in style else len(strong))


def _lines(texts: Iterable[str], width: float) -> Iterable[str]:
    return (line for text in texts if text for line in wrapped(text, width))
