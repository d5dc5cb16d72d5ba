"""The catalog of a broker: what it says of itself, and whether a request fits it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import jsonschema_rs
import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bouwsteen.documents.schema_problems import explain_error
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Failed

_LARGEST_SCHEMA: Final = 64 * 1024
_PATTERNS: Final = jsonschema_rs.RegexOptions(size_limit=1_000_000, dfa_size_limit=1_000_000)
_PROBLEMS_SHOWN: Final = 5


class CatalogError(Exception):
    """What the broker calls its catalog is none."""


class _Part(BaseModel):
    # Unknown fields are extensions, which the specification allows.
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class _Parameters(_Part):
    parameters: dict[str, Any] | None = None


class _InstanceSchemas(_Part):
    create: _Parameters = _Parameters()
    update: _Parameters = _Parameters()


class _BindingSchemas(_Part):
    create: _Parameters = _Parameters()


class _Schemas(_Part):
    service_instance: _InstanceSchemas = _InstanceSchemas()
    service_binding: _BindingSchemas = _BindingSchemas()


class _MaintenanceInfo(_Part):
    version: str


class Plan(_Part):
    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    bindable: bool | None = None
    binding_rotatable: bool = False
    plan_updateable: bool | None = None
    schemas: _Schemas = _Schemas()
    maximum_polling_duration: int | None = Field(None, ge=0)
    maintenance_info: _MaintenanceInfo | None = None


class Service(_Part):
    id: str = Field(min_length=1)
    name: str = Field(min_length=1)
    bindable: bool
    instances_retrievable: bool = False
    bindings_retrievable: bool = False
    plan_updateable: bool = False
    plans: tuple[Plan, ...] = Field(min_length=1)

    def can_bind(self, plan: Plan) -> bool:
        return self.bindable if plan.bindable is None else plan.bindable

    def can_change(self, plan: Plan) -> bool:
        """From this plan to another."""
        return self.plan_updateable if plan.plan_updateable is None else plan.plan_updateable


class Catalog(_Part):
    services: tuple[Service, ...] = ()

    @classmethod
    def parse(cls, body: Any) -> Catalog:
        """Raises CatalogError, whose text shows none of the values."""
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            places = [".".join(map(str, item["loc"])) for item in error.errors(include_input=False, include_url=False)]
            raise CatalogError(f"{', '.join(places[:5])} cannot be read.") from None

    def choose(self, service_name: str, plan_name: str) -> tuple[Service, Plan] | Failed:
        service = next((item for item in self.services if item.name == service_name), None)
        if service is None:
            return _not_offered("service", service_name, [item.name for item in self.services])
        plan = next((item for item in service.plans if item.name == plan_name), None)
        return _not_offered("plan", plan_name, [item.name for item in service.plans]) if plan is None else (service, plan)

    def find(self, service_id: str, plan_id: str) -> tuple[Service, Plan] | None:
        found = ((service, plan) for service in self.services for plan in service.plans if (service.id, plan.id) == (service_id, plan_id))
        return next(found, None)


def check_parameters(schema: Mapping[str, Any] | None, parameters: Mapping[str, Any], whose: str) -> Failed | None:
    """What keeps the broker's own schema from accepting `parameters`; names places and rules, shows no value."""
    if schema is None:
        return None
    try:
        if len(orjson.dumps(schema)) > _LARGEST_SCHEMA:
            raise ValueError("larger than 64 KiB")
        validator = jsonschema_rs.validator_for(dict(schema), offline=True, mask="(value)", pattern_options=_PATTERNS)
    except (ValueError, TypeError, jsonschema_rs.ReferencingError):
        # The broker checks for itself in any case; its mistake must not keep people from their share.
        return None
    problems = [item for error in validator.iter_errors(parameters) for item in explain_error(error)]
    if not problems:
        return None
    lines = [f"- {'.'.join(map(str, item.path)) or 'parameters'}: {item.detail}" for item in problems[:_PROBLEMS_SHOWN]]
    return Failed(
        code="broker-parameters-invalid",
        summary="The broker does not take these parameters",
        detail=f"The parameters of {whose} do not fit what the broker asks for:\n" + "\n".join(lines),
        remedy="Correct them in the stack, or in the block that gives them.",
    )


def _not_offered(what: str, name: str, names: Iterable[str]) -> Failed:
    offered = sorted(names)[:20]
    close = difflib.get_close_matches(name, offered, 1)
    return Failed(
        code=f"broker-{what}-unknown",
        summary=f"The broker does not offer this {what}",
        detail=f"The broker offers no {what} called {quoted(name)}; it offers {', '.join(map(quoted, offered)) or 'none'}.",
        remedy=f"Did you mean {quoted(close[0])}?" if close else f"Choose one of the {what}s that it offers.",
    )
