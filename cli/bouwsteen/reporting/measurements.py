"""What was measured where stacks run, as the report takes it: the answers of `drift` and `loadtest`, each in a file. Pure.

Git holds neither. Of several answers about the same thing the newest counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bouwsteen.calendars import day_of
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.names import Name
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import Document, Limits, load_document
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.drifts import UNREADABLE

# A load test tells seven figures of each second.
LIMITS: Final = Limits(file_bytes=4 * 1024 * 1024, nodes=200_000)
UNKNOWN_STACK, LATER = "unknown-stack", "later"


class _Answer(BaseModel):
    """A later version of the program may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, hide_input_in_errors=True, defer_build=True)


class _Resource(_Answer):
    kind: Annotated[str, Field(max_length=64)]


class _DriftAnswer(_Answer):
    format_version: Annotated[str, Field(pattern=r"^1\.\d+$")]
    stack: Name
    environment: Name
    at: AwareDatetime
    looked_at: Annotated[int, Field(ge=0)]
    resources: list[_Resource]


class _Run(_Answer):
    environment: Name
    profile: Annotated[str, Field(max_length=64)]
    started_at: AwareDatetime
    done: Annotated[int, Field(ge=0)]
    failed: Annotated[int, Field(ge=0)]


class _Test(_Answer):
    name: Annotated[str, Field(max_length=400)]
    outcome: Literal["pass", "failed", "invalid", "inconclusive"]
    run: _Run


class _LoadAnswer(_Answer):
    format_version: Annotated[str, Field(pattern=r"^2\.\d+$")]
    stack: Name
    tests: list[_Test]


@dataclass(frozen=True, slots=True)
class Drift:
    """`resources`: how many are not as recorded, by kind; of `unreadable` ones nobody knows."""

    stack: str
    environment: str
    at: dt.datetime
    looked_at: int
    resources: int
    unreadable: int

    @property
    def about(self) -> tuple[str, ...]:
        return self.stack, self.environment


@dataclass(frozen=True, slots=True)
class Evidence:
    """The last load test of its name in an environment. `outcome` as in `Outcome`; `done` and `failed` count journeys."""

    stack: str
    environment: str
    test: str
    profile: str
    outcome: str
    at: dt.datetime
    done: int
    failed: int

    @property
    def about(self) -> tuple[str, ...]:
        return self.stack, self.environment, self.test


Measured: TypeAlias = Drift | Evidence
M = TypeVar("M", Drift, Evidence)


@dataclass(frozen=True, slots=True)
class Unused:
    """A file that the report does not count, and why: of a stack that is not here (`unknown-stack`), or after its day (`later`)."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Measurements:
    """By stack, in a fixed order. `files`: how many were read."""

    files: int = 0
    drifts: Mapping[str, tuple[Drift, ...]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()


def take_measurements(files: Mapping[str, bytes], stacks: Collection[str], day: dt.date) -> Measurements:
    """Raises InvalidInputError with all that is wrong with all of them: a report of the rest would say too little."""
    problems: list[Diagnostic] = []
    unused: list[Unused] = []
    taken: dict[tuple[type[Measured], tuple[str, ...]], Measured] = {}
    for file, content in sorted(files.items()):
        found = _read(content, file, problems)
        late = [each for each in found if day_of(each.at) > day]
        if any(each.stack not in stacks for each in found):
            unused.append(Unused(file, UNKNOWN_STACK))
            continue
        if late:
            unused.append(Unused(file, LATER))
        for each in found:
            key = type(each), each.about
            if each not in late and (key not in taken or taken[key].at <= each.at):
                taken[key] = each
    if problems:
        raise InvalidInputError(*problems)
    newest = [taken[key] for key in sorted(taken, key=lambda key: key[1])]
    return Measurements(
        len(files),
        _by_stack(each for each in newest if isinstance(each, Drift)),
        _by_stack(each for each in newest if isinstance(each, Evidence)),
        tuple(unused),
    )


def _by_stack(found: Iterable[M]) -> dict[str, tuple[M, ...]]:
    stacks: dict[str, list[M]] = {}
    for each in found:
        stacks.setdefault(each.stack, []).append(each)
    return {stack: tuple(those) for stack, those in stacks.items()}


def _read(content: bytes, file: str, problems: list[Diagnostic]) -> list[Measured]:
    document, wrong = load_document(content, file, LIMITS)
    problems += wrong
    if document is None:
        return []
    model = _LoadAnswer if "tests" in document.data else _DriftAnswer if "resources" in document.data else None
    if model is None:
        problems.append(_of_nothing(document))
        return []
    try:
        answer: Any = model.model_validate_json(document.json)
    except ValidationError as failure:
        problems += explain_validation(failure, document, model)
        return []
    return [_drift(answer)] if isinstance(answer, _DriftAnswer) else [_evidence(answer.stack, each) for each in answer.tests]


def _drift(answer: _DriftAnswer) -> Drift:
    kinds = Counter(each.kind for each in answer.resources)
    unreadable = kinds.pop(UNREADABLE, 0)
    return Drift(answer.stack, answer.environment, answer.at, answer.looked_at, kinds.total(), unreadable)


def _evidence(stack: str, test: _Test) -> Evidence:
    run = test.run
    return Evidence(stack, run.environment, test.name, run.profile, test.outcome, run.started_at, run.done, run.failed)


def _of_nothing(document: Document) -> Diagnostic:
    return error(
        "not-a-measurement",
        "A file holds no measurement",
        f"{document.file} is neither an answer of `drift` nor one of `loadtest`.",
        "Leave only what these two wrote in the folder:\n\n    bouwsteen drift STACK -o json > FOLDER/STACK.drift.json\n"
        "    bouwsteen loadtest STACK -o json > FOLDER/STACK.load.json",
        source=document.locate(()),
    )
