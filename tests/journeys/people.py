"""Who takes a journey among services that die: they look as often as needed, and do what a page says that tells what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Any

from tests.journeys.worlds import says_again

from bouwsteen.adapters.load_generators.visits import StepFailed, Visit

_LOOKS = 2000
_TRIES = 50


def make_patient(names: dict[str, Any]) -> None:
    """Whoever takes the journey that has these names in its file."""
    if "MOST_LOOKS" in names:
        names["MOST_LOOKS"] = _LOOKS
    for steps in (names[each] for each in ("forms", "vault") if each in names):
        if hasattr(steps, "MOST_LOOKS"):
            steps.MOST_LOOKS = _LOOKS
        steps.sign_in = sign_in_patiently(steps.sign_in)


def sign_in_patiently(sign_in: Callable[..., None]) -> Callable[..., None]:
    """A code works once: who was cut off while it was exchanged is told so, and signs in again from where that page leads."""

    def keep_on(visit: Visit, *arguments: Any) -> None:
        for _ in range(_TRIES):
            try:
                return sign_in(visit, *arguments)
            except StepFailed:
                if any("/logout" in form.action for form in visit.page.forms):
                    return None  # the issuer still knew them
                if visit.page.status < 400 or not says_again(visit.page.text):
                    raise
                again = next(link for link in visit.page.links if "button" in link.attributes.get("class", ""))
                if "/login" in again.url:
                    # The page without the link of its head, which leads elsewhere.
                    visit.page = replace(visit.page, source=f'<a href="{escape(again.url)}">again</a>')
                else:
                    visit.open("sign-in", again.url)
        raise AssertionError(visit.page.text)

    return keep_on
