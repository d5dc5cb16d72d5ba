"""What messages say about one case, in the language of who reads.

A message is written in English where it arises, with its names and numbers filled in, as programs and logs get it. For people its
sentences are looked up here: by their English text, whose holes `{name}` take over what stands in the message. A text of which one
part is not known stays in English as a whole, so that nobody reads half of it in another language.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bouwsteen.cli.sentences.entries import Sentence
from bouwsteen.cli.texts import Language
from bouwsteen.diagnostics import Diagnostic

_LONGEST: Final = 2_000  # characters of a paragraph that is looked up
_MOST_ENDS: Final = 4  # of sentences within a paragraph
_HOLE: Final = re.compile(r"\{(\w+)\}")
_GUESS: Final = re.compile(r"Did you mean (?P<names>`[^`]*`(?: or `[^`]*`)*)\?(?:\s|$)")
_GUESSES: Final = {Language.NL: ("Bedoelt u {names}?", " of "), Language.FR: ("Vouliez-vous dire {names} ?", " ou ")}


def translate(item: Diagnostic, language: Language) -> Diagnostic:
    """The same message, with what is known of its title, its detail and its remedy in that language."""
    from bouwsteen.cli.messages import find_entry  # noqa: PLC0415  only when something is to be told

    if language is Language.EN:
        return item
    entry = find_entry(item.code)
    title = item.summary if entry is None else str(getattr(entry.title, language.value))
    return replace(item, summary=title, detail=say(item.detail, language), remedy=say(item.remedy, language))


def say(text: str, language: Language) -> str:
    """Paragraph by paragraph; commands, which are indented, stay as they are."""
    if language is Language.EN or not text:
        return text
    parts: list[str] = []
    for part in re.split(r"(\n+)", text):
        said = part if not part.strip() or part.startswith("    ") else _say_line(part, language)
        if said is None:
            return text
        parts.append(said)
    return "".join(parts)


def _say_line(line: str, language: Language) -> str | None:
    if len(line) > _LONGEST:
        return None
    guess = _GUESS.match(line)
    if guess is None:
        return _say_sentences(line, language)
    template, either = _GUESSES[language]
    told = template.format(names=guess["names"].replace(" or ", either))
    rest = line[guess.end() :]
    if not rest:
        return told
    said = _say_sentences(rest, language)
    return f"{told} {said}" if said is not None else None


def _say_sentences(text: str, language: Language) -> str | None:
    """One that is known as a whole, else one behind the other: what is told, and what a schema says of the field."""
    if (said := _say_sentence(text, language)) is not None:
        return said
    for end in list(re.finditer(r"\. ", text))[:_MOST_ENDS]:
        first = _say_sentence(text[: end.start() + 1], language)
        if first is not None and (rest := _say_sentence(text[end.end() :], language)) is not None:
            return f"{first} {rest}"
    return None


def _say_sentence(text: str, language: Language) -> str | None:
    known = _templates()
    for pieces, sentence in (*known.get(_key(text), ()), *known.get("}", ())):  # the second end with a hole
        if (found := _match(pieces, text)) is not None:
            words = _words()
            values = {
                # What stands in backticks is somebody's, also where it looks like a word of ours.
                name: getattr(words[value], language.value) if value in words and f"`{{{name}}}`" not in sentence.en else value
                for name, value in found.items()
            }
            return _HOLE.sub(lambda hole, values=values: values[hole[1]], str(getattr(sentence, language.value)))  # type: ignore[misc]
    return None


def _match(pieces: Sequence[str], text: str) -> dict[str, str] | None:
    """What stands in each hole, the shortest there can be and never nothing. `pieces`: text, hole, text, …, text.

    In one go from left to right: a pattern that tries again from elsewhere would take a second over a name that is meant to make it.
    """
    head, tail = pieces[0], pieces[-1]
    if len(pieces) == 1:
        return {} if text == head else None
    if not (text.startswith(head) and text.endswith(tail)):
        return None
    begin, end = len(head), len(text) - len(tail)
    found: dict[str, str] = {}
    for hole, between in zip(pieces[1::2], [*pieces[2:-1:2], ""], strict=True):
        last = hole == pieces[-2]
        stop = end if last else text.find(between, begin + 1, end)
        if stop <= begin:
            return None
        found[hole] = text[begin:stop]
        begin = stop + len(between)
    return found


def _key(text: str) -> str:
    """The end of a text, by which few sentences are alike: looking through all of them would cost too much."""
    return text[-1:]


@functools.cache
def _templates() -> Mapping[str, list[tuple[Sequence[str], Sentence]]]:
    found: dict[str, list[tuple[Sequence[str], Sentence]]] = {}
    for sentence in sentences():
        found.setdefault(_key(sentence.en), []).append((_HOLE.split(sentence.en), sentence))
    return found


@functools.cache
def _words() -> Mapping[str, Sentence]:
    from bouwsteen.cli.sentences.words import WORDS  # noqa: PLC0415  as below

    return {word.en: word for word in WORDS}


def sentences() -> Iterable[Sentence]:
    """All that are known. The most particular first: of two that fit, the one that says more is the right one."""
    # Loaded when something is to be told in another language: a start need not wait for them.
    from bouwsteen.cli.sentences import commands, documents, fields, machine, revisions, stacks, versions  # noqa: PLC0415

    found = [each for module in (documents, fields, stacks, versions, commands, machine, revisions) for each in module.SENTENCES]
    return sorted(found, key=lambda each: -len(_HOLE.sub("", each.en)))
