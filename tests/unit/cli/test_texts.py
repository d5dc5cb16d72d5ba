"""The catalogue of texts: three languages, the same holes in each, nothing asked for that is not there."""

from __future__ import annotations

import re
import string
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import bouwsteen.cli
from bouwsteen.cli.texts import CATALOGUE, Language, Texts, preferred_language
from bouwsteen.cli.texts.text import Text

SOURCES = Path(bouwsteen.cli.__file__).parent


@pytest.mark.parametrize("key", CATALOGUE)
def test_each_text_is_there_in_three_languages_with_the_same_holes(key: str) -> None:
    text = CATALOGUE[key]
    assert all(each.strip() for each in text)
    holes = [{name for _, name, _, _ in string.Formatter().parse(each) if name is not None} for each in text]
    assert holes[0] == holes[1] == holes[2]


def test_no_key_stands_in_two_parts_of_the_catalogue() -> None:
    parts = [
        texts
        for module in iter_modules([str(SOURCES / "texts")])
        for name, texts in vars(import_module(f"bouwsteen.cli.texts.{module.name}")).items()
        if name.endswith("_TEXTS")
    ]
    assert len(parts) == 11
    assert len(CATALOGUE) == sum(map(len, parts))


def _written_keys() -> set[tuple[str, bool]]:
    """Keys that stand as a whole in the sources, and whether they are counted."""
    found: set[tuple[str, bool]] = set()
    for path in SOURCES.rglob("*.py"):
        if path.parent.name != "texts":
            for counted, key in re.findall(r'\btexts(\.count)?\(\s*"([a-z0-9.-]+)"', path.read_text(encoding="utf-8")):
                found.add((key, bool(counted)))
    return found


def test_every_key_that_is_asked_for_exists() -> None:
    written = _written_keys()
    assert len(written) > 50
    for key, counted in written:
        for form in (".one", ".other") if counted else ("",):
            assert f"{key}{form}" in CATALOGUE, key


def test_every_key_is_asked_for_somewhere() -> None:
    """A key counts as used when it, or a beginning of it that ends in a dot, stands in the sources."""
    sources = [path for path in SOURCES.rglob("*.py") if path.parent.name != "texts"]
    pages = [path for path in (SOURCES.parent / "reporting").rglob("*") if path.suffix in {".py", ".html"}]
    everything = "\n".join(path.read_text(encoding="utf-8") for path in (*sources, *pages))
    for key in CATALOGUE:
        base = re.sub(r"\.(one|other)$", "", key)
        prefixes = [base[: match.end()] for match in re.finditer(r"\.", base)]
        assert f'"{base}"' in everything or any(f'"{prefix}' in everything or f"'{prefix}" in everything for prefix in prefixes), key


def test_numbers_choose_the_form() -> None:
    texts = Texts(Language.NL)
    assert texts.count("diagnostics.errors", 1) == "1 fout"
    assert texts.count("diagnostics.errors", 0) == "0 fouten"


def test_what_a_person_wrote_is_never_a_format() -> None:
    assert Texts(Language.EN)("run.skipped", cause="{0.__class__}") == "skipped, because {0.__class__} failed"


def test_texts_of_documents_fall_back_to_dutch() -> None:
    assert Texts(Language.FR).choose({"nl": "Groet", "fr": "Salut"}) == "Salut"
    assert Texts(Language.FR).choose({"nl": "Groet", "en": "Greeting"}) == "Groet"
    assert Texts(Language.FR).choose({"de": "Gruss"}) == "Gruss"
    assert Texts(Language.FR).choose({}) == ""


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "nl"),
        ([], {"LANG": "C.UTF-8"}, "nl"),
        ([], {"LANG": "de_DE.UTF-8"}, "nl"),
        ([], {"LANG": "fr_BE.UTF-8"}, "fr"),
        ([], {"LANG": "fr_BE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en"}, "en"),
        ([], {"LANG": "fro_FR"}, "nl"),
        ([], {"LC_ALL": "", "LANG": "nl_BE.UTF-8"}, "nl"),
        (["--lang", "en", "plan"], {"LANG": "fr_BE"}, "en"),
        (["plan", "--lang=fr"], {}, "fr"),
        (["plan", "--lang", "xx"], {"LANG": "en_GB"}, "en"),
        (["plan", "--", "--lang", "fr"], {}, "nl"),
        (["plan", "--lang"], {}, "nl"),
    ],
)
def test_the_language_is_what_was_asked_for_then_what_is_spoken_here(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert preferred_language(arguments, environment) == language


def test_a_text_has_dutch_first() -> None:
    assert Text._fields == ("nl", "fr", "en")
