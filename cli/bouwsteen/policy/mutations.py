"""Changes of an expression that make another rule of it: each must be noticed by some sample of its suite.

They are made from the text, so that every part of every rule has its own: a term left out of a chain at any depth,
a comparison turned or moved by one, an operator swapped, a negation dropped, a constant changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bouwsteen.expressions.scanning import Token, tokens

_TURNED: Final = {
    "==": ("!=",),
    "!=": ("==",),
    "<": (">=", "<="),
    "<=": (">", "<"),
    ">": ("<=", ">="),
    ">=": ("<", ">"),
    "&&": ("||",),
    "||": ("&&",),
}
_SWAPPED: Final = {"all": "exists", "exists": "all", "true": "false", "false": "true"}
_PAIRS: Final = frozenset({"==", "!=", "<=", ">=", "&&", "||", ".?"})
_OPENING: Final = "([{"
_CLOSING: Final = ")]}"
_SEPARATORS: Final = frozenset({",", "?", ":"})


def mutate(expression: str) -> Iterator[tuple[str, str]]:
    """What was changed, and the expression with it."""
    yield "denied", f"!({expression})"
    yield "always true", "true"
    yield "always false", "false"
    found = _merged(expression)
    for group in _groups(found):
        for piece in _split(group, _SEPARATORS):
            yield from _without_terms(expression, piece)
    for number, token in enumerate(found):
        for raw in _replacements(found, number):
            what = f"without {token.raw}" if not raw else f"{raw} for {token.raw}"
            yield what, expression[: token.start] + raw + expression[token.end :]


def _merged(expression: str) -> list[Token]:
    """Tokens, where an operator of two marks is one, and so are the digits of a number."""
    result: list[Token] = []
    for token in tokens(expression):
        if token is None:
            break
        before = result[-1] if result else None
        joins = before is not None and before.end == token.start and before.kind == token.kind == "mark"
        if before is not None and joins and (before.raw + token.raw in _PAIRS or (before.raw.isdigit() and token.raw.isdigit())):
            result[-1] = Token("mark", before.start, token.end, before.raw + token.raw)
        else:
            result.append(token)
    return result


def _groups(found: Sequence[Token]) -> Iterator[list[Token]]:
    """The whole, and what stands in each pair of brackets."""
    yield list(found)
    opened: list[int] = []
    for number, token in enumerate(found):
        if token.raw in _OPENING and token.kind == "mark":
            opened.append(number)
        elif token.raw in _CLOSING and token.kind == "mark" and opened:
            yield list(found[opened.pop() + 1 : number])


def _split(group: Sequence[Token], at: frozenset[str]) -> list[list[Token]]:
    """The parts between marks that stand in no brackets."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in group:
        if token.kind == "mark":
            depth += (token.raw in _OPENING) - (token.raw in _CLOSING)
        if depth == 0 and token.kind == "mark" and token.raw in at:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _without_terms(expression: str, piece: list[Token]) -> Iterator[tuple[str, str]]:
    """Each term of a chain of `||` left out, and each of the chains of `&&` in it."""
    alternatives = _split(piece, frozenset({"||"}))
    yield from _without_each(expression, alternatives, " || ")
    for alternative in alternatives:
        yield from _without_each(expression, _split(alternative, frozenset({"&&"})), " && ")


def _without_each(expression: str, parts: list[list[Token]], operator: str) -> Iterator[tuple[str, str]]:
    if len(parts) < 2:
        return
    texts = [expression[part[0].start : part[-1].end] for part in parts]
    start, end = parts[0][0].start, parts[-1][-1].end
    for number, text in enumerate(texts):
        rest = operator.join([*texts[:number], *texts[number + 1 :]])
        yield f"without {text}", expression[:start] + rest + expression[end:]


def _replacements(found: Sequence[Token], number: int) -> tuple[str, ...]:
    token = found[number]
    if token.kind == "text":
        plain = token.plain_text
        return (repr(f"{plain}~"),) if plain is not None and "'" not in plain else ()
    if token.kind == "word":
        after = found[number + 1].raw if number + 1 < len(found) else ""
        is_macro = token.raw in {"all", "exists"} and after == "("
        return (_SWAPPED[token.raw],) if is_macro or token.raw in {"true", "false"} else ()
    if token.raw == "!":
        return ("",)
    if token.raw.isdigit():
        return (str(int(token.raw) + 1), str(int(token.raw) - 1))
    return _TURNED.get(token.raw, ())
