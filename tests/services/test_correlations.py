"""The number of a request goes with what it sets going, through every service that has a part in it: all of it is in their logs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from tests.blocks.forms_service.payers import EXTRACT
from tests.blocks.forms_service.processes import ENVIRONMENT, adopt, register, run_service, write_binding
from tests.blocks.forms_service.test_service import Person
from tests.support.ports import free_port

pytestmark = pytest.mark.slow
NUMBER = "7c41f1a0-0000-4000-8000-00000000000f"
DEADLINE = 60
# Confirmed, asked to pay, paid, told of it, written to.
CHAIN = {
    ("forms", "POST /drafts/{draft_id}/submit"),
    ("payments-service", "POST /v2/payments"),
    ("payments-service", "POST /checkout/{payment_id}"),
    ("forms", "POST /payments/events"),
    ("ebox-service", "POST /document-service/v1/notifications"),
}


def answered(logs: Mapping[str, Path]) -> set[tuple[str, str]]:
    """Which requests of the number were answered: service, method and route."""
    return {
        (block, f"{line['method']} {line['route']}")
        for block, log in logs.items()
        for line in map(json.loads, log.read_text().rpartition("\n")[0].splitlines())  # the last one may be half written
        if line.get("correlation_id") == NUMBER and line["message"] == "Request answered" and line["status"] < 400
    }


def test_one_number_leads_from_a_form_to_the_letter_in_the_mailbox(tmp_path: Path) -> None:
    logs: dict[str, Path] = {}
    with ExitStack() as stack:

        def start(block: str, program: str) -> str:
            port, folder = free_port(), tmp_path / block
            write_binding(folder / "bindings", "own", {"brokerKey": "b" * 43, "sessionKey": "s" * 43})
            logs[block] = stack.enter_context(run_service(folder, program, block, port, {"DATA_FOLDER": str(folder / "data")}))
            return f"http://127.0.0.1:{port}"

        port, folder = free_port(), tmp_path / "forms"
        counter = f"http://127.0.0.1:{port}"
        told = {"webhookUrl": f"{counter}/payments/events", "redirectUrls": [f"{counter}/"]}
        bindings = {
            "own": {"sessionKey": "k" * 43},
            "database": {"driver": "sqlite", "uri": f"sqlite:///{folder}/data.sqlite"},
            "identity": register(start("identity-service", "identity_service"), counter),
            "payments": adopt(start("payments-service", "payments_service"), told),
            "notification": adopt(
                start("ebox-service", "ebox_service"), {"interface": "notification", "senderApplication": {"name": "Loket"}}
            ),
        }
        for use, fields in bindings.items():
            write_binding(folder / "bindings", use, fields)
        logs["forms"] = stack.enter_context(run_service(folder, "forms_service", "forms", port, ENVIRONMENT))
        with httpx.Client(follow_redirects=True, trust_env=False, timeout=DEADLINE, headers={"x-correlation-id": NUMBER}) as client:
            jan = Person(client)
            jan.open(f"{counter}/forms/register-extract")
            jan.press("/start")
            jan.press("itsme")
            jan.press("jan-peeters")
            while "/steps/" in jan.page.url.path:
                jan.press("next", EXTRACT)
            for button in ("/submit", "bancontact", "paid"):
                jan.press(button)
        deadline = time.monotonic() + DEADLINE
        while missing := CHAIN - answered(logs):
            assert time.monotonic() < deadline, missing
            time.sleep(0.1)
