"""A rule's pattern as a picture: persons, needs and agencies as boxes, relations as lines with their names."""

from __future__ import annotations

from collections.abc import Iterator

from routing.drawing.layout import lay_out
from routing.drawing.shapes import Box, Line, Picture
from routing.drawing.text import wrapped
from routing.pattern import syntax as s
from routing.quality.show.words import word
from routing.rulebook import Rule
from routing.vocabulary import Vocabulary
from routing.wording.condition import Telling
from routing.wording.lines import LINES
from routing.wording.logic import Logic, Test, variables
from routing.wording.narration import Narration
from routing.wording.phrases import pick
from routing.wording.words import Language

KINDS = {"Person": "person", "Need": "need", "Agency": "agency", "Event": "event", "Finding": "finding"}


def pattern_picture(rule: Rule, vocabulary: Vocabulary, language: Language) -> tuple[Picture, bool]:
    """The pattern of a rule in its place, and whether it is all there: what concerns several boxes stands only in the
    text. What must exist besides, or must not, is drawn with dashes."""
    boxes, lines, whole = pattern_boxes(rule, vocabulary, language)
    return lay_out(boxes, lines), whole


def pattern_boxes(rule: Rule, vocabulary: Vocabulary, language: Language) -> tuple[list[Box], list[Line], bool]:
    """The boxes and lines of the picture of a pattern, and whether it is all there."""
    telling = Telling(vocabulary, language)
    told = telling.narrated(rule)
    drawing = _Drawing(telling, language)
    drawing.add(told, "")
    whole = not told.choices
    for item in told.rest:
        if isinstance(item, Test) and isinstance(item.expression, s.Subquery) and item.expression.kind == "EXISTS":
            inner = telling.inner(item.expression, told.scene)
            drawing.add(inner, "absent" if item.negated else "also")
            whole = whole and not inner.rest
        elif not drawing.says(item, told):
            whole = False
    return drawing.boxes(told.about), drawing.lines, whole


class _Drawing:
    """Collects the boxes and lines of a pattern and of its subqueries."""

    def __init__(self, telling: Telling, language: Language) -> None:
        self.telling = telling
        self.language = language
        self.texts: dict[str, list[str]] = {}
        self.styles: dict[str, str] = {}
        self.lines: list[Line] = []

    def add(self, told: Narration, style: str) -> None:
        """Add what a pattern asks for; what is known already is only joined."""
        spoken = {name for item in told.rest for name in variables(item)}
        hidden = {
            name
            for name, label in told.scene.labels.items()
            if label == "Case" and name not in spoken and name not in self.texts
        }
        edges = [edge for edge in told.told if not edge.ends & hidden or not told.trivial(edge)]
        for name in told.names():
            joined = any(name in edge.ends for edge in edges) or not any(name in edge.ends for edge in told.edges)
            if name not in self.texts and joined:
                self.styles[name] = f"{KINDS.get(told.scene.labels.get(name) or '', 'thing')} {style}".strip()
                self.texts[name] = list(self._text(told, name, style))
        for edge in edges:
            label = self._label(told, edge.types)
            if style == "absent" and edge.ends <= told.outer:
                label = word("absent_line", self.language, label)
            self.lines.append(Line(edge.start, edge.end, label, not told.both_ways(edge), style))

    def _text(self, told: Narration, name: str, style: str) -> Iterator[str]:
        if style == "absent":
            yield word("absent", self.language)
        elif style == "also":
            yield word("also", self.language)
        yield told.title(name)
        yield from told.asked_of(name)

    def says(self, item: Logic, told: Narration) -> bool:
        """Put a condition that is about one box in it; whether that was possible."""
        names = variables(item)
        name = next(iter(names)) if len(names) == 1 else None
        text = told.briefly(item) if name in self.texts else None
        if name is None or text is None:
            return False
        self.texts[name].append(text)
        return True

    def _label(self, told: Narration, types: tuple[str, ...]) -> str:
        vocabulary = told.scene.vocabulary
        labels = [
            pick(LINES[type], self.language) if type in LINES else vocabulary.label(type, self.language)
            for type in types
        ]
        return ("か" if self.language == "ja" else " or ").join(labels) or word("any_relation", self.language)

    def boxes(self, about: str | None) -> list[Box]:
        """Every box with its column: the person it is about at the left, then who is joined to them, and so on."""
        columns: dict[str, int] = {}
        names = sorted(self.texts, key=lambda name: name != about)
        for name in names:
            if name in columns:
                continue
            columns[name] = 0
            waiting = [name]
            for here in waiting:
                for line in self.lines:
                    for a, b in ((line.start, line.end), (line.end, line.start)):
                        if a == here and b in self.texts and b not in columns:
                            columns[b] = columns[here] + 1
                            waiting.append(b)
        return [
            Box(
                name,
                tuple(line for text in self.texts[name] for line in wrapped(text)),
                columns[name],
                self.styles[name],
            )
            for name in names
        ]
