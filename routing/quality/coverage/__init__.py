"""What the rule tests of a pack exercise: rules, the truths of their conditions, and whether effects decide."""

from routing.quality.coverage.measure import measure
from routing.quality.coverage.parts import (
    ConditionCoverage,
    Coverage,
    EffectCoverage,
    Figure,
    Missing,
    Place,
    RuleCoverage,
)

__all__ = ["ConditionCoverage", "Coverage", "EffectCoverage", "Figure", "Missing", "Place", "RuleCoverage", "measure"]
