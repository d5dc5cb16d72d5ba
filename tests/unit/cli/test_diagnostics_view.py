"""How mistakes look: in ASCII, in Unicode, in colour; in three languages."""

from __future__ import annotations

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.cli.views.sheets import Look
from bouwsteen.diagnostics import SourceRange, error, warning

SOURCE = "kind: Stack\nspec:\n\tblocks:\n  - {block: identty}\n  - {geheim: 日本 wachtwoord}\n"
MISTAKE = error(
    "block-unknown",
    "A block is not offered",
    "The catalog has no block `identty`.",
    "Did you mean `identity`?\nSee what it offers:\n    bouwsteen catalog",
    source=SourceRange("stacks/a/stack.yaml", 4, 13),
)
CAUTION = warning("old", "A version is deprecated", "It goes next year.", address="a/local/forms")


def read(name: str) -> str | None:
    return SOURCE if name == "stacks/a/stack.yaml" else None


def look(*, color: bool = False, unicode: bool = True, language: Language = Language.NL, width: int | None = None) -> Look:
    return Look(Texts(language), color=color, unicode=unicode, width=width)


def test_unicode() -> None:
    assert render_diagnostics([MISTAKE, CAUTION], look(), read) == (
        "Fout: Een bouwsteen wordt niet aangeboden  [block-unknown]\n"
        "  stacks/a/stack.yaml:4:13\n"
        "    4 │   - {block: identty}\n"
        "      │             ^\n"
        "  The catalog has no block `identty`.\n"
        "  Wat te doen:\n"
        "    Bedoelt u `identity`?\n"
        "    Bekijk wat ze aanbiedt:\n"
        "        bouwsteen catalog\n"
        "\n"
        "Waarschuwing: A version is deprecated  [old]\n"
        "  a/local/forms\n"
        "  It goes next year.\n"
        "\n"
        "1 fout, 1 waarschuwing\n"
        "Meer uitleg: bouwsteen explain block-unknown\n"
    )


def test_ascii() -> None:
    text = render_diagnostics([MISTAKE], look(unicode=False), read)
    assert text.isascii()
    assert "    4 |   - {block: identty}\n      |             ^\n" in text


def test_colour() -> None:
    text = render_diagnostics([MISTAKE], look(color=True), read)
    assert text.startswith("\x1b[1;31mFout: \x1b[0m\x1b[1mEen bouwsteen wordt niet aangeboden\x1b[0m\x1b[2m  [block-unknown]\x1b[0m\n")
    assert "\x1b[1;31m^\x1b[0m" in text


def test_labels_and_summaries_are_translated() -> None:
    french = render_diagnostics([MISTAKE], look(language=Language.FR))
    assert french.startswith("Erreur : Une brique n'est pas offerte  [block-unknown]\n")
    assert "Que faire :" in french
    assert french.endswith("Plus d'explications : bouwsteen explain block-unknown\n")
    english = render_diagnostics([CAUTION], look(language=Language.EN))
    assert english.startswith("Warning: ")


def test_without_its_file_a_mistake_still_names_its_place() -> None:
    text = render_diagnostics([MISTAKE], look())
    assert "stacks/a/stack.yaml:4:13" in text
    assert "│" not in text


def test_neighbours_that_differ_in_detail_alone_share_a_remedy() -> None:
    moved = [error("lock-stale", "The lock no longer fits", f"Part {number} moved.", "Write it again.") for number in (1, 2)]
    assert render_diagnostics([*moved, CAUTION], look(language=Language.EN)) == (
        "Error: The lock no longer fits  [lock-stale]\n"
        "  Part 1 moved.\n"
        "  Part 2 moved.\n"
        "  What to do:\n"
        "    Write it again.\n"
        "\n"
        "Warning: A version is deprecated  [old]\n"
        "  a/local/forms\n"
        "  It goes next year.\n"
        "\n"
        "2 errors, 1 warning\n"
        "More about this: bouwsteen explain lock-stale\n"
    )


def test_a_code_that_is_in_no_catalogue_is_told_as_it_was_reported() -> None:
    text = render_diagnostics([CAUTION], look())
    assert text.startswith("Waarschuwing: A version is deprecated  [old]\n")
    assert "explain" not in text


def test_of_many_codes_the_command_that_explains_names_none() -> None:
    codes = ["use-missing", "use-unknown", "self-use", "lock-stale"]
    text = render_diagnostics([error(code, code, "It is so.") for code in codes], look())
    assert text.endswith("Meer uitleg: bouwsteen explain CODE\n")


def test_a_tab_and_wide_characters_keep_the_mark_in_place() -> None:
    tab = error("x", "X", "x", source=SourceRange("stacks/a/stack.yaml", 3, 2))
    assert "    3 │  blocks:\n      │  ^\n" in render_diagnostics([tab], look(), read)
    wide = error("x", "X", "x", source=SourceRange("stacks/a/stack.yaml", 5, 15))
    # Under 本: thirteen narrow characters and one that is two wide stand before it.
    assert f"    5 │   - {{geheim: 日本 wachtwoord}}\n      │ {' ' * 15}^\n" in render_diagnostics([wide], look(), read)


def test_a_line_with_a_secret_is_not_repeated() -> None:
    literal = error("secret-literal", "A secret stands in a document", "It does.", source=SourceRange("stacks/a/stack.yaml", 5, 5))
    assert "wachtwoord" not in render_diagnostics([literal], look(), read)


def test_another_mistake_on_the_same_line_does_not_show_it_either() -> None:
    place = SourceRange("stacks/a/stack.yaml", 5, 5)
    both = [error(code, "Wrong", "It is.", source=place) for code in ("unknown-field", "secret-literal")]
    assert "wachtwoord" not in render_diagnostics(both, look(), read)
    assert "wachtwoord" in render_diagnostics(both[:1], look(), read)


def test_places_that_are_not_in_the_file_are_no_trouble() -> None:
    for line, column in ((99, 1), (4, 9_999), (4, 0), (0, 0)):
        text = render_diagnostics([error("x", "X", "x", source=SourceRange("stacks/a/stack.yaml", line, column))], look(), read)
        assert "^" not in text


def test_what_a_document_says_cannot_colour_the_screen() -> None:
    hostile = error("x", "X", "a \x1b[2J b", "c \x1b]0;title\x07", source=SourceRange("f\x1b[31m", 1, 1), address="\x1b[0m")
    text = render_diagnostics([hostile], look(), lambda _: "\x1b[41m boo")
    assert "\x1b" not in text
    assert "\x07" not in text


def test_long_texts_are_broken_at_the_width() -> None:
    long = error("x", "X", "woord " * 40, "doe " * 40)
    assert all(len(line) <= 60 for line in render_diagnostics([long], look(width=60)).splitlines())
    assert max(map(len, render_diagnostics([long], look()).splitlines())) > 200
