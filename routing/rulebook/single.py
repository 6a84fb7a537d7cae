"""The rules of one file by itself, checked against what the packs of a rulebook declare."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from routing.errors import RulebookError, RulebookErrors, SourceError
from routing.rulebook import limits
from routing.rulebook.check import check_rule, with_finding_kinds
from routing.rulebook.effect_check import Declared
from routing.rulebook.files import RulebookFile, Title
from routing.rulebook.merge import load_vocabulary, read_packs
from routing.rulebook.packs import Library, PackText, find_pack
from routing.rulebook.reading import Pack, Problems, read_topic
from routing.rulebook.rule import Rule
from routing.rulebook.tables import Table, read_tables
from routing.source import Document, load_yaml

SHEETS = (".csv", ".xlsx")
"""How the names of files end that hold tables."""


@dataclass(frozen=True)
class RuleFile:
    """The rules of a file in its order, each as a rule file says it (`data`) and as it is checked (`rules`)."""

    file: str
    rules: tuple[Rule, ...]
    data: tuple[Mapping[str, Any], ...]
    tables: tuple[Table, ...] = ()


def declared_by(name_or_path: str | Path) -> Declared:
    """What the packs of a rulebook declare: words, tiers and kinds of findings. Their rules are not checked.

    Raises `RulebookErrors` where a `rulebook.yaml` or a vocabulary is not valid.
    """
    problems = Problems()
    try:
        packs = read_packs(find_pack(name_or_path), Library(), problems)
    except RulebookErrors:
        raise
    except RulebookError as error:
        raise RulebookErrors([error]) from None
    vocabulary = load_vocabulary(packs, Problems())
    schema = with_finding_kinds(vocabulary.schema, {kind for pack in packs for kind in pack.kinds})
    tiers = next((pack.file.tiers for pack in packs if pack.file.tiers), ())
    return Declared(vocabulary, schema, tiers, None)


def read_rule_file(data: bytes, file: str, declared: Declared) -> RuleFile:
    """The rules of a file of YAML, or of tables, as its name ends. Raises `RulebookErrors` with all that is wrong."""
    problems = Problems()
    tables: list[Table] = []
    documents: list[Document] = []
    if len(data) > limits.FILE_BYTES:
        raise RulebookErrors([RulebookError(f"the file is larger than {limits.FILE_BYTES} bytes", file=file)])
    if file.endswith(SHEETS):
        found = read_tables(data, file, declared.vocabulary)
        problems.take(found.errors)
        tables, documents = found.tables, list(found.documents)
    else:
        try:
            documents = [load_yaml(data, file, error=RulebookError)]
        except SourceError as error:
            problems.take(error)
    problems.stop()
    pack = _alone(file, documents[0])
    for document in documents:
        read_topic(pack, document, problems)
    kinds = declared.schema.labels["Finding"]["kind"].values or frozenset()
    own = dataclasses.replace(declared, schema=with_finding_kinds(declared.schema, kinds | pack.kinds))
    if len(pack.rules) > limits.RULES:
        problems.add(f"a rulebook has at most {limits.RULES} rules", documents[0])
        problems.stop()
    rules = [check_rule(written, own, problems) for written in pack.rules]
    problems.stop()
    plain = tuple(_at(written.document, written.path) for written in pack.rules)
    return RuleFile(file, tuple(rule for rule in rules if rule is not None), plain, tuple(tables))


def _alone(file: str, document: Document) -> Pack:
    """A pack of nothing but one file."""
    head = RulebookFile(rulebook="file", version="1", title=Title(ja="-", en="-"))
    return Pack(PackText("", "", {}), head, document)


def _at(document: Document, path: tuple[str | int, ...]) -> Any:
    value = document.data
    for step in path:
        value = value[step]
    return value
