"""What to try on each plan: the examples that stand in the schemas of the broker's own catalog.

The first example of `schemas.service_instance.create.parameters` makes an instance and the second changes it; those of
`schemas.service_binding.create.parameters` make bindings. What a schema refuses is derived from the first one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jsonschema_rs import ReferencingError, validator_for

from bouwsteen.adapters.broker_checks.visits import Body, Sample

_WANTED: Final = 2  # examples: one to begin with, and one that differs
_UNFIT: Final[tuple[Any, ...]] = ([], {}, 0, "")


def bindable_plans(services: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """(service, plan) of those that applications can be bound to: nothing else is of use to a stack."""
    return ((service, plan) for service in services for plan in service["plans"] if plan.get("bindable", service["bindable"]))


class NoSampleError(Exception):
    """A plan does not say what to try. The text says what it lacks."""


def sample_of(service: Mapping[str, Any], plan: Mapping[str, Any]) -> Sample:
    """Raises NoSampleError. Both have the shape of a catalog's."""
    schemas = plan.get("schemas", {})
    create = schemas.get("service_instance", {}).get("create", {}).get("parameters")
    bind = schemas.get("service_binding", {}).get("create", {}).get("parameters")
    makes = _examples(create, "service_instance.create")
    binds = _examples(bind, "service_binding.create")
    return Sample(
        service["id"],
        plan["id"],
        create=makes[0],
        changed=makes[1] if len(makes) > 1 else None,
        wrong=_refused(create, makes[0]),
        bind=binds[0],
        bind_changed=binds[1] if len(binds) > 1 else None,
    )


def _examples(schema: Mapping[str, Any] | None, place: str) -> list[Body]:
    """Two that differ; nothing at all, once, where there are no parameters."""
    if schema is None or not schema.get("properties"):
        return [{}]
    examples = schema.get("examples")
    found = [each for each in examples if isinstance(each, dict)] if isinstance(examples, list) else []
    if len(found) < _WANTED or found[0] == found[1]:
        raise NoSampleError(f"schemas.{place}.parameters has no two `examples` that differ")
    for number, example in enumerate(found[:_WANTED]):
        if not _accepts(schema, example, place):
            raise NoSampleError(f"schemas.{place}.parameters does not accept its own example {number}")
    return list(found[:_WANTED])


def _refused(schema: Mapping[str, Any] | None, good: Body) -> Body | None:
    """Parameters that the schema refuses, as little as can be beside good ones. None: it takes anything."""
    if schema is None:
        return None
    return next((each for each in _spoiled(schema, good) if not _accepts(schema, each, "service_instance.create")), None)


def _spoiled(schema: Mapping[str, Any], good: Body) -> Iterator[Body]:
    for name in schema.get("properties", {}):
        yield from ({**good, name: value} for value in _UNFIT)


def _accepts(schema: Mapping[str, Any], parameters: Body, place: str) -> bool:
    try:
        return validator_for(dict(schema), offline=True).is_valid(parameters)
    except (ValueError, TypeError, ReferencingError):
        raise NoSampleError(f"schemas.{place}.parameters is not a JSON Schema that can be read") from None
