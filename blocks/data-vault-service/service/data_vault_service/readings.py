"""Reading for an application what a citizen granted, with the WebID of its organisation: the citizen's server decides.

Of a request that is not granted, or no longer, nothing is asked at the server. Each try is in the log before anything is handed out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import func, insert, select

from bouwsteen_service.correlations import current_correlation
from bouwsteen_service.databases import Database
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Clock
from data_vault_service.access_requests import ABSENT, EXPIRED, GRANTED, REFUSED, REQUESTED, WITHDRAWN, Asked
from data_vault_service.data import DATA
from data_vault_service.identities import Identities
from data_vault_service.outgoing import VaultError
from data_vault_service.pods import Pods, Value
from data_vault_service.shares import Client
from data_vault_service.tables import access_requests, readings

READ: Final = "read"
REFUSED_READING: Final = "refused"
ABSENT_READING: Final = "absent"
FAILED: Final = "failed"

_REASONS: Final = {
    REQUESTED: "The citizen has not answered yet.",
    REFUSED: "The citizen refused.",
    WITHDRAWN: "The citizen took the permission back.",
    EXPIRED: "The period of the permission is over.",
}


class Readings:
    def __init__(self, database: Database, identities: Identities, pods: Pods, clock: Clock) -> None:
        self._database = database
        self._identities = identities
        self._pods = pods
        self._clock = clock

    def read(self, client: Client, asked: Asked, name: str) -> Value:
        """The value of a datum. Raises ProblemError: 403 with the reason, 404, 502 to 504 where the citizen's server fails."""
        found = next((each for each in asked.data if each["datum"] == name), None)
        if found is None:
            raise ProblemError(404, "not-asked", "The access request does not ask this.")
        if asked.status != GRANTED:
            self._note(client, asked, name, REFUSED_READING)
            raise _refusal(asked.status, _REASONS[asked.status])
        if found["state"] == ABSENT:
            self._note(client, asked, name, ABSENT_READING)
            raise _absent()
        try:
            value = self._ask(asked, found["resource"], name)
        except VaultError:
            self._note(client, asked, name, FAILED)
            raise
        except ProblemError as problem:
            self._note(client, asked, name, REFUSED_READING if problem.status == 403 else ABSENT_READING)
            raise
        self._note(client, asked, name, READ)
        return value

    def of_request(self, request_id: str, page: int, size: int) -> tuple[Sequence[dict[str, Any]], int]:
        """(a page of the log of a request, the newest first; how many there are)."""
        here = readings.c.request_id == request_id
        newest = select(readings).where(here).order_by(readings.c.number.desc()).limit(size).offset((page - 1) * size)
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(readings).where(here)).scalar_one()
            return [dict(row) for row in connection.execute(newest).mappings()], total

    def counts(self, request_ids: Sequence[str]) -> dict[str, tuple[int, float]]:
        """(how often something was read, when last) of requests that were read."""
        columns = (readings.c.request_id, func.count(), func.max(readings.c.at))
        here = (readings.c.request_id.in_(request_ids), readings.c.outcome == READ)
        with self._database.reading() as connection:
            rows = connection.execute(select(*columns).where(*here).group_by(readings.c.request_id)).all()
        return {str(row[0]): (int(row[1]), float(row[2])) for row in rows}

    def _ask(self, asked: Asked, resource: str, name: str) -> Value:
        share_key = asked.row["share_key"]
        status, value = self._pods.read(self._identities.tokens(share_key), resource, DATA[name], asked.row["web_id"])
        if status == 401:
            fresh = self._identities.tokens(share_key, fresh=True)
            status, value = self._pods.read(fresh, resource, DATA[name], asked.row["web_id"])
        if status in {401, 403}:
            raise _refusal("refused-by-vault", "The server of the citizen does not allow it any more.")
        if value is None or value.value is None:
            raise _absent()
        return value

    def _note(self, client: Client, asked: Asked, name: str, outcome: str) -> None:
        correlation = current_correlation()
        row = {
            "request_id": asked.id,
            "datum": name,
            "at": self._clock(),
            "reader": client.terms.name,
            "outcome": outcome,
            "correlation_id": correlation.correlation_id if correlation else "",
        }
        with self._database.writing() as connection:
            # What ends at this very moment ends before it is read, or after: a grant that is over here hands nothing out.
            here = (access_requests.c.request_id == asked.id, access_requests.c.status == GRANTED)
            is_granted = connection.execute(select(access_requests.c.request_id).where(*here)).first() is not None
            if outcome == READ and not is_granted:
                row["outcome"] = REFUSED_READING
            connection.execute(insert(readings).values(row))
        if row["outcome"] != outcome:
            raise _refusal(WITHDRAWN, _REASONS[WITHDRAWN])


def _refusal(reason: str, detail: str) -> ProblemError:
    return ProblemError(403, "access-refused", detail, reason=reason)


def _absent() -> ProblemError:
    return ProblemError(404, "not-in-vault", "The vault of the citizen does not hold this.")
