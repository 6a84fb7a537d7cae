"""What a check finds: a fault or a doubt in a rulebook, with its place, in words, and a case that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from routing.case import Case

Severity = Literal["error", "warning", "note"]
Words = tuple[str, str]
"""One sentence in Japanese and in English."""

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
"""The gravest first."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the files of a rulebook: line and column count from 1. `text` is that line of the file."""

    file: str
    line: int = 1
    column: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Finding:
    """One finding. `rules`, `needs` and `kinds` are what it is about: rule ids, need codes, agency kinds.

    `witness` is a case that shows it, routed again before it is reported; `shows` says what is to be seen there, and
    `later` is the same case on another day, where the two together show it. `owner` is the pack it belongs to.
    """

    code: str
    place: Place
    text: Words
    help: Words | None = None
    rules: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    owner: str = ""
    witness: Case | None = None
    later: Case | None = None
    shows: Words | None = None
    raised: Severity | None = None

    @property
    def severity(self) -> Severity:
        """How grave it is: that of its code, unless the finding says otherwise."""
        return self.raised or CODES[self.code].severity


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: how grave it is, and its name in words."""

    severity: Severity
    title: Words


CODES: Mapping[str, Code] = {
    "invalid": Code("error", ("読み込めない", "cannot be loaded")),
    "never-fires": Code("error", ("決して成立しない", "can never fire")),
    "always-loses": Code("warning", ("決定を変えない", "never changes a decision")),
    "subsumed": Code("warning", ("ほかのルールに含まれる", "is part of another rule")),
    "shadowed": Code("warning", ("必ず上位の段に負ける", "always loses to a higher tier")),
    "duplicate": Code("warning", ("同じルールが二つある", "is there twice")),
    "contradiction": Code("error", ("互いに矛盾する", "contradicts another rule")),
    "contested": Code("warning", ("主担当が決まらないことがある", "leads without agreement")),
    "finding-underived": Code("error", ("導くルールのない所見", "a finding nobody derives")),
    "finding-unread": Code("warning", ("読むルールのない所見", "a finding nobody reads")),
    "need-unowned": Code("error", ("制度の狭間", "a need nobody owns")),
    "time-gap": Code("warning", ("期間の空白", "a gap in time")),
    "weak-basis": Code("warning", ("根拠が弱い", "a weak basis")),
    "dated-basis": Code("warning", ("古い条文による", "an older text of a law")),
    "protected-read": Code("error", ("保護される属性を読む", "reads a protected property")),
    "empty-slot": Code("warning", ("該当する機関がない", "no office of the kind")),
    "void-effect": Code("warning", ("働かない効果", "an effect that does nothing")),
    "dead-deadline": Code("warning", ("意味のない期限", "a deadline without meaning")),
    "unused-office": Code("note", ("使われない機関", "an office nobody is sent to")),
    "unused-tier": Code("note", ("使われない段", "a tier nobody uses")),
    "unused-setting": Code("note", ("働かない設定", "a setting without effect")),
    "ladder-stuck": Code("error", ("誰の手にもないまま止まる", "leaves a case with nobody")),
    "ladder-open-end": Code("warning", ("検討会の返事がないまま終わる", "ends with silence")),
    "ladder-unreachable": Code("warning", ("働かない段階", "a step without effect")),
    "untested": Code("note", ("テストがない", "no test")),
    "suppression": Code("warning", ("余分な抑止", "a needless suppression")),
    "unsettled": Code("note", ("判定できなかった", "could not be settled")),
}
"""Every code of a finding."""
