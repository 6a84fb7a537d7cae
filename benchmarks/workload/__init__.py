"""The workload every engine is measured on: 25 rules, seeded cases, neutral facts, the right answers, a yardstick."""
