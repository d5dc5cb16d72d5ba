"""What the command line says of itself, in the three languages.

Dutch is the source. What explains diagnostics is in `bouwsteen.cli.messages`, by their code.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence

from bouwsteen.cli.texts.adoptions import ADOPTION_TEXTS
from bouwsteen.cli.texts.commands import COMMAND_TEXTS
from bouwsteen.cli.texts.impacts import IMPACT_TEXTS
from bouwsteen.cli.texts.messages import MESSAGE_TEXTS
from bouwsteen.cli.texts.operators import OPERATOR_TEXTS
from bouwsteen.cli.texts.options import OPTION_TEXTS
from bouwsteen.cli.texts.policies import POLICY_TEXTS
from bouwsteen.cli.texts.records import RECORD_TEXTS
from bouwsteen.cli.texts.revisions import REVISION_TEXTS
from bouwsteen.cli.texts.statistics import STATISTICS_TEXTS
from bouwsteen.cli.texts.text import Text
from bouwsteen.cli.texts.views import VIEW_TEXTS

CATALOGUE: Mapping[str, Text] = {
    **COMMAND_TEXTS,
    **OPTION_TEXTS,
    **VIEW_TEXTS,
    **MESSAGE_TEXTS,
    **RECORD_TEXTS,
    **POLICY_TEXTS,
    **STATISTICS_TEXTS,
    **REVISION_TEXTS,
    **IMPACT_TEXTS,
    **ADOPTION_TEXTS,
    **OPERATOR_TEXTS,
}


class Language(enum.StrEnum):
    NL = "nl"
    FR = "fr"
    EN = "en"


_SPOKEN = frozenset(each.value for each in Language)


class Texts:
    """The catalogue in one language: `texts("plan.summary", add=3)`."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def __call__(self, key: str, /, **values: object) -> str:
        text: str = getattr(CATALOGUE[key], self.language.value)
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in CATALOGUE

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The text `key.one` or `key.other`, with `n` filled in."""
        form = "one" if number == 1 else "other"
        return self(f"{key}.{form}", n=number, **values)

    def of(self, text: Text) -> str:
        """A text that is no part of this catalogue, in this language."""
        found: str = getattr(text, self.language.value)
        return found

    def choose(self, text: Mapping[str, str]) -> str:
        """The text of a document: in this language, else Dutch, else whatever there is."""
        for language in (self.language.value, "nl", "en"):
            if text.get(language):
                return text[language]
        return next(iter(text.values()), "")


def preferred_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang` wherever it stands, else LC_ALL, LC_MESSAGES or LANG, else Dutch.

    Read before anything is parsed, because the help itself needs it. What is not one of
    the three is left to the parser, which refuses it.
    """
    for index, argument in enumerate(arguments):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--lang":
            asked = value or next(iter(arguments[index + 1 : index + 2]), "")
            if asked in _SPOKEN:
                return Language(asked)
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    spoken = locale[:2].lower()
    return Language(spoken) if spoken in _SPOKEN and locale[2:3] in ("", "_", ".", "-", "@") else Language.NL
