"""What matplotlib wrote, made fit to stand in a page: words set in, ids its own, no address, no style for others."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from routing.drawing.markup import escaped
from routing.drawing.svg import FONTS
from routing.drawing.text import FONT

_MARK = re.compile(r"@(\d+)@")
_REFERENCE = re.compile(r"url\(#")
_LINE_EM = 1.25


class Words:
    """Words of a chart, and the marks that stand for them while it is drawn."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, words: str) -> str:
        """The mark of words."""
        return f"@{self._numbers.setdefault(words, len(self._numbers))}@"

    def of(self, mark: str) -> str:
        """The words of a mark."""
        found = _MARK.fullmatch(mark)
        assert found is not None
        return list(self._numbers)[int(found[1])]


def written(svg: str, words: Words, name: str, title: str, says: str) -> str:
    """The SVG element for a page. Everything that has an id begins with `name`."""
    root = ElementTree.fromstring(svg)
    head = {key: root.attrib["viewBox"].split()[at] for at, key in ((2, "width"), (3, "height"))}
    for parent in list(root.iter()):
        _clean(parent, name)
        for child in list(parent):
            if _tag(child) in ("metadata", "style"):
                parent.remove(child)
    for text in [element for element in root.iter() if element.tag == "text"]:
        _set_in(text, words.of(text.text or ""))
    inner = "".join(ElementTree.tostring(child, encoding="unicode") for child in root)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {head["width"]} {head["height"]}" '
        f'width="{head["width"]}" height="{head["height"]}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="{FONTS}" font-size="{FONT}" '
        f'stroke-linejoin="round" stroke-linecap="butt">\n<title id="{name}-title">{escaped(title)}</title>\n'
        f'<desc id="{name}-desc">{escaped(says)}</desc>\n{_joined(inner)}\n</svg>'
    )


def _tag(element: ElementTree.Element) -> str:
    return element.tag.partition("}")[2] or element.tag


def _clean(element: ElementTree.Element, name: str) -> None:
    element.tag = _tag(element)
    given = dict(element.attrib)
    element.attrib.clear()
    for key, value in given.items():
        if key == "id":
            if element.tag != "g":  # a group is never referred to
                element.set("id", f"{name}-{value}")
        elif key.endswith("}href"):
            element.set("href", f"#{name}-{value[1:]}")
        else:
            element.set(key, _REFERENCE.sub(f"url(#{name}-", value))


def _set_in(text: ElementTree.Element, words: str) -> None:
    """Set in words: one line, or several that stand above the baseline, or turned, side by side."""
    lines = [_printable(line) for line in words.split("\n")]
    style = re.sub(r"font-(?:family|size):[^;]*;? ?", "", text.attrib["style"])
    text.set("style", style)
    turned = text.attrib.pop("transform", "").replace("rotate(-0 ", "rotate(0 ")
    if turned and not turned.startswith("rotate(0 "):
        text.set("transform", turned)
    if len(lines) == 1:
        text.text = lines[0]
        return
    text.text = ""
    centred = (len(lines) - 1) / 2 if "end" in style else len(lines) - 1
    for at, line in enumerate(lines):
        part = ElementTree.SubElement(text, "tspan", {"x": text.attrib["x"]})
        part.set("dy", f"{-centred * _LINE_EM if at == 0 else _LINE_EM:g}em")
        part.text = line


def _printable(line: str) -> str:
    return "".join(c if c.isprintable() or c in "\u3000\u00a0" else "?" for c in line)


def _joined(inner: str) -> str:
    """Without the blanks of its layout."""
    return re.sub(r"\s*\n\s*", " ", inner).replace("> <", ">\n<").strip()
