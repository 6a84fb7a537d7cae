"""Reading the files of one pack: YAML with positions to typed entries, every error kept with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from routing.errors import RulebookError, RulebookErrors, SourceError, did_you_mean
from routing.rulebook import limits
from routing.rulebook.effects import EFFECTS, Effect, Model
from routing.rulebook.files import RulebookFile, RuleEntry
from routing.rulebook.packs import RULEBOOK, PackText
from routing.source import Document, load_yaml, validation_errors

Path = tuple[str | int, ...]
DIRECTORY = "directory.yaml"


class Problems:
    """The errors met so far. Reading goes on as long as it makes sense, so that one run tells them all.

    Beyond `limits.ERRORS` it raises them at once.
    """

    def __init__(self) -> None:
        self.errors: list[RulebookError] = []

    def add(self, message: str, document: Document | None, path: Path = (), help: str | None = None) -> None:
        """An error at the value of a path in a document."""
        if document is None:
            self.take(RulebookError(message, help=help))
            return
        line, column = document.position(path)
        self.take(RulebookError(message, file=document.file, line=line, column=column, help=help))

    def add_at_key(self, message: str, document: Document, path: Path, help: str | None = None) -> None:
        """An error at the key under which the value of a path stands."""
        line, column = document.key_position(path)
        self.take(RulebookError(message, file=document.file, line=line, column=column, help=help))

    def take(self, errors: Iterable[SourceError] | SourceError) -> None:
        """Errors another reader found; those of patterns and documents become rulebook errors."""
        for error in [errors] if isinstance(errors, SourceError) else errors:
            if isinstance(error, RulebookErrors):
                self.errors.extend(error.errors)
            elif isinstance(error, RulebookError):
                self.errors.append(error)
            else:
                self.errors.append(
                    RulebookError(error.message, file=error.file, line=error.line, column=error.column, help=error.help)
                )
        if len(self.errors) > limits.ERRORS:
            self.stop()

    def stop(self) -> None:
        """Raise what was found, sorted by place; return where there is nothing."""
        if self.errors:
            unique = {str(error): error for error in self.errors}.values()
            ordered = sorted(unique, key=lambda e: (e.file or "", e.line or 0, e.column or 0, e.message))
            raise RulebookErrors(ordered[: limits.ERRORS])


@dataclass(frozen=True)
class WrittenRule:
    """One dated version of a rule as it stands in a file: its entry, its effects, and where they are."""

    entry: RuleEntry
    effects: tuple[tuple[Effect, Path], ...]
    document: Document
    path: Path
    pack: str

    @property
    def place(self) -> str:
        line, _ = self.document.position((*self.path, "id"))
        return f"{self.document.file}:{line}"


@dataclass
class Pack:
    """A pack as read: its `rulebook.yaml`, its rules, and its vocabulary and directory, still as documents.

    `kinds` are the finding kinds its rules derive, those of rules with errors included.
    """

    text: PackText
    file: RulebookFile
    document: Document
    rules: list[WrittenRule] = field(default_factory=list)
    vocabulary: Document | None = None
    directory: Document | None = None
    kinds: set[str] = field(default_factory=set)
    files: int = 0


def load(text: PackText, name: str, problems: Problems) -> Document | None:
    """A document of a pack, or None where it is no valid YAML."""
    try:
        return load_yaml(text.files[name], text.file(name), error=RulebookError)
    except SourceError as error:
        problems.take(error)
        return None


def read_rulebook_file(text: PackText, problems: Problems) -> Pack | None:
    """The `rulebook.yaml` of a pack, or None where it is not valid."""
    if RULEBOOK not in text.files:
        problems.take(
            RulebookError(f"the pack has no `{RULEBOOK}`", file=text.shown or None, help="every pack needs one")
        )
        return None
    document = load(text, RULEBOOK, problems)
    if document is None:
        return None
    data = document.data
    if not isinstance(data, dict):
        problems.add("a rulebook file is a map of fields", document, (), "begin with `rulebook: NAME`")
        return None
    try:
        return Pack(text, RulebookFile.model_validate(data), document)
    except ValidationError as error:
        problems.take(validation_errors(document, error, (), error=RulebookError, model=RulebookFile))
        return None


def read_rest(pack: Pack, problems: Problems) -> None:
    """The other files of a pack: topic files with rules, the vocabulary, the directory."""
    named = {RULEBOOK}
    pack.vocabulary = _named(pack, "vocabulary", pack.file.vocabulary, problems)
    directory = pack.file.directory or (DIRECTORY if DIRECTORY in pack.text.files else None)
    pack.directory = _named(pack, "directory", directory, problems)
    named |= {name for name in (pack.file.vocabulary, directory, DIRECTORY) if name}
    pack.files = len(pack.text.files)
    for name in sorted(pack.text.files):
        if name in named or not name.endswith(".yaml") or name.endswith("_test.yaml"):
            continue
        document = load(pack.text, name, problems)
        if document is not None:
            read_topic(pack, document, problems)


def _named(pack: Pack, key: str, name: str | None, problems: Problems) -> Document | None:
    if name is None:
        return None
    if name not in pack.text.files:
        known = [file for file in pack.text.files if file != RULEBOOK]
        line, column = pack.document.position((key,))
        outside = "/" in name or "\\" in name
        problems.take(
            RulebookError(
                f"the {key} file must lie directly in the pack" if outside else f"the pack has no file `{name}`",
                file=pack.document.file,
                line=line,
                column=column,
                help=did_you_mean(name, known, f"`{key}` names a YAML file in the folder of this rulebook"),
            )
        )
        return None
    return load(pack.text, name, problems)


def read_topic(pack: Pack, document: Document, problems: Problems) -> None:
    """The rules of a topic file, or of a sheet of decision tables, added to its pack."""
    data = document.data
    if isinstance(data, dict) and "vocabulary" in data and "rules" not in data:
        help = f"name it in `{RULEBOOK}`: `vocabulary: FILE`"
        problems.add("this vocabulary file is not named by the rulebook", document, (), help)
        return
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
        path: Path = ("rules",) if isinstance(data, dict) and "rules" in data else ()
        problems.add("a topic file holds `rules`, a list", document, path, "write `rules:` and `- id: ...` below it")
        return
    for key in data:
        if key not in ("rules", "note", "source"):
            hint = did_you_mean(key, ("rules", "note", "source"), "a topic file has only `rules`, `note`, `source`")
            problems.add_at_key(f"unknown field `{key}`", document, (key,), hint)
    for index, data_of_rule in enumerate(data["rules"]):
        _read_rule(pack, document, ("rules", index), data_of_rule, problems)


def _read_rule(pack: Pack, document: Document, path: Path, data: Any, problems: Problems) -> None:
    if not isinstance(data, dict):
        problems.add("a rule is a map of fields", document, path, "such as `id`, `title`, `match`, `where`, `then`")
        return
    effects = _read_effects(pack, document, (*path, "then"), data["then"], problems) if "then" in data else ()
    try:
        entry = RuleEntry.model_validate(data)
    except ValidationError as error:
        problems.take(validation_errors(document, error, path, error=RulebookError, model=RuleEntry))
        return
    size = len(entry.match) + len(entry.where or "")
    if size > limits.PATTERN_CHARACTERS:
        message = f"the pattern of rule `{entry.id}` is longer than {limits.PATTERN_CHARACTERS} characters"
        problems.add(message, document, (*path, "match"), "split the rule in two, or derive a finding first")
    else:
        pack.rules.append(WrittenRule(entry, effects, document, path, pack.file.rulebook))


def _read_effects(
    pack: Pack, document: Document, path: Path, data: Any, problems: Problems
) -> tuple[tuple[Effect, Path], ...]:
    """The effects that are well formed, with the path of each."""
    many = isinstance(data, list)
    entries: list[tuple[Any, Path]] = [(item, (*path, i)) for i, item in enumerate(data)] if many else [(data, path)]
    if not entries:
        problems.add("a rule needs at least one effect", document, path, f"one of {', '.join(EFFECTS)}")
    if len(entries) > limits.EFFECTS:
        problems.add(f"a rule has at most {limits.EFFECTS} effects", document, path)
        return ()
    effects: list[tuple[Effect, Path]] = []
    for item, at in entries:
        effect = _read_effect(pack, document, at, item, problems)
        if effect is not None:
            effects.append(effect)
    return tuple(effects)


def _read_effect(
    pack: Pack, document: Document, path: Path, data: Any, problems: Problems
) -> tuple[Effect, Path] | None:
    known = f"one of {', '.join(EFFECTS)}"
    if not isinstance(data, dict) or len(data) != 1:
        how = f"write each as `- NAME: {{...}}`; {known}"
        problems.add("an effect is a map with one key, its name", document, path, how)
        return None
    ((name, fields),) = data.items()
    model: type[Model] | None = EFFECTS.get(name)
    if model is None:
        help = did_you_mean(name, EFFECTS, known)
        problems.add_at_key(f"unknown effect `{name}`", document, (*path, name), help)
        return None
    at = (*path, name)
    if not isinstance(fields, dict):
        problems.add(f"the effect `{name}` is a map of fields", document, at, f"such as {', '.join(_fields(model))}")
        return None
    if name == "finding" and isinstance(fields.get("kind"), str):
        pack.kinds.add(fields["kind"])
    try:
        effect: Any = model.model_validate(fields)
    except ValidationError as error:
        problems.take(validation_errors(document, error, at, error=RulebookError, model=model))
        return None
    return effect, at


def _fields(model: type[Model]) -> list[str]:
    return [f"`{field.alias or name}`" for name, field in model.model_fields.items()]
