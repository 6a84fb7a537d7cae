"""One test in words: what is said of which subject."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from routing.pattern import syntax as s
from routing.wording.facts import FLAGS
from routing.wording.logic import MIRRORED, NOTHING, Test, constant
from routing.wording.phrases import PHRASES, all_of, any_of, linked, pick, quoted, say, short
from routing.wording.values import Values

OWN = {"code", "domain", "kind", "type"}
"""Properties that say what a thing is: their value is said of the thing itself."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is said (`told`) of a subject. `own`: of the node itself, so that in brackets behind it no subject is
    needed. Without a subject it is a sentence already."""

    subject: str
    told: str
    own: bool = False
    particle: str = "が"
    """How Japanese ties the subject to it."""


class Predicates(Values):
    """Puts the tests of one scene in words."""

    def clause(self, test: Test, sure: bool = False) -> str:
        """A test as a sentence. `sure`: say where it must be known to hold."""
        said = self._said(test, sure, bare=False)
        if not said.subject:
            return said.told
        return self._joined(said)

    def brief(self, test: Test) -> str:
        """A test as it stands in brackets behind the node it is about."""
        if (listed := self._listed(test)) is not None:
            return listed
        said = self._said(test, False, bare=True)
        if said.own or not said.subject:
            return short(said.told, self.language)
        return short(f"{said.subject}が{said.told}", "ja") if self.language == "ja" else f"{said.subject} {said.told}"

    def _listed(self, test: Test) -> str | None:
        """A property that is chosen from a list, with the values asked for: `who by: “a carer”`."""
        match test.expression:
            case s.Comparison(operands=(s.Property() as read, value), operators=("=",)):
                pass
            case s.Binary(operator="IN", left=s.Property() as read, right=value):
                pass
            case s.Comparison(operands=(s.Variable(), s.Variable() as other), operators=("<>",)):
                return say("other_than", self.language, self.value(other))
            case _:
                return None
        given = constant(value)
        texts = given if isinstance(given, list) else [given]
        if test.negated or self._subject(read, True)[1] or not texts or not all(isinstance(x, str) for x in texts):
            return None
        told = self._operand(read, value)
        told = say("or_unknown", self.language, told).removesuffix("である") if test.unknown else told
        return say("listed", self.language, self.value(read, bare=True), told)

    def _said(self, test: Test, sure: bool, bare: bool) -> Predicate:
        said = self._predicate(test.expression, test.negated, bare)
        if said is None:
            positive = self._predicate(test.expression, False, bare) or self._truth(test.expression, bare)
            whole = positive.told if not positive.subject else self._joined(positive)
            said = Predicate("", say("not_so", self.language, whole)) if test.negated else positive
        if test.unknown:
            age = self._is_age(test.expression)
            told = short(said.told, self.language) if age and self.language == "ja" else said.told
            said = dataclasses.replace(said, told=say("or_age_unknown" if age else "or_unknown", self.language, told))
        elif test.unknown is False and sure:
            said = dataclasses.replace(said, told=say("surely", self.language, said.told))
        return said

    def _joined(self, said: Predicate) -> str:
        if self.language == "en":
            return f"{said.subject} {said.told}"
        return f"{said.subject}{said.particle}{said.told}"

    def _is_age(self, e: s.Expression) -> bool:
        return any(isinstance(part, s.Property) and part.name == "age" for part in s.children(e))

    def _truth(self, e: s.Expression, bare: bool) -> Predicate:
        return Predicate(self.value(e, bare), say("yes", self.language))

    def _predicate(self, e: s.Expression, negated: bool, bare: bool) -> Predicate | None:
        """None: there are no words for the negation of this."""
        match e:
            case s.Constant(value=value):
                known = {True: "never" if negated else "always", False: "always" if negated else "never"}
                name = known[value] if isinstance(value, bool) else "undecided"
                return Predicate("", say(name, self.language))
            case s.Comparison(operands=(left, right), operators=(sign,)) if not negated:
                return self._comparison(left, sign, right, bare)
            case s.Comparison(operands=operands, operators=signs):
                return None if negated else self._chain(operands, signs, bare)
            case s.IsNull(operand=operand, negated=is_not):
                name = "not_null" if is_not != negated else "null"
                if isinstance(operand, s.Property) and operand.name == "age" and (bare or self.language == "en"):
                    return Predicate(self.value(operand.subject), say(f"age_{name}", self.language), own=True)
                subject = self.value(operand, bare)
                if isinstance(operand, s.Property) and self._is_flag(operand):
                    label = self.value(operand, True)
                    label = label if label[:1] in "「“" else quoted(label, self.language)
                    subject = say("whether", self.language, self.value(operand.subject), label)
                return Predicate(subject, say(name, self.language))
            case s.Binary(operator="IN", left=left, right=right):
                return self._membership(left, right, negated, bare)
            case s.Binary(operator="STARTS WITH" | "ENDS WITH" | "CONTAINS" as word, left=left, right=right):
                told = say(f"not {word}" if negated else word, self.language, self._piece(left, right))
                return Predicate(self.value(left, bare), told)
            case s.HasLabels(subject=subject, labels=labels):
                kinds = linked_nouns([self.kind_of_thing(label) for label in labels], self.language)
                return Predicate("", say("is_not_a" if negated else "is_a", self.language, self.value(subject), kinds))
            case s.Property():
                return self._flag(e, not negated, bare)
        return None if negated else self._truth(e, bare)

    def _piece(self, left: s.Expression, right: s.Expression) -> str:
        """Part of a text; where codes of needs begin with a field of them, with the label of that."""
        piece, text = constant(right), self.value(right)
        if isinstance(left, s.Property) and left.name == "code" and isinstance(piece, str):
            field = self.scene.vocabulary.domains.get(piece.removesuffix("."))
            if field is not None:
                label = field.ja if self.language == "ja" else field.en
                return say("with", self.language, text, quoted(label, self.language))
        return text

    def _is_flag(self, e: s.Property) -> bool:
        type = self.scene.property(e.subject.name, e.name) if isinstance(e.subject, s.Variable) else None
        return type is not None and type.kind == "boolean"

    def _flag(self, e: s.Property, holds: bool, bare: bool) -> Predicate:
        """A property that is true or false."""
        if e.name in FLAGS:
            told = pick(FLAGS[e.name][0 if holds else 1], self.language)
            # 身寄りがない has a subject of its own
            particle = "の" if told.startswith("年齢") else "に" if "が" in told else "が"
            return Predicate(self.value(e.subject), told, own=True, particle=particle)
        variable = e.subject.name if isinstance(e.subject, s.Variable) else ""
        label = self.label(variable, e.name)
        label = label if label[:1] in "「“" else quoted(label, self.language)
        return Predicate(self.value(e.subject), say("flag" if holds else "not_flag", self.language, label), own=True)

    def _comparison(self, left: s.Expression, sign: str, right: s.Expression, bare: bool) -> Predicate:
        if constant(left) is not NOTHING and constant(right) is NOTHING:
            left, sign, right = right, MIRRORED[sign], left
        given = constant(right)
        match left:
            case s.Variable(name=name) if isinstance(right, s.Variable) and sign in ("=", "<>"):
                person = self.scene.labels.get(name) == "Person"
                word = ("same" if sign == "=" else "other") + ("_person" if person else "")
                return Predicate("", say(word, self.language, self.value(left), self.value(right)))
            case s.Property() if isinstance(given, bool) and sign in ("=", "<>"):
                return self._flag(left, given == (sign == "="), bare)
            case s.Call(name=name, arguments=(date,)) if name.lower() == "days_until" and type(given) is int:
                return Predicate(self.value(date, bare), self._days(sign, given))
            case s.Call(name=name, arguments=(date,)) if name.lower() == "days_until" and _days_until(right):
                # the later of two dates is further ahead: they can be compared themselves
                other = self.value(s.children(right)[0])
                return Predicate(self.value(date, bare), self._dated(sign, other))
        return self._compared(left, sign, self._operand(left, right), bare)

    def _compared(self, left: s.Expression, sign: str, text: str, bare: bool) -> Predicate:
        """A comparison of `left` with what the text says."""
        subject, own = self._subject(left, bare)
        if self._is_date(left):
            return Predicate(subject, self._dated(sign, text), own)
        name = f"age{sign}" if own and f"age{sign}" in PHRASES else sign
        return Predicate(subject, say(name, self.language, text), own)

    def _dated(self, sign: str, text: str) -> str:
        """Where a date stands to another."""
        return say(f"date{sign}" if f"date{sign}" in PHRASES else sign, self.language, text)

    def _subject(self, left: s.Expression, bare: bool) -> tuple[str, bool]:
        """Of what something is said: of the node itself where that is how people speak (`75 or over`)."""
        if isinstance(left, s.Property) and isinstance(left.subject, s.Variable):
            label = self.scene.labels.get(left.subject.name)
            if (left.name == "age" and label == "Person") or (left.name in OWN and label is not None):
                return self.value(left.subject), True
        return self.whole(left, bare), False

    def _is_date(self, e: s.Expression) -> bool:
        if isinstance(e, s.Property) and isinstance(e.subject, s.Variable):
            type = self.scene.property(e.subject.name, e.name)
            return type is not None and type.kind == "date"
        return False

    def _operand(self, left: s.Expression, right: s.Expression) -> str:
        """The right-hand side, with the label or unit that it has as a value of the left."""
        given = constant(right)
        if given is NOTHING:
            return self.whole(right)
        if isinstance(left, s.Property) and isinstance(left.subject, s.Variable):
            type = self.scene.property(left.subject.name, left.name)
            text = self.constant(given, type, left.name)
            if left.name == "domain" and type is not None:
                return say("field", self.language, text)
            return text
        return self.constant(given)

    def _days(self, sign: str, days: int) -> str:
        """When a date is, counted from the as-of date."""
        side = "on" if days == 0 else "after" if days > 0 else "before"
        told = say(f"{side}{sign}", self.language, abs(days))
        return told.replace("1 days", "1 day") if abs(days) == 1 else told

    def _period(self, first: int, last: int) -> str:
        """From when to when a date is, counted from the as-of date, both days included."""
        if last == 0:
            return say("days_up_to", self.language, -first)
        if first == 0:
            return say("days_from", self.language, last)
        name = "days_back" if last < 0 else "days_on" if first > 0 else "days_around"
        return say(name, self.language, abs(first), abs(last))

    def _chain(self, operands: Sequence[s.Expression], signs: Sequence[str], bare: bool) -> Predicate:
        """`40 <= p.age < 65` as one range; any other chain as its comparisons one by one."""
        if len(signs) == 2 and constant(operands[1]) is NOTHING and {*signs} <= {">", ">="}:
            operands, signs = operands[::-1], tuple(MIRRORED[sign] for sign in reversed(signs))
        if len(signs) == 2 and constant(operands[1]) is NOTHING and {*signs} <= {"<", "<="}:
            low, middle, high = operands
            least, most = constant(low), constant(high)
            if least is not NOTHING and most is not NOTHING:
                return self._range(low, middle, high, (least, most), (MIRRORED[signs[0]], signs[1]), bare)
        parts = [
            self._joined(said) if said.subject else said.told
            for a, sign, b in zip(operands, signs, operands[1:], strict=False)
            for said in [self._comparison(a, sign, b, False)]
        ]
        return Predicate("", linked(parts, self.language))

    def _range(
        self, low: s.Expression, middle: s.Expression, high: s.Expression,
        ends: tuple[Any, Any], signs: tuple[str, str], bare: bool,
    ) -> Predicate:  # fmt: skip
        if isinstance(middle, s.Call) and middle.name.lower() == "days_until" and all(type(x) is int for x in ends):
            subject = self.value(middle.arguments[0], bare)
            if signs == (">=", "<=") and ends[0] < ends[1]:
                return Predicate(subject, self._period(*ends))
            first, second = (self._days(sign, days) for sign, days in zip(signs, ends, strict=True))
            return Predicate(subject, linked([first, second], self.language))
        subject, own = self._subject(middle, bare)
        if self._is_date(middle):
            parts = [
                self._compared(middle, sign, self._operand(middle, end), bare).told
                for sign, end in zip(signs, (low, high), strict=True)
            ]
            return Predicate(subject, linked(parts, self.language), own)
        texts = self._operand(middle, low), self._operand(middle, high)
        return Predicate(subject, say("".join(signs), self.language, *texts), own)

    def _membership(self, left: s.Expression, right: s.Expression, negated: bool, bare: bool) -> Predicate:
        subject, own = self._subject(left, bare)
        if constant(right) is NOTHING:
            return Predicate(subject, say("not_in_value" if negated else "in_value", self.language, self.value(right)))
        values = constant(right)
        if not isinstance(values, list):
            values = []
        if negated and len(values) == 1:
            return self._compared(left, "<>", self._operand(left, s.Constant(values[0])), bare)
        if negated and isinstance(left, s.Property) and left.name == "domain" and own:
            kind = self.scene.property(left.subject.name, "domain") if isinstance(left.subject, s.Variable) else None
            fields = [self.constant(value, kind, "domain") for value in values]
            listed = all_of(fields, self.language) if self.language == "ja" else any_of(fields, self.language)
            return Predicate(subject, say("not_field", self.language, listed), own)
        if negated and self.language == "ja":
            each = [self._operand(left, s.Constant(value)) for value in values]
            return Predicate(subject, say("not_in", self.language, all_of(each, self.language)), own)
        return Predicate(subject, say("not_in" if negated else "in", self.language, self._operand(left, right)), own)


def _days_until(e: s.Expression) -> bool:
    return isinstance(e, s.Call) and e.name.lower() == "days_until" and len(e.arguments) == 1


def linked_nouns(nouns: Sequence[str], language: str) -> str:
    """Several nouns that all fit."""
    return "・".join(nouns) if language == "ja" else " and ".join(nouns)
