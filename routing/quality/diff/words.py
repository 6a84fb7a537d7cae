"""A comparison in words, Japanese and English: what changed, what it comes to, and which cases go elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from routing.quality.diff.changes import RuleChange, SettingChange
from routing.quality.diff.comparison import Comparison, Group, Meaning
from routing.rulebook import Rulebook
from routing.rulebook.rule import Rule
from routing.wording import Language, condition_text, effect_texts
from routing.wording.shift import shift_text
from routing.wording.words import CODES

PHRASES: dict[str, tuple[str, str]] = {
    "added": ("規則 `{id}`「{title}」が加わった", "rule `{id}` ({title}) is new"),
    "removed": ("規則 `{id}`「{title}」がなくなった", "rule `{id}` ({title}) is gone"),
    "changed": ("規則 `{id}`「{title}」が変わった: {parts}", "rule `{id}` ({title}) changed: {parts}"),
    "title": ("題", "title"),
    "in_force": ("施行の期間", "days in force"),
    "condition": ("条件", "condition"),
    "effects": ("効果", "effects"),
    "basis": ("根拠", "basis"),
    "before": ("前", "before"),
    "after": ("後", "after"),
    "open": ("…", "…"),
    "same": ("どのような事例でも、当てはまるかどうかは変わらない", "it applies in the same cases as before"),
    "fewer": ("当てはまらなくなる事例がある", "it applies in fewer cases than before"),
    "more": ("新たに当てはまる事例がある", "it applies in more cases than before"),
    "other": (
        "当てはまらなくなる事例も、新たに当てはまる事例もある",
        "it applies in other cases: some lost, some new",
    ),
    "unsettled": ("どの事例で変わるかは決められなかった: {reason}", "where it applies could not be settled: {reason}"),
    "setting_added": ("{part}: `{key}` が加わった", "{part}: `{key}` is new"),
    "setting_removed": ("{part}: `{key}` がなくなった", "{part}: `{key}` is gone"),
    "setting_fields": ("{part}: `{key}` の {fields} が変わった", "{part}: {fields} of `{key}` changed"),
    "setting": ("{part}: {old} から {new} に変わった", "{part}: {old} became {new}"),
    "none": ("なし", "none"),
    "cases": ("{cases} 件の事例で", "in {cases} of the cases"),
    "behind": ("変わった規則: {rules}", "changed rules that fire there: {rules}"),
    "nothing": ("規則にも設定にも違いはない", "no difference in rules or settings"),
    "untaken": ("どちらも受け付けない事例: {untaken} 件", "cases that neither takes: {untaken}"),
    "routed": (
        "{routed} 件の事例を両方で振り分けた。決定が違うもの: {differing} 件",
        "{routed} cases were routed by both; {differing} are decided differently",
    ),
    "one_sided": ("事例 `{case}` は片方だけが受け付けない: {why}", "case `{case}` is refused by one of them: {why}"),
    "unanalysed": ("条件は調べていない: {why}", "conditions were not analysed: {why}"),
    "danger0": ("失われるもの・責任の所在", "Lost, or somebody else accountable"),
    "danger1": ("担い手が変わるもの", "Somebody else acts"),
    "danger2": ("そのほか", "Other differences"),
}


class Words:
    """Says a comparison in one language, by the labels of its rulebooks."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self.comparison = comparison
        self.language = language
        self._at = 0 if language == "ja" else 1

    def say(self, phrase: str, **values: Any) -> str:
        """One of the phrases, filled in."""
        return PHRASES[phrase][self._at].format(**values)

    def rule(self, change: RuleChange) -> str:
        """What happened to a rule, in a sentence."""
        rule = change.new or change.old
        assert rule is not None
        parts = ("、" if self._at == 0 else ", ").join(self.say(part) for part in change.parts)
        return self.say(change.kind, id=rule.id, title=rule.title[self.language], parts=parts)

    def details(self, change: RuleChange) -> Iterator[str]:
        """The parts that changed, before and after; `- ` what was said, `+ ` what is said now."""
        if change.old is None or change.new is None:
            return
        sides = ((change.old, self.comparison.old), (change.new, self.comparison.new))
        for part in change.parts:
            before, after = (self._told(part, rule, book) for rule, book in sides)
            yield from (f"- {line}" for line in before if line not in after)
            yield from (f"+ {line}" for line in after if line not in before)

    def _told(self, part: str, rule: Rule, book: Rulebook) -> list[str]:
        match part:
            case "condition":
                lines = condition_text(rule, book.vocabulary, self.language).splitlines()
                return [*lines, rule.match, *([rule.where] if rule.where else [])]
            case "effects":
                return list(effect_texts(rule, book.vocabulary, self.language))
            case "in_force":
                return [f"{rule.start or '…'} – {rule.until or '…'}"]
            case "basis":
                return [" ".join(filter(None, (b.law, b.article, b.status, b.note))) for b in rule.basis]
        return [rule.title[self.language]]

    def meaning(self, meaning: Meaning) -> str:
        """Where a changed rule applies now."""
        return self.say(meaning.fires, reason=meaning.reason)

    def setting(self, change: SettingChange) -> str:
        """What happened to a setting, in a sentence."""
        if change.kind in ("added", "removed"):
            return self.say(f"setting_{change.kind}", part=change.part, key=change.key)
        if change.fields:
            return self.say("setting_fields", part=change.part, key=change.key, fields=", ".join(change.fields))
        old, new = (self.say("none") if value is None else _plain(value) for value in (change.old, change.new))
        part = change.part if change.key is None else f"{change.part} {change.key}"
        return self.say("setting", part=part, old=old, new=new)

    def group(self, group: Group) -> str:
        """A shift, in how many cases, and by which rules."""
        text = shift_text(group.shift, self._label, self.language)
        behind = self.say("behind", rules=", ".join(group.rules)) if group.rules else ""
        return " · ".join(filter(None, (text, self.say("cases", cases=group.cases), behind)))

    def _label(self, word: str) -> str:
        for book in (self.comparison.new, self.comparison.old):
            vocabulary = book.vocabulary
            if word in vocabulary.agency_kinds or word in vocabulary.needs:
                return vocabulary.label(word, self.language).partition("(")[0].strip()
        return CODES[word][self._at] if word in CODES else word


def _plain(value: Any) -> str:
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)
