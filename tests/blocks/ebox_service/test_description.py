"""Generated requests against the descriptions of the service's APIs: no answer that they do not describe, no failure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from tests.blocks.ebox_service.test_official_operations import OPERATIONS
from tests.blocks.ebox_service.worlds import BASE, JAN, World, build_world, letter, multipart

pytestmark = pytest.mark.slow
PREFIX = "/ebox/{domain}/v2"


def as_publication(sent: dict[str, Any], body: Any, part: str) -> dict[str, Any]:
    """What was generated, as a client writes it: the message as JSON, files with a name."""
    parts = body if isinstance(body, dict) else {}
    files = [(name, "file.txt", "text/plain", str(value).encode()) for name, value in parts.items() if name != part]
    kind, content = multipart(parts.get(part, {}), files, part=part)
    return {"method": sent["method"], "url": sent["url"], "content": content, "kind": kind}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = build_world(tmp_path_factory.mktemp("described"))
    world.register().send(letter())
    return world


def press(world: World, operation: Any, bearer: dict[str, str], part: str | None, examples: int) -> set[int]:
    """The statuses of generated requests. `part`: the one that holds JSON, where the operation takes multipart."""
    client, seen = world.http(), set()

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, True, False]))
    def check(case: Any, signed_in: bool) -> None:
        if "domain" in case.path_parameters:
            case.path_parameters = {**case.path_parameters, "domain": "citizen"}
        sent = case.as_transport_kwargs(base_url=BASE)
        kept = {name: value for name, value in (sent.pop("headers") or {}).items() if name.lower() != "authorization"}
        if part is not None:
            sent = as_publication(sent, case.body, part)
            kept["content-type"] = sent.pop("kind")
        sent["headers"] = kept | (bearer if signed_in else {})
        sent.pop("cookies", None)
        try:
            request = client.build_request(**sent)
        except (UnicodeEncodeError, httpx.InvalidURL):
            return
        answer = client.send(request)
        answer.elapsed = timedelta(0)
        seen.add(answer.status_code)
        response = schemathesis.Response.from_httpx(answer, verify=False)
        for rule in (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance):
            case.validate_response(response, checks=[rule])

    check()
    return seen


def described(world: World, path: str) -> Any:
    return schemathesis.openapi.from_dict(world.http().get(path).json())


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_answers_are_as_described(world: World, method: str, path: str) -> None:
    operation = described(world, "/ebox/openapi.json")[PREFIX + path][method]
    bearer = world.register().bearer(on_behalf_of=JAN["eboxIdValue"])
    part = "messageToPublish" if path == "/publishMessage" else None
    assert press(world, operation, bearer, part, 8) & {200, 201, 400, 404}


@pytest.mark.parametrize(
    ("api", "part"), [("/ebox/v3", "messageToPublish"), ("/ebox/federation", "messageToPublish"), ("/document-service", "notification")]
)
def test_answers_of_the_other_apis_are_as_described(world: World, api: str, part: str) -> None:
    account = world.register() if part == "messageToPublish" else world.register_notifier()
    bearer = account.bearer(on_behalf_of=JAN["eboxIdValue"])
    document = world.http().get(f"{api}/openapi.json").json()
    read = schemathesis.openapi.from_dict(document)
    seen: set[int] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            takes_parts = "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
            seen |= press(world, read[path][method.upper()], bearer, part if takes_parts else None, 5)
    assert seen >= {200, 401}
