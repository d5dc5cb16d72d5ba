"""Consent in a stack: the real Solid server, the adapter, a citizen who gives and takes back, and a client library of others."""

from __future__ import annotations

import html
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from pydantic import SecretStr
from tests.e2e.conftest import Checkout
from tests.e2e.test_solid_server import PASSWORD, seed, sign_in

from bouwsteen.adapters.local.package_caches import keep_packages, take_packages
from bouwsteen.adapters.node_commands import Node, find_node, install_packages
from bouwsteen_service import ServiceSettings, read_bindings
from bouwsteen_service.brokers import derive_password
from data_vault_service.registrations import PLAN_ID, SERVICE_ID
from data_vault_service.services import VaultService
from data_vault_service.settings import VaultSettings

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

STACK = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Stack
metadata: {name: kluizen}
spec:
  organisation: {nis: "24062"}
  blocks:
    - {block: solid-server, version: ^1.0}
    - {block: data-vault, version: ^1.0}
  environments:
    local: {target: local}
"""
USER = "leuven.local.test"
CLIENT = Path(__file__).with_name("solid_client")
JSON = {"accept": "application/json"}
PAGE = {"accept": "text/html"}


@dataclass
class Citizen:
    """Somebody with a browser, and with an account at the Solid server."""

    solid: str
    name: str
    http: httpx.Client

    @property
    def web_id(self) -> str:
        return f"{self.solid}{self.name}/profile/card#me"

    def open(self, url: str) -> httpx.Response:
        """A page, redirects included."""
        return self.http.get(url, headers=PAGE, follow_redirects=True).raise_for_status()

    def ask(self, place: str, **body: Any) -> Any:
        """The API of the server, as its own pages use it."""
        controls = self.http.get(f"{self.solid}.account/", headers=JSON).raise_for_status().json()["controls"]
        kind, name = place.split(".")
        return self.http.post(controls[kind][name], json=body, headers=JSON).raise_for_status().json()

    def sign_in(self, page: httpx.Response) -> httpx.Response:
        """By the link on a page of the adapter, at the server, and back."""
        link = re.search(r'href="(/sign-in[^"]*)"', page.text)
        assert link is not None
        self.open(urljoin(str(page.url), html.unescape(link[1])))
        self.open(self.ask("password.login", email=f"{self.name}@voorbeeld.test", password=PASSWORD)["location"])
        self.open(self.ask("oidc.webId", webId=self.web_id, remember=False)["location"])
        return self.open(self.ask("oidc.consent", remember=True)["location"])

    def send(self, page: httpx.Response, path: str, **fields: str) -> httpx.Response:
        """A form of a page of the adapter."""
        token = re.findall(r'name="csrf" value="([^"]*)"', page.text)[-1]
        url = urljoin(str(page.url), path)
        origin = url.split("/", 3)
        headers = {**PAGE, "origin": "/".join(origin[:3])}
        return self.http.post(url, data={"csrf": token, **fields}, headers=headers, follow_redirects=True).raise_for_status()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> tuple[Node, Path]:
    """The client library of others, installed by its lock file, once for each machine."""
    node, folder = find_node(), tmp_path_factory.mktemp("client") / "packages"
    files = [CLIENT / name for name in ("package.json", "package-lock.json")]
    assert "://" not in files[1].read_text(encoding="utf-8")
    digest = "test-" + json.loads(files[1].read_bytes())["packages"]["node_modules/@inrupt/solid-client"]["version"]
    if not take_packages(digest, folder):
        folder.mkdir()
        for file in files:
            (folder / file.name).write_bytes(file.read_bytes())
        install_packages(node, folder, cancelled=lambda: False, progress=lambda _: None)
        keep_packages(digest, folder)
    (folder / "reads.mjs").write_bytes((CLIENT / "reads.mjs").read_bytes())
    return node, folder


def read_as(library: tuple[Node, Path], solid: str, account: tuple[str, str], agent: str, document: str) -> Any:
    """What the library of others gets for a document, and what it says of the access of an agent."""
    node, folder = library
    command = [str(node.program), str(folder / "reads.mjs"), solid, *account, agent, document]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_consent_is_given_read_by_and_taken_back_at_the_real_server(checkout: Checkout, library: tuple[Node, Path]) -> None:
    (checkout.root / "stacks/kluizen").mkdir()
    (checkout.root / "stacks/kluizen/stack.yaml").write_text(STACK, encoding="utf-8")
    checkout.run("lock", "kluizen")
    checkout.run("up", "kluizen")
    solid = checkout.run("outputs", "kluizen", "solid-server/solid.url").stdout.strip()
    assert seed(solid, "noor-el-amrani", "jan-peeters").count("+ ") == 2
    adapter, key, own = adapter_of(checkout)

    with adopt(adapter, key) as application, httpx.Client(timeout=60) as http:
        noor = Citizen(solid, "noor-el-amrani", http)
        asked = application.post("/access-requests", json={"webId": noor.web_id, "data": ["email"]}).raise_for_status().json()
        read = f"/access-requests/{asked['id']}/data/email"
        assert application.get(read).json()["reason"] == "requested"
        page = noor.sign_in(noor.open(asked["consentUrl"]))
        noor.send(page, f"/consent/{asked['id']}", decision="grant", **{"value-email": "noor@voorbeeld.test"})
        answer = application.get(read).raise_for_status().json()
        assert answer["value"] == "noor@voorbeeld.test"

        # The client of others sees the same: the organisation reads, a stranger does not, the owner keeps all.
        document, organisation = answer["source"], own.web_id
        account = (own.client_id, own.secret)
        assert read_as(library, solid, account, "-", document)["value"] == "noor@voorbeeld.test"
        assert read_as(library, solid, credentials_of(solid, "jan-peeters"), "-", document)["status"] == 403
        seen = read_as(library, solid, credentials_of(solid, noor.name), organisation, document)
        assert seen["value"] == "noor@voorbeeld.test"
        assert seen["access"] == {"read": True, "append": False, "write": False, "controlRead": False, "controlWrite": False}

        page = noor.open(urljoin(asked["consentUrl"], f"/vault/requests/{asked['id']}"))
        page = noor.send(page, f"/vault/requests/{asked['id']}/withdraw")
        assert "ook uit uw kluis verwijderd" in page.text
        refused = application.get(read)
        assert (refused.status_code, refused.json()["reason"]) == (403, "withdrawn")
        assert read_as(library, solid, account, "-", document)["status"] == 403
        seen = read_as(library, solid, credentials_of(solid, noor.name), organisation, document)
        assert (seen["value"], seen["access"]["read"]) == ("noor@voorbeeld.test", False)

        # What citizens change themselves counts as much as what they decide on the pages.
        again = application.post("/access-requests", json={"webId": noor.web_id, "data": ["email"]}).json()
        noor.send(noor.open(again["consentUrl"]), f"/consent/{again['id']}", decision="grant")
        read = f"/access-requests/{again['id']}/data/email"
        assert application.get(read).status_code == 200
        sign_in(solid, noor.name).share(document)
        refused = application.get(read)
        assert (refused.status_code, refused.json()["reason"]) == (403, "refused-by-vault")
    logs = "".join(path.read_text(errors="replace") for path in checkout.find("data-vault-service*.log"))
    assert "noor" not in logs


def adapter_of(checkout: Checkout) -> tuple[str, SecretStr, Any]:
    """(address, key of the broker, a way to see the organisation's own WebID and credentials as the adapter holds them)."""
    url = checkout.run("outputs", "kluizen", "data-vault-service/broker.url").stdout.strip().removesuffix("/broker")
    (key,) = checkout.find("dataKey")
    bindings = read_bindings(ServiceSettings(binding_root=key.parents[1]))
    (database,) = checkout.find("data-vault.sqlite")

    class Own:
        def __getattr__(self, name: str) -> Any:
            service = VaultService.build(VaultSettings(ServiceSettings(), database.parent), bindings)
            try:
                return getattr(service.identities.find(f"{USER}/one"), name)
            finally:
                service.close()

    return url, bindings["own"]["brokerKey"], Own()


def adopt(adapter: str, key: SecretStr) -> httpx.Client:
    """An application of a share of its own, with a token."""
    ids = {"service_id": SERVICE_ID, "plan_id": PLAN_ID}
    place = {"organization_guid": "o", "space_guid": "s"}
    terms = {"purpose": "Een proef", "period": "P1D", "data": ["email"], "redirectUris": []}
    account = (USER, derive_password(key, USER))
    with httpx.Client(base_url=f"{adapter}/broker/v2", headers={"x-broker-api-version": "2.17"}, auth=account, timeout=60) as broker:
        share = {"parameters": {"organisation": {"nis": "24062", "name": "Stad Leuven"}}}
        broker.put("/service_instances/one", json=ids | place | share).raise_for_status()
        bound = broker.put("/service_instances/one/service_bindings/one", json=ids | {"parameters": terms}).raise_for_status()
    made = bound.json()["credentials"]
    form = {"grant_type": "client_credentials"}
    token = httpx.post(made["tokenUrl"], data=form, auth=(made["clientId"], made["clientSecret"]), timeout=60).raise_for_status().json()
    return httpx.Client(base_url=f"{made['url']}/v1", headers={"authorization": f"Bearer {token['access_token']}"}, timeout=60)


def credentials_of(solid: str, name: str) -> tuple[str, str]:
    """Client credentials, which somebody makes for a program in their account."""
    with httpx.Client(headers=JSON, timeout=60) as http:
        login = {"email": f"{name}@voorbeeld.test", "password": PASSWORD}
        controls = http.get(f"{solid}.account/").raise_for_status().json()["controls"]
        session = http.post(controls["password"]["login"], json=login).raise_for_status().json()["authorization"]
        http.headers["authorization"] = f"CSS-Account-Token {session}"
        account = http.get(f"{solid}.account/").json()["controls"]["account"]
        wanted = {"name": "library", "webId": f"{solid}{name}/profile/card#me"}
        made = http.post(account["clientCredentials"], json=wanted).raise_for_status().json()
    return made["id"], made["secret"]
