"""How wide a text is drawn, and where it is broken."""

from __future__ import annotations

from unicodedata import east_asian_width

FONT = 13
"""Height of the letters, in the units of the picture."""
MOST_WIDE = 230
"""Width of text in a box, after which it goes on in the next line."""
_NEVER_FIRST = "、。，．・：；）」』】〉》〕］｝ー々！？ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
"""Letters that begin no line (JIS X 4051)."""
_NEVER_LAST = "「『（【〈《〔［｛“‘"
"""Letters that end none."""


def text_width(text: str) -> float:
    """How wide a text is drawn, as a good upper guess: Japanese letters are as wide as they are high."""
    return sum(FONT if east_asian_width(c) in "WFA" else FONT * 0.62 for c in text)


def wrapped(text: str, width: float = MOST_WIDE) -> list[str]:
    """A text in lines that are not wider, of about one length: broken at spaces where there are some. A full stop or
    a closing bracket may hang over."""
    words = _words(text, width)
    lines = _filled(words, width)
    even = _filled(words, text_width(text) / len(lines) + 2 * FONT)
    return even if len(even) == len(lines) and max(map(text_width, even)) <= max(map(text_width, lines)) else lines


def _filled(words: list[str], width: float) -> list[str]:
    lines, line = [], ""
    for word in words:
        if line and word not in _NEVER_FIRST and text_width(line + word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()]


def _words(text: str, width: float) -> list[str]:
    """Pieces between which a line may break: words, and single Japanese letters."""
    most = max(1, int(width / (FONT * 0.62)) - 1)
    words = [""]
    for c in text:
        last = words[-1][-1:]
        apart = _is_wide(c) or last == " " or (last and _is_wide(last)) or len(words[-1]) >= most
        if apart and (not last or last not in _NEVER_LAST):
            words.append(c)
        else:
            words[-1] += c
    return words


def _is_wide(c: str) -> bool:
    return east_asian_width(c) in "WF"
