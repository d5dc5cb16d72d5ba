"""What a place can show."""

from __future__ import annotations

import io
import sys

import pytest

from bouwsteen.cli.settings import Settings
from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.texts import Language, Texts

TEXTS = Texts(Language.NL)


class Stream(io.TextIOWrapper):
    def __init__(self, *, terminal: bool, encoding: str = "utf-8") -> None:
        self.raw_bytes = io.BytesIO()
        self.terminal = terminal
        super().__init__(self.raw_bytes, encoding=encoding, newline="\n")

    def isatty(self) -> bool:
        return self.terminal


@pytest.mark.parametrize(
    ("arguments", "environment", "is_terminal", "color"),
    [
        ([], {}, True, True),
        ([], {}, False, False),
        (["--no-color"], {}, True, False),
        ([], {"NO_COLOR": "1"}, True, False),
        ([], {"NO_COLOR": ""}, True, True),
        ([], {"TERM": "dumb"}, True, False),
    ],
)
def test_colour(arguments: list[str], environment: dict[str, str], is_terminal: bool, color: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Stream(terminal=is_terminal))
    settings = Settings.before_parsing(arguments, environment)
    terminal = Terminal.standard(settings.color, TEXTS, environment)
    assert terminal.look.color is color
    assert (terminal.look.width is not None) is is_terminal
    assert terminal.interactive is (is_terminal and environment.get("TERM") != "dumb")


@pytest.mark.parametrize(("encoding", "unicode"), [("utf-8", True), ("ascii", False), ("latin-1", False), ("cp1252", False)])
def test_unicode_where_the_encoding_has_it_and_legible_elsewhere(encoding: str, unicode: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream(terminal=True, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    terminal = Terminal.standard(False, TEXTS, {})
    assert terminal.look.unicode is unicode
    terminal.print("één →")
    shown = stream.raw_bytes.getvalue().decode(encoding)
    assert shown.endswith("\n")
    assert ("→" in shown) if unicode else ("\\u2192" in shown)


def test_a_closed_stream_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream)
    assert not Terminal.standard(None, TEXTS, {}).answers
