"""The spaces between columns, in which lines change their height: each upright piece in a lane of its own."""

from __future__ import annotations

from collections.abc import Sequence

from routing.drawing.shapes import PAD, ROW, Point
from routing.drawing.slots import Slot, Step
from routing.drawing.text import text_width

LANE = 7
"""Between two lines that run side by side."""
Trunk = tuple[str, int | str]
"""Steps that share one upright piece: those of a joint, or one step alone."""
Route = tuple[Step, list[Point], Point | None]
"""A step, the corners it passes, and where its label starts."""


class Gutter:
    """The space right of a column: labels of lines that turn back, then the lanes, then labels of those that go on."""

    def __init__(self, mine: list[Step], slots: dict[str, Slot]) -> None:
        self.left = 0.0
        self.mine = mine
        self.slots = slots
        self.ports = _Ports(mine, slots)
        back = [step for step in mine if slots[step.start].column == slots[step.end].column]
        on = [step for step in mine if slots[step.start].column != slots[step.end].column]
        self.back_width = max((text_width(step.line.label) for step in back), default=0) + (3 * PAD if back else PAD)
        self.lanes, self.lane_count = self._lanes()
        self.on_width = max((text_width(step.line.label) for step in on if _labelled(step, slots)), default=0)
        self.on_width += 3 * PAD if on else 0
        self.width = self.back_width + self.lane_count * LANE + self.on_width

    def _lanes(self) -> tuple[dict[int, int], int]:
        """The lane of each step. Upright pieces that lie clear of each other share one (the left-edge rule of channel
        routing), and so do those that come together in one joint."""
        spans: dict[Trunk, list[float]] = {}
        trunks: dict[int, Trunk] = {}
        for number, step in enumerate(self.mine):
            joint = next((key for key in (step.start, step.end) if _is_joint(self.slots[key])), None)
            trunk: Trunk = ("step", number) if joint is None else ("joint", joint)
            trunks[number] = trunk
            spans.setdefault(trunk, []).extend(self.ports.of(number))
        ends: list[float] = []
        lanes: dict[Trunk, int] = {}
        for trunk in sorted(spans, key=lambda trunk: (min(spans[trunk]), max(spans[trunk]))):
            free = (at for at, end in enumerate(ends) if end + LANE < min(spans[trunk]))
            lane = next(free, len(ends))
            ends[lane : lane + 1] = [max(spans[trunk])]
            lanes[trunk] = lane
        return {number: lanes[trunk] for number, trunk in trunks.items()}, len(ends)

    def routes(self) -> list[Route]:
        """The corners of each line in this gutter, and where its label starts."""
        return [self._route(number, step) for number, step in enumerate(self.mine)]

    def _route(self, number: int, step: Step) -> Route:
        lane = self.left + self.back_width + (self.lanes[number] + 0.5) * LANE
        a, b = self.slots[step.start], self.slots[step.end]
        near, far = self.ports.of(number)
        if a.column == b.column:
            edge = a.x + a.width
            points = [(edge, near), (lane, near), (lane, far), (edge, far)]
            label = (edge + PAD, near - 4)
        else:
            left, right = (a, b) if a.column < b.column else (b, a)
            points = [(left.x + left.width, near), (lane, near), (lane, far), (right.x, far)]
            label = (self.left + self.back_width + self.lane_count * LANE + PAD, far - 4)
            if a is right:
                points.reverse()
        return step, points, label if step.line.label and _labelled(step, self.slots) else None


def _labelled(step: Step, slots: dict[str, Slot]) -> bool:
    """Whether the label of a line stands in this step: at its right end, or where it turns back."""
    if slots[step.start].column == slots[step.end].column:
        return True
    return step.last if slots[step.end].column > slots[step.start].column else step.first


def _is_joint(slot: Slot) -> bool:
    return slot.box is not None and slot.passes


class _Ports:
    """Where lines leave and enter the slots at one gutter, from top to bottom in the order of where they lead. At a
    joint all meet in its middle."""

    def __init__(self, steps: Sequence[Step], slots: dict[str, Slot]) -> None:
        self.steps = steps
        self.slots = slots
        self.places: dict[tuple[int, str, int], float] = {}
        ends: dict[tuple[str, bool], list[tuple[float, int, int]]] = {}
        for number, step in enumerate(steps):
            a, b = slots[step.start], slots[step.end]
            if a.column == b.column:
                ends.setdefault((a.key, True), []).append((b.middle, number, 0))
                ends.setdefault((b.key, True), []).append((a.middle, number, 1))
            else:
                left, right = (a, b) if a.column < b.column else (b, a)
                ends.setdefault((left.key, True), []).append((right.middle, number, 0))
                ends.setdefault((right.key, False), []).append((left.middle, number, 1))
        for (key, _), leaving in ends.items():
            slot = slots[key]
            apart = 0 if _is_joint(slot) else ROW
            first = slot.y + (slot.height - (len(leaving) - 1) * apart) / 2
            for at, (_, number, side) in enumerate(sorted(leaving)):
                self.places[(number, key, side)] = first + at * apart

    def of(self, number: int) -> tuple[float, float]:
        """The heights at which a step leaves: of its left (or first) end, then of the other."""
        step = self.steps[number]
        a, b = self.slots[step.start], self.slots[step.end]
        first, second = (b, a) if b.column < a.column else (a, b)
        return self.places[(number, first.key, 0)], self.places[(number, second.key, 1)]
