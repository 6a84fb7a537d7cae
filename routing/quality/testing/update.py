"""Rewriting what a failed test expects to what is decided now, in its own words and nowhere else in its file."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from routing.errors import RulebookError, SourceError
from routing.quality.expectations import AtLeast, listed, names, owners_of, single
from routing.quality.expected_parts import current
from routing.quality.fmt.comments import find_comments
from routing.quality.fmt.tree import read_tree
from routing.quality.testing.reading import read_tests
from routing.quality.testing.run import Outcome, RuleTest
from routing.quality.testing.splice import Edit, edits_to, with_edits
from routing.quality.testing.suite import Suite
from routing.router import Router
from routing.source import load_yaml

Value = str | None | list[str] | dict[str, Any]


def decided(outcome: Outcome) -> dict[str, Value]:
    """The fields of `expect` that differ, each with the value that the decision has now.

    Names that stay keep their order; in `{includes: [...]}` and `not_fires` only what no longer holds goes, so that
    nothing is expected that nobody wrote; of `owners` a need goes that has none, or several; in `parts` each value that
    is named becomes the one of the decision.
    """
    test, decision = outcome.test, outcome.decision
    assert test is not None
    assert decision is not None
    lists, words = listed(test.expect, decision), single(decision)
    fired = {firing.rule for firing in decision.trace}
    found: dict[str, Value] = {}
    for field in dict.fromkeys(detail.field for detail in outcome.details):
        if field in words:
            found[field] = words[field]
        elif field == "owners":
            owned = {need: owners_of(need, decision) for need in test.expect.owners or {}}
            found[field] = {need: min(kinds) for need, kinds in owned.items() if len(kinds) == 1}
        elif field == "parts":
            found[field] = current(test.expect.parts, decision.to_data())
        elif field == "not_fires":
            found[field] = [rule for rule in test.expect.not_fires or () if rule not in fired]
        else:
            found[field] = _list(getattr(test.expect, field), lists[field])
    return found


def changes(outcome: Outcome) -> Iterator[tuple[str, Any, Any]]:
    """Each field of `expect` that would change: its name, what is written there, and what would be."""
    test = outcome.test
    assert test is not None
    assert test.document is not None
    written: Any = test.document.data
    for step in (*test.path, "expect"):
        written = written[step]
    for field, value in decided(outcome).items():
        yield field, written[field], value


def _list(wanted: tuple[str, ...] | AtLeast, got: set[str]) -> Value:
    kept = [name for name in dict.fromkeys(names(wanted)) if name in got]
    if isinstance(wanted, AtLeast):
        return {"includes": kept}
    return [*kept, *sorted(got - set(kept))]


def rewritten(suite: Suite, outcomes: Iterable[Outcome]) -> dict[str, str]:
    """The test files of the pack that some failed tests stand in, by name, with what these tests expect rewritten to
    what is decided now.

    Only the fields of `expect` that differ change; comments stay. Each text is read again and its tests are run before
    it is given out. Raises `RulebookError` where an expectation cannot be rewritten so.
    """
    files: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        if outcome.test is not None and not outcome.passed:
            files.setdefault(_name(outcome.test), []).append(outcome)
    texts = {name: _rewrite(some) for name, some in files.items()}
    _verify(suite, files, texts)
    return texts


def _rewrite(outcomes: list[Outcome]) -> str:
    """The text of one test file with the new expectations of some of its tests. Raises `RulebookError`."""
    tests = [outcome.test for outcome in outcomes if outcome.test]
    document = tests[0].document
    assert document is not None
    edits: list[Edit] = []
    data = copy.deepcopy(document.data)
    for test, outcome in zip(tests, outcomes, strict=True):
        path = (*test.path, "expect")
        expect: Any = data
        for step in path:
            expect = expect[step]
        for field, value in decided(outcome).items():
            edits += edits_to(document, (*path, field), value)
            expect[field] = value
    text = with_edits(document.text, edits)
    try:
        sound = _content(load_yaml(text).data) == _content(data) and _comments(text) == _comments(document.text)
    except SourceError:
        sound = False
    if not sound:
        raise RulebookError(
            "the expectations cannot be rewritten without touching what stands around them",
            file=document.file,
            line=tests[0].line,
            column=1,
            help="take comments out of the lists of `expect`, or change it by hand",
        )
    return text


def _content(data: Any) -> str:
    return json.dumps(data, sort_keys=True)


def _comments(text: str) -> list[str]:
    return sorted(comment.text for comment in find_comments(text, read_tree(text)))


def _verify(suite: Suite, files: dict[str, list[Outcome]], texts: dict[str, str]) -> None:
    """Raise `RulebookError` where a test that was rewritten still fails, or is no longer there."""
    pack = replace(suite.pack, files={**suite.pack.files, **{name: text.encode() for name, text in texts.items()}})
    again = {(_name(test), test.path): test for test in read_tests(pack, suite.rulebook)}
    router = Router(suite.rulebook)
    for name, outcomes in files.items():
        for test in (outcome.test for outcome in outcomes if outcome.test):
            if not again[name, test.path].run(router).passed:
                message = "the test would still fail with what is decided now"
                raise RulebookError(message, file=test.file, line=test.line, column=1, help="change it by hand")


def _name(test: RuleTest) -> str:
    """The name of the file of a test, in its pack."""
    return test.file.rpartition("/")[2]
