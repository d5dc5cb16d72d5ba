"""The variables that expressions of one place may read, with their schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bouwsteen.expressions import schemas
from bouwsteen.expressions.paths import RESERVED
from bouwsteen.expressions.schemas import JsonSchema

if TYPE_CHECKING:
    from bouwsteen.expressions.cel_engine import Checker


# Computed expressions of one document, each text counted once in each scope: a check and a program cost some 0.8 ms.
MAX_COMPUTED: Final = 200


@dataclass
class Allowance:
    """How many expressions more may be compiled that CEL has to compute; shared by the scopes of one document."""

    left: int = MAX_COMPUTED

    def take(self) -> bool:
        self.left -= 1
        return self.left >= 0


class Scope:
    """Names → JSON Schema (2020-12; `secret: true` taints, `{}` is *dyn*). Immutable; equal to itself alone.

    The checker is made when an expression first needs one. `compiled` is the cache of
    expressions compiled here, by their text: it lives and goes with the scope. `narrowed` holds the
    scopes of what conditions make sure of, by that.
    """

    def __init__(self, variables: Mapping[str, JsonSchema], allowance: Allowance | None = None, *, like: Scope | None = None) -> None:
        """Without an `allowance` nobody counts. Raises ValueError for a name that cannot be written in an expression.

        `like` has the same variables already: what was made of them is shared, and what was compiled is not.
        """
        for name in variables:
            if not (name.isascii() and name.isidentifier()) or name in RESERVED:
                raise ValueError(f"not the name of a variable: {name!r}")
        self.variables: Mapping[str, JsonSchema] = (
            like.variables if like is not None else {name: schemas.inline(schema) for name, schema in variables.items()}
        )
        self.compiled: dict[str, Any] = {}
        self.allowance = allowance
        self.narrowed: dict[frozenset[Any], Scope] = like.narrowed if like is not None else {}
        self._like = like
        self._checker: Checker | None = None

    def counted(self, allowance: Allowance | None) -> Scope:
        """The same variables, for the expressions of another document."""
        return Scope(self.variables, allowance, like=self)

    def __repr__(self) -> str:
        return f"Scope({', '.join(self.variables)})"

    @property
    def checker(self) -> Checker:
        if self._like is not None:
            return self._like.checker
        if self._checker is None:
            from bouwsteen.expressions.cel_engine import Checker  # noqa: PLC0415  loads the native library: only when needed

            self._checker = Checker(self.variables)
        return self._checker
