"""The pages of the counter: the kit's, in the languages of the counter, with a choice of language that is remembered."""

from pathlib import Path
from typing import Final

from starlette.requests import Request

from bouwsteen_service import Pages
from forms_service.settings import FormsSettings
from forms_service.wording import TEXTS

_HERE: Final = Path(__file__).parent


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
            remembers=True,
        )

    def language(self, request: Request) -> str:
        """The language that the address asks for, else the one that was chosen before, else the first."""
        wanted = (request.query_params.get("lang"), self.chosen_before(request))
        return next((language for language in wanted if language in self.languages), self.languages[0]) or self.languages[0]
