"""A question from beginning to end: may it be asked, what do the sources say, and the log of it, all in one transaction."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database
from bouwsteen_service.idempotency import KeyReusedError
from bouwsteen_service.metrics import Counter
from bouwsteen_service.seals import Clock
from magda_service import errors, people
from magda_service.accounts import Account
from magda_service.data_names import in_order
from magda_service.errors import RefusalError
from magda_service.people import Found, moment
from magda_service.sample import DOWN, REFUSES, SLOW
from magda_service.settings import CONSULTATION_SECONDS, CORRELATION_SECONDS, MagdaSettings
from magda_service.subscriptions import created_at
from magda_service.tables import consultations, kept_correlations, shares

ANSWERED: Final = "answered"
REST: Final = "rest"
SOAP: Final = "soap"
UNKNOWN_SOURCE: Final = "RR"


@dataclass(frozen=True, slots=True)
class Question:
    """`names`: what is asked, empty for all that the registration allows. `request` tells two requests with one correlation id apart.

    `reader`: who at the organisation wants to know, where the application says so. `source`: the only one that may answer; empty for any.
    """

    insz: str
    names: tuple[str, ...]
    correlation_id: str
    request: str
    face: str
    reader: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Consulted:
    """What the sources said, and when."""

    found: Found
    at: float


class Consultations:
    """`wait` lets a slow source take its time."""

    def __init__(self, database: Database, settings: MagdaSettings, clock: Clock, wait: Callable[[float], None] = time.sleep) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._wait = wait
        self.counter: Counter | None = None

    def ask(self, account: Account, question: Question) -> Consulted:
        """Raises RefusalError; it is logged like an answer, but for a correlation id that was used before."""
        outcome = self._settle(account, question)
        label = outcome.code if isinstance(outcome, RefusalError) else ANSWERED
        if self.counter is not None:
            self.counter.add(question.face, label)
        if isinstance(outcome, RefusalError):
            raise outcome
        if outcome.found.conduct == SLOW:
            self._wait(self._settings.slow_seconds)
        return outcome

    def _settle(self, account: Account, question: Question) -> Consulted | RefusalError:
        for last in (False, True):
            try:
                with self._database.writing() as connection:
                    return self._decide(connection, account, question)
            except KeyReusedError:
                return errors.correlation_reused()
            except IntegrityError:
                # The same correlation id at the same moment: the other one is written now.
                if last:
                    raise
        raise AssertionError("either an outcome or an exception")

    def _decide(self, connection: Connection, account: Account, question: Question) -> Consulted | RefusalError:
        """Raises KeyReusedError."""
        registration, now = account.registration, self._clock()
        names = question.names or registration.data
        forbidden = [name for name in names if name not in registration.data]
        outcome: Consulted | RefusalError
        if forbidden:
            outcome = errors.not_allowed(forbidden)
        elif created_at(connection, registration, question.insz) is None:
            outcome = errors.not_subscribed()
        else:
            key = f"{registration.id} {question.correlation_id}"
            if kept_correlations.find(connection, registration.share_key, key, question.request) is None:
                kept_correlations.keep(connection, registration.share_key, key, question.request, {}, now)
            outcome = _ask_sources(connection, question, in_order(names), now)
        _write(connection, account, question, names, outcome.code if isinstance(outcome, RefusalError) else ANSWERED, now)
        return outcome

    def overview(self, account: Account, insz: str, page: int, size: int) -> dict[str, Any]:
        """Who of the organisation asked after somebody, the newest first."""
        here = (consultations.c.share_key == account.registration.share_key, consultations.c.insz == insz)
        query = select(consultations).where(*here).order_by(consultations.c.number.desc())
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(consultations).where(*here)).scalar_one()
            rows = connection.execute(query.limit(size).offset((page - 1) * size)).mappings().all()
        items = [_shown(row) | {"organisation": account.organisation} for row in rows]
        return {"items": items, "page": page, "pageSize": size, "total": total}

    def survey(self, page: int, size: int) -> dict[str, Any]:
        """Who asked after whom, of all organisations, the newest first: for whoever runs the service."""
        query = select(consultations, shares.c.name.label("organisation")).join(shares).order_by(consultations.c.number.desc())
        with self._database.reading() as connection:
            total = connection.execute(select(func.count()).select_from(consultations)).scalar_one()
            rows = connection.execute(query.limit(size).offset((page - 1) * size)).mappings().all()
        items = [_shown(row) | {"organisation": row["organisation"], "insz": row["insz"], "seconds": row["at"]} for row in rows]
        return {"questions": items, "page": page, "pages": max(-(-total // size), 1), "total": total}

    def sweep(self) -> None:
        """Forget what is past its time."""
        now = self._clock()
        with self._database.writing() as connection:
            connection.execute(delete(consultations).where(consultations.c.at < now - CONSULTATION_SECONDS))
            kept_correlations.forget(connection, now - CORRELATION_SECONDS)


def _ask_sources(connection: Connection, question: Question, names: tuple[str, ...], now: float) -> Consulted | RefusalError:
    found = people.find(connection, question.insz, names)
    if found is None:
        return errors.no_data(question.source or UNKNOWN_SOURCE)
    if found.conduct == DOWN:
        return errors.source_failed()
    if found.conduct == REFUSES:
        return errors.source_refused(found.source)
    if question.source and question.source != found.source:
        return errors.no_data(question.source)
    return Consulted(found, now)


def _shown(row: RowMapping) -> dict[str, Any]:
    return {
        "id": row["consultation_id"],
        "at": moment(row["at"]),
        "application": row["application"],
        "reader": row["reader"] or None,
        "data": json.loads(row["data"]),
        "purpose": row["purpose"],
        "legalBasis": row["legal_basis"],
        "outcome": row["outcome"],
    }


def _write(connection: Connection, account: Account, question: Question, names: tuple[str, ...], outcome: str, now: float) -> None:
    registration = account.registration
    row = {
        "consultation_id": str(uuid.uuid4()),
        "share_key": registration.share_key,
        "application": registration.name,
        "insz": question.insz,
        "data": json.dumps(list(names)),
        "purpose": registration.purpose,
        "legal_basis": registration.legal_basis,
        "reader": question.reader,
        "face": question.face,
        "outcome": outcome,
        "correlation_id": question.correlation_id,
        "at": now,
    }
    connection.execute(insert(consultations).values(row))
