"""A counter that reads in vaults, as a stack would wire it: a Solid server in memory, the adapter, and a form of a move.

And what has to agree once all is quiet: what was asked, granted, read and taken back, at the adapter, at the server and in the form.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from tests.blocks.data_vault_service.solid import Solid, serving
from tests.blocks.data_vault_service.solid_doors import SolidDoors
from tests.loadtests.services import (
    ROOT,
    Services,
    describe_broker,
    describe_intake,
    register,
    register_client,
    start_broker,
    start_forms,
)
from tests.loadtests.totals import read
from tests.support.ports import free_port

# What a counter asks of vaults, as the block `forms` asks it.
_TERMS = {"purpose": "De formulieren van dit loket vooraf invullen", "period": "P30D", "data": ["email", "phone", "bankAccount"]}


@contextmanager
def run_movers(services: Services) -> Iterator[Solid]:
    """The place is `movers`; the server of the citizens answers as one that nothing befalls."""
    try:
        with serving(time.time, lambda solid: SolidDoors(solid).answer) as solid:
            start_movers(services, solid.base)
            yield solid
    finally:
        services.stop()


def start_movers(services: Services, solid: str) -> None:
    """`solid`: the address of the server of the citizens."""
    broker = start_broker(services, "identity-service", "identity_service", free_port())
    vault, forms = free_port(), free_port()
    address = f"http://127.0.0.1:{forms}"
    terms = {**_TERMS, "redirectUris": [f"{address}/"], "eventsUrl": f"{address}/vault/events"}
    uses = {"identity": register_client(broker, address), "vault": register(_start_adapter(services, vault, solid), terms)}
    start_forms(services, forms, uses, str(_take_form(services.folder)))
    services.places["movers"] = {**uses, "intake": describe_intake(address), "solid": {"url": solid, "issuer": solid}}


def _take_form(folder: Path) -> Path:
    """The one form of this counter: others have a fee."""
    forms = folder / "forms-movers"
    forms.mkdir()
    shutil.copy(ROOT / "stacks/herstappe/forms/change-of-address.form.yaml", forms)
    return forms


def _start_adapter(services: Services, port: int, solid: str) -> dict[str, Any]:
    own = {name: secrets.token_urlsafe(32) for name in ("brokerKey", "sessionKey", "dataKey")}
    data = services.folder / "data-vault-service-data"
    data.mkdir()
    environment = {"DATA_FOLDER": str(data), "PUBLIC_URL": f"http://127.0.0.1:{port}", "RETRY_SECONDS": "1"}
    bindings = {"own": own, "solid": {"url": solid, "issuer": solid}}
    services.start("data-vault-service", "data_vault_service", port, environment, bindings)
    return describe_broker(port, own["brokerKey"])


def count_undone(folder: Path) -> int:
    """What is still to be taken back at the servers of citizens. `folder` is that of the services."""
    return int(read(_vaults(folder), "select count(*) from access_data where state in ('planned', 'removing')")[0][0])


def wait_until_quiet(folder: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while count_undone(folder):
        assert time.monotonic() < deadline, "something is still to be taken back"
        time.sleep(0.1)


def find_disagreements_of_vaults(folder: Path, solid: Solid, deaths: int = 0) -> list[str]:
    """A sentence for each, once each journey is over that takes a consent back.

    `deaths`: of the adapter and of the server, each of which may have cost one line of the log.
    """
    return [*_requests(folder, solid), *_readings(folder, solid, deaths), *_submissions(folder)]


def _requests(folder: Path, solid: Solid) -> Iterator[str]:
    """Each citizen was asked once for each draft; what they granted is taken back, also at their server."""
    asked = read(_vaults(folder), "select reference, status, web_id from access_requests")
    if twice := [asked for asked, times in Counter((reference, web_id) for reference, _, web_id in asked).items() if times > 1]:
        yield f"asked more than once: {twice}"
    if odd := [(reference, status) for reference, status, _ in asked if status != "withdrawn"]:
        yield f"not taken back: {odd}"
    for _, _, web_id in asked:
        name = web_id.removeprefix(solid.base).partition("/")[0]
        if left := {datum: rules for datum in ("email", "phone") if (rules := solid.rules(name, datum))}:
            yield f"the server still allows {left}"
    if len(set(solid.web_ids_of_organisations())) != 1:
        yield f"the organisation has the WebIDs {solid.web_ids_of_organisations()}"


def _readings(folder: Path, solid: Solid, deaths: int) -> Iterator[str]:
    """What was read is written down once, and nothing that was not; once taken back nothing is read."""
    (reader,) = set(solid.web_ids_of_organisations())
    known = "readings join access_requests using (request_id) join access_data using (request_id, datum)"
    rows = read(_vaults(folder), f"select outcome, at >= ended_at, resource from {known}")  # noqa: S608  a text of ours
    noted = Counter(resource for outcome, _, resource in rows if outcome == "read")
    served = Counter(resource for agent, resource in solid.readings if agent == reader)
    if noted - served:
        yield f"the log holds {noted - served}, which nobody read"
    # Where either dies between the answer of the server and the log, nothing is handed out.
    if (served - noted).total() > deaths:
        yield f"the log does not hold {served - noted}"
    if any(outcome == "read" and is_after for outcome, is_after, _ in rows):
        yield "something was read after it was taken back"


def _submissions(folder: Path) -> Iterator[str]:
    """Each draft was handed in once, without what may be read no more."""
    (forms,) = folder.glob("forms-*.db")
    found = read(forms, "select draft_id, origins from submissions")
    asked = read(_vaults(folder), "select reference from access_requests")
    if Counter(draft for draft, _ in found) != Counter(draft for (draft,) in asked):
        yield f"{len(asked)} citizens asked to be read, and {len(found)} forms were handed in"
    for draft, origins in found:
        if kept := [each for each in orjson.loads(origins or "{}").values() if each["source"] == "vault"]:
            yield f"what was handed in of {draft} holds {kept}, which was taken back"


def _vaults(folder: Path) -> Path:
    return folder / "data-vault-service-data/data-vault.sqlite"
