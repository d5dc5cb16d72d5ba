"""What every route needs, put together once at start."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request
from pydantic import SecretStr

from bouwsteen_service import calendars
from bouwsteen_service.csrf import CsrfTokens
from bouwsteen_service.databases import Database
from bouwsteen_service.metrics import Counter
from bouwsteen_service.openid import OpenIdClient
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.seals import Clock, Seal
from bouwsteen_service.sign_ins import SignIns
from forms_service.checkouts import Checkouts
from forms_service.loading import LoadedForm
from forms_service.notifications import Notifications
from forms_service.pages import CounterPages
from forms_service.persons import Persons
from forms_service.settings import FormsSettings
from forms_service.vaults import Vault


@dataclass(frozen=True)
class FormsContext:
    """The counter at work: its settings, forms and database, and the tools of its routes."""

    settings: FormsSettings
    forms: Mapping[str, LoadedForm]
    database: Database
    pages: CounterPages
    tokens: CsrfTokens
    sign_ins: SignIns
    openid: OpenIdClient
    clock: Clock
    submitted: Counter
    paid: Counter
    told: Counter
    looked_up: Counter
    answered: Counter
    profile_tokens: Seal
    profile_key: SecretStr | None = None
    checkouts: Checkouts | None = None
    notifications: Notifications | None = None
    persons: Persons | None = None
    vault: Vault | None = None

    def today(self) -> date:
        """The date in Belgium."""
        return calendars.day_of(self.clock())

    @staticmethod
    def local_time(at: float) -> datetime:
        """A moment in Belgian time."""
        return calendars.local_time(at)

    def form(self, form_id: str) -> LoadedForm:
        """A form that is offered. It raises a problem 404."""
        loaded = self.forms.get(form_id)
        if loaded is None:
            raise ProblemError(404, "no-such-form", "This counter has no such form.")
        return loaded

    def translator(self, request: Request) -> Callable[..., str]:
        """The texts of the pages in the language of a request: `translate(key, **values)`."""
        return lambda key, **values: self.pages.text(request, key, **values)

    @property
    def draft_lifetime(self) -> float:
        """How long a draft is kept, in seconds."""
        return self.settings.draft_days * 86_400.0

    @property
    def form_targets(self) -> tuple[str, ...]:
        """Where the answer to a form on our pages may lead: to the issuer, to sign in or out, to where people pay,
        and to where they decide about their own vault."""
        metadata = self.openid.known_metadata
        issuers = () if metadata is None else (metadata.origin,)
        others = [each.origin for each in (self.checkouts, self.vault) if each is not None]
        return (*issuers, *others)


def context_of(request: Request) -> FormsContext:
    """The context of the application that a request came to."""
    context: FormsContext = request.app.state.forms
    return context
