"""Cases that kill survivors, as rule tests ready for a test file: one test a case, with all that it is to expect."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from routing.case import Case
from routing.quality.mutate.mutant import Mutant

WIDTH = 116
_PLAIN = re.compile(r"[^\W\d_][\w.+/()・-]*|\d{4}-\d\d-\d\d")
_READ_OTHERWISE = frozenset({"true", "false", "null", "~"})


@dataclass(frozen=True, slots=True)
class WrittenTest:
    """A case with all that tests of it are to expect, and the mutants that this would kill."""

    case: Case
    expect: Mapping[str, Any]
    mutants: tuple[Mutant, ...]


def together(found: Iterable[tuple[Mutant, Case, Mapping[str, Any]]]) -> list[WrittenTest]:
    """One test a case and rule: the same case is not written twice, its expectations are joined."""
    tests: dict[tuple[str, str], WrittenTest] = {}
    for mutant, case, expect in found:
        key = (mutant.rule.id, case.to_json())
        known = tests.get(key)
        if known is None:
            tests[key] = WrittenTest(case, expect, (mutant,))
        else:
            tests[key] = WrittenTest(case, joined(known.expect, expect), (*known.mutants, mutant))
    return list(tests.values())


def joined(one: Any, other: Any) -> Any:
    """Two expectations of the same decision as one that asks for both."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {key: joined(one[key], other[key]) if key in one and key in other else {**one, **other}[key]
                for key in {**one, **other}}  # fmt: skip
    if isinstance(one, list) and isinstance(other, list) and any(isinstance(entry, dict) for entry in (*one, *other)):
        return [*one, *(entry for entry in other if entry not in one)]
    return other


def test_text(test: WrittenTest) -> str:
    """A rule test as YAML, as it stands below `tests:`. Its name is a proposal for its author."""
    mutant = test.mutants[0]
    about = f"{mutant.before} -> {mutant.after}" if mutant.after else mutant.before
    ja, en = (f"{mutant.rule.title[lang]}: {about}" for lang in ("ja", "en"))
    return (
        f"  - name: {{ja: {scalar(ja)}, en: {scalar(en)}}}\n"
        f"    case:\n{case_text(test.case)}\n"
        f"    expect: {flow(test.expect)}\n"
    )


def file_text(tests: Iterable[WrittenTest]) -> str:
    """A whole test file. What each test expects is what the rules decide now: for its author to review."""
    head = (
        "# what each test expects is what the rules decide now: read it against the law, then name it yourself\n"
        "tests:\n"
    )
    return head + "\n".join(map(test_text, tests))


def case_text(case: Case) -> str:
    """A case as a YAML map in braces, a list a line."""
    data = case.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    plain = {key: value for key, value in data.items() if value and not isinstance(value, list)}
    lines = [", ".join(f"{key}: {flow(value)}" for key, value in plain.items())]
    for key, value in data.items():
        if isinstance(value, list) and value:
            lines.append(f"{key}: " + _entries(value, len(key) + 9))
    return "      {" + ",\n       ".join(lines) + "}"


def _entries(value: list[Any], indent: int) -> str:
    written = [flow(entry) for entry in value]
    if sum(map(len, written)) + 2 * len(written) + indent <= WIDTH:
        return "[" + ", ".join(written) + "]"
    return "[" + (",\n" + " " * (indent + 1)).join(written) + "]"


def flow(value: Any) -> str:
    """Plain data as YAML on one line."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{key}: {flow(entry)}" for key, entry in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(flow, value)) + "]"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return scalar(value)
    return str(value)


def scalar(text: str) -> str:
    """A text as a YAML scalar, quoted where it would be read otherwise, as `rules fmt` quotes it."""
    if _PLAIN.fullmatch(text) and text not in _READ_OTHERWISE:
        return text
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
