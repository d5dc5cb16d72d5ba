"""What the API does for whoever keeps an organisation's books: its balance, pay-outs, files and statements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Connection

from payments_service.documents import balance_id
from payments_service.errors import ApiError
from payments_service.ids import PAYOUT, is_id
from payments_service.ledger import Account, balance
from payments_service.listings import Page
from payments_service.models import PayoutRequest
from payments_service.payouts import NoPayoutError, Payout, find_payout, read_payout
from payments_service.profiles import Caller
from payments_service.services import PaymentsService
from payments_service.statements import write_statement
from payments_service.statuses import PayoutStatus, TransitionError
from payments_service.tables import payouts
from payments_service.transfer_files import transfer_file

_MOST_DAYS: Final = 366
_PRIMARY: Final = "primary"


class PayoutOperations:
    """Each raises ApiError where the answer is no."""

    def __init__(self, service: PaymentsService) -> None:
        self._service = service
        self._documents = service.documents

    def get_balance(self, caller: Caller, wanted: str) -> dict[str, Any]:
        profile = caller.profile
        if wanted not in {_PRIMARY, balance_id(profile.profile_id)}:
            raise ApiError.absent("balance")
        with self._service.database.reading() as connection:
            return self._documents.balance(profile, balance(connection, profile.profile_id, Account.ORGANISATION))

    def create(self, connection: Connection, caller: Caller, body: PayoutRequest) -> dict[str, Any]:
        if body.balance_id != balance_id(caller.profile.profile_id):
            raise ApiError(422, "The 'balanceId' field is invalid.", "balanceId")
        try:
            payout = self._service.payouts.create(connection, caller.profile, caller.application_id, body.description)
        except NoPayoutError as error:
            raise ApiError(422, str(error)) from None
        return self._documents.payout(payout, caller.profile.mode)

    def list(self, caller: Caller, start: str | None, limit: int) -> dict[str, Any]:
        self._service.payouts.carry_on()
        mine = payouts.c.profile_id == caller.profile.profile_id
        with self._service.database.reading() as connection:
            page = Page(connection, payouts, payouts.c.payout_id, mine, start, limit)
            found = [self._documents.payout(read_payout(row), caller.profile.mode) for row in page.rows]
        return page.document(self._documents, "payouts", "/payouts", found)

    def get(self, caller: Caller, payout_id: str) -> dict[str, Any]:
        self._service.payouts.carry_on()
        with self._service.database.reading() as connection:
            return self._documents.payout(_find(connection, caller, payout_id), caller.profile.mode)

    def cancel(self, caller: Caller, payout_id: str) -> dict[str, Any]:
        self._service.payouts.carry_on()
        with self._service.database.writing() as connection:
            _find(connection, caller, payout_id)
            try:
                canceled = self._service.payouts.move(connection, payout_id, PayoutStatus.CANCELED)
            except TransitionError:
                raise ApiError(409, "The payout cannot be canceled in its current state.") from None
            return self._documents.payout(canceled, caller.profile.mode)

    def transfer_file(self, caller: Caller, payout_id: str) -> bytes:
        self._service.payouts.carry_on()
        with self._service.database.reading() as connection:
            payout = _find(connection, caller, payout_id)
        if payout.initiated_at is None:
            raise ApiError(409, "The payout has no transfer file in its current state.")
        settings = self._service.settings
        return transfer_file(payout, settings.payer_name, settings.payer_account)

    def statement(self, caller: Caller, first: date, last: date) -> Iterator[str]:
        if not timedelta() <= last - first < timedelta(days=_MOST_DAYS):
            raise ApiError(400, f"A statement is of 1 to {_MOST_DAYS} days", "until")
        return write_statement(self._service.database, caller.profile.profile_id, first, last)


def _find(connection: Connection, caller: Caller, payout_id: str) -> Payout:
    known = find_payout(connection, payout_id, profile_id=caller.profile.profile_id) if is_id(PAYOUT, payout_id) else None
    if known is None:
        raise ApiError.absent("payout")
    return known
