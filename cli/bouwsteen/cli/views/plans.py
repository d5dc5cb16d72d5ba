"""A plan for people: what changes, field by field, and why. The same plan always gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bouwsteen.cli.views.addresses import fidelity
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.values import show_value
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.plans import Plan
from bouwsteen.values import ABSENT, walk_leaves

STYLES = {
    Action.CREATE: Style.ADDED,
    Action.RESTORE: Style.ADDED,
    Action.UPDATE: Style.CHANGED,
    Action.REPLACE: Style.REPLACED,
    Action.DELETE: Style.REMOVED,
    Action.RETAIN: Style.INFO,
    Action.NO_OP: Style.DIM,
}


def symbol(action: Action, look: Look) -> str:
    return look.glyph(action.symbol, action.symbol if action.symbol.isascii() else "-/+")


def resource_name(change: Change) -> str:
    """The address inside its instance; an older generation with its number."""
    name = change.address.local.partition("/")[2] or change.address.instance
    return name if change.generation == 1 else f"{name}#{change.generation}"


def render_plan(plan: Plan, look: Look, *, verbose: bool = False) -> str:
    """With `verbose` also what stays as it is."""
    texts = look.texts
    sheet = Sheet(look)
    title = "plan.title.destroy" if plan.destroys else "plan.title"
    sheet.line(Styled(texts(title, stack=plan.stack, environment=plan.environment), Style.BOLD))
    _notes(plan, sheet)
    _warnings(plan, sheet)
    _changes(plan, sheet, verbose=verbose)
    sheet.gap()
    for line in summary_lines(plan, look):
        sheet.line(line)
    if plan.digest and plan.has_changes:
        sheet.line(Styled(f"{texts('plan.digest')} {plan.digest}", Style.DIM))
    return sheet.text()


def render_plan_briefly(plan: Plan, look: Look) -> str:
    """What a person should know of a plan that is carried out at once: notes, warnings and the counts."""
    sheet = Sheet(look)
    _notes(plan, sheet)
    _warnings(plan, sheet)
    for line in summary_lines(plan, look):
        sheet.line(line)
    return sheet.text()


def summary_lines(plan: Plan, look: Look) -> list[Part]:
    """One sentence that counts, and one for what is rarer."""
    texts = look.texts
    counts = plan.counts()
    unchanged = counts.get(Action.NO_OP, 0)
    if not plan.has_changes:
        return [Styled(texts("plan.none"), Style.GOOD)]
    summary = texts(
        "plan.summary",
        add=counts.get(Action.CREATE, 0),
        change=counts.get(Action.UPDATE, 0),
        replace=counts.get(Action.REPLACE, 0),
        remove=counts.get(Action.DELETE, 0),
    )
    rarer = [
        texts.count(f"plan.summary.{action.value}", counts[action]) for action in (Action.RESTORE, Action.RETAIN) if counts.get(action)
    ]
    if unchanged:
        rarer.append(texts.count("plan.unchanged", unchanged))
    return [Styled(summary, Style.BOLD), *([" ".join(rarer)] if rarer else [])]


def _notes(plan: Plan, sheet: Sheet) -> None:
    if not plan.notes:
        return
    sheet.gap()
    sheet.line(Styled(sheet.look.texts("plan.notes"), Style.BOLD))
    for note in plan.notes:
        place: list[Part] = [Styled(note.address, Style.INFO), ": "] if note.address else []
        key = f"note.{note.code}"
        text = sheet.look.texts(key, **note.names) if note.names and key in sheet.look.texts else note.text
        sheet.line("* ", *place, text, indent=2)


def _warnings(plan: Plan, sheet: Sheet) -> None:
    if plan.warnings:
        sheet.gap()
        sheet.lines += render_diagnostics(plan.warnings, sheet.look).rstrip("\n").split("\n")


def _changes(plan: Plan, sheet: Sheet, *, verbose: bool) -> None:
    """By instance with how real it is, in the order in which work on them begins."""
    instances: dict[str, list[Change]] = {}
    for change in plan.changes:
        if change.is_change or verbose:
            instances.setdefault(change.address.instance, []).append(change)
    for instance, changes in instances.items():
        sheet.gap()
        real = plan.fidelities.get(instance)
        sheet.line(Styled(instance, Style.BOLD), *([" (", fidelity(real, sheet.look), ")"] if real else []))
        for change in changes:
            render_change(change, sheet)


def render_change(change: Change, sheet: Sheet) -> None:
    """One change: what becomes of it, why, and field by field."""
    texts, style = sheet.look.texts, STYLES[change.action]
    starts = change.action is Action.UPDATE and change.reason is Reason.STOPPED
    why = texts("action.start" if starts else f"action.{change.action.value}")
    if change.reason not in (Reason.NONE, Reason.MOVED) and not starts:
        why += f": {texts(f'reason.{change.reason.value}')}"
    sheet.line(
        Styled(f"{symbol(change.action, sheet.look)} {resource_name(change)}", style),
        Styled(f"  {change.type}", Style.DIM),
        f"  {why}",
        indent=2,
    )
    if change.moved_from:
        sheet.line(Styled(texts("plan.moved", address=change.moved_from.local), Style.INFO), indent=6)
    if change.action is Action.REPLACE and change.create_first:
        sheet.line(Styled(texts("plan.create-first"), Style.DIM), indent=6)
    if change.detail:
        sheet.line(Styled(change.detail, Style.DIM), indent=6)
    _fields(change, sheet)


def _fields(change: Change, sheet: Sheet) -> None:
    fields = change.fields
    if not fields and change.action is Action.CREATE:
        fields = tuple(FieldChange(path, ABSENT, leaf) for path, leaf in walk_leaves(change.desired) if path)
    write_fields(fields, sheet)


def write_fields(fields: Sequence[FieldChange], sheet: Sheet) -> None:
    """Before and after of each field, names aligned. A whole that is new or goes is shown by its parts."""
    named = [(part.name, part) for field in fields for part in _parts(field)]
    width = max((len(name) for name, _ in named), default=0)
    arrow, texts = sheet.look.glyph("→", "->"), sheet.look.texts
    for name, field in named:
        mark, style = _field_mark(field)
        forced: list[Part] = [Styled(f"  # {texts('plan.forces')}", Style.REPLACED)] if field.forces_replacement else []
        if field.before is ABSENT:
            shown = show_value(field.after, texts)
        elif field.after is ABSENT:
            shown = show_value(field.before, texts)
        else:
            shown = f"{show_value(field.before, texts)} {arrow} {show_value(field.after, texts)}"
        sheet.line(Styled(mark, style), f" {name.ljust(width)} = {shown}", *forced, indent=6)


def _parts(field: FieldChange) -> list[FieldChange]:
    if field.before is ABSENT:
        return [FieldChange((*field.path, *path), ABSENT, leaf, field.forces_replacement) for path, leaf in walk_leaves(field.after)]
    if field.after is ABSENT:
        return [FieldChange((*field.path, *path), leaf, ABSENT, field.forces_replacement) for path, leaf in walk_leaves(field.before)]
    return [field]


def _field_mark(field: FieldChange) -> tuple[str, Style]:
    if field.before is ABSENT:
        return "+", Style.ADDED
    if field.after is ABSENT:
        return "-", Style.REMOVED
    return "~", Style.CHANGED


def render_saved(path: Path, look: Look) -> str:
    """Where a plan was saved, and the command that carries it out."""
    sheet = Sheet(look)
    sheet.line(look.texts("plan.saved"))
    sheet.line(f"    bouwsteen apply {path}")
    return sheet.text()
