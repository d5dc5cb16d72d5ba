"""An eBox without a socket, with a clock that stands still, and applications that send and read."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.addresses import Resolve, resolve_host
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import ManualClock, create_client
from ebox_service.applications import create_application
from ebox_service.registrations import PLAN_ID, SERVICE_ID
from ebox_service.services import EboxService
from ebox_service.settings import FOLLOWS, EboxSettings
from ebox_service.tokens import Box

BASE = "http://127.0.0.1:20700"
BROKER_KEY = "broker-key-canary-0123456789abcdef0123456"
SESSION_KEY = "session-key-canary-0123456789abcdef012345"
HERSTAPPE = {"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}}
LEUVEN = {"organisation": {"nis": "24062", "name": "Stad Leuven"}}
# Test numbers, of people that do not exist.
JAN = {"eboxType": "citizen", "eboxIdValue": "84631200101"}
NOOR = {"eboxType": "citizen", "eboxIdValue": "04613000622"}
MARIA = {"eboxType": "citizen", "eboxIdValue": "48690200865"}
BAKERY = {"eboxType": "enterprise", "eboxIdValue": "1999999052"}
PDF = b"%PDF-1.7 a decision"
MARIAS_HOME = {"name": "Maria Claes", "street": "Voorbeeldstraat 5", "postcode": "3717", "municipality": "Herstappe"}
FEDERATION_SCOPE = "scope:documentmanagement:ebox:enterprise:federation-rest:"
SCOPE = "scope:document:management:consult:ws-eboxrestentreprise:"


def sha256(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def letter(**changes: Any) -> dict[str, Any]:
    """A message with one attachment; a change of None leaves a field out."""
    wanted = {
        "recipient": JAN,
        "subject": {"nl": "Uw vergunning", "fr": "Votre permis", "de": "Ihre Genehmigung"},
        "messageTypeId": "decision",
        "bodyMainContent": False,
        "replyAuthorized": False,
        "attachments": [
            {"httpPartName": "upfile1", "mainContent": True, "digest": {"digestMethod": "sha_256", "digestValue": sha256(PDF)}},
        ],
    } | changes
    return {name: value for name, value in wanted.items() if value is not None}


def note(**changes: Any) -> dict[str, Any]:
    """A message that is its body alone."""
    return letter(**({"attachments": None, "bodyMainContent": True, "bodyContent": {"nl": "Beste"}} | changes))


Part = tuple[str, str, str, bytes]  # name, file name, media type, bytes


def multipart(message: Any, files: Iterable[Part], *, message_last: bool = False, part: str = "messageToPublish") -> tuple[str, bytes]:
    """(content type, body), written by hand: the order and the headers of parts are the test's."""
    boundary = "----bouwsteen-test-boundary"
    text = message if isinstance(message, bytes) else json.dumps(message).encode()
    told = [(f'Content-Disposition: form-data; name="{part}"\r\nContent-Type: application/json'.encode(), text)]
    parts = [
        (f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: {media_type}'.encode(), content)
        for name, file_name, media_type, content in files
    ]
    ordered = [*parts, *told] if message_last else [*told, *parts]
    body = b"".join(b"--%s\r\n%s\r\n\r\n%s\r\n" % (boundary.encode(), head, content) for head, content in ordered)
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def receipt(*, content: bytes = PDF, **changes: Any) -> dict[str, Any]:
    """A notification with one PDF; a change of None leaves a field out."""
    wanted = {
        "recipient": {"nationalNumber": JAN["eboxIdValue"]},
        "subject": {"nl": "Uw ontvangstbewijs", "fr": "Votre récépissé", "en": "Your receipt"},
        "body": "Wij ontvingen uw aanvraag.",
        "language": "nl",
        "reference": "HER-2026-00001",
        "attachments": [{"name": "bewijs.pdf", "mediaType": "application/pdf", "digest": hashlib.sha256(content).hexdigest()}],
    } | changes
    return {name: value for name, value in wanted.items() if value is not None}


@dataclass
class Sender:
    """An application with its account."""

    world: World
    credentials: Mapping[str, Any]
    binding_id: str

    @property
    def basic(self) -> tuple[str, str]:
        return self.credentials["clientId"], self.credentials["clientSecret"]

    def token(self, **form: str) -> httpx.Response:
        return self.world.http().post("/oauth/token", data={"grant_type": "client_credentials", **form}, auth=self.basic)

    def bearer(self, **form: str) -> dict[str, str]:
        answer = self.token(**form)
        assert answer.status_code == 200, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    def call(
        self, method: str, path: str, *, box: Mapping[str, str] | None = None, domain: str = "", headers: Any = None, **options: Any
    ) -> httpx.Response:
        """As the sender, or as the reader of `box`."""
        form = {} if box is None else {"on_behalf_of": box["eboxIdValue"]}
        where = domain or (box["eboxType"] if box else "enterprise")
        return self.world.http().request(method, f"/ebox/{where}/v2{path}", headers={**self.bearer(**form), **(headers or {})}, **options)

    def publish(self, message: Any = None, files: Iterable[Part] | None = None, *, last: bool = False, **options: Any) -> httpx.Response:
        wanted = letter() if message is None else message
        given = [("upfile1", "besluit.pdf", "application/pdf", PDF)] if files is None and "upfile1" in json.dumps(wanted) else files or []
        kind, body = multipart(wanted, given, message_last=last)
        return self.call("POST", "/publishMessage", content=body, headers={"content-type": kind}, **options)

    def send(self, message: Any = None, files: Iterable[Part] | None = None) -> str:
        answer = self.publish(message, files)
        assert answer.status_code == 201, answer.text
        message_id: str = answer.json()["messageId"]
        return message_id

    def read(self, path: str, box: Mapping[str, str] = JAN) -> Any:
        answer = self.call("GET", path, box=box)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def status(self, message_id: str, box: Mapping[str, str] = JAN) -> Any:
        answer = self.call("POST", "/searchMessageStatus", json=[{"messageId": message_id, "eboxId": dict(box)}])
        assert answer.status_code == 201, answer.text
        return answer.json()[0]


@dataclass
class Notifier(Sender):
    """An application that tells somebody something, by whichever channel."""

    def ask(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> httpx.Response:
        return self.world.http().request(method, f"/document-service/v1{path}", headers={**self.bearer(), **(headers or {})}, **options)

    def notify(self, wanted: Any = None, files: Iterable[Part] | None = None, *, key: str | None = "k-1") -> httpx.Response:
        notification = receipt() if wanted is None else wanted
        given = (
            [("attachment", "bewijs.pdf", "application/pdf", PDF)] if files is None and "bewijs.pdf" in str(notification) else files or []
        )
        kind, body = multipart(notification, given, part="notification")
        headers = {"content-type": kind} | ({} if key is None else {"idempotency-key": key})
        return self.ask("POST", "/notifications", content=body, headers=headers)

    def told(self, wanted: Any = None, **options: Any) -> Any:
        answer = self.notify(wanted, **options)
        assert answer.status_code == 201, answer.text
        return answer.json()

    def state(self, notification_id: str) -> Any:
        answer = self.ask("GET", f"/notifications/{notification_id}")
        assert answer.status_code == 200, answer.text
        return answer.json()


@dataclass
class World:
    service: EboxService
    clock: ManualClock
    application: Any

    def http(self) -> httpx.Client:
        return create_client(self.application, BASE)

    def broker(self, method: str, path: str, body: Any = None, *, user: str = "herstappe.local.ebox", **options: Any) -> httpx.Response:
        auth = (user, derive_password(SecretStr(BROKER_KEY), user))
        headers = {"x-broker-api-version": "2.17"}
        return self.http().request(method, f"/broker/v2{path}", json=body, auth=auth, headers=headers, **options)

    def provision(self, instance_id: str = "share", parameters: Any = None, **options: Any) -> httpx.Response:
        chosen = HERSTAPPE if parameters is None else parameters
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "organization_guid": "o", "space_guid": "s", "parameters": chosen}
        return self.broker("PUT", f"/service_instances/{instance_id}", body, **options)

    def bind(self, binding_id: str = "forms", parameters: Any = None, instance_id: str = "share", **options: Any) -> httpx.Response:
        chosen = {"senderApplication": {"name": "Loket"}} | (parameters or {})
        body = {"service_id": SERVICE_ID, "plan_id": PLAN_ID, "parameters": chosen} | options.pop("fields", {})
        return self.broker("PUT", f"/service_instances/{instance_id}/service_bindings/{binding_id}", body, **options)

    def delete(self, path: str, **options: Any) -> httpx.Response:
        return self.broker("DELETE", path, params={"service_id": SERVICE_ID, "plan_id": PLAN_ID}, **options)

    def unbind(self, binding_id: str = "forms", instance_id: str = "share", **options: Any) -> httpx.Response:
        return self.delete(f"/service_instances/{instance_id}/service_bindings/{binding_id}", **options)

    def register(self, binding_id: str = "forms", parameters: Any = None, *, share: Any = None, **options: Any) -> Sender:
        """An application of an organisation; the share is made where it is not there."""
        assert self.provision(parameters=share, **options).status_code in {200, 201}
        answer = self.bind(binding_id, parameters, **options)
        assert answer.status_code in {200, 201}, answer.text
        return Sender(self, answer.json()["credentials"], binding_id)

    def register_notifier(self, binding_id: str = "notifier", **options: Any) -> Notifier:
        made = self.register(binding_id, {"interface": "notification"}, **options)
        return Notifier(self, made.credentials, binding_id)

    def box(self, told: Mapping[str, str]) -> Box:
        return Box(told["eboxType"], told["eboxIdValue"])

    def leuven(self) -> Sender:
        return self.register(share=LEUVEN, user="leuven.local.ebox")


def build_world(
    folder: Path,
    *,
    database_uri: str | None = None,
    resolve: Resolve = resolve_host,
    identity: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: ManualClock | None = None,
) -> World:
    """A service on a file in `folder`, or on the database of the URI."""
    clock = clock or ManualClock()
    settings = EboxSettings.of(ServiceSettings(port=20700, public_url=BASE, follows=FOLLOWS), folder)
    fields = {"own": {"brokerKey": BROKER_KEY, "sessionKey": SESSION_KEY}}
    if database_uri is not None:
        fields["database"] = {"driver": "postgresql", "uri": database_uri}
    if identity is not None:
        fields["identity"] = dict(identity)
    bindings = Bindings(fields)
    service = EboxService.build(settings, bindings, clock=clock, resolve=resolve, transport=transport)
    return World(service, clock, create_application(service, bindings))
