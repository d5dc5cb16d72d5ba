"""kind: LoadProfile — how hard a load test presses, and what has to hold, `loadtests/profiles/<name>.yaml`.

A profile knows no service. It says when arrivals are due (stages), how many virtual
people may be busy at once (pool) and which limits are judged (thresholds); a journey
says what each arrival does. Durations are ISO 8601, rates are arrivals each second.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import Name

MOST_ARRIVALS = 5_000_000
MOST_USERS = 20_000
SLACK = 1.2
"""People beside those that the rate asks for, so that a few slow visits leave nobody waiting."""

# The samples a percentile needs: about ten beyond it. Fewer say nothing about a tail.
ENOUGH_SAMPLES = (("p50", 20), ("p90", 100), ("p95", 200), ("p99", 1_000), ("p99.9", 10_000))


def _is_text(value: Any) -> Any:
    """Pydantic also takes numbers and clock texts; a document says its unit or is refused."""
    if isinstance(value, timedelta) or (isinstance(value, str) and value.startswith("P")):
        return value
    raise ValueError("a duration is written as ISO 8601 writes it, as in PT12S or PT0.5S")


def _is_positive(value: timedelta) -> timedelta:
    if timedelta(0) < value <= timedelta(days=30):
        return value
    raise ValueError("a duration is longer than nothing and at most 30 days")


Span = Annotated[
    timedelta,
    BeforeValidator(_is_text, json_schema_input_type=timedelta),
    AfterValidator(_is_positive),
    Field(strict=False, description="A duration as ISO 8601 writes it, as in `PT12S` or `PT0.5S`"),
]
Rate = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False, description="Arrivals each second")]
Ratio = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="A part, from 0 to 1")]


class Stage(Model):
    """Arrivals of a stretch of time: a steady rate, a straight ramp, or a burst at one instant.

    `judged: false` is a warm-up: its arrivals are made and counted, and no threshold sees them.
    """

    name: Name
    rate: Rate | None = None
    from_rate: Rate | None = None
    to_rate: Rate | None = None
    duration: Span | None = None
    burst: Annotated[int, Field(ge=1, le=100_000, description="Arrivals that are all due at once")] | None = None
    judged: bool = True

    @model_validator(mode="after")
    def _is_one_shape(self) -> Self:
        ramp = self.from_rate is not None and self.to_rate is not None
        half_a_ramp = (self.from_rate is None) != (self.to_rate is None)
        if half_a_ramp or [self.rate is not None, ramp, self.burst is not None].count(True) != 1:
            raise ValueError("a stage has exactly one of: `rate`; `fromRate` and `toRate`; `burst`")
        if (self.burst is None) == (self.duration is None):
            raise ValueError("a stage with a rate has a `duration`, and a burst has none")
        return self

    @property
    def rates(self) -> tuple[float, float]:
        """(first, last) arrivals each second; a burst has none."""
        if self.rate is not None:
            return self.rate, self.rate
        return self.from_rate or 0.0, self.to_rate or 0.0

    @property
    def seconds(self) -> float:
        return self.duration.total_seconds() if self.duration else 0.0

    @property
    def expected_arrivals(self) -> float:
        first, last = self.rates
        return self.burst or (first + last) / 2 * self.seconds


class Pool(Model):
    """Virtual people who can be busy at once. Too few, and the run proves nothing.

    Left out, `users` is the highest rate times `longestWait`, plus every burst, plus slack.
    """

    users: Annotated[int, Field(ge=1, le=MOST_USERS)] | None = None
    longest_wait: Span = timedelta(seconds=10)


class Threshold(Model):
    """One limit. `on` is `run`, `journey`, `journey:NAME` or `request:NAME`.

    - a percentile takes `atMost` with a duration
    - errorRatio: journeys (or requests) that failed or never ended, of those that started
    - rateRatio: journeys that ended, of those that were planned; only on `run`

    `view: corrected` counts from the moment an arrival was due, `service` from the moment
    it was sent. Only the corrected view sees the wait that a stalled service causes.
    """

    on: Annotated[str, Field(pattern=r"^(run|journey|journey:.{1,100}|request:.{1,200})$")] = "run"
    stat: Literal["p50", "p90", "p95", "p99", "p99.9", "errorRatio", "rateRatio"]
    view: Literal["corrected", "service"] = "corrected"
    at_most: Span | Ratio | None = None
    at_least: Ratio | None = None
    samples: Annotated[int, Field(ge=1, description="The fewest samples that allow an answer")] | None = None

    @model_validator(mode="after")
    def _fits_its_stat(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a threshold has exactly one of `atMost` and `atLeast`")
        if self.is_latency != isinstance(self.at_most, timedelta):
            raise ValueError("a percentile takes `atMost` with a duration, and a ratio takes a number from 0 to 1")
        if (self.stat == "rateRatio" and self.on != "run") or (self.is_latency and self.on == "run"):
            raise ValueError("`rateRatio` is asked of the run, and a percentile of a journey or a request")
        return self

    @property
    def is_latency(self) -> bool:
        return self.stat.startswith("p")

    @property
    def enough(self) -> int:
        """The fewest samples that allow an answer."""
        return self.samples or dict(ENOUGH_SAMPLES).get(self.stat, 1)

    @property
    def limit(self) -> float:
        """Seconds for a percentile, otherwise a ratio."""
        if isinstance(self.at_most, timedelta):
            return self.at_most.total_seconds()
        return self.at_most if self.at_most is not None else self.at_least or 0.0


class LoadProfileSpec(Model):
    title: Text
    description: Text | None = None
    arrivals: Literal["poisson", "uniform"] = "poisson"
    stages: Annotated[tuple[Stage, ...], Field(min_length=1, max_length=100)]
    pool: Pool = Pool()
    workers: Annotated[int, Field(ge=1, le=64, description="Processes that make the load")] = 1
    request_timeout: Span = timedelta(seconds=10)
    drain: Span = timedelta(seconds=15)
    journeys: Annotated[
        dict[Name, Annotated[float, Field(gt=0, le=1_000, allow_inf_nan=False)]],
        Field(
            default_factory=dict, max_length=100, description="Journeys and how often each is taken; left out, every journey equally often"
        ),
    ]
    thresholds: Annotated[tuple[Threshold, ...], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if len({stage.name for stage in self.stages}) < len(self.stages):
            raise ValueError("two stages have the same name")
        if not any(stage.judged for stage in self.stages):
            raise ValueError("no stage is judged, so no threshold could hold or fail")
        if not 1 <= sum(stage.expected_arrivals for stage in self.stages) <= MOST_ARRIVALS:
            raise ValueError(f"the stages together make from 1 to {MOST_ARRIVALS} arrivals")
        if self.claims_latency and all(threshold.stat != "errorRatio" for threshold in self.thresholds):
            raise ValueError("a percentile needs an `errorRatio` beside it: fast failures make a percentile look good")
        return self

    @property
    def claims_latency(self) -> bool:
        """Whether the profile says anything about time. If not, a slow generator changes no answer."""
        return any(threshold.is_latency for threshold in self.thresholds)

    @property
    def seconds(self) -> float:
        return sum(stage.seconds for stage in self.stages)

    @property
    def users(self) -> int:
        if self.pool.users is not None:
            return self.pool.users
        peak = max(max(stage.rates) for stage in self.stages)
        bursts = sum(stage.burst or 0 for stage in self.stages)
        return min(MOST_USERS, int(peak * self.pool.longest_wait.total_seconds() * SLACK) + bursts + 5)


class LoadProfile(Model):
    api_version: Literal["bouwsteen.vlaanderen.be/v1alpha1"]
    kind: Literal["LoadProfile"]
    metadata: Metadata
    spec: LoadProfileSpec

    @property
    def name(self) -> str:
        return self.metadata.name

    @property
    def without_mix(self) -> LoadProfile:
        """As hard, for a journey that is taken alone."""
        return self.model_copy(update={"spec": self.spec.model_copy(update={"journeys": {}})})
