"""How stacks are doing, for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bouwsteen.cli.views.addresses import fidelity
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.engine.statuses import InstanceStatus, ResourceStatus
from bouwsteen.formats.statuses import StackStatus
from bouwsteen.state.snapshots import RunRecord

STATES: Final = {
    "ready": Style.GOOD,
    "stopped": Style.DIM,
    "awaiting": Style.WARNING,
    "not-ready": Style.WARNING,
    "changed": Style.WARNING,
    "stuck": Style.WARNING,
    "extra": Style.WARNING,
    "unreadable": Style.WARNING,
    "failed": Style.ERROR,
    "missing": Style.ERROR,
}
_AS_IT_SHOULD = frozenset({"ready", "stopped"})
_HALFWAY: Final = frozenset({"stopped", "failed"})  # results of runs
_GOES_ON: Final = frozenset({"up", "apply", "destroy"})


def state(name: str, look: Look) -> Styled:
    key = f"state.{name}"
    return Styled(look.texts(key) if key in look.texts else name, STATES.get(name, Style.PLAIN))


def render_statuses(statuses: Iterable[StackStatus], look: Look, *, verbose: bool = False) -> str:
    """With `verbose` each resource; without, only those that are not as they should be."""
    sheet = Sheet(look)
    for status in statuses:
        sheet.gap()
        _stack(status, sheet, verbose=verbose)
    if not sheet.lines:
        sheet.line(look.texts("status.none"))
    return sheet.text()


def _stack(status: StackStatus, sheet: Sheet, *, verbose: bool) -> None:
    texts, found = sheet.look.texts, status.found
    title = texts(
        "status.title", stack=found.stack, environment=found.environment, organisation=status.organisation_name or status.organisation
    )
    sheet.line(Styled(title, Style.BOLD))
    if not found.instances:
        sheet.line(texts(_nothing(found.runs)), indent=2)
    names = ("instance", "state", "block", "version", "fidelity", "address")
    rows = [_row(instance, status, sheet.look) for instance in found.instances]
    if rows:
        sheet.table(rows, [texts(f"heading.{name}") for name in names], indent=2)
    for instance in found.instances:
        for resource in instance.resources:
            if verbose or resource.state not in _AS_IT_SHOULD:
                _resource(resource, sheet)
    if found.retained:
        sheet.line(texts.count("status.retained", len(found.retained)), indent=2)
    if found.in_doubt:
        sheet.line(Styled(texts.count("status.in-doubt", len(found.in_doubt)), Style.WARNING), indent=2)
    if found.runs:
        _last_run(found.runs[-1], found.serial, sheet)


def _nothing(runs: Sequence[RunRecord]) -> str:
    """The text for an environment in which nothing is recorded, by its last run."""
    if not runs:
        return "status.none"
    return "status.empty" if runs[-1].result else "status.unfinished"


def _last_run(run: RunRecord, serial: int, sheet: Sheet) -> None:
    texts = sheet.look.texts
    facts = {"command": run.command, "who": run.who, "started": run.started, "serial": serial}
    halfway = run.result in _HALFWAY
    if run.result:
        key = f"result.{run.result}"
        result = texts(key) if key in texts else run.result
        sheet.line(Styled(texts("status.last-run", **facts, result=result), Style.WARNING if halfway else Style.DIM), indent=2)
    else:
        sheet.line(Styled(texts("status.last-run.unfinished", **facts), Style.WARNING), indent=2)
    # What is not made yet is not on record, so nothing above tells of it.
    if not run.result or (halfway and run.command in _GOES_ON):
        sheet.line(texts("status.goes-on"), indent=2)


def _row(instance: InstanceStatus, status: StackStatus, look: Look) -> list[Part]:
    face = status.face(instance.name)
    return [
        instance.name,
        state(instance.state, look),
        instance.block,
        instance.version,
        fidelity(face.fidelity, look) if face.fidelity else "-",
        Styled(face.url, Style.INFO),
    ]


def _resource(resource: ResourceStatus, sheet: Sheet) -> None:
    problem = f"  {resource.problem}" if resource.problem else ""
    sheet.line(state(resource.state, sheet.look), f"  {resource.address.local}", Styled(f"  {resource.type}", Style.DIM), problem, indent=4)
    if resource.facts and resource.state == "ready":
        facts = "  ".join(f"{name} {value}" for name, value in resource.facts.items())
        sheet.line(Styled(facts, Style.DIM), indent=8)
