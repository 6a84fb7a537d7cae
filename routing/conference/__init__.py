"""Case conferences: one hard case at a table, and a year of them simulated."""
