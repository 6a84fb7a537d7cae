"""What holds for every page and every picture, whatever it shows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from routing.drawing.shapes import Picture
from routing.drawing.text import text_width

VOID = {"meta", "br", "hr", "img", "link", "input"}


def stands_alone(text: str, language: str) -> Reader:
    """Check that a page is well formed, needs nothing outside it, runs no script and leads nowhere in vain."""
    found = Reader(text)
    assert found.open == []
    assert [name for name, times in found.ids.items() if times > 1] == []
    assert {link for link in found.links if not link.startswith("#")} == set()
    assert {link[1:] for link in found.links} | set(found.refers) <= set(found.ids)
    assert re.findall(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[\w.]+", text) == []
    assert found.tags["script"] == 0
    assert f'<html lang="{language}">' in text
    return found


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in its turn; ids, links and addresses are noted."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.links: list[str] = []
        self.refers: list[str] = []
        self.tags: Counter[str] = Counter()
        self.levels: list[int] = []
        self.text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        for name, value in attrs:
            if name == "id":
                self.ids[value or ""] += 1
            elif name in ("href", "src", "data", "action", "poster", "xlink:href"):
                self.links.append(value or "")
            elif name == "aria-labelledby":
                self.refers += (value or "").split()
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def faults(picture: Picture) -> Iterator[str]:
    """What is wrong with a picture: boxes that overlap or leave it, lines that pass a foreign box or end nowhere,
    labels that lie on a box or on each other, text that leaves its box."""
    boxes = picture.boxes
    for at, a in enumerate(boxes):
        if a.x < 0 or a.y < 0 or a.x + a.width > picture.width or a.y + a.height > picture.height:
            yield f"{a.box.key} leaves the picture"
        if any(text_width(line) > a.width for line in a.box.lines):
            yield f"the text of {a.box.key} leaves its box"
        for b in boxes[at + 1 :]:
            if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height:
                yield f"{a.box.key} lies on {b.box.key}"
    for band in picture.bands:
        for box in boxes:
            inside = band.x < box.x and box.x + box.width < band.x + band.width
            inside = inside and band.y < box.y and box.y + box.height < band.y + band.height
            apart = box.x > band.x + band.width or box.x + box.width < band.x
            apart = apart or box.y > band.y + band.height or box.y + box.height < band.y
            if not (inside if box.box.group == band.name else apart):
                yield f"{box.box.key} and the band {band.name} do not agree"
    labels = []
    for drawn in picture.lines:
        own = {drawn.line.start, drawn.line.end}
        for (x1, y1), (x2, y2) in zip(drawn.points, drawn.points[1:], strict=False):
            if x1 != x2 and y1 != y2:
                yield f"a line of {own} is neither level nor upright"
            for box in boxes:
                inside = (
                    max(x1, x2) > box.x + 0.01 and min(x1, x2) < box.x + box.width - 0.01
                    and max(y1, y2) > box.y + 0.01 and min(y1, y2) < box.y + box.height - 0.01
                )  # fmt: skip
                if inside:
                    yield f"a line of {own} passes {box.box.key}"
        for key, (x, y) in ((drawn.line.start, drawn.points[0]), (drawn.line.end, drawn.points[-1])):
            box = next(box for box in boxes if box.box.key == key)
            if x not in (box.x, box.x + box.width) or not box.y <= y <= box.y + box.height:
                yield f"a line ends beside {key}"
        if drawn.label_at is not None:
            x, y = drawn.label_at
            labels.append((x, y - 12, x + text_width(drawn.line.label), y))
    areas = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes]
    for at, (left, top, right, bottom) in enumerate(labels):
        for x1, y1, x2, y2 in [*areas, *labels[at + 1 :]]:
            if left < x2 and x1 < right and top < y2 and y1 < bottom:
                yield f"a label at {left:.0f}, {top:.0f} lies on something"
