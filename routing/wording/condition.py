"""When a rule applies, in words: its pattern as sentences.

What a relation asks for is a clause; what is asked of one person, need or agency alone stands in brackets behind it;
the rest follows in sentences of its own. Nothing is left out and nothing is added: unknown values are named where they
count, and where two variables may stand for the same person a note says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from routing.pattern import syntax as s
from routing.pattern.plan import with_names
from routing.pattern.schema import Kind
from routing.rulebook.effects import Duty, Escalate, Exclude, Refer
from routing.rulebook.rule import Rule
from routing.vocabulary import Vocabulary
from routing.wording.logic import Boolean, Group, Logic, Test, group, leaves, straight
from routing.wording.narration import Narration
from routing.wording.phrases import either, ending, linked, say
from routing.wording.predicates import Predicates
from routing.wording.said import Condition, Said, in_one_line, lines
from routing.wording.scene import Scene
from routing.wording.words import Language

LONGEST = {"ja": 70, "en": 130}
"""Characters of conditions that still stand in one sentence."""
SURE = frozenset({("Need", "code"), ("Need", "domain"), ("Need", "status"), ("Agency", "kind"), ("Event", "type")})
"""Properties that a case always gives, beside ids."""


def condition(rule: Rule, vocabulary: Vocabulary, language: Language) -> Condition:
    """When a rule applies, as sentences.

    The vocabulary gives needs, kinds and properties their names: that of the rulebook knows a municipality's own.
    """
    return Telling(vocabulary, language).rule(rule)[0]


def condition_text(rule: Rule, vocabulary: Vocabulary, lang: Language) -> str:
    """When a rule applies, as plain text in Japanese (`ja`) or English (`en`): a sentence a line, with what a sentence
    introduces indented below it, and notes last.

    >>> from routing.rulebook import Rulebook
    >>> book = Rulebook.load("generic")
    >>> rule = next(rule for rule in book.rules if rule.id == "carer-lost-child-now")
    >>> print(condition_text(rule, book.vocabulary, "en"))
    The person (under 18) has the need “Carer lost (away or in hospital or dead)” (urgent).
    """
    told = condition(rule, vocabulary, lang)
    bullet = "・" if lang == "ja" else "- "
    text = []
    entries = list(lines(told.said))
    for (depth, said), (below, _) in zip(entries, [*entries[1:], (0, "")], strict=True):
        introduces = below > depth
        text.append(f"{'  ' * (depth - 1)}{bullet if depth else ''}{ending(said, lang, introduces)}")
    mark = "注: " if lang == "ja" else "Note: "
    return "\n".join([*text, *(f"{mark}{ending(note, lang, False)}" for note in told.notes)])


def focus(rule: Rule) -> str | None:
    """The variable that a rule is mostly about: the one that its effects name most often."""
    counts: dict[str, int] = {}
    for effect in rule.effects:
        names = () if isinstance(effect, Escalate) else effect.about
        for name in names:
            weight = 2 if isinstance(effect, Refer) and effect.role == "lead" else 1
            counts[name] = counts.get(name, 0) + weight
    return max(counts, key=lambda name: counts[name]) if counts else None


def spoken_of(rule: Rule) -> set[str]:
    """The variables that the effects of a rule name."""
    names: set[str] = set()
    for effect in rule.effects:
        names.update(() if isinstance(effect, Escalate) else effect.about)
        if isinstance(effect, Refer) and effect.need is not None:
            names.add(effect.need)
        if isinstance(effect, Refer | Duty) and effect.before is not None:
            names.add(effect.before.date.partition(".")[0])
        if isinstance(effect, Exclude) and effect.person is not None:
            names.add(effect.person)
    return names


class Telling:
    """Tells patterns in one language, with the labels of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, language: Language) -> None:
        self.vocabulary = vocabulary
        self.language = language
        self.depth = 0

    def rule(self, rule: Rule) -> tuple[Condition, Scene]:
        """When a rule applies, and what its variables are called."""
        return self.pattern(rule.pattern, focus(rule), frozenset(spoken_of(rule)))

    def narrated(self, rule: Rule) -> Narration:
        """The pattern of a rule, told but not yet put together."""
        scene = Scene(self.vocabulary, self.language)
        return self._narrated(rule.pattern, scene, focus(rule), frozenset(spoken_of(rule)))

    def inner(self, query: s.Subquery, scene: Scene) -> Narration:
        """The pattern of a subquery, told but not yet put together."""
        self.depth += 1
        return self._narrated(query.pattern, scene)

    def pattern(
        self, pattern: s.Pattern, about: str | None = None, spoken: frozenset[str] = frozenset()
    ) -> tuple[Condition, Scene]:
        """The condition of a whole pattern. `about`: the variable of the person it is mostly about; `spoken`: those
        that are spoken of elsewhere, so that they need a name."""
        told = self._narrated(pattern, Scene(self.vocabulary, self.language), about, spoken)
        exceptions = [item for item in told.rest if isinstance(item, Group) and item.how == "except"]
        others = [item for item in told.rest if item not in exceptions]
        further = [*self._choices(told), *(self.said(item, told.scene) for item in others)]
        said = [Said(linked(told.clauses, self.language))] if told.clauses else []
        said += self._further(further, bool(said))
        said += [self.said(item, told.scene) for item in exceptions]
        return Condition(tuple(said), tuple(told.notes())), told.scene

    def _choices(self, told: Narration) -> list[Said]:
        """Relations that can be one of several."""
        return [Said(say("any", self.language), tuple(map(Said, choice))) for choice in told.choices]

    def _further(self, items: list[Said], beside: bool) -> list[Said]:
        """What must hold (`beside` the relations told already), as one sentence that introduces the others."""
        if not beside and items:
            return items if len(items) == 1 else [Said(say("all", self.language), tuple(items))]
        if not items:
            return []
        if len(items) == 1 and items[0].plain:
            return [Said(say("further", self.language, items[0].text))]
        if len(items) == 1:
            return [Said(say("further", self.language, items[0].text), items[0].items)]
        return [Said(say("further_all", self.language), tuple(items))]

    def _narrated(
        self, pattern: s.Pattern, outer: Scene, about: str | None = None, spoken: frozenset[str] = frozenset()
    ) -> Narration:
        pattern = with_names(pattern, f" {self.depth} ")
        scene = outer.inner()
        narration = Narration(pattern, scene, set(outer.labels), about, spoken)
        wanted = [straight(e, scene_boolean(scene)) for e in self._asked(pattern)]
        together = group("all", wanted) if wanted else None
        items = together.items if isinstance(together, Group) and together.how == "all" else (together,)
        narration.tell([item for item in items if item is not None], self._predicates(scene))
        return narration

    def _asked(self, pattern: s.Pattern) -> Iterable[s.Expression]:
        """Every condition of a pattern, those of inline maps as comparisons."""
        for path in pattern.paths:
            for part in path.nodes:
                for name, e in part.properties:
                    yield s.Comparison((s.Property(s.Variable(part.variable or ""), name), e), ("=",))
                if len(part.labels) > 1:
                    yield s.HasLabels(s.Variable(part.variable or ""), part.labels)
        if pattern.where is not None:
            yield pattern.where

    def _predicates(self, scene: Scene) -> Predicates:
        return Predicates(scene, self._inner)

    def said(self, logic: Logic, scene: Scene, sure: bool = False) -> Said:
        """A condition as a sentence, which may introduce others."""
        if isinstance(logic, Test):
            if isinstance(logic.expression, s.Subquery) and logic.expression.kind == "EXISTS":
                return self._exists(logic.expression, logic.negated, scene)
            return Said(self._predicates(scene).clause(logic, sure))
        unknown = logic.how == "except" and any(self.may_be_unknown(leaf, scene) for leaf in leaves(logic))
        items = tuple(self.said(item, scene, sure or unknown) for item in logic.items)
        brief = sum(len(item.text) for item in items) <= LONGEST[self.language]
        brief = brief and all(item.plain and not item.compound for item in items)
        if brief and logic.how == "all":
            return Said(linked([item.text for item in items], self.language), compound=True)
        if brief and logic.how == "any":
            return Said(either([item.text for item in items], self.language), compound=True)
        name = {"odd": "one", "even": "both"}.get(logic.how, logic.how) if len(items) == 2 else logic.how
        return Said(say(f"{name}_unknown" if unknown else name, self.language), items)

    def _exists(self, query: s.Subquery, negated: bool, scene: Scene) -> Said:
        self.depth += 1
        told = self._narrated(query.pattern, scene)
        rest = [*self._choices(told), *(self.said(item, told.scene) for item in told.rest)]
        unknown = any(self.may_be_unknown(leaf, told.scene) for item in told.asked for leaf in leaves(item))
        self.depth -= 1
        texts = [*told.clauses, *(item.text for item in rest)]
        nested = negated and any(item.text.startswith("『") for item in rest)
        brief = len(texts) == 1 or sum(map(len, texts)) <= 2 * LONGEST[self.language]
        if brief and not nested and all(item.plain and not item.compound for item in rest):
            text = linked(texts, self.language)
            if not negated:
                return Said(text, compound=len(texts) > 1)
            blurred = self.language == "en" or len(texts) > 1
            return Said(say("not_known" if unknown else "not_recorded", self.language, text), compound=blurred)
        items = (*map(Said, told.clauses), *rest)
        if not negated:
            return items[0] if len(items) == 1 else Said(say("record", self.language), items)
        return Said(say("no_record_known" if unknown else "no_record", self.language), items)

    def _inner(self, e: s.Expression, scene: Scene) -> str:
        """A subquery, or a condition, where a value is wanted."""
        if not isinstance(e, s.Subquery):
            return say("truth_of", self.language, in_one_line(self.said(straight(e, scene_boolean(scene)), scene)))
        if e.kind == "EXISTS":
            return say("truth_of", self.language, in_one_line(self._exists(e, False, scene)))
        self.depth += 1
        told = self._narrated(e.pattern, scene)
        further = [*self._choices(told), *(self.said(item, told.scene) for item in told.rest)]
        rest = [in_one_line(item) for item in further]
        noun = told.counted() if e.kind == "COUNT" and e.returns is None and not rest else None
        text = linked([*told.clauses, *rest], self.language)
        column = None
        if isinstance(e.returns, s.Call) and e.kind == "VALUE" and len(e.returns.arguments) == 1:
            column = self._predicates(told.scene).value(e.returns.arguments[0])
        elif e.returns is not None:
            column = self._predicates(told.scene).value(e.returns)
        self.depth -= 1
        if e.kind == "COUNT":
            if column is not None and e.distinct:
                return say("number_of", self.language, say("different", self.language, text, column))
            return say("number_of", self.language, noun or say("ways", self.language, text))
        how = e.returns.name.lower() if isinstance(e.returns, s.Call) else ""
        return say(how if how in ("sum", "min", "max") else "value_of", self.language, text, column or "*")

    def may_be_unknown(self, test: Test, scene: Scene) -> bool:
        """Whether a test can be neither true nor false, because something it reads is not known."""
        if test.unknown is not None or isinstance(test.expression, s.IsNull | s.HasLabels):
            return False
        todo: list[s.Expression] = [test.expression]
        while todo:
            here = todo.pop()
            todo += s.children(here)
            if isinstance(here, s.Property):
                label = scene.labels.get(here.subject.name) if isinstance(here.subject, s.Variable) else None
                if here.name != "id" and (label, here.name) not in SURE and label != "Finding":
                    return True
            if isinstance(here, s.Subquery) and here.kind == "VALUE":
                return True
        return False


def scene_boolean(scene: Scene) -> Boolean:
    """Whether an expression is true or false in this scene."""

    def boolean(e: s.Expression) -> bool:
        match e:
            case s.Logical() | s.Not() | s.Comparison() | s.IsNull() | s.HasLabels():
                return True
            case s.Subquery(kind=kind):
                return kind == "EXISTS"
            case s.Binary(operator=word):
                return word in ("IN", "STARTS WITH", "ENDS WITH", "CONTAINS")
            case s.Call(name=name, arguments=(s.Property() as first, _)) if name.lower() == "coalesce":
                return _kind(first, scene) == "boolean"
        return False

    return boolean


def _kind(e: s.Property, scene: Scene) -> Kind | None:
    type = scene.property(e.subject.name, e.name) if isinstance(e.subject, s.Variable) else None
    return type.kind if type is not None else None
