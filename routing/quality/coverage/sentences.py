"""What is told of coverage in words, in Japanese and English."""

from __future__ import annotations

from typing import Literal

from routing.errors import printable
from routing.quality.coverage.parts import ConditionCoverage, Coverage, Figure, Missing

Language = Literal["ja", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("ルールのテストの網羅", "What the rule tests exercise"),
    "rulebook": ("ルールブック", "rulebook"),
    "tests": ("テスト", "tests"),
    "rules": ("ルール", "rules"),
    "conditions": ("条件", "conditions"),
    "effects": ("効果", "effects"),
    "figure": ("{}/{}（{}%）", "{}/{} ({} %)"),
    "what.rules": ("当てはまる例と当てはまらない例の両方があるルール", "rules that a test fires and a test does not"),
    "what.conditions": ("起こりうる真・偽・不明のうち、テストで起きたもの",
                        "truths that conditions take, of those they can take"),
    "what.effects": ("除くとテストの決定が変わる効果", "effects without which the decision of a test changes"),
    "true": ("真", "true"),
    "false": ("偽", "false"),
    "null": ("不明", "null"),
    "counts": ("当てはまるテスト {}件、当てはまらないテスト {}件（うち not_fires {}件）",
               "fires in {} tests, does not in {} ({} by not_fires)"),
    "decides": ("この効果を除くと決定が変わるテスト: {}", "without it the decision changes in {}"),
    "all": ("すべて確かめられています。", "Everything is exercised."),
    "missing": ("テストに無いもの", "What no test exercises"),
    "complete": ("網羅", "complete"),
    "incomplete": ("不足", "incomplete"),
    "unfinished": ("{}: ルール `{}` の測定は手数の上限を超えたため数えていません",
                   "{}: measuring rule `{}` took more steps than a case may take; it is not counted"),
    "match": ("パターン", "match"),
    "where": ("条件", "where"),
    "then": ("効果", "then"),
    "key": ("✓ はすべて起きた条件、✗ は起きていない値がある条件。数はその値になったテストの件数。",
            "✓ marks a condition that takes all its truths, ✗ one that does not; the numbers count tests."),
    "under": ("{}: {} は {} で、下限の {}% に届きません", "{}: {} at {}, below the {} % asked for"),
}  # fmt: skip

_MISSING: dict[str, tuple[str, str]] = {
    "hit": ("当てはまるテストがありません", "no test in which it fires"),
    "missed": (
        "手がかりがあっても当てはまらない、というテストがありません",
        "no test in which it does not fire although its start fact is there",
    ),
    "true": ("`{}` が真になるテストがありません", "`{}` is true in no test"),
    "false": ("`{}` が偽になるテストがありません", "`{}` is false in no test"),
    "null": ("`{}` が不明（null）になるテストがありません", "`{}` is null (unknown) in no test"),
    "decisive": ("`{}` を除いても、どのテストの決定も変わりません", "without `{}` no test's decision changes"),
}


class Sentences:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._at = 0 if language == "ja" else 1

    def __call__(self, name: str, *parts: object) -> str:
        return _WORDS[name][self._at].format(*parts)

    def figure(self, figure: Figure) -> str:
        """So many of so many, and the share."""
        return self("figure", *figure, figure.percent)

    def missing(self, missing: Missing) -> str:
        """One thing that no test exercises, as a sentence without its place."""
        return _MISSING[missing.what][self._at].format(printable(missing.text))

    def line(self, missing: Missing) -> str:
        """The same with its place and rule, as errors are written."""
        rule = "ルール" if self.language == "ja" else "rule"
        return f"{printable(str(missing.place))}: {rule} `{missing.rule}`: {self.missing(missing)}"

    def unfinished(self, coverage: Coverage) -> list[str]:
        """The tests in which a rule could not be measured, a line each."""
        return [self("unfinished", printable(test), rule) for test, rule in coverage.unfinished]

    def counts(self, condition: ConditionCoverage) -> str:
        """How many tests take each of the truths that a condition can take."""
        return " ".join(f"{self(truth)} {condition.tests[truth]}" for truth in condition.owed)
