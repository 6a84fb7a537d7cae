"""Numbers, dates and ranges as people type them: `65..`, `<18`, `４０〜６４歳`, `65歳以上`, `2026/4/1以降`."""

from __future__ import annotations

import re
import unicodedata

from routing.rulebook.tables.extent import Point, Span

_NUMBER = r"(?:要介護|要支援)?([+-]?\d{1,18}(?:\.\d{1,18})?)[歳才円人日級点度回]?"
_DATE = r"(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)(?: 00:00:00)?"
_DASH = r"(?:\.\.\.?|〜|~|から)"
_FROM = {0: (">=", "≧", "≥", "以上", "以降", "以後", "から"), 1: (">", "超", "より上", "を超える", "より後")}
_TO = {1: ("<=", "≦", "≤", "以下", "まで", "以前"), 0: ("<", "未満", "より下", "より前")}
_LOWER = {sign: after for after, signs in _FROM.items() for sign in signs}
_UPPER = {sign: after for after, signs in _TO.items() for sign in signs}
_SIGNS = "|".join(map(re.escape, sorted({**_LOWER, **_UPPER}, key=len, reverse=True)))


_FIRST_YEARS = {"令和": 2019, "平成": 1989, "昭和": 1926, "R": 2019, "H": 1989, "S": 1926}
_ERA = re.compile(rf"({'|'.join(_FIRST_YEARS)})(\d{{1,2}}|元)([年./-])")


def _forms(value: str, dash: str) -> dict[str, re.Pattern[str]]:
    return {
        "one": re.compile(rf"=?{value}"),
        "not": re.compile(rf"(?:<>|≠|!=){value}"),
        "sign": re.compile(rf"({_SIGNS}){value}"),
        "word": re.compile(rf"{value}({_SIGNS})"),
        "words": re.compile(rf"{value}({_SIGNS}){value}({_SIGNS})"),
        "from": re.compile(rf"{value}{_DASH}"),
        "to": re.compile(rf"{_DASH}{value}(?:まで)?"),
        "both": re.compile(rf"{value}{dash}{value}(?:まで)?"),
        "brackets": re.compile(rf"([\[(]){value}{_DASH}{value}([\])])"),
    }


_FORMS = {
    "number": _forms(_NUMBER, r"(?:\.\.\.?|〜|~|から|-|–|—)"),
    "date": _forms(_DATE, _DASH),
}

Bounds = tuple[Span, bool]
"""A span of values, and whether everything but it is meant."""


def bounds(piece: str, kind: str) -> Bounds | None:
    """The span that one piece of a cell means, None where it is none. `kind` is `integer`, `float` or `date`.

    >>> bounds("４０〜６４歳", "integer")
    (((40, 0), (65, 0)), False)
    >>> bounds("<18", "float")
    ((None, (18, 0)), False)
    """
    text = unicodedata.normalize("NFKC", piece).replace(" ", "") if kind != "date" else _dated(piece)
    forms = _FORMS["date" if kind == "date" else "number"]
    for name, form in forms.items():
        if (found := form.fullmatch(text)) and (meant := _meant(name, found.groups(), kind)):
            return meant
    return None


def _dated(piece: str) -> str:
    """A piece with its blanks taken out, and years of an era as years of the calendar."""
    text = re.sub(r" (?!00:00:00)", "", unicodedata.normalize("NFKC", piece))
    return _ERA.sub(lambda found: f"{_FIRST_YEARS[found[1]] + int(found[2].replace('元', '1')) - 1}{found[3]}", text)


def _meant(form: str, groups: tuple[str, ...], kind: str) -> Bounds | None:
    def point(text: str, after: int) -> Point:
        return _point(text, after, kind)

    match form:
        case "one" | "not":
            return (point(groups[0], 0), point(groups[0], 1)), form == "not"
        case "sign" | "word":
            sign, text = groups if form == "sign" else reversed(groups)
            return _one_side(sign, text, kind), False
        case "words":
            (low, high), (low_too, high_too) = (_one_side(groups[i + 1], groups[i], kind) for i in (0, 2))
            if (low is None) == (low_too is None):
                return None
            return (low or low_too, high or high_too), False
        case "from":
            return (point(groups[0], 0), None), False
        case "to":
            return (None, point(groups[0], 1)), False
        case "both":
            return (point(groups[0], 0), point(groups[1], 1)), False
    return (point(groups[1], groups[0] == "("), point(groups[2], groups[3] == "]")), False


def _one_side(sign: str, text: str, kind: str) -> Span:
    if sign in _LOWER:
        return _point(text, _LOWER[sign], kind), None
    return None, _point(text, _UPPER[sign], kind)


def _point(text: str, after: int, kind: str) -> Point:
    if kind == "date":
        year, month, day = re.findall(r"\d+", text)[:3]
        return f"{year}-{int(month):02}-{int(day):02}", int(after)
    if "." in text:
        return float(text), int(after)
    # whole numbers have neighbours: after 17 is before 18
    return (int(text) + int(after), 0) if kind == "integer" else (int(text), int(after))


def written(subject: str, span: Span, kind: str) -> str:
    """The condition that a value lies in a span, as an expression.

    >>> written("p.age", ((40, 0), (65, 0)), "integer")
    '40 <= p.age < 65'
    """
    low, high = span
    if low is not None and high is not None and _single(low, high, kind):
        return f"{subject} = {_literal(low)}"
    lower = None if low is None else (_literal(low), "<=" if low[1] == 0 else "<")
    upper = None if high is None else _upper(high, kind)
    if lower and upper:
        return f"{lower[0]} {lower[1]} {subject} {upper[1]} {upper[0]}"
    if lower:
        return f"{subject} {'>=' if lower[1] == '<=' else '>'} {lower[0]}"
    return f"{subject} {upper[1]} {upper[0]}" if upper else f"{subject} IS NOT NULL"


def _single(low: Point, high: Point, kind: str) -> bool:
    if kind == "integer" and isinstance(low[0], int) and isinstance(high[0], int):
        return high[0] - low[0] == 1
    return low[0] == high[0]


def _upper(point: Point, kind: str) -> tuple[str, str]:
    return _literal(point), "<" if point[1] == 0 else "<="


def _literal(point: Point) -> str:
    return f"'{point[0]}'" if isinstance(point[0], str) else repr(point[0])
