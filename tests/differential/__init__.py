"""The compiled engine against the naive evaluator, on generated graphs and patterns."""
