"""The Message Registry API 2.1 under `/ebox/enterprise/v2` and `/ebox/citizen/v2`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bouwsteen_service.calendars import begin_of, end_of
from bouwsteen_service.metrics import Counter
from ebox_service import models, scopes
from ebox_service.accesses import accesses
from ebox_service.errors import invalid, unauthorised
from ebox_service.mailboxes import Filters
from ebox_service.publications import VERSION_2, read_message
from ebox_service.registry_requests import BYTES, RegistryRoute, described, download
from ebox_service.services import EboxService
from ebox_service.settings import ATTACHMENTS
from ebox_service.tokens import Access, Box
from ebox_service.uploads import MESSAGE_PART, Publication

LAST_PAGE: Final = 1_000_000
_KEY: Final = r"^[0-9A-Za-z._-]+$"

Domain = Annotated[Literal["enterprise", "citizen"], Path(description="Whose eBox is read: that of an enterprise or of a citizen.")]
PageNumber = Annotated[int, Query(ge=1, alias="page", description="The page that is wanted; the first one is 1.")]
PageSize = Annotated[int, Query(ge=1, le=100, alias="pageSize", description="How many on a page at the most.")]
MessageKey = Annotated[str, Path(alias="messageId", max_length=64, pattern=_KEY)]
AttachmentKey = Annotated[str, Path(alias="attachmentId", max_length=64, pattern=_KEY)]
TypeKey = Annotated[str, Path(alias="messageTypeId", max_length=64, pattern=_KEY)]
ApplicationKey = Annotated[str, Path(alias="senderApplicationId", max_length=64, pattern=_KEY)]
OrganisationKey = Annotated[str, Path(alias="senderOrganizationId", max_length=64, pattern=_KEY)]
ImageKey = Annotated[str, Path(alias="imageId", max_length=64, pattern=_KEY)]


MERGE_PATCH: Final = "application/merge-patch+json"
CHANGES_BODY: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {MERGE_PATCH: {"schema": {"$ref": "#/components/schemas/MessagesToUpdate"}}}}
}


def create_registry_router(service: EboxService, published: Counter) -> APIRouter:
    router = APIRouter(prefix="/ebox/{domain}/v2", route_class=RegistryRoute)
    access = accesses(service.tokens)
    _add_publication_routes(router, service, access, published)
    _add_mailbox_routes(router, service, access)
    _add_content_routes(router, service, access)
    add_reference_routes(router, service, access, "referenceData", _url)
    return router


async def read_changes(request: Request) -> models.MessagesToUpdate:
    """Raises StatusError 400."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MERGE_PATCH:
        raise invalid(f"The body must be {MERGE_PATCH}.")
    return models.parse(models.MessagesToUpdate, await request.body())


def own(access: Access, domain: str) -> Box:
    if access.box.type != domain:
        raise unauthorised(f"The token is not that of the eBox of a {domain}.")
    return access.box


def _add_publication_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any], published: Counter) -> None:
    sender = allowed(scopes.SEND)

    @router.post(
        "/publishMessage",
        **described("postMessage", models.PublicationStatusMessage, 201, 400, 401),
        openapi_extra=publication_body("MessageToPublish"),
    )
    async def publish(domain: Domain, request: Request, access: Access = sender) -> Any:  # noqa: ARG001  a sender reaches both kinds of boxes by either
        with Publication() as publication:
            await publication.receive(request.headers.get("content-type", ""), request.stream())
            message = read_message(publication, models.MessageToPublish)
            answer = await run_in_threadpool(service.publications.publish, access.client, message, publication.files, VERSION_2)
        published.add(message.recipient.ebox_type, answer.get("code", "delivered"))
        return answer

    @router.post("/linkEboxMessage", **described("linkMessage", models.LinkResponse, 201, 400, 401, 404))
    def link(domain: Domain, request: models.MessageToLink, access: Access = sender) -> Any:  # noqa: ARG001  as above
        return service.publications.link(access.client, request)

    @router.post("/searchMessageStatus", **described("getStatus", list[models.MessageStatus], 201, 400, 401, 404))
    def statuses(domain: Domain, asked: Annotated[list[models.MessageIdEboxId], Body(max_length=100)], access: Access = sender) -> Any:  # noqa: ARG001  as above
        return service.mailboxes.statuses(access.client.share_key, asked)


def _add_mailbox_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any]) -> None:
    reader, looker = allowed(scopes.READ), allowed(scopes.SUMMARY, scopes.READ)

    @router.get("/ebox", **described("getEBoxById", models.Ebox, 200, 400, 401, 404))
    def ebox(domain: Domain, access: Access = looker) -> Any:
        return service.mailboxes.summary(access.client.share_key, own(access, domain))

    @router.get("/ebox/messages", **described("getMessagesByEBoxId", models.Messages, 200, 400, 401, 404))
    def messages(
        domain: Domain,
        filters: Annotated[Filters, Depends(read_filters)],
        page: PageNumber = 1,
        size: PageSize = 25,
        access: Access = reader,
    ) -> Any:
        url = _url(service, domain)
        return service.mailboxes.search(access.client.share_key, own(access, domain), filters, min(page, LAST_PAGE), size, url)

    @router.patch(
        "/ebox/messages",
        **described("patchMessagesByEBoxId", None, 200, 400, 401, 404),
        openapi_extra=CHANGES_BODY,
    )
    async def show(domain: Domain, request: Request, access: Access = reader) -> Response:
        changes = await read_changes(request)
        await run_in_threadpool(service.mailboxes.show, access.client.share_key, own(access, domain), changes.items)
        return Response(status_code=200)

    @router.get("/ebox/messages/{messageId}", **described("getMessageById", models.Message, 200, 400, 401, 404))
    def message(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.message(access.client.share_key, own(access, domain), message_id, _url(service, domain))


def _add_content_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any]) -> None:
    reader = allowed(scopes.READ)
    one = "/ebox/messages/{messageId}"

    @router.get(f"{one}/attachments", **described("getAttachmentByMessageId", models.Attachments, 200, 400, 401, 404))
    def attachments(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.attachments(access.client.share_key, own(access, domain), message_id, _url(service, domain))

    @router.get(f"{one}/attachments/{{attachmentId}}", **described("getAttachmentById", models.Attachment, 200, 400, 401, 404))
    def attachment(domain: Domain, message_id: MessageKey, attachment_id: AttachmentKey, access: Access = reader) -> Any:
        box = own(access, domain)
        return service.mailboxes.attachment(access.client.share_key, box, message_id, attachment_id, _url(service, domain))

    @router.get(f"{one}/attachments/{{attachmentId}}/content", **described("getAttachmentContentById", BYTES, 200, 400, 401, 404))
    def content(domain: Domain, message_id: MessageKey, attachment_id: AttachmentKey, access: Access = reader) -> Response:
        found = service.mailboxes.content(access.client.share_key, own(access, domain), message_id, attachment_id)
        return download(found.data, found.file_name)

    @router.get(f"{one}/body", **described("getBodyContent", models.TranslatedString, 200, 400, 401, 404))
    def body(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.body(access.client.share_key, own(access, domain), message_id)

    @router.get(f"{one}/paymentData", **described("getPaymentDataByMessageId", models.PaymentData, 200, 400, 401, 404))
    def payment(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.payment(access.client.share_key, own(access, domain), message_id)


def add_reference_routes(
    router: APIRouter, service: EboxService, allowed: Callable[..., Any], folder: str, address: Callable[[EboxService, str], str]
) -> None:
    """Below `folder`, as the version calls it. `address` is that of the version, for links."""
    anybody = allowed(scopes.REFERENCE, scopes.SEND, scopes.READ)
    data = service.reference_data

    def url(domain: str) -> str:
        return f"{address(service, domain)}/{folder}"

    @router.get(f"/{folder}/messageTypes", **described("getAllMessagesTypes", models.MessageTypes, 200, 400, 401, 404))
    def types(domain: Domain, page: PageNumber = 1, size: PageSize = 25, access: Access = anybody) -> Any:  # noqa: ARG001  both kinds of boxes share it
        return data.types(access.client.share_key, min(page, LAST_PAGE), size)

    @router.get(f"/{folder}/messageTypes/{{messageTypeId}}", **described("getMessageTypeById", models.MessageType, 200, 400, 401, 404))
    def type_(domain: Domain, type_id: TypeKey, access: Access = anybody) -> Any:  # noqa: ARG001  as above
        return data.type(access.client.share_key, type_id)

    @router.get(f"/{folder}/senderApplications", **described("findAllSenderApplications", models.SenderApplications, 200, 400, 401, 404))
    def applications(domain: Domain, page: PageNumber = 1, size: PageSize = 25, access: Access = anybody) -> Any:
        return data.applications(access.client.share_key, min(page, LAST_PAGE), size, url(domain))

    one = f"/{folder}/senderApplications/{{senderApplicationId}}"

    @router.get(one, **described("getSenderApplicationById", models.SenderApplication, 200, 400, 401, 404))
    def application(domain: Domain, application_id: ApplicationKey, access: Access = anybody) -> Any:
        return data.application(access.client.share_key, application_id, url(domain))

    @router.get(f"{one}/images/{{imageId}}/content", **described("getImageForSenderApplication", BYTES, 200, 400, 401, 404))
    def application_image(
        domain: Domain,  # noqa: ARG001  as above
        application_id: ApplicationKey,
        image_id: ImageKey,
        access: Access = anybody,
    ) -> Response:
        return download(data.application_logo(access.client.share_key, application_id, image_id), "logo.svg")

    @router.get(f"/{folder}/senderOrganizations", **described("findAllSenderOrganizations", models.SenderOrganizations, 200, 400, 401, 404))
    def organisations(domain: Domain, page: PageNumber = 1, size: PageSize = 25, access: Access = anybody) -> Any:
        return data.organisations(access.client.share_key, min(page, LAST_PAGE), size, url(domain))

    other = f"/{folder}/senderOrganizations/{{senderOrganizationId}}"

    @router.get(other, **described("getSenderOrganizationById", models.SenderOrganization, 200, 400, 401, 404))
    def organisation(domain: Domain, organisation_id: OrganisationKey, access: Access = anybody) -> Any:
        return data.organisation(access.client.share_key, organisation_id, url(domain))

    @router.get(f"{other}/images/{{imageId}}/content", **described("getImageForSenderOrganization", BYTES, 200, 400, 401, 404))
    def organisation_image(
        domain: Domain,  # noqa: ARG001  as above
        organisation_id: OrganisationKey,
        image_id: ImageKey,
        access: Access = anybody,
    ) -> Response:
        return download(data.organisation_logo(access.client.share_key, organisation_id, image_id), "logo.svg")


def read_filters(
    received_before: Annotated[models.Day | None, Query(alias="receivedBefore")] = None,
    received_after: Annotated[models.Day | None, Query(alias="receivedAfter")] = None,
    expired_before: Annotated[models.Day | None, Query(alias="expiredBefore")] = None,
    expired_after: Annotated[models.Day | None, Query(alias="expiredAfter")] = None,
    read_status: Annotated[bool | None, Query(alias="readStatus")] = None,
    visible: Annotated[bool | None, Query()] = None,
    message_type_id: Annotated[models.Id | None, Query(alias="messageTypeId")] = None,
    sender_organization_id: Annotated[models.Id | None, Query(alias="senderOrganizationId")] = None,
    sender_application_id: Annotated[models.Id | None, Query(alias="senderApplicationId")] = None,
    registered_mail: Annotated[bool | None, Query(alias="registeredMail")] = None,
    q: Annotated[models.Line | None, Query(max_length=200)] = None,
    qlang: Annotated[Literal["nl", "fr", "de"] | None, Query()] = None,
) -> Filters:
    """A day before another begins earlier; a day after it begins when it has ended. Days are those of Belgium."""
    if q is not None and qlang is None:
        raise invalid("The parameter q needs qlang.")
    return Filters(
        received_before=_bound(begin_of, received_before),
        received_after=_bound(end_of, received_after),
        expired_before=_bound(begin_of, expired_before),
        expired_after=_bound(end_of, expired_after),
        is_read=read_status,
        visible=visible,
        registered=registered_mail,
        message_type_id=message_type_id,
        organisation_id=sender_organization_id,
        application_id=sender_application_id,
        words=q,
        language=qlang or "nl",
    )


def _bound(moment: Callable[[date], float], day: str | None) -> float | None:
    return None if day is None else moment(date.fromisoformat(day))


def _url(service: EboxService, domain: str) -> str:
    return f"{service.settings.service.public_url}/ebox/{domain}/v2"


def publication_body(shape: str) -> dict[str, Any]:
    """The description of a publication whose message has this shape."""
    files = {f"upfile{number}": {"type": "string", "format": "binary"} for number in range(1, ATTACHMENTS + 1)}
    schema = {
        "type": "object",
        "required": [MESSAGE_PART],
        "properties": {MESSAGE_PART: {"$ref": f"#/components/schemas/{shape}"}, **files},
    }
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}
