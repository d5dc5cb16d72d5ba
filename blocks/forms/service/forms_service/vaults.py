"""The vault of a citizen, through the service that asks for consent: ask, see what the citizen decided, read what was allowed.

The citizen decides at a server of their own. It is asked at each reading: what they take back is not read again.
"""

import hmac
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx
from starlette.datastructures import URL

from bouwsteen_service.bindings import Binding
from bouwsteen_service.correlations import outgoing_headers
from bouwsteen_service.outboxes import sign
from bouwsteen_service.seals import Clock
from forms_service.service_clients import ServiceClient, ServiceError, read_object

logger = logging.getLogger(__name__)

STATES: Final = ("requested", "granted", "refused", "withdrawn", "expired")
_TIMEOUT: Final = httpx.Timeout(6.0, connect=2.0)
REQUEST_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_CHARACTERS: Final = 2000
_MOMENT: Final = re.compile(r"[0-9]{1,12}")
# An event is signed anew at each try.
_EVENT_SECONDS: Final = 600


class VaultError(Exception):
    """The vault does not say, or does not do what was asked. `status` is that of its answer, 0 where there was none."""

    def __init__(self, reason: str, status: int = 0) -> None:
        super().__init__(reason)
        self.status = status

    @property
    def is_refusal(self) -> bool:
        """Whether the citizen does not allow it."""
        return self.status == 403


@dataclass(frozen=True)
class AccessRequest:
    """`state` is one of STATES; `url` is where the citizen decides."""

    id: str
    state: str
    url: str


class Vault:
    """Speaks to the service of a `data-vault` binding. `transport` is for tests."""

    def __init__(self, binding: Binding, *, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._service = ServiceClient(binding, clock=clock, timeout=_TIMEOUT, transport=transport)
        self._clock = clock
        self._events_secret = binding["eventsSecret"]
        self.overview_url = binding.text("consentUrl")

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    @property
    def origin(self) -> str:
        """Where citizens decide."""
        return _origin(self.overview_url)

    def leads_there(self, url: str) -> bool:
        """Whether an address is below that origin: a browser that sent a form of ours may be led there."""
        return _origin(url) == self.origin

    def ask(
        self, key: str, web_id: str, data: Sequence[str], *, purpose: str, period: str, reference: str, return_url: str
    ) -> AccessRequest:
        """Ask for access; under the same key it is the same request. It raises `VaultError`."""
        body = {"webId": web_id, "data": list(data), "purpose": purpose[:400], "period": period}
        body |= {"reference": reference, "returnUrl": return_url}
        return _read_request(self._call("POST", "/v1/access-requests", json=body, headers={"idempotency-key": key}))

    def find(self, request_id: str) -> AccessRequest:
        """How a request stands. It raises `VaultError`."""
        return _read_request(self._call("GET", f"/v1/access-requests/{quote(request_id, safe='')}"))

    def read(self, request_id: str, name: str) -> str | None:
        """One datum; None where the vault does not hold it. It raises `VaultError`."""
        try:
            document = self._call("GET", f"/v1/access-requests/{quote(request_id, safe='')}/data/{name}")
        except VaultError as error:
            if error.status == 404:
                return None
            raise
        value = document.get("value")
        if not isinstance(value, str) or len(value) > _CHARACTERS:
            raise VaultError("strange-answer")
        return value

    def is_signed(self, body: bytes, signature: str) -> bool:
        """Whether a header `t=…,v1=…` is of the service, for this body and of these minutes. It may hold several while keys are rotated."""
        moment, *given = signature[:1000].removeprefix("t=").split(",")
        if not _MOMENT.fullmatch(moment) or abs(self._clock() - int(moment)) > _EVENT_SECONDS:
            return False
        signed = f"{moment}.{body.decode(errors='replace')}"
        expected = f"v1={sign(self._events_secret.get_secret_value(), signed)}"
        return any(hmac.compare_digest(expected.encode(), each.strip().encode()) for each in given)

    def _call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **content: Any) -> dict[str, Any]:
        try:
            answer = self._service.call(method, path, headers=outgoing_headers() | (headers or {}), **content)
            if answer.status_code not in {200, 201}:
                logger.warning("The vault refused", extra={"fields": {"status": answer.status_code}})
                raise VaultError(f"status-{answer.status_code}", answer.status_code)
            return read_object(answer)
        except ServiceError as error:
            logger.warning("The vault cannot be reached", extra={"fields": {"reason": str(error)}})
            raise VaultError(str(error)) from error


def _read_request(document: dict[str, Any]) -> AccessRequest:
    identifier, state, url = (document.get(name) for name in ("id", "status", "consentUrl"))
    if not (isinstance(identifier, str) and REQUEST_ID.fullmatch(identifier)) or state not in STATES:
        raise VaultError("strange-answer")
    if not isinstance(url, str) or len(url) > _CHARACTERS or not url.startswith(("https://", "http://")):
        raise VaultError("strange-answer")
    return AccessRequest(identifier, state, url)


def in_language(url: str, language: str) -> str:
    """An address of the service's pages, which go on in this language: the citizen chose it here, and not there."""
    return str(URL(url).include_query_params(lang=language))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
