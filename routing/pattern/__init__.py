"""Patterns over property graphs: a read-only subset of openCypher 9, checked, with two ways to run it."""

from routing.errors import PatternError, UnsupportedFeature
from routing.pattern.budget import BudgetExceeded
from routing.pattern.check import check_pattern
from routing.pattern.compiler import CompiledPattern, compile_pattern
from routing.pattern.graph import Node, PropertyGraph, Relationship
from routing.pattern.parser import parse_expression, parse_pattern, parse_query
from routing.pattern.query import query
from routing.pattern.schema import PropertyType, RelationshipType, Schema

__all__ = [
    "BudgetExceeded",
    "CompiledPattern",
    "Node",
    "PatternError",
    "PropertyGraph",
    "PropertyType",
    "Relationship",
    "RelationshipType",
    "Schema",
    "UnsupportedFeature",
    "check_pattern",
    "compile_pattern",
    "parse_expression",
    "parse_pattern",
    "parse_query",
    "query",
]
