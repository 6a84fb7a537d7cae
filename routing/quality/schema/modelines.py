"""The first line of a file, which tells an editor where the schema of the file is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from routing.errors import RoutingError, RulebookError, SourceError, printable
from routing.quality.forms import form_of
from routing.quality.replacing import replace_text
from routing.quality.schema.output import file_name
from routing.rulebook.packs import find_pack
from routing.source import load_yaml

_LINE = re.compile(r"^#[ \t]*yaml-language-server:.*\n?", re.MULTILINE)


@dataclass(frozen=True)
class Lined:
    """A file of a pack, with its modeline. `shown` is its name in messages."""

    path: Path
    shown: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the line was not there, or another."""
        return self.before != self.after

    def write(self) -> None:
        """Put the text with the line in the place of the file's. Raises OSError."""
        replace_text(self.path, self.after)


def modelined(target: str, schemas: Path) -> Iterator[Lined | SourceError]:
    """The files of a pack, each with a first line that names its schema in a folder, relative to the file.

    An error stands in the place of a file that is no valid YAML. Raises RoutingError where there is no such pack, or no
    relative path to the folder.
    """
    pack = find_pack(target)
    folder = pack.folder or Path(target)
    for name, text in sorted(pack.files.items()):
        if not name.endswith(".yaml"):  # a table has no such lines
            continue
        shown = pack.file(name)
        try:
            document = load_yaml(text, shown, error=RulebookError)
            form = form_of(name, document.data)
            if form is not None:
                line = f"# yaml-language-server: $schema={_relative(schemas / file_name(form), folder)}\n"
                yield Lined(folder / name, printable(shown), document.text, with_line(document.text, line))
        except SourceError as error:
            yield error.with_traceback(None)


def with_line(text: str, line: str) -> str:
    """A text that begins with a modeline: one among the comments at its head is replaced, else it is put before all."""
    head = re.match(r"(?:[ \t]*(?:#[^\n]*)?\n)*", text)
    assert head is not None
    rest = _LINE.sub("", head[0]) + text[head.end() :]
    return line.replace("\n", "\r\n" if "\r\n" in text else "\n") + rest


def _relative(path: Path, start: Path) -> str:
    try:
        return Path(os.path.relpath(path.resolve(), start.resolve())).as_posix()
    except ValueError:
        message = f"{printable(str(path))}: there is no relative path to it from the rulebook"
        raise RoutingError(f"{message}\nhelp: choose a folder on the same drive") from None
