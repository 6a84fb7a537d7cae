"""Rules as one HTML page that needs nothing else: no script, no address outside it, fit for A4 and a screen reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from routing.drawing.document import document
from routing.drawing.markup import escaped
from routing.drawing.svg import svg
from routing.quality.show.dossier import PackSheet, RuleSheet
from routing.quality.show.parts import VersionText, findings_of, test_text, version_text
from routing.quality.show.pattern_picture import pattern_picture
from routing.quality.show.rule_graph import graph_picture, rule_graph
from routing.quality.show.style import STYLE
from routing.quality.show.words import word
from routing.rulebook import Rule
from routing.wording.condition import condition_text
from routing.wording.effect import item_label, law_and_status
from routing.wording.phrases import ending, say
from routing.wording.said import Said
from routing.wording.words import Language

_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.-]")


def page(pack: PackSheet, language: Language, graph_only: bool = False) -> str:
    """The page of some rules, or of a whole pack: with more than one rule, contents, indexes and the graph too."""
    return "\n".join(_Page(pack, language).lines(graph_only)) + "\n"


def rule_anchor(id: str) -> str:
    """The place of a rule on the page."""
    return f"rule-{_NOT_IN_IDS.sub('_', id)}"


class _Page:
    def __init__(self, pack: PackSheet, language: Language) -> None:
        self.pack = pack
        self.language = language
        self.vocabulary = pack.rulebook.vocabulary
        self.pictures = 0

    def lines(self, graph_only: bool) -> Iterator[str]:
        single = len(self.pack.sheets) == 1
        book = self.pack.rulebook
        title = self.pack.sheets[0].newest.title[self.language] if single else book.title[self.language]
        yield from document(title, self.language, STYLE, self._body(title, single, graph_only))

    def _body(self, title: str, single: bool, graph_only: bool) -> Iterator[str]:
        book = self.pack.rulebook
        count = word("count", self.language, len(self.pack.sheets))
        about = " · ".join(map(escaped, (book.title[self.language], f"{book.id} {book.version}")))
        yield f"<header><p>{about} · {count}</p>"
        if not single or graph_only:
            yield f"<h1>{escaped(title)}</h1>"
        yield "</header>\n<main>"
        if not single and not graph_only:
            yield from self._contents()
        if not single or graph_only:
            yield from self._graph()
        if not graph_only:
            if not single:
                yield from self._index("needs", self.pack.by_need())
                yield from self._index("agencies", self.pack.by_agency())
            for sheet in self.pack.sheets:
                yield from self._rule(sheet, single)
            yield from self._how_to_read()
        yield f"</main>\n<footer><p>{word('generated', self.language)}</p></footer>"

    def _how_to_read(self) -> Iterator[str]:
        yield f'<section id="how-to-read"><h2>{word("how_to_read", self.language)}</h2>'
        unknown = ending(say("unknown_note", self.language), self.language, False)
        yield f"<p>{escaped(unknown)}</p><p>{word('as_of', self.language)}</p></section>"

    def _contents(self) -> Iterator[str]:
        yield f'<nav id="contents" aria-label="{word("contents", self.language)}">'
        yield f"<h2>{word('contents', self.language)}</h2>"
        for (pack, topic), sheets in self.pack.topics().items():
            yield f"<h3>{escaped(pack)} / {escaped(topic)}</h3>\n<ul>"
            yield from (f"<li>{self._link(sheet.id)}</li>" for sheet in sheets)
            yield "</ul>"
        yield "</nav>"

    def _index(self, name: str, table: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        yield f'<section id="{name}"><h2>{word(name, self.language)}</h2>\n<dl class="index">'
        for code, ids in table.items():
            label = item_label(code, self.vocabulary, self.language) if name == "needs" else self._kind(code)
            yield f"<dt>{escaped(label)} <code>{escaped(code)}</code></dt>"
            yield f"<dd>{'<br>'.join(self._link(id) for id in ids)}</dd>"
        yield "</dl></section>"

    def _kind(self, kind: str) -> str:
        return self.vocabulary.label(kind, self.language)

    def _graph(self) -> Iterator[str]:
        graph = rule_graph(self.pack)
        title = word("graph", self.language)
        yield f'<section id="graph"><h2>{title}</h2>'
        if graph.empty or graph.too_large:
            yield f"<p>{word('no_graph' if graph.empty else 'too_large', self.language)}</p></section>"
            return
        text = word("graph_text", self.language)
        picture = graph_picture(self.pack, graph, self.language, rule_anchor)
        yield f"<p>{text}</p>\n<figure>{svg(picture, 'graph', title, text)}</figure></section>"

    def _link(self, id: str) -> str:
        """A rule by its title, with a link where it stands on this page."""
        title = self.pack.title(id, self.language)
        code = f"<code>{escaped(id)}</code>"
        if not self.pack.shows(id):
            return f"{escaped(title)} {code}"
        return f'<a href="#{rule_anchor(id)}">{escaped(title)}</a> {code}'

    def _rule(self, sheet: RuleSheet, single: bool) -> Iterator[str]:
        level = 1 if single else 2
        rule, other = sheet.newest, "en" if self.language == "ja" else "ja"
        yield f'<article id="{rule_anchor(sheet.id)}">'
        yield f"<h{level}>{escaped(rule.title[self.language])}</h{level}>"
        yield f'<p class="other" lang="{other}">{escaped(rule.title[other])}</p>'
        yield f'<p class="meta"><code>{escaped(sheet.id)}</code> · {escaped(sheet.newest.pack)}</p>'
        several = len(sheet.versions) > 1
        if several:
            yield f'<h{level + 1}>{word("versions", self.language)}</h{level + 1}><div class="versions">'
        for version in sheet.versions:
            yield from self._version(version_text(version, self.vocabulary, self.language), level + 1 + several)
        if several:
            yield "</div>"
        yield from self._findings(sheet, level + 1)
        yield from self._tests(sheet, level + 1, single)
        yield "</article>"

    def _version(self, version: VersionText, level: int) -> Iterator[str]:
        language = self.language
        yield f'<div class="version"><p class="force">{word("force", language)}: {escaped(version.force)}</p>'
        yield f'<div class="beside"><section><h{level}>{word("when", language)}</h{level}>'
        yield from self._said(version.condition.said)
        yield from (f'<p class="note">{escaped(ending(x, language, False))}</p>' for x in version.condition.notes)
        yield f"<h{level}>{word('does', language)}</h{level}>\n<ul>"
        yield from (f"<li>{escaped(effect)}</li>" for effect in version.effects)
        yield "</ul></section>"
        yield f'<section class="law"><h{level}>{word("law", language)}</h{level}>\n<ul>'
        for basis in version.rule.basis:
            law, status = law_and_status(basis, language)
            note = f'<br><span lang="ja">{escaped(basis.note)}</span>' if basis.note else ""
            yield f'<li><span lang="ja">{escaped(law)}</span><br>[{escaped(status)}]{note}</li>'
        yield "</ul>"
        if version.rule.note:
            yield f"<h{level}>{word('note', language)}</h{level}>"
            yield f'<p lang="ja">{escaped(version.rule.note)}</p>'
        yield f'<p class="meta">{escaped(version.rule.place)}</p></section></div>'
        yield from self._picture(version.rule, level)
        yield f"<details><summary>{word('source', language)}</summary>"
        where = f"\nWHERE {version.rule.where.strip()}" if version.rule.where else ""
        yield f'<pre lang="en">MATCH {escaped(version.rule.match.strip() + where)}</pre></details></div>'

    def _said(self, said: Iterable[Said], nested: bool = False) -> Iterator[str]:
        """Sentences as paragraphs, with lists for what they introduce."""
        for entry in said:
            text = escaped(ending(entry.text, self.language, not entry.plain))
            yield f"<li>{text}" if nested else f"<p>{text}</p>"
            if entry.items:
                yield "<ul>"
                yield from self._said(entry.items, True)
                yield "</ul>"
            if nested:
                yield "</li>"

    def _picture(self, rule: Rule, level: int) -> Iterator[str]:
        self.pictures += 1
        picture, whole = pattern_picture(rule, self.vocabulary, self.language)
        title = word("picture_of", self.language, rule.title[self.language])
        text = condition_text(rule, self.vocabulary, self.language)
        yield f"<h{level}>{word('picture', self.language)}</h{level}>"
        yield f"<figure>{svg(picture, f'picture-{self.pictures}', title, text)}"
        yield f"<figcaption>{word('partly', self.language)}</figcaption></figure>" if not whole else "</figure>"

    def _findings(self, sheet: RuleSheet, level: int) -> Iterator[str]:
        if not sheet.makes and not sheet.reads:
            return
        yield f"<h{level}>{word('findings', self.language)}</h{level}>\n<dl>"
        for text, ids in findings_of(sheet, self.language):
            others = "<br>".join(self._link(id) for id in ids) or word("nobody", self.language)
            yield f"<dt>{escaped(text)}</dt><dd>{others}</dd>"
        yield "</dl>"

    def _tests(self, sheet: RuleSheet, level: int, unfolded: bool) -> Iterator[str]:
        yield f"<h{level}>{word('tests', self.language)} ({len(sheet.tests)})</h{level}>"
        if not sheet.tests:
            yield f"<p>{word('no_tests', self.language)}</p>"
            return
        yield f"<details{' open' if unfolded else ''}><summary>{word('tests', self.language)}</summary>\n<ul>"
        for note in sheet.tests:
            text = test_text(note, self.vocabulary, self.language)
            yield f'<li>{escaped(text)} <span class="meta">{escaped(note.test.place)}</span></li>'
        yield "</ul></details>"
