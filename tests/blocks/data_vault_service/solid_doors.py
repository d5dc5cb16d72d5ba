"""How somebody signs in at a `Solid` with a browser: its account API with the dialogue before an application gets its code.

The addresses and answers are those of the Community Solid Server 7; `bouwsteen up` and tests/e2e take the same way at that server itself.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
from tests.blocks.data_vault_service.solid import Account, Solid

_DIALOGUE = "css-interaction"


@dataclass
class Dialogue:
    """What an application asked, and how far somebody came."""

    query: dict[str, str]
    account: Account | None = None
    web_id: str = ""
    agreed: bool = False


@dataclass
class SolidDoors:
    """Answers for a `Solid`, as people with browsers see it."""

    solid: Solid
    dialogues: dict[str, Dialogue] = field(default_factory=dict)

    async def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/")
        with self.solid.lock:
            if path == ".oidc/auth":
                return self._begin(dict(parse_qsl(request.url.query.decode())))
            if path.startswith(".oidc/auth/"):
                return self._go_on(path.rpartition("/")[2])
            key, dialogue = self._dialogue_of(request)
            if path.startswith(".account/") and dialogue is not None:
                return await self._talk(request, path, key, dialogue)
        return await self.solid.answer(request)

    def _begin(self, query: dict[str, str]) -> httpx.Response:
        key = secrets.token_urlsafe(16)
        self.dialogues[key] = Dialogue(query)
        return _lead(f"{self.solid.base}.account/login/", {"set-cookie": f"{_DIALOGUE}={key}; Path=/; HttpOnly"})

    def _go_on(self, key: str) -> httpx.Response:
        """To the page of what is still to be said, and at the end back to the application."""
        dialogue = self.dialogues[key]
        if dialogue.account is None:
            return _lead(f"{self.solid.base}.account/login/")
        if not dialogue.web_id:
            return _lead(f"{self.solid.base}.account/oidc/pick-webid/")
        if not dialogue.agreed:
            return _lead(f"{self.solid.base}.account/oidc/consent/")
        return _lead(self.solid.approve(f"{self.solid.base}?{urlencode(dialogue.query)}", dialogue.web_id))

    async def _talk(self, request: httpx.Request, path: str, key: str, dialogue: Dialogue) -> httpx.Response:
        place = f"{self.solid.base}.account/"
        if request.method == "GET" and "json" not in request.headers["accept"].partition(",")[0]:
            return httpx.Response(200, text="<h1>Sign in</h1>", headers={"content-type": "text/html"})
        if path == ".account/":
            controls = (await self.solid.answer(request)).json()["controls"]
            controls["oidc"] = {"webId": f"{place}oidc/pick-webid/", "consent": f"{place}oidc/consent/"}
            return httpx.Response(200, json={"controls": controls})
        said: dict[str, Any] = json.loads(request.content or b"{}")
        if path == ".account/login/password/":
            answer = await self.solid.answer(request)
            if answer.status_code != httpx.codes.OK:
                return answer
            dialogue.account = self.solid.accounts[said["email"]]
        elif path == ".account/oidc/pick-webid/":
            assert dialogue.account is not None
            assert said["webId"] in dialogue.account.pods.values()
            dialogue.web_id = said["webId"]
        elif path == ".account/oidc/consent/":
            dialogue.agreed = True
        else:
            return await self.solid.answer(request)
        return httpx.Response(200, json={"location": f"{self.solid.base}.oidc/auth/{key}"})

    def _dialogue_of(self, request: httpx.Request) -> tuple[str, Dialogue | None]:
        cookie = SimpleCookie(request.headers.get("cookie", "")).get(_DIALOGUE)
        return (cookie.value, self.dialogues.get(cookie.value)) if cookie is not None else ("", None)


def _lead(to: str, headers: dict[str, str] | None = None) -> httpx.Response:
    return httpx.Response(303, headers={"location": to, **(headers or {})})
