"""The API under `/v2` for whoever keeps an organisation's books: its balance, pay-outs, transfer files and statements."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from payments_service.api_parameters import SHAPE, From, IdempotencyKey, Limit, api_router
from payments_service.callers import Callers
from payments_service.descriptions import refusals
from payments_service.models import BalanceAnswer, PayoutAnswer, PayoutList, PayoutRequest
from payments_service.payout_operations import PayoutOperations
from payments_service.profiles import Caller
from payments_service.services import PaymentsService


def create_payout_router(service: PaymentsService, callers: Callers) -> APIRouter:
    router = api_router("payouts")
    current = Annotated[Caller, callers.current]
    api = PayoutOperations(service)

    @router.get("/balances/{balance_id}", response_model=BalanceAnswer, responses=refusals(404), **SHAPE)
    def get_balance(caller: current, balance_id: str) -> Any:
        """What can be paid out. The profile's only balance is also called `primary`."""
        return api.get_balance(caller, balance_id)

    @router.post("/payouts", status_code=201, response_model=PayoutAnswer, responses=refusals(413, 422), **SHAPE)
    def create_payout(caller: current, body: PayoutRequest, idempotency_key: IdempotencyKey = None) -> Any:
        """Pay the whole balance out to the organisation's account."""
        return callers.once(caller, idempotency_key, "payouts", body, lambda connection: api.create(connection, caller, body))

    @router.get("/payouts", response_model=PayoutList, **SHAPE)
    def list_payouts(caller: current, start: From = None, limit: Limit = 50) -> Any:
        """The pay-outs of the profile, the newest first."""
        return api.list(caller, start, limit)

    @router.get("/payouts/{payout_id}", response_model=PayoutAnswer, responses=refusals(404), **SHAPE)
    def get_payout(caller: current, payout_id: str) -> Any:
        """A pay-out as it is now."""
        return api.get(caller, payout_id)

    @router.delete("/payouts/{payout_id}", response_model=PayoutAnswer, responses=refusals(404, 409), **SHAPE)
    def cancel_payout(caller: current, payout_id: str) -> Any:
        """Call back a pay-out of which no file was made yet."""
        return api.cancel(caller, payout_id)

    xml: dict[int | str, dict[str, Any]] = {
        200: {"description": "pain.001.001.09", "content": {"application/xml": {"schema": {"type": "string"}}}}
    }

    @router.get("/payouts/{payout_id}/transfer-file", response_class=Response, responses=xml | refusals(404, 409))
    def get_transfer_file(caller: current, payout_id: str) -> Response:
        """The order to the bank, once it is made: the same file each time."""
        headers = {"content-disposition": f'attachment; filename="{payout_id}.xml"'}
        return Response(api.transfer_file(caller, payout_id), headers=headers, media_type="application/xml")

    csv: dict[int | str, dict[str, Any]] = {
        200: {"description": "A line for each booking", "content": {"text/csv": {"schema": {"type": "string"}}}}
    }

    @router.get("/statements", response_class=StreamingResponse, responses=csv | refusals())
    def get_statement(caller: current, first: Annotated[date, Query(alias="from")], last: Annotated[date, Query(alias="until")]) -> Any:
        """What came to and went from the organisation from one day to another, both with it, in Belgium: CSV for its bookkeeping."""
        headers = {"content-disposition": f'attachment; filename="statement-{first}-{last}.csv"'}
        return StreamingResponse(api.statement(caller, first, last), headers=headers, media_type="text/csv; charset=utf-8")

    return router


def _text_answer(description: str, media: str) -> dict[int | str, dict[str, Any]]:
    return {200: {"description": description, "content": {media: {"schema": {"type": "string"}}}}}
