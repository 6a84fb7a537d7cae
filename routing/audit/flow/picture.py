"""The flow as a picture: agencies from left to right, by how many moves they lie from where cases come in."""

from __future__ import annotations

from collections.abc import Callable

from routing.audit.flow.arrows import END, START, Arrow, Flow
from routing.audit.flow.words import word
from routing.drawing.layout import lay_out
from routing.drawing.shapes import Box, Line, Picture
from routing.drawing.text import wrapped
from routing.errors import RoutingError
from routing.wording.words import Language

MOST_ARROWS = 150
"""More would be beyond reading."""
_WIDTH = 150
Label = Callable[[str], str]
"""What to call an agency that is written `KIND` or `KIND@OFFICE`."""


def picture(flow: Flow, label: Label, language: Language) -> Picture:
    """The boxes and arrows in their place. Raises `RoutingError` where there are too many."""
    if len(flow.arrows) > MOST_ARROWS:
        raise RoutingError(
            f"a picture of {len(flow.arrows)} arrows is too large to be read\n"
            "help: leave out the rare ones by --smallest, or take `--format text`"
        )
    boxes = [_box(place, column, label, language) for place, column in columns(flow).items()]
    lines = [Line(arrow.start, arrow.end, told(arrow, language)) for arrow in flow.arrows]
    return lay_out(boxes, lines)


def columns(flow: Flow) -> dict[str, int]:
    """The column of each place: its distance from the start. The end stands at the right, and what no shown arrow
    leads to from the start stands right of what is led to."""
    far: dict[str, int] = {START: 0}
    queue = [START]
    for place in queue:
        for arrow in flow.arrows:
            if arrow.start == place and arrow.end not in far and arrow.end != END:
                far[arrow.end] = far[place] + 1
                queue.append(arrow.end)
    last = max(far.values())
    found = {place: far.get(place, last + 1) for place in flow.places if place != END}
    if END in flow.places:
        found[END] = max(found.values(), default=0) + 1
    used = {column: at for at, column in enumerate(sorted(set(found.values())))}
    return {place: used[column] for place, column in found.items()}


def told(arrow: Arrow, language: Language) -> str:
    """The label of an arrow: how many moves, and the median of the days."""
    count = word("moves", language, arrow.moves)
    return count if arrow.days is None else word("moves_days", language, count, arrow.days)


def name(place: str, label: Label, language: Language) -> str:
    """What to call a place: an agency, the start or the end."""
    ends = {START: "start", END: "end"}
    return word(ends[place], language) if place in ends else label(place)


def _box(place: str, column: int, label: Label, language: Language) -> Box:
    style = "event" if place in (START, END) else "agency"
    lines = wrapped(name(place, label, language), _WIDTH)
    return Box(place, tuple(lines), column, style, None, len(lines))
