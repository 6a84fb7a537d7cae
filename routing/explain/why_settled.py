"""What settlement made of what the rules propose: tier, preference, continuity, first receiver, consent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from routing.explain.why_parts import Data, Part
from routing.wording.effect_phrases import TIERS
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted
from routing.wording.relations import Pair
from routing.wording.words import code, joined, phrase

if TYPE_CHECKING:
    from routing.rulebook import Rulebook

LOST: Mapping[str, Pair] = {
    "tier": ("より優先される段階の候補がある", "a candidate of a higher tier comes first"),
    "involvement": ("すでに関わっている機関を優先する", "an agency at work with the family already comes first"),
    "urgency": (
        "より差し迫った困りごとに応える機関を優先する", "the agency that answers the more urgent need comes first",
    ),
    "persons": ("より多くの人に応える機関を優先する", "the agency that is there for more persons comes first"),
    "lead_order": ("この地域で決めた順番による", "the order of agencies agreed in this place decides"),
    "contested": (
        "どちらが主担当かを規則では決めず、話し合いで決める", "who of them leads is for people to agree on",
    ),
    "exclusion": ("この機関には知らせてはならない", "nothing may reach it"),
    "declined": ("この機関は引き受けなかった", "it declined"),
    "empty_slot": ("この地域にその窓口がない", "there is no such office here"),
}  # fmt: skip
"""Why a candidate did not become what it was proposed for."""

_TOLD: Mapping[str, Pair] = {
    "tier": ("選んだ段階: {}", "Chosen in the tier: {}"),
    "also": ("{}も候補だったが、{}", "{} was a candidate too, but {}"),
    "alone": ("ほかに候補はない", "There is no other candidate"),
    "continuity": (
        "すでに主担当として関わっているので、そのまま続ける", "It leads for the person already, and goes on doing so",
    ),
    "of_need": (
        "主担当を提案する規則がないので、最も差し迫った困りごとの担い手が主担当になる",
        "No rule proposes a lead, so whoever answers the most urgent need leads",
    ),
    "default": ("主担当を決める規則がないので、決まった窓口が受け持つ", "No rule says who leads, so the default does"),
    "until": (
        "引き受けるまでは、今の責任者が責任を持つ", "Until it accepts, whoever is accountable now stays accountable",
    ),
    "withheld": ("{}については、まだ伝えない（{}）", "About {} it is told nothing yet ({})"),
    "always": ("ほかの判断を待たない", "This does not wait for anything else"),
    "no_office": ("受ける窓口がこの地域にない", "There is no office here that receives it"),
    "exclusion": (
        "法令上の通報を除き、すべての役割に優先する", "This comes before every role, statutory reports excepted",
    ),
    "gap": ("この困りごとの行き先を決める規則がない", "No rule says where this need goes"),
    "finding": ("ほかの規則がこの所見を読むことがある", "Other rules may read this finding"),
    "advice": ("主担当はそのまま残る", "The lead stays"),
    "conference": ("会議で役割を分け合う。主担当はそのまま残る", "The conference divides the roles; the lead stays"),
    "no_lead": ("だれが主担当になるかは、会議で決める", "The conference decides who takes the lead"),
    "due": ("期限は{}", "It is due on {}"),
}  # fmt: skip


def settled(part: Part, decision: Data, names: Names, rulebook: Rulebook) -> tuple[str, ...]:
    """What settlement made of a part, as sentences without full stops."""
    return tuple(_sentences(part, decision, names, rulebook))


def lost(word: str, names: Names) -> str:
    """Why a candidate lost, in words."""
    return pick(LOST[word], names.language)


def tier_text(tier: str, names: Names) -> str:
    """A tier in words; one of a pack's own as it is written."""
    known = TIERS.get(tier)
    return pick(known, names.language) if known else quoted(tier, names.language)


def _say(name: str, names: Names, *values: object) -> str:
    return pick(_TOLD[name], names.language).format(*values)


def _sentences(part: Part, decision: Data, names: Names, rulebook: Rulebook) -> Iterator[str]:
    entry, language = part.entry, names.language
    match part.kind:
        case "lead":
            yield from _lead(part, decision, names)
        case "owner":
            yield _say("tier" if part.rules else "continuity", names, tier_text(entry["tier"], names))
        case "holder" | "blocked":
            yield code(entry["reason"], language)
        case "duty":
            yield code(entry["consent"], language)
            if entry["agency"] is None and rulebook.directory is not None:
                yield _say("no_office", names)
        case "immediate":
            yield _say("always", names)
        case "withheld":
            yield code(entry["missing"], language)
            yield phrase("released_by", language, joined((code(w, language) for w in entry["released_by"]), language))
        case "backup":
            yield _say(entry["level"] if decision["lead"] is not None else "no_lead", names)
        case "support" | "inform" if not part.rules:
            yield _say("continuity", names)
        case "exclusion" | "gap" | "finding":
            yield _say(part.kind, names)
    if entry.get("due"):
        yield _say("due", names, entry["due"])
    if part.kind in ("lead", "support", "inform"):
        yield from _untold(part, decision, names)


def _lead(part: Part, decision: Data, names: Names) -> Iterator[str]:
    tier = part.entry["tier"]
    if part.rules:
        yield _say("tier", names, tier_text(tier, names))
    elif tier == "continuity":
        yield _say("continuity", names)
    else:
        yield _say("of_need" if decision["owners"] else "default", names)
    others = [one for one in decision["rejected"] if one["role"] == "lead"]
    for one in others:
        yield _say("also", names, names.kind(one["to"]), lost(one["lost_to"], names))
    if not others and part.rules:
        yield _say("alone", names)
    yield _say("until", names)


def _untold(part: Part, decision: Data, names: Names) -> Iterator[str]:
    for one in decision["withheld"]:
        if one["to"] == part.entry["to"]:
            about = joined(one["about"], names.language)
            yield _say("withheld", names, about, code(one["missing"], names.language))
