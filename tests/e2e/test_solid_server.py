"""The Community Solid Server in a stack: installed, supervised, with a citizen who lets an organisation read and takes it back."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from typing import Any

import httpx
import psutil
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey
from tests.e2e.conftest import REPOSITORY, Checkout

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PASSWORD = "canary-of-citizens-0123456789"
STACK = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Stack
metadata: {name: kluizen}
spec:
  organisation: {nis: "24062"}
  blocks:
    - {block: solid-server, version: ^1.0}
  environments:
    local: {target: local}
"""
ACCESS = """\
@prefix acl: <http://www.w3.org/ns/auth/acl#>.
<#owner> a acl:Authorization; acl:agent <{owner}>; acl:accessTo <{resource}>; acl:mode acl:Read, acl:Write, acl:Control.
"""
READER = "<#reader> a acl:Authorization; acl:agent <{reader}>; acl:accessTo <{resource}>; acl:mode acl:Read.\n"


@dataclass
class Agent:
    """Somebody with a WebID, who asks by tokens that are bound to a key (DPoP)."""

    server: str
    web_id: str
    token: str
    key: ECKey

    @property
    def pod(self) -> str:
        return self.web_id.split("profile/")[0]

    def ask(self, method: str, url: str, content: str = "", media: str = "text/turtle") -> httpx.Response:
        hashed = base64.urlsafe_b64encode(hashlib.sha256(self.token.encode()).digest()).rstrip(b"=").decode()
        proof = make_proof(self.key, method, url, ath=hashed)
        headers = {"authorization": f"DPoP {self.token}", "dpop": proof} | ({"content-type": media} if content else {})
        return httpx.request(method, url, content=content, headers=headers, timeout=60)

    def share(self, resource: str, *readers: str) -> None:
        """Say who may read a resource, besides its owner."""
        text = ACCESS.format(owner=self.web_id, resource=resource)
        text += "".join(READER.format(reader=reader, resource=resource) for reader in readers)
        self.ask("PUT", f"{resource}.acl", text).raise_for_status()


def make_proof(key: ECKey, method: str, url: str, **claims: Any) -> str:
    header = {"typ": "dpop+jwt", "alg": "ES256", "jwk": key.as_dict(private=False)}
    return jwt.encode(header, {"htm": method, "htu": url, "jti": str(uuid.uuid4()), "iat": int(time.time()), **claims}, key)


def sign_in(server: str, name: str) -> Agent:
    """By client credentials, which somebody makes for a program in their account."""
    with httpx.Client(base_url=server, headers={"accept": "application/json"}, timeout=60) as http:
        controls = http.get(".account/").json()["controls"]
        login = {"email": f"{name}@voorbeeld.test", "password": PASSWORD}
        session = http.post(controls["password"]["login"], json=login).raise_for_status().json()["authorization"]
        http.headers["authorization"] = f"CSS-Account-Token {session}"
        account = http.get(".account/").json()["controls"]["account"]
        web_id = next(iter(http.get(account["webId"]).json()["webIdLinks"]))
        made = http.post(account["clientCredentials"], json={"name": "test", "webId": web_id}).raise_for_status().json()
        del http.headers["authorization"]
        endpoint = http.get(".well-known/openid-configuration").json()["token_endpoint"]
        key = ECKey.generate_key("P-256")
        form = {"grant_type": "client_credentials", "scope": "webid"}
        proof = {"dpop": make_proof(key, "POST", endpoint)}
        answer = http.post(endpoint, data=form, auth=(made["id"], made["secret"]), headers=proof).raise_for_status().json()
        return Agent(server, web_id, answer["access_token"], key)


def seed(server: str, *names: str) -> str:
    paths = (REPOSITORY / "blocks/solid-server/service", REPOSITORY / "cli")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, paths))}
    command = [sys.executable, "-m", "solid_server.seed", server, *names]
    done = subprocess.run(command, input=f"{PASSWORD}\n", env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_citizen_keeps_data_lets_it_be_read_and_takes_that_back(checkout: Checkout) -> None:
    (checkout.root / "stacks/kluizen").mkdir()
    (checkout.root / "stacks/kluizen/stack.yaml").write_text(STACK, encoding="utf-8")
    checkout.run("lock", "kluizen")
    checkout.run("up", "kluizen")
    server = checkout.run("outputs", "kluizen", "solid-server/solid.url").stdout.strip()

    assert seed(server, "noor-el-amrani", "stad-leuven").count("+ ") == 2
    assert seed(server, "noor-el-amrani", "stad-leuven").count("= ") == 2
    noor, leuven = sign_in(server, "noor-el-amrani"), sign_in(server, "stad-leuven")

    address = f"{noor.pod}address.ttl"
    content = '<#address> <https://data.vlaanderen.be/ns/adres#huisnummer> "7".'
    assert noor.ask("PUT", address, content).status_code in {201, 205}
    assert leuven.ask("GET", address).status_code == 403
    assert httpx.get(address).status_code == 401

    noor.share(address, leuven.web_id)
    assert '"7"' in leuven.ask("GET", address).raise_for_status().text
    assert leuven.ask("PUT", address, content).status_code == 403
    noor.share(address)
    assert leuven.ask("GET", address).status_code == 403

    # It listens on this machine alone, and what was kept is there after a restart.
    assert listening(int(httpx.URL(server).port or 0)) == {"127.0.0.1"}
    checkout.run("down", "kluizen")
    with pytest.raises(httpx.ConnectError):
        httpx.get(server)
    checkout.run("up", "kluizen")
    assert sign_in(server, "noor-el-amrani").ask("GET", address).status_code == 200
    assert checkout.run("plan", "kluizen", "--detailed-exitcode", code=None).returncode == 0
    assert PASSWORD not in "".join(path.read_text(errors="replace") for path in checkout.find("*.log"))


def listening(port: int) -> set[str]:
    found = (each.laddr for each in psutil.net_connections("tcp") if each.status == psutil.CONN_LISTEN)
    return {address.ip for address in found if address and address.port == port}
