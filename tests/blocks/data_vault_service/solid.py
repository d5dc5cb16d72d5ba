"""A Solid server in memory, as far as the adapter speaks to one: accounts, WebIDs, Solid-OIDC with DPoP, documents, Web Access Control.

The Community Solid Server itself is in tests/e2e; here it can be slow, away, or strange, at once. `serving` gives it a port, for
services that run in processes of their own.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from bouwsteen_service.seals import Clock

HOST = "pods.test"
BASE = f"https://{HOST}/"
ACL = "http://www.w3.org/ns/auth/acl#"
OWNER_RULES = """\
@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization; acl:agent <{owner}>; acl:accessTo <./>; acl:default <./>; acl:mode acl:Read, acl:Write, acl:Control.
"""


@dataclass
class Account:
    email: str
    password: str
    pods: dict[str, str] = field(default_factory=dict)
    credentials: dict[str, tuple[str, str]] = field(default_factory=dict)  # id → (secret, WebID)


@dataclass
class Document:
    text: bytes
    version: int = 1

    @property
    def etag(self) -> str:
        return f'"{self.version}"'


# As long as the Community Solid Server keeps one that lies unused.
REFRESH_SECONDS = 86400


@dataclass
class Solid:
    """`faults`: called with each request before it is answered; what it gives is the answer. `nonce`: wanted in each proof.

    Threads may use it at the same time.
    """

    clock: Clock
    accounts: dict[str, Account] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    sessions: dict[str, Account] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refreshes: dict[str, tuple[str, str, float]] = field(default_factory=dict)  # token → (WebID, thumbprint, end)
    requests: list[tuple[str, str]] = field(default_factory=list)
    readings: list[tuple[str, str]] = field(default_factory=list)  # who got which document
    faults: Callable[[httpx.Request], httpx.Response | None] = lambda _: None
    nonce: str = ""
    forgets: bool = False  # refresh tokens
    rules_of_another_kind: bool = False
    base: str = BASE
    lock: threading.RLock = field(default_factory=threading.RLock)
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "one", "alg": "ES256"}))

    # What a person does there

    def add_person(self, name: str, **data: str) -> str:
        """An account with a pod that holds documents; gives the WebID."""
        with self.lock:
            return self._add_person(name, data)

    def _add_person(self, name: str, data: Mapping[str, str]) -> str:
        account = self.accounts[f"{name}@voorbeeld.test"] = Account(f"{name}@voorbeeld.test", "a password of citizens")
        web_id = self._add_pod(account, name)
        for datum, text in data.items():
            self.documents[self.place(name, datum)] = Document(text.format(me=web_id).encode())
        return web_id

    def place(self, name: str, datum: str) -> str:
        return f"{self.base}{name}/bouwsteen/{datum}"

    def approve(self, address: str, web_id: str) -> str:
        """Sign in at the address to which the adapter sent the browser; where the browser goes back to."""
        query = dict(parse_qsl(urlsplit(address).query))
        assert query["code_challenge_method"] == "S256"
        assert set(query["scope"].split()) == {"openid", "webid", "offline_access"}
        code = secrets.token_urlsafe(16)
        with self.lock:
            self.codes[code] = query | {"web_id": web_id}
        return f"{query['redirect_uri']}?code={code}&state={query['state']}&iss={self.base}"

    def rules(self, name: str, datum: str) -> set[tuple[str, str]]:
        """(agent, mode) of the rules of a document; empty where it has none of its own."""
        resource = self.place(name, datum)
        with self.lock:
            return self._allowed(f"{resource}.acl", resource, "accessTo")

    def web_ids_of_organisations(self) -> list[str]:
        """Of those whose account has credentials, each as often as it has some."""
        with self.lock:
            found = [each for email, each in self.accounts.items() if email.endswith("@bestuur.invalid")]
            return [web_id for account in found for _, web_id in account.credentials.values()]

    # HTTP

    async def answer(self, request: httpx.Request) -> httpx.Response:
        with self.lock:
            return self._answer(request)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        url = f"{urlsplit(self.base).scheme}://{request.headers['host']}{request.url.raw_path.decode()}"
        self.requests.append((request.method, url))
        fault = self.faults(request)
        if fault is not None:
            return fault
        path = url.removeprefix(self.base)
        if path.startswith(".account"):
            return self._account(request, path)
        if path.startswith((".well-known/", ".oidc/")):
            return self._oidc(request, path, url)
        return self._document(request, url)

    def _account(self, request: httpx.Request, path: str) -> httpx.Response:
        body = json.loads(request.content or b"{}")
        session = request.headers.get("authorization", "").removeprefix("CSS-Account-Token ")
        account = self.sessions.get(session)
        at = f"{self.base}.account/"
        if path == ".account/":
            controls: dict[str, Any] = {"password": {"login": f"{at}login/password/", "create": f"{at}me/password/"}}
            names = {"pod": "pod", "webId": "webid", "clientCredentials": "client-credentials"}
            controls["account"] = {"create": f"{at}account/"} | ({k: f"{at}me/{v}/" for k, v in names.items()} if account else {})
            return httpx.Response(200, json={"controls": controls})
        if path == ".account/login/password/":
            known = self.accounts.get(body["email"])
            if known is None or known.password != body["password"]:
                return httpx.Response(403, json={"message": "Invalid email/password combination."})
            return httpx.Response(200, json={"authorization": self._session(known)})
        if path == ".account/account/":
            return httpx.Response(200, json={"authorization": self._session(Account("", ""))})
        if account is None:
            return httpx.Response(401, json={})
        if path == ".account/me/password/":
            account.email, account.password = body["email"], body["password"]
            self.accounts[account.email] = account
            return httpx.Response(200, json={})
        if path == ".account/me/pod/":
            self._add_pod(account, body["name"])
            return httpx.Response(200, json={})
        if path == ".account/me/webid/":
            return httpx.Response(200, json={"webIdLinks": dict.fromkeys(account.pods.values(), "x")})
        if path == ".account/me/client-credentials/" and request.method == "GET":
            return httpx.Response(200, json={"clientCredentials": {each: f"{self.base}{path}{each}/" for each in account.credentials}})
        if path == ".account/me/client-credentials/":
            made = f"{body['name']}_{secrets.token_hex(4)}"
            account.credentials[made] = (secrets.token_urlsafe(16), body["webId"])
            return httpx.Response(200, json={"id": made, "secret": account.credentials[made][0]})
        account.credentials.pop(path.rstrip("/").rpartition("/")[2])
        return httpx.Response(200, json={})

    def _session(self, account: Account) -> str:
        session = secrets.token_urlsafe(8)
        self.sessions[session] = account
        return session

    def _add_pod(self, account: Account, name: str) -> str:
        web_id = f"{self.base}{name}/profile/card#me"
        account.pods[name] = web_id
        profile = f"<{web_id}> <http://www.w3.org/ns/solid/terms#oidcIssuer> <{self.base}>."
        self.documents[f"{self.base}{name}/profile/card"] = Document(profile.encode())
        everybody = (
            "<#all> a acl:Authorization; acl:agentClass <http://xmlns.com/foaf/0.1/Agent>; acl:accessTo <./card>; acl:mode acl:Read."
        )
        rules = OWNER_RULES.format(owner=web_id)
        self.documents[f"{self.base}{name}/profile/card.acl"] = Document(f"{rules}\n{everybody}".encode())
        self.documents[f"{self.base}{name}/.acl"] = Document(rules.encode())
        return web_id

    def _oidc(self, request: httpx.Request, path: str, url: str) -> httpx.Response:
        if path == ".well-known/openid-configuration":
            names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
            document = {"issuer": self.base} | {name: f"{self.base}.oidc/{place}" for name, place in names.items()}
            return httpx.Response(200, json=document)
        if path == ".oidc/jwks":
            return httpx.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        if (wanted := self._wants_nonce(request)) is not None:
            return wanted
        thumbprint = self._check_proof(request, url)
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        kind = form["grant_type"]
        if kind == "client_credentials":
            pair = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode().split(":")
            found = {key: value for account in self.accounts.values() for key, value in account.credentials.items()}.get(pair[0])
            if found is None or found[0] != pair[1]:
                return httpx.Response(401, json={"error": "invalid_client"})
            return self._tokens(found[1], thumbprint)
        if kind == "refresh_token":
            web_id, bound, end = self.refreshes.pop(form["refresh_token"], ("", "", 0))
            if self.forgets or bound != thumbprint or self.clock() > end:
                return httpx.Response(400, json={"error": "invalid_grant"})
            return self._tokens(web_id, thumbprint, refresh=True)
        begun = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge or begun["redirect_uri"] != form["redirect_uri"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        now = int(self.clock())
        claims = {"iss": self.base, "aud": begun["client_id"], "sub": begun["web_id"], "webid": begun["web_id"], "nonce": begun["nonce"]}
        id_token = jwt.encode({"alg": "ES256", "kid": "one"}, claims | {"iat": now, "exp": now + 3600}, self.key)
        return self._tokens(begun["web_id"], thumbprint, refresh=True, id_token=id_token)

    def _tokens(self, web_id: str, thumbprint: str, *, refresh: bool = False, **more: str) -> httpx.Response:
        now = int(self.clock())
        claims = {"iss": self.base, "webid": web_id, "cnf": {"jkt": thumbprint}, "iat": now, "exp": now + 600}
        body: dict[str, Any] = {"access_token": jwt.encode({"alg": "ES256", "kid": "one"}, claims, self.key), "token_type": "DPoP"}
        if refresh:
            token = body["refresh_token"] = secrets.token_urlsafe(16)
            self.refreshes[token] = (web_id, thumbprint, self.clock() + REFRESH_SECONDS)
        return httpx.Response(200, json=body | {"expires_in": 600} | more)

    def _wants_nonce(self, request: httpx.Request) -> httpx.Response | None:
        claims = json.loads(base64.urlsafe_b64decode(request.headers["dpop"].split(".")[1] + "=="))
        if self.nonce and claims.get("nonce") != self.nonce:
            return httpx.Response(400, json={"error": "use_dpop_nonce"}, headers={"dpop-nonce": self.nonce})
        return None

    def _check_proof(self, request: httpx.Request, url: str, token: str | None = None) -> str:
        """The thumbprint of the key of a right proof."""
        proof = request.headers["dpop"]
        header = json.loads(base64.urlsafe_b64decode(proof.split(".")[0] + "=="))
        key = ECKey.import_key(header["jwk"])
        assert header["typ"] == "dpop+jwt"
        assert "d" not in header["jwk"]
        claims = jwt.decode(proof, key, algorithms=["ES256"]).claims
        assert (claims["htm"], claims["htu"]) == (request.method, url.partition("?")[0])
        if token is not None:
            assert claims["ath"] == base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=").decode()
        return str(key.thumbprint())

    def _agent(self, request: httpx.Request, url: str) -> str | None:
        """Who asks; empty for nobody, None for a token that is not right."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if not token:
            return ""
        assert scheme == "DPoP"
        thumbprint = self._check_proof(request, url, token)
        claims = jwt.decode(token, KeySet([self.key]), algorithms=["ES256"]).claims
        is_right = claims["cnf"]["jkt"] == thumbprint and claims["exp"] > self.clock()
        return str(claims["webid"]) if is_right else None

    def _document(self, request: httpx.Request, url: str) -> httpx.Response:
        agent = self._agent(request, url)
        if agent is None:
            return httpx.Response(401)
        is_rules = url.endswith(".acl")
        subject = url.removesuffix(".acl")
        mode = "Control" if is_rules else "Read" if request.method in {"GET", "HEAD"} else "Write"
        if mode not in self._modes(subject, agent):
            return httpx.Response(403 if agent else 401)
        known = self.documents.get(url)
        links = [] if is_rules else [f'<{url.rsplit("/", 1)[1]}.acl>; rel="acl"']
        if urlsplit(url).path.count("/") == 2 and url.endswith("/"):
            links.append('<http://www.w3.org/ns/pim/space#Storage>; rel="type"')
        if is_rules and self.rules_of_another_kind:
            links.append('<http://www.w3.org/ns/solid/acp#AccessControlResource>; rel="type"')
        headers = {"link": ", ".join(links)} | ({"etag": known.etag} if known else {})
        if request.method in {"GET", "HEAD"}:
            if known is None and not url.endswith("/"):
                return httpx.Response(404)
            if request.method == "GET" and known is not None and not is_rules:
                self.readings.append((agent, url))
            headers |= {"content-type": "text/turtle", "last-modified": "Thu, 26 Nov 2026 10:00:00 GMT"}
            return httpx.Response(200, content=b"" if request.method == "HEAD" or known is None else known.text, headers=headers)
        if request.headers.get("if-none-match") == "*" and known is not None:
            return httpx.Response(412)
        if "if-match" in request.headers and (known is None or request.headers["if-match"] != known.etag):
            return httpx.Response(412)
        if request.method == "DELETE":
            self.documents.pop(url)
            return httpx.Response(205)
        list(parse(request.content, RdfFormat.TURTLE, base_iri=url))
        self.documents[url] = Document(request.content, 1 if known is None else known.version + 1)
        return httpx.Response(205 if known else 201)

    def _modes(self, subject: str, agent: str) -> set[str]:
        """What somebody may do, by the document's own rules, else by those that the nearest folder hands down."""
        where, kind = subject, "accessTo"
        while f"{where}.acl" not in self.documents:
            where, kind = where.rstrip("/").rsplit("/", 1)[0] + "/", "default"
            if len(where) < len(self.base):
                return set()
        allowed = self._allowed(f"{where}.acl", where, kind)
        return {mode for who, mode in allowed if who in {agent, "everybody"}}

    def _allowed(self, document: str, subject: str, kind: str) -> set[tuple[str, str]]:
        known = self.documents.get(document)
        if known is None:
            return set()
        triples = {quad.triple for quad in parse(known.text, RdfFormat.TURTLE, base_iri=document)}
        rules = {each.subject for each in triples if each == Triple(each.subject, NamedNode(ACL + kind), NamedNode(subject))}
        found = set()
        for rule in rules:
            facts = [(each.predicate.value.removeprefix(ACL), each.object) for each in triples if each.subject == rule]
            agents = [node.value for name, node in facts if name == "agent" and isinstance(node, NamedNode)]
            agents += ["everybody" for name, _ in facts if name == "agentClass"]
            modes = [node.value.removeprefix(ACL) for name, node in facts if name == "mode" and isinstance(node, NamedNode)]
            found |= {(agent, mode) for agent in agents for mode in modes}
        return found


Answer = Callable[[httpx.Request], Coroutine[Any, Any, httpx.Response | None]]


def by_itself(solid: Solid) -> Answer:
    return solid.answer


@contextmanager
def serving(clock: Clock, through: Callable[[Solid], Answer] = by_itself) -> Iterator[Solid]:
    """One at a port of this machine. `through`: who answers for it; where there is no answer the connection breaks."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died on the way: nobody got that
                self.close_connection = True
                return
            asked = httpx.Request(self.command, solid.base.rstrip("/") + self.path, headers=list(self.headers.items()), content=body)
            answer = asyncio.run(respond(asked))
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "content-length" not in answer.headers:
                self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the library's
            """Nothing is printed."""

    for method in ("GET", "HEAD", "POST", "PUT", "DELETE"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    solid = Solid(clock, base=f"http://127.0.0.1:{server.server_address[1]}/")
    respond = through(solid)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield solid
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
