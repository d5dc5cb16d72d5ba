"""A service with two organisations on it: what the first one has, and how either of them calls each route."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI

from bouwsteen_service.databases import Database
from bouwsteen_service.testing import create_client

# In what the first organisation has, and in nothing else.
CANARY = "Kanarie-7c41"
FIRST, SECOND = "herstappe.local.share", "leuven.local.share"
ORGANISATIONS = {FIRST: {"nis": "73028", "name": "Herstappe"}, SECOND: {"nis": "24062", "name": "Leuven"}}
# The same on every call, so that two answers can be compared.
_CORRELATION = {"x-correlation-id": "7c41f1a0-0000-4000-8000-000000000000"}

_DESCRIPTION = "/openapi.json"

Route = tuple[str, str]
Ids = Mapping[str, str]
Call = Mapping[str, Any]  # what httpx takes beside method and address


@dataclass
class Subject:
    """`ids` name things of the first organisation, by the names that paths have for them; `absent` name nothing.

    `calls` says what a route takes beside its path. `public` are routes that whoever has the address may call, with the reason.
    `instead` are ids for one route alone, where the usual thing is not in the right state. `of_second` are marks of what the second
    organisation has from the beginning. `refused` is what the first one is refused too, because of what it has.
    """

    name: str
    application: FastAPI
    base: str
    database: Database
    ids: Ids
    absent: Ids
    proof: Mapping[str, Callable[[str], Mapping[str, Any]]]  # by prefix of the path: user → headers, auth, cookies, posted fields
    calls: Mapping[Route, Callable[[Ids], Call]]
    public: Mapping[Route, str] = field(default_factory=dict)
    instead: Mapping[Route, Ids] = field(default_factory=dict)
    of_second: tuple[str, ...] = ()
    refused: Mapping[Route, int] = field(default_factory=dict)

    def send(
        self, user: str | None, route: Route, ids: Ids, *, headers: Mapping[str, str] | None = None, posts: bool = True
    ) -> httpx.Response:
        """`user` of None shows nothing. `posts`: whether a form comes with the token of a page."""
        method, path = route
        call = dict(self.calls[route](ids)) if route in self.calls else {}
        prefix = max((prefix for prefix in self.proof if path.startswith(prefix)), key=len)
        shown = {} if user is None else dict(self.proof[prefix](user))
        sent = _CORRELATION | dict(shown.pop("headers", {})) | dict(call.pop("headers", {})) | dict(headers or {})
        cookies, posted = shown.pop("cookies", None), shown.pop("posted", {})
        if method == "POST" and posts and posted:
            call["data"] = posted | dict(call.get("data", {}))
        with create_client(self.application, self.base, cookies=cookies) as client:
            return client.request(method, fill(path, ids), headers=sent, **shown, **call)


def fill(path: str, ids: Ids) -> str:
    """Raises KeyError for a thing that a path names and the subject does not know: it must be added there."""
    return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], path)


def routes_of(application: FastAPI) -> list[Route]:
    """All of them, but for those of the kit: they tell nothing of anybody."""
    kits = {path for _, path in _walk(application.routes) if path.startswith(("/health/", "/assets/")) or path == "/metrics"}
    return [(method, path) for method, path in _walk(application.routes) if path not in kits and not path.endswith(_DESCRIPTION)]


def descriptions_of(application: FastAPI) -> list[str]:
    """Where the descriptions of its APIs are."""
    return [path for _, path in _walk(application.routes) if path.endswith(_DESCRIPTION)]


def _walk(routes: Any) -> Iterator[Route]:
    for route in routes:
        yield from ((method, route.path) for method in sorted(route.methods - {"HEAD"}))
