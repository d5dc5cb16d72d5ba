"""Words of ours that stand in the holes of sentences: a whole hole, never a part of one."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

WORDS: Final = (
    Sentence("a list", "een lijst", "une liste"),
    Sentence("a mapping", "een groep van velden", "un groupe de champs"),
    Sentence("a number", "een getal", "un nombre"),
    Sentence("a whole number", "een geheel getal", "un nombre entier"),
    Sentence("a truth value", "waar of onwaar", "vrai ou faux"),
    Sentence("true or false", "true of false", "true ou false"),
    Sentence("text", "tekst", "du texte"),
    Sentence("nothing", "niets", "rien"),
    Sentence("none", "geen enkele", "aucune"),
    Sentence("the catalog does not offer it", "de catalogus biedt die niet aan", "le catalogue ne la propose pas"),
    Sentence("which is running", "dat loopt", "qui tourne"),
    Sentence("on another machine", "op een andere machine", "sur une autre machine"),
    Sentence(
        "which is gone, but left a process behind that holds on",
        "dat weg is, maar een proces achterliet dat vasthoudt",
        "qui a disparu, mais a laissé un processus qui le tient",
    ),
    Sentence("The key", "De sleutel", "La clé"),
    Sentence("there is no such block", "zo'n bouwsteen bestaat niet", "il n'y a pas de telle brique"),
    Sentence("none of them by itself", "er op zich geen enkele", "aucune à elle seule"),
    Sentence("intent", "bedoeling", "intention"),
    Sentence("wrote a part of it", "schreef er een deel van", "en a écrit une partie"),
    Sentence(
        "a part of it is signed with the same key",
        "een deel ervan is met dezelfde sleutel ondertekend",
        "une partie en est signée avec la même clé",
    ),
)
