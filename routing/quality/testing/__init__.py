"""Tests of rules: cases that stand beside the rules, with the decision their author expects."""

from routing.quality.testing.entry import TestEntry
from routing.quality.testing.reading import SUFFIX, read_tests
from routing.quality.testing.run import Outcome, RuleTest
from routing.quality.testing.suite import Suite, run_tests

__all__ = ["SUFFIX", "Outcome", "RuleTest", "Suite", "TestEntry", "read_tests", "run_tests"]
