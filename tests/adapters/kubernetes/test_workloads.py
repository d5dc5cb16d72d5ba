"""What a service is in a cluster, from its inputs alone."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from tests.support.clusters import Namespace

from bouwsteen.adapters.bindings import BindingError
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


def test_another_kit_brings_new_pods_but_for_an_image_that_says_itself_what_it_holds() -> None:
    services = [{"block": "forms", "digest": "sha256:1", "kit": kit} for kit in ("sha256:old", "sha256:new")]
    by_name = [made(service=each) for each in services]
    assert by_name[0]["Deployment"] != by_name[1]["Deployment"]
    assert by_name[0]["Job"] != by_name[1]["Job"], "a new kit may keep tables of its own"
    by_digest = [made(service=each, image="bouwsteen/forms@sha256:" + "0" * 64) for each in services]
    assert by_digest[0] == by_digest[1]


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


def content(files: int, size: int) -> dict[str, bytes]:
    """Forms that are large: as text, and some of it as bytes that are no text."""
    found = {f"form-{number}.yaml": bytes([97 + number % 26]) * size for number in range(files)}
    return {**found, "pictures/seal.png": bytes(range(256)) * (size // 256)}


@pytest.mark.cluster
def test_files_that_do_not_fit_in_one_object_are_in_several_and_mounted_as_one_folder(namespace: Namespace) -> None:
    files = content(8, 400_000)
    place = Place(ADDRESS, namespace.name, bindings_key=b"k" * 32)
    manifests = workload_manifests({**INPUTS, "files": {"/forms": {"digest": "sha256:1"}}}, place, {"sha256:1": files})
    maps = {each["metadata"]["name"]: each for each in manifests if each["kind"] == "ConfigMap"}
    assert len(maps) > 3
    for each in maps.values():
        namespace.api.create(namespace.path("configmaps"), each)
    (server,) = (each for each in manifests if each["kind"] == "Deployment")
    (volume,) = (each for each in server["spec"]["template"]["spec"]["volumes"] if each["name"].startswith("files-"))
    mounted: dict[str, bytes] = {}
    for source in (each["configMap"] for each in volume["projected"]["sources"]):
        live = namespace.api.get(namespace.path("configmaps", source["name"]))
        for item in source["items"]:
            assert item["path"] not in mounted
            binary = live.get("binaryData", {}).get(item["key"])
            mounted[item["path"]] = base64.b64decode(binary) if binary else live["data"][item["key"]].encode()
    assert mounted == files


def test_a_file_that_no_object_holds_is_refused_by_its_name() -> None:
    with pytest.raises(BindingError, match=r"form-0\.yaml"):
        workload_manifests(
            {**INPUTS, "files": {"/forms": {"digest": "sha256:1"}}}, Place(ADDRESS, "town-test"), {"sha256:1": content(1, 1_000_000)}
        )
