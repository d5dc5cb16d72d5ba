"""Generated requests against the description of the registry: no answer that it does not describe, no failure."""

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


def as_publication(sent: dict[str, Any], body: Any) -> dict[str, Any]:
    """What was generated, as a client writes it: the message as JSON, files with a name."""
    parts = body if isinstance(body, dict) else {}
    files = [(name, "file.txt", "text/plain", str(value).encode()) for name, value in parts.items() if name != "messageToPublish"]
    kind, content = multipart(parts.get("messageToPublish", {}), files)
    return {"method": sent["method"], "url": sent["url"], "content": content, "kind": kind}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = build_world(tmp_path_factory.mktemp("described"))
    world.register().send(letter())
    return world


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_answers_are_as_described(world: World, method: str, path: str) -> None:
    client = world.http()
    operation = schemathesis.openapi.from_dict(client.get("/ebox/openapi.json").json())[PREFIX + path][method]
    bearer = world.register().bearer(on_behalf_of=JAN["eboxIdValue"])
    seen: set[int] = set()

    @settings(
        max_examples=8, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, True, False]))
    def check(case: Any, signed_in: bool) -> None:
        case.path_parameters = {**case.path_parameters, "domain": "citizen"}
        sent = case.as_transport_kwargs(base_url=BASE)
        kept = {name: value for name, value in (sent.pop("headers") or {}).items() if name.lower() != "authorization"}
        if path == "/publishMessage":
            sent = as_publication(sent, case.body)
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
    assert seen & {200, 201, 400, 404}
