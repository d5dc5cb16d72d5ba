"""The sign-in service: an application registers, somebody signs in, tokens are given, exchanged and looked at."""

from __future__ import annotations

import re
import threading
from dataclasses import replace
from typing import Any

import httpx
from sqlalchemy import func, select
from tests.blocks.identity_service.worlds import CALLBACK
from tests.blocks.payments_service.receivers import Receiver
from tests.services.deaths import Built, Mortal, Place
from tests.services.lives.lives import BROKER_KEY, SESSION_KEY, Life

from bouwsteen_service import Bindings
from bouwsteen_service.databases import Database
from identity_service import applications
from identity_service.registrations import PLAN_ID, SERVICE_ID
from identity_service.services import IdentityService
from identity_service.settings import FOLLOWS, IdentitySettings
from identity_service.tables import clients, codes, grants, shares, signing_keys, tokens

_IDS = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}


def build(place: Place) -> Built:
    own = {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}
    bindings = Bindings({"own": own, "database": {"driver": "postgresql", "uri": place.database_uri}})
    settings = replace(place.settings, follows=FOLLOWS)
    service = IdentityService.build(IdentitySettings(settings, place.folder), bindings, clock=place.clock)
    return Built(applications.create_application(service, bindings), settings, service.database, [])


class SignInLife(Life):
    BEHIND_BROKER = ("shares", "clients")

    def __init__(self, mortal: Mortal, hooks: Receiver) -> None:
        super().__init__(mortal, hooks)
        self.kept: dict[str, str] = {}  # client → the access token that it ended with
        self.removed = 0
        self._lock = threading.Lock()

    def register(self) -> None:
        self.provision(_IDS)

    def ask_something(self) -> httpx.Response:
        return self.get("/op/v1/auth", params={"client_id": "0" * 32, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid"})

    def work(self, number: int) -> None:
        self.provision(_IDS, f"share-{number}")
        parameters = {"redirectUris": [CALLBACK], "scopes": ["openid", "profile", "offline_access"]}
        made = self.bind(_IDS, f"client-{number}", parameters, f"share-{number}")
        passing = self.bind(_IDS, f"passing-{number}", parameters, f"share-{number}")
        self._unbind(f"passing-{number}", f"share-{number}")
        account, gone = (made["clientId"], made["clientSecret"]), (passing["clientId"], passing["clientSecret"])
        access = self._tokens(account)
        seen = self.mortal.ask("POST", "/op/v1/introspect", data={"token": access}, auth=account).json()
        assert seen["active"] is True, "what was answered for holds"
        assert self.mortal.ask("POST", "/op/v1/introspect", data={"token": access}, auth=gone).status_code == 401
        with self._lock:
            self.kept[made["clientId"]] = access

    def _unbind(self, binding: str, instance: str) -> None:
        """Asking again for what is done is fine."""
        for status in ({200, 410}, {410}):
            assert self.broker("DELETE", f"/{instance}/service_bindings/{binding}", params=_IDS).status_code in status

    def _tokens(self, account: tuple[str, str]) -> str:
        """An access token from a refreshed pair. A code or token whose answer was lost is worth nothing any more: who uses it again
        signs in again."""
        for _ in range(10):
            code = self._sign_in(account[0])
            first = self._exchange(account, {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK})
            second = (
                None if first is None else self._exchange(account, {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})
            )
            if second is not None:
                return str(second["access_token"])
        raise AssertionError("nobody is that unlucky")

    def _exchange(self, account: tuple[str, str], form: dict[str, str]) -> dict[str, Any] | None:
        answer = self.mortal.ask("POST", "/op/v1/token", data=form, auth=account)
        document: dict[str, Any] = answer.json()
        if answer.status_code == 200:
            return document
        assert document["error"] == "invalid_grant", document
        return None

    def _sign_in(self, client_id: str) -> str:
        asked = {"client_id": client_id, "redirect_uri": CALLBACK, "response_type": "code", "prompt": "login", "state": "s", "nonce": "n"}
        jar: dict[str, str] = {}

        def visit(method: str, path: str, **options: Any) -> httpx.Response:
            answer = self.mortal.ask(method, path, cookies=jar, **options)
            jar.update(answer.cookies)
            return answer

        page = visit("GET", "/op/v1/auth", params=asked | {"scope": "openid profile offline_access"})
        page = visit("GET", "/op/v1/login", params={"transaction": _hidden(page, "transaction"), "means": "itsme"})
        fields = {name: _hidden(page, name) for name in ("transaction", "means", "csrf")} | {"persona": "jan-peeters"}
        answer = visit("POST", "/op/v1/login", data=fields, headers={"origin": self.mortal.place.base})
        assert answer.status_code == 303, answer.text
        return str(httpx.URL(answer.headers["location"]).params["code"])

    def check(self, database: Database) -> None:
        """Each client once, those that were taken away not at all; of each sign-in that holds one pair of tokens that is not used."""
        with database.reading() as connection:
            assert sorted(connection.execute(select(clients.c.client_id)).scalars()) == sorted(self.kept)
            assert connection.execute(select(func.count()).select_from(shares)).scalar_one() == len(self.kept) + 1
            assert connection.execute(select(func.count()).select_from(signing_keys)).scalar_one() == 1
            live = (grants.c.revoked_at.is_(None), codes.c.used_at.is_not(None))
            pairs = (
                select(grants.c.grant_id, func.count().filter(tokens.c.kind == "refresh", tokens.c.used_at.is_(None)))
                .join(codes, codes.c.grant_id == grants.c.grant_id)
                .join(tokens, tokens.c.grant_id == grants.c.grant_id)
                .where(*live)
                .group_by(grants.c.grant_id)
            )
            holding = {str(grant): int(unused) for grant, unused in connection.execute(pairs)}
            assert len(holding) == len(self.kept)
            assert set(holding.values()) == {1}


def _hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None, page.text
    return found[1]
