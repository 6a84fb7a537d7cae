"""`untested`: rules without a test in which they fire, or without one in which they must not."""

from __future__ import annotations

from collections.abc import Iterator

from routing.quality.check.finding import Finding
from routing.quality.check.subject import Subject


def check(subject: Subject) -> Iterator[Finding]:
    """Tell the rules of the rulebook itself that no test exercises; those of packs below have tests of their own."""
    tests = subject.corpus.tests
    for rule in subject.own():
        if rule.pack != subject.rulebook.id:
            continue
        key = rule.id, rule.start
        fires = any(key in known.fired for known in tests)
        silent = any(key not in known.fired and rule.in_force(known.case.as_of) for known in tests)
        if not fires:
            text = (f"ルール `{rule.id}` が成立するテストがない", f"no test fires rule `{rule.id}`")
        elif not silent:
            text = (f"ルール `{rule.id}` が成立しないテストがない", f"no test leaves rule `{rule.id}` silent")
        else:
            continue
        yield subject.finding(
            "untested",
            subject.written.place(rule),
            text,
            ("`*_test.yaml` にテストを加える", "add a test in a `*_test.yaml` beside it"),
            rules=[rule],
        )
