"""How cases move between agencies: which follows on which, how often, after how many days."""

from routing.audit.flow.arrows import END, START, Arrow, By, Flow, flow
from routing.audit.flow.page import drawing, page

__all__ = ["END", "START", "Arrow", "By", "Flow", "drawing", "flow", "page"]
