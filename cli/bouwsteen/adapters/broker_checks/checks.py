"""All rows on one plan of a running broker."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bouwsteen.adapters.broker_checks import binding_rows, catalog_rows, instance_rows, operation_rows
from bouwsteen.adapters.broker_checks.rows import Check, Row, UnusableError
from bouwsteen.adapters.broker_checks.samples import NoSampleError, bindable_plans, sample_of
from bouwsteen.adapters.broker_checks.shapes import ANSWERS
from bouwsteen.adapters.broker_checks.visits import Faults, LostError, Sample, Seen, Visitor, body_of, open_client, problems_of

if TYPE_CHECKING:
    import httpx

ROWS: Final[dict[str, Row]] = {**catalog_rows.ROWS, **instance_rows.ROWS, **binding_rows.ROWS, **operation_rows.ROWS}
CATALOG_ROW: Final = "the catalog is there, and has the shape of one"
_MOST_UNUSABLE: Final = 3  # rows; whoever cannot be asked is not asked for ever

Found = list[tuple[str, str]]


@dataclass(frozen=True)
class PlanFound:
    """What is wrong with one plan. `lacks` says why nothing could be tried; `plan` and `service` are empty for the catalog as a whole."""

    service: str
    plan: str
    faults: Found
    lacks: str = ""


def check_broker(
    base: str, account: tuple[str, str], stranger: tuple[str, str], progress: Callable[[str, int, int], None]
) -> Iterator[PlanFound]:
    """Every plan that can be bound, by the examples in the catalog, as two users.

    `progress` is told the plan, how many rows are done, and of how many.
    """
    with open_client() as client:
        faults = Faults()
        services = read_services(Visitor(client, base, account, faults))
        if not services:
            yield PlanFound("", "", faults.found or [(CATALOG_ROW, "it offers no services")])
        for service, plan in bindable_plans(services):
            try:
                sample = sample_of(service, plan)
            except NoSampleError as problem:
                yield PlanFound(service["name"], plan["name"], [], str(problem))
                continue
            told = functools.partial(progress, plan["name"])
            yield PlanFound(service["name"], plan["name"], check(client, base, account, sample, stranger=stranger, progress=told))


def check(
    client: httpx.Client,
    base: str,
    account: tuple[str, str],
    sample: Sample,
    *,
    stranger: tuple[str, str] | None = None,
    only: Row | None = None,
    seen: Seen | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
) -> Found:
    """Every row on one plan, or one alone; what is wrong, as (row, text). Raises nothing that the broker could cause.

    What was answered is added to `seen`.
    """
    faults = Faults(seen)

    def visitor(who: tuple[str, str] | None) -> Visitor:
        return Visitor(client, base, who, faults)

    services = read_services(visitor(account))
    service = next((each for each in services if each["id"] == sample.service), None)
    plan = next((each for each in (service or {}).get("plans", []) if each["id"] == sample.plan), None)
    if service is None or plan is None:
        if not faults.found:
            faults.add("it lacks the service or the plan of the sample")
        return faults.found
    impostor = visitor((account[0], "not-" + account[1]))
    found = Check(sample, visitor(account), visitor(None), impostor, visitor(stranger) if stranger else None, faults, plan, service)
    _take(found, [(sentence, row) for sentence, row in ROWS.items() if only in {None, row}], progress)
    return faults.found


def read_services(visitor: Visitor) -> list[dict[str, Any]]:
    """The services of the catalog; none, and a fault, where it has not the shape of one."""
    visitor.faults.row = CATALOG_ROW
    try:
        answer = visitor.catalog()
    except LostError as problem:
        visitor.faults.add(str(problem))
        return []
    body = body_of(answer)
    if not visitor.faults.expect(answer, 200) or problems_of(ANSWERS["catalog"][200], body):
        return []
    services: list[dict[str, Any]] = body["services"]
    return services


def _take(check: Check, rows: list[tuple[str, Row]], progress: Callable[[int, int], None]) -> None:
    unusable = 0
    for number, (sentence, row) in enumerate(rows):
        progress(number, len(rows))
        check.faults.row = sentence
        try:
            row(check)
        except (UnusableError, LostError) as problem:
            check.faults.add(str(problem))
            unusable += 1
        if unusable == _MOST_UNUSABLE:
            check.faults.add("what comes after this was not asked any more")
            return
