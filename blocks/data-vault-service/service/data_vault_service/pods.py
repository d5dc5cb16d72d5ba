"""What is done at the server of a citizen, with a token of the citizen or of the organisation that reads."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Final
from urllib.parse import urljoin, urlsplit

from bouwsteen_service.seals import Clock
from data_vault_service import controls
from data_vault_service.data import FOLDER, Datum
from data_vault_service.graphs import MEDIA_TYPE, Graph, read_graph, write_graph
from data_vault_service.outgoing import Answer, Outgoing, VaultError, links_of
from data_vault_service.profiles import Profile
from data_vault_service.proofs import Tokens, send_proved

_TRIES: Final = 3
_FOLDERS: Final = 10
_STORAGE: Final = "http://www.w3.org/ns/pim/space#Storage"
_ACP: Final = "http://www.w3.org/ns/solid/acp#AccessControlResource"


@dataclass(frozen=True, slots=True)
class Value:
    """`modified` is ISO 8601; None where the server does not say. `value` is None where the document holds none that is right."""

    value: str | None
    source: str
    modified: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """A document of access control as it was read; `version` (an ETag) is None where there is no document yet."""

    address: str
    graph: Graph
    exists: bool
    version: str | None


@dataclass(frozen=True, slots=True)
class Pods:
    outgoing: Outgoing
    clock: Clock

    def find_storage(self, tokens: Tokens, profile: Profile) -> str:
        """Where somebody's data is, with a slash at the end: what their profile says, else the storage that holds the profile.

        Raises VaultError.
        """
        if profile.storages:
            return profile.storages[0] if profile.storages[0].endswith("/") else f"{profile.storages[0]}/"
        folder = profile.web_id.partition("#")[0]
        for _ in range(_FOLDERS):
            above = urljoin(folder.rstrip("/"), "./")
            if above == folder or not urlsplit(above).path:
                break
            folder = above
            if _STORAGE in links_of(self._ask(tokens, "HEAD", folder, {}), "type"):
                return folder
        raise VaultError(422, "no-storage", "The profile of the WebID does not say where its holder's data is.")

    def read(self, tokens: Tokens, resource: str, datum: Datum, web_id: str) -> tuple[int, Value | None]:
        """(status of the server, what it holds where that is 200). Raises VaultError where the server fails."""
        answer = self._ask(tokens, "GET", resource, {"accept": MEDIA_TYPE})
        if answer.status != 200:
            if answer.status >= 500 or answer.status < 400:
                raise VaultError(502, "vault-answers-wrong", "The server of the vault failed.")
            return answer.status, None
        value = datum.read(read_graph(answer.content, resource), web_id)
        return 200, Value(value, resource, _moment(answer.headers.get("last-modified")))

    def write(self, tokens: Tokens, storage: str, datum: Datum, web_id: str, value: str) -> None:
        """Make the document of a datum that is not there yet. Raises VaultError."""
        headers = {"content-type": MEDIA_TYPE, "if-none-match": "*"}
        answer = self._ask(tokens, "PUT", place_of(storage, datum), headers, write_graph(datum.write(web_id, value)))
        if not answer.is_success and answer.status != 412:
            raise _failed(answer)

    def allow(self, tokens: Tokens, resource: str, *, storage: str, key: str, owner: str, reader: str) -> str:
        """Let `reader` read a resource, beside all who may already. The address of the document that says so. Raises VaultError."""
        document = self.document_of(tokens, resource)
        for _ in range(_TRIES):
            rules = self._rules(tokens, document)
            graph = rules.graph if rules.exists else self._handed_down(tokens, resource, document, storage)
            wanted = controls.allow_reading(controls.keep_control(graph, document, resource, owner), document, resource, key, reader)
            if self._save(tokens, rules, wanted):
                return document
        raise VaultError(503, "vault-busy", "Others keep changing the access rules of this document.")

    def withdraw(self, tokens: Tokens, resource: str, document: str, *, storage: str, key: str, owner: str) -> None:
        """Take the rule of a grant away; the document too, where it says only what the folders say. Raises VaultError."""
        for _ in range(_TRIES):
            rules = self._rules(tokens, document)
            kept = controls.withdraw(rules.graph, document, key)
            if not rules.exists or kept == rules.graph:
                return
            handed = controls.keep_control(self._handed_down(tokens, resource, document, storage), document, resource, owner)
            is_ours = any("#inherited-" in str(triple.subject) for triple in kept)
            saved = self._delete(tokens, rules) if is_ours and controls.says_the_same(kept, handed) else self._save(tokens, rules, kept)
            if saved:
                return
        raise VaultError(503, "vault-busy", "Others keep changing the access rules of this document.")

    def document_of(self, tokens: Tokens, resource: str) -> str:
        """Where the server keeps the rules of a resource. Raises VaultError where it says nothing that can be used."""
        answer = self._ask(tokens, "HEAD", resource, {})
        if not answer.is_success:
            raise _failed(answer)
        found = links_of(answer, "acl")
        if len(found) != 1 or not _same_server(found[0], resource):
            raise VaultError(422, "no-access-control", "The server of the vault does not say where its access rules are.")
        return found[0]

    def _rules(self, tokens: Tokens, document: str) -> Rules:
        answer = self._ask(tokens, "GET", document, {"accept": MEDIA_TYPE})
        if answer.status == 404:
            return Rules(document, frozenset(), exists=False, version=None)
        if answer.status != 200:
            raise _failed(answer)
        if _ACP in links_of(answer, "type"):
            raise VaultError(422, "other-access-control", "The server of the vault has rules of another kind than Web Access Control.")
        return Rules(document, read_graph(answer.content, document), exists=True, version=answer.headers.get("etag"))

    def _handed_down(self, tokens: Tokens, resource: str, document: str, storage: str) -> Graph:
        """What the nearest folder with a document of its own hands down."""
        folder = resource
        for _ in range(_FOLDERS):
            folder = urljoin(folder.rstrip("/"), "./")
            if not folder.startswith(storage):
                break
            rules = self._rules(tokens, self.document_of(tokens, folder))
            if rules.exists:
                return controls.hand_down(rules.graph, folder, document, resource)
        return frozenset()

    def _save(self, tokens: Tokens, rules: Rules, graph: Graph) -> bool:
        """False where the document was changed since it was read."""
        condition = {"if-match": rules.version} if rules.version else {} if rules.exists else {"if-none-match": "*"}
        answer = self._ask(tokens, "PUT", rules.address, {"content-type": MEDIA_TYPE, **condition}, write_graph(graph))
        return _is_done(answer)

    def _delete(self, tokens: Tokens, rules: Rules) -> bool:
        condition = {"if-match": rules.version} if rules.version else {}
        return _is_done(self._ask(tokens, "DELETE", rules.address, condition))

    def _ask(self, tokens: Tokens, method: str, url: str, headers: Mapping[str, str], content: bytes | None = None) -> Answer:
        return send_proved(self.outgoing, self.clock, tokens.key, method, url, headers=headers, content=content, token=tokens.access)


def place_of(storage: str, datum: Datum) -> str:
    """Where a vault holds a datum."""
    return f"{storage}{FOLDER}{datum.name}"


def _is_done(answer: Answer) -> bool:
    if answer.status == 412:
        return False
    if not answer.is_success and answer.status != 404:
        raise _failed(answer)
    return True


def _failed(answer: Answer) -> VaultError:
    if answer.status in {401, 403}:
        return VaultError(403, "vault-refuses", "The server of the vault does not let the citizen change who may read this.")
    if answer.status == 404:
        return VaultError(404, "not-in-vault", "The vault does not hold this.")
    return VaultError(502, "vault-answers-wrong", "The server of the vault failed.")


def _same_server(one: str, other: str) -> bool:
    return urlsplit(one)[:2] == urlsplit(other)[:2]


def _moment(header: str | None) -> str | None:
    try:
        return None if header is None else email.utils.parsedate_to_datetime(header).astimezone(UTC).isoformat()
    except ValueError:
        return None
