"""Rules in the terminal: one rule with all that is said of it, a pack as its contents, the graph as a list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.box import ROUNDED
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from routing.errors import printable
from routing.quality.show.parts import findings_of, test_text, version_text
from routing.quality.show.rule_graph import finding_key, rule_graph, rule_key
from routing.quality.show.words import word
from routing.wording.phrases import ending
from routing.wording.said import lines

if TYPE_CHECKING:
    from rich.console import RenderableType

    from routing.quality.show.dossier import PackSheet, RuleSheet
    from routing.rulebook import Rule
    from routing.vocabulary import Vocabulary
    from routing.wording.words import Language


def rules_text(pack: PackSheet, language: Language) -> Iterator[RenderableType]:
    """Each rule with all that is said of it."""
    for sheet in pack.sheets:
        yield _panel(sheet, pack, language)


def contents_text(pack: PackSheet, language: Language) -> Iterator[RenderableType]:
    """The rules of a pack by topic, with their titles."""
    for (name, topic), sheets in pack.topics().items():
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, style="cyan")
        table.add_column(overflow="fold", ratio=1)
        for sheet in sheets:
            table.add_row(Text(sheet.id), Text(printable(sheet.newest.title[language])))
        yield Text(f"{name} / {topic}", style="bold")
        yield Padding(table, (0, 0, 1, 2))
    yield Text(word("count", language, len(pack.sheets)))


def graph_text(pack: PackSheet, language: Language) -> Iterator[RenderableType]:
    """Each finding with the rules that make it and those that read it, in the order of evaluation."""
    graph = rule_graph(pack)
    if graph.empty:
        yield Text(word("no_graph", language))
    for kind in sorted(graph.findings, key=lambda kind: (graph.findings[kind], kind)):
        yield Text(kind, style="bold")
        for name, ids in (
            ("made_by", [a for a, b in graph.lines if b == finding_key(kind)]),
            ("read_by", [b for a, b in graph.lines if a == finding_key(kind)]),
        ):
            yield Text(f"  {word(name, language)}:")
            for key in ids:
                id = key.removeprefix(rule_key(""))
                yield Text(f"    {printable(pack.title(id, language))} [{id}]")
            if not ids:
                yield Text(f"    {word('nobody', language)}")


def _panel(sheet: RuleSheet, pack: PackSheet, language: Language) -> Panel:
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True)
    rows.add_column(overflow="fold", ratio=1)
    vocabulary = pack.rulebook.vocabulary
    for title, text in _rows(sheet, vocabulary, pack, language):
        rows.add_row(Text(title), Text(printable(text)))
    heading = Text(printable(sheet.newest.title[language]), style="bold")
    return Panel(rows, box=ROUNDED, title=heading, title_align="left", subtitle=Text(sheet.id), subtitle_align="right")


def _rows(
    sheet: RuleSheet, vocabulary: Vocabulary, pack: PackSheet, language: Language
) -> Iterator[tuple[str, str]]:  # fmt: skip
    for rule in sheet.versions:
        yield from _version_rows(rule, vocabulary, language)
    for text, ids in findings_of(sheet, language):
        told = [f"{pack.title(id, language)} [{id}]" for id in ids] or [word("nobody", language)]
        yield word("findings", language), f"{text}: {'; '.join(told)}"
    for number, note in enumerate(sheet.tests):
        yield word("tests", language) if number == 0 else "", test_text(note, vocabulary, language)


def _version_rows(rule: Rule, vocabulary: Vocabulary, language: Language) -> Iterator[tuple[str, str]]:
    told = version_text(rule, vocabulary, language)
    yield word("force", language), told.force
    entries = list(lines(told.condition.said))
    bullet = "・" if language == "ja" else "- "
    for number, ((depth, text), (below, _)) in enumerate(zip(entries, [*entries[1:], (0, "")], strict=True)):
        indent = "  " * (depth - 1) + bullet if depth else ""
        title = word("when", language) if number == 0 else ""
        yield title, indent + ending(text, language, below > depth)
    for note in told.condition.notes:
        yield "", f"* {ending(note, language, False)}"
    for number, effect in enumerate(told.effects):
        yield word("does", language) if number == 0 else "", effect
    for number, basis in enumerate(told.bases):
        yield word("law", language) if number == 0 else "", basis
    if rule.note:
        yield word("note", language), rule.note
    yield word("place", language), rule.place
