"""The catalogue as one page in Dutch, to be read where no program is at hand: README.md beside this module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.messages import AREAS
from bouwsteen.cli.messages.entries import Entry
from bouwsteen.cli.texts import Language, Texts

PAGE: Final = Path(__file__).with_name("README.md")
_TEXTS: Final = Texts(Language.NL)
_INTRODUCTION: Final = """\
# Meldingen van Bouwsteen

Elke melding heeft een code tussen vierkante haken. Deze bladzijde zegt van elke code waarom ze komt en wat te doen. Op de opdrachtregel,
in het Nederlands, Frans of Engels:

    bouwsteen explain unknown-field
    bouwsteen explain 7
    bouwsteen explain --lang fr

Deze bladzijde is gemaakt uit de modules in deze map. Wie een code toevoegt, zet haar in de module van haar onderwerp, en schrijft de
bladzijde opnieuw met `uv run python -m bouwsteen.cli.messages`.
"""


def page_text() -> str:
    return "\n".join([_INTRODUCTION, *_exit_codes(), *(line for name in AREAS for line in _area(name))])


def write_page() -> None:
    PAGE.write_text(page_text(), encoding="utf-8")


def _exit_codes() -> Iterator[str]:
    yield from ("| exitcode | betekent |", "| --- | --- |")
    yield from (f"| {each.value} | {_TEXTS(f'exit.{each.value}')} |" for each in ExitCode)
    yield ""


def _area(name: str) -> Iterator[str]:
    yield from (f"## {_TEXTS(f'messages.area.{name}')}", "")
    for code, entry in AREAS[name].items():
        yield from _entry(code, entry)


def _entry(code: str, entry: Entry) -> Iterator[str]:
    ends = _TEXTS("messages.ends-with", codes=", ".join(map(str, entry.exits))) if entry.exits else _TEXTS("messages.only-warns")
    yield from (f"### `{code}`", "", f"**{_TEXTS.of(entry.title)}.** {_TEXTS.of(entry.cause)}", "")
    yield from (_TEXTS.of(entry.remedy), "")
    for name, text in (("wrong", entry.wrong), ("right", entry.right)):
        if text:
            yield from (_TEXTS(f"messages.{name}"), "", "```yaml" if not text.startswith("bouwsteen ") else "```sh", text, "```", "")
    yield from (f"*{ends} {_TEXTS('messages.since', version=entry.since)}*", "")
