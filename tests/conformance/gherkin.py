"""Feature files of the openCypher TCK, as far as they are used here: each example of each scenario, ready to run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

TCK = Path(__file__).parent / "tck"
STEP = re.compile(r"(?:Given|When|Then|And) (.*)")
RAISED = re.compile(r"an? (\w+) should be raised at (?:compile time|runtime|any time): (\w+)")
Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Example:
    """One scenario, or one example of an outline, with its placeholders filled in."""

    feature: str
    scenario: str
    values: tuple[str, ...] = ()  # of the outline's example
    created: tuple[str, ...] = ()
    parameters: Rows = ()
    query: str = ""
    expected: Literal["rows", "ordered rows", "error", "nothing"] = "nothing"
    table: Rows = ()  # the header first
    error: str = ""

    @property
    def name(self) -> str:
        """Feature, scenario, and the values of the example, on one line."""
        values = f" ({' | '.join(self.values)})" if self.values else ""
        return f"{self.feature} {self.scenario}{values}"


@dataclass
class Lines:
    """The lines of a feature file and the place in them."""

    lines: list[str]
    at: int = 0

    def text_block(self) -> str:
        """The text between two lines of triple quotes."""
        while self.lines[self.at].strip() != '"""':
            self.at += 1
        start = self.at + 1
        self.at = next(i for i in range(start, len(self.lines)) if self.lines[i].strip() == '"""') + 1
        return "\n".join(line.strip() for line in self.lines[start : self.at - 1])

    def table(self) -> Rows:
        """The table that comes next; `\\|` is a bar inside a cell."""
        rows: list[tuple[str, ...]] = []
        while self.at < len(self.lines) and (line := self.lines[self.at].strip()).startswith("|"):
            cells = re.split(r"(?<!\\)\|", line)[1:-1]
            rows.append(tuple(cell.strip().replace("\\|", "|") for cell in cells))
            self.at += 1
        return tuple(rows)


@dataclass
class Outline:
    """A scenario as written, before its examples fill the placeholders."""

    example: Example
    examples: list[Rows] = field(default_factory=list)

    def step(self, step: str, lines: Lines) -> None:
        """Read one step; an unknown one is an error, so that nothing of a scenario is passed over."""
        example = self.example
        if step in ("an empty graph", "any graph", "no side effects"):
            return
        if step == "having executed:":
            self.example = replace(example, created=(*example.created, lines.text_block()))
        elif step == "parameters are:":
            self.example = replace(example, parameters=lines.table())
        elif step == "executing query:":
            self.example = replace(example, query=lines.text_block())
        elif step == "the result should be, in any order:":
            self.example = replace(example, expected="rows", table=lines.table())
        elif step == "the result should be, in order:":
            self.example = replace(example, expected="ordered rows", table=lines.table())
        elif step == "the result should be empty":
            self.example = replace(example, expected="rows")
        elif step == "the side effects should be:":
            lines.table()
        elif raised := RAISED.fullmatch(step):
            self.example = replace(example, expected="error", error=f"{raised[1]}: {raised[2]}")
        else:
            raise ValueError(f"unknown step {step!r}")

    def filled(self) -> Iterator[Example]:
        if not self.examples:
            yield self.example
        for header, *rows in self.examples:
            for row in rows:
                yield fill(self.example, dict(zip(header, row, strict=True)))


def fill(example: Example, values: dict[str, str]) -> Example:
    """The example with every `<name>` replaced."""

    def filled(text: str) -> str:
        return re.sub(r"<(\w+)>", lambda m: values.get(m[1], m[0]), text)

    def table(rows: Rows) -> Rows:
        return tuple(tuple(filled(cell) for cell in row) for row in rows)

    return replace(
        example,
        values=tuple(values.values()),
        created=tuple(filled(text) for text in example.created),
        parameters=table(example.parameters),
        query=filled(example.query),
        table=table(example.table),
    )


def read_feature(text: str) -> list[Example]:
    """Every example of a feature file, in its order."""
    lines = Lines(text.splitlines())
    feature, outline, result = "", None, []
    while lines.at < len(lines.lines):
        line = lines.lines[lines.at].strip()
        lines.at += 1
        if line.startswith("Feature:"):
            feature = line.removeprefix("Feature:").split(" - ")[0].strip()
        elif line.startswith(("Scenario:", "Scenario Outline:")):
            result += outline.filled() if outline else ()
            outline = Outline(Example(feature, line.split(":", 1)[1].strip()))
        elif line == "Examples:" and outline:
            outline.examples.append(lines.table())
        elif outline and (step := STEP.fullmatch(line)):
            outline.step(step[1], lines)
        elif line and not line.startswith("#"):
            raise ValueError(f"unknown line {line!r}")
    return [*result, *(outline.filled() if outline else ())]


def read_all(folder: Path = TCK) -> list[Example]:
    """Every example of every feature file of a folder."""
    return [example for path in sorted(folder.glob("*.feature")) for example in read_feature(path.read_text("utf-8"))]
