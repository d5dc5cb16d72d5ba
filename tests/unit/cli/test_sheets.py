"""Text for a terminal: clean, aligned, coloured only where wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled, cell_width, clean
from bouwsteen.cli.views.times import milliseconds, seconds_text
from bouwsteen.cli.views.values import show_value
from bouwsteen.values import ABSENT, Secret, Unknown

PLAIN = Look(Texts(Language.NL))
COLOR = Look(Texts(Language.NL), color=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gewoon, é ± →", "gewoon, é ± →"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\u202eevil", "\\u202eevil"),
        ("a\u00a0b", "a\u00a0b"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_could_move_a_cursor_is_written_out(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(st.text())
def test_nothing_unprintable_passes(text: str) -> None:
    assert all(each.isprintable() or each == "\u00a0" or each.isspace() for each in clean(text))
    assert "\x1b" not in PLAIN.paint(Styled(text, Style.ERROR))
    assert "\n" not in clean(text)


def test_colour_only_where_there_is_some() -> None:
    assert COLOR.paint(Styled("x", Style.ERROR)) == "\x1b[1;31mx\x1b[0m"
    assert COLOR.paint(Styled("x", Style.PLAIN)) == "x"
    assert COLOR.paint(Styled("", Style.ERROR)) == ""
    assert PLAIN.paint(Styled("x", Style.ERROR)) == "x"


def test_a_table_is_aligned_whatever_the_colours_and_widths_of_characters() -> None:
    for look in (PLAIN, COLOR):
        sheet = Sheet(look)
        sheet.table([["a", Styled("één", Style.GOOD), "x"], ["langer", "日本", "y"], ["kort"]], ["EEN", "TWEE", "DRIE"], indent=1)
        text = sheet.text().replace("\x1b[32m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
        assert text == " EEN     TWEE  DRIE\n a       één   x\n langer  日本  y\n kort\n"


def test_an_empty_table_and_an_empty_sheet_are_nothing() -> None:
    sheet = Sheet(PLAIN)
    sheet.table([])
    sheet.gap()
    assert sheet.text() == ""


def test_prose_is_broken_on_a_terminal_and_whole_elsewhere() -> None:
    words = "een twee drie vier vijf zes zeven acht negen tien elf\n    bouwsteen plan met een lange regel die heel moet blijven"
    sheet = Sheet(PLAIN)
    sheet.paragraph(words, indent=2)
    assert sheet.lines[0] == "  een twee drie vier vijf zes zeven acht negen tien elf"
    narrow = Sheet(Look(Texts(Language.NL), width=32))
    narrow.paragraph(words, indent=2)
    assert narrow.lines[:2] == ["  een twee drie vier vijf zes", "  zeven acht negen tien elf"]
    assert narrow.lines[-1] == "      bouwsteen plan met een lange regel die heel moet blijven"


def test_cells_count_columns() -> None:
    assert [cell_width(each) for each in ("abc", "e\u0301", "日本", Styled("x", Style.ERROR))] == [3, 1, 4, 1]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a", '"a"'),
        ("1", '"1"'),
        (1, "1"),
        (None, "null"),
        (True, "true"),
        (Secret("s"), "(secret)"),
        (Unknown("string"), "(known after apply)"),
        (ABSENT, "-"),
        ({"a": [Secret("s"), {"é": Unknown()}]}, '{"a": [(secret), {"é": (known after apply)}]}'),
        ({}, "{}"),
        ([], "[]"),
        (object(), '"object"'),
    ],
)
def test_values_show_their_type_and_no_secret(value: object, shown: str) -> None:
    assert show_value(value, Texts(Language.EN)) == shown


def test_what_stands_in_the_place_of_a_value_is_said_in_the_language_of_who_reads() -> None:
    assert show_value([Secret("s"), Unknown()], Texts(Language.NL)) == "[(geheim), (bekend na het uitvoeren)]"


def test_a_long_value_is_shortened_and_says_so() -> None:
    shown = show_value("x" * 500, Texts(Language.EN))
    assert len(shown) < 100
    assert shown.endswith("... (502)")


@pytest.mark.parametrize(("seconds", "text"), [(0, "0.0 s"), (0.34, "0.3 s"), (9.96, "10 s"), (59.4, "59 s"), (125, "2 min 5 s")])
def test_times(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text


def test_latencies() -> None:
    assert [milliseconds(0.0124), milliseconds(12)] == ["12 ms", "12.0 s"]
