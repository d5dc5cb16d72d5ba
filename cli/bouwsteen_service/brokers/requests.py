"""A request to the broker: who asks, in which version, what.

Passwords are derived, not stored: whoever holds the broker's key can compute the password of a user name, and the
service computes it again to check.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import SecretStr
from starlette.requests import Request

from bouwsteen_service.brokers.errors import BrokerError
from bouwsteen_service.brokers.operations import ChangeRequest
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import TooManyRequestsError, limits_of

VERSION_HEADER: Final = "x-broker-api-version"
ORIGIN_HEADER: Final = "x-broker-api-originating-identity"
REQUEST_HEADER: Final = "x-broker-api-request-identity"

_USER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64}){0,3}")
_VERSION: Final = re.compile(r"(\d{1,4})\.(\d{1,4})")
_RESOURCE_ID: Final = re.compile(r"[A-Za-z0-9._~-]{1,128}")
_MAJOR: Final = 2
_IDENTITY_CHARACTERS: Final = 8192
_BODY_BYTES: Final = 1024 * 1024  # also where a service takes letters with attachments: parameters never hold that much


def derive_password(key: SecretStr, user: str) -> str:
    """base64url(HMAC-SHA256(key, user)) without padding."""
    digest = hmac.new(key.get_secret_value().encode(), user.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Origin:
    """The person or program behind the request: the platform's name and a pseudonym that is equal for equal identities."""

    platform: str
    pseudonym: str

    def log_fields(self) -> dict[str, str]:
        return {"originating_platform": self.platform, "originating_identity": self.pseudonym}


def authenticate(request: Request, key: SecretStr) -> str:
    """The user of the broker. Raises BrokerError 401 or 429."""
    header = request.headers.get("authorization", "")
    limits = limits_of(request)
    try:
        limits.admit_attempt(request, header)
        user = _user(header, key)
        if user is not None:
            limits.admit_client(f"broker:{user}", header)
            return user
    except TooManyRequestsError as problem:
        raise BrokerError(429, problem.detail, headers=problem.headers) from None
    limits.note_failure(request, header)
    raise BrokerError(401, "The user name or password is not right.", headers={"www-authenticate": 'Basic realm="broker", charset="UTF-8"'})


def _user(header: str, key: SecretStr) -> str | None:
    scheme, _, encoded = header.partition(" ")
    try:
        user, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        user, password = "", ""
    expected = derive_password(key, user)
    if scheme.lower() == "basic" and _USER.fullmatch(user) and hmac.compare_digest(expected.encode(), password.encode()):
        return user
    return None


def check_version(request: Request) -> None:
    """Raises BrokerError 400 without the header, 412 for another major version than ours."""
    header = request.headers.get(VERSION_HEADER)
    if header is None:
        raise BrokerError.malformed("The header X-Broker-API-Version is required.")
    match = _VERSION.fullmatch(header.strip())
    if match is None or int(match[1]) != _MAJOR:
        raise BrokerError(412, "This broker speaks version 2.17 of the Open Service Broker API.")


def read_origin(request: Request) -> Origin | None:
    """Raises BrokerError 400 when the header is there and is not `platform base64(JSON object)`."""
    header = request.headers.get(ORIGIN_HEADER)
    if header is None:
        return None
    platform, _, encoded = header.strip().partition(" ")
    try:
        identity = json.loads(base64.b64decode(encoded[:_IDENTITY_CHARACTERS].strip(), validate=True))
    except (binascii.Error, ValueError, RecursionError):
        identity = None
    if not platform or len(platform) > 64 or not isinstance(identity, dict):
        raise BrokerError.malformed("The header X-Broker-API-Originating-Identity is not a platform and a Base64 JSON object.")
    canonical = json.dumps(identity, sort_keys=True).encode()
    return Origin(platform, hashlib.sha256(canonical).hexdigest()[:16])


def check_id(value: str, name: str) -> str:
    """Raises BrokerError 400 for what is not 1 to 128 unreserved characters."""
    if not _RESOURCE_ID.fullmatch(value):
        raise BrokerError.malformed(f"The {name} may hold letters, digits, '-', '.', '_' and '~', at most 128.")
    return value


def accepts_incomplete(request: Request) -> bool:
    value = request.query_params.get("accepts_incomplete", "false")
    if value not in {"true", "false"}:
        raise BrokerError.malformed("accepts_incomplete is true or false.")
    return value == "true"


def query_ids(request: Request) -> tuple[str, str]:
    """service_id and plan_id of a DELETE, which must be there. Raises BrokerError 400."""
    service_id, plan_id = request.query_params.get("service_id"), request.query_params.get("plan_id")
    if not service_id or not plan_id:
        raise BrokerError.malformed("The query must give service_id and plan_id.")
    return service_id, plan_id


async def read_body(request: Request) -> Mapping[str, Any]:
    """The body as a JSON object. Raises BrokerError 400, and ProblemError 413 where the service takes more elsewhere."""
    text = await request.body()
    if len(text) > _BODY_BYTES:
        raise ProblemError(413, "body-too-large", f"The body may hold at most {_BODY_BYTES} bytes.")
    try:
        body = json.loads(text, parse_constant=_refuse_constant)
        # What cannot be stored as text everywhere is refused here: half of a surrogate pair, the character 0.
        stored = json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise BrokerError.malformed("The body is not JSON.") from None
    if not isinstance(body, dict) or b"\\u0000" in stored:
        raise BrokerError.malformed("The body is not a JSON object, or it holds characters that cannot be stored.")
    return body


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _text(body: Mapping[str, Any], name: str, *, required: bool) -> str | None:
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value or len(value) > 1000:
        raise BrokerError.malformed(f"The body must give {name} as a string that is not empty.")
    return value


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise BrokerError.malformed(f"The field {name} is not an object.")
    return value


def _maintenance_version(body: Mapping[str, Any]) -> str | None:
    information = _object(body, "maintenance_info")
    return None if information is None else _text(information, "version", required=True)


def provision_request(body: Mapping[str, Any], *, incomplete: bool) -> ChangeRequest:
    for name in ("organization_guid", "space_guid"):
        _text(body, name, required=True)
    _object(body, "context")
    service_id, plan_id = _text(body, "service_id", required=True), _text(body, "plan_id", required=True)
    return ChangeRequest(service_id or "", plan_id, _object(body, "parameters"), incomplete, _maintenance_version(body))


def update_request(body: Mapping[str, Any], *, incomplete: bool) -> ChangeRequest:
    _object(body, "context")
    _object(body, "previous_values")
    service_id, plan_id = _text(body, "service_id", required=True), _text(body, "plan_id", required=False)
    return ChangeRequest(service_id or "", plan_id, _object(body, "parameters"), incomplete, _maintenance_version(body))


def bind_request(body: Mapping[str, Any], *, incomplete: bool) -> ChangeRequest:
    """A rotation needs to name its predecessor only."""
    _object(body, "context")
    _object(body, "bind_resource")
    predecessor = _text(body, "predecessor_binding_id", required=False)
    required = predecessor is None
    service_id, plan_id = _text(body, "service_id", required=required), _text(body, "plan_id", required=required)
    return ChangeRequest(service_id or "", plan_id, _object(body, "parameters"), incomplete, predecessor=predecessor)
