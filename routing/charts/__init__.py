"""Charts as SVG text that stands in a page: bars, stacked bars, matrices, lines. They know nothing of welfare."""

from routing.charts.bars import bars, stacked
from routing.charts.data import Frame, Series
from routing.charts.errors import ChartsExtraMissing
from routing.charts.lines import lines
from routing.charts.matrix import matrix

__all__ = ["ChartsExtraMissing", "Frame", "Series", "bars", "lines", "matrix", "stacked"]
