"""What became of a rule that fired and still did not bring an agency into its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from routing.explain.why_not_said import LackTexts
from routing.explain.why_parts import Data, Part, parts
from routing.explain.why_said import claim
from routing.explain.why_settled import lost
from routing.wording.phrases import pick
from routing.wording.relations import Pair
from routing.wording.words import code

if TYPE_CHECKING:
    from routing.rulebook.rule import Rule

_WORDS: Mapping[str, Pair] = {
    "lost": ("{}として: {}", "as {}: {}"),
    "instead": ("代わりに: {}", "instead: {}"),
    "untold": ("伝えるには: {}", "to be told: {}"),
    "part": ("この規則から: {}", "what came of it: {}"),
    "merged": (
        "提案されたが、決定のどの役割にもならなかった", "it was proposed, and no role of the decision came of it",
    ),
}  # fmt: skip


def became(rule: Rule, kind: str | None, decision: Data, texts: LackTexts) -> Iterator[str]:
    """What settlement made of what a rule proposed, for one agency kind or (None) for all of it."""
    language, names = texts.language, texts.names
    everything = list(parts(decision))
    told = False
    for one in decision["rejected"]:
        if rule.id in one["rules"] and kind in (None, one["to"]):
            role = f"{names.kind(one['to'])} ({code(one['role'], language)})" if kind is None else code(
                one["role"], language)  # fmt: skip
            yield pick(_WORDS["lost"], language).format(role, lost(one["lost_to"], names))
            told = True
    for part in everything:
        word = _word(part, rule, kind, decision)
        if word is not None:
            yield pick(_WORDS[word], language).format(claim(part, names, texts.facts))
            told = True
    if not told:
        yield pick(_WORDS["merged"], language)


def _word(part: Part, rule: Rule, kind: str | None, decision: Data) -> str | None:
    """What a part has to do with it: it came of the rule, it took the place, or it keeps the agency out."""
    mine = rule.id in part.rules
    if part.kind in ("blocked", "exclusion"):
        return "part" if mine or (part.kind == "exclusion" and kind in part.to) else None
    if mine and (kind is None or kind in part.to or part.kind in ("finding", "backup")):
        return "part"
    rejected = any(rule.id in one["rules"] and kind in (None, one["to"]) for one in decision["rejected"])
    if part.kind == "lead" and rejected:
        return "instead"
    return "untold" if part.kind == "withheld" and kind is not None and kind in part.to else None
