"""Generated requests against the description of the API: no answer that it does not describe, no failure."""

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
from tests.blocks.payments_service.worlds import BASE, Application, World, euro

from bouwsteen_service.testing import create_client

# What the generated requests should at least bring about, so that this tests something.
OPERATIONS = {
    ("POST", "/v2/payments"): {401, 422},
    ("GET", "/v2/payments"): {200, 401},
    ("GET", "/v2/payments/{payment_id}"): {200, 401, 404},
    ("PATCH", "/v2/payments/{payment_id}"): {200, 401, 404},
    ("DELETE", "/v2/payments/{payment_id}"): {401, 404, 422},
    ("POST", "/v2/payments/{payment_id}/refunds"): {401, 404, 422},
    ("GET", "/v2/payments/{payment_id}/refunds"): {200, 401, 404},
    ("GET", "/v2/payments/{payment_id}/refunds/{refund_id}"): {200, 401, 404},
    ("DELETE", "/v2/payments/{payment_id}/refunds/{refund_id}"): {204, 401, 404, 422},
    ("GET", "/v2/methods"): {200, 401},
    ("GET", "/v2/methods/{method_id}"): {200, 401, 404},
    ("GET", "/v2/refunds"): {200, 401},
    ("POST", "/v2/payment-links"): {401, 422},
    ("GET", "/v2/payment-links"): {200, 401},
    ("GET", "/v2/payment-links/{link_id}"): {200, 401, 404},
    ("PATCH", "/v2/payment-links/{link_id}"): {200, 401, 404},
    ("DELETE", "/v2/payment-links/{link_id}"): {401, 404},
    ("GET", "/v2/payment-links/{link_id}/payments"): {200, 401, 404},
    ("GET", "/v2/balances/{balance_id}"): {200, 401, 404},
    ("POST", "/v2/payouts"): {401, 422},
    ("GET", "/v2/payouts"): {200, 401},
    ("GET", "/v2/payouts/{payout_id}"): {200, 401, 404},
    ("DELETE", "/v2/payouts/{payout_id}"): {401, 404, 409},
    ("GET", "/v2/payouts/{payout_id}/transfer-file"): {200, 401, 404},
    ("GET", "/v2/statements"): {400, 401},
}


@pytest.mark.parametrize(("method", "path", "expected"), [(*operation, statuses) for operation, statuses in OPERATIONS.items()])
def test_answers_are_as_described(world: World, application: Application, method: str, path: str, expected: set[int]) -> None:
    client = create_client(world.application, BASE)
    document = client.get("/v2/openapi.json").json()
    assert {(verb.upper(), address) for address, verbs in document["paths"].items() for verb in verbs} == OPERATIONS.keys()
    operation = schemathesis.openapi.from_dict(document)[path][method]
    paid = application.paid()
    refund = application.refund(paid, "1.00").json()["id"]
    link = application.call("POST", "/payment-links", {"amount": euro("1.00"), "description": "x"}).json()["id"]
    payout = application.pay_out()["id"]
    world.clock.advance(60)
    world.service.work()
    known = {"payment_id": paid["id"], "refund_id": refund, "link_id": link, "method_id": "bancontact"}
    known |= {"payout_id": payout, "balance_id": "primary"}
    seen: set[int] = set()

    @settings(
        max_examples=20, deadline=None, database=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(), signed_in=st.sampled_from([True, True, False]), real=st.booleans())
    def check(case: Any, signed_in: bool, real: bool) -> None:
        if real and case.path_parameters:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        if real and isinstance(case.query, dict):
            case.query.pop("from", None)
        sent = case.as_transport_kwargs(base_url=BASE)
        kept = {name: value for name, value in (sent.pop("headers") or {}).items() if name.lower() != "authorization"}
        sent["headers"] = kept | ({"authorization": f"Bearer {application.credentials['apiKey']}"} if signed_in else {})
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
