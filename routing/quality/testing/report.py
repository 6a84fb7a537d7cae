"""What running tests came to, as data and as the JUnit XML that build servers read."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as xml

from routing.errors import RoutingError, printable
from routing.quality.testing.run import Outcome


@dataclass(frozen=True)
class Report:
    """The outcome of one test. `target` names the rulebook; `reasons` say of rules why they fired or did not."""

    target: str
    outcome: Outcome
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file of the test."""
        return self.outcome.place.rpartition(":")[0]

    @property
    def line(self) -> int:
        """The line of its name."""
        return int(self.outcome.place.rpartition(":")[2])

    def lines(self) -> Iterator[str]:
        """What differs, line by line: the sentence, then each name with `-` (expected) or `+` (came)."""
        for detail in self.outcome.details:
            yield detail.line
            if detail.field in ("lead", "holder", "backup"):
                continue
            for sign, names in (("-", detail.missing), ("+", detail.extra)):
                for name in names:
                    reason = self.reasons.get(name) if detail.field in ("fires", "not_fires") else None
                    yield f"  {sign} {name}" + (f": {reason}" if reason else "")


@dataclass(frozen=True)
class Unread:
    """A rulebook that could not be tested, and why."""

    target: str
    error: RoutingError


def as_data(reports: Iterable[Report], unread: Iterable[Unread]) -> dict[str, Any]:
    """All outcomes as plain data. Times are in seconds."""
    tests = [_entry(report) for report in reports]
    failed = sum(entry["status"] == "failed" for entry in tests)
    return {
        "passed": len(tests) - failed,
        "failed": failed,
        "errors": [{"rulebook": one.target, "error": str(one.error)} for one in unread],
        "tests": tests,
    }


def _entry(report: Report) -> dict[str, Any]:
    outcome = report.outcome
    return {
        "rulebook": report.target,
        "file": report.file,
        "line": report.line,
        "name": dict(outcome.name),
        "status": "passed" if outcome.passed else "failed",
        "seconds": round(outcome.seconds, 4),
        "differences": [
            {"field": d.field, "text": d.line, "missing": list(d.missing), "extra": list(d.extra)}
            for d in outcome.details
        ],
        "reasons": dict(sorted(report.reasons.items())),
    }


def junit(reports: Iterable[Report], unread: Iterable[Unread], language: str) -> str:
    """All outcomes as JUnit XML: a suite for each test file, and one for each rulebook that could not be read."""
    root = xml.Element("testsuites", name="routing rules test")
    every: list[Report] = []
    for (target, file), group in itertools.groupby(reports, key=lambda report: (report.target, report.file)):
        found = list(group)
        every += found
        _counted(xml.SubElement(root, "testsuite", name=printable(file), package=printable(target)), found, 0)
        for report in found:
            _case(root[-1], report, language)
    errors = list(unread)
    for one in errors:
        suite = xml.SubElement(root, "testsuite", name=printable(one.target), package=printable(one.target))
        _counted(suite, [], 1)
        case = xml.SubElement(suite, "testcase", name="load", classname=printable(one.target), time="0.0000")
        message, _, rest = str(one.error).partition("\n")
        failure = xml.SubElement(case, "error", message=printable(message), type="invalid")
        failure.text = "\n".join(printable(line) for line in [message, *rest.split("\n")] if line)
    _counted(root, every, len(errors))
    xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml.tostring(root, encoding="unicode")}'


def _counted(element: xml.Element, reports: list[Report], errors: int) -> None:
    element.set("tests", str(len(reports) + errors))
    element.set("failures", str(sum(not report.outcome.passed for report in reports)))
    element.set("errors", str(errors))
    element.set("skipped", "0")
    element.set("time", f"{sum(report.outcome.seconds for report in reports):.4f}")


def _case(suite: xml.Element, report: Report, language: str) -> None:
    outcome = report.outcome
    place = report.file.removesuffix(".yaml").replace("/", ".").strip(".")
    case = xml.SubElement(suite, "testcase", name=printable(outcome.name[language]), classname=printable(place))
    case.set("file", printable(report.file))
    case.set("line", str(report.line))
    case.set("time", f"{outcome.seconds:.4f}")
    if not outcome.passed:
        failure = xml.SubElement(case, "failure", message="; ".join(outcome.differences), type="difference")
        failure.text = "\n".join([printable(outcome.place), *report.lines()])
