"""How a stack is doing, for people."""

from __future__ import annotations

from collections.abc import Iterable

from bouwsteen.cli.views.addresses import fidelity
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.formats.statuses import Condition, InstanceStatus, ResourceStatus, StackStatus

_STYLES = {
    Condition.READY: Style.GOOD,
    Condition.STOPPED: Style.DIM,
    Condition.RETAINED: Style.DIM,
    Condition.AWAITING: Style.WARNING,
    Condition.UNREADY: Style.WARNING,
    Condition.UNREADABLE: Style.WARNING,
    Condition.FAILED: Style.ERROR,
    Condition.MISSING: Style.ERROR,
}


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
    texts = sheet.look.texts
    title = texts("status.title", stack=status.stack, environment=status.environment, organisation=status.organisation)
    sheet.line(Styled(title, Style.BOLD), Styled(f"  {texts('status.serial', serial=status.serial)}", Style.DIM))
    if status.locked_by:
        sheet.line(Styled(texts("status.locked", who=status.locked_by), Style.WARNING), indent=2)
    names = ("instance", "condition", "block", "version", "fidelity", "address")
    sheet.table([_row(instance, sheet.look) for instance in status.instances], [texts(f"heading.{name}") for name in names], indent=2)
    for instance in status.instances:
        if instance.detail:
            sheet.line(Styled(f"{instance.name}: ", Style.BOLD), instance.detail, indent=2)
        for resource in instance.resources:
            if verbose or resource.condition not in (Condition.READY, Condition.STOPPED, Condition.RETAINED):
                _resource(resource, sheet)


def condition(name: Condition, look: Look) -> Part:
    return Styled(look.texts(f"condition.{name.value}"), _STYLES[name])


def _row(instance: InstanceStatus, look: Look) -> list[Part]:
    return [
        instance.name,
        condition(instance.condition, look),
        instance.block,
        instance.version,
        fidelity(instance.fidelity, look),
        Styled(instance.url, Style.INFO),
    ]


def _resource(resource: ResourceStatus, sheet: Sheet) -> None:
    detail = f"  {resource.detail}" if resource.detail else ""
    sheet.line(
        condition(resource.condition, sheet.look), f"  {resource.address}", Styled(f"  {resource.type}", Style.DIM), detail, indent=4
    )
