"""Whether a Stack is one that this operator may carry out, before anything of it is compiled. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import Condition, ConditionType, Reason, Status
from bouwsteen_operator.imports import environment_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.verdicts import Verdict, halt, wait_for

CLI = "cli"


def settings_of(stack: Object) -> Mapping[str, Any]:
    """What the stack says of its environment; empty where it says nothing that could be meant."""
    environments = (stack.get("spec") or {}).get("environments")
    found = environments.get(environment_of(stack)) if isinstance(environments, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def misplaced(key: Key, stack: Object, owner: str) -> str:
    """What is wrong with where a Stack stands, which this operator would run: a text for people; empty where nothing is."""
    verdict = check_place(key, stack, owner)
    return verdict.conditions[0].message if verdict is not None and verdict.reason is Reason.DOCUMENT_INVALID else ""


def check_place(key: Key, stack: Object, owner: str) -> Verdict | None:
    """None where this operator, `operator/<name>`, is asked to run it, in the namespace that it stands in."""
    environment = environment_of(stack)
    if not environment:
        return halt(
            Reason.NOT_RESOLVED,
            "The Stack does not say which environment it stands for, nor what was chosen for it.",
            "Apply what `bouwsteen export STACK -e ENVIRONMENT --format objects` writes.",
        )
    settings = settings_of(stack)
    if not settings:
        return halt(
            Reason.DOCUMENT_INVALID,
            f"The Stack stands for the environment {environment}, and has none of that name.",
            "Export it again.",
        )
    run_by = str(settings.get("runBy", CLI))
    if run_by != owner:
        return wait_for(
            Reason.RUN_BY_ANOTHER,
            f"The environment says that {run_by} runs it, and this is {owner}. It is left as it is.",
            f"To have it run here: `runBy: {owner}` in the stack.",
        )
    cluster = settings.get("kubernetes")
    said = cluster.get("namespace") if isinstance(cluster, Mapping) else None
    namespace = str(said or f"{key.name}-{environment}")
    if namespace != key.namespace:
        return halt(
            Reason.DOCUMENT_INVALID,
            f"The environment is in the namespace {namespace}, and the Stack stands in {key.namespace}. "
            "A Stack says what is in its own namespace, and touches no other.",
            f"Apply it in {namespace}, or name this namespace in the environment.",
        )
    return None


def own_record() -> Condition:
    return Condition(ConditionType.AWAITING_AUTHORITY, Status.FALSE, Reason.OWN_RECORD, "This operator runs the environment.")


def awaits(verdict: Verdict) -> tuple[Condition, ...]:
    """The condition beside a verdict that says whose the environment is; none where it says something else."""
    found = verdict.conditions[0]
    if verdict.reason not in {Reason.RUN_BY_ANOTHER, Reason.RECORD_OF_ANOTHER, Reason.REGISTRATION_PENDING}:
        return ()
    return (Condition(ConditionType.AWAITING_AUTHORITY, Status.TRUE, found.reason, found.message),)


def record_of_another(owner: str, key: Key, environment: str, operator: str) -> Verdict:
    """A record has one writer, which it names."""
    ours = operator.replace("/", ":", 1)
    return wait_for(
        Reason.RECORD_OF_ANOTHER,
        f"The record of {key.name}/{environment} is written by {owner}, and this is {operator}. It is left as it is. "
        f"To hand it over: `bouwsteen state transfer {key.name} -e {environment} --to {ours}`.",
        again_after=15.0,
    )
