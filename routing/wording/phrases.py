"""Sentences and how they are joined, in Japanese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from routing.wording.relations import Pair
from routing.wording.words import Language

PHRASES: Mapping[str, Pair] = {
    # whom and what
    "focus": ("本人", "the person"),
    "person": ("ある人", "a person"),
    "somebody": ("この件の誰か", "somebody in the case"),
    "lettered": ("{}{}", "{} {}"),
    "thing": ("もの", "something"),
    "things": ("{}のもの", "something that is {}"),
    "need": ("困りごと", "a need"),
    "other_need": ("別に困りごと", "another need"),
    "any_agency": ("いずれかの機関", "some agency"),
    "event": ("出来事", "an event"),
    "finding": ("所見", "a finding"),
    "household": ("世帯", "a household"),
    "case": ("この件", "the case"),
    "needs_of": ("{}の困りごと", "the need {}"),
    "other_needs_of": ("別に{}の困りごと", "another need: {}"),
    "fields_of": ("{}の分野の困りごと", "a need of the field {}"),
    "other_fields_of": ("別に{}の分野の困りごと", "another need of the field {}"),
    "fields_or_needs": ("{}の分野か{}の困りごと", "a need of the field {} or the need {}"),
    "other_fields_or_needs": ("別に{}の分野か{}の困りごと", "another need of the field {} or the need {}"),
    "urgent": ("差し迫った{}", "{}, urgent"),
    "events_of": ("{}の出来事", "the event {}"),
    "findings_of": ("所見{}", "the finding {}"),
    "that_need": ("その困りごと", "that need"),
    "that_agency": ("その機関", "that agency"),
    "that_event": ("その出来事", "that event"),
    "that_finding": ("その所見", "that finding"),
    "that_household": ("その世帯", "that household"),
    "that_thing": ("そのもの", "that thing"),
    "numbered": ("{}{}", "{} {}"),
    "with": ("{}（{}）", "{} ({})"),
    "tie": ("その関係", "that relation"),
    "ties": ("たどった関係", "the relations on the way"),
    # relations that have no words of their own
    "some_relation": ("{s}から{e}へ何らかの関係がある", "some relation leads from {s} to {e}"),
    "some_relation_between": ("{s}と{e}に何らかの関係がある", "some relation joins {s} and {e}"),
    "relation": ("{s}から{e}へ{r}の関係がある", "{s} is related to {e} as {r}"),
    "relation_between": ("{s}と{e}に{r}の関係がある", "{s} and {e} are related by {r}"),
    "steps": ("{s}から{e}へ{r}の関係を{n}回たどれる", "{e} is reached from {s} over {n} steps of {r}"),
    "steps_between": (
        "{s}と{e}が{r}の関係{n}回でつながる", "{s} and {e} are joined by {n} steps of {r} in either direction",
    ),
    "from_to": ("{}〜{}", "{} to {}"),
    "any_kind": ("何らか", "any kind"),
    "there_is": ("{}がいて", "there is {}"),
    "is_there": ("{}がこの件にいる", "the case has {}"),
    "there_exists": ("{}がある", "there is {}"),
    "case_has": ("この件に{}がある", "the case has {}"),
    # comparisons: what is said of a subject
    "=": ("{}である", "is {}"),
    "<>": ("{}でない", "is not {}"),
    "<": ("{}未満である", "is less than {}"),
    "<=": ("{}以下である", "is at most {}"),
    ">": ("{}を超える", "is more than {}"),
    ">=": ("{}以上である", "is {} or more"),
    "age<": ("{}未満である", "is under {}"),
    "age>=": ("{}以上である", "is {} or over"),
    "age<=": ("{}以下である", "is {} or under"),
    "age>": ("{}を超える", "is over {}"),
    "date<": ("{}より前である", "is before {}"),
    "date<=": ("{}か、それより前である", "is on or before {}"),
    "date>": ("{}より後である", "is after {}"),
    "date>=": ("{}か、それより後である", "is on or after {}"),
    ">=<": ("{}以上{}未満である", "is at least {} and under {}"),
    ">=<=": ("{}以上{}以下である", "is from {} to {}"),
    "><": ("{}を超え{}未満である", "is more than {} and under {}"),
    "><=": ("{}を超え{}以下である", "is more than {} and at most {}"),
    "on=": ("基準日当日である", "is the as-of date"),
    "on<>": ("基準日当日でない", "is not the as-of date"),
    "on<": ("基準日より前である", "is before the as-of date"),
    "on<=": ("基準日当日か、それより前である", "is on or before the as-of date"),
    "on>": ("基準日より後である", "is after the as-of date"),
    "on>=": ("基準日当日か、それより後である", "is on or after the as-of date"),
    "before=": ("基準日の{}日前である", "is {} days before the as-of date"),
    "before<>": ("基準日の{}日前でない", "is not {} days before the as-of date"),
    "before<": ("基準日の{}日前より前である", "is more than {} days before the as-of date"),
    "before<=": ("基準日の{}日前か、それより前である", "is {} days or more before the as-of date"),
    "before>": ("基準日の{}日前より後である", "is later than {} days before the as-of date"),
    "before>=": ("基準日の{}日前か、それより後である", "is no earlier than {} days before the as-of date"),
    "after=": ("基準日の{}日後である", "is {} days after the as-of date"),
    "after<>": ("基準日の{}日後でない", "is not {} days after the as-of date"),
    "after<": ("基準日の{}日後より前である", "is earlier than {} days after the as-of date"),
    "after<=": ("基準日の{}日後か、それより前である", "is no later than {} days after the as-of date"),
    "after>": ("基準日の{}日後より後である", "is more than {} days after the as-of date"),
    "after>=": ("基準日の{}日後か、それより後である", "is {} days or more after the as-of date"),
    "days_up_to": ("基準日の{}日前から当日までである", "is on the as-of date or up to {} days before it"),
    "days_from": ("基準日当日から{}日後までである", "is on the as-of date or up to {} days after it"),
    "days_back": ("基準日の{}日前から{}日前までである", "is from {} to {} days before the as-of date"),
    "days_on": ("基準日の{}日後から{}日後までである", "is from {} to {} days after the as-of date"),
    "days_around": (
        "基準日の{}日前から{}日後までである", "is from {} days before the as-of date to {} days after it",
    ),
    "in": ("{}である", "is {}"),
    "not_in": ("{}のどれでもない", "is none of {}"),
    "in_value": ("{}に含まれる", "is among {}"),
    "not_in_value": ("{}に含まれない", "is not among {}"),
    "STARTS WITH": ("{}で始まる", "starts with {}"),
    "ENDS WITH": ("{}で終わる", "ends with {}"),
    "CONTAINS": ("{}を含む", "contains {}"),
    "not STARTS WITH": ("{}で始まらない", "does not start with {}"),
    "not ENDS WITH": ("{}で終わらない", "does not end with {}"),
    "not CONTAINS": ("{}を含まない", "does not contain {}"),
    "null": ("不明である", "is not known"),
    "not_null": ("分かっている", "is known"),
    "age_null": ("年齢が不明である", "is of unknown age"),
    "age_not_null": ("年齢が分かっている", "is of known age"),
    "flag": ("{}に当たる", "comes under {}"),
    "not_flag": ("{}に当たらない", "does not come under {}"),
    "not_field": ("{}のどの分野でもない", "is of none of the fields {}"),
    "field": ("{}の分野", "of the field {}"),
    "yes": ("「はい」である", "is so"),
    "no": ("「いいえ」である", "is not so"),
    "always": ("常に成り立つ", "this always holds"),
    "never": ("決して成り立たない", "this never holds"),
    "undecided": ("成り立つかどうか決まらない（空の値）", "this is never decided (an empty value)"),
    "same_person": ("{}と{}が同じ人である", "{} and {} are the same person"),
    "other_person": ("{}と{}が別の人である", "{} and {} are different persons"),
    "same": ("{}と{}が同じものである", "{} and {} are the same"),
    "other_than": ("{}とは別の人", "somebody other than {}"),
    "listed": ("{}: {}", "{}: {}"),
    "other": ("{}と{}が別のものである", "{} and {} are not the same"),
    "is_a": ("{}が{}である", "{} is of the kind {}"),
    "is_not_a": ("{}が{}でない", "{} is not of the kind {}"),
    "or_unknown": ("{}か不明である", "{}, or this is not known"),
    "or_age_unknown": ("{}か年齢不明である", "{} or of unknown age"),
    "surely": ("{}と分かっている", "{} for certain"),
    # values
    "of": ("{}の{}", "the {} of {}"),
    "true": ("はい", "yes"),
    "false": ("いいえ", "no"),
    "nothing": ("空の値", "an empty value"),
    "empty_list": ("空の一覧のいずれか", "one of an empty list"),
    "list": ("［{}］", "[{}]"),
    "size": ("{}の個数", "the size of {}"),
    "coalesce": ("{}（不明なら{}）", "{} (where not known, {})"),
    "abs": ("{}の絶対値", "the absolute value of {}"),
    "labels": ("{}の種別", "the labels of {}"),
    "type": ("{}の種類", "the type of {}"),
    "id": ("{}のID", "the id of {}"),
    "tointeger": ("{}を整数にした値", "{} as an integer"),
    "tostring": ("{}を文字にした値", "{} as text"),
    "days_until": ("基準日から{}までの日数", "the days from the as-of date to {}"),
    "function": ("{}({})", "{}({})"),
    "minus": ("（−{}）", "(−{})"),
    "remainder": ("（{}を{}で割った余り）", "(the remainder of {} divided by {})"),
    "+": ("（{} ＋ {}）", "({} + {})"),
    "-": ("（{} − {}）", "({} − {})"),
    "*": ("（{} × {}）", "({} × {})"),
    "/": ("（{} ÷ {}）", "({} ÷ {})"),
    "^": ("（{}の{}乗）", "({} to the power of {})"),
    "number_of": ("{}の数", "the number of {}"),
    "ways": ("次に当たる組み合わせ（{}）", "the ways in which this holds ({})"),
    "different": ("次に当たる組み合わせ（{}）での異なる{}", "different values of {1} where this holds ({0})"),
    "sum": ("次に当たるもの（{}）の{}の合計", "the sum of {1} where this holds ({0})"),
    "min": ("次に当たるもの（{}）の{}の最小", "the least value of {1} where this holds ({0})"),
    "max": ("次に当たるもの（{}）の{}の最大", "the greatest value of {1} where this holds ({0})"),
    "value_of": ("次に当たるもの（{}）の{}", "{1} where this holds ({0})"),
    "whether": ("{}が{}に当たるかどうか", "whether {} comes under {}"),
    "truth_of": ("「{}」かどうか", "whether {}"),
    # groups
    "further": ("さらに、{}", "In addition, {}"),
    "further_all": ("さらに、次のすべてに当たる", "In addition, all of these hold"),
    "further_any": ("さらに、次のいずれかに当たる", "In addition, at least one of these holds"),
    "all": ("次のすべてに当たる", "all of these hold"),
    "any": ("次のいずれかに当たる", "at least one of these holds"),
    "one": ("次のどちらか一方だけに当たる", "exactly one of these holds"),
    "both": ("次の両方に当たるか、両方とも当たらない", "both of these hold, or neither"),
    "odd": ("次のうち奇数個に当たる", "an odd number of these hold"),
    "even": ("次のうち偶数個（0を含む）に当たる", "an even number of these hold (none counts as even)"),
    "except": ("ただし、次のすべてに当たる場合を除く", "but not where all of these hold"),
    "except_unknown": (
        "ただし、次のすべてに当たる場合を除く（分からない点は当たるものとして扱う）",
        "but not where all of these hold (what is not known counts as holding)",
    ),
    "record": ("次のすべてに当たる記録がある", "there is a record for which all of these hold"),
    "no_record": ("次のすべてに当たる記録はない", "there is no record for which all of these hold"),
    "no_record_known": (
        "次のすべてに当たると分かる記録はない", "there is no record for which all of these are known to hold",
    ),
    "not_recorded": ("『{}』という記録はない", "there is no record that {}"),
    "not_known": ("『{}』と分かる記録はない", "there is no record for which it is known that {}"),
    "not_so": ("『{}』ということはない", "it is not so that {}"),
    # notes
    "names_only": (
        "{}はこのルールの中での呼び名で、その続柄や立場であることは条件ではない",
        "The words {} only name persons in this rule: no such tie is asked for",
    ),
    "may_be_same": ("{}と{}は同じ{}のこともある", "{} and {} may be the same {}"),
    "unknown_note": (
        "分からないことがあれば、それを問う条件には当たらない（「不明」を含むと書いたものを除く）",
        "Where something is not known, a condition that asks for it is not met, unless it says that unknown counts",
    ),
}  # fmt: skip


def say(name: str, language: Language, *parts: object, **named: object) -> str:
    """A phrase with its parts filled in."""
    return PHRASES[name][0 if language == "ja" else 1].format(*parts, **named)


def pick(pair: Pair, language: Language) -> str:
    """The one of two that is in this language."""
    return pair[0] if language == "ja" else pair[1]


def quoted(text: str, language: Language) -> str:
    """A label in quotation marks."""
    if language == "en":
        return f"“{text}”"
    return f"『{text}』" if "「" in text else f"「{text}」"


def any_of(items: Sequence[str], language: Language) -> str:
    """One of several nouns."""
    if language == "ja":
        return "か".join(items) if len(items) < 3 else f"{all_of(items, language)}のいずれか"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} or {items[-1]}"


def all_of(items: Sequence[str], language: Language) -> str:
    """Several nouns together."""
    if language == "ja":
        return ("" if all(item[:1] in ("「", "『") for item in items) else "・").join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


_GOING_ON = (
    ("である", "で"),
    ("がある", "があり"), ("がいる", "がいて"), ("にいる", "にいて"), ("でいる", "でいて"), ("ている", "ていて"),
    ("見られる", "見られ"), ("ない", "なく"), ("できる", "でき"), ("たどれる", "たどれ"), ("付いている", "付いていて"),
    ("始まる", "始まり"), ("終わる", "終わり"), ("含む", "含み"), ("含まれる", "含まれ"), ("超える", "超え"),
    ("つながる", "つながり"),
)  # fmt: skip
"""How a Japanese clause ends, and how it ends where another follows."""


def linked(clauses: Sequence[str], language: Language) -> str:
    """Several clauses that all hold, in one sentence."""
    if language == "en":
        return ", and ".join(clauses)
    return "".join(map(_going_on, clauses[:-1])) + clauses[-1]


def _going_on(clause: str) -> str:
    for end, going_on in _GOING_ON:
        if clause.endswith(end):
            return f"{clause.removesuffix(end)}{going_on}、"
    return f"{clause}、かつ"


def together(parts: Sequence[str], language: Language) -> str:
    """Several brief conditions that all hold, in brackets."""
    if language == "en":
        return " and ".join(parts)
    before = (_going_on(part) for part in parts[:-1])
    told = (text.replace("、かつ", "で") if text.endswith("、かつ") else text.removesuffix("、") for text in before)
    return "".join(told) + parts[-1]


def either(clauses: Sequence[str], language: Language) -> str:
    """Several clauses of which one holds, in one sentence."""
    return ("か、" if language == "ja" else ", or ").join(clauses)


def short(clause: str, language: Language) -> str:
    """A predicate as it stands in brackets behind its subject."""
    return clause.removesuffix("である") if language == "ja" else clause.removeprefix("is ")


def sentence(text: str, language: Language) -> str:
    """With its full stop, and a capital at its head."""
    if language == "ja":
        return f"{text}。"
    return f"{text[:1].upper()}{text[1:]}."


def ending(text: str, language: Language, introduces: bool) -> str:
    """A sentence as it is written: with a full stop, or a colon where it introduces others."""
    if not introduces:
        return sentence(text, language)
    return f"{text}：" if language == "ja" else f"{text[:1].upper()}{text[1:]}:"
