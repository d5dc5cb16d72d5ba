"""Which object somebody means, as kubectl takes it: `stack/x`, `stk x`, `bi/x.forms`. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import quoted
from bouwsteen_operator.objects import GROUP, KINDS


@dataclass(frozen=True, slots=True)
class Target:
    kind: str  # as in KINDS
    name: str

    def __str__(self) -> str:
        return typed_name(self.kind, self.name)


def typed_name(kind: str, name: str) -> str:
    """As somebody types it."""
    return f"{'bi' if kind == 'BlockInstance' else KINDS[kind].singular}/{name}"


def read_target(words: Sequence[str], kinds: Sequence[str]) -> Target:
    """Of the kinds that a verb knows. Without a kind, a name with a dot is a BlockInstance's. Raises InvalidInputError."""
    typed, name = _split(words, kinds)
    kind = _kind_of(typed, kinds) if typed else "BlockInstance" if "." in name and "BlockInstance" in kinds else "Stack"
    if not name or "/" in name:
        raise _unclear(" ".join(words), kinds)
    return Target(kind, name)


def _split(words: Sequence[str], kinds: Sequence[str]) -> tuple[str, str]:
    match list(words):
        case [word] if "/" in word:
            typed, _, name = word.partition("/")
            if typed:
                return typed, name
        case [name]:
            return "", name
        case [typed, name] if "/" not in typed:
            return typed, name
    raise _unclear(" ".join(words), kinds)


def _kind_of(typed: str, kinds: Sequence[str]) -> str:
    plain = typed.lower().removesuffix(f".{GROUP}")
    for name in kinds:
        kind = KINDS[name]
        if plain in {kind.singular, kind.plural, *kind.short}:
            return name
    raise _unclear(typed, kinds)


def _unclear(typed: str, kinds: Sequence[str]) -> InvalidInputError:
    shown = " or ".join("`bi/NAME.INSTANCE`" if each == "BlockInstance" else f"`{KINDS[each].singular}/NAME`" for each in kinds)
    error = InvalidInputError.because(
        "object-unclear", "It is not clear which object is meant", f"{quoted(typed)} names no object that this knows.", f"Say {shown}."
    )
    assert isinstance(error, InvalidInputError)
    return error
