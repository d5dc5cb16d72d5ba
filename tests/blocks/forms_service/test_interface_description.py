"""Generated requests against the description of the interface: no answer that it does not describe, no failure."""

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

CLERK = {"sub": "els", "given_name": "Els", "family_name": "Janssens", "bouwsteen_forms_rol_3d": ["FormulierBehandelaar:73028"]}
# What the generated requests should at least bring about, so that this tests something.
OPERATIONS = {
    ("GET", "/api/v1/forms"): {200},
    ("GET", "/api/v1/forms/{form_id}/schema"): {200, 404},
    ("POST", "/api/v1/submissions"): {401, 404, 422},
    ("GET", "/api/v1/submissions"): {200, 401},
    ("GET", "/api/v1/submissions/{reference}"): {200, 401, 404},
    ("GET", "/api/v1/submissions/{reference}/status"): {200, 401, 404},
    ("PUT", "/api/v1/submissions/{reference}/status"): {200, 401, 404, 422},
}


@pytest.mark.parametrize(("method", "path", "expected"), [(*operation, statuses) for operation, statuses in OPERATIONS.items()])
def test_answers_are_as_described(counter: Any, domain: dict[str, Any], method: str, path: str, expected: set[int]) -> None:
    client = counter.browser().client
    token = counter.provider.give_token(CLERK)
    document = client.get("/api/openapi.json").json()
    assert {(verb.upper(), address) for address, verbs in document["paths"].items() for verb in verbs} == OPERATIONS.keys()
    operation = schemathesis.openapi.from_dict(document)[path][method]

    reference = counter.citizen().submit("use-of-public-domain", domain).reference
    seen: set[int] = set()

    @settings(
        max_examples=30, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, False]), real=st.booleans())
    def check(case: Any, signed_in: bool, real: bool) -> None:
        if real and case.path_parameters:
            case.path_parameters = {"reference": reference} if "reference" in case.path_parameters else {"form_id": "change-of-address"}
        if real and isinstance(case.body, dict) and "form" in case.body:
            case.body["form"] = "use-of-public-domain"
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1:8080")
        kept = {name: value for name, value in (sent.pop("headers") or {}).items() if name.lower() != "authorization"}
        sent["headers"] = kept | ({"authorization": f"Bearer {token}"} if signed_in else {})
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
    assert seen >= expected
