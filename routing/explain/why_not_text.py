"""Why not, as text, Markdown and data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from routing.explain.why_text import escaped
from routing.wording.phrases import pick
from routing.wording.relations import Pair

if TYPE_CHECKING:
    from routing.explain.why_not import Chance, WhyNot

_WORDS: dict[str, Pair] = {
    "absent": ("{}はこの決定に出てこない", "{} has no part in this decision"),
    "present": ("{}はこの決定に出てくる", "{} has a part in this decision"),
    "none": ("この機関を挙げる規則はこの日にはない", "No rule in force on that day names it"),
    "fired": ("当てはまった規則: {}", "This rule applies: {}"),
    "unknown": ("次のことが分かれば当てはまるかもしれない規則: {}", "This rule may apply once more is known: {}"),
    "missed": ("当てはまらない規則: {}", "This rule does not apply: {}"),
    "more": ("ほかに{}の規則があるが、これより遠い", "{} further rules are no nearer"),
}


def _say(name: str, asked: WhyNot, *values: object) -> str:
    return pick(_WORDS[name], asked.language).format(*values) + ("。" if asked.language == "ja" else ".")


def _head(asked: WhyNot) -> str:
    said = _say("present" if asked.present else "absent", asked, asked.name)
    return said[:1].upper() + said[1:]


def _title(chance: Chance, asked: WhyNot, ids: bool) -> str:
    title = chance.rule.title[asked.language]
    told = f"{title} [{chance.rule.id}]" if ids else title
    return pick(_WORDS[chance.outcome], asked.language).format(told)


def _lines(asked: WhyNot, ids: bool) -> Iterator[tuple[int, str]]:
    stop = "。" if asked.language == "ja" else "."
    for said in asked.present:
        yield 0, said + stop
    for chance in asked.chances:
        yield 0, _title(chance, asked, ids)
        for said in chance.said:
            yield 1, said + stop
    if asked.more:
        yield 0, _say("more", asked, asked.more)
    if not asked.chances:
        yield 0, _say("none", asked)


def text(asked: WhyNot, ids: bool) -> str:
    """As plain text, a sentence a line."""
    lines = [f"{'  ' * (depth + 1)}- {said}" for depth, said in _lines(asked, ids)]
    return "\n".join([_head(asked), *lines]) + "\n"


def markdown(asked: WhyNot, ids: bool) -> str:
    """As Markdown."""
    lines = [f"{'  ' * depth}- {escaped(said)}" for depth, said in _lines(asked, ids)]
    body = "\n".join(lines)
    return f"# {escaped(asked.case)}\n\n{escaped(_head(asked))}\n\n{body}\n"


def data(asked: WhyNot) -> dict[str, Any]:
    """As plain data."""
    return {
        "case": asked.case,
        "language": asked.language,
        "target": asked.target,
        "present": list(asked.present),
        "chances": [
            {
                "rule": one.rule.id,
                "title": one.rule.title[asked.language],
                "outcome": one.outcome,
                "said": list(one.said),
                "cost": one.cost,
            }
            for one in asked.chances
        ],
        "more": asked.more,
    }
