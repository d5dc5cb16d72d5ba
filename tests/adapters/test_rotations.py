"""A rotation rolls through its consumers at the real sign-in service: at no moment has anybody a secret that is refused."""

from __future__ import annotations

import base64
import os
import shutil
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.conftest import World
from tests.support import engines
from tests.support.file_worlds import FileWorld

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.cli.wiring import WorkspaceContent
from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import make_plan
from bouwsteen.providers.protocol import Call, Outcome
from bouwsteen.state.memory import MemoryStore
from bouwsteen.state.ports import Mode

pytestmark = pytest.mark.skipif(os.name == "nt", reason="supervisord needs Linux or macOS")
ROOT = Path(__file__).parents[2]
HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\n"
BLOCK = f"""{HEAD}kind: BuildingBlock
metadata: {{name: watcher}}
spec:
  version: 1.0.0
  title: {{nl: Kijker}}
  owner: Tests
  uses:
    identity: {{interface: oidc-client, version: ^1.0, request: {{redirectUris: ["http://127.0.0.1:20999/callback"], scopes: [openid]}}}}
  targets:
    local:
      fidelity: simulated
      resources:
        - id: server
          type: test/process
          with:
            secret: ${{uses.identity.clientSecret}}
            map: {{id: "${{uses.identity.clientId}}", issuer: "${{uses.identity.issuer}}"}}
"""
ENTRY = f"""{HEAD}kind: CatalogEntry
metadata: {{name: watcher}}
spec:
  versions: [{{version: 1.0.0, channel: stable, since: 2026-01-01}}]
"""
STACK = """kind: Stack
metadata: {name: town}
spec:
  organisation: {nis: "24062"}
  blocks:
    - {block: identity}
    - {block: watcher, name: first}
    - {block: watcher, name: second}
  environments: {local: {target: local}}
"""


class Killed(BaseException):
    """The program is gone at this moment."""


class Dying:
    """Counts the calls that change something at the broker, and lets the program die before or after one of them."""

    def __init__(self, broker: BrokerProvider) -> None:
        self._broker = broker
        self.moments = Moments()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def create(self, call: Call) -> Outcome:
        return self.moments.around(lambda: self._broker.create(call))

    def update(self, call: Call) -> Outcome:
        return self.moments.around(lambda: self._broker.update(call))

    def delete(self, call: Call) -> Outcome:
        return self.moments.around(lambda: self._broker.delete(call))


class Moments:
    def __init__(self) -> None:
        self.passed = 0
        self.last: int | None = None
        self.look: Callable[[], None] = lambda: None

    def pass_one(self) -> None:
        self.look()
        if self.last == self.passed:
            raise Killed
        self.passed += 1

    def around(self, work: Callable[[], Outcome]) -> Outcome:
        self.pass_one()
        outcome = work()
        self.pass_one()
        return outcome


class Consumers(FileWorld):
    """The consumers: each has in its hand what its file says."""

    moments = Moments()

    def update(self, call: Call) -> Outcome:
        return self.moments.around(lambda: super(Consumers, self).update(call))


class Town:
    def __init__(self, world: World, folder: Path) -> None:
        self.root = folder / "workspace"
        for name in ("blocks", "catalog"):
            shutil.copytree(ROOT / name, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        (self.root / "blocks/watcher").mkdir()
        (self.root / "blocks/watcher/block.yaml").write_text(BLOCK)
        (self.root / "catalog/watcher.yaml").write_text(ENTRY)
        (self.root / "stacks/town").mkdir(parents=True)
        self.number = 0
        self.write()
        content = WorkspaceContent(engines.load(self.root, "town"))
        self.consumers = Consumers(folder / "world")
        self.broker = Dying(BrokerProvider())
        self.consumers.moments = self.broker.moments
        providers: dict[str, Any] = {"random": RandomProvider(), "broker": self.broker, "test": self.consumers}
        providers["local"] = LocalProvider(world.root, content, reservations=world.reservations)
        self.store = MemoryStore()
        self.engine: Engine = engines.make_engine(self.consumers, self.store, providers=providers)

    def write(self) -> None:
        rotations = f"  rotations: {{identity.client: {self.number}}}\n" if self.number else ""
        (self.root / "stacks/town/stack.yaml").write_text(HEAD + STACK + rotations)

    def apply(self) -> Applied:
        applied = apply(self.engine, engines.desired(self.engine, self.root, "town"))
        assert applied.succeeded, applied.failed
        return applied

    def rotate(self) -> None:
        self.number += 1
        self.write()

    def held(self) -> list[tuple[str, str, str]]:
        """Issuer, id and secret, as each consumer has them now."""
        inputs = [found["inputs"] for found in self.consumers.objects().values()]
        return sorted((each["map"]["issuer"], each["map"]["id"], each["secret"]) for each in inputs)

    def bindings(self) -> int:
        with self.store.open("town", "local", Mode.READ) as session:
            return sum(1 for record in session.snapshot.records() if record.type == "broker/binding")


@pytest.fixture
def town(world: World, tmp_path: Path) -> Iterator[Town]:
    town = Town(world, tmp_path)
    yield town
    town.broker.close()


def accepts(issuer: str, client: str, secret: str) -> bool:
    """Whether the sign-in service knows a client by its secret. It then finds that the code is none, which is another error."""
    form = urllib.parse.urlencode({"grant_type": "authorization_code", "code": "none", "redirect_uri": "http://127.0.0.1:20999/callback"})
    basic = base64.b64encode(f"{urllib.parse.quote(client)}:{urllib.parse.quote(secret)}".encode()).decode()
    request = urllib.request.Request(f"{issuer}/v1/token", form.encode(), {"Authorization": f"Basic {basic}"})
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(request, timeout=10)
    with refusal.value as answer:
        code = answer.code
    assert code in {400, 401}
    return code == 400


def test_both_secrets_work_until_every_consumer_has_the_new_one(town: Town) -> None:
    town.apply()
    before = town.held()
    assert len(before) == 2
    seen: list[list[bool]] = []
    town.broker.moments.look = lambda: seen.append([accepts(*each) for each in [*before, *town.held()]])
    town.rotate()
    town.apply()
    town.broker.moments.look = lambda: None
    after = town.held()
    assert not set(before) & set(after), "somebody kept an old secret"
    holders = [moment[2:] for moment in seen]
    assert all(all(moment) for moment in holders), "a consumer had a secret that was refused"
    assert any(all(moment) and town.bindings() for moment in seen), "at no moment did both work"
    assert [accepts(*each) for each in before] == [False, False]
    assert [accepts(*each) for each in after] == [True, True]
    assert town.bindings() == 2


@pytest.mark.slow
@pytest.mark.fault("F1", "F2")
def test_killed_at_any_step_it_goes_on_and_nobody_is_ever_shut_out(town: Town) -> None:
    town.apply()
    moments = town.broker.moments
    moments.passed = 0
    town.rotate()
    town.apply()
    steps = moments.passed
    assert steps == 12, "two bindings made, two consumers changed, two bindings removed; a moment before and one after each"
    for moment in range(steps):
        before = town.held()
        moments.passed, moments.last = 0, moment
        moments.look = lambda: _require(town)
        town.rotate()
        with pytest.raises(Killed):
            town.apply()
        moments.last = None
        _require(town)
        town.apply()
        moments.look = lambda: None
        after = town.held()
        assert not set(before) & set(after)
        assert not any(accepts(*each) for each in before), f"killed at {moment}, an old secret still works"
        assert town.bindings() == 2
        assert not make_plan(town.engine, engines.desired(town.engine, town.root, "town")).plan.has_changes


def _require(town: Town) -> None:
    for each in town.held():
        assert accepts(*each), "a consumer has a secret that is refused"
