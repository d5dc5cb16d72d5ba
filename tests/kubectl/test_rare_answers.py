"""What `kubectl bouwsteen why` says where something must be done first. BOUWSTEEN_ACCEPT=1 writes `answers/` again."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
import ryaml
from tests.cluster.programs import STUCK
from tests.cluster.test_clusters import deployment
from tests.cluster_faults.towns import config_map, resource
from tests.kubectl.conftest import Type, check, fine, without_accidents
from tests.operator.test_hand_overs import use_the_record_of_the_cluster
from tests.support.clusters import new_namespace
from tests.support.stack_objects import ENVIRONMENT, Operator, StackTown, add_account

from bouwsteen.engine import calls
from bouwsteen.formats.stack_objects import STACK_LABEL
from bouwsteen.state.ports import Mode, Writer
from bouwsteen_operator.retentions import RETAINED_KEY, retained_map
from bouwsteen_operator.stops import STOP

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
_RBAC = "rbac.authorization.k8s.io/v1"


def policy_denied(town: StackTown) -> None:
    said = {"nl": "`${object.name}` is groen.", "fr": "`${object.name}` est vert.", "en": "`${object.name}` is green."}
    fix = {"nl": "Neem blauw.", "fr": "Prenez du bleu.", "en": "Take blue."}
    rule = {"id": "colour", "expression": "object.name != 'green'", "message": said, "fix": fix}
    town.publish("known-colours", rule, match={"kinds": ["Instance"]}, reach="object")
    town.stand({"green": [resource(config_map("green"))]})
    town.look()
    assert town.live() == {}


def block_stopped(town: StackTown) -> None:
    fine(town)
    town.stand({"web": [resource(config_map("web", text="nieuw"))]})
    offered = {"versions": [{"version": "1.0.0", "channel": "stable", "since": "2026-12-01"}]}
    metadata = {"name": "of-web", "resourceVersion": "1", "annotations": {STOP: "Versie 1.0 verliest berichten."}}
    town.operator.cache.put("CatalogEntry", {"kind": "CatalogEntry", "metadata": metadata, "spec": offered})
    town.look()
    assert town.live()["web"]["data"] == {"text": "hallo"}


def record_of_another(town: StackTown) -> None:
    use_the_record_of_the_cluster(town)
    town.want({"web": [resource(config_map("web"))]})
    assert town.bring().succeeded
    fine(town)


def record_locked(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    store = town.operator.reconciler.engines.store(town.namespace.name)
    writer = Writer(town.operator.settings.owner, "run", "an@elsewhere", "apply", "2026-12-01T10:00:00Z")
    with store.open(town.name, ENVIRONMENT, Mode.WRITE, writer, organisation="24062"):
        town.look()


def document_invalid(town: StackTown) -> None:
    fine(town)
    town.export(blocks=[{"block": "of-wep"}])
    town.look()


def lock_stale(town: StackTown) -> None:
    """The Stack asks for a block more, and its lock is the one of before."""
    fine(town)
    lock = town.object["spec"]["resolved"]["lock"]
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.export(resolved={"lock": lock})
    town.look()


def waiting_for_catalog(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.operator.cache.drop("BuildingBlock", "", "of-web-1.0.0")
    town.look()


def content_differs(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    block = town.operator.cache.get("BuildingBlock", "", "of-web-1.0.0")
    assert block is not None
    other = {**block, "metadata": {**block["metadata"], "resourceVersion": "x"}, "spec": {**block["spec"], "owner": "Somebody else"}}
    town.operator.cache.put("BuildingBlock", other)
    town.look()


def object_too_large(town: StackTown) -> None:
    fine(town)
    many = {f"p{number}": "x" * 16_000 for number in range(40)}
    town.export(blocks=[{"block": "of-web", "name": "web", "version": "^1.0", "parameters": many}])
    town.look()


def waiting_for_resource(town: StackTown) -> None:
    web = {"apiVersion": "apps/v1", "kind": "Deployment", **deployment("web", **{STUCK: "true"})}
    town.stand({"web": [resource(web)]})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calls, "CALL_SECONDS", 2.0)
        town.look()


def forbidden(town: StackTown) -> None:
    rules = [{"apiGroups": ["", "coordination.k8s.io"], "resources": ["secrets", "leases"], "verbs": ["*"]}]
    town.namespace.api.merge(town.namespace.path("roles", "bouwsteen", group=_RBAC), {"rules": rules})
    town.stand({"web": [resource(config_map("web"))]})
    town.namespace.cluster.wait(lambda: town.look() and town.condition("Ready") == ("False", "Forbidden"), "rights are gone")


def waiting_for_files(town: StackTown) -> None:
    """The ConfigMap with the files of the stack was not applied, or somebody took it away."""
    town.stand({"web": [resource(config_map("web"))]})
    town.export(resolved={"files": {"forms": {"digest": f"sha256:{'0' * 64}", "configMaps": ["leuven-forms-0"]}}})
    town.look()


def state_unreadable(town: StackTown) -> None:
    """An operator whose Secret with keys was lost, and made anew."""
    fine(town)
    keys = town.operator.settings.keys
    assert keys is not None
    (keys / "1").write_text("cd" * 32)
    town.operator.reconciler.close()
    town.operator.open()
    town.look()


def drift_returns(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"), inputs={"takeOver": [{"manager": "fighter"}]})]})
    town.look()
    for _ in range(4):
        town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"data": {"text": "anders"}}, "fighter")
        town.look()


def deleting(town: StackTown) -> None:
    """What holds it is said, as long as it holds."""
    fine(town)
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"metadata": {"finalizers": ["example.com/hold"]}})
    town.remove()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(calls, "CALL_SECONDS", 2.0)
        town.look()


def in_an_hour() -> str:
    return (dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)).isoformat(timespec="seconds")


def emergency_declared(town: StackTown) -> None:
    """Nobody changed anything yet."""
    fine(town)
    town.export(breakGlass={"by": "An Claes", "reason": "Het loket ligt stil.", "until": in_an_hour()})
    town.look()


def without_measures(text: str) -> str:
    """As it is on every machine: who runs where, for how long, and by which lock."""
    text = re.sub(r"process \d+ on \S+,", "process 1 on MACHINE,", re.sub(r"lock is [0-9a-f]{32}", "lock is LOCK", text))
    return re.sub(r"after \d+ seconds", "after SOME seconds", re.sub(r"for \d+ s,", "for SOME s,", text))


@pytest.mark.parametrize(
    ("situation", "reason"),
    [
        (policy_denied, "PolicyDenied"),
        (block_stopped, "BlockStopped"),
        (record_of_another, "RecordOfAnother"),
        (record_locked, "RecordLocked"),
        (document_invalid, "DocumentInvalid"),
        (lock_stale, "LockStale"),
        (waiting_for_catalog, "WaitingForCatalog"),
        (waiting_for_files, "WaitingForFiles"),
        (content_differs, "ContentDiffers"),
        (object_too_large, "ObjectTooLarge"),
        (waiting_for_resource, "WaitingForResource"),
        (forbidden, "Forbidden"),
        (state_unreadable, "StateUnreadable"),
        (drift_returns, "Succeeded"),
        (emergency_declared, "Succeeded"),
        (deleting, "ResourceFailed"),
    ],
)
def test_a_stack_says_why_in_the_three_languages(situation: Callable[[StackTown], None], reason: str, town: StackTown, ask: Type) -> None:
    situation(town)
    assert town.condition("Ready")[1] == reason
    for lang, ending in (("en", ""), ("nl", ".nl"), ("fr", ".fr")):
        said = ask("why", f"stack/{town.name}", lang=lang)
        assert (said.code, said.err) == (0, "")
        check(f"{situation.__name__}{ending}", without_accidents(without_measures(said.out), town))
    if town.namespace.api.find(town.namespace.path("configmaps", "web")):
        town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"metadata": {"finalizers": None}})


def test_a_stack_whose_exports_are_used_says_by_whom(town: StackTown, operator: Operator, tmp_path: Path, ask: Type, type_: Type) -> None:
    with new_namespace(town.namespace.cluster) as namespace:
        add_account(namespace)
        other = StackTown(tmp_path, namespace, operator, "gent")
        for each in (town, other):
            api, name = each.namespace.api, each.namespace.name
            api.merge(f"/api/v1/namespaces/{name}", {"metadata": {"labels": {STACK_LABEL: each.name}}})
        other.stand(
            {"door": [resource(config_map("door"))]},
            blocks={
                "door": {
                    "spec": {"provides": {"gate": {"interface": "gate", "version": "1.0.0"}}},
                    "target": {"provides": {"gate": {"value": {"url": "https://${resources.thing.name}.example"}}}},
                }
            },
            exports=[{"output": "door/gate", "to": ["leuven"]}],
        )
        town.stand(
            {"web": [resource({**config_map("web"), "data": {"text": "${uses.gate.url}"}})]},
            blocks={"web": {"spec": {"uses": {"gate": {"interface": "gate", "version": "^1.0"}}}}},
            uses={"web": {"gate": "gent/door/gate"}},
        )
        other.look()
        town.look()
        other.remove()
        other.look()
        for lang, ending in (("en", ""), ("nl", ".nl"), ("fr", ".fr")):
            said = type_("why", "stack/gent", "-n", namespace.name, kubeconfig=town.namespace.cluster.kubeconfig, lang=lang)
            check(f"exports_in_use{ending}", without_accidents(said.out, town, other))


@pytest.fixture
def in_emergency(town: StackTown) -> StackTown:
    """Somebody declared an emergency, and changed what runs: what a parameter says, what none says alone, and an object that went."""
    said = {"days": {"type": "integer", "default": 30}, "greeting": {"type": "string", "default": "hallo"}}
    parameters = {"type": "object", "additionalProperties": False, "properties": said}
    web = {**config_map("web"), "data": {"days": "over ${parameters.days} dagen", "text": "${parameters.greeting}"}}
    town.stand(
        {"web": [resource(web)], "data": [resource(config_map("data"))]},
        blocks={"web": {"spec": {"parameters": parameters}}},
    )
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    api = town.namespace.api
    town.export(breakGlass={"by": "An Claes", "reason": "Het loket ligt stil.", "until": in_an_hour()})
    api.merge(town.namespace.path("configmaps", "web"), {"data": {"days": "over 7 dagen", "text": "gesloten"}}, "kubectl-edit")
    api.delete(town.namespace.path("configmaps", "data"))
    town.look()
    return town


@pytest.mark.parametrize(("lang", "ending"), [("en", ""), ("nl", ".nl"), ("fr", ".fr")])
def test_in_an_emergency_it_has_the_text_of_the_pull_request(lang: str, ending: str, in_emergency: StackTown, ask: Type) -> None:
    text = without_accidents(ask("why", "stack/leuven", lang=lang).out, in_emergency)
    check(f"break_glass{ending}", text)


def test_the_diff_of_an_emergency_keeps_what_was_changed(in_emergency: StackTown, ask: Type) -> None:
    """What the diff says, said in the stack: then nothing of it is put back, and who changed it needs to let go of nothing."""
    town = in_emergency
    document = json.loads(ask("why", "stack/leuven", "-o", "json").out)["follow_up"]
    added = [line[1:] for line in document["diff"].splitlines() if re.match(r"\+(?!\+\+)", line)]
    overlay = ryaml.loads(textwrap.dedent("\n".join(added)))["blocks"]
    assert overlay == {"web": {"parameters": {"greeting": "gesloten"}}}
    # What no parameter says is set back by hand.
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"data": {"days": "over 30 dagen"}}, "kubectl-edit")
    file = town.root / "stacks" / town.name / "stack.yaml"
    stack = json.loads(file.read_text())
    stack["spec"]["environments"][ENVIRONMENT]["blocks"] = overlay
    file.write_text(json.dumps(stack))
    town.export(breakGlass=None)
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live()["web"]["data"] == {"days": "over 30 dagen", "text": "gesloten"}
    assert town.live().keys() == {"web", "data"}


@pytest.mark.parametrize(("lang", "ending"), [("en", ""), ("nl", ".nl"), ("fr", ".fr")])
def test_of_a_stack_that_was_deleted_it_says_what_stays(lang: str, ending: str, town: StackTown, ask: Type) -> None:
    wanted = {"web": [resource(config_map("web"))], "data": [resource(config_map("kept"), deletion="retain")]}
    town.stand(wanted)
    town.look()
    town.remove()
    town.look()
    assert not town.is_there
    said = ask("why", "stack/leuven", lang=lang)
    assert (said.code, said.err) == (0, "")
    check(f"deleted{ending}", without_accidents(said.out, town))

    # Wanted again it is retained no more, and the list goes.
    town.stand(wanted)
    town.look()
    assert town.namespace.api.find(town.namespace.path("configmaps", retained_map("leuven"))) is None


def test_a_list_of_what_stays_that_somebody_else_wrote_is_no_answer(town: StackTown, ask: Type) -> None:
    path = town.namespace.path("configmaps")
    of_another = '{"format_version": "1.0", "stack": "gent", "retained": []}'
    for text in ("no json", "[]", of_another, '{"format_version": "2.0", "stack": "leuven"}'):
        town.namespace.api.create(path, {"metadata": {"name": retained_map("leuven")}, "data": {RETAINED_KEY: text}})
        assert ask("why", "stack/leuven").code == 6
        town.namespace.api.delete(f"{path}/{retained_map('leuven')}")
