"""The set-up of a TCK scenario: `CREATE` clauses, read into a property graph."""

from __future__ import annotations

from routing.pattern import PropertyGraph

from .literals import Reader


class Creation:
    """A graph in the making; variables live as long as one set-up text, across its CREATE clauses."""

    def __init__(self, graph: PropertyGraph) -> None:
        self.graph = graph
        self.variables: dict[str, str] = {}

    def run(self, text: str) -> None:
        """Carry out every CREATE clause of the text."""
        self.variables = {}
        reader = Reader(text)
        while not reader.done():
            reader.take("CREATE")
            self.path(reader)
            while reader.took(","):
                self.path(reader)

    def path(self, reader: Reader) -> None:
        left = self.node(reader)
        while reader.sees("-") or reader.sees("<-"):
            left = self.relationship(reader, left)

    def node(self, reader: Reader) -> str:
        """The id of the node that comes next: a known variable, or a node made now."""
        reader.take("(")
        variable = reader.optional_name()
        labels = reader.labels()
        properties = reader.optional_map()
        reader.take(")")
        if variable in self.variables:
            return self.variables[variable]
        id = f"n{len(self.graph.nodes)}"
        self.graph.add_node(id, labels, properties)
        if variable:
            self.variables[variable] = id
        return id

    def relationship(self, reader: Reader, left: str) -> str:
        """Make the relationship that comes next, and the node at its other end; return that node's id."""
        backwards = reader.took("<-")
        if not backwards:
            reader.take("-")
        reader.take("[")
        reader.optional_name()
        (type,) = reader.labels()
        properties = reader.optional_map()
        reader.take("]")
        reader.take("-" if backwards else "->")
        right = self.node(reader)
        start, end = (right, left) if backwards else (left, right)
        self.graph.add_relationship(f"r{len(self.graph.relationships)}", type, start, end, properties)
        return right


def created(texts: tuple[str, ...]) -> PropertyGraph:
    """A frozen graph made by the set-up texts, in order."""
    creation = Creation(PropertyGraph())
    for text in texts:
        creation.run(text)
    return creation.graph.freeze()
