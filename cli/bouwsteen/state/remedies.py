"""What several messages about a state tell people to do."""

from __future__ import annotations

from typing import Final

GO_BACK: Final = (
    "See what is kept of the past, and put back what can be read:\n\n"
    "    bouwsteen state generations STACK\n    bouwsteen state restore STACK --generation N"
)
