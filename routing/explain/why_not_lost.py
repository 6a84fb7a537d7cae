"""What became of a rule that fired and still did not bring an agency into its role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from routing.explain.why_not_said import LackTexts
from routing.explain.why_not_target import Target
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


def became(rule: Rule, target: Target, decision: Data, texts: LackTexts) -> Iterator[str]:
    """What settlement made of what a rule proposed, for what is asked for: one agency kind, or all of it."""
    language, names, kind = texts.language, texts.names, target.kind
    told = False
    for one in _rejected(rule, target, decision):
        role = f"{names.kind(one['to'])} ({code(one['role'], language)})" if kind is None else code(
            one["role"], language)  # fmt: skip
        yield pick(_WORDS["lost"], language).format(role, lost(one["lost_to"], names))
        told = True
    for part in parts(decision):
        word = _word(part, rule, target, decision)
        if word is not None:
            yield pick(_WORDS[word], language).format(claim(part, names, texts.facts))
            told = True
    if not told:
        yield pick(_WORDS["merged"], language)


def _rejected(rule: Rule, target: Target, decision: Data) -> list[Data]:
    """The candidates of a rule that lost the role that is asked for, or any."""
    return [
        one
        for one in decision["rejected"]
        if rule.id in one["rules"] and target.kind in (None, one["to"]) and target.role in (None, one["role"])
    ]


def _word(part: Part, rule: Rule, target: Target, decision: Data) -> str | None:
    """What a part has to do with it: it came of the rule, it took the place, or it keeps the agency out."""
    mine, kind = rule.id in part.rules, target.kind
    if target.need is not None and part.kind in ("owner", "gap", "blocked") and part.entry["need"] != target.need:
        return None
    if part.kind in ("blocked", "exclusion"):
        return "part" if mine or (part.kind == "exclusion" and kind in part.to) else None
    if mine and (kind is None or kind in part.to or part.kind in ("finding", "backup")):
        return "part"
    if target.need is not None and part.kind == "owner":
        return "instead"
    if part.kind == "lead" and target.role in (None, "lead") and _rejected(rule, target, decision):
        return "instead"
    return "untold" if part.kind == "withheld" and kind is not None and kind in part.to else None
