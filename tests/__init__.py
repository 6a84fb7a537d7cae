"""The tests: what the program promises, in the order of its rooms."""
