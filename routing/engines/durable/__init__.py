"""The durable engine: the same rules once more, joined by durable_rules (Rete, in C), which nobody here wrote.

Only what is known to be sound there is given to it; everything else is judged by the naive evaluator over complete
matches. See docs/decisions/second-engine.md.
"""

from routing.engines.durable.engine import DurableEngine
from routing.engines.durable.presence import DurableMissing, installed, require

__all__ = ["DurableEngine", "DurableMissing", "installed", "require"]
