"""Turtle, by Oxigraph: the only door to it. A graph is a set of triples without names of graphs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from data_vault_service.outgoing import VaultError

MEDIA_TYPE: Final = "text/turtle"
_MOST_TRIPLES: Final = 5000
RDF_TYPE: Final = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

Graph = frozenset[Triple]
Node = NamedNode | BlankNode


def read_graph(text: bytes, address: str) -> Graph:
    """The triples of a document at this address. Raises VaultError for what is no Turtle, or too much of it."""
    triples = set()
    try:
        for quad in parse(text, RdfFormat.TURTLE, base_iri=address):
            triples.add(quad.triple)
            if len(triples) > _MOST_TRIPLES:
                raise VaultError(502, "vault-answers-wrong", "The document of the server is too large.")
    except (SyntaxError, ValueError):
        raise VaultError(502, "vault-answers-wrong", "The document of the server is no Turtle.") from None
    return frozenset(triples)


def write_graph(triples: Iterable[Triple]) -> bytes:
    """Turtle, the same for the same triples."""
    written = serialize(sorted(triples, key=str), format=RdfFormat.TURTLE)
    return written or b""


def name(address: str) -> NamedNode:
    """Raises VaultError for what is no absolute address."""
    try:
        return NamedNode(address)
    except ValueError:
        raise VaultError(422, "address-refused", "The address is none.") from None


def objects(graph: Graph, subject: NamedNode, predicate: NamedNode) -> list[str]:
    """The addresses or texts that a subject has for a predicate, sorted."""
    found = (triple.object for triple in graph if triple.subject == subject and triple.predicate == predicate)
    return sorted(node.value for node in found if isinstance(node, NamedNode | Literal))
