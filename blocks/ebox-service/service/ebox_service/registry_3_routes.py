"""Version 3 of the Message Registry under `/ebox/enterprise/v3` and `/ebox/citizen/v3`, beside 2.1 and on the same messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Depends, Header, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bouwsteen_service.metrics import Counter
from ebox_service import models, models_3, scopes
from ebox_service.accesses import accesses
from ebox_service.mailboxes import Filters
from ebox_service.publications import VERSION_3, read_message
from ebox_service.registry_requests import BYTES, RegistryRoute, described, download
from ebox_service.registry_routes import (
    CHANGES_BODY,
    LAST_PAGE,
    AttachmentKey,
    Domain,
    MessageKey,
    PageNumber,
    PageSize,
    add_reference_routes,
    own,
    publication_body,
    read_changes,
    read_filters,
)
from ebox_service.services import EboxService
from ebox_service.settings import ATTACHMENTS
from ebox_service.tokens import Access
from ebox_service.uploads import Publication

# The description knows no bound; a request has one.
_MOST_ATTACHMENTS: Final = 100
# A string of RFC 8941: the quotes belong to it.
_UUID: Final = r'^"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"$'

IdempotencyKey = Annotated[
    str | None, Header(pattern=_UUID, description="A UUID in quotes. A second message with it is refused, be it the same one.")
]


def create_registry_3_router(service: EboxService, published: Counter) -> APIRouter:
    router = APIRouter(prefix="/ebox/{domain}/v3", route_class=RegistryRoute)
    access = accesses(service.tokens)
    _add_publication_routes(router, service, access, published)
    _add_mailbox_routes(router, service, access)
    _add_content_routes(router, service, access)
    add_reference_routes(router, service, access, "refData", _url)
    return router


def _add_publication_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any], published: Counter) -> None:
    sender = allowed(scopes.SEND)
    body = publication_body("MessageToPublish")

    async def receive(request: Request, access: Access, key: str | None, most: int) -> Any:
        with Publication(most=most) as publication:
            await publication.receive(request.headers.get("content-type", ""), request.stream())
            message = read_message(publication, models_3.MessageToPublish).to_2()
            answer = await run_in_threadpool(service.publications.publish, access.client, message, publication.files, VERSION_3, key)
        published.add(message.recipient.ebox_type, answer.get("code", "delivered"))
        return answer

    @router.post("/ebox/messages", **described("publishMessage", models.PublicationStatusMessage, 201, 400, 401, 409), openapi_extra=body)
    async def publish(domain: Domain, request: Request, idempotency_key: IdempotencyKey = None, access: Access = sender) -> Any:  # noqa: ARG001  a sender reaches both kinds of boxes by either
        return await receive(request, access, idempotency_key, _MOST_ATTACHMENTS)

    @router.post(
        "/publishMessage",
        **described("publishMessageOnItsOldPath", models.PublicationStatusMessage, 201, 400, 401, 409),
        openapi_extra=body,
    )
    async def publish_there(domain: Domain, request: Request, idempotency_key: IdempotencyKey = None, access: Access = sender) -> Any:  # noqa: ARG001  as above
        """As an earlier text of version 3 has it, with the six files of 2.1."""
        return await receive(request, access, idempotency_key, ATTACHMENTS)

    @router.post("/linkEboxMessage", **described("linkMessage", models_3.LinkResponse, 201, 400, 401, 404))
    def link(domain: Domain, request: models_3.MessageToLink, access: Access = sender) -> Any:  # noqa: ARG001  as above
        return models_3.show_links(service.publications.link(access.client, request.to_2()))

    @router.post("/searchMessageStatus", **described("getStatus", list[models_3.MessageStatus], 201, 400, 401, 404))
    def statuses(
        domain: Domain,  # noqa: ARG001  as above
        asked: Annotated[list[models_3.MessageOfRecipient], Body(max_length=100)],
        access: Access = sender,
    ) -> Any:
        found = service.mailboxes.statuses(access.client.share_key, [item.to_2() for item in asked])
        return [models_3.show_status(item) for item in found]


def _add_mailbox_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any]) -> None:
    reader, looker = allowed(scopes.READ), allowed(scopes.SUMMARY, scopes.READ)

    @router.get("/ebox", **described("getEBox", models.Ebox, 200, 400, 401, 404))
    def ebox(domain: Domain, access: Access = looker) -> Any:
        return service.mailboxes.summary(access.client.share_key, own(access, domain))

    @router.get("/ebox/messages", **described("getMessages", models_3.Messages, 200, 400, 401, 404))
    def messages(
        domain: Domain,
        filters: Annotated[Filters, Depends(read_filters)],
        page: PageNumber = 1,
        size: PageSize = 25,
        access: Access = reader,
    ) -> Any:
        box, url = own(access, domain), _url(service, domain)
        return models_3.show_messages(service.mailboxes.search(access.client.share_key, box, filters, min(page, LAST_PAGE), size, url))

    @router.patch("/ebox/messages", **described("patchMessages", None, 200, 400, 401, 404), openapi_extra=CHANGES_BODY)
    async def show(domain: Domain, request: Request, access: Access = reader) -> Response:
        changes = await read_changes(request)
        await run_in_threadpool(service.mailboxes.show, access.client.share_key, own(access, domain), changes.items)
        return Response(status_code=200)

    @router.get("/ebox/messages/{messageId}", **described("getMessage", models_3.Message, 200, 400, 401, 404))
    def message(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        box, url = own(access, domain), _url(service, domain)
        return models_3.show_message(service.mailboxes.message(access.client.share_key, box, message_id, url))


def _add_content_routes(router: APIRouter, service: EboxService, allowed: Callable[..., Any]) -> None:
    reader = allowed(scopes.READ)
    one = "/ebox/messages/{messageId}"

    @router.get(f"{one}/attachments", **described("getAttachments", models_3.Attachments, 200, 400, 401, 404))
    def attachments(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        box, url = own(access, domain), _url(service, domain)
        return models_3.show_attachments(service.mailboxes.attachments(access.client.share_key, box, message_id, url))

    @router.get(f"{one}/attachments/{{attachmentId}}", **described("getAttachment", models_3.Attachment, 200, 400, 401, 404))
    def attachment(domain: Domain, message_id: MessageKey, attachment_id: AttachmentKey, access: Access = reader) -> Any:
        box, url = own(access, domain), _url(service, domain)
        return models_3.show_attachment(service.mailboxes.attachment(access.client.share_key, box, message_id, attachment_id, url))

    @router.get(f"{one}/attachments/{{attachmentId}}/content", **described("getAttachmentContent", BYTES, 200, 400, 401, 404))
    def content(domain: Domain, message_id: MessageKey, attachment_id: AttachmentKey, access: Access = reader) -> Response:
        found = service.mailboxes.content(access.client.share_key, own(access, domain), message_id, attachment_id)
        return download(found.data, found.file_name)

    @router.get(f"{one}/body", **described("getBody", models.TranslatedString, 200, 400, 401, 404))
    def body(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.body(access.client.share_key, own(access, domain), message_id)

    @router.get(f"{one}/paymentData", **described("getPaymentData", models.PaymentData, 200, 400, 401, 404))
    def payment(domain: Domain, message_id: MessageKey, access: Access = reader) -> Any:
        return service.mailboxes.payment(access.client.share_key, own(access, domain), message_id)


def _url(service: EboxService, domain: str) -> str:
    return f"{service.settings.service.public_url}/ebox/{domain}/v3"
