"""Coverage as one page: the text of every rule, coloured and marked condition by condition."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from routing.drawing.markup import escaped
from routing.quality.coverage.parts import ConditionCoverage, Coverage, RuleCoverage
from routing.quality.coverage.sentences import Language, Sentences

_STYLE = """
@page { size: A4; margin: 15mm }
body { font: 15px/1.6 "Hiragino Sans", "Yu Gothic", "Noto Sans CJK JP", "Noto Sans JP", Meiryo, sans-serif;
  color: #1a1a1a; background: #fff; max-width: 60rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.25rem } h3 { font-size: 1.05rem; margin: 1.2rem 0 .2rem }
table { border-collapse: collapse } th, td { border: 1px solid #888; padding: .2rem .6rem; text-align: left }
section.rule { border-top: 1px solid #888; break-inside: avoid }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f6f6f6; padding: .5rem; line-height: 1.9 }
pre, code { font-family: ui-monospace, "Noto Sans Mono CJK JP", monospace; font-size: .9rem }
.full { background: #d9f2dd; border-bottom: 2px solid #1b7a36 }
.open { background: #fde0dc; border-bottom: 2px dashed #b3261e }
.mark { font-size: .75rem; font-weight: bold; color: #333; user-select: none }
.place { color: #444; font-size: .85rem } ul { margin: .2rem 0 }
@media print { body { font-size: 10pt; max-width: none; padding: 0 } .full, .open { print-color-adjust: exact } }
"""


def page(coverages: Sequence[Coverage], language: Language) -> str:
    """One self-contained HTML page about the coverage of one or several packs."""
    say = Sentences(language)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{language}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(say('title'))}</title><style>{_STYLE}</style></head>",
            f"<body><header><h1>{escaped(say('title'))}</h1><p>{escaped(say('key'))}</p></header>",
            "<main>",
            *(line for coverage in coverages for line in _pack(coverage, say)),
            "</main></body></html>",
            "",
        ]
    )


def _pack(coverage: Coverage, say: Sentences) -> Iterator[str]:
    name = escaped(f"{coverage.rulebook} {coverage.version}")
    yield f"<h2>{name}</h2>"
    yield f"<table><caption>{escaped(say('tests'))}: {coverage.tests}</caption>"
    for what, figure in coverage.figures.items():
        row = (say(what), say(f"what.{what}"), say.figure(figure))
        yield f'<tr><th scope="row">{escaped(row[0])}</th><td>{escaped(row[1])}</td><td>{escaped(row[2])}</td></tr>'
    yield "</table>"
    for line in say.unfinished(coverage):
        yield f"<p>{escaped(line)}</p>"
    for rule in coverage.rules:
        yield from _rule(rule, say)


def _rule(rule: RuleCoverage, say: Sentences) -> Iterator[str]:
    mark = "✗ " + say("incomplete") if rule.missing else "✓ " + say("complete")
    start = f" ({rule.start.isoformat()})" if rule.start else ""
    yield '<section class="rule">'
    title = escaped(rule.title[say.language])
    yield f"<h3>{title} <code>{escaped(rule.id)}</code>{start} <small>{escaped(mark)}</small></h3>"
    counts = say("counts", len(rule.hit), len(rule.missed), len(rule.denied))
    yield f'<p class="place">{escaped(str(rule.place))}<br>{escaped(counts)}</p>'
    for part, text in (("match", rule.match), ("where", rule.where)):
        if text is not None:
            conditions = [condition for condition in rule.conditions if condition.at.part == part]
            yield f'<pre aria-label="{escaped(say(part))}">{_coloured(text, conditions, say)}</pre>'
    yield f'<ul aria-label="{escaped(say("then"))}">'
    for effect in rule.effects:
        mark, kind = ("✗", "open") if effect.decides_in is None else ("✓", "full")
        why = f" {escaped(say('decides', effect.decides_in))}" if effect.decides_in else ""
        yield f'<li>{mark} <code class="{kind}">{escaped(effect.text)}</code><span class="place">{why}</span></li>'
    yield "</ul>"
    if rule.missing:
        yield f"<p><strong>{escaped(say('missing'))}</strong></p><ul>"
        for missing in rule.missing:
            yield f'<li>{escaped(say.missing(missing))} <span class="place">{escaped(str(missing.place))}</span></li>'
        yield "</ul>"
    yield "</section>"


def _coloured(text: str, conditions: Sequence[ConditionCoverage], say: Sentences) -> str:
    """The text of a pattern with its conditions marked. They come in reading order; one may hold others, and the second
    half of a chain `a < b < c` begins inside the first: there its mark begins where that of the first ends."""
    parts: list[str] = []
    around: list[ConditionCoverage] = []
    written = 0

    def write_until(end: int) -> None:
        nonlocal written
        parts.append(escaped(text[written:end]))
        written = max(written, end)

    def close() -> None:
        condition = around.pop()
        write_until(condition.at.end)
        mark = "✗" if condition.missing else "✓"
        parts.append(f'</span><span class="mark">[{mark} {escaped(say.counts(condition))}]</span>')

    for condition in conditions:
        while around and around[-1].at.end < condition.at.end:
            close()
        write_until(condition.at.start)
        parts.append(f'<span class="{"open" if condition.missing else "full"}">')
        around.append(condition)
    while around:
        close()
    write_until(len(text))
    return "".join(parts)
