"""How much of its forms people did not have to type, by what a counter counted before and after a run. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FIGURE: Final = "forms_answers_total"
"""What the block `forms` counts: questions that were submitted, by form and by where the answer came from."""
TYPED: Final = frozenset({"typed", "corrected"})

Figures = Mapping[tuple[str, str], float]
"""(form, origin) → questions since the service started."""


@dataclass(frozen=True, slots=True)
class PrefillShare:
    """Of so many questions of a form that were answered, so many were filled in beforehand and left as they were."""

    form: str
    asked: int
    known: int

    @property
    def share(self) -> float:
        return self.known / self.asked


def measure_shares(before: Figures, after: Figures) -> tuple[PrefillShare, ...]:
    """One for each form that was submitted in between. Of a service that started anew meanwhile, what it counted since."""
    asked: dict[str, float] = {}
    known: dict[str, float] = {}
    for (form, origin), count in after.items():
        former = before.get((form, origin), 0)
        more = count - former if count >= former else count
        asked[form] = asked.get(form, 0) + more
        known[form] = known.get(form, 0) + (0 if origin in TYPED else more)
    return tuple(PrefillShare(form, int(asked[form]), int(known[form])) for form in sorted(asked) if asked[form] > 0)
