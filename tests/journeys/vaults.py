"""The vault of a citizen in the world of the journeys: its Solid server, which can go away, the adapter, and a counter that asks of it.

And what has to agree once all is quiet: what was asked, granted, read and taken back, at the adapter, at the server and in the form.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
from tests.blocks.data_vault_service.solid import Answer, Solid, serving
from tests.blocks.data_vault_service.solid_doors import SolidDoors
from tests.journeys.worlds import MortalServices
from tests.loadtests.services import ROOT, describe_broker, describe_intake, register, register_client, start_broker, start_forms
from tests.loadtests.totals import read
from tests.support.ports import free_port

_AWAY = 0.3  # seconds
# What a counter asks of vaults, as the block `forms` asks it.
_TERMS = {"purpose": "De formulieren van dit loket vooraf invullen", "period": "P30D", "data": ["email", "phone", "bankAccount"]}


@dataclass
class Left:
    value: int = 0


@dataclass
class Pods:
    """The Solid server, which dies: what it kept is there afterwards, and whoever asks before that gets no answer."""

    solid: Solid
    left: Left = field(default_factory=Left)
    deaths: int = 0
    _back_at: float = 0.0

    def __post_init__(self) -> None:
        self._doors = SolidDoors(self.solid)

    def kill(self) -> None:
        self.deaths += 1
        self._back_at = time.monotonic() + _AWAY

    def wait_until_alive(self) -> None:
        """Whoever asks it waits themselves."""

    async def answer(self, request: httpx.Request) -> httpx.Response | None:
        if self._dies():
            return None
        answer = await self._doors.answer(request)
        return None if self._dies() else answer

    def _dies(self) -> bool:
        if self.left.value > 0:
            self.left.value -= 1
            if self.left.value == 0:
                self.kill()
        return time.monotonic() < self._back_at


@dataclass
class VaultServices(MortalServices):
    """The victims are `identity-service`, `solid-server`, `data-vault-service` and `forms`; the place is `movers`."""

    solid: Solid = field(init=False)


@contextmanager
def run_vault_services(folder: Path) -> Iterator[VaultServices]:
    world = VaultServices(folder)
    made: list[Pods] = []

    def through(solid: Solid) -> Answer:
        made.append(Pods(solid))
        return made[0].answer

    try:
        with serving(time.time, through) as world.solid:
            world.victims["solid-server"] = made[0]
            _start(world, world.solid.base)
            yield world
    finally:
        world.stop()


def _start(world: VaultServices, solid: str) -> None:
    broker = start_broker(world, "identity-service", "identity_service", free_port())
    vault, forms = free_port(), free_port()
    address = f"http://127.0.0.1:{forms}"
    terms = {**_TERMS, "redirectUris": [f"{address}/"], "eventsUrl": f"{address}/vault/events"}
    uses = {"identity": register_client(broker, address), "vault": register(_start_adapter(world, vault, solid), terms)}
    start_forms(world, forms, uses, str(_take_form(world.folder)))
    world.places["movers"] = {**uses, "intake": describe_intake(address), "solid": {"url": solid, "issuer": solid}}


def _take_form(folder: Path) -> Path:
    """The one form of this counter: others have a fee."""
    forms = folder / "forms-movers"
    forms.mkdir()
    shutil.copy(ROOT / "stacks/herstappe/forms/change-of-address.form.yaml", forms)
    return forms


def _start_adapter(world: VaultServices, port: int, solid: str) -> dict[str, Any]:
    own = {name: secrets.token_urlsafe(32) for name in ("brokerKey", "sessionKey", "dataKey")}
    data = world.folder / "data-vault-service-data"
    data.mkdir()
    environment = {"DATA_FOLDER": str(data), "PUBLIC_URL": f"http://127.0.0.1:{port}", "RETRY_SECONDS": "1"}
    bindings = {"own": own, "solid": {"url": solid, "issuer": solid}}
    world.start("data-vault-service", "data_vault_service", port, environment, bindings)
    return describe_broker(port, own["brokerKey"])


def count_undone(world: VaultServices) -> int:
    """What is still to be taken back at the servers of citizens."""
    return int(read(_file(world), "select count(*) from access_data where state in ('planned', 'removing')")[0][0])


def find_disagreements_of_vaults(world: VaultServices) -> list[str]:
    """A sentence for each, once each journey is over that takes a consent back."""
    return [*_requests(world), *_readings(world), *_submissions(world)]


def _requests(world: VaultServices) -> Iterator[str]:
    """Each citizen was asked once for each draft; what they granted is taken back, also at their server."""
    asked = read(_file(world), "select reference, status, web_id from access_requests")
    if twice := [asked for asked, times in Counter((reference, web_id) for reference, _, web_id in asked).items() if times > 1]:
        yield f"asked more than once: {twice}"
    if odd := [(reference, status) for reference, status, _ in asked if status != "withdrawn"]:
        yield f"not taken back: {odd}"
    for _, _, web_id in asked:
        name = web_id.removeprefix(world.solid.base).partition("/")[0]
        if left := {datum: rules for datum in ("email", "phone") if (rules := world.solid.rules(name, datum))}:
            yield f"the server still allows {left}"
    if len(set(world.solid.web_ids_of_organisations())) != 1:
        yield f"the organisation has the WebIDs {world.solid.web_ids_of_organisations()}"


def _readings(world: VaultServices) -> Iterator[str]:
    """What was read is written down once, and nothing that was not; once taken back nothing is read."""
    (reader,) = set(world.solid.web_ids_of_organisations())
    known = "readings join access_requests using (request_id) join access_data using (request_id, datum)"
    rows = read(_file(world), f"select outcome, at >= ended_at, resource from {known}")  # noqa: S608  a text of ours
    noted = Counter(resource for outcome, _, resource in rows if outcome == "read")
    served = Counter(resource for agent, resource in world.solid.readings if agent == reader)
    if noted - served:
        yield f"the log holds {noted - served}, which nobody read"
    # Where either dies between the answer of the server and the log, nothing is handed out.
    if (served - noted).total() > sum(world.victims[name].deaths for name in ("data-vault-service", "solid-server")):
        yield f"the log does not hold {served - noted}"
    if any(outcome == "read" and is_after for outcome, is_after, _ in rows):
        yield "something was read after it was taken back"


def _submissions(world: VaultServices) -> Iterator[str]:
    """Each draft was handed in once, without what may be read no more."""
    port = httpx.URL(world.places["movers"]["intake"]["url"]).port
    found = read(world.folder / f"forms-{port}.db", "select draft_id, origins from submissions")
    asked = read(_file(world), "select reference from access_requests")
    if Counter(draft for draft, _ in found) != Counter(draft for (draft,) in asked):
        yield f"{len(asked)} citizens asked to be read, and {len(found)} forms were handed in"
    for draft, origins in found:
        if kept := [each for each in orjson.loads(origins or "{}").values() if each["source"] == "vault"]:
            yield f"what was handed in of {draft} holds {kept}, which was taken back"


def _file(world: VaultServices) -> Path:
    return world.folder / "data-vault-service-data/data-vault.sqlite"
