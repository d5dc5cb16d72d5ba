"""Who sends a request: a person who signed in, or a browser that is remembered by a random id."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse

from bouwsteen_service.cookies import browser_id, get_cookie, new_browser_id, remember_browser
from bouwsteen_service.csrf import CSRF_FIELD, require_same_origin
from bouwsteen_service.problems import ProblemError
from forms_service.contexts import FormsContext, context_of
from forms_service.principals import Principal, owner_of_browser
from forms_service.storage import sessions

SESSION_COOKIE: Final = "session"
_FIELDS: Final = 600
_BROWSER_CHARACTERS: Final = 64


@dataclass(frozen=True)
class Visitor:
    """`browser` is the random id of the browser; `session` the token of the session, where somebody signed in."""

    browser: str
    principal: Principal | None = None
    session: str | None = None

    @property
    def owner(self) -> str:
        """The key of what they begin and submit."""
        return self.principal.owner if self.principal else self.browser_owner

    @property
    def browser_owner(self) -> str:
        """The key of what this browser began without signing in. The table does not hold the cookie itself."""
        return owner_of_browser(hashlib.sha256(self.browser.encode()).hexdigest()[:40])

    @property
    def csrf_subject(self) -> str:
        """What a form on a page is bound to."""
        return self.session or self.browser

    @property
    def level(self) -> int:
        """The level of the means that they signed in with, 0 if they did not."""
        return self.principal.level if self.principal else 0


def recognise(request: Request) -> Visitor:
    """The visitor behind a request."""
    context = context_of(request)
    service = context.settings.service
    browser = browser_id(request, service) or ""
    browser = browser if 16 <= len(browser) <= _BROWSER_CHARACTERS else new_browser_id()
    token = get_cookie(request, service, SESSION_COOKIE)
    if not token or len(token) > _BROWSER_CHARACTERS:
        return Visitor(browser)
    now = context.clock()
    with context.database.reading() as connection:
        found = sessions.find_session(connection, token, now)
    if found is None:
        return Visitor(browser)
    principal, is_touch_due = found
    if is_touch_due:
        with context.database.writing() as connection:
            sessions.touch_session(connection, token, now)
    return Visitor(browser, Principal.from_json(principal), token)


CurrentVisitor = Annotated[Visitor, Depends(recognise)]


def require_clerk(visitor: CurrentVisitor) -> Principal:
    """The clerk behind a request. It raises a problem 403."""
    if visitor.principal is None or not visitor.principal.may_handle:
        raise ProblemError(403, "not-a-clerk", "This is for clerks of this counter.")
    return visitor.principal


CurrentClerk = Annotated[Principal, Depends(require_clerk)]


async def read_post(request: Request, visitor: CurrentVisitor) -> Mapping[str, Sequence[str]]:
    """What a form of ours posted. It raises a problem 403 when it came from elsewhere, or from another browser."""
    context = context_of(request)
    require_same_origin(request, context.settings.service.public_url)
    form = await request.form(max_files=0, max_fields=_FIELDS)
    token = form.get(CSRF_FIELD)
    context.tokens.require(token if isinstance(token, str) else None, visitor.csrf_subject)
    return {name: [value for value in form.getlist(name) if not isinstance(value, UploadFile)] for name in form}


CurrentPost = Annotated[Mapping[str, Sequence[str]], Depends(read_post)]


def show(context: FormsContext, request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page for this visitor, whose forms carry their token. Their browser is remembered, so that the token fits."""
    response = context.pages.render(
        request,
        template,
        status=status,
        form_targets=context.form_targets,
        visitor=visitor,
        principal=visitor.principal,
        csrf_field=CSRF_FIELD,
        csrf_token=context.tokens.issue(visitor.csrf_subject),
        path=request.url.path,
        **values,
    )
    if browser_id(request, context.settings.service) != visitor.browser:
        remember_browser(response, context.settings.service, visitor.browser)
    return response
