"""The variables that expressions of one place may read, with their schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bouwsteen.expressions import schemas
from bouwsteen.expressions.paths import RESERVED
from bouwsteen.expressions.schemas import JsonSchema

if TYPE_CHECKING:
    from bouwsteen.expressions.cel_engine import Checker


class Scope:
    """Names → JSON Schema (2020-12; `secret: true` taints, `{}` is *dyn*). Immutable; equal to itself alone.

    The checker is made when an expression first needs one. `compiled` is the cache of
    expressions compiled here, by their text: it lives and goes with the scope.
    """

    def __init__(self, variables: Mapping[str, JsonSchema]) -> None:
        """Raises ValueError for a name that cannot be written in an expression."""
        for name in variables:
            if not (name.isascii() and name.isidentifier()) or name in RESERVED:
                raise ValueError(f"not the name of a variable: {name!r}")
        self.variables: Mapping[str, JsonSchema] = {name: schemas.inline(schema) for name, schema in variables.items()}
        self.compiled: dict[str, Any] = {}
        self._checker: Checker | None = None

    def __repr__(self) -> str:
        return f"Scope({', '.join(self.variables)})"

    @property
    def checker(self) -> Checker:
        if self._checker is None:
            from bouwsteen.expressions.cel_engine import Checker  # noqa: PLC0415  loads the native library: only when needed

            self._checker = Checker(self.variables)
        return self._checker
