"""Pages with a form that one browser alone can send, and what they say of a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from bouwsteen_service.cookies import browser_id, new_browser_id, remember_browser
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from payments_service.amounts import show_cents
from payments_service.profiles import Profile
from payments_service.services import PaymentsService

_FIELDS: Final = 10


async def read_fields(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=_FIELDS) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


class PageForms:
    def __init__(self, service: PaymentsService) -> None:
        self._service = service

    def render(self, request: Request, template: str, targets: Sequence[str] = (), **context: Any) -> Response:
        """`targets`: the origins to which the answer to the form may lead."""
        settings = self._service.settings.service
        browser = browser_id(request, settings) or new_browser_id()
        csrf = self._service.csrf.issue(browser)
        response = self._service.pages.render(request, template, form_targets=list(targets), csrf=csrf, **context)
        remember_browser(response, settings, browser)
        return response

    def require_own(self, request: Request, fields: Mapping[str, str]) -> None:
        """Raises ProblemError where the form is another browser's or another site's."""
        settings = self._service.settings.service
        require_same_origin(request, settings.public_url)
        self._service.csrf.require(fields.get(CSRF_FIELD), browser_id(request, settings) or "")

    def facts(self, request: Request, cents: int | None, profile: Profile, description: str) -> dict[str, Any]:
        """Without `cents` the amount is not known yet."""
        amount = None if cents is None else show_cents(cents, self._service.pages.language(request))
        return {"amount": amount, "organisation": profile.name, "description": description, "is_test": profile.mode == "test"}
