"""Every package that is installed for work on the repository is pinned to one version."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.repository.places import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = [Requirement(each) for each in PROJECT["tool"]["uv"]["constraint-dependencies"]]


def test_each_pin_is_one_exact_version_and_stands_once() -> None:
    assert PINS
    for pin in PINS:
        assert re.fullmatch(r"[a-z0-9-]+==\d[\w.]*", str(pin)), f"{pin} is not a name and one exact version"
    names = [canonicalize_name(pin.name) for pin in PINS]
    assert len(names) == len(set(names))


def test_everything_that_is_needed_is_pinned() -> None:
    declared = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    declared += [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]
    waiting = [Requirement(each) for each in declared]
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement = waiting.pop()
        for extra in ("", *requirement.extras):
            key = (canonicalize_name(requirement.name), extra)
            if key not in seen and key[0] != "bouwsteen":
                seen.add(key)
                waiting += _needs(*key)
    assert {name for name, _ in seen} - {canonicalize_name(pin.name) for pin in PINS} == set()


def _needs(name: str, extra: str) -> list[Requirement]:
    """What an installed distribution asks for here; nothing when it is not installed."""
    try:
        lines = requires(name) or []
    except PackageNotFoundError:
        return []
    environment = {name: str(value) for name, value in default_environment().items()} | {"extra": extra}
    found = [Requirement(line) for line in lines]
    return [each for each in found if each.marker is None or each.marker.evaluate(environment)]
