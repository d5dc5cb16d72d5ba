"""The language of a text, and French as it is printed."""

from __future__ import annotations

import pytest

from bouwsteen_service.texts import Texts, choose, typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui \u00eates-vous ?", "Qui \u00eates-vous\u00a0?"),
        ("Compl\u00e9tez \u00ab E-mail \u00bb.", "Compl\u00e9tez \u00ab\u00a0E-mail\u00a0\u00bb."),
        ("Erreur : l'eID", "Erreur\u00a0: l\u2019eID"),
        ("un deux, trois", "un deux, trois"),
        ("'ici' et https://exemple.be/?a=b", "'ici' et https://exemple.be/?a=b"),
    ],
)
def test_french_ends_no_line_before_its_signs(typed: str, printed: str) -> None:
    assert typeset(typed, "fr") == printed
    assert typeset(printed, "fr") == printed
    assert typeset(typed, "nl") == typed


def test_a_text_that_is_not_translated_stays_dutch_as_it_is() -> None:
    assert choose({"nl": "Zo'n vraag ?"}, "fr") == "Zo'n vraag ?"
    assert choose({"nl": "Wat?", "fr": "Quoi ?"}, "fr") == "Quoi\u00a0?"
    assert Texts({"count": {"nl": "{count} keer", "fr": "{count} fois : oui"}}).get("count", "fr", count=2) == "2 fois\u00a0: oui"
