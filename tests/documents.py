"""Reading the blocks of a Markdown document that can be run.

- ```python: run in order, with one namespace for the document. A ```text block right after it is what it prints.
- ```console: each line `$ command` is run by the shell; the lines after it, up to the next one, are what it prints.
- ```yaml whose first line is `# file: NAME`: written to NAME, for the blocks after it.

A line of `...` in an expected output stands for any lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)\s*$")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line it starts at, whether it follows the block before directly."""

    language: str
    text: str
    line: int
    directly: bool


def blocks(document: Path) -> list[Block]:
    """All fenced blocks of a document."""
    found: list[Block] = []
    language: str | None = None
    start, lines, between = 0, [], True
    for number, line in enumerate(document.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if language is None and fence:
            language, start, lines = fence[1], number, []
        elif language is not None and line == "```":
            found.append(Block(language, "\n".join([*lines, ""]), start, not between))
            language, between = None, False
        elif language is not None:
            lines.append(line)
        elif line.strip():
            between = True
    return found


def commands(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with what it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found:
            found[-1][1].append(line)
    return [(command, "\n".join(lines)) for command, lines in found]


def as_expected(output: str, expected: str) -> bool:
    """Whether an output is the expected one, spaces at the ends of lines apart."""
    wanted = [line.rstrip() for line in expected.strip("\n").splitlines()]
    pattern = "".join(r"(?:.*\n)*?" if line == "..." else re.escape(line) + r"\n" for line in wanted)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in output.strip("\n").splitlines())) is not None
