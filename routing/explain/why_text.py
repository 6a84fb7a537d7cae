"""Explanations as text, Markdown and data: what is so, because of which facts, under which law, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from routing.explain.fact_texts import property_name
from routing.explain.why_firings import proposes_lead
from routing.explain.why_grounds import Ground
from routing.wording.effect import basis_text
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted, sentence
from routing.wording.relations import Pair
from routing.wording.words import heading, joined

if TYPE_CHECKING:
    from routing.explain.why import Explanation, Rest, Why

Line = tuple[int, str]
"""How deep a line stands, and what it says."""

_WORDS: dict[str, Pair] = {
    "because": ("理由: {}", "Because: {}"),
    "each": ("理由は{}つあり、それぞれ単独で成り立つ", "There are {} reasons, each of which stands for itself"),
    "asked": ("ほかに求められること: {}", "Also asked of it: {}"),
    "law": ("根拠: {}", "Basis: {}"),
    "finding": ("{}についての所見{}がある", "the finding {1} is made about {0}"),
    "unsure": ("まだ分からない: {}の{}", "not known yet, and could undo this: {1} of {0}"),
    "over": ("この事実がなくても、ほかの理由で同じになる", "without it the result is the same, for another reason"),
    "also": ("関わる事実: {}", "Fact: {}"),
    "none": ("この決定には出てこない", "It has no part in this decision"),
}
_HEADINGS = {"owner": "owners", "support": "supports", "duty": "duties", "exclusion": "excluded", "gap": "gaps"}


def no_part(explained: Explanation) -> str:
    """What is said where there is nothing to explain."""
    return sentence(_say("none", explained), explained.language)


def unsure(explained: Explanation, id: object, name: str) -> str:
    """A fact that is not known and could undo a reason: whose, and which."""
    return _say("unsure", explained, id, property_name(name, Names(explained.rulebook, explained.language)))


def _say(name: str, explained: Explanation, *values: object) -> str:
    return pick(_WORDS[name], explained.language).format(*values)


def text(explained: Explanation, ids: bool) -> str:
    """The explanation as plain text, a sentence a line."""
    if not explained.whys:
        return no_part(explained) + "\n"
    blocks = []
    for why in explained.whys:
        lines = [f"[{part_heading(why, explained)}] {sentence(why.claim, explained.language)}"]
        lines += [f"{'  ' * depth}- {said}" for depth, said in told_lines(why, explained, ids)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def markdown(explained: Explanation, ids: bool) -> str:
    """The explanation as Markdown: a heading a part."""
    if not explained.whys:
        return no_part(explained) + "\n"
    blocks = [f"# {escaped(explained.case)}"]
    for why in explained.whys:
        claim = escaped(sentence(why.claim, explained.language))
        lines = [f"{'  ' * (depth - 1)}- {escaped(said)}" for depth, said in told_lines(why, explained, ids)]
        blocks += [f"## {part_heading(why, explained)}", claim, "\n".join(lines)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: ids of a case may hold any character."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>#|" else c for c in text)


def part_heading(why: Why, explained: Explanation) -> str:
    """What the part of the decision is called that a why is about."""
    if why.part.kind == "finding":
        return pick(("所見", "Finding"), explained.language)
    return heading(_HEADINGS.get(why.part.kind, why.part.kind), explained.language)


def told_lines(why: Why, explained: Explanation, ids: bool) -> Iterator[Line]:
    """Why one part is as it is, a line for each reason, fact, finding and law, and how deep it stands."""
    rests = {rest.fact: rest for rest in why.rests}
    leading = [ground for ground in why.grounds if why.part.kind == "lead" and proposes_lead(why.part, ground.rule)]
    reasons = leading or why.grounds
    deep = 1
    if len(reasons) > 1:
        yield 1, sentence(_say("each", explained, len(reasons)), explained.language)
        deep = 2
    for ground in reasons:
        yield from _ground(ground, deep, rests, explained, ids)
    for ground in why.grounds[len(reasons) :]:  # who leads is asked for the rest of its roles with that
        yield from _ground(ground, 1, rests, explained, ids, "asked")
    told = {fact for ground in why.grounds for fact in ground.all_facts()}
    for rest in why.rests:
        if rest.fact not in told:
            yield 1, _say("also", explained, _fact(rest, explained))
    for said in why.settled:
        yield 1, sentence(said, explained.language)


def _ground(
    ground: Ground, deep: int, rests: dict[Any, Rest], explained: Explanation, ids: bool, word: str = "because"
) -> Iterator[Line]:
    rule, language = ground.rule, explained.language
    title = f"{rule.title[language]} [{rule.id}]" if ids else rule.title[language]
    yield deep, _say(word, explained, title)
    for fact in ground.facts:
        yield deep + 1, _fact(rests[fact], explained)
    for step in ground.steps:
        about = explained.facts.people(step.about)
        yield deep + 1, _say("finding", explained, about, quoted(step.kind, language))
        for below in step.grounds:
            yield from _ground(below, deep + 2, rests, explained, ids)
    for node, name in ground.unknown:
        yield deep + 1, unsure(explained, node.values.get("id", ""), name)
    if rule.basis:
        laws = joined((basis_text(basis, language) for basis in rule.basis), language)
        yield deep + 1, _say("law", explained, laws)


def _fact(rest: Rest, explained: Explanation) -> str:
    """A fact as a sentence. It may begin with an id of the case, which stays as it is written."""
    ja = explained.language == "ja"
    over = _say("over", explained) if rest.decides is False else ""
    told = f"{rest.text}（{over}）" if ja and over else f"{rest.text} ({over})" if over else rest.text
    return told + ("。" if ja else ".")


def data(explained: Explanation) -> dict[str, Any]:
    """The explanation as plain data: every part with its grounds, facts and laws."""
    return {
        "case": explained.case,
        "language": explained.language,
        "whys": [
            {
                "part": why.part.kind,
                "says": dict(why.part.entry),
                "claim": why.claim,
                "over_determined": why.over_determined,
                "grounds": [_ground_data(ground, explained) for ground in why.grounds],
                "facts": [{"fact": r.fact.path, "text": r.text, "decides": r.decides} for r in why.rests],
                "settled": list(why.settled),
            }
            for why in explained.whys
        ],
    }


def _ground_data(ground: Ground, explained: Explanation) -> dict[str, Any]:
    return {
        "rule": ground.rule.id,
        "title": ground.rule.title[explained.language],
        "facts": [fact.path for fact in ground.facts],
        "findings": [
            {
                "kind": step.kind,
                "about": list(step.about),
                "grounds": [_ground_data(below, explained) for below in step.grounds],
            }
            for step in ground.steps
        ],
        "unknown": [[node.values.get("id"), name] for node, name in ground.unknown],
        "basis": [basis_text(basis, explained.language) for basis in ground.rule.basis],
    }
