"""Fields that another manager holds: whether we may take them, and what a person is told where not. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from bouwsteen.adapters.kubernetes.failures import Cause
from bouwsteen.phrases import quoted


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A manager (`kubectl*`) whose fields may be taken, all below `fields`; none named: all of that manager's."""

    manager: str
    fields: tuple[str, ...] = ()

    def allows(self, cause: Cause) -> bool:
        if not cause.manager or not fnmatchcase(cause.manager, self.manager):
            return False
        return not self.fields or any(_is_below(cause.field, each) for each in self.fields)


def _is_below(field: str, top: str) -> bool:
    top = top if top.startswith(".") else f".{top}"
    return field == top or field.startswith((f"{top}.", f"{top}["))


def read_rules(given: Any) -> tuple[TakeOver, ...]:
    """From `takeOver` of an input: `[{manager, fields?}]`."""
    rules: Iterable[Mapping[str, Any]] = given or ()
    return tuple(TakeOver(str(each["manager"]), tuple(map(str, each.get("fields") or ()))) for each in rules)


def may_force(causes: Iterable[Cause], rules: Iterable[TakeOver]) -> bool:
    """Only where each conflict that the server names is allowed: forcing takes them all."""
    allowed = tuple(rules)
    named = tuple(causes)
    return bool(named) and all(any(rule.allows(cause) for rule in allowed) for cause in named)


def explain(causes: Iterable[Cause], rules: Iterable[TakeOver]) -> str:
    """Whose and which, for people: those that no rule allows first."""
    allowed = tuple(rules)
    held: dict[str, list[str]] = {}
    for cause in sorted(causes, key=lambda each: any(rule.allows(each) for rule in allowed)):
        held.setdefault(cause.manager or "another manager", []).append(cause.field or cause.message[:200])
    return "; ".join(f"{quoted(manager)} holds {_few(fields)}" for manager, fields in held.items())


def _few(fields: list[str]) -> str:
    return ", ".join(fields[:5]) + (f" and {len(fields) - 5} more" if len(fields) > 5 else "")
