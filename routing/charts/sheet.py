"""The sheet a chart is drawn on: matplotlib places shapes, the words are set in once it has written them.

matplotlib measures and checks every text with a font, which differs from machine to machine and may lack Japanese. So
it is given marks such as `@3@` instead of words, in the font it brings along. The same numbers give the same bytes
everywhere, no word is taken for a formula, and the font is chosen by whoever shows the page.
"""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

from routing.charts import errors
from routing.charts.data import Frame
from routing.charts.palette import FAINT, GRID, INK
from routing.charts.svg_text import Words, written
from routing.drawing.text import FONT, text_width, wrapped

WIDTH = 660
"""Of most charts, in pixels: what a page of A4 takes as it is."""
TOP = 56
"""Room for the title, and below it for what the numbers are."""
LINE = 17
"""Height of a line of words."""
Place = Literal["start", "middle", "end"]
_settings = threading.Lock()


class Text(NamedTuple):
    """Words in their place, in pixels from the upper left corner; `y` is that of the baseline, or the last of them."""

    words: str
    x: float
    y: float
    place: Place = "start"
    bold: bool = False
    colour: str = INK
    turned: bool = False


class Sheet:
    """A sheet of a size in pixels, with one field on it that has axes of its own."""

    def __init__(self, figure: Any, width: float, height: float) -> None:
        self.figure = figure
        self.width = width
        self.height = height
        self.words = Words()

    def field(self, left: float, top: float, right: float, bottom: float) -> Any:
        """The axes within margins in pixels, with faint lines across and without ticks."""
        wide, high = self.width, self.height
        axes = self.figure.add_axes(
            (left / wide, bottom / high, (wide - left - right) / wide, (high - top - bottom) / high)
        )
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(FAINT)
        axes.tick_params(length=0, pad=6, labelcolor=INK, labelsize=FONT)
        axes.set_axisbelow(True)
        return axes

    def grid(self, axis: Any, number: Callable[[float], str], whole: bool) -> None:
        """Round numbers along an axis, with a line for each; only whole ones where what is counted comes whole."""
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        axis.set_major_locator(
            MaxNLocator(nbins=6, steps=[1, 2, 5, 10] if whole else [1, 2, 2.5, 5, 10], integer=whole)
        )
        axis.set_major_formatter(FuncFormatter(lambda value, _: self.words.mark(number(value))))
        axis.grid(True, color=GRID, linewidth=0.8)

    def put(self, text: Text) -> None:
        """Put words in their place."""
        self.figure.text(
            text.x / self.width,
            1 - text.y / self.height,
            self.words.mark(text.words),
            ha={"start": "left", "middle": "center", "end": "right"}[text.place],
            va="baseline",
            fontsize=FONT,
            fontweight="bold" if text.bold else "normal",
            color=text.colour,
            rotation=90 if text.turned else 0,
            rotation_mode="anchor",
        )

    def head(self, frame: Frame) -> None:
        """The title, and what the numbers are."""
        self.put(Text(frame.title, 4, 18, bold=True))
        self.put(Text(frame.values, 4, 40, colour=FAINT))


@contextlib.contextmanager
def sheet(frame: Frame, height: float, width: float = WIDTH) -> Iterator[Sheet]:
    """A new sheet with the words of its head. Raises `ChartsExtraMissing` where matplotlib is not installed.

    matplotlib keeps its settings for the whole process: they are set for the time of one chart, then as before.
    """
    errors.require()
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _settings, matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": frame.name, "hatch.linewidth": 0.8})
        figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        FigureCanvasSVG(figure)
        made = Sheet(figure, width, height)
        made.head(frame)
        yield made


def finished(made: Sheet, frame: Frame, says: str) -> str:
    """The sheet as SVG text, with its title and what it shows for whoever does not see it."""
    file = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    made.figure.savefig(file, format="svg", metadata=nothing, facecolor="none")
    return written(file.getvalue(), made.words, frame.name, frame.title, says)


def lines_of(text: str, width: float) -> str:
    """A text in lines that are not wider than so many pixels."""
    return "\n".join(wrapped(text, width))


def widest(texts: list[str]) -> float:
    """Width of the widest line, in pixels."""
    return max((text_width(line) for text in texts for line in text.split("\n")), default=0)
