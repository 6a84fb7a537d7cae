"""What is wrong with a rulebook beyond its types: faults that only show when its rules are seen together."""

from routing.quality.check.finding import CODES, Finding, Place, Severity
from routing.quality.check.run import Report, check_rulebook

__all__ = ["CODES", "Finding", "Place", "Report", "Severity", "check_rulebook"]
