"""Findings for people: each with its place, the line of the rule with a caret under it, help, and the witness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from routing.errors import printable
from routing.quality.check.finding import CODES, SEVERITIES, Finding
from routing.quality.check.forms import Language, in_words, unique
from routing.quality.check.run import Report
from routing.quality.check.witnesses import as_yaml

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
WORDS = {
    "error": ("エラー", "error"),
    "warning": ("警告", "warning"),
    "note": ("注記", "note"),
    "help": ("対処", "help"),
    "witness": ("事例", "witness"),
    "suppressed": ("抑止", "suppressed"),
}


def lines(reports: Sequence[Report], lang: Language, show_suppressed: bool) -> Iterator[Text]:
    """The text of what was found: the gravest first, then what was suppressed, then how many of each."""
    from rich.text import Text

    findings, suppressed = unique(reports)
    for finding in findings:
        yield from _finding(finding, lang)
        yield Text()
    if show_suppressed:
        for one in suppressed:
            head = f"{_word('suppressed', lang)}[{one.finding.code}]: {in_words(one.finding.text, lang)}"
            yield Text(printable(head), style="dim")
            yield Text(f"  --> {printable(str(one.finding.place))}", style="dim")
            yield Text(f"   = {printable(' '.join(one.reason.split()))}", style="dim")
    missing = next((report.missing for report in reports if report.missing is not None), None)
    if missing is not None:
        for line in not_analysed(missing, lang).split("\n"):
            yield Text(printable(line))
    counts = [f"{sum(f.severity == severity for f in findings)} {_word(severity, lang)}" for severity in SEVERITIES]
    counts.append(f"{len(suppressed)} {_word('suppressed', lang)}")
    yield Text(", ".join(counts))


def not_analysed(missing: str, lang: Language) -> str:
    """The line that says what was left out where there is no solver."""
    if lang == "ja":
        return f"条件の解析（成立しない、負ける、重なる条件の証明）は省いた: {missing}"
    return f"not analysed: conditions that no known case settles (is there a case, is there none), because {missing}"


def _word(name: str, lang: Language) -> str:
    return in_words(WORDS[name], lang)


def _finding(finding: Finding, lang: Language) -> Iterator[Text]:
    from rich.text import Text

    head = Text()
    head.append(f"{_word(finding.severity, lang)}[{finding.code}]", style=STYLES[finding.severity])
    head.append(f": {printable(in_words(finding.text, lang))}", style="bold")
    yield head
    place = finding.place
    yield Text(f"  --> {printable(str(place))}")
    if finding.severity != "note":
        yield from _source(finding)
    if finding.help:
        yield Text(f"   = {_word('help', lang)}: {printable(in_words(finding.help, lang))}")
    for case in (finding.witness, finding.later):
        if case is not None:
            what = in_words(finding.shows or CODES[finding.code].title, lang) if case is finding.witness else ""
            yield Text(f"   = {_word('witness', lang)}: {printable(what)}")
            for line in as_yaml(case).splitlines():
                yield Text(f"       {printable(line)}", style="dim")


def _source(finding: Finding) -> Iterator[Text]:
    """The line of the file, and a caret under the place. Long lines are cut around it."""
    from rich.cells import cell_len
    from rich.text import Text

    place = finding.place
    if not place.text.strip():
        return
    number = str(place.line)
    start = 0 if place.column <= LONGEST else place.column - LONGEST // 2
    shown = printable(place.text[start : start + LONGEST])
    before = printable(place.text[start : max(place.column - 1, 0)])
    yield Text(f"{number:>4} | {shown}")
    yield Text(f"     | {' ' * cell_len(before)}^", style=STYLES[finding.severity])


LONGEST = 110
"""Characters of a line of a rule file that are shown."""
