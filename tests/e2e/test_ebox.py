"""A stack that adopts the eBox with its service, brought up for real: an application of a supplier sends a message."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from tests.blocks.ebox_service.worlds import JAN, MARIA, multipart, note
from tests.e2e.conftest import Checkout

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
STACK = """apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Stack
metadata: {name: town}
spec:
  organisation: {nis: "73028"}
  blocks:
    - {block: ebox, version: ^1.0, parameters: {displayName: Loket Herstappe}}
    - {name: supplier, block: external-application, version: ^1.0}
  environments:
    local: {target: local}
"""


def binding(checkout: Checkout, field: str = "registryUrl") -> dict[str, Any]:
    """The one registration of the share that has this field."""
    outputs = json.loads(checkout.run("outputs", "town", "ebox", "--show-secrets", "-o", "json").stdout)
    found: list[dict[str, Any]] = []

    def look(value: Any) -> None:
        if isinstance(value, dict) and field in value and "clientSecret" in value:
            found.append(value)
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                look(item)

    look(outputs)
    assert len(found) == 1, outputs
    return found[0]


def publish(account: dict[str, Any], recipient: dict[str, str]) -> httpx.Response:
    auth = (account["clientId"], account["clientSecret"])
    granted = httpx.post(account["tokenUrl"], data={"grant_type": "client_credentials"}, auth=auth, timeout=30)
    kind, body = multipart(note(recipient=recipient), [])
    headers = {"authorization": f"Bearer {granted.json().get('access_token')}", "content-type": kind}
    return httpx.post(f"{account['registryUrl']}/publishMessage", content=body, headers=headers, timeout=30)


def notify(account: dict[str, Any], number: str) -> Any:
    auth = (account["clientId"], account["clientSecret"])
    granted = httpx.post(account["tokenUrl"], data={"grant_type": "client_credentials"}, auth=auth, timeout=30).json()
    wanted = {"recipient": {"nationalNumber": number}, "subject": "Ontvangstbewijs", "body": "Wij ontvingen uw aanvraag."}
    kind, body = multipart(wanted, [], part="notification")
    headers = {"authorization": f"Bearer {granted['access_token']}", "content-type": kind, "idempotency-key": number}
    answer = httpx.post(f"{account['url']}/v1/notifications", content=body, headers=headers, timeout=30)
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_a_stack_sends_rotates_and_gives_up(checkout: Checkout) -> None:
    folder = checkout.root / "stacks/town"
    folder.mkdir()
    (folder / "stack.yaml").write_text(STACK)
    (folder / "README.md").write_text("# town\n")
    checkout.run("lock", "town")
    checkout.run("up", "stacks/town", "--no-verify")
    checkout.run("plan", "town", "--detailed-exitcode")
    account = binding(checkout)
    assert account["senderOrganizationId"] == "1997302848"
    assert publish(account, JAN).status_code == 201
    assert publish(account, MARIA).json()["code"] == "NO_DIGITAL_USER"

    # Who has no eBox gets paper.
    notifier = binding(checkout, "url")
    assert notify(notifier, JAN["eboxIdValue"])["channel"] == "ebox"
    assert notify(notifier, MARIA["eboxIdValue"])["channel"] == "paper"

    # Another secret: the application gets it, and the old one is no longer good.
    checkout.edit("stacks/town/stack.yaml", "  environments:", "  rotations: {ebox.sender: 1}\n  environments:")
    checkout.run("apply", "town", "--yes")
    successor = binding(checkout)
    assert successor["clientSecret"] != account["clientSecret"]
    assert successor["senderApplicationId"] == account["senderApplicationId"]
    assert publish(successor, JAN).status_code == 201
    assert publish(account, JAN).status_code == 401

    checkout.run("destroy", "town", "--yes")
    assert checkout.processes() == []
