"""The impact of a changed rulebook as one page: charts, the same numbers as tables, and the cases by their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from routing.audit.impact.changes import ROLES
from routing.audit.impact.rows import NUMBERS, SORTS, Rows, Table, title_of
from routing.audit.impact.summary import Impact, Load
from routing.audit.impact.words import place, role_name, word
from routing.drawing.document import document
from routing.drawing.markup import escaped, spoken
from routing.wording.words import Language

STYLE = """\
table { border-collapse: collapse; margin: 0.5rem 0 1rem; }
caption { text-align: left; font-weight: bold; padding: 0.4rem 0; }
th, td { border-bottom: 1px solid #767676; padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; white-space: nowrap; }
tr { break-inside: avoid; }
td span.line { display: block; }
"""
MOST_KINDS = 12
"""Kinds of a matrix; what the rest of them do is drawn as one more, and the table has all."""
MOST_BARS = 24
ROLE_CHARTS = ("holder", "lead", "owners")


def page(impact: Impact, language: Language) -> str:
    """The page. Raises `ChartsExtraMissing` without matplotlib."""
    return "\n".join(document(title_of(impact, language), language, STYLE, _Page(impact, language).body())) + "\n"


class _Page:
    def __init__(self, impact: Impact, language: Language) -> None:
        self.impact = impact
        self.language = language
        self.rows = Rows(impact, language)

    def body(self) -> Iterator[str]:
        yield f"<header><h1>{self._text(title_of(self.impact, self.language))}</h1>"
        yield f"<p>{self._text(self._word('holds'))}</p></header>\n<main>"
        yield from self._table(self.rows.cases())
        if self.impact.affected:
            yield from self._moves()
            yield from self._tables("open_ends", self.rows.unresolved(), self.rows.backup())
            yield from self._tables("rules", self.rows.rules())
            yield from (f"<p>{self._text(said)}</p>" for said in self.rows.remarks())
            yield from self._load()
            yield from self._tables("other", self.rows.others())
        else:
            yield f"<p>{self._text(self._word('no_change'))}</p>"
        yield from self._ids()
        yield "</main>"

    def _word(self, key: str, *parts: object) -> str:
        return word(key, self.language, *parts)

    def _text(self, text: str) -> str:
        return spoken(text, self.language)

    def _moves(self) -> Iterator[str]:
        tables = [table for role in ROLES for table in [self.rows.moves(role)] if table.rows]
        if not tables:
            return
        yield f"<section><h2>{self._text(self._word('moves'))}</h2>"
        for role in ROLES:
            if self.impact.from_to(role) and role in ROLE_CHARTS:
                yield f"<figure>{self._matrix(role)}</figure>"
            yield from self._table(self.rows.moves(role))
        yield from self._table(self.rows.by_need())
        yield "</section>"

    def _matrix(self, role: str) -> str:
        from routing.charts import Frame, matrix

        moves = self.impact.from_to(role)
        rows, columns = (self._largest(side, role) for side in (0, 1))
        counts = [[0] * len(columns) for _ in rows]
        for sides, count in moves.items():
            row, column = (
                names.index(one if one in names else "") for one, names in zip(sides, (rows, columns), strict=True)
            )
            counts[row][column] += count
        frame = Frame(
            f"moves-{role}",
            self._word("move", role_name(role, self.language)),
            self._word("number_of_needs" if role == "owners" else "number_of"),
            self._word("from_to"),
        )
        return matrix(frame, [self._kind(one) for one in rows], [self._kind(one) for one in columns], counts)

    def _largest(self, side: int, role: str) -> list[str | None]:
        """The kinds that most leave, or that most come to; and `""` for the rest, where there are more."""
        weight: dict[str | None, int] = {}
        for sides, count in self.impact.from_to(role).items():
            weight[sides[side]] = weight.get(sides[side], 0) + count
        kinds = sorted(weight, key=lambda kind: (-weight[kind], kind or ""))
        return kinds if len(kinds) <= MOST_KINDS else [*kinds[:MOST_KINDS], ""]

    def _kind(self, kind: str | None) -> str:
        return self._word("others_kinds") if kind == "" else place(kind, self.impact.background, self.language)

    def _load(self) -> Iterator[str]:
        yield f"<section><h2>{self._text(self._word('load'))}</h2>"
        for role in ROLES:
            loads = {kind: load for (part, kind), load in self.impact.kinds.items() if part == role}
            changing = {kind: load for kind, load in loads.items() if load.out or load.into}
            if changing:
                yield f"<figure>{self._bars(role, changing)}</figure>"
        yield from self._table(self.rows.kinds())
        yield from self._table(self.rows.offices())
        yield "</section>"

    def _bars(self, role: str, loads: Mapping[str, Load]) -> str:
        from routing.charts import Frame, Series, bars

        kinds = sorted(loads, key=lambda kind: (-max(loads[kind].before, loads[kind].after), kind))[:MOST_BARS]
        series = [
            Series(self._word("before"), [loads[kind].before for kind in kinds]),
            Series(self._word("after"), [loads[kind].after for kind in kinds]),
        ]
        values = "number_of" if role in ("holder", "lead") else "number_of_times"
        frame = Frame(f"load-{role}", self._word("load_of", role_name(role, self.language)), self._word(values))
        return bars(frame, [self._kind(kind) for kind in kinds], series)

    def _ids(self) -> Iterator[str]:
        sorts = [sort for sort in SORTS if sort in self.impact.named]
        if not sorts:
            return
        yield f"<section><h2>{self._text(self._word('which'))}</h2>"
        for sort in sorts:
            named = self.impact.named[sort]
            ids = named.ids()
            rest = named.count - len(ids)
            more = f" {self._text(self._word('more', rest))}" if rest > 0 else ""
            told = ", ".join(f"<code>{escaped(id)}</code>" for id in ids)
            yield f"<h3>{self._text(word(sort, self.language))}: {named.count}</h3><p>{told}{more}</p>"
        yield "</section>"

    def _tables(self, heading: str, *tables: Table) -> Iterator[str]:
        if any(table.rows for table in tables):
            yield f"<section><h2>{self._text(self._word(heading))}</h2>"
            for table in tables:
                yield from self._table(table)
            yield "</section>"

    def _table(self, table: Table) -> Iterator[str]:
        if not table.rows:
            return
        yield f"<table><caption>{self._text(table.title)}</caption>\n<thead><tr>"
        for name in table.columns:
            yield f'<th scope="col"{_class(name)}>{self._text(self._word(name))}</th>'
        yield "</tr></thead>\n<tbody>"
        for row in table.rows:
            yield f"<tr>{''.join(self._cells(table.columns, row))}</tr>"
        yield "</tbody></table>"

    def _cells(self, columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
        for name, cell in zip(columns, row, strict=True):
            lines = [self._text(line) for line in cell.split("\n")]
            told = lines[0] if len(lines) == 1 else "".join(f'<span class="line">{line}</span>' for line in lines)
            yield f"<td{_class(name)}>{told}</td>"


def _class(column: str) -> str:
    return ' class="number"' if column in NUMBERS else ""
