"""The results as one picture, in SVG: ratios as bars on a log scale, and the two curves of growth beneath."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from benchmarks.results import OWN, Data, Results, ratio

WIDTH, LEFT, RIGHT = 860, 290, 70
ROW, TOP = 22, 52
CURVE_HEIGHT, CURVE_WIDTH = 300, 330
OURS, OTHER, FAINT, INK = "#b3541e", "#4a6f8a", "#d8d8d4", "#222222"
DASHES = ("", "6 3", "2 3", "8 3 2 3", "1 4")
HUES = ("#4a6f8a", "#7a5c8e", "#4f8a5b", "#8a7a3a", "#8a4a5e", "#3f7f86", "#6b6b6b", "#a06a2c")
STYLE = (
    "text{font-family:system-ui,'Noto Sans','Noto Sans JP',sans-serif;font-size:12px;fill:#222222}"
    ".h{font-weight:600;font-size:13px}"
)
TITLE = "Firing 25 rules: this project and other engines, against the same rules by hand"


def picture(results: Results) -> str:
    """The whole picture."""
    timed = results.timed()
    bars_end = TOP + ROW * len(timed) + 40
    curves = [
        peer
        for peer in timed
        if len(results.by_rules(peer["module"])) > 1 or len(results.by_persons(peer["module"])) > 1
    ]
    legend = _legend(curves, bars_end + CURVE_HEIGHT + 24)
    height = bars_end + CURVE_HEIGHT + 40 + 18 * math.ceil(len(curves) / 2)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" role="img">',
            f"<title>{escape(TITLE)}</title>",
            f"<style>{STYLE}</style>",
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *_bars(timed),
            *_curve(curves, results.by_rules, "Rules: a case, against 25 rules", 60, bars_end),
            *_curve(curves, results.by_persons, "Persons: a person, against a case of 6", 490, bars_end),
            *legend,
            "</svg>",
            "",
        ]
    )


def _bars(timed: Sequence[Data]) -> list[str]:
    ratios = {peer["module"]: ratio(peer["slices"]) for peer in timed}
    low = min(1.0, *(one.median for one in ratios.values()))
    scale = _Log(low, max(one.high for one in ratios.values()) * 1.1, LEFT, WIDTH - RIGHT)
    end = TOP + ROW * len(timed)
    made = [_text(20, 24, "Time a case, as a multiple of the same rules by hand (log scale)", "h")]
    for tick in scale.ticks():
        made.append(f'<path d="M{scale(tick):.1f} {TOP - 8}V{end}" stroke="{FAINT}"/>')
        made.append(_text(scale(tick), end + 14, f"{tick:g}", anchor="middle"))
    for n, peer in enumerate(timed):
        y = TOP + n * ROW
        colour = OURS if peer["module"] in OWN else OTHER
        one = ratios[peer["module"]]
        made.append(_text(LEFT - 8, y + 11, peer["name"], anchor="end"))
        made.append(
            f'<rect x="{LEFT}" y="{y}" width="{max(scale(one.median) - LEFT, 1):.1f}" height="14" fill="{colour}"/>'
        )
        made.append(
            f'<path d="M{scale(one.low):.1f} {y + 7}H{scale(one.high):.1f}" stroke="{INK}" stroke-width="1.5"/>'
        )
        made.append(_text(scale(one.high) + 6, y + 11, f"{one.median:.3g}"))
    return made


def _curve(
    peers: Sequence[Data],
    growth: Callable[[str], dict[int, float]],
    title: str,
    left: float,
    top: float,
) -> list[str]:
    points = {peer["module"]: growth(peer["module"]) for peer in peers}
    shown = {module: curve for module, curve in points.items() if len(curve) > 1}
    made = [_text(left - 40, top + 16, title, "h")]
    if not shown:
        return made
    sizes = sorted({size for curve in shown.values() for size in curve})
    values = [value for curve in shown.values() for value in curve.values()]
    across = _Log(sizes[0], sizes[-1], left, left + CURVE_WIDTH)
    up = _Log(min(0.5, *values), max(2.0, *values) * 1.1, top + CURVE_HEIGHT - 30, top + 34)
    for size in sizes:
        made.append(_text(across(size), top + CURVE_HEIGHT - 12, f"{size:,}", anchor="middle"))
    for tick in up.ticks():
        made.append(f'<path d="M{left} {up(tick):.1f}H{left + CURVE_WIDTH}" stroke="{FAINT}"/>')
        made.append(_text(left - 6, up(tick) + 4, f"{tick:g}", anchor="end"))
    for peer in peers:
        if peer["module"] in shown:
            line = "L".join(
                f"{across(size):.1f} {up(value):.1f}" for size, value in sorted(shown[peer["module"]].items())
            )
            made.append(f'<path d="M{line}" fill="none" {_stroke(peers, peer)}/>')
    return made


def _legend(peers: Sequence[Data], top: float) -> list[str]:
    made = []
    for n, peer in enumerate(peers):
        x, y = 20 + (n % 2) * 420, top + 18 * (n // 2)
        made.append(f'<path d="M{x} {y}h34" fill="none" {_stroke(peers, peer)}/>')
        made.append(_text(x + 42, y + 4, peer["name"]))
    return made


def _stroke(peers: Sequence[Data], peer: Data) -> str:
    """Colour and dashes of a curve: this project's in one colour, each other in its own."""
    own = [one["module"] for one in peers if one["module"] in OWN]
    others = [one["module"] for one in peers if one["module"] not in OWN]
    module = peer["module"]
    place = own.index(module) if module in own else others.index(module)
    colour = OURS if module in own else HUES[place % len(HUES)]
    dashes = DASHES[place % len(DASHES)] if module in own else DASHES[place // len(HUES) % len(DASHES)]
    width = 2.5 if module in own else 1.5
    return f'stroke="{colour}" stroke-width="{width}"' + (f' stroke-dasharray="{dashes}"' if dashes else "")


class _Log:
    """A logarithmic scale from numbers to places on the page."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self.start, self.end = low, high, start, end

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        """Powers of ten, and between them 2 and 5 where there are few."""
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        steps = (1, 2, 5) if len(powers) <= 4 else (1,)
        found = [step * 10.0**power for power in powers for step in steps]
        return [tick for tick in found if self.low * 0.999 <= tick <= self.high]


def _text(x: float, y: float, text: str, style: str = "", anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(text)}</text>'
