"""Checking one rulebook: every check in turn, then suppressions; what was not analysed is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from routing.errors import RulebookError
from routing.quality.check import (
    bases,
    contested,
    contradictions,
    derived,
    firing,
    ladder,
    losing,
    needs,
    offices,
    protected,
    replaced,
    settings,
    time_gaps,
    untested,
    void,
)
from routing.quality.check.corpus import Corpus, Firing
from routing.quality.check.finding import SEVERITIES, Finding
from routing.quality.check.load_errors import as_findings
from routing.quality.check.questions import SECONDS, Questions
from routing.quality.check.subject import Subject
from routing.quality.check.suppressions import Suppressed, apply
from routing.quality.check.written import Written
from routing.quality.testing import read_tests
from routing.rulebook import Rulebook

Check = Callable[[Subject], Iterator[Finding]]
CHECKS: tuple[tuple[str, Check], ...] = (
    ("which rules can fire", firing.check),  # first: the others leave out what never does
    ("findings", derived.check),
    ("bases", bases.check),
    ("protected properties", protected.check),
    ("offices", offices.check),
    ("settings", settings.check),
    ("the ladder", ladder.check),
    ("tests", untested.check),
    ("effects", void.check),
    ("contradictions", contradictions.check),
    ("needs", needs.check),
    ("leads", contested.check),
    ("gaps in time", time_gaps.check),
    ("what is replaced", replaced.check),
    ("rules that decide nothing", losing.check),
)
"""Every check, with what it looks at, in the order they run."""


@dataclass(frozen=True)
class Report:
    """What a check found. `rulebook` is None where it cannot be loaded.

    `questions` were put to the solver; `missing` says why there was none, None where there was.
    """

    target: str
    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    questions: int = 0
    missing: str | None = None


def check_rulebook(
    name_or_path: str | Path, progress: Callable[[str], None] = lambda _: None, seconds: float = SECONDS
) -> Report:
    """Check a bundled rulebook, or one in a folder. `progress` is told what is looked at; the solver is asked for
    so many seconds at most.

    An error of loading is a finding; raises `RulebookError` only where there is no such rulebook.
    """
    written = Written.find(name_or_path)
    try:
        rulebook = Rulebook.load(name_or_path)
        written.read()
    except RulebookError as error:
        return Report(str(name_or_path), None, tuple(as_findings(error)))
    fires = Firing(rulebook)
    progress("known cases")
    corpus = Corpus(written, fires)
    subject = Subject(rulebook, written, corpus, Questions(rulebook, corpus, fires, seconds=seconds))
    found = _tests(written, rulebook)
    for what, check in CHECKS:
        progress(what)
        found += check(subject)
    found += _unsettled(subject)
    left, suppressed = apply(found, written)
    questions, left = subject.questions, sorted(left, key=_order)
    return Report(
        str(name_or_path),
        rulebook,
        tuple(left),
        tuple(suppressed),
        questions.asked,
        questions.missing,
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.place.file, finding.place.line, finding.place.column, finding.code, finding.text


def gravest(findings: tuple[Finding, ...]) -> str | None:
    """The gravest severity among findings; None where there are none."""
    return min((finding.severity for finding in findings), key=SEVERITIES.index, default=None)


def _tests(written: Written, rulebook: Rulebook) -> list[Finding]:
    """The errors of the rule tests of the rulebook itself."""
    try:
        read_tests(written.leaf.text, rulebook)
    except RulebookError as error:
        return as_findings(error)
    return []


def _unsettled(subject: Subject) -> Iterator[Finding]:
    """What nobody could answer, once for each rule and check."""
    for about, count in sorted(subject.questions.late.items()):
        yield subject.finding(
            "unsettled",
            subject.written.setting(),
            (
                f"時間が尽き、`{about}` についての {count} 件を判定できなかった",
                f"the time was up before {count} questions about `{about}` could be asked",
            ),
            ("`--seconds` で時間を増やす", "give it more time with `--seconds`"),
        )
    by_id = {rule.id: rule for rule in subject.rulebook.rules}
    for about, ids, reason in dict.fromkeys(subject.questions.unsettled):
        rules = [by_id[id] for id in ids if id in by_id]
        place = subject.written.place(rules[0]) if rules else subject.written.setting()
        names = ", ".join(f"`{rule.id}`" for rule in rules)
        yield subject.finding(
            "unsettled",
            place,
            (f"`{about}` を判定できなかった（{names}）: {reason}", f"`{about}` was not settled for {names}: {reason}"),
            rules=rules,
        )
