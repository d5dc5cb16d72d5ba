"""What a service is in a cluster, from its inputs alone."""

from __future__ import annotations

from typing import Any

from bouwsteen.adapters.kubernetes.network_policies import Destination, destinations
from bouwsteen.adapters.kubernetes.places import Place, scope_name
from bouwsteen.adapters.kubernetes.workloads import workload_manifests
from bouwsteen.addresses import Address
from bouwsteen.values import Secret

ADDRESS = Address("town", "test", "forms", "server")
BINDING = {"type": "oauth2", "issuer": "https://sign-in.example/op", "clientSecret": Secret("hidden-secret-value")}
INPUTS: dict[str, Any] = {"image": "bouwsteen/forms:1.0.0", "bindings": {"identity": BINDING}, "migrate": ["migrate"]}


def made(key: bytes = b"k" * 32, **more: Any) -> dict[str, Any]:
    found = workload_manifests({**INPUTS, **more}, Place(ADDRESS, "town-test", bindings_key=key), {})
    return {each["kind"]: each for each in found}


def test_no_secret_stands_anywhere_but_in_a_secret() -> None:
    objects = made()
    assert objects["Secret"]["type"] == "servicebinding.io/oauth2"
    assert isinstance(objects["Secret"]["data"]["clientSecret"], Secret)
    rest = {kind: each for kind, each in objects.items() if kind != "Secret"}
    assert "hidden-secret-value" not in str(rest)


def test_new_credentials_bring_new_pods_and_no_migration() -> None:
    before, after = made(), made(bindings={"identity": {**BINDING, "clientSecret": Secret("another-secret-value")}})
    assert before["Deployment"] != after["Deployment"]
    assert before["Job"] == after["Job"]


def test_another_image_is_another_migration() -> None:
    assert made()["Job"]["metadata"]["name"] != made(image="bouwsteen/forms:1.1.0")["Job"]["metadata"]["name"]
    assert made()["Job"] == made(environment={"TITLE": "Other"}, replicas=3)["Job"]


def test_a_disk_has_one_writer_at_a_time() -> None:
    assert made(volume={"claim": "data", "path": "/data"})["Deployment"]["spec"]["strategy"] == {"type": "Recreate"}
    assert made()["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_nobody_is_let_in_who_is_not_named() -> None:
    assert made()["NetworkPolicy"]["spec"]["ingress"] == []
    assert len(made(ingress=["gateways", "instances"])["NetworkPolicy"]["spec"]["ingress"]) == 2


def test_addresses_of_bindings_are_destinations_and_secrets_are_not() -> None:
    bindings = {"a": {"url": "https://x.example/y", "uri": Secret("postgresql://u:p@db:1/x")}, "b": {"host": "db.town.svc", "port": 5432}}
    assert list(destinations(bindings)) == [Destination("x.example", 443), Destination("db.town.svc", 5432)]


def test_edges_have_names_of_their_own() -> None:
    edges = [Address("town", "test", "database", "server", output="database", consumer=each) for each in ("forms", "forms.other", "Forms")]
    assert len({scope_name(each) for each in edges}) == 3
    assert scope_name(ADDRESS) == "forms"
