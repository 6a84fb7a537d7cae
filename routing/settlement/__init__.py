"""Settlement: from what the rules say to one decision, total and deterministic."""

from routing.settlement.settle import fail_safe, settle

__all__ = ["fail_safe", "settle"]
