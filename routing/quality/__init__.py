"""The workshop of rule authors: what tells a sound rulebook from one that merely loads."""

from routing.quality.testing import Outcome, run_tests

__all__ = ["Outcome", "run_tests"]
