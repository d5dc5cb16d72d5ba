"""The federation's API 1.3 under `/ebox/enterprise/federation/v1`, and why nobody here sends registered mail."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Request
from pydantic import Field, StringConstraints
from starlette.concurrency import run_in_threadpool

from ebox_service import scopes
from ebox_service.accesses import accesses
from ebox_service.errors import StatusError, invalid, unauthorised
from ebox_service.federations import BOX_TYPES
from ebox_service.models import Address, Asked, Moment, Shaped, TranslatedString, parse
from ebox_service.registry_requests import RegistryRoute, described
from ebox_service.registry_routes import MERGE_PATCH
from ebox_service.services import EboxService
from ebox_service.tokens import Access, Box

_KINDS: Final = {written: kind for kind, written in BOX_TYPES.items()}
_BY_TYPE: Final = {box_type: kind for kind, (box_type, _) in BOX_TYPES.items()}

Number = Annotated[str, StringConstraints(pattern="^[0-9]{10,11}$")]
UpperType = Literal["ENTERPRISE", "CITIZEN"]


class EboxIdList(Asked):
    ebox_type: UpperType
    ebox_id_type: Literal["EnterpriseNumber", "SSIN"]
    ebox_id_value_list: Annotated[list[Number], Field(max_length=1000)]


class UpperEboxId(Asked):
    ebox_type: UpperType
    ebox_id_value: Number


class EboxPreferences(Shaped):
    ebox_id: UpperEboxId
    exclusively_ebox: bool
    last_connection_date: Moment | None = None


class EboxPreferencesToUpdate(Asked):
    ebox_id: UpperEboxId
    exclusively_ebox: bool


class MessageProvider(Shaped):
    message_provider_id: str
    message_provider_name: TranslatedString
    message_provider_description: TranslatedString
    message_provider_url: Address
    message_provider_activation_date: str
    message_provider_technical_contact: str
    api_supported_version: str


def create_federation_router(service: EboxService) -> APIRouter:
    router = APIRouter(prefix="/ebox/enterprise/federation/v1", route_class=RegistryRoute)
    allowed = accesses(service.tokens)
    asker, registrar, reader = allowed(scopes.PREFERENCES), allowed(scopes.PROVIDERS), allowed(scopes.READ)

    @router.post("/eboxPreferences/search", **described("getEboxPreferencesByList", list[EboxPreferences], 200, 400, 401, 404))
    def search(asked: EboxIdList, access: Access = asker) -> Any:  # noqa: ARG001  anybody with the scope may ask of anybody
        kind = _KINDS.get((asked.ebox_type, asked.ebox_id_type))
        if kind is None:
            raise invalid("The eboxIdType does not fit the eboxType: EnterpriseNumber for ENTERPRISE, SSIN for CITIZEN.")
        return service.federation.preferences([Box(kind, value) for value in asked.ebox_id_value_list])

    @router.patch(
        "/eboxPreferences",
        **described("patchEboxPreferencesById", EboxPreferences, 200, 400, 401, 404),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {MERGE_PATCH: {"schema": {"$ref": f"#/components/schemas/{EboxPreferencesToUpdate.__name__}"}}},
            }
        },
    )
    async def prefer(request: Request, access: Access = reader) -> Any:
        wanted = parse(EboxPreferencesToUpdate, await request.body())
        box = Box(_BY_TYPE[wanted.ebox_id.ebox_type], wanted.ebox_id.ebox_id_value)
        if box != access.box:
            raise unauthorised("The token is not that of this eBox.")
        return await run_in_threadpool(service.federation.prefer, box, exclusively=wanted.exclusively_ebox)

    @router.get("/messageProviders", **described("findAllMessageProviders", list[MessageProvider], 200, 400, 401, 404))
    def providers(access: Access = registrar) -> Any:  # noqa: ARG001  the same for everybody
        return service.federation.providers()

    @router.get("/messageProviders/{messageProviderId}", **described("getMessageProviderById", MessageProvider, 200, 400, 401, 404))
    def provider(provider_id: Annotated[str, Path(alias="messageProviderId", max_length=100)], access: Access = registrar) -> Any:  # noqa: ARG001  as above
        return service.federation.provider(provider_id)

    @router.patch(
        "/messageProviders/{messageProviderId}",
        **described("patchMessageProviderById", MessageProvider, 200, 400, 401, 404),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {MERGE_PATCH: {"schema": {"$ref": f"#/components/schemas/{MessageProvider.__name__}"}}},
            }
        },
    )
    async def change_provider(
        provider_id: Annotated[str, Path(alias="messageProviderId", max_length=100)],
        access: Access = registrar,  # noqa: ARG001  as above
    ) -> Any:
        service.federation.provider(provider_id)
        # A provider changes its own entry. This one is the service's, and no application may speak for that.
        raise unauthorised("The token is not that of this message provider.")

    return router


def create_registered_mail_router(service: EboxService) -> APIRouter:
    """Version 3 sends registered mail by an API of its own, which authorities like these may not use."""
    router = APIRouter(prefix="/registeredMail/v1", route_class=RegistryRoute)
    sender = accesses(service.tokens)(scopes.SEND)

    @router.post("/registeredMails", **described("postRegisteredMail", None, 201, 401, 403))
    async def refuse(access: Access = sender) -> Any:  # noqa: ARG001  whoever it is
        raise StatusError(403, "REGISTERED_MAIL_NOT_ALLOWED", "Registered mail is for the institutions of social security alone.")

    return router
