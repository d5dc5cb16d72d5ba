"""Documents of Web Access Control: who may do what with a resource. Pure: graphs in, graphs out.

What others were allowed stays as it is. A resource without a document of its own has the rules that its folders hand down: where it
gets a document these are written into it, for from then on they count no more.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from pyoxigraph import NamedNode, Triple

from data_vault_service.graphs import RDF_TYPE, Graph, Node, name

_ACL: Final = "http://www.w3.org/ns/auth/acl#"
_AUTHORIZATION: Final = NamedNode(f"{_ACL}Authorization")
_ACCESS_TO: Final = NamedNode(f"{_ACL}accessTo")
_DEFAULT: Final = NamedNode(f"{_ACL}default")
_AGENT: Final = NamedNode(f"{_ACL}agent")
_MODE: Final = NamedNode(f"{_ACL}mode")
_READ: Final = NamedNode(f"{_ACL}Read")
_WRITE: Final = NamedNode(f"{_ACL}Write")
_CONTROL: Final = NamedNode(f"{_ACL}Control")


def mark_of(document: str, key: str) -> NamedNode:
    """The name of the rule that a grant adds to a document."""
    return name(f"{document}#bouwsteen-{key}")


def allow_reading(graph: Graph, document: str, resource: str, key: str, reader: str) -> Graph:
    """With one rule more: `reader` may read this resource, and no other."""
    rule = mark_of(document, key)
    kept = withdraw(graph, document, key)
    pairs = ((RDF_TYPE, _AUTHORIZATION), (_AGENT, name(reader)), (_ACCESS_TO, name(resource)), (_MODE, _READ))
    return kept | {Triple(rule, predicate, node) for predicate, node in pairs}


def withdraw(graph: Graph, document: str, key: str) -> Graph:
    """Without the rule of a grant."""
    rule = mark_of(document, key)
    return frozenset(triple for triple in graph if triple.subject != rule)


def hand_down(parent: Graph, folder: str, document: str, resource: str) -> Graph:
    """The rules that a folder's document hands down, written for one resource in it."""
    handed = [rules for rules in _by_subject(parent).values() if Triple(rules[0].subject, _DEFAULT, name(folder)) in rules]
    made: set[Triple] = set()
    for number, rules in enumerate(sorted(handed, key=str)):
        rule = name(f"{document}#inherited-{number}")
        made |= {Triple(rule, each.predicate, each.object) for each in rules if each.predicate not in {_ACCESS_TO, _DEFAULT}}
        made.add(Triple(rule, _ACCESS_TO, name(resource)))
    return frozenset(made)


def keep_control(graph: Graph, document: str, resource: str, owner: str) -> Graph:
    """With a rule for the owner where no other one names them: who is locked out of a document cannot take anything back."""
    for rules in _by_subject(graph).values():
        rule = rules[0].subject
        if {Triple(rule, _AGENT, name(owner)), Triple(rule, _MODE, _CONTROL), Triple(rule, _ACCESS_TO, name(resource))} <= set(rules):
            return graph
    rule = name(f"{document}#owner")
    pairs = [(RDF_TYPE, _AUTHORIZATION), (_AGENT, name(owner)), (_ACCESS_TO, name(resource))]
    pairs += [(_MODE, mode) for mode in (_READ, _WRITE, _CONTROL)]
    return graph | {Triple(rule, predicate, node) for predicate, node in pairs}


def says_the_same(one: Graph, other: Graph) -> bool:
    """Whether the rules of two documents are the same, by whichever names."""
    return _contents(one) == _contents(other)


def _contents(graph: Graph) -> set[frozenset[tuple[str, str]]]:
    return {frozenset((each.predicate.value, str(each.object)) for each in rules) for rules in _by_subject(graph).values()}


def _by_subject(graph: Graph) -> dict[Node, list[Triple]]:
    found: dict[Node, list[Triple]] = defaultdict(list)
    for triple in graph:
        if not isinstance(triple.subject, Triple):
            found[triple.subject].append(triple)
    return found
