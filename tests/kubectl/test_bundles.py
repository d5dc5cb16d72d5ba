"""A support bundle has what explains, and no secret: wherever one was planted, it is nowhere in the file."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.kubectl.conftest import Type
from tests.operator.samples import sample
from tests.support.stack_objects import StackTown

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen_kubectl.bundles import WITHHELD, harmless, without_secrets
from bouwsteen_operator.objects import REQUESTED_AT

PLANTED = "zeer-geheim-4711"


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://forms:{PLANTED}@db/forms",
        f"-----BEGIN RSA PRIVATE KEY-----\n{PLANTED}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{PLANTED}",
        f"Authorization: Bearer {PLANTED}",
        f"password={PLANTED}",
        f'{{"clientSecret": "{PLANTED}", "n": 1}}',
        f"token: {PLANTED}, more",
        f"API_KEY={PLANTED}",
        f"eyJhbGciOiJIUzI1NiJ9.{PLANTED}.{PLANTED}",
    ],
)
def test_what_looks_like_a_secret_goes_from_every_text(text: str) -> None:
    assert PLANTED not in without_secrets(text)
    assert WITHHELD in without_secrets(text)


def test_what_explains_stays() -> None:
    text = 'The Secret bouwsteen-keys has no item 2026: see https://example.org/a, stack "leuven".'
    assert without_secrets(text) == text


def test_texts_of_parameters_go_and_references_stay() -> None:
    reference = {"secretRef": {"env": "BOUWSTEEN_SECRET_STORE"}}
    stack = sample("Stack", "herstappe", ("spec.blocks.1.parameters.user", PLANTED), ("spec.blocks.1.parameters.size", 3))
    stack["metadata"]["annotations"] = {"kubectl.kubernetes.io/last-applied-configuration": PLANTED, REQUESTED_AT: "now"}
    stack["metadata"]["managedFields"] = [{"manager": PLANTED}]
    shown = harmless(stack)
    assert PLANTED not in json.dumps(shown)
    assert shown["spec"]["blocks"][1]["parameters"] == {"password": reference, "user": WITHHELD, "size": 3}
    assert shown["metadata"]["annotations"] == {REQUESTED_AT: "now"}


def _read(file: Path) -> dict[str, Any]:
    with tarfile.open(file) as archive:
        entries = {each.name: archive.extractfile(each) for each in archive}
        return {name.removeprefix("bouwsteen-bundle/"): entry.read().decode() for name, entry in entries.items() if entry is not None}


@pytest.mark.cluster
@pytest.mark.slow
def test_a_secret_that_was_planted_is_nowhere_in_a_bundle(town: StackTown, ask: Type, tmp_path: Path) -> None:
    api, path = town.namespace.api, town.namespace.path
    api.create(path("secrets"), {"metadata": {"name": "planted"}, "stringData": {"password": PLANTED, PLANTED: "as a name"}})
    town.stand({"web": [resource(config_map("web", text=PLANTED))]}, approval="plan")
    town.look()
    town.annotate("kubectl.kubernetes.io/last-applied-configuration", json.dumps({"password": PLANTED}))
    involved = {"apiVersion": town.object["apiVersion"], "kind": "Stack", "name": "leuven", "namespace": town.namespace.name}
    for number, said in enumerate((involved, {**involved, "apiVersion": "v1", "kind": "Secret"})):
        message = f"postgresql://forms:{PLANTED}@db cannot be reached" if number == 0 else PLANTED
        event = {"metadata": {"name": f"event-{number}"}, "involvedObject": said, "reason": "Failed", "message": message, "type": "Warning"}
        api.create(path("events"), event)
    file = tmp_path / "bundle.tar.gz"
    said_of_it = ask("bundle", "--out", str(file), "-o", "json")
    assert (said_of_it.code, said_of_it.err) == (0, "")
    found = _read(file)
    assert {"bundle.json", "events.json", "catalog.json", "versions.json", "why/leuven.txt"} <= found.keys()
    assert {"objects/Stack/leuven.json", "objects/BlockInstance/leuven.web.json"} <= found.keys()
    assert json.loads(found["objects/Stack/leuven.json"])["status"]["conditions"][0]["reason"] == "ApprovalPending"
    assert [each["reason"] for each in json.loads(found["events.json"])] == ["Failed"]
    assert not [name for name, text in found.items() if PLANTED in text or PLANTED in name]
    assert file.stat().st_mode & 0o777 == 0o600
    # What is there already is not written over.
    assert ask("bundle", "--out", str(file)).code == ExitCode.INVALID_INPUT


@pytest.mark.cluster
@pytest.mark.slow
def test_what_somebody_may_not_see_is_left_out_and_said(town: StackTown, ask: Type, tmp_path: Path) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    rules = [{"apiGroups": ["bouwsteen.vlaanderen.be"], "resources": ["stacks"], "verbs": ["list"]}]
    few = town.namespace.create_service_account("few", rules, tmp_path)
    file = tmp_path / "bundle.tar.gz"
    said = ask("bundle", "--out", str(file), kubeconfig=few)
    assert said.code == 0
    assert "Not read: events (forbidden)." in said.out
    left_out = json.loads(_read(file)["bundle.json"])["left_out"]
    assert {"blockinstances", "approvals", "events", "logs", "catalog"} <= left_out.keys()
    assert "stacks" not in left_out
