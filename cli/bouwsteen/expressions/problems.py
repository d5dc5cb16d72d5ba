"""What is wrong in an expression or template: `Problem` before it runs, `EvaluationError` while it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.errors import InvalidInputError
from bouwsteen.phrases import did_you_mean, quoted
from bouwsteen.values import Path

# How many mistakes of one template are looked for: who has so many corrects one cause of them.
MAX_PROBLEMS: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `path` leads to it inside the template, `column` inside the text there.

    `column` counts characters from 1, line breaks included; None means the whole value.
    `on_key`: the key at `path` is wrong, whatever its value is.
    Texts follow `diagnostics.Diagnostic`.
    """

    path: Path
    code: str
    summary: str
    detail: str
    remedy: str = ""
    column: int | None = None
    on_key: bool = False

    def at(self, path: Path, shift: int = 0) -> Problem:
        """The same problem seen from a value that holds this one, `shift` characters further."""
        column = None if self.column is None else self.column + shift
        return replace(self, path=(*path, *self.path), column=column)

    def to_diagnostic(self, source: SourceRange | None = None, address: str | None = None) -> Diagnostic:
        return error(self.code, self.summary, self.detail, self.remedy, source=source, address=address)


class EvaluationError(InvalidInputError):
    """An expression that compiled and cannot be evaluated. Holds no value of a secret."""

    def __init__(self, path: Path, code: str, summary: str, detail: str, remedy: str = "") -> None:
        self.path = path
        self.code = code
        self.summary = summary
        self.detail = detail
        self.remedy = remedy
        super().__init__(error(code, summary, detail, remedy))

    def at(self, path: Path) -> EvaluationError:
        return EvaluationError((*path, *self.path), self.code, self.summary, self.detail, self.remedy)


def suggestion(name: str, known: Iterable[str]) -> str:
    """ "Did you mean …?", or what there is, or nothing."""
    names = sorted(name for name in known if not name.startswith("@"))  # those of the library itself
    if hint := did_you_mean(name, names):
        return hint.rstrip()
    if not names:
        return ""
    shown = ", ".join(quoted(item) for item in names[:12])
    return f"Known here: {shown}{' and more' if len(names) > 12 else ''}."


def path_text(parts: Iterable[str | int]) -> str:
    """A reference as people write it: `uses.identity.scopes[0]`."""
    text = ""
    for part in parts:
        if isinstance(part, int):
            text += f"[{part}]"
        elif part.isidentifier():
            text += f".{part}" if text else part
        else:
            text += f'["{part}"]'
    return text
