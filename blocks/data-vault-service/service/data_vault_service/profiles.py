"""A WebID: who signs its holder in, and where their data is. It is an address that somebody typed, and is read as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from bouwsteen_service.addresses import check_address
from data_vault_service.graphs import MEDIA_TYPE, name, objects, read_graph
from data_vault_service.outgoing import Outgoing, VaultError

_REDIRECTS: Final = 3
_ISSUERS: Final = 5
_ISSUER: Final = NamedNode("http://www.w3.org/ns/solid/terms#oidcIssuer")
_STORAGE: Final = NamedNode("http://www.w3.org/ns/pim/space#storage")
WEB_ID_CHARACTERS: Final = 500


@dataclass(frozen=True, slots=True)
class Profile:
    """`issuers` sign the holder in; `storages` are said in the document, which not every server does."""

    web_id: str
    issuers: tuple[str, ...]
    storages: tuple[str, ...]


def check_web_id(text: str) -> str:
    """Gives it back. Raises ValueError for what can be no WebID."""
    if len(text) > WEB_ID_CHARACTERS:
        raise ValueError("is too long")
    address, mark, fragment = text.partition("#")
    check_address(address)
    if mark and (not fragment or "#" in fragment):
        raise ValueError("is not an address")
    return text


def read_profile(outgoing: Outgoing, web_id: str) -> Profile:
    """Raises VaultError; 422 where the document names nobody who signs its holder in."""
    answer = outgoing.send("GET", web_id.partition("#")[0], headers={"accept": MEDIA_TYPE}, redirects=_REDIRECTS)
    if answer.status in {401, 403, 404, 410}:
        raise VaultError(422, "no-such-web-id", "There is no profile that anybody may read at this WebID.")
    if not answer.is_success:
        raise VaultError(502, "vault-answers-wrong", "The server of the WebID failed.")
    graph = read_graph(answer.content, answer.url)
    issuers = tuple(_addresses(objects(graph, name(web_id), _ISSUER)))[:_ISSUERS]
    if not issuers:
        raise VaultError(422, "no-issuer", "The profile of the WebID does not say who signs its holder in.")
    return Profile(web_id, issuers, tuple(_addresses(objects(graph, name(web_id), _STORAGE))))


def _addresses(texts: list[str]) -> list[str]:
    """Those that may be called."""
    found = []
    for text in texts:
        try:
            found.append(check_address(text))
        except ValueError:
            continue
    return found
