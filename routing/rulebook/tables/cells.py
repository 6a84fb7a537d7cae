"""One cell of a condition: what a person typed, as an expression of the rule language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from routing.errors import did_you_mean
from routing.rulebook.tables.extent import Extent, Span
from routing.rulebook.tables.grid import plain
from routing.rulebook.tables.numbers import bounds, written
from routing.rulebook.tables.words import ANY, KNOWN, TRUTHS, UNKNOWN

ORDERED = {"integer": "integer", "float": "float", "number": "float", "date": "date"}
_EVERYTHING: Span = (None, None)
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
_NOT = re.compile(r"not (.+)|(.+)(?:以外|でない)", re.DOTALL | re.IGNORECASE)
_ITEM = re.compile(r"""\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,、，;；\n]*)\s*(?:[,、，;；\n]|$)""")
_HOW = {
    "boolean": "write yes or no, or `-` for either",
    "date": "write a day or a range: `2026-04-01`, `2026-04-01..`, `<2026-04-01`",
    "text": "write one or several, such as `a, b`; `not a`; or `-` for any",
}
_NUMBERS = "write a number or a range: `65..`, `40..64`, `<18`, `1, 2`; or `-` for any"


class CellError(ValueError):
    """A cell that cannot be read: a message, and what to write instead."""

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message, self.help = message, help


@dataclass(frozen=True, slots=True)
class Subject:
    """What a column asks about: the expression `text`, and the type of its value.

    `values` are the allowed names of a closed list, `what` such a name is, `words` the names that stand for them.
    """

    text: str
    kind: str = "any"
    values: frozenset[str] | None = None
    what: str = "value"
    words: Mapping[str, set[str]] = field(default_factory=dict)
    plain_property: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """What a cell demands: an expression, and the values it takes; None where only the expression can tell."""

    text: str
    extent: Extent | None


def read_condition(cell: str, subject: Subject) -> Condition | None:
    """The condition that a cell puts on the subject of its column, None for any value. Raises `CellError`.

    >>> read_condition("４０〜６４歳", Subject("p.age", "integer")).text
    '40 <= p.age < 65'
    >>> read_condition("a、b", Subject("n.code")).text
    "n.code IN ['a', 'b']"
    """
    if plain(cell) in ANY and cell not in (subject.values or ()):
        return None
    if subject.kind == "boolean":
        return _joined(subject, items(cell), _truth)
    if subject.kind in ORDERED:
        return _numbers(cell, subject, ORDERED[subject.kind])
    if subject.kind == "any" and all(bounds(piece, "float") for piece in items(cell)):
        return _numbers(cell, subject, "float")
    return _names(cell, subject)


def items(cell: str) -> list[str]:
    """The entries of a list in a cell, quotes left on.

    >>> items("a、b,'c, d'")
    ['a', 'b', "'c, d'"]
    """
    return [piece for found in _ITEM.finditer(cell) if (piece := found[1].strip())]


def quoted(text: str) -> str:
    """A text as a literal of the rule language.

    >>> quoted("it's")
    "'it\\\\'s'"
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


def _joined(subject: Subject, pieces: list[str], read: Callable[[Subject, str], Condition]) -> Condition:
    """The condition that one of the pieces holds; those about unknown values among them."""
    read_pieces = [_known(subject, piece) or read(subject, piece) for piece in pieces]
    if not read_pieces:
        raise CellError("the cell names nothing", _HOW["text"])
    texts = list(dict.fromkeys(piece.text for piece in read_pieces))
    return Condition(texts[0] if len(texts) == 1 else f"({' OR '.join(texts)})", _together(read_pieces))


def _together(pieces: list[Condition]) -> Extent | None:
    """What the conditions take together."""
    extents = [piece.extent for piece in pieces if piece.extent is not None]
    if len(extents) < len(pieces):
        return None
    if sum(extent.others for extent in extents) > 0 and len(extents) > 1:
        return None
    return Extent(
        spans=tuple(span for extent in extents for span in extent.spans),
        names=frozenset().union(*(extent.names for extent in extents)),
        others=any(extent.others for extent in extents),
        null=any(extent.null for extent in extents),
    )


def _known(subject: Subject, piece: str) -> Condition | None:
    """The condition that the value is not known, or that it is."""
    if piece in (subject.values or ()):
        return None
    if plain(piece) in UNKNOWN:
        return Condition(f"{subject.text} IS NULL", Extent(null=True))
    if plain(piece) in KNOWN:
        return Condition(f"{subject.text} IS NOT NULL", Extent(others=True))
    return None


def _truth(subject: Subject, piece: str) -> Condition:
    truth = TRUTHS.get(plain(piece))
    if truth is None:
        raise CellError(f"`{_shown(piece)}` is neither yes nor no", _HOW["boolean"])
    if subject.plain_property:
        text = f"{subject.text} = {'true' if truth else 'false'}"
    else:
        text = subject.text if truth else f"NOT {subject.text}"
    return Condition(text, Extent(names=frozenset({truth})))


def _numbers(cell: str, subject: Subject, kind: str) -> Condition:
    normal = unicodedata.normalize("NFKC", cell)
    if kind != "date" and (found := _THOUSANDS.search(normal)):
        help = "write a number without commas, and a list with a blank or `、` between its entries"
        if re.search(r"、|, |;|\n", cell) is None:
            raise CellError(f"`{found[0]}` can be one number or a list", help)

    def read(subject: Subject, piece: str) -> Condition:
        return _span(subject, piece, kind)

    pieces = items(cell)
    single = [meant[0] for piece in pieces if (meant := bounds(piece, kind)) and not meant[1]]
    texts = [written(subject.text, span, kind) for span in single]
    equal = f"{subject.text} = "
    if len(pieces) > 1 and len(single) == len(pieces) and all(text.startswith(equal) for text in texts):
        values = ", ".join(dict.fromkeys(text.removeprefix(equal) for text in texts))
        return Condition(f"{subject.text} IN [{values}]", Extent(spans=tuple(single)))
    return _joined(subject, pieces, read)


def _span(subject: Subject, piece: str, kind: str) -> Condition:
    found = bounds(piece, kind)
    if found is None:
        raise CellError(f"`{_shown(piece)}` is no {'day' if kind == 'date' else 'number'} or range", _how(kind))
    (low, high), outside = found
    if low is not None and high is not None and not low < high:
        raise CellError(f"no value lies in `{_shown(piece)}`", "write the smaller end first")
    if outside:
        text = written(subject.text, (low, high), kind).replace(f"{subject.text} = ", f"{subject.text} <> ", 1)
        return Condition(text, Extent(spans=((None, low), (high, None))))
    return Condition(written(subject.text, (low, high), kind), Extent(spans=((low, high),)))


def _how(kind: str) -> str:
    return _HOW["date"] if kind == "date" else _NUMBERS


def _names(cell: str, subject: Subject) -> Condition:
    denied = None if cell in (subject.values or ()) else _NOT.fullmatch(cell)
    pieces = items((denied[1] or denied[2]) if denied else cell)
    open_ends = [piece for piece in pieces if piece.endswith("*") and len(piece) > 1]
    rest = [piece for piece in pieces if piece not in open_ends and _known(subject, piece) is None]
    named = [_name(piece, subject) for piece in rest]
    if denied:
        if not named or len(named) < len(pieces):
            raise CellError("only plain names can be left out with `not`", _HOW["text"])
        return _listed(subject, named, True)
    groups = [_beginning(subject, piece) for piece in open_ends]
    groups += [known for piece in pieces if piece not in open_ends and (known := _known(subject, piece))]
    if named:
        groups.append(_listed(subject, named, False))
    return _joined_conditions(groups)


def _joined_conditions(groups: list[Condition]) -> Condition:
    if not groups:
        raise CellError("the cell names nothing", _HOW["text"])
    text = groups[0].text if len(groups) == 1 else f"({' OR '.join(group.text for group in groups)})"
    return Condition(text, _together(groups))


def _listed(subject: Subject, names: list[str], denied: bool) -> Condition:
    names = list(dict.fromkeys(names))
    extent = Extent(names=frozenset(names), others=denied)
    if len(names) == 1:
        return Condition(f"{subject.text} {'<>' if denied else '='} {quoted(names[0])}", extent)
    listed = f"{subject.text} IN [{', '.join(map(quoted, names))}]"
    return Condition(f"NOT {listed}" if denied else listed, extent)


def _beginning(subject: Subject, piece: str) -> Condition:
    start = unicodedata.normalize("NFKC", piece[:-1])
    fitting = None if subject.values is None else frozenset(v for v in subject.values if v.startswith(start))
    if fitting is not None and not fitting:
        raise CellError(f"no {subject.what} begins with `{_shown(start)}`", _HOW["text"])
    return Condition(f"{subject.text} STARTS WITH {quoted(start)}", None if fitting is None else Extent(names=fitting))


def _name(piece: str, subject: Subject) -> str:
    """A name as typed, or the one that its label stands for."""
    if piece[0] in "'\"":
        if len(piece) < 2 or piece[-1] != piece[0]:
            raise CellError("a quote is never closed", _HOW["text"])
        piece = re.sub(r"\\(.)", r"\1", piece[1:-1])
        if subject.values is None or piece in subject.values:
            return piece
    if subject.values is None or piece in subject.values:
        return piece
    return one_of(piece, subject.values, subject.words, subject.what)


def one_of(word: str, names: frozenset[str], words: Mapping[str, set[str]], what: str) -> str:
    """The name that a word means: the name itself or the only one it is a label of. Raises `CellError`."""
    normal = unicodedata.normalize("NFKC", word).strip()
    if normal in names:
        return normal
    meant = sorted(words.get(plain(word), ()))
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise CellError(f"`{_shown(word)}` can mean {' or '.join(f'`{name}`' for name in meant)}", "write one of them")
    few = f"it is one of {', '.join(sorted(names))}" if len(names) <= 8 else "write its code or its label"
    raise CellError(f"unknown {what} `{_shown(word)}`", did_you_mean(normal, {*names, *words}, few))


def _shown(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
