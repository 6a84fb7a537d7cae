"""What persons, needs, agencies and events are called: at first mention with what is asked of them, later by a name."""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Iterable, Mapping

from routing.pattern import syntax as s
from routing.wording.logic import NOTHING, Group, Logic, Test, constant
from routing.wording.phrases import any_of, either, pick, say, together
from routing.wording.predicates import Predicates
from routing.wording.relations import End
from routing.wording.scene import Scene

WHAT: Mapping[str, tuple[str, ...]] = {
    "Need": ("code", "domain"),
    "Agency": ("kind",),
    "Event": ("type",),
    "Finding": ("kind",),
}
"""The properties that say what a thing is, by its label."""
LATER = {
    "Need": "that_need",
    "Agency": "that_agency",
    "Event": "that_event",
    "Finding": "that_finding",
    "Household": "that_household",
}


class Nouns:
    """The nouns of one pattern. `taken` is what is asked of each variable alone, `spoken` what is mentioned again."""

    def __init__(
        self, scene: Scene, predicates: Predicates, taken: Mapping[str, list[Logic]], spoken: Iterable[str]
    ) -> None:
        self.scene = scene
        self.language = scene.language
        self.predicates = predicates
        self.taken = taken
        self.spoken = set(spoken)
        self.lettered: set[str] = set()
        """Persons called by a letter."""

    @staticmethod
    def can_say(item: Logic) -> bool:
        """Whether a condition can stand in brackets: no exceptions in it, no counting of what holds."""
        if isinstance(item, Test):
            return True
        return item.how in ("all", "any") and all(map(Nouns.can_say, item.items))

    def again(self, name: str) -> str:
        """What something is called once it is known."""
        if self.scene.labels.get(name) == "Case":
            return say("case", self.language)
        return self.predicates.noun(name)

    def first(self, name: str, end: End | None, other: bool, alone: bool) -> str:
        """What something is called at its first mention, with all that is asked of it alone.

        `end`: how the relation that leads to it calls it. `other`: it stands beside one of its kind. `alone`: no
        relation leads to it.
        """
        label = self.scene.labels.get(name)
        if label == "Case":
            return say("case", self.language)
        items = list(self.taken.get(name, ()))
        what = next((item for item in items if self._says_what(item, label)), None) if label in WHAT else None
        items = [item for item in items if item is not what]
        noun, urgent = self._noun(name, label, end, what, other), None
        if label == "Need" and self.language == "ja":
            urgent = next((item for item in items if self._is_urgent(item)), None)
            noun = say("urgent", "ja", noun) if urgent else noun
        later = self._name(name, label, end, noun, what)
        parts = [self.brief(item) for item in items if item is not urgent]
        if later is not None:
            parts.insert(0, later)
        mark = "、" if self.language == "ja" else ", "
        if len(parts) > 1 and any(mark.strip() in part for part in parts):
            mark = "；" if self.language == "ja" else "; "
        return say("with", self.language, noun, mark.join(parts)) if parts else noun

    def _noun(self, name: str, label: str | None, end: End | None, what: Logic | None, other: bool) -> str:
        language = self.language
        if name in self.scene.nouns:
            return self.scene.nouns[name]
        if label == "Person":
            if end is not None and end.noun[0]:
                return pick(end.noun, language)
            return say("person" if name in self.spoken or end is not None else "somebody", language)
        if label == "Need":
            return self._need(what, other)
        if label in ("Agency", "Event", "Finding"):
            found = self._kinds(what)
            if not found:
                return say("any_agency" if label == "Agency" else label.lower(), language)
            kinds = any_of(found, language)
            return kinds if label == "Agency" else say(f"{label.lower()}s_of", language, kinds)
        if label == "Household":
            return say("household", language)
        return say("things", language, self.predicates.kind_of_thing(label)) if label else say("thing", language)

    def _need(self, what: Logic | None, other: bool) -> str:
        prefix = "other_" if other else ""
        if what is None:
            return say(f"{prefix}need", self.language)
        texts = {}
        for name in ("domain", "code"):
            found = self._listed(what, name)
            if found:
                texts[name] = any_of(found, self.language)
        if len(texts) == 2:
            return say(f"{prefix}fields_or_needs", self.language, texts["domain"], texts["code"])
        return say(f"{prefix}{'fields_of' if 'domain' in texts else 'needs_of'}", self.language, *texts.values())

    def _kinds(self, what: Logic | None) -> list[str]:
        return [text for name in ("kind", "type") for text in self._listed(what, name)] if what is not None else []

    def _listed(self, what: Logic, name: str) -> list[str]:
        """The labels of the values that a condition allows for a property."""
        found: list[str] = []
        for test in what.items if isinstance(what, Group) else (what,):
            assert isinstance(test, Test)
            subject, values = _allowed(test) or (None, [])
            if subject is not None and subject.name == name and isinstance(subject.subject, s.Variable):
                type = self.scene.property(subject.subject.name, name)
                found += [self.predicates.constant(value, type, name) for value in values]
        return list(dict.fromkeys(found))

    def _says_what(self, item: Logic, label: str | None) -> bool:
        """Whether a condition only says which needs, agencies, events or findings are meant."""
        tests = item.items if isinstance(item, Group) and item.how == "any" else (item,)
        return all(
            isinstance(test, Test) and (found := _allowed(test)) is not None and found[0].name in WHAT[label or ""]
            for test in tests
        )

    def _is_urgent(self, item: Logic) -> bool:
        if not isinstance(item, Test) or item.unknown is not None or item.negated:
            return False
        match item.expression:
            case s.Property(name="urgent"):
                return True
            case s.Comparison(operands=(s.Property(name="urgent"), s.Constant(value=True)), operators=("=",)):
                return True
        return False

    def brief(self, item: Logic) -> str:
        """A condition on one thing alone, as it stands in brackets behind it."""
        if isinstance(item, Test):
            return self.predicates.brief(item)
        parts = [self.brief(part) for part in item.items]
        if item.how == "any":
            return either(parts, self.language)
        return together(parts, self.language)

    def _name(self, name: str, label: str | None, end: End | None, noun: str, what: Logic | None) -> str | None:
        """Settle what something is called from now on; the name, where a reader must be told it here."""
        if name in self.scene.nouns:
            return None
        taken = set(self.scene.nouns.values())
        if label == "Person":
            if end is not None and end.later[0] and pick(end.later, self.language) not in taken:
                self.scene.nouns[name] = pick(end.later, self.language)
                return None
            base = pick(("さん", "person"), self.language)
            names = (f"{x}さん" if self.language == "ja" else f"{base} {x}" for x in string.ascii_uppercase)
            self.scene.nouns[name] = next((x for x in names if x not in taken), name.strip())
            self.lettered.add(name)
            return self.scene.nouns[name] if name in self.spoken else None
        if name not in self.spoken:
            self.scene.nouns[name] = noun
            return None
        later = say(LATER.get(label or "", "that_thing"), self.language)
        alike = [other for other in self.spoken if other != name and self.scene.labels.get(other) == label]
        if label in ("Agency", "Event", "Finding") and len(self._kinds(what)) == 1:
            later = noun
            alike = [other for other in alike if self._same_kind(name, other, label)]
        others = [noun for other, noun in self.scene.nouns.items() if self.scene.labels.get(other) == label]
        numbered = any(noun[-1:].isdigit() for noun in others)
        if later not in taken and not alike and not numbered:
            self.scene.nouns[name] = later
            return None
        base = self.predicates.kind_of_thing(label) if label else say("thing", self.language)
        known = sum(self.scene.labels.get(other) == label for other in self.scene.nouns)
        numbers = (say("numbered", self.language, base, number) for number in range(known + 1, 1000))
        self.scene.nouns[name] = next(x for x in numbers if x not in taken)
        return self.scene.nouns[name]

    def _same_kind(self, a: str, b: str, label: str) -> bool:
        """Whether two things are introduced by the same noun."""
        found = [[item for item in self.taken.get(name, ()) if self._says_what(item, label)][:1] for name in (a, b)]
        kinds = [[kind for item in items for kind in self._kinds(item)] for items in found]
        return kinds[0] == kinds[1]

    def counted(self, name: str) -> str | None:
        """A noun for several of them, where no condition but what they are is asked."""
        label = self.scene.labels.get(name)
        items = self.taken.get(name, [])
        if label not in ("Need", "Person") or any(not self._says_what(x, label) for x in items if label in WHAT):
            return None
        if label == "Person":
            return None if items else pick(("人", "persons"), self.language)
        what = items[0] if items else None
        if len(items) > 1:
            return None
        if what is None:
            return pick(("困りごと", "needs"), self.language)
        return re.sub("^(a|the) need", "needs", self._need(what, False))

    def differ(self, a: str, b: str) -> bool:
        """Whether two things can never be the same because they must be of different kinds."""
        for name in ("code", "domain", "kind", "type"):
            one, two = self._possible(a, name), self._possible(b, name)
            if one is not None and two is not None and not one & two:
                return True
            for these, other in ((one, b), (two, a)):
                if these is not None and these <= self._excluded(other, name):
                    return True
        return self._fields(a).isdisjoint(self._fields(b)) if self._fields(a) and self._fields(b) else False

    def _possible(self, variable: str, name: str) -> set[object] | None:
        for item in self.taken.get(variable, ()):
            if isinstance(item, Test) and (found := _allowed(item)) is not None and found[0].name == name:
                return set(found[1])
        return None

    def _excluded(self, variable: str, name: str) -> set[object]:
        """The values of a property that are ruled out."""
        found: set[object] = set()
        for item in self.taken.get(variable, ()):
            if isinstance(item, Test):
                turned = _allowed(dataclasses.replace(item, negated=not item.negated))
                match item.expression:
                    case s.Comparison(operands=operands, operators=("<>",)) if not item.negated:
                        turned = _allowed(Test(s.Comparison(operands, ("=",)), False, item.unknown))
                if turned is not None and turned[0].name == name:
                    found |= set(turned[1])
        return found

    def _fields(self, variable: str) -> set[object]:
        """The fields that a need can be of, as far as its code or field is fixed."""
        needs = self.scene.vocabulary.needs
        codes = self._possible(variable, "code") or set()
        of_codes: set[object] = {needs[code].domain for code in codes if isinstance(code, str) and code in needs}
        return self._possible(variable, "domain") or of_codes


def _allowed(test: Test) -> tuple[s.Property, list[object]] | None:
    """The property and the values of a test that asks for one of several values."""
    if test.negated or test.unknown is not None:
        return None
    match test.expression:
        case s.Comparison(operands=(s.Property() as subject, value), operators=("=",)):
            known = constant(value)
            return (subject, [known]) if isinstance(known, str) else None
        case s.Comparison(operands=(value, s.Property() as subject), operators=("=",)):
            known = constant(value)
            return (subject, [known]) if isinstance(known, str) else None
        case s.Binary(operator="IN", left=s.Property() as subject, right=right):
            known = constant(right)
            if known is not NOTHING and isinstance(known, list) and known and all(isinstance(x, str) for x in known):
                return subject, known
    return None
