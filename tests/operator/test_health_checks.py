"""How Flux and Argo CD read the health of our kinds, by the very expressions and scripts that are committed."""

from __future__ import annotations

from typing import Any

import lupa
import pytest
import yaml

from bouwsteen.expressions import Scope, compile_expression
from bouwsteen_operator.charts import CONFIG
from bouwsteen_operator.conditions import Condition, Reason, merge, ready, reconciling, stalled, waiting

FLUX = yaml.safe_load((CONFIG / "health" / "flux.yaml").read_text(encoding="utf-8"))["spec"]["healthCheckExprs"]
ARGO = yaml.safe_load((CONFIG / "health" / "argo-cd.yaml").read_text(encoding="utf-8"))["data"]
SCRIPTS = {name.rsplit("_", 1)[1]: text for name, text in ARGO.items()}
NOON = "2027-03-01T12:00:00Z"


def looked_at(*said: Condition, generation: int = 3, observed: int = 3, **spec: Any) -> dict[str, Any]:
    conditions = merge((), said, observed, NOON)
    return {
        "metadata": {"name": "town", "generation": generation},
        "spec": spec,
        "status": {"observedGeneration": observed, "conditions": conditions},
    }


# what the object says → what Flux makes of it, and what Argo CD does
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "never looked at": ({"metadata": {"generation": 1}, "spec": {}, "status": {}}, "inProgress", "Progressing"),
    "ready": (looked_at(*ready("All is as it should be.")), "current", "Healthy"),
    "changed since": (looked_at(*ready("All is as it should be."), generation=4), "inProgress", "Progressing"),
    "under way": (looked_at(*reconciling(Reason.WAITING_FOR_RESOURCE, "Not ready: web.")), "inProgress", "Progressing"),
    "stalled": (looked_at(*stalled(Reason.LOCK_STALE, "The lock no longer fits.")), "failed", "Degraded"),
    "stalled before a change": (looked_at(*stalled(Reason.LOCK_STALE, "No."), generation=4), "inProgress", "Progressing"),
    "waits for approval": (looked_at(*waiting(Reason.APPROVAL_PENDING, "It waits.")), "", "Suspended"),
    "run by another": (looked_at(*waiting(Reason.RUN_BY_ANOTHER, "Another one runs it.")), "", "Degraded"),
    "suspended": (looked_at(*waiting(Reason.SUSPENDED, "It is suspended."), suspend=True), "", "Suspended"),
}


@pytest.mark.parametrize("kind", ["Stack", "BlockInstance"])
@pytest.mark.parametrize("case", CASES)
def test_flux_reads_what_an_object_says(kind: str, case: str) -> None:
    obj, expected, _ = CASES[case]
    (check,) = (each for each in FLUX if each["kind"] == kind)
    scope = Scope({"metadata": {}, "spec": {}, "status": {}})
    found = []
    for state in ("inProgress", "failed", "current"):  # in the order in which Flux asks
        compiled = compile_expression(check[state], scope)
        assert compiled.problems == ()
        if compiled.evaluate(obj):
            found.append(state)
    assert found[:1] == ([expected] if expected else [])


@pytest.mark.parametrize("kind", ["Stack", "BlockInstance"])
@pytest.mark.parametrize("case", CASES)
def test_argo_cd_reads_what_an_object_says(kind: str, case: str) -> None:
    obj, _, expected = CASES[case]
    health = run(SCRIPTS[kind], obj)
    assert health["status"] == expected
    assert health["message"]


def test_argo_cd_waits_for_what_is_deleted() -> None:
    obj = looked_at(*ready("All is as it should be."))
    obj["metadata"]["deletionTimestamp"] = NOON
    assert run(SCRIPTS["Stack"], obj) == {"status": "Progressing", "message": "It is being deleted"}


def run(script: str, obj: dict[str, Any]) -> dict[str, str]:
    """As Argo CD does: `obj` is there, and no library but the language's own."""
    lua = lupa.LuaRuntime(register_eval=False, register_builtins=False)
    lua.globals().obj = lua.table_from(obj, recursive=True)
    found = lua.execute(script)
    return {"status": found["status"], "message": found["message"]}
