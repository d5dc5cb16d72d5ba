"""From references to secrets (`secretRef`) in the values of a stack to the secrets themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.models import SecretRef, is_secret_reference
from bouwsteen.values import Path, Secret


class SecretWithheldError(LookupError):
    """A secret that may be there and that no document was given. Internal: callers of `open_secrets` get a diagnostic."""


# What a reference points to. Raises LookupError with a text that may be shown: SecretWithheldError where whoever runs this
# machine gives it to no document, else because nothing is there to read.
ReadSecret = Callable[[SecretRef], str]


def open_secrets(
    value: Any, path: Path, read: ReadSecret, locate: Callable[[Path], SourceRange], report: Callable[[Diagnostic], None]
) -> Any:
    """`value`, which stands at `path`, with each reference replaced by its secret; one that cannot be had is reported and empty."""
    if is_secret_reference(value):
        reference = SecretRef.model_validate(value["secretRef"])
        try:
            return Secret(read(reference))
        except SecretWithheldError as withheld:
            report(_withheld(str(withheld), locate(path)))
        except LookupError as missing:
            report(_missing(str(missing.args[0]) if missing.args else reference.source, locate(path)))
        return Secret("")
    if isinstance(value, dict):
        return {name: open_secrets(item, (*path, name), read, locate, report) for name, item in value.items()}
    if isinstance(value, list):
        return [open_secrets(item, (*path, index), read, locate, report) for index, item in enumerate(value)]
    return value


def _missing(why: str, source: SourceRange) -> Diagnostic:
    return error(
        "secret-not-found",
        "A secret is not where the stack says",
        f"{why}.",
        "Set it there, or point the reference to where it is.",
        source=source,
    )


def _withheld(why: str, source: SourceRange) -> Diagnostic:
    return error(
        "secret-withheld",
        "A secret is not one that a stack may read",
        f"{why}.",
        "Point the reference to what the machine gives to stacks, or let whoever runs the machine give it.",
        source=source,
    )
