"""Many cases at once: Arrow in, Arrow out, over local processes or a cluster."""

from routing.batch.spread import Unit, spread

__all__ = ["Unit", "spread"]
