"""How a question is refused: one value, told as problem details in REST and as an Uitzondering in SOAP."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Final

from bouwsteen_service.problems import ProblemError

MAGDA: Final = "MAGDA"
EXCEPTIONS_HEADER: Final = "x-magda-exceptions"


class Level(enum.Enum):
    """Where in a SOAP reply it stands: beside the context, or in the answer to one question. What is no reply is a fault."""

    CONTEXT = "context"
    QUESTION = "question"


@dataclass(eq=False)
class RefusalError(Exception):
    """`number` is MAGDA's where public texts give one (30001, 60013, 99996); those from 99001 to 99010 are our own.

    `code` is kebab-case, `detail` English, for developers; `diagnosis` Dutch, as MAGDA says it. None of them names a person.
    """

    number: str
    status: int
    code: str
    detail: str
    diagnosis: str
    origin: str = MAGDA
    level: Level = Level.QUESTION

    def problem(self, instance: str) -> ProblemError:
        told = [{"identification": self.number, "origin": self.origin, "type": "FOUT", "diagnosis": self.diagnosis}]
        return ProblemError(
            self.status, self.code, self.detail, headers={EXCEPTIONS_HEADER: json.dumps(told)}, instance=instance, magdaCode=self.number
        )


def no_data(origin: str) -> RefusalError:
    return RefusalError("30001", 404, "no-data", "The source has nothing on this number.", "Geen gegevens gevonden voor de vraag", origin)


def source_failed() -> RefusalError:
    return RefusalError("60013", 502, "source-failed", "The source cannot be reached now.", "Fout in toegang naar de bron")


def source_refused(origin: str) -> RefusalError:
    detail = "The source does not give the data of this person."
    return RefusalError("99006", 403, "source-refused", detail, "De bron weigert de gegevens van deze persoon", origin)


def not_subscribed() -> RefusalError:
    detail = "The application has no subscription to this person in the repertory; register it first."
    return RefusalError("99002", 403, "subscription-missing", detail, "Geen inschrijving in het repertorium voor deze persoon")


def not_allowed(names: list[str]) -> RefusalError:
    told = ", ".join(names)
    detail = f"The registration of the application does not allow: {told}."
    return RefusalError("99001", 403, "data-not-allowed", detail, f"De registratie van de toepassing laat dit niet toe: {told}")


def correlation_reused() -> RefusalError:
    detail = "The correlation id was used before, for another request of this application."
    return RefusalError(
        "99003", 409, "correlation-id-reused", detail, "De referte werd al gebruikt voor een andere vraag", level=Level.CONTEXT
    )


def wrong_context(what: str, diagnosis: str) -> RefusalError:
    return RefusalError("99004", 400, "context-invalid", what, diagnosis, level=Level.CONTEXT)


def wrong_body(what: str) -> RefusalError:
    return RefusalError("99005", 400, "body-invalid", what, f"Het bericht voldoet niet aan het schema: {what}", level=Level.CONTEXT)


def too_many() -> RefusalError:
    detail = "There were too many requests."
    return RefusalError("99996", 429, "too-many-requests", detail, "Te veel gelijktijdige bevragingen", level=Level.CONTEXT)
