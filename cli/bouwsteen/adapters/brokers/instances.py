"""`broker/instance`: a share in a shared service."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.adapters.brokers.catalogs import Catalog, Plan, Service, check_parameters
from bouwsteen.adapters.brokers.client import BrokerClient
from bouwsteen.adapters.brokers.failures import as_unreadable, broken, partial, refused, unfinished
from bouwsteen.adapters.brokers.operations import Operations, Subject, Unfinished
from bouwsteen.adapters.brokers.replies import Absent, Broken, Finished, Refused, Reply, Request, read_answer
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import (
    Call,
    Done,
    Failed,
    Gone,
    Missing,
    Observation,
    Outcome,
    Present,
    ProviderObject,
    Unreadable,
)
from bouwsteen.values import Secret, reveal

NAMESPACE: Final = uuid.UUID("a3f1c6de-1f0a-5a6e-9a35-6a2c6f0c7b11")


def step_id(call: Call, what: str) -> str:
    """The id at the broker: the same for every try of one planned step, never used for another."""
    parts = [what, call.organisation, str(call.address), str(call.generation), call.key]
    return str(uuid.uuid5(NAMESPACE, "\0".join(parts)))


class InstanceKind:
    """One call each. Raises the errors of `BrokerClient.catalog`, which the provider translates."""

    def id_of(self, call: Call) -> str:
        return call.id or step_id(call, "instance")

    def create(self, client: BrokerClient, call: Call) -> Outcome:
        return self._provision(Operations(client, call), call, self.id_of(call))

    def update(self, client: BrokerClient, call: Call) -> Outcome:
        operations = Operations(client, call)
        chosen = client.catalog(operations.deadline).choose(str(call.inputs["service"]), str(call.inputs["plan"]))
        if isinstance(chosen, Failed):
            return chosen
        service, plan = chosen
        subject = Subject(service, self._plan_now(service, call) or plan, call.id)
        if "operation" in call.private:
            ended = self._resume(operations, subject, call)
            if ended is not None:
                return ended
        answer = operations.get(subject) if service.instances_retrievable else None
        if answer is not None and answer.status == 404:
            return self._provision(operations, call, call.id)
        if answer is not None and _is_as_wanted(answer.body or {}, plan, call):
            return Done(call.id, self._outputs(subject, call, answer.body or {}), instance_objects(call.id))
        return self._patch(operations, subject, plan, call)

    def _resume(self, operations: Operations, subject: Subject, call: Call) -> Outcome | None:
        """An earlier run left the broker at work: that must end before anything else. None to go on with the update."""
        request = Request(call.private["request"])
        reply = operations.resume(request, subject, str(call.private["operation"]), {})
        same = call.previous_inputs == call.inputs
        if isinstance(reply, Unfinished) or (isinstance(reply, Finished) and request is Request.PROVISION and same):
            return self._end(operations, subject, request, reply, call)
        return self._provision(operations, call, call.id) if isinstance(reply, Broken) and request is Request.PROVISION else None

    def delete(self, client: BrokerClient, call: Call) -> Outcome:
        operations = Operations(client, call)
        known = self._known(client.catalog(operations.deadline), call)
        if known is None:
            return not_offered_any_more(client)
        reply = operations.run(Request.DEPROVISION, Subject(*known, self.id_of(call)))
        return Gone() if isinstance(reply, Finished | Absent) else failed_by(operations, reply, "remove the share")

    def _provision(self, operations: Operations, call: Call, instance_id: str) -> Outcome:
        for last_try in (False, True):
            chosen = operations.client.catalog(operations.deadline).choose(str(call.inputs["service"]), str(call.inputs["plan"]))
            if isinstance(chosen, Failed):
                return chosen
            service, plan = chosen
            parameters = reveal(call.inputs.get("parameters", {}))
            problem = check_parameters(plan.schemas.service_instance.create.parameters, parameters, str(call.address))
            if problem is not None:
                return problem
            subject = Subject(service, plan, instance_id)
            reply = operations.run(Request.PROVISION, subject, self._provision_body(operations, subject, parameters, call))
            if last_try or not _needs_new_catalog(reply):
                break
            operations.client.forget_catalog()
        if isinstance(reply, Refused) and reply.status == 409:
            # It is there, made by an earlier try with other inputs: the instance_id is nobody else's.
            return self._patch(operations, subject, plan, call)
        return self._end(operations, subject, Request.PROVISION, reply, call)

    def _patch(self, operations: Operations, subject: Subject, plan: Plan, call: Call) -> Outcome:
        parameters = reveal(call.inputs.get("parameters", {}))
        problem = check_parameters(plan.schemas.service_instance.update.parameters, parameters, str(call.address))
        if problem is not None:
            return problem
        if plan.id != subject.plan.id and not subject.service.can_change(subject.plan):
            return _plan_is_fixed(subject.plan, plan)
        body: dict[str, Any] = {"service_id": subject.service.id, "context": operations.context, "parameters": parameters}
        body["previous_values"] = {"plan_id": subject.plan.id}
        if plan.id != subject.plan.id:
            body["plan_id"] = plan.id
        if plan.maintenance_info is not None:
            body["maintenance_info"] = {"version": plan.maintenance_info.version}
        reply = operations.run(Request.UPDATE, subject, body)
        if isinstance(reply, Finished):
            subject = Subject(subject.service, plan, subject.instance_id)
        return self._end(operations, subject, Request.UPDATE, reply, call)

    def _end(self, operations: Operations, subject: Subject, request: Request, reply: Reply | Unfinished, call: Call) -> Outcome:
        outputs = self._outputs(subject, call, getattr(reply, "body", {}))
        if isinstance(reply, Finished):
            return Done(subject.instance_id, outputs, instance_objects(subject.instance_id))
        what = "make the share" if request is Request.PROVISION else "change the share"
        failed = failed_by(operations, reply, what)
        if isinstance(reply, Unfinished):
            private = {"operation": reply.operation, "request": request.value}
            return partial(failed, subject.instance_id, outputs, private)
        if request is Request.UPDATE and isinstance(reply, Broken):
            return partial(failed, subject.instance_id, outputs)
        return failed

    def read(self, client: BrokerClient, call: Call) -> Observation:
        instance_id = self.id_of(call)
        operations = Operations(client, call)
        known = self._known(client.catalog(operations.deadline), call)
        if known is None:
            return as_unreadable(not_offered_any_more(client))
        subject = Subject(*known, instance_id)
        if not subject.service.instances_retrievable:
            # Nothing tells whether it is there; making or removing it again is harmless.
            return Present(
                instance_id,
                outputs=call.outputs or self._outputs(subject, call, {}),
                objects=instance_objects(instance_id),
                private=call.private,
            )
        answer = operations.get(subject)
        if answer.status == 404 and operations.is_at_work(subject):
            private = dict(call.private) or {"operation": "", "request": Request.PROVISION.value}
            outputs = self._outputs(subject, call, {})
            return Present(
                instance_id, outputs=outputs, objects=instance_objects(instance_id), private=private, problem="It is being made."
            )
        if answer.status == 404:
            return Missing()
        if answer.status == 422:
            return Present(
                instance_id,
                outputs=call.outputs,
                objects=instance_objects(instance_id),
                private=call.private,
                problem="It is being changed now.",
            )
        if answer.status != 200 or answer.body is None:
            reply = read_answer(Request.UPDATE, answer.status, answer.body)
            return Unreadable(failed_by(operations, reply, "show the share").detail)
        problem = "The broker has not finished the last change." if "operation" in call.private else ""
        inputs = self._observed_inputs(subject, call, answer.body)
        return Present(instance_id, inputs, self._outputs(subject, call, answer.body), instance_objects(instance_id), call.private, problem)

    def _known(self, catalog: Catalog, call: Call) -> tuple[Service, Plan] | None:
        """By the ids of the record, which outlive a change of names; by the names before there is a record."""
        found = catalog.find(str(call.outputs.get("serviceId", "")), str(call.outputs.get("planId", "")))
        if found is None:
            chosen = catalog.choose(str(call.inputs["service"]), str(call.inputs["plan"]))
            return None if isinstance(chosen, Failed) else chosen
        return found

    def _plan_now(self, service: Service, call: Call) -> Plan | None:
        return next((plan for plan in service.plans if plan.id == call.outputs.get("planId")), None)

    def _provision_body(self, operations: Operations, subject: Subject, parameters: Any, call: Call) -> dict[str, Any]:
        address = call.address
        body: dict[str, Any] = {
            **subject.query,
            "organization_guid": call.organisation or address.stack,
            "space_guid": f"{address.stack}/{address.environment}",
            "context": operations.context | {"instance_name": address.instance},
            "parameters": parameters,
        }
        if subject.plan.maintenance_info is not None:
            body["maintenance_info"] = {"version": subject.plan.maintenance_info.version}
        return body

    def _outputs(self, subject: Subject, call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
        broker = call.inputs["broker"]
        outputs = {"instanceId": subject.instance_id, "serviceId": subject.service.id, "planId": subject.plan.id}
        dashboard = body.get("dashboard_url") or call.outputs.get("dashboardUrl")
        secret = {name: broker[name] for name in ("url", "username")} | {"password": Secret(broker["password"])}
        return {**outputs, **({"dashboardUrl": dashboard} if isinstance(dashboard, str) else {}), "broker": secret}

    def _observed_inputs(self, subject: Subject, call: Call, body: Mapping[str, Any]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        plan = next((plan.name for plan in subject.service.plans if plan.id == body.get("plan_id")), None)
        if plan is not None:
            seen["plan"] = plan
        if isinstance(body.get("parameters"), dict) and "parameters" in call.inputs:
            seen["parameters"] = _owned(call.inputs["parameters"], body["parameters"])
        return seen


def _owned(recorded: Any, seen: Any) -> Any:
    """What the broker shows of the fields that we gave; what it keeps to itself is taken to be as it was."""
    if isinstance(recorded, Mapping) and isinstance(seen, Mapping):
        return {name: _owned(value, seen[name]) if name in seen else value for name, value in recorded.items()}
    return Secret(seen) if isinstance(recorded, Secret) else seen


def _is_as_wanted(body: Mapping[str, Any], plan: Plan, call: Call) -> bool:
    return body.get("plan_id") == plan.id and body.get("parameters") == reveal(call.inputs.get("parameters", {}))


def failed_by(operations: Operations, reply: Reply | Unfinished, what: str) -> Failed:
    if isinstance(reply, Refused):
        return refused(operations, reply, what)
    if isinstance(reply, Unfinished):
        return unfinished(operations, reply, what)
    return broken(operations, reply if isinstance(reply, Broken) else Broken("it answered something else", orphan=False), what)


def _needs_new_catalog(reply: Reply | Unfinished) -> bool:
    return isinstance(reply, Refused) and reply.error == "MaintenanceInfoConflict"


def instance_objects(instance_id: str) -> tuple[ProviderObject, ...]:
    return (ProviderObject("service-instance", instance_id),)


def not_offered_any_more(client: BrokerClient) -> Failed:
    return Failed(
        code="broker-service-gone",
        summary="The broker no longer offers this service",
        detail=f"The broker at {client.address.url} has no service and plan of the kind that was recorded for this resource.",
        remedy="Ask the owner of the service.",
    )


def _plan_is_fixed(now: Plan, wanted: Plan) -> Failed:
    return Failed(
        code="broker-plan-fixed",
        summary="The plan of a share cannot change here",
        detail=f"The broker does not let a share go from the plan {quoted(now.name)} to {quoted(wanted.name)}.",
        remedy="Keep the plan, or add a second instance of the block with the other plan and move to it.",
    )
