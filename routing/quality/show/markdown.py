"""Rules as Markdown, with the pictures as Mermaid: what GitHub, GitLab and editors draw without any further file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from routing.drawing.shapes import Line
from routing.errors import printable
from routing.quality.show.dossier import PackSheet, RuleSheet
from routing.quality.show.parts import VersionText, findings_of, in_force, test_text, version_text
from routing.quality.show.pattern_picture import pattern_boxes
from routing.quality.show.rule_graph import RuleGraph, finding_key, rule_graph, rule_key
from routing.quality.show.words import word
from routing.rulebook import Rule
from routing.vocabulary import Vocabulary
from routing.wording.effect import item_label
from routing.wording.phrases import ending, say
from routing.wording.said import lines
from routing.wording.words import Language

_SPECIAL = re.compile(r"([\\`*_\[\]#|~])")


def markdown(pack: PackSheet, language: Language, graph_only: bool = False) -> str:
    """Some rules, or a whole pack: with more than one rule, contents, indexes and the graph too."""
    return "\n".join(_Document(pack, language).lines(graph_only)).rstrip() + "\n"


class _Document:
    def __init__(self, pack: PackSheet, language: Language) -> None:
        self.pack = pack
        self.language = language
        self.vocabulary = pack.rulebook.vocabulary

    def lines(self, graph_only: bool) -> Iterator[str]:
        book, single = self.pack.rulebook, len(self.pack.sheets) == 1
        if graph_only:
            yield from self._graph("#")
            return
        if not single:
            yield f"# {plain(book.title[self.language])}\n"
            count = word("count", self.language, len(self.pack.sheets))
            yield f"{plain(book.id)} {plain(book.version)} · {count}\n"
            yield from self._contents()
            yield from self._graph("##")
            yield from self._index("needs", self.pack.by_need())
            yield from self._index("agencies", self.pack.by_agency())
        for sheet in self.pack.sheets:
            yield from self._rule(sheet, "#" if single else "##")
        yield f"{'#' if single else '##'}# {word('how_to_read', self.language)}\n"
        yield f"{ending(say('unknown_note', self.language), self.language, False)} {word('as_of', self.language)}\n"
        yield word("generated", self.language)

    def _contents(self) -> Iterator[str]:
        yield f"## {word('contents', self.language)}\n"
        for (pack, topic), sheets in self.pack.topics().items():
            yield f"- {plain(pack)} / {plain(topic)}"
            yield from (f"  - {self._named(sheet.id)}" for sheet in sheets)
        yield ""

    def _index(self, name: str, table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        yield f"## {word(name, self.language)}\n"
        for code, ids in table.items():
            needs = name == "needs"
            label = (item_label if needs else kind_label)(code, self.vocabulary, self.language)
            yield f"- {plain(label)} `{code}`"
            yield from (f"  - {self._named(id)}" for id in ids)
        yield ""

    def _named(self, id: str) -> str:
        """A rule by its title; linked where it stands in this document."""
        title = plain(self.pack.title(id, self.language))
        return f"[{title}](#rule-{id}) `{id}`" if self.pack.shows(id) else f"{title} `{id}`"

    def _rule(self, sheet: RuleSheet, mark: str) -> Iterator[str]:
        rule = sheet.newest
        yield f'<a id="rule-{sheet.id}"></a>\n'
        yield f"{mark} {plain(rule.title[self.language])}\n"
        yield f"{plain(rule.title['en' if self.language == 'ja' else 'ja'])} · `{sheet.id}`\n"
        several = len(sheet.versions) > 1
        for version in sheet.versions:
            if several:
                yield f"{mark}# {word('version', self.language)}: {in_words(version, self.language)}\n"
            told = version_text(version, self.vocabulary, self.language)
            yield from self._version(told, f"{mark}#" + "#" * several)
        if sheet.makes or sheet.reads:
            yield f"{mark}# {word('findings', self.language)}\n"
            for text, ids in findings_of(sheet, self.language):
                yield f"- {plain(text)}"
                yield from (f"  - {self._named(id)}" for id in ids)
                yield from () if ids else (f"  - {word('nobody', self.language)}",)
            yield ""
        yield f"{mark}# {word('tests', self.language)}\n"
        for note in sheet.tests:
            yield f"- {plain(test_text(note, self.vocabulary, self.language))} `{note.test.place}`"
        yield "" if sheet.tests else f"{word('no_tests', self.language)}\n"

    def _version(self, version: VersionText, mark: str) -> Iterator[str]:
        language = self.language
        yield f"{word('force', language)}: {plain(version.force)} · {plain(version.rule.place)}\n"
        yield f"{mark} {word('when', language)}\n"
        entries = list(lines(version.condition.said))
        for (depth, text), (below, _) in zip(entries, [*entries[1:], (0, "")], strict=True):
            told = plain(ending(text, language, below > depth))
            yield f"{'  ' * (depth - 1)}- {told}" if depth else f"{told}\n"
            yield from ("",) if depth > 0 and below == 0 else ()
        yield from (f"> {plain(ending(note, language, False))}\n" for note in version.condition.notes)
        yield f"{mark} {word('does', language)}\n"
        yield from (f"- {plain(effect)}" for effect in version.effects)
        yield f"\n{mark} {word('law', language)}\n"
        yield from (f"- {plain(basis)}" for basis in version.bases)
        yield f"\n{mark} {word('picture', language)}\n"
        yield from self._picture(version.rule)
        if version.rule.note:
            yield f"{mark} {word('note', language)}\n\n{plain(version.rule.note)}\n"

    def _picture(self, rule: Rule) -> Iterator[str]:
        boxes, joined, whole = pattern_boxes(rule, self.vocabulary, self.language)
        names = {box.key: f"n{number}" for number, box in enumerate(boxes)}
        texts = [(names[box.key], box.lines, "absent" in box.style or "also" in box.style) for box in boxes]
        yield from mermaid(texts, [(names[x.start], names[x.end], x) for x in joined])
        if not whole:
            yield f"{word('partly', self.language)}\n"

    def _graph(self, mark: str) -> Iterator[str]:
        graph = rule_graph(self.pack)
        yield f"{mark} {word('graph', self.language)}\n"
        if graph.empty:
            yield f"{word('no_graph', self.language)}\n"
            return
        yield f"{word('graph_text', self.language)}\n"
        yield from self._graph_as_mermaid(graph)

    def _graph_as_mermaid(self, graph: RuleGraph) -> Iterator[str]:
        texts: dict[str, tuple[str, ...]] = {}
        for id in graph.rules:
            texts[rule_key(id)] = (self.pack.title(id, self.language), id)
        texts.update({finding_key(kind): (kind,) for kind in graph.findings})
        names = {key: f"n{number}" for number, key in enumerate(texts)}
        boxes = [(names[key], text, key.startswith("finding ")) for key, text in texts.items()]
        yield from mermaid(boxes, [(names[a], names[b], Line(a, b)) for a, b in graph.lines])


def kind_label(kind: str, vocabulary: Vocabulary, language: Language) -> str:
    """The label of an agency kind."""
    return vocabulary.label(kind, language)


def in_words(rule: Rule, language: Language) -> str:
    """When a version holds, as a heading."""
    return plain(in_force(rule, language))


def mermaid(
    boxes: Iterable[tuple[str, tuple[str, ...], bool]], joined: Iterable[tuple[str, str, Line]]
) -> Iterator[str]:
    """A flow chart: boxes with their lines of text, rounded where marked so, and what joins them."""
    yield "```mermaid\nflowchart LR"
    for name, text, rounded in boxes:
        label = '"' + "<br>".join(_in_mermaid(line) for line in text) + '"'
        yield f"  {name}({label})" if rounded else f"  {name}[{label}]"
    for start, end, line in joined:
        arrow = "-.->" if line.style else "-->"
        if not line.arrow:
            arrow = arrow.replace(">", "-") if not line.style else "-.-"
        label = f'|"{_in_mermaid(line.label)}"|' if line.label else ""
        yield f"  {start} {arrow}{label} {end}"
    yield "```\n"


def _in_mermaid(text: str) -> str:
    """Text inside quotation marks of a flow chart."""
    swaps = {'"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "#": "#35;", "`": "#96;", "\n": " "}
    return "".join(swaps.get(c, printable(c)) for c in text)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    escaped = _SPECIAL.sub(r"\\\1", clean)
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
