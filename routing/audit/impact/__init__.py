"""What a changed rulebook would do: who goes elsewhere, what is left open, by which rule, and who carries what."""

from routing.audit.impact.background import Background
from routing.audit.impact.case import CaseImpact, Caused
from routing.audit.impact.changes import Change
from routing.audit.impact.run import impact_on_cases, impact_on_log
from routing.audit.impact.summary import Impact

__all__ = ["Background", "CaseImpact", "Caused", "Change", "Impact", "impact_on_cases", "impact_on_log"]
