"""`broker/binding`: what one consumer gets of a share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from bouwsteen.adapters.brokers.catalogs import check_parameters
from bouwsteen.adapters.brokers.client import BrokerAddress, BrokerClient
from bouwsteen.adapters.brokers.failures import as_unreadable, partial
from bouwsteen.adapters.brokers.instances import NAMESPACE, failed_by, not_offered_any_more, step_id
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
from bouwsteen.values import Secret, map_leaves, reveal


class BindingKind:
    """One call each. Raises the errors of `BrokerClient.catalog` and BrokerUnreachableError, which the provider translates."""

    def id_of(self, call: Call) -> str:
        return call.id or step_id(call, "binding")

    def create(self, client: BrokerClient, call: Call) -> Outcome:
        return self._bind(Operations(client, call), call, self.id_of(call), call.predecessor)

    def update(self, client: BrokerClient, call: Call) -> Outcome:
        """Credentials that stand are kept; on another share, or due for renewal, new ones take their place."""
        operations = Operations(client, call)
        subject = self._subject(operations, call.inputs["instance"], call.id)
        if subject is None:
            return not_offered_any_more(client)
        if "operation" in call.private:
            resumed = operations.resume(Request.BIND, subject, str(call.private["operation"]), {})
            return (
                self._bind(operations, call, call.id, "") if isinstance(resumed, Broken) else self._end(operations, subject, resumed, call)
            )
        if _share(call.previous_inputs) not in {"", _share(call.inputs)} or _is_due(call.private):
            return self._renew(operations, call)
        credentials: Any = reveal(call.outputs.get("credentials"))
        if subject.service.bindings_retrievable:
            answer = operations.get(subject)
            credentials = (answer.body or {}).get("credentials") if answer.status == 200 else None
        if not isinstance(credentials, dict) or not credentials:
            return self._bind(operations, call, call.id, "")
        outputs = {**call.outputs, "bindingId": call.id, "credentials": _mark(credentials, call.inputs)}
        return Done(call.id, outputs, _objects(call.id), call.private)

    def delete(self, client: BrokerClient, call: Call) -> Outcome:
        return self._unbind(Operations(client, call), call.inputs["instance"], self.id_of(call))

    def _renew(self, operations: Operations, call: Call) -> Outcome:
        """A new binding, and then the old one away. Cut off in between, the next try finds the new one by its id."""
        made = self._bind(operations, call, str(uuid.uuid5(NAMESPACE, f"renewal of {call.id}")), call.id)
        if not isinstance(made, Done):
            return made
        before = call.previous_inputs.get("instance", call.inputs["instance"])
        if before["broker"]["url"] == call.inputs["instance"]["broker"]["url"]:
            removed = self._unbind(operations, before, call.id)
        else:
            with closing(BrokerClient(BrokerAddress.of(before["broker"]), operations.client.choose)) as other:
                removed = self._unbind(Operations(other, call), before, call.id)
        return made if isinstance(removed, Gone) else removed

    def _unbind(self, operations: Operations, instance: Mapping[str, Any], binding_id: str) -> Outcome:
        subject = self._subject(operations, instance, binding_id)
        if subject is None:
            return not_offered_any_more(operations.client)
        reply = operations.run(Request.UNBIND, subject)
        return Gone() if isinstance(reply, Finished | Absent) else failed_by(operations, reply, "remove the binding")

    def _bind(self, operations: Operations, call: Call, binding_id: str, predecessor: str) -> Outcome:
        subject = self._subject(operations, call.inputs["instance"], binding_id)
        if subject is None:
            return not_offered_any_more(operations.client)
        if not subject.service.can_bind(subject.plan):
            return _not_bindable(subject)
        parameters = reveal(call.inputs.get("parameters", {}))
        problem = check_parameters(subject.plan.schemas.service_binding.create.parameters, parameters, str(call.address))
        if problem is not None:
            return problem
        application = str(uuid.uuid5(NAMESPACE, f"{call.address.stack}/{call.address.environment}/{call.address.consumer}"))
        body: dict[str, Any] = {**subject.query, "context": operations.context, "parameters": parameters}
        body |= {"app_guid": application, "bind_resource": {"app_guid": application}}
        reply = self._send(operations, subject, body, predecessor)
        if isinstance(reply, Refused) and reply.status == 409:
            # Made by an earlier try with other parameters, and given to nobody.
            cleared = operations.run(Request.UNBIND, subject)
            reply = operations.run(Request.BIND, subject, body) if isinstance(cleared, Finished | Absent) else reply
        return self._end(operations, subject, reply, call)

    def _send(self, operations: Operations, subject: Subject, body: Mapping[str, Any], predecessor: str) -> Reply | Unfinished:
        """As a rotation where the plan knows it; as any binding when the broker does not take that predecessor."""
        if predecessor and subject.plan.binding_rotatable:
            reply = operations.run(Request.BIND, subject, {**body, "predecessor_binding_id": predecessor})
            if not (isinstance(reply, Refused) and reply.status == 400):
                return reply
        return operations.run(Request.BIND, subject, body)

    def _end(self, operations: Operations, subject: Subject, reply: Reply | Unfinished, call: Call) -> Outcome:
        binding_id = subject.binding_id
        if isinstance(reply, Unfinished):
            return partial(failed_by(operations, reply, "make the binding"), binding_id, {}, {"operation": reply.operation})
        if not isinstance(reply, Finished):
            return failed_by(operations, reply, "make the binding")
        body = reply.body
        if not isinstance(body.get("credentials"), dict):
            # Made asynchronously: the specification has us fetch them.
            answer = operations.get(subject)
            body = answer.body or {}
            if answer.status != 200 or not isinstance(body.get("credentials"), dict):
                broken = Broken(f"it made the binding and then gave no credentials (HTTP status {answer.status})", orphan=False)
                return partial(failed_by(operations, broken, "make the binding"), binding_id)
        return Done(binding_id, _outputs(binding_id, body, call), _objects(binding_id), _dates(body))

    def read(self, client: BrokerClient, call: Call) -> Observation:
        binding_id = self.id_of(call)
        operations = Operations(client, call)
        subject = self._subject(operations, call.inputs["instance"], binding_id)
        if subject is None:
            return as_unreadable(not_offered_any_more(client))
        if not subject.service.bindings_retrievable:
            # Nothing tells whether it is there; making or removing it again is harmless.
            return Present(
                binding_id, outputs=call.outputs, objects=_objects(binding_id), private=call.private, problem=_due_problem(call.private)
            )
        answer = operations.get(subject)
        if answer.status == 404 and operations.is_at_work(subject):
            private = dict(call.private) or {"operation": ""}
            return Present(binding_id, outputs=call.outputs, objects=_objects(binding_id), private=private, problem="It is being made.")
        if answer.status == 404:
            return Missing()
        body = answer.body or {}
        if answer.status != 200 or not isinstance(body.get("credentials"), dict):
            return Unreadable(failed_by(operations, read_answer(Request.BIND, answer.status, answer.body), "show the binding").detail)
        outputs, private = _outputs(binding_id, body, call), _dates(body)
        changed = bool(call.outputs) and reveal(call.outputs.get("credentials")) != body["credentials"]
        problem = "The broker has other credentials than the ones that were recorded." if changed else _due_problem(private)
        return Present(binding_id, {}, outputs, _objects(binding_id), private, problem)

    def _subject(self, operations: Operations, instance: Mapping[str, Any], binding_id: str) -> Subject | None:
        found = operations.client.catalog(operations.deadline).find(str(instance["serviceId"]), str(instance["planId"]))
        return None if found is None else Subject(*found, str(instance["instanceId"]), binding_id)


def _share(inputs: Mapping[str, Any]) -> str:
    return str(inputs.get("instance", {}).get("instanceId", ""))


def _mark(credentials: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Secrets around the leaves of those fields that are secret; of all where nothing says which."""
    names = inputs.get("secretFields")
    secret = {
        name: map_leaves(value, lambda _, leaf: Secret(leaf)) for name, value in credentials.items() if names is None or name in names
    }
    return {**credentials, **secret}


def _outputs(binding_id: str, body: Mapping[str, Any], call: Call) -> dict[str, Any]:
    expires = _dates(body).get("expires_at")
    return {"bindingId": binding_id, "credentials": _mark(body["credentials"], call.inputs), **({"expiresAt": expires} if expires else {})}


def _dates(body: Mapping[str, Any]) -> dict[str, str]:
    metadata = body.get("metadata")
    given = metadata if isinstance(metadata, Mapping) else {}
    return {name: given[name] for name in ("expires_at", "renew_before") if isinstance(given.get(name), str)}


def _is_due(dates: Mapping[str, Any]) -> bool:
    return bool(_due_problem(dates))


def _due_problem(dates: Mapping[str, Any]) -> str:
    now = dt.datetime.now(dt.UTC)
    for name, problem in (("expires_at", "Its credentials have expired."), ("renew_before", "Its credentials are due for renewal.")):
        try:
            moment = dt.datetime.fromisoformat(str(dates.get(name, "")))
        except ValueError:
            continue  # left out, or not a date
        if moment.replace(tzinfo=moment.tzinfo or dt.UTC) <= now:
            return problem
    return ""


def _objects(binding_id: str) -> tuple[ProviderObject, ...]:
    return (ProviderObject("service-binding", binding_id),)


def _not_bindable(subject: Subject) -> Failed:
    return Failed(
        code="broker-not-bindable",
        summary="This share gives no credentials",
        detail=f"The broker says that the plan {quoted(subject.plan.name)} of {quoted(subject.service.name)} cannot be bound.",
        remedy="Choose another plan.",
    )
