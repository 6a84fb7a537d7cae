"""What changed between two versions of a rulebook, and which cases go elsewhere by it."""

from routing.decision.shifts import Shift, shifts
from routing.quality.diff.changes import RuleChange, SettingChange, rule_changes, setting_changes
from routing.quality.diff.comparison import Comparison, Group, Meaning, compare

__all__ = [
    "Comparison",
    "Group",
    "Meaning",
    "RuleChange",
    "SettingChange",
    "Shift",
    "compare",
    "rule_changes",
    "setting_changes",
    "shifts",
]
