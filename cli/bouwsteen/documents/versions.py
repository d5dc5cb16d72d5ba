"""Versions and ranges of versions. The only door to semantic-version; pure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pydantic_core import PydanticCustomError
from semantic_version import NpmSpec  # type: ignore[import-untyped]  # ships no types
from semantic_version import Version as SemanticVersion


@lru_cache(maxsize=4096)
def parse_range(text: str) -> NpmSpec:
    """Raises ValueError when `text` is no range."""
    try:
        return NpmSpec(text)
    except AttributeError:
        # What the library answers to a bound that is no version, as in `x - y`.
        raise ValueError("not a range of versions") from None


@lru_cache(maxsize=4096)
def parse_version(text: str) -> SemanticVersion:
    """Raises ValueError when `text` is no version."""
    return SemanticVersion(text)


def check_range(text: str) -> str:
    """For the models: the text itself, or pydantic's error."""
    try:
        parse_range(text)
    except ValueError as problem:
        raise PydanticCustomError("version_range", "not a range of versions") from problem
    return text


@lru_cache(maxsize=65_536)
def fits(version: str, wanted: str) -> bool:
    """Is `version` in the range `wanted`? Both are texts that were checked before."""
    return bool(parse_range(wanted).match(parse_version(version)))


def newest_first(versions: Iterable[str]) -> list[str]:
    return sorted(versions, key=parse_version, reverse=True)
