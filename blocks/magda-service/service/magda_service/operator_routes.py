"""The page of whoever runs the service: who asked what, of all organisations. It opens with the key of the simulation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from pydantic import SecretStr
from starlette.responses import HTMLResponse

from bouwsteen_service.calendars import show_time
from bouwsteen_service.pages import Pages
from magda_service.operator_texts import TEXTS, TITLE
from magda_service.services import MagdaService
from magda_service.settings import MagdaSettings
from magda_service.simulation_routes import door

PATH: Final = "/operator"
_HERE: Final = Path(__file__).parent
_PAGE_SIZE: Final = 20


def create_pages(settings: MagdaSettings) -> Pages:
    return Pages(settings.service, title=TITLE, templates=_HERE / "templates", texts=TEXTS, styles=_HERE / "assets" / "operator.css")


def create_operator_router(service: MagdaService, pages: Pages, key: SecretStr) -> APIRouter:
    router = APIRouter(dependencies=[Depends(door(key))])

    @router.get(PATH, response_model=None)
    def questions(request: Request, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> HTMLResponse:
        return pages.render(request, "questions.html", survey=service.consultations.survey(page, _PAGE_SIZE), moment=show_time)

    return router
