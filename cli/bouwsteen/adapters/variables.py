"""Environment variables that a block gives its service: no name that is ours or the system's, and no secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Secret

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
_RESERVED: Final = re.compile(r"(BOUWSTEEN_|PYTHON|LD_|DYLD_).*|SERVICE_BINDING_ROOT|PATH|HOME|LANG|SHELL|IFS", re.IGNORECASE)


class VariableError(Exception):
    """A variable that a service cannot be given. The text names it and shows no value."""


def check_variables(given: Mapping[str, Any]) -> dict[str, str]:
    """Each as text; what is absent is left out. Raises VariableError."""
    variables: dict[str, str] = {}
    for name, value in given.items():
        if not _NAME.fullmatch(name):
            raise VariableError(f"The environment variable {quoted(name, 60)} has no valid name.")
        if _RESERVED.fullmatch(name):
            raise VariableError(f"The environment variable {quoted(name)} is set by Bouwsteen itself.")
        if isinstance(value, Secret):
            raise VariableError(f"The environment variable {quoted(name)} holds a secret; give it as a field of `bindings`.")
        if value is ABSENT:
            continue
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if "\0" in text or len(text) > 32_000:
            raise VariableError(f"The environment variable {quoted(name)} is too long or holds a null character.")
        variables[name] = text
    return variables
