"""What each part of a decision says, as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from routing.explain.fact_texts import FactTexts
from routing.explain.why_parts import Part
from routing.wording.names import Names
from routing.wording.phrases import pick, quoted
from routing.wording.relations import Pair
from routing.wording.words import code, joined, phrase

_CLAIMS: Mapping[str, Pair] = {
    "lead": ("{who}を主担当に提案する（対象: {whom}）", "{who} is proposed as the lead for {whom}"),
    "holder": ("今の責任者は{who}", "{who} is accountable now"),
    "owner": ("{need}は{who}が担う", "{who} answers the need {need}"),
    "support": ("{who}が支援に加わる（対象: {whom}）", "{who} joins as a support for {whom}"),
    "inform": ("{who}に知らせる（対象: {whom}）", "{who} is informed about {whom}"),
    "duty": ("{who}に通報・報告しなければならない（対象: {whom}）", "{who} must be told by law about {whom}"),
    "immediate": ("今すぐ: {act}（{who}、対象: {whom}）", "Act now: {act} ({who}, about {whom})"),
    "backup": ("{who}に諮る（{level}）: {why}", "{who} is asked ({level}): {why}"),
    "exclusion": ("{whom}のことは{who}に知らせない", "Nothing about {whom} may reach {who}"),
    "withheld": ("{whom}のことは、まだ{who}に伝えない", "Nothing about {whom} is told to {who} yet"),
    "gap": ("{need}には担い手がない", "Nobody answers the need {need}"),
    "blocked": ("{need}の行き先がない", "Every way is barred for the need {need}"),
    "finding": ("{whom}について所見{finding}がある", "The finding {finding} is made about {whom}"),
}


def claim(part: Part, names: Names, facts: FactTexts) -> str:
    """What a part says, without a full stop."""
    parts: dict[str, Callable[[], str]] = {
        "who": lambda: _who(part, names, facts),
        "whom": lambda: _whom(part, facts),
        "need": lambda: facts.need(part.entry["need"]),
        "act": lambda: code(part.entry["action"], names.language),
        "level": lambda: code(part.entry["level"], names.language),
        "why": lambda: reason(part, names),
        "finding": lambda: quoted(part.entry["kind"], names.language),
    }
    text = pick(_CLAIMS[part.kind], names.language)
    return text.format(**{name: made() for name, made in parts.items() if f"{{{name}}}" in text})


def reason(part: Part, names: Names) -> str:
    """Why the backup team is asked: a rule says so in words of its own, the others name kinds and needs by codes."""
    told, detail = part.entry["code"], part.entry["detail"]
    if told == "rule":
        return str(detail)
    about = joined(names.mentioned(detail), names.language)
    return f"{code(told, names.language)} ({about})" if about else code(told, names.language)


def _whom(part: Part, facts: FactTexts) -> str:
    persons = {person.id for person in facts.case.persons}
    known = [id for id in part.about if id in persons]
    # a finding may be about a need, an event or an agency as well
    return facts.people(tuple(known)) if known else joined(part.about, facts.language) or facts.people(())


def _who(part: Part, names: Names, facts: FactTexts) -> str:
    entry, language = part.entry, names.language
    if part.kind == "exclusion":
        if entry["office"]:
            return names.office(entry["office"])
        if entry["located_in"]:
            return phrase("any_office_in", language, entry["located_in"])
        return names.kind(entry["kind"]) if entry["kind"] else facts.person(entry["person"])
    if part.kind == "immediate":
        return joined(map(names.kind, entry["to"]), language)
    if part.kind == "backup":
        return names.agency("backup_team", entry["team"])
    return names.agency(entry["to"], entry.get("agency"))
