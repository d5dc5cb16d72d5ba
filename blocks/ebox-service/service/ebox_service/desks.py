"""What all pages of people who sign in need: where the sign-in service is, who is there, how moments and texts are shown."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, Protocol

from fastapi import Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bouwsteen_service.calendars import show_time
from bouwsteen_service.csrf import CSRF_FIELD, CsrfTokens
from bouwsteen_service.openid import IssuerError, OpenIdClient
from bouwsteen_service.pages import Pages
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.settings import ServiceSettings
from bouwsteen_service.sign_ins import SignIns
from ebox_service.errors import StatusError
from ebox_service.portals import Portal
from ebox_service.print_rooms import PrintRoom

logger = logging.getLogger(__name__)

HOME: Final = "/mailbox"
LETTERS: Final = "/letters"
SCOPES: Final = ("openid", "profile", "rrn", "vo")
TOKEN_CHARACTERS: Final = 64
_CENTS: Final = 100
# Ends before the punctuation of the sentence that it stands in. Without encryption only what is on this machine, as in a simulation.
_ADDRESS: Final = re.compile(r"(?:https://|http://127\.0\.0\.1[:/])[A-Za-z0-9/._~:?#@!$&'*+,;=%-]{0,1000}[A-Za-z0-9/_~=&%-]")

Key = Annotated[str, Path(max_length=64, pattern="^[0-9A-Za-z-]+$")]


class Visitor(Protocol):
    """Somebody who is signed in."""

    @property
    def name(self) -> str: ...
    @property
    def session(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What the pages need."""

    settings: ServiceSettings
    pages: Pages
    portal: Portal
    print_room: PrintRoom
    openid: OpenIdClient
    sign_ins: SignIns
    csrf: CsrfTokens


def refuse(desk: Desk, request: Request, reason: str, status: int, again: str = HOME) -> HTMLResponse:
    """A page that says why somebody is not signed in, and where to try again."""
    return desk.pages.render(request, "sign_in_failed.html", status=status, reason=f"failed.{reason}", again=again)


async def leave_issuer(desk: Desk, place: str, *, signed_in: bool) -> Response:
    """By way of the issuer, who signs them out too, back to a place of ours."""
    home = f"{desk.settings.public_url}{place}"
    target = home
    if signed_in:
        try:
            target = await desk.openid.end_session_url(home)
        except IssuerError:
            logger.warning("Somebody signed out here and not at the issuer")
    return RedirectResponse(target, 303)


def show(desk: Desk, request: Request, visitor: Visitor, template: str, place: str = HOME, **values: Any) -> HTMLResponse:
    """A page for somebody who is signed in."""
    language = desk.pages.language(request)
    known = desk.openid.known_metadata
    return desk.pages.render(
        request,
        template,
        form_targets=[] if known is None else [known.origin],
        name=visitor.name,
        place=place,
        csrf_field=CSRF_FIELD,
        csrf_token=desk.csrf.issue(visitor.session),
        # The federation has no English: pages in English show what was sent, which is Dutch before all.
        say=lambda text: text.get(language) or text["nl"],
        said_in="" if language != "en" else "nl",
        moment=show_time,
        day=lambda at: show_time(at).partition(" ")[0],
        iso=lambda at: dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds"),
        pieces=find_links,
        euros=lambda cents: f"{cents // _CENTS},{cents % _CENTS:02}",
        **values,
    )


def find_links(line: str) -> Iterator[tuple[str, bool]]:
    """(text, whether it is an address) for each stretch of a line: what is written in full is all that becomes a link."""
    end = 0
    for found in _ADDRESS.finditer(line):
        if before := line[end : found.start()]:
            yield before, False
        yield found[0], True
        end = found.end()
    if rest := line[end:]:
        yield rest, False


@contextlib.contextmanager
def absences() -> Iterator[None]:
    """What is not in this box is a page that does not exist."""
    try:
        yield
    except StatusError as error:
        if error.status != 404:
            raise
        raise ProblemError(404, "not-found", "There is no such message in this eBox.") from None
