"""What an application asks of a citizen, and what became of it. No server of a citizen is asked here: see `grants` and `readings`.

    requested → granted → withdrawn | expired
              → refused | expired

Whoever changes the state of a request does so once: two tabs, or a citizen and the clock, may try at the same time.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from bouwsteen_service.addresses import origin_of
from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Clock
from data_vault_service import events
from data_vault_service.models import AccessRequest, write_moment
from data_vault_service.periods import read_period
from data_vault_service.settings import ANSWER_SECONDS, VaultSettings
from data_vault_service.shares import Client, Shares
from data_vault_service.tables import access_data, access_requests, kept_answers

REQUESTED: Final = "requested"
GRANTED: Final = "granted"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"
EXPIRED: Final = "expired"

# Of what is asked at the citizen's server: nothing yet; not there; about to be allowed; allowed; to be taken back; taken back;
# still allowed there, and nobody here may change that.
ASKED: Final = "asked"
ABSENT: Final = "absent"
PLANNED: Final = "planned"
ALLOWED: Final = "allowed"
REMOVING: Final = "removing"
REMOVED: Final = "removed"
LEFT: Final = "left"

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with what it asks. `status` is the one of this moment: a grant whose period is over is expired, also before the
    clock has come by."""

    row: Mapping[str, Any]
    data: Sequence[Mapping[str, Any]]
    status: str

    @property
    def id(self) -> str:
        return str(self.row["request_id"])

    @property
    def names(self) -> list[str]:
        return [each["datum"] for each in self.data]

    @property
    def returns_to(self) -> str:
        """Where the citizen goes on, with what became of the request; empty where the application gave no address."""
        url = str(self.row["return_url"])
        if not url:
            return ""
        separator = "&" if "?" in url else "?"
        return f"{url}{separator}{urlencode({'accessRequest': self.id, 'status': self.status})}"

    def body(self, settings: VaultSettings) -> dict[str, Any]:
        row = self.row
        times = {"createdAt": row["created_at"], "decidedAt": row["decided_at"], "endedAt": row["ended_at"], "expiresAt": row["expires_at"]}
        return {
            "id": self.id,
            "status": self.status,
            "webId": row["web_id"],
            "data": self.names,
            "purpose": row["purpose"],
            "legalBasis": row["legal_basis"] or None,
            "period": f"PT{row['period']}S",
            "reference": row["reference"] or None,
            "consentUrl": f"{settings.url}/consent/{self.id}",
            **{field: None if at is None else write_moment(at) for field, at in times.items()},
        }


class AccessRequests:
    def __init__(self, database: Database, shares: Shares, settings: VaultSettings, clock: Clock) -> None:
        self._database = database
        self._shares = shares
        self._settings = settings
        self._clock = clock

    def create(self, client: Client, wanted: AccessRequest, key: str | None) -> tuple[dict[str, Any], bool]:
        """The body of a new request, or of the one that the same key made before. Raises ProblemError."""
        period = _check(client, wanted)

        def make(connection: Connection) -> dict[str, Any]:
            now = self._clock()
            row = {
                "request_id": secrets.token_urlsafe(24),
                "share_key": client.share_key,
                "application_id": client.application_id,
                "organisation": client.organisation,
                "web_id": wanted.web_id,
                "purpose": wanted.purpose or client.terms.purpose,
                "legal_basis": client.terms.legal_basis,
                "period": period,
                "reference": wanted.reference or "",
                "return_url": wanted.return_url or "",
                "status": REQUESTED,
                "storage": "",
                "created_at": now,
                "decided_at": None,
                "ended_at": None,
                "expires_at": now + ANSWER_SECONDS,
            }
            connection.execute(insert(access_requests).values(row))
            nothing = {"resource": "", "document": "", "state": ASKED, "attempts": 0, "due_at": now}
            data = [{"request_id": row["request_id"], "position": at, "datum": name, **nothing} for at, name in enumerate(wanted.data)]
            connection.execute(insert(access_data), data)
            return Asked(row, data, REQUESTED).body(self._settings)

        request = wanted.model_dump_json()
        try:
            return kept_answers.once(self._database, client.share_key, key, f"{client.application_id}\n{request}", make, self._clock())
        except KeyReusedError:
            raise ProblemError(409, "key-reused", "The idempotency key was used for another request.") from None

    def find(self, client: Client, request_id: str) -> Asked:
        """One of this application. Raises ProblemError 404."""
        mine = (access_requests.c.share_key == client.share_key, access_requests.c.application_id == client.application_id)
        return self._find(access_requests.c.request_id == request_id, *mine)

    def look_up(self, request_id: str, web_id: str | None = None) -> Asked:
        """By its id alone, which cannot be guessed; with a WebID, one that was asked of its holder. Raises ProblemError 404."""
        asked_of = () if web_id is None else (access_requests.c.web_id == web_id,)
        return self._find(access_requests.c.request_id == request_id, *asked_of)

    def of_application(self, client: Client, reference: str | None, page: int, size: int) -> list[Asked]:
        """The newest first."""
        mine = [access_requests.c.share_key == client.share_key, access_requests.c.application_id == client.application_id]
        if reference is not None:
            mine.append(access_requests.c.reference == reference)
        return self._list(mine, page, size)

    def of_citizen(self, web_id: str, page: int, size: int) -> tuple[list[Asked], int]:
        """(a page of all that was asked of somebody, how many there are)."""
        theirs = access_requests.c.web_id == web_id
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(access_requests).where(theirs)).scalar_one()
        return self._list([theirs], page, size), total

    def plan(self, asked: Asked, storage: str, resources: Mapping[str, str]) -> None:
        """Write down what is about to be allowed: whoever dies while doing it leaves what has to be taken back."""
        with self._database.writing() as connection:
            here = access_requests.c.request_id == asked.id
            connection.execute(update(access_requests).where(here).values(storage=storage))
            for each in asked.data:
                resource = resources.get(each["datum"])
                values = {"state": ABSENT if resource is None else PLANNED, "resource": resource or "", "due_at": self._clock()}
                connection.execute(update(access_data).where(*_datum(asked.id, each["datum"])).values(values))

    def note_document(self, request_id: str, datum: str, document: str) -> None:
        """Where the server keeps the rule of a grant."""
        with self._database.writing() as connection:
            connection.execute(update(access_data).where(*_datum(request_id, datum)).values(document=document))

    def grant(self, asked: Asked) -> bool:
        """All is allowed at the server. False where somebody else decided meanwhile: then that is to be taken back."""
        now = self._clock()
        with self._database.writing() as connection:
            values = {"decided_at": now, "expires_at": now + asked.row["period"]}
            is_mine = self._move(connection, asked.id, REQUESTED, GRANTED, values)
            _move_data(connection, asked.id, PLANNED, ALLOWED if is_mine else REMOVING, now)
        return is_mine

    def refuse(self, asked: Asked) -> bool:
        now = self._clock()
        with self._database.writing() as connection:
            values = {"decided_at": now, "ended_at": now}
            return self._move(connection, asked.id, REQUESTED, REFUSED, values)

    def withdraw(self, asked: Asked) -> bool:
        """From here on nothing is handed out; what the server allows is to be taken back."""
        with self._database.writing() as connection:
            return self._end(connection, asked.id, GRANTED, WITHDRAWN)

    def expire(self) -> int:
        """End what is over: grants by their period, requests that nobody answered. How many."""
        columns = access_requests.c
        due = (columns.status.in_((REQUESTED, GRANTED)), columns.expires_at <= self._clock())
        with self._database.writing() as connection:
            rows = connection.execute(select(columns.request_id, columns.status).where(*due).limit(_AT_ONCE)).all()
            return sum(self._end(connection, row.request_id, row.status, EXPIRED) for row in rows)

    def end_share(self, share_key: str) -> None:
        """An organisation gives its share back: what was granted to it ends, what it waits for too."""
        columns = access_requests.c
        live = (columns.share_key == share_key, columns.status.in_((REQUESTED, GRANTED)))
        with self._database.writing() as connection:
            for row in connection.execute(select(columns.request_id, columns.status).where(*live)).all():
                self._end(connection, row.request_id, row.status, EXPIRED)
            self._shares.end(connection, share_key)

    def _end(self, connection: Connection, request_id: str, before: str, after: str) -> bool:
        now = self._clock()
        is_mine = self._move(connection, request_id, before, after, {"ended_at": now})
        if is_mine:
            for state in (PLANNED, ALLOWED):
                _move_data(connection, request_id, state, REMOVING, now)
        return is_mine

    def _move(self, connection: Connection, request_id: str, before: str, after: str, values: Mapping[str, Any]) -> bool:
        """Change a state and tell of it, in one transaction. False where it is another one by now."""
        here = (access_requests.c.request_id == request_id, access_requests.c.status == before)
        if not connection.execute(update(access_requests).where(*here).values(status=after, **values)).rowcount:
            return False
        row = connection.execute(select(access_requests).where(access_requests.c.request_id == request_id)).mappings().one()
        events.announce(connection, after, row, self._clock())
        return True

    def _find(self, *conditions: ColumnElement[bool]) -> Asked:
        with self._database.reading() as connection:
            row = connection.execute(select(access_requests).where(*conditions)).mappings().first()
            if row is None:
                raise ProblemError(404, "not-found", "There is no such access request here.")
            return self._read(connection, [row])[0]

    def _list(self, conditions: Sequence[ColumnElement[bool]], page: int, size: int) -> list[Asked]:
        newest = select(access_requests).where(*conditions).order_by(access_requests.c.created_at.desc(), access_requests.c.request_id)
        with self._database.reading() as connection:
            rows = connection.execute(newest.limit(size).offset((page - 1) * size)).mappings().all()
            return self._read(connection, rows)

    def _read(self, connection: Connection, rows: Sequence[RowMapping]) -> list[Asked]:
        ids = [row["request_id"] for row in rows]
        statement = select(access_data).where(access_data.c.request_id.in_(ids)).order_by(access_data.c.position)
        data = connection.execute(statement).mappings().all()
        return [
            Asked(dict(row), [dict(each) for each in data if each["request_id"] == row["request_id"]], self._status(row)) for row in rows
        ]

    def _status(self, row: RowMapping) -> str:
        is_over = row["status"] in {REQUESTED, GRANTED} and row["expires_at"] <= self._clock()
        return EXPIRED if is_over else str(row["status"])


def _datum(request_id: str, datum: str) -> tuple[ColumnElement[bool], ...]:
    return access_data.c.request_id == request_id, access_data.c.datum == datum


def _move_data(connection: Connection, request_id: str, before: str, after: str, now: float) -> None:
    here = (access_data.c.request_id == request_id, access_data.c.state == before)
    connection.execute(update(access_data).where(*here).values(state=after, attempts=0, due_at=now))


def _check(client: Client, wanted: AccessRequest) -> int:
    """The period in seconds. Raises ProblemError for what the application did not register."""
    if not set(wanted.data) <= set(client.terms.data):
        raise ProblemError(403, "data-not-registered", "The application did not register that it asks this.")
    longest = read_period(client.terms.period)
    period = longest if wanted.period is None else read_period(wanted.period)
    if period > longest:
        raise ProblemError(403, "period-not-registered", "The application registered a shorter period.")
    allowed = {origin_of(uri) for uri in client.terms.redirect_uris}
    if wanted.return_url is not None and origin_of(wanted.return_url) not in allowed:
        raise ProblemError(403, "address-not-registered", "The application did not register the origin of the return address.")
    return int(period.total_seconds())
