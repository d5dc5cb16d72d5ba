"""What an answer of a broker means, by the tables of the specification. Pure."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Sizes that the specification names.
_LONGEST_OPERATION = 10_000


class Request(enum.Enum):
    PROVISION = "provision"
    UPDATE = "update"
    DEPROVISION = "deprovision"
    BIND = "bind"
    UNBIND = "unbind"

    @property
    def makes(self) -> bool:
        return self in {Request.PROVISION, Request.BIND}

    @property
    def removes(self) -> bool:
        return self in {Request.DEPROVISION, Request.UNBIND}


@dataclass(frozen=True, slots=True)
class Finished:
    """It is done. `body` is what the broker says of it; not shown, it may hold credentials."""

    body: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """It will take longer: `operation` is what to ask after."""

    operation: str
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Absent:
    """There is nothing with that id."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The broker says no and has changed nothing."""

    status: int
    error: str
    description: str
    repeatable: bool = True


@dataclass(frozen=True, slots=True)
class Broken:
    """It went wrong. `orphan`: something may be there that the specification tells us to remove."""

    detail: str
    orphan: bool
    repeatable: bool = True
    usable: bool = True


Reply = Finished | Started | Absent | Refused | Broken


def read_answer(request: Request, status: int, body: Mapping[str, Any] | None) -> Reply:
    """`body` is None where the answer holds no JSON object."""
    if status in {200, 201, 202}:
        return _read_success(request, status, body)
    fields = body or {}
    description = str(fields.get("description") or "")
    repeatable, usable = fields.get("update_repeatable") is not False, fields.get("instance_usable") is not False
    if status == 410 and request.removes:
        return Absent()
    if 400 <= status < 500 or 300 <= status < 400:
        return Refused(status, str(fields.get("error") or ""), description, repeatable)
    if 200 <= status < 300:
        return Broken(f"it answered with HTTP status {status}, which it may not", orphan=request is not Request.UPDATE)
    said = f": {description}" if description else ""
    return Broken(f"it failed (HTTP status {status}){said}", request is not Request.UPDATE, repeatable, usable)


def read_failed(request: Request, body: Mapping[str, Any]) -> Broken:
    """The last operation has the state `failed`."""
    description = str(body.get("description") or "it does not say why")
    repeatable, usable = body.get("update_repeatable") is not False, body.get("instance_usable") is not False
    return Broken(f"it failed: {description}", request is not Request.UPDATE, repeatable, usable)


def read_silence(request: Request, why: str) -> Broken:
    """No answer to what the broker may have got: only what makes something may have left an orphan."""
    return Broken(why, orphan=request.makes)


def _read_success(request: Request, status: int, body: Mapping[str, Any] | None) -> Reply:
    fault = _fault(request, status, body)
    if fault or body is None:
        return Broken(f"its answer (HTTP status {status}) {fault}", orphan=request.makes and status != 200)
    if status == 202:
        return Started(str(body.get("operation") or ""), body)
    return Finished(body)


def _fault(request: Request, status: int, body: Mapping[str, Any] | None) -> str:
    if body is None:
        return "is not a JSON object"
    operation = body.get("operation")
    if status == 202 and operation is not None and (not isinstance(operation, str) or len(operation) > _LONGEST_OPERATION):
        return "has an operation that is not a text"
    if not isinstance(body.get("dashboard_url"), str | None):
        return "has a dashboard_url that is not a text"
    if request is Request.BIND and status != 202 and not isinstance(body.get("credentials"), dict):
        return "has no credentials"
    return ""
