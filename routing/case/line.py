"""A case that stands as JSON on one line, read in one go.

Nearly all lines of a large file are valid, and what is wrong with the others is said by the slower way of `reading`,
which reads the text first and then checks what it says. Here pydantic does both at once, in a third of the time. It
knows less of what this library refuses (a key twice, a control character in an escape, a number of nineteen digits), so
a line is taken only where none of that can be. Any other is left, valid or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from routing.errors import CaseError

if TYPE_CHECKING:
    from routing.case.case import Case
    from routing.case.reading import Origin

MOST_CHARACTERS = 100_000
"""Of a longer line somebody has to count the values."""
_LARGE = 10**18


class Line(NamedTuple):
    """The text of a case, the file it is from, and its line there, from 1."""

    text: str
    file: str
    number: int = 1

    def origin(self) -> Origin:
        """The places of all that the text says."""
        from routing.case.reading import Origin
        from routing.source import load_json

        return Origin(load_json(self.text, self.file, error=CaseError, first_line=self.number), ())


def case_of_line(text: str | bytes, file: str, number: int = 1) -> Case | None:
    """The case that a text of JSON says, where it is valid beyond doubt; None where it is to be read with care."""
    from routing.case.case import Case

    try:
        written = text if isinstance(text, str) else text.decode()
        if not written.isprintable() or "\\" in written or len(written) > MOST_CHARACTERS:
            return None  # printable: no control character, byte order mark or half of a character, and no line break
        case: Case = Case.__pydantic_validator__.validate_json(written)
    except (ValidationError, UnicodeDecodeError):
        return None
    if _keys(case) != written.count(":"):
        return None  # a key stood twice; or there is a colon in a text, which is as good a reason to look
    object.__setattr__(case, "_origin", Line(written, file, number))
    return case


class Apart(NamedTuple):
    """The text of a case with the value of its field `case` taken out: the text `before` it, and `after`."""

    id: str
    before: str
    after: str

    def called(self, id: str) -> str:
        """The text with another id, or its own, none of whose characters JSON escapes."""
        return f'{self.before}"{id}"{self.after}'


def apart(text: bytes) -> Apart | None:
    """A text of JSON without the id of its case; None where that would take a closer look.

    There may still be no case in the text. But where there is one under another id, there is the same one under this.
    """
    try:
        written = text.decode()
    except UnicodeDecodeError:
        return None
    before, mark, rest = written.partition(_CASE)
    rest = rest.lstrip(" ")
    id, end, after = rest[1:].partition('"')
    if not end or rest[0] != '"' or not 0 < len(id) <= 200 or not id.isprintable() or "\\" in id or _CASE in after:
        return None
    return Apart(id, before + mark, after)


_CASE = '"case":'


def _keys(case: Case) -> int:
    """How many keys of JSON the fields of a case were given by; -1 where a number may be written as none should be."""
    given = case.__dict__
    count = len(case.__pydantic_fields_set__)
    described = [given]
    for name in ("persons", "needs", "events"):
        for part in given[name]:
            count += len(part.__pydantic_fields_set__)
            described.append(part.__dict__)
    for name in ("relations", "involvements", "consents", "history"):
        for part in given[name]:
            count += len(part.__pydantic_fields_set__)
    for fields in described:
        attributes = fields["attributes"]
        count += len(attributes)
        for value in attributes.values():
            kind = type(value)
            if kind is float or (kind is int and not -_LARGE < value < _LARGE):
                return -1
    return count
