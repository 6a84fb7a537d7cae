"""The files that are to be laid out, and what that would change in each."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from routing.errors import RulebookError, SourceError, printable
from routing.quality.fmt.formatting import formatted
from routing.quality.forms import form_of
from routing.quality.replacing import replace_text
from routing.rulebook.packs import find_pack
from routing.source import load_yaml
from routing.source.files import read_text

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Laid:
    """A file, its text, and the text in canonical layout. `shown` is its name in messages."""

    path: Path
    shown: str
    before: bytes
    after: str

    @property
    def changed(self) -> bool:
        """Whether the layout is another than the canonical one."""
        return self.before != self.after.encode()

    def diff(self) -> Iterator[str]:
        """What changes, line by line, in the form of `diff -u`."""
        lines = self.before.decode().splitlines(), self.after.splitlines()
        for line in difflib.unified_diff(*lines, self.shown, self.shown, lineterm=""):
            yield printable(line)

    def write(self) -> None:
        """Put the canonical text in the place of the file's. Raises OSError."""
        replace_text(self.path, self.after)


def laid_out(target: str) -> Iterator[Laid | SourceError]:
    """The files of a target, or the error in the place of one that is no valid YAML, or of a target that is not there.

    A target is one file, a bundled rulebook, or a folder with a rulebook: then all `*.yaml` directly in it.
    """
    try:
        files = _files(target)
    except SourceError as error:
        yield error.with_traceback(None)
        return
    for path, shown, text in files:
        try:
            form = form_of(path.name, load_yaml(text, shown, error=RulebookError).data)
            yield Laid(path, printable(shown), text, formatted(text, form, shown))
        except SourceError as error:
            yield error.with_traceback(None)


def _files(target: str) -> list[tuple[Path, str, bytes]]:
    """Path, name in messages, and bytes of each file. Raises `RulebookError`."""
    path = Path(target)
    if target.endswith(SUFFIXES):
        return [(path, target, read_text(path, "yaml", error=RulebookError))]
    pack = find_pack(target)
    texts = {name: text for name, text in sorted(pack.files.items()) if name.endswith(SUFFIXES)}  # no tables
    return [((pack.folder or path) / name, pack.file(name), text) for name, text in texts.items()]
