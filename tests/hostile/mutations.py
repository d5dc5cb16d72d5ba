"""Inputs that are nearly right: a sound one with a few edits, which is where readers go wrong.

An edit is a value, so that Hypothesis can draw and shrink it, and a plain random can make a million of them.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

_TOKEN = re.compile(rb"[A-Za-z0-9_.-]+")
_LARGEST = 1 << 18  # bytes; what is larger is refused by size alone
_FAR = 1 << 20


class Kind(enum.Enum):
    FLIP = "flip"  # one bit
    OVERWRITE = "overwrite"  # one byte
    REMOVE = "remove"  # some bytes
    CUT = "cut"  # everything behind a place
    INSERT = "insert"  # a word, or random bytes
    CONFUSE = "confuse"  # a token becomes a word: another type, another name
    REPEAT = "repeat"  # some bytes, many times
    SWAP = "swap"  # two lines change places


@dataclass(frozen=True, slots=True)
class Edit:
    """`at` and `length` are taken modulo what there is; `word` is what comes in."""

    kind: Kind
    at: int
    length: int
    word: bytes


def apply_edits(content: bytes, edits: Sequence[Edit]) -> bytes:
    for edit in edits:
        content = _apply(content, edit)[:_LARGEST]
    return content


def _apply(content: bytes, edit: Edit) -> bytes:
    at = edit.at % (len(content) + 1)
    end = min(at + edit.length, len(content))
    match edit.kind:
        case Kind.FLIP | Kind.OVERWRITE if at < len(content):
            value = content[at] ^ (1 << edit.length % 8) if edit.kind is Kind.FLIP else edit.length % 256
            return content[:at] + bytes([value]) + content[at + 1 :]
        case Kind.REMOVE:
            return content[:at] + content[end:]
        case Kind.CUT:
            return content[:at]
        case Kind.INSERT:
            return content[:at] + edit.word + content[at:]
        case Kind.CONFUSE:
            tokens = list(_TOKEN.finditer(content))
            if tokens:
                token = tokens[edit.at % len(tokens)]
                return content[: token.start()] + edit.word + content[token.end() :]
        case Kind.REPEAT:
            return content[:at] + content[at:end] * (edit.length % 50 + 2) + content[end:]
        case Kind.SWAP:
            lines = content.split(b"\n")
            first, second = edit.at % len(lines), edit.length % len(lines)
            lines[first], lines[second] = lines[second], lines[first]
            return b"\n".join(lines)
        case _:
            pass
    return content


def nearly(samples: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Samples with some edits, whose words are given ones, pieces of other samples, or any bytes."""
    pieces = st.tuples(st.sampled_from(samples), st.integers(0, _FAR), st.integers(1, 60)).map(lambda part: _piece(*part))
    word = st.sampled_from(words) | pieces | st.binary(max_size=8) if words else pieces | st.binary(max_size=8)
    edit = st.builds(Edit, st.sampled_from(Kind), st.integers(0, _FAR), st.integers(0, 300), word)
    return st.builds(apply_edits, st.sampled_from(samples), st.lists(edit, min_size=1, max_size=6))


def make_one(samples: Sequence[bytes], words: Sequence[bytes], random: Random) -> bytes:
    """The same, many times faster, by a plain random."""

    def word() -> bytes:
        choice = random.random()
        if words and choice < 0.6:
            return random.choice(words)
        return (
            _piece(random.choice(samples), random.randrange(_FAR), random.randrange(1, 60))
            if choice < 0.8
            else random.randbytes(random.randrange(8))
        )

    edits = [
        Edit(random.choice(list(Kind)), random.randrange(_FAR), random.randrange(300), word())
        for _ in range(random.choice((1, 1, 1, 2, 2, 3, 6)))
    ]
    return apply_edits(random.choice(samples), edits)


def _piece(sample: bytes, at: int, length: int) -> bytes:
    start = at % (len(sample) + 1)
    return sample[start : start + length]
