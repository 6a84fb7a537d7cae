"""The report of a simulation as a page: of one scenario, of two compared, of a sweep. Every figure is in the tables."""

from routing.conference.simulation.report.comparison import comparison_page
from routing.conference.simulation.report.single import report_page
from routing.conference.simulation.report.sweeping import sweep_page

__all__ = ["comparison_page", "report_page", "sweep_page"]
