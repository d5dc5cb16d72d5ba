"""Pages rendered on the server: Jinja2 that escapes everything, one base page that meets WCAG 2.1 AA, no JavaScript.

A service keeps its own templates in a folder; they extend `base.html` of the kit and fill its blocks `title`, `main` and,
where wanted, `navigation` and `footer`.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bouwsteen_service.cookies import get_cookie, set_cookie
from bouwsteen_service.correlations import current_correlation
from bouwsteen_service.guards import content_security_policy
from bouwsteen_service.page_texts import PAGE_TEXTS
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.settings import ServiceSettings
from bouwsteen_service.texts import LANGUAGE_NAMES, LANGUAGES, Language, LocalText, Texts, choose, choose_language

_HERE: Final = Path(__file__).parent
_COOKIE: Final = "language"
_YEAR: Final = 365 * 86_400
_LONG_CACHE: Final = "public, max-age=31536000, immutable"


@functools.cache
def _environment(folders: tuple[Path, ...]) -> Environment:
    """One for each set of folders: templates compile once, however many applications use them."""
    return Environment(
        loader=FileSystemLoader(folders),
        auto_reload=False,
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Pages:
    """Renders the pages of one service.

    `title` is the name above each page, `templates` the service's folder, `texts` its catalogue (a key of its own wins
    from the kit's), `languages` what is offered, the first one being the default, `styles` an extra stylesheet.
    `remembers`: a language that an address chose holds for the pages after it, in this browser.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        *,
        title: LocalText,
        templates: Path | None = None,
        texts: Mapping[str, LocalText] | None = None,
        languages: Sequence[Language] = LANGUAGES,
        styles: Path | None = None,
        remembers: bool = False,
    ) -> None:
        self._settings = settings
        self._remembers = remembers
        self._title = title
        self._texts = Texts(PAGE_TEXTS, texts or {})
        self.languages = tuple(languages)
        self._environment = _environment(tuple(folder for folder in (templates, _HERE / "templates") if folder is not None))
        sheets = [sheet for sheet in (_HERE / "assets" / "service.css", styles) if sheet is not None]
        self.stylesheet = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
        self.stylesheet_path = f"/assets/{hashlib.sha256(self.stylesheet.encode()).hexdigest()[:16]}/service.css"

    def language(self, request: Request) -> Language:
        return choose_language(request, self.languages, self.chosen_before(request))

    def chosen_before(self, request: Request) -> str:
        """The language that an address chose in this browser; empty where none did."""
        return (get_cookie(request, self._settings, _COOKIE) or "") if self._remembers else ""

    def text(self, request: Request, key: str, **values: object) -> str:
        return self._texts.get(key, self.language(request), **values)

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
        """A page that no cache keeps.

        Templates see `t(key, **values)` (a text of the catalogue), `choose(text)` (a LocalText), `language` and the context.
        `form_targets`: origins to which the answer to a form on this page may redirect; without, browsers stop there.
        """
        language = self.language(request)
        values = self._frame(request, language) | context
        body = self._environment.get_template(template).render(values)
        secure = {
            "cache-control": "no-store",
            "content-security-policy": content_security_policy(form_targets),
            "content-language": language,
        }
        response = HTMLResponse(body, status, secure | dict(headers or {}))
        chosen = request.query_params.get("lang", "")
        if self._remembers and chosen in self.languages:
            set_cookie(response, self._settings, _COOKIE, chosen, max_age=_YEAR)
        return response

    def _frame(self, request: Request, language: Language) -> dict[str, Any]:
        return {
            "language": language,
            "t": lambda key, **values: self._texts.get(key, language, **values),
            "choose": lambda text: choose(text, language),
            "service_title": choose(self._title, language),
            "fidelity": self._settings.fidelity,
            "follows": choose(self._settings.follows, language) if self._settings.follows else "",
            "stylesheet": self.stylesheet_path,
            "languages": self._switch(request, language),
        }

    def _switch(self, request: Request, current: Language) -> list[dict[str, Any]]:
        """Links to this page in the other languages; none on the answer to a form, which a link cannot repeat."""
        if request.method != "GET" or len(self.languages) < 2:
            return []
        return [
            {"code": code, "name": LANGUAGE_NAMES[code], "current": code == current, "url": _with_language(request.url, code)}
            for code in self.languages
        ]

    def problem(self, request: Request, problem: ProblemError) -> Response:
        """The page for a problem: the text `problem.<code>` where the catalogue has it, else that of its status."""
        language = self.language(request)
        keys = (f"problem.{problem.code}", f"problem.{problem.status}", "problem.other")
        known = self._texts.keys()
        text = self._texts.get(next(key for key in keys if key in known), language)
        correlation = current_correlation()
        reference = correlation.correlation_id if correlation else ""
        return self.render(request, "problem.html", status=problem.status, headers=problem.headers, explanation=text, reference=reference)

    def stylesheet_response(self) -> Response:
        return Response(self.stylesheet, media_type="text/css", headers={"cache-control": _LONG_CACHE})


def _with_language(url: URL, language: Language) -> str:
    changed = url.include_query_params(lang=language)
    return f"{changed.path}?{changed.query}"
