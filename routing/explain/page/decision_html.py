"""One case and its decision as part of a page: the gist, the picture, every part with its reasons, what is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from routing.drawing.markup import escaped, spoken
from routing.drawing.svg import svg
from routing.explain.fact_texts import FactTexts
from routing.explain.page.case_graph import case_picture, picture_texts
from routing.explain.page.entries import Entry, deadline, entries, questions
from routing.explain.page.reasons import Reason, Reasons
from routing.explain.page.recorded import recorded, table
from routing.explain.page.words import word
from routing.wording.condition import condition_text
from routing.wording.effect import effect_texts, law_and_status
from routing.wording.names import Names
from routing.wording.phrases import sentence
from routing.wording.words import code, heading, joined, phrase

if TYPE_CHECKING:
    from routing.case import Case
    from routing.decision import Decision
    from routing.rulebook import Rule, Rulebook
    from routing.wording.words import Language

GIST = ("immediate", "lead", "holder", "duties", "backup", "excluded", "blocked", "gaps")
"""The parts that stand in the gist, in the order they are read."""
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9_.-]")


class DecisionHtml:
    """Writes one case and its decision. `name` keeps its ids apart from those of other cases on the page; `level` is
    that of its heading."""

    def __init__(
        self, case: Case, decision: Decision, rulebook: Rulebook, language: Language, name: str, level: int
    ) -> None:
        self.names = Names(rulebook, language, decision.as_of)
        self.texts = FactTexts(case, self.names)
        self.reasons = Reasons(decision, self.texts, self.names)
        self.decision = decision
        self.language = language
        self.name = name
        self.level = level
        self.entries = entries(decision, self.texts, self.names)

    def lines(self) -> Iterator[str]:
        """The article of the case, line by line."""
        decision, book = self.decision, self.decision.rulebook
        yield f'<article id="{self.name}">'
        yield f"<h{self.level}>{escaped(self._word('title_of', decision.case))}</h{self.level}>"
        yield f'<p class="meta">{escaped(self._word("made", decision.as_of, book.id, book.version))}</p>'
        if decision.fail_safe:
            yield f'<p class="note">{self._word("fail_safe")}</p>'
        yield from self._gist()
        yield from self._picture()
        for section in dict.fromkeys(entry.section for entry in self.entries):
            yield from self._section(section)
        yield from self._questions()
        yield from self._headed("recorded", self._word("recorded"), recorded(self.texts, self.names))
        yield from self._rules()
        yield f'<p class="meta">{escaped(self._made_by())}</p></article>'

    def _word(self, name: str, *parts: object) -> str:
        return word(name, self.language, *parts)

    def _headed(self, name: str, title: str, body: Iterable[str]) -> Iterator[str]:
        level = self.level + 1
        id = f"{self.name}-{name}"
        yield f'<section id="{id}"><h{level}>{escaped(title)}</h{level}>'
        yield from body
        yield "</section>"

    def _gist(self) -> Iterator[str]:
        yield f'<dl class="glance" aria-label="{self._word("at_a_glance")}">'
        for section in GIST:
            found = [entry for entry in self.entries if entry.section == section]
            if not found and section != "lead":
                continue
            told = [self._briefly(entry) for entry in found] or [phrase("none_agreed", self.language)]
            yield f'<div class="{section}"><dt>{escaped(heading(section, self.language))}</dt>'
            yield "".join(f"<dd>{escaped(text)}</dd>" for text in dict.fromkeys(told)) + "</div>"
        yield "</dl>"
        if self.decision.lead is not None:
            yield f'<p class="beside-it">{self._word("proposal")}</p>'

    def _briefly(self, entry: Entry) -> str:
        if entry.part.kind == "immediate":
            return f"{entry.title} ({joined(map(self.names.kind, entry.part.to), self.language)})"
        if entry.part.kind == "backup":
            return code(entry.part.entry["level"], self.language)
        if entry.part.kind == "duty":
            due = deadline(entry.part.entry["due"], entry.part.entry["within"], self.names)
            return f"{entry.title} {due}".rstrip()
        return entry.title

    def _picture(self) -> Iterator[str]:
        picture = case_picture(self.texts.case, self.decision, self.names)
        if picture is None:
            body = f'<p class="note">{self._word("too_large")}</p>'
        else:
            drawn = svg(picture, f"{self.name}-picture", *picture_texts(self.texts.case, self.language))
            body = f"<figure>{drawn}</figure>"
        yield from self._headed("figure", self._word("picture"), [body])

    def _section(self, section: str) -> Iterator[str]:
        found = [entry for entry in self.entries if entry.section == section]
        body = [line for entry in found for line in self._entry(entry)]
        if section == "backup" and self.decision.backup is not None:
            backup = self.decision.backup
            about = f"{code(backup.level, self.language)} · {self.names.agency('backup_team', backup.team)}"
            body.insert(0, f"<li><p>{escaped(about)}</p></li>")
        yield from self._headed(section, heading(section, self.language), ['<ul class="entries">', *body, "</ul>"])

    def _entry(self, entry: Entry) -> Iterator[str]:
        yield f'<li><p class="what">{spoken(entry.title, self.language)}</p>'
        if entry.notes:
            yield f'<p class="beside-it">{spoken(" · ".join(entry.notes), self.language)}</p>'
        reasons = list(self.reasons.of(entry.part))
        said = [escaped(sentence(text, self.language)) for text in entry.said]
        space = "" if self.language == "ja" else " "
        if reasons:
            titles = [reason.rule.title[self.language] for reason in reasons]
            more = self._word("more_rules", len(titles) - 1) if len(titles) > 1 else ""
            yield f"<details><summary>{escaped(self._word('reason_of', titles[0]) + more)}</summary>"
            for reason in reasons:
                yield from self._reason(reason, len(reasons) == 1)
            yield f"<p>{space.join(said)}</p></details>" if said else "</details>"
        elif said:
            yield f'<p class="beside-it">{space.join(said)}</p>'
        yield "</li>"

    def _reason(self, reason: Reason, alone: bool) -> Iterator[str]:
        rule = reason.rule
        unsure = f" ({self._word('provisional')})" if reason.provisional else ""
        title = self._word("rule_text") if alone else rule.title[self.language]
        whole = ' class="whole-rule"' if alone and not unsure else ""
        link = f'<a href="#{self._anchor(rule.id)}">{escaped(title)}</a>'
        yield f'<div class="reason"><p{whole}>{link}{unsure}</p>'
        yield f"<dl><dt>{self._word('bound')}</dt><dd>"
        told = [" · ".join(f"{one.noun}: {one.text}" for one in firing) for firing in reason.firings]
        more = [self._word("more", reason.more)] if reason.more else []
        yield "<br>".join(map(escaped, [*told, *more]))
        yield f"</dd><dt>{self._word('law')}</dt><dd>{self._bases(rule)}</dd></dl></div>"

    def _bases(self, rule: Rule) -> str:
        if not rule.basis:
            return escaped(self._word("no_law"))
        items = []
        for basis in rule.basis:
            law, status = law_and_status(basis, self.language)
            items.append(f'<span lang="ja">{escaped(law)}</span> <span class="sure">{escaped(status)}</span>')
        return "<br>".join(items)

    def _questions(self) -> Iterator[str]:
        rows = list(questions(self.decision, self.texts, self.names))
        if rows:
            heads = [heading("questions", self.language), self._word("could_add")]
            yield from self._headed("questions", heads[0], table(heads, rows))

    def _anchor(self, rule: str) -> str:
        return f"{self.name}-rule-{_NOT_IN_IDS.sub('_', rule)}"

    def _rules(self) -> Iterator[str]:
        fired = sorted({firing.rule for firing in self.decision.trace} & self.reasons.rules.keys())
        if fired:
            body = (line for id in fired for line in self._rule(self.reasons.rules[id]))
            yield from self._headed("rules", heading("rules", self.language), body)

    def _rule(self, rule: Rule) -> Iterator[str]:
        vocabulary = self.names.rulebook.vocabulary
        yield f'<details id="{self._anchor(rule.id)}"><summary>{escaped(rule.title[self.language])} '
        yield f"<code>{escaped(rule.id)}</code></summary>"
        yield f'<div class="reason"><dl class="full"><dt>{self._word("when")}</dt>'
        for line in condition_text(rule, vocabulary, self.language).splitlines():
            yield f"<dd>{spoken(line, self.language)}</dd>"
        yield f"<dt>{self._word('does')}</dt>"
        yield from (f"<dd>{spoken(text, self.language)}</dd>" for text in effect_texts(rule, vocabulary, self.language))
        yield "</dl></div></details>"

    def _made_by(self) -> str:
        decision = self.decision
        verified = joined(decision.verified_by, self.language)
        engine = (
            self._word("checked", decision.engine, verified) if verified else self._word("unchecked", decision.engine)
        )
        return f"{engine} · {self._word('digest')} {decision.digest}"
