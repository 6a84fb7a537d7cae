"""The workshop of rule authors: what tells a sound rulebook from one that merely loads."""

from routing.quality.score_parts import Score
from routing.quality.scoring import score
from routing.quality.solved import SolvedCase, read_library
from routing.quality.testing import Outcome, run_tests

__all__ = ["Outcome", "Score", "SolvedCase", "read_library", "run_tests", "score"]
