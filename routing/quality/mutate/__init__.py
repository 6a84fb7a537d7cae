"""Mutation testing of rules: small faults put into a rule on purpose, and whether its tests notice them."""





