"""Pages from templates. What is filled in is escaped; there is no script, and nothing comes from elsewhere. The door to Jinja."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "templates"
Say = Callable[..., str]  # the text of a key in the language of the page, with values filled in


def render_page(template: str, say: Say, **values: Any) -> str:
    """The text of a page. `template` is the name of a file in `templates/`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415  only pages pay for it

    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(template).render(say=say, **values)
