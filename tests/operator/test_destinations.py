"""Where the operator calls a broker for a stack: the internet, and Services beside a Stack. What is allowed besides is called too."""

from __future__ import annotations

import copy
import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import click
import pytest
from tests.operator.plans import make_engine
from tests.operator.test_judges import Town, exported_objects

from bouwsteen.adapters.brokers.client import BrokerAddress, BrokerClient, BrokerForbiddenError, BrokerUnreachableError
from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.addresses import Address
from bouwsteen.cli.arguments import operator_run
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.documents.models import SecretRef
from bouwsteen.errors import InvalidInputError
from bouwsteen.providers.protocol import Call, Unreadable
from bouwsteen.values import Secret
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.certificates import Pair, issue, make_authority
from bouwsteen_operator.desires import Desires, Source
from bouwsteen_operator.destinations import Destinations, of_cluster
from bouwsteen_operator.imports import Imports
from bouwsteen_operator.keys import Key
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.webhooks import context_of

PUBLIC = "193.191.245.1"


def leading(*found: str) -> Any:
    """Names lead there."""

    def resolve(_host: str, _port: int) -> Sequence[str]:
        return found

    return resolve


def destinations(*allowed: str, leads: Sequence[str] = (PUBLIC,)) -> Destinations:
    return Destinations(allowed, lambda: {"dv-test"}, ["10.96.0.1", "kubernetes.default.svc"], leading(*leads))


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::]",
        "[fd00:ec2::254]",
        "168.63.129.16",
        "127.0.0.1",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0177.0.0.1",
        "[::1]",
        "0.0.0.0",  # noqa: S104  as an address to call
        "10.96.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "localhost",
        "LOCALHOST.",
        "a.localhost",
        "metadata.google.internal",
        "kubernetes.default.svc",
        "vault.secrets.svc",
        "vault.secrets.svc.cluster.local",
    ],
)
def test_what_is_of_the_cluster_or_of_a_machine_is_not_called(host: str) -> None:
    assert destinations().refusal(host)
    with pytest.raises(BrokerForbiddenError):
        destinations().choose(host, 443)


@pytest.mark.parametrize("led", ["169.254.169.254", "127.0.0.1", "::1", "10.0.0.7", "fd12::1", "10.96.0.1", "::ffff:10.0.0.7", "nonsense"])
def test_a_name_counts_by_what_it_leads_to(led: str) -> None:
    assert destinations(leads=[led]).refusal("broker.example") == "", "which only its addresses tell"
    with pytest.raises(BrokerForbiddenError):
        destinations(leads=[led]).choose("broker.example", 443)
    with pytest.raises(BrokerForbiddenError):
        destinations(leads=[PUBLIC, led]).choose("broker.example", 443)


@pytest.mark.parametrize("led", ["169.254.169.254", "127.0.0.1", "10.96.0.1"])
def test_a_service_beside_a_stack_may_not_lead_out_of_it_either(led: str) -> None:
    with pytest.raises(BrokerForbiddenError):
        destinations(leads=[led]).choose("identity-service.dv-test.svc", 8080)


def test_the_internet_and_services_beside_a_stack_are_called() -> None:
    assert destinations().choose("broker.example", 443) == PUBLIC
    assert destinations().choose(PUBLIC, 443) == PUBLIC
    assert destinations(leads=["10.97.1.2"]).choose("identity-service.dv-test.svc", 8080) == "10.97.1.2"
    assert destinations(leads=["10.97.1.2"]).choose("identity-service.dv-test.svc.cluster.local.", 8080) == "10.97.1.2"


@pytest.mark.parametrize(
    ("allowed", "host", "led"),
    [
        ("10.0.0.0/8", "10.1.2.3", ""),
        ("10.0.0.0/8", "broker.example", "10.1.2.3"),
        ("127.0.0.1", "127.0.0.1", ""),
        ("broker.example", "broker.example", "10.1.2.3"),
        (".example", "broker.intern.example", "10.1.2.3"),
        ("*.example", "broker.example", "10.1.2.3"),
        (".svc", "vault.secrets.svc", "10.1.2.3"),
        ("fd00::/8", "[fd12::1]", ""),
    ],
)
def test_what_is_allowed_is_called(allowed: str, host: str, led: str) -> None:
    with pytest.raises(BrokerForbiddenError):
        destinations(leads=[led]).choose(host, 443)
    assert destinations(allowed, leads=[led]).choose(host, 443) == (led or host.strip("[]"))


@pytest.mark.parametrize("allowed", ["", "10.0.0.0/33", "a b", "https://broker.example", "10.1", "*"])
def test_what_is_allowed_must_be_a_name_or_a_network(allowed: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        destinations(allowed)
    assert raised.value.diagnostics[0].code == "allowed-address-invalid"


def test_a_name_that_leads_nowhere_is_unreachable() -> None:
    with pytest.raises(BrokerUnreachableError) as raised:
        destinations(leads=[]).choose("broker.example", 443)
    assert not isinstance(raised.value, BrokerForbiddenError)


def test_the_api_server_and_namespaces_are_those_of_the_operator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.96.0.1")
    cache = Cache()
    found = of_cluster(Settings(allow_addresses=("10.0.0.0/8",)), cache, "https://192.0.2.7:6443")
    assert found.refusal("192.0.2.7")
    assert found.refusal("broker.dv-test.svc")
    cache.put("Stack", {"kind": "Stack", "metadata": {"namespace": "dv-test", "name": "dv", "resourceVersion": "1"}})
    assert not found.refusal("broker.dv-test.svc")
    assert found.refusal("kubernetes.default.svc")


class Listening:
    """A broker on this machine that counts who asks, and by which name."""

    def __init__(self, pair: Pair | None = None) -> None:
        """By HTTPS where it has a certificate."""
        self.hosts: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.hosts.append(self.headers["Host"])
                body = b'{"services": []}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        if pair is not None:
            self.server.socket = context_of(pair).wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self._thread = threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True)
        self._thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()


@pytest.fixture
def listening() -> Iterator[Listening]:
    made = Listening()
    yield made
    made.close()


def test_a_call_goes_to_the_address_that_was_judged_by_the_name_that_was_meant(listening: Listening) -> None:
    address = BrokerAddress(f"http://identity-service.dv-test.svc:{listening.port}", "us", Secret("s"))
    client = BrokerClient(address, destinations("127.0.0.0/8", leads=["127.0.0.1"]).choose)
    answer = client.send("GET", "/v2/catalog", deadline=float("inf"))
    client.close()
    assert (answer.status, listening.hosts) == (200, [f"identity-service.dv-test.svc:{listening.port}"])


@pytest.mark.parametrize(("named", "is_it"), [("broker.example", True), ("another.example", False), ("127.0.0.1", False)])
def test_who_answers_shows_the_certificate_of_the_name_that_was_meant(
    named: str, is_it: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = dt.datetime.now(dt.UTC)
    authority = make_authority(now)
    (tmp_path / "ca.pem").write_bytes(authority.certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    broker = Listening(issue(authority, [named], now))
    client = BrokerClient(
        BrokerAddress(f"https://broker.example:{broker.port}", "us", Secret("s")),
        destinations("broker.example", leads=["127.0.0.1"]).choose,
    )
    try:
        if is_it:
            assert client.send("GET", "/v2/catalog", deadline=float("inf")).status == 200
        else:
            with pytest.raises(BrokerUnreachableError, match="certificate"):
                client.send("GET", "/v2/catalog", deadline=float("inf"))
        assert broker.hosts == ([f"broker.example:{broker.port}"] if is_it else [])
    finally:
        client.close()
        broker.close()


def test_nothing_is_sent_where_nothing_may_be_called(listening: Listening) -> None:
    provider = BrokerProvider(destinations(leads=["127.0.0.1"]).choose)
    broker = {"url": f"http://identity-service.dv-test.svc:{listening.port}", "username": "us", "password": Secret("s")}
    call = Call(
        Address.parse("town/test/identity/account"),
        "broker/instance",
        {"broker": broker, "service": "identity", "plan": "standard", "parameters": {}},
        "key",
    )
    found = provider.read(call)
    provider.close()
    assert isinstance(found, Unreadable)
    assert "the machine that the operator runs on" in found.detail
    assert "whoever runs the operator" in found.remedy
    assert listening.hosts == []


def existing(town: Town, url: str, *, over: bool) -> None:
    """The sign-in service is there already, at that address."""
    spec = town.stack()["spec"]
    outputs = {"broker": {"url": url, "username": "us", "password": {"secretRef": {"env": "BOUWSTEEN_SECRET_BROKER"}}}}
    said = {"target": "existing", "outputs": outputs}
    spec["blocks"].append({"block": "identity-service", "version": "^1.0", **({} if over else said)})
    spec["blocks"][0]["uses"] = {"broker": "identity-service/broker"}
    if over:
        spec["environments"]["test"]["blocks"]["identity-service"] = said


PLACES = [
    ("https://169.254.169.254/x", False, "spec.blocks[8].outputs.broker.url"),
    ("https://vault.secrets.svc", True, "spec.environments.test.blocks.identity-service.outputs.broker.url"),
]


@pytest.mark.parametrize(("url", "over", "place"), PLACES)
def test_a_stack_with_such_an_address_is_refused_at_the_door(url: str, over: bool, place: str) -> None:
    town = Town(copy.deepcopy(exported_objects()))
    existing(town, url, over=over)
    (problem,) = town.ask().problems
    assert (problem.code, str(problem.source).partition(") ")[2]) == ("broker-address-not-allowed", place)
    assert url in problem.detail
    assert "--allow-address" in problem.remedy
    existing(town, "https://broker.example", over=over)
    town.stack()["spec"]["blocks"].pop(8)
    assert town.ask().problems == ()


class Unread(Imports):
    """Nobody says anything yet."""

    def read_export(self, stack: str, environment: str, output: str) -> None:
        self.values[stack, environment, output] = None

    def read_secret(self, reference: SecretRef) -> str:
        return reference.source


@pytest.mark.parametrize(("url", "over", "place"), PLACES)
def test_a_reconcile_refuses_it_as_well(url: str, over: bool, place: str) -> None:
    """Where no webhook is, or the namespace beside it went since."""
    town = Town(copy.deepcopy(exported_objects()))
    existing(town, url, over=over)
    stack = town.stack()
    workspace, problems = town.judge._read(Key("herstappe-test", "herstappe"), stack, 0.0)
    assert problems == []
    key = Key("herstappe-test", "herstappe")
    imports = Unread(NotImplemented, NotImplemented, key, "")
    with pytest.raises(InvalidInputError) as raised:
        Desires(destinations()).want(key, stack, Source(workspace, "token"), imports, make_engine())
    assert [each.code for each in raised.value.diagnostics] == ["broker-address-not-allowed"]
    assert str(raised.value.diagnostics[0].source).endswith(place)
    assert (
        Desires(destinations(".svc", "169.254.169.254")).want(key, stack, Source(workspace, "token"), imports, make_engine()).missing == ()
    )


def test_what_is_allowed_comes_from_the_command_or_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"": (), ".intern.example 10.1.0.0/16": (".intern.example", "10.1.0.0/16")}
    for text, expected in said.items():
        monkeypatch.setenv("BOUWSTEEN_ALLOW_ADDRESSES", text)
        assert _options().allow_address == expected
    assert _options("--allow-address", "broker.example", "--allow-address", "10.0.0.0/8").allow_address == ("broker.example", "10.0.0.0/8")


def _options(*words: str) -> operator_run.Options:
    command = click.Command("run", params=operator_run.parameters(Texts(Language.EN)))
    context = command.make_context("run", list(words))
    return operator_run.Options(**context.params)
