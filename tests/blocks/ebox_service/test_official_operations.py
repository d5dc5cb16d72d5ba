"""Each operation of the Message Registry API 2.1 as its official description declares it: path, statuses, shapes.

The table is written from the description, in words of our own, so that the service is not judged by its own models.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from tests.blocks.ebox_service.worlds import BASE, JAN, PDF, SCOPE, Sender, World, build_world, letter, multipart, note

Shape = Mapping[str, Any]
_ID: Final[Shape] = {"type": "string", "minLength": 1}
_TEXT: Final[Shape] = {"type": "string"}
_FLAG: Final[Shape] = {"type": "boolean"}
_COUNT: Final[Shape] = {"type": "integer", "minimum": 0}
_NUMBER: Final[Shape] = {"type": "number"}
_MOMENT: Final[Shape] = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
_KBO: Final[Shape] = {"type": "string", "pattern": "^[0-1][0-9]{9}$"}
_LINK: Final[Shape] = {"type": "string", "pattern": "^https?://"}


def shape(required: Mapping[str, Shape], **optional: Shape) -> Shape:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}, "additionalProperties": False}


def listed(item: Shape) -> Shape:
    return {"type": "array", "items": item}


def paged(item: Shape) -> Shape:
    return shape({"items": listed(item), "totalItems": _COUNT})


# The description requires no language; the federation does: all three are always filled.
_WORDS: Final = shape({"nl": _TEXT, "fr": _TEXT, "de": _TEXT})
_BOX: Final = shape({"eboxType": {"enum": ["enterprise", "citizen"]}, "eboxIdValue": _ID})
_DIGEST: Final = shape({"digestMethod": {"const": "sha_256"}, "digestValue": {"type": "string", "pattern": "^[A-Za-z0-9_-]{43}=?$"}})
_ATTACHMENT: Final = shape(
    {"size": _NUMBER, "mainContent": _FLAG, "mediaType": {"type": "string", "pattern": "^(application|text)/"}, "fileName": _ID},
    attachmentId=_ID,
    attachmentTitle=_WORDS,
    digest=_DIGEST,
    attachmentSigned=_FLAG,
    contentHref=_LINK,
)
_PAYMENT: Final = shape(
    {"amount": _NUMBER, "currency": _TEXT, "iban": _TEXT, "paymentDataId": _ID, "vatAmount": _NUMBER, "dueDate": _MOMENT},
    bic=_TEXT,
    reference={"type": "object"},
)
_MESSAGE: Final = shape(
    {
        "expirationDate": _MOMENT,
        "messageId": _ID,
        "messageTypeId": _ID,
        "readStatus": _FLAG,
        "receiptDate": _MOMENT,
        "registeredMail": _FLAG,
        "senderOrganizationId": _KBO,
        "subject": _WORDS,
        "bodyMainContent": _FLAG,
        "replyAuthorized": _FLAG,
    },
    originalMessageId=_ID,
    visible=_FLAG,
    forTheAttentionOf=shape({}, id=_TEXT, type=_TEXT, name=_TEXT),
    senderApplicationId=_ID,
    attachments=paged(_ATTACHMENT),
    paymentData=_PAYMENT,
    businessDataList=paged(shape({"key": _ID, "name": _WORDS, "values": listed(_WORDS)}, description=_WORDS)),
)
_EBOX: Final = shape(
    {"numberOfMessages": _COUNT},
    numberOfUnreadMessages=_COUNT,
    lastReceiptDate=_MOMENT,
    lastConsultationDate=_MOMENT,
    eboxSize=_NUMBER,
)
_PUBLISHED: Final = shape({"messageId": _ID, "expirationDate": _MOMENT}, code=_TEXT, message=_TEXT)
_LINKED: Final = shape({}, messageId=_ID, expirationDate=_MOMENT, nbSuccessLinks=_COUNT, errorCases=listed(_BOX))
_STATUSES: Final = listed(shape({"messageId": _ID, "eboxId": _BOX, "readStatus": _FLAG}, expirationDate=_MOMENT, visible=_FLAG))
_IMAGE: Final = shape(
    {
        "imageId": _ID,
        "size": _NUMBER,
        "mediaType": {"enum": ["image/jpg", "image/jpeg", "image/png", "image/gif", "image/svg+xml"]},
        "contentHref": _LINK,
    },
    language={"enum": ["nl", "fr", "de"]},
)
_PERIOD: Final = shape({"validityPeriodNumber": _COUNT, "validityPeriodUnit": {"enum": ["day", "month", "year"]}})
_TYPE: Final = shape(
    {"messageTypeId": _ID, "messageTypeName": _WORDS},
    messageTypeDescription=_WORDS,
    validityPeriod=_PERIOD,
    senderOrganizationIds=listed(_ID),
    senderApplicationIds=listed(_ID),
)
_APPLICATION: Final = shape(
    {"applicationId": _ID, "applicationName": _WORDS},
    applicationDescription=_WORDS,
    applicationLogos=listed(_IMAGE),
    applicationUrl=_WORDS,
    senderOrganizationIds=listed(_ID),
    messageTypeIds=listed(_ID),
    contactBusiness=_TEXT,
    contactTechnical=_TEXT,
)
_ORGANISATION: Final = shape(
    {"organizationId": _KBO, "organizationShortName": _WORDS},
    organizationLongName=_WORDS,
    organizationLogos=listed(_IMAGE),
    organizationUrl=_WORDS,
    senderApplicationIds=listed(_ID),
    messageTypeIds=listed(_ID),
    contactBusiness=_TEXT,
    contactTechnical=_TEXT,
)
_STATUS: Final = shape(
    {"code": _ID, "id": {"type": "string", "format": "uuid"}, "message": _TEXT},
    contact=_TEXT,
    environment={"enum": ["development", "test", "integration", "acceptation", "simulation", "production"]},
)


@dataclass(frozen=True)
class Operation:
    """`body` is None where the answer is bytes, and empty where it has none."""

    success: int
    body: Shape | None
    refusals: frozenset[int] = frozenset({400, 401, 404})


_MESSAGES: Final = "/ebox/messages"
_ONE: Final = f"{_MESSAGES}/{{messageId}}"
_DATA: Final = "/referenceData"
OPERATIONS: Final[Mapping[tuple[str, str], Operation]] = {
    ("GET", "/ebox"): Operation(200, _EBOX),
    ("GET", _MESSAGES): Operation(200, paged(_MESSAGE)),
    ("PATCH", _MESSAGES): Operation(200, {}),
    ("GET", _ONE): Operation(200, _MESSAGE),
    ("GET", f"{_ONE}/attachments"): Operation(200, paged(_ATTACHMENT)),
    ("GET", f"{_ONE}/attachments/{{attachmentId}}"): Operation(200, _ATTACHMENT),
    ("GET", f"{_ONE}/attachments/{{attachmentId}}/content"): Operation(200, None),
    ("GET", f"{_ONE}/body"): Operation(200, _WORDS),
    ("GET", f"{_ONE}/paymentData"): Operation(200, _PAYMENT),
    ("POST", "/publishMessage"): Operation(201, _PUBLISHED, frozenset({400, 401})),
    ("POST", "/linkEboxMessage"): Operation(201, _LINKED),
    ("POST", "/searchMessageStatus"): Operation(201, _STATUSES),
    ("GET", f"{_DATA}/messageTypes"): Operation(200, paged(_TYPE)),
    ("GET", f"{_DATA}/messageTypes/{{messageTypeId}}"): Operation(200, _TYPE),
    ("GET", f"{_DATA}/senderApplications"): Operation(200, paged(_APPLICATION)),
    ("GET", f"{_DATA}/senderApplications/{{senderApplicationId}}"): Operation(200, _APPLICATION),
    ("GET", f"{_DATA}/senderApplications/{{senderApplicationId}}/images/{{imageId}}/content"): Operation(200, None),
    ("GET", f"{_DATA}/senderOrganizations"): Operation(200, paged(_ORGANISATION)),
    ("GET", f"{_DATA}/senderOrganizations/{{senderOrganizationId}}"): Operation(200, _ORGANISATION),
    ("GET", f"{_DATA}/senderOrganizations/{{senderOrganizationId}}/images/{{imageId}}/content"): Operation(200, None),
}
FILTERS: Final = {
    *("page", "pageSize", "receivedBefore", "receivedAfter", "expiredBefore", "expiredAfter", "readStatus", "visible"),
    *("messageTypeId", "senderOrganizationId", "senderApplicationId", "q", "qlang", "registeredMail"),
}
PAYMENT: Final = {
    "paymentDataId": "p",
    "amount": 10,
    "vatAmount": 2.1,
    "currency": "EUR",
    "dueDate": "2027-03-01T00:00:00Z",
    "iban": "BE68539007547034",
}


@dataclass
class Walk:
    """Everything there is in one box, and a request to each operation about it."""

    sender: Sender
    ids: Mapping[str, str]

    def ask(self, method: str, path: str, *, headers: Mapping[str, str], ids: Mapping[str, str] | None = None) -> httpx.Response:
        known = {**self.ids, **(ids or {})}
        kind, content = multipart(letter(), [("upfile1", "besluit.pdf", "application/pdf", PDF)])
        box = {"messageId": known["messageId"], "eboxId": JAN}
        bodies: dict[str, dict[str, Any]] = {
            "/publishMessage": {"content": content, "headers": {"content-type": kind}},
            "/linkEboxMessage": {"json": {"messageId": known["messageId"], "recipients": [JAN]}},
            "/searchMessageStatus": {"json": [box]},
        }
        options = bodies.get(path, {})
        if method == "PATCH":
            told = f'{{"items": [{{"messageId": "{known["messageId"]}", "visible": false}}]}}'
            options = {"content": told, "headers": {"content-type": "application/merge-patch+json"}}
        sent = {**options.get("headers", {}), **headers}
        return self.sender.world.http().request(method, f"/ebox/citizen/v2{path.format(**known)}", **{**options, "headers": sent})


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """One for all operations: what they do to it, none of the others notices."""
    world = build_world(tmp_path_factory.mktemp("walk"))
    sender = world.register()
    message_id = sender.send(letter(bodyContent={"nl": "Beste"}, paymentData=PAYMENT, forTheAttentionOf={"name": "Jan"}))
    (attachment,) = sender.read(f"/ebox/messages/{message_id}/attachments")["items"]
    ids = {
        "messageId": message_id,
        "attachmentId": attachment["attachmentId"],
        "messageTypeId": "letter",
        "senderApplicationId": sender.credentials["senderApplicationId"],
        "senderOrganizationId": sender.credentials["senderOrganizationId"],
        "imageId": "logo",
    }
    yield Walk(sender, ids)
    world.service.close()


def check(answer: httpx.Response, operation: Operation) -> None:
    """The status is declared, and the body has the shape that is declared for it."""
    assert answer.status_code in {operation.success, *operation.refusals}, answer.text
    if answer.status_code != operation.success:
        Draft202012Validator(_STATUS, format_checker=FormatChecker()).validate(answer.json())
    elif operation.body is None:
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.content
    elif operation.body:
        Draft202012Validator(operation.body).validate(answer.json())
    else:
        assert answer.content == b""


def test_no_operation_is_missing_and_no_other_status_is_declared(world: World) -> None:
    document = world.http().get("/ebox/openapi.json").json()
    declared = {
        (method.upper(), path.removeprefix("/ebox/{domain}/v2")): {int(status) for status in operation["responses"]}
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    # A caller that asks too often waits, here as everywhere.
    assert declared == {key: {operation.success, *operation.refusals, 429} for key, operation in OPERATIONS.items()}
    filters = document["paths"]["/ebox/{domain}/v2/ebox/messages"]["get"]["parameters"]
    assert {parameter["name"] for parameter in filters if parameter["in"] == "query"} == FILTERS


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_an_operation_answers_as_declared(walk: Walk, method: str, path: str) -> None:
    operation = OPERATIONS[method, path]
    mine = walk.sender.bearer(on_behalf_of=JAN["eboxIdValue"])
    seen = set()
    for headers in (mine, {}, {"authorization": "Bearer unknown"}):
        answer = walk.ask(method, path, headers=headers)
        check(answer, operation)
        seen.add(answer.status_code)
    assert seen == {operation.success, 401}
    if "{" in path or path in {"/linkEboxMessage", "/searchMessageStatus"} or method == "PATCH":
        for name in walk.ids:
            answer = walk.ask(method, path, headers=mine, ids={name: "unknown"})
            check(answer, operation)
            concerned = f"{{{name}}}" in path or ("{" not in path and name == "messageId")
            assert answer.status_code == (404 if concerned else operation.success)


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_another_organisation_finds_nothing_of_it(walk: Walk, method: str, path: str) -> None:
    """What carries an id is not there; a list holds what is theirs alone."""
    operation = OPERATIONS[method, path]
    other = walk.sender.world.leuven()
    answer = walk.ask(method, path, headers=other.bearer(on_behalf_of=JAN["eboxIdValue"]))
    check(answer, operation)
    for value in (walk.ids["messageId"], walk.ids["senderOrganizationId"]):
        assert value not in answer.text
    if walk.ids["messageId"] in path.format(**walk.ids) or path in {"/linkEboxMessage", "/searchMessageStatus"} or method == "PATCH":
        assert answer.status_code == 404


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=str)
def test_a_token_allows_what_its_scopes_say(walk: Walk, method: str, path: str) -> None:
    wanted = {"/ebox": "summaryownebox", "/publishMessage": "publicationsender", "/linkEboxMessage": "publicationsender"} | {
        "/searchMessageStatus": "publicationsender"
    }
    own = wanted.get(path, "referencedata" if path.startswith("/referenceData") else "messagesfull")
    for scope in ("publicationsender", "summaryownebox", "messagesfull", "referencedata"):
        answer = walk.ask(method, path, headers=walk.sender.bearer(on_behalf_of=JAN["eboxIdValue"], scope=SCOPE + scope))
        check(answer, OPERATIONS[method, path])
        if scope == own:
            assert answer.status_code == OPERATIONS[method, path].success
        elif scope == "summaryownebox" or (own == "publicationsender" and scope != own):
            assert answer.status_code == 401


def test_a_token_reads_the_box_it_is_for(sender: Sender) -> None:
    to_self = {"eboxType": "enterprise", "eboxIdValue": sender.credentials["senderOrganizationId"]}
    message_id = sender.send(note(recipient=to_self))
    assert sender.call("GET", "/ebox").json()["numberOfMessages"] == 1
    assert sender.call("GET", f"/ebox/messages/{message_id}").status_code == 200
    assert sender.call("GET", "/ebox", domain="citizen").status_code == 401
    assert sender.call("GET", "/ebox", box=JAN, domain="enterprise").status_code == 401
    assert sender.call("GET", f"/ebox/messages/{message_id}", box=JAN).status_code == 404
    assert sender.world.http().get(f"{BASE}/ebox/other/v2/ebox", headers=sender.bearer()).status_code == 404
