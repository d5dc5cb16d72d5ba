"""What the verbs of policies share: which policies were meant, and on which day they are asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from bouwsteen.calendars import today
from bouwsteen.documents.workspaces import LoadedPolicy
from bouwsteen.errors import NotFoundError
from bouwsteen.phrases import did_you_mean


def chosen_day(asked: dt.datetime | None) -> dt.date:
    """The day that was asked for, else today, as every run has it."""
    return asked.date() if asked is not None else today()


def choose_policies(policies: Mapping[str, LoadedPolicy], names: Iterable[str]) -> dict[str, LoadedPolicy]:
    """Those that were named, or all. Raises NotFoundError for the first that is not there."""
    wanted = list(dict.fromkeys(names)) or list(policies)
    for name in wanted:
        if name not in policies:
            raise NotFoundError.because(
                "policy-not-found",
                "There is no such policy",
                f"The catalog has no policy `{name}`.",
                f"{did_you_mean(name, policies, 3)}See which there are:\n\n    bouwsteen policy list",
            )
    return {name: policies[name] for name in wanted}
