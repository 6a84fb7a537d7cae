"""Witnesses as files: each case that shows a finding, in a file that `routing route` takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from routing.case import Case
from routing.errors import RoutingError, printable
from routing.quality.check.finding import Finding
from routing.quality.check.forms import Language, case_data, in_words


def write_witnesses(findings: Iterable[Finding], folder: Path, lang: Language) -> int:
    """Write the witnesses into a folder, which is made if it is not there, and say how many.

    Raises `RoutingError` where a file is there already: nothing is overwritten, and nothing is written then.
    """
    files = dict(_files(findings, lang))
    for name in files:
        if (folder / name).exists():
            raise RoutingError(
                f"{printable(str(folder / name))}: the file is there already\nhelp: name an empty folder"
            )
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(files)


def _files(findings: Iterable[Finding], lang: Language) -> Iterator[tuple[str, str]]:
    number = 0
    for finding in findings:
        if finding.witness is None:
            continue
        number += 1
        about = finding.rules[0] if finding.rules else (finding.needs or finding.kinds or ("rulebook",))[0]
        name = f"{number:03}-{finding.code}-{about.replace('.', '-')}"
        yield f"{name}.yaml", _text(finding, finding.witness, lang)
        if finding.later is not None:
            yield f"{name}-after.yaml", _text(finding, finding.later, lang)


def _text(finding: Finding, case: Case, lang: Language) -> str:
    lines = [f"# {finding.code}, {finding.place}", f"# {in_words(finding.text, lang)}"]
    if finding.shows:
        lines.append(f"# {in_words(finding.shows, lang)}")
    return "\n".join(printable(line) for line in lines) + "\n" + as_yaml(case)


def as_yaml(case: Case) -> str:
    """A case as YAML, each part on a line of its own."""
    import yaml

    def flow(value: object) -> str:
        text: str = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
        return text.removesuffix("\n").removesuffix("\n...")

    lines = []
    for key, value in case_data(case).items():
        if isinstance(value, list):
            lines += [f"{key}:", *(f"  - {flow(part)}" for part in value)]
        else:
            lines.append(f"{key}: {flow(value)}")
    return "\n".join(lines) + "\n"
