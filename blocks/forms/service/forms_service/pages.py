"""The pages of the counter: the kit's, in the languages of the counter, with a choice of language that is remembered."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

from bouwsteen_service import Pages
from bouwsteen_service.cookies import get_cookie, set_cookie
from forms_service.settings import FormsSettings
from forms_service.wording import TEXTS

_HERE: Final = Path(__file__).parent
_YEAR: Final = 365 * 86_400
_COOKIE: Final = "language"


class CounterPages(Pages):
    """Dutch (the first language) unless somebody chose another: an authority speaks its own language until it is asked not to."""

    def __init__(self, settings: FormsSettings) -> None:
        super().__init__(
            settings.service,
            title=dict.fromkeys(("nl", "fr", "en"), settings.title),
            templates=_HERE / "templates",
            texts=TEXTS,
            languages=settings.languages,
            styles=_HERE / "assets" / "forms.css",
        )
        self._service = settings.service

    def language(self, request: Request) -> str:
        """The language that the address asks for, else the one that was chosen before, else the first."""
        wanted = (request.query_params.get("lang"), get_cookie(request, self._service, _COOKIE))
        return next((language for language in wanted if language in self.languages), self.languages[0]) or self.languages[0]

    def render(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        form_targets: Sequence[str] = (),
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """A page; a language that its address chose is remembered."""
        response = super().render(request, template, status=status, form_targets=form_targets, headers=headers, **context)
        chosen = request.query_params.get("lang")
        if chosen in self.languages:
            set_cookie(response, self._service, _COOKIE, str(chosen), max_age=_YEAR)
        return response
