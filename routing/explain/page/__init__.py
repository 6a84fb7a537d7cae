"""Pages and pictures about one case: where it goes and why, to be read in a meeting, on a screen or on paper."""

from routing.explain.page.case_graph import case_drawing, case_picture
from routing.explain.page.page import page

__all__ = ["case_drawing", "case_picture", "page"]
