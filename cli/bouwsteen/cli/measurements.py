"""`--stats`: what a run says of itself at its end."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from bouwsteen.cli.memories import peak_bytes
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.engine.statistics import Statistics


def start_statistics() -> Statistics:
    """Begins with what it took to come here: seconds of the processor, since nobody was told when the process began."""
    statistics = Statistics()
    statistics.add("start", time.process_time())
    return statistics


def with_statistics(document: Mapping[str, Any], statistics: Statistics, *, asked: bool) -> Mapping[str, Any]:
    """The document as it is, and `stats` beside it where somebody asked."""
    if not asked:
        return document
    from bouwsteen.formats.statistics_json import statistics_json  # noqa: PLC0415  only who asks for it pays for it

    return {**document, "stats": statistics_json(statistics, peak_bytes())}


def tell_statistics(invocation: Invocation, statistics: Statistics, *, asked: bool) -> None:
    """To standard error, beside the answer and never in it. A document holds them itself."""
    if not asked or invocation.output is not Output.TEXT:
        return
    from bouwsteen.cli.views.statistics import render_statistics  # noqa: PLC0415

    invocation.terminal.complain(render_statistics(statistics, peak_bytes(), invocation.terminal.error_look))
