"""The end of `up`: where things are, and what to try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled


@dataclass(frozen=True, slots=True)
class Place:
    """One address that a person may open. `fidelity` is simulated, acceptance or production."""

    title: str
    url: str
    fidelity: str


def render_places(places: Sequence[Place], try_next: Sequence[str], look: Look) -> str:
    """`try_next` are commands or sentences, most useful first."""
    texts = look.texts
    sheet = Sheet(look)
    if places:
        sheet.line(Styled(texts("up.addresses"), Style.BOLD))
        rows: list[list[Part]] = [[place.title, Styled(place.url, Style.INFO), fidelity(place.fidelity, look)] for place in places]
        sheet.table(rows, [texts("heading.what"), texts("heading.address"), texts("heading.fidelity")], indent=2)
    if try_next:
        sheet.gap()
        sheet.line(Styled(texts("up.next"), Style.BOLD))
        for each in try_next:
            sheet.line(each, indent=2)
    return sheet.text()


def fidelity(name: str, look: Look) -> Part:
    """How real something is, never left out: what is simulated stands out."""
    key = f"fidelity.{name}"
    text = look.texts(key) if key in look.texts else name
    return Styled(text, Style.WARNING if name == "simulated" else Style.PLAIN)
