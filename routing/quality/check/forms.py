"""Findings as data: JSON for programs, SARIF 2.1.0 for editors and code review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from routing.case import Case
from routing.quality.check.finding import CODES, SEVERITIES, Finding
from routing.quality.check.run import Report
from routing.quality.check.suppressions import Suppressed
from routing.rulebook import Rulebook

Language = Literal["ja", "en"]
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def in_words(words: tuple[str, str], lang: Language) -> str:
    """A sentence in one of the two languages."""
    return words[0] if lang == "ja" else words[1]


def unique(reports: Iterable[Report]) -> tuple[list[Finding], list[Suppressed]]:
    """The findings of several rulebooks, each once: packs are shared. What one of them suppresses stays suppressed."""
    reports = list(reports)
    suppressed = {_key(one.finding): one for report in reports for one in report.suppressed}
    found: dict[object, Finding] = {}
    for report in reports:
        for finding in report.findings:
            found.setdefault(_key(finding), finding)
    ordered = sorted(found.values(), key=lambda finding: SEVERITIES.index(finding.severity))
    return ordered, [one for key, one in suppressed.items() if key not in found]


def _key(finding: Finding) -> object:
    return finding.code, finding.place, finding.text


def case_data(case: Case) -> dict[str, Any]:
    """A case as plain data in the format of its file, without what is as if it were not said."""
    return case.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def as_data(reports: Sequence[Report], lang: Language) -> dict[str, Any]:
    """Everything that was found, as plain data."""
    findings, suppressed = unique(reports)
    return {
        "schema": "check/1",
        "rulebooks": [_rulebook(report.rulebook) for report in reports if report.rulebook is not None],
        "counts": {severity: sum(f.severity == severity for f in findings) for severity in SEVERITIES},
        "findings": [finding_data(finding, lang) for finding in findings],
        "suppressed": [{**finding_data(one.finding, lang), "reason": one.reason} for one in suppressed],
        "not_analysed": next((report.missing for report in reports if report.missing is not None), None),
    }


def _rulebook(rulebook: Rulebook) -> dict[str, Any]:
    return {
        "id": rulebook.id,
        "version": rulebook.version,
        "digest": rulebook.digest,
        "rules": len(rulebook.rules),
        "packs": list(rulebook.packs),
        "offices": len(rulebook.directory.offices) if rulebook.directory else 0,
    }


def finding_data(finding: Finding, lang: Language) -> dict[str, Any]:
    """One finding as plain data."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": in_words(finding.text, lang),
        "help": in_words(finding.help, lang) if finding.help else None,
        "rules": list(finding.rules),
        "needs": list(finding.needs),
        "kinds": list(finding.kinds),
        "witness": case_data(finding.witness) if finding.witness else None,
        "witness_after": case_data(finding.later) if finding.later else None,
        "witness_shows": in_words(finding.shows, lang) if finding.witness and finding.shows else None,
    }


def sarif(reports: Sequence[Report], lang: Language, version: str) -> dict[str, Any]:
    """Everything that was found, as one SARIF 2.1.0 run. Suppressed findings are results with a suppression."""
    findings, suppressed = unique(reports)
    codes = sorted({finding.code for finding in (*findings, *(one.finding for one in suppressed))})
    results = [_result(finding, codes, lang) for finding in findings]
    for one in suppressed:
        kept = {"kind": "inSource", "justification": one.reason}
        results.append({**_result(one.finding, codes, lang), "suppressions": [kept]})
    driver = {
        "name": "routing rules check",
        "version": version,
        "rules": [
            {
                "id": code,
                "shortDescription": {"text": in_words(CODES[code].title, lang)},
                "defaultConfiguration": {"level": CODES[code].severity},
            }
            for code in codes
        ],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, codes: list[str], lang: Language) -> dict[str, Any]:
    data = finding_data(finding, lang)
    text = data["message"] + (f" ({data['help']})" if data["help"] else "")
    kept = ("rules", "needs", "kinds", "witness", "witness_after", "witness_shows")
    region: dict[str, Any] = {"startLine": finding.place.line, "startColumn": finding.place.column}
    if finding.place.text:
        region["snippet"] = {"text": finding.place.text}
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(finding.place.file)}, "region": region}}],
        "properties": {name: data[name] for name in kept if data[name]},
    }


def _uri(file: str) -> str:
    from urllib.parse import quote

    return quote(file, errors="surrogateescape")
