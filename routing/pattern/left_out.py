"""The parts of openCypher 9 that the language leaves out on purpose: refused by name, never guessed."""

# fmt: off
WORDS = (
    "WITH", "UNWIND", "CREATE", "MERGE", "DELETE", "SET", "REMOVE", "CALL", "UNION", "SKIP", "LIMIT", "FOREACH",
    "YIELD", "FINISH", "INSERT", "OFFSET", "LET", "FOR", "NEXT",
)
# fmt: on
LEFT_OUT_WORDS = {
    **{word: word for word in WORDS},
    **dict.fromkeys(("CASE", "WHEN", "THEN", "ELSE"), "CASE"),
    "DETACH": "DETACH DELETE",
    "LOAD": "LOAD CSV",
    "OPTIONAL": "OPTIONAL MATCH",
    "ORDER": "ORDER BY",
    "!": "label expressions",
    "&": "label expressions",
}
"""By the word or sign that begins it: the name of the feature."""

# fmt: off
LEFT_OUT_FUNCTIONS = frozenset([
    "length", "nodes", "relationships", "startnode", "endnode", "properties", "keys", "exists", "head", "last",
    "tail", "reverse", "range", "tofloat", "toboolean", "toupper", "tolower", "trim", "ltrim", "rtrim", "replace",
    "substring", "split", "left", "right", "rand", "sqrt", "sign", "ceil", "floor", "round", "exp", "log", "log10",
    "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "pi", "e", "degrees", "radians", "cot", "haversin",
    "timestamp", "date", "datetime", "localdatetime", "time", "localtime", "duration", "point", "distance",
    "percentilecont", "percentiledisc", "stdev", "stdevp",
])
# fmt: on
"""Functions, in lower case."""
