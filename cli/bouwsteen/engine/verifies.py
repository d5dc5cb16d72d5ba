"""The use case *verify*: is every resource ready, and does a journey get through?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bouwsteen.diagnostics import error
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.engine.compilations import Compiled
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.journeys import Journey
from bouwsteen.engine.statuses import EnvironmentStatus, read_status
from bouwsteen.errors import ApplyError
from bouwsteen.loadtest.plans import LoadPlan
from bouwsteen.loadtest.prefills import Figures, PrefillShare, measure_shares
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.verdicts import Verdict, judge

RunLoad = Callable[[LoadPlan], LoadResult]
CountAnswers = Callable[[str], Figures]
"""What the counter of forms at an address counted so far."""


@dataclass(frozen=True, slots=True)
class Tested:
    name: str
    """Which journeys, and where."""
    verdict: Verdict
    result: LoadResult
    prefilled: tuple[PrefillShare, ...] = ()
    """Of each form that was handed in meanwhile, by whomever."""


def check_ready(engine: Engine, compiled: Compiled) -> EnvironmentStatus:
    """Raises ApplyError that names each resource that is not ready and why."""
    intent = compiled.desired.intent
    status = read_status(engine, intent.stack, intent.environment, intent.organisation)
    unready = [resource for instance in status.instances for resource in instance.resources if resource.state != "ready"]
    if unready:
        raise ApplyError(
            *(
                error(
                    "resource-not-ready",
                    "A resource is not ready",
                    f"{each.address.local} is {each.state}. {each.problem}".strip(),
                    f"Look at what it says:\n\n    bouwsteen logs {intent.stack} {each.address.instance}",
                    address=str(each.address),
                )
                for each in unready
            )
        )
    return status


def run_journeys(
    profile: LoadProfile,
    runs: Iterable[tuple[str, Sequence[Journey]]],
    environment: str,
    run: RunLoad,
    count_answers: CountAnswers = lambda _: {},
) -> list[Tested]:
    """The journeys of each run under the load of the profile, one run after the other so that they do not disturb each other.

    The mix of the profile is for a run of several; a journey that is a run of its own need not stand in it.
    """
    tested = []
    for name, journeys in runs:
        plan = LoadPlan(
            profile if len(journeys) > 1 else profile.without_mix, tuple(journey.file for journey in journeys), environment=environment
        )
        counters = sorted({fields["url"] for journey in journeys for fields in journey.file.bindings.values() if "clerkUrl" in fields})
        before = [count_answers(each) for each in counters]
        result = run(plan)
        shares = [measure_shares(figures, count_answers(each)) for each, figures in zip(counters, before, strict=True)]
        tested.append(Tested(name, judge(plan, result), result, tuple(share for each in shares for share in each)))
    return tested
