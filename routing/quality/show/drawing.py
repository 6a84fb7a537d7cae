"""One picture as a file of its own: the pattern of a rule, or the graph of a pack."""

from __future__ import annotations

from routing.drawing.svg import svg
from routing.errors import RoutingError
from routing.quality.show.dossier import PackSheet
from routing.quality.show.pattern_picture import pattern_picture
from routing.quality.show.rule_graph import graph_picture, rule_graph
from routing.quality.show.words import word
from routing.wording.condition import condition_text
from routing.wording.words import Language


def drawing(pack: PackSheet, language: Language, graph: bool) -> str:
    """The graph of rules and findings, or the pattern of the one rule that is shown (its newest version), as SVG.

    Raises `RoutingError` for a graph that is too large.
    """
    if graph:
        joined = rule_graph(pack)
        if joined.too_large:
            raise RoutingError("the graph is too large to be drawn\nhelp: name fewer rules, or take `--format json`")
        picture = graph_picture(pack, joined, language)
        return svg(picture, "graph", word("graph", language), word("graph_text", language), alone=True) + "\n"
    rule, vocabulary = pack.sheets[0].newest, pack.rulebook.vocabulary
    picture, _ = pattern_picture(rule, vocabulary, language)
    text = condition_text(rule, vocabulary, language)
    title = word("picture_of", language, rule.title[language])
    return svg(picture, "picture", title, text, alone=True) + "\n"
