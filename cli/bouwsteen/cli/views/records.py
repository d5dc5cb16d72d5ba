"""What is recorded, and what is done to the record by hand, for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bouwsteen.addresses import Address
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.statuses import state
from bouwsteen.cli.views.values import show_value
from bouwsteen.engine.record_edits import Edit
from bouwsteen.engine.record_histories import SetBack
from bouwsteen.engine.record_lists import Listed
from bouwsteen.state.ports import Generation, Holder
from bouwsteen.state.records import Dependency, ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord
from bouwsteen.values import reveal


def render_records(shell: EnvironmentSnapshot, listed: Sequence[Listed], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    facts = {"stack": shell.stack, "environment": shell.environment, "serial": shell.serial, "owner": shell.owner}
    sheet.line(Styled(texts("record.title", **facts), Style.BOLD))
    names = ("address", "type", "state", "id")
    rows: list[list[Part]] = [[_name(each.record), each.record.type, _condition(each, look), each.record.id or "-"] for each in listed]
    if rows:
        sheet.table(rows, [texts(f"heading.{name}") for name in names], indent=2)
    else:
        sheet.line(texts("record.none"), indent=2)
    mark = shell.restored_by
    if mark is not None:
        sheet.line(Styled(texts("record.restored", who=mark.who, when=mark.started), Style.WARNING), indent=2)
    return sheet.text()


def render_record(listed: Listed, dependants: Sequence[Address], look: Look, *, show_secrets: bool) -> str:
    """Every value as a whole on one line, since who looks at a record looks for a detail."""
    record = listed.record
    texts = look.texts
    sheet = Sheet(look)
    sheet.line(Styled(_name(record), Style.BOLD), Styled(f"  {record.type}", Style.DIM))
    facts: list[list[Part]] = [[texts("heading.state"), _condition(listed, look)], [texts("heading.id"), record.id or "-"]]
    facts.append([texts("heading.block"), f"{record.block} {record.block_version}".strip() or "-"])
    facts.append([texts("heading.written"), record.updated or "-"])
    if record.problem:
        facts.append([texts("heading.detail"), Styled(record.problem, Style.WARNING)])
    sheet.table(facts, indent=2)
    for key, values in (("record.desired", record.inputs), ("record.outputs", record.outputs)):
        _values(sheet, texts(key), values, show_secrets=show_secrets)
    _lines(sheet, texts("record.dependencies"), [_dependency(each) for each in record.dependencies])
    _lines(sheet, texts("record.dependants"), [each.local for each in dependants])
    _lines(sheet, texts("record.objects"), [" ".join(filter(None, (each.kind, each.id, each.uid))) for each in record.objects])
    return sheet.text()


def render_move(edit: Edit, look: Look) -> str:
    sheet = Sheet(look)
    arrow = look.glyph("→", "->")
    moved = edit.moved or {}
    _lines(sheet, look.texts("record.move"), [f"{old.local} {arrow} {new.local}" for old, new in moved.items()])
    _lines(sheet, look.texts("record.followers"), [each.local for each in edit.dependants])
    return sheet.text()


def render_forget(edit: Edit, look: Look) -> str:
    sheet = Sheet(look)
    _left_behind(sheet, "record.forget", [each.record for each in edit.forgotten], Style.WARNING)
    _lines(sheet, look.texts("record.without"), [each.local for each in edit.dependants])
    return sheet.text()


def render_generations(generations: Sequence[Generation], runs: Mapping[str, RunRecord], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    if not generations:
        sheet.line(texts("record.generations.none"))
        return sheet.text()
    names = ("generation", "serial", "written", "what")
    rows = [_generation(each, runs.get(each.run)) for each in generations]
    sheet.table(rows, [texts(f"heading.{name}") for name in names])
    return sheet.text()


def render_set_back(found: SetBack, look: Look) -> str:
    """What would be recorded otherwise, and what is lost of sight by that."""
    texts = look.texts
    sheet = Sheet(look)
    key = "record.restore" if found.known else "record.restore.unknown"
    facts = {"now": found.serial_now, "then": found.serial_then} if found.known else {"then": found.serial_then}
    sheet.line(Styled(texts(key, **facts), Style.BOLD))
    rows: list[list[Part]] = [[name, str(now) if found.known else "?", str(then)] for name, (now, then) in (found.instances or {}).items()]
    if rows:
        sheet.table(rows, [texts(f"heading.{name}") for name in ("instance", "now", "then")], indent=2)
    _left_behind(sheet, "record.restore.lost", found.lost, Style.WARNING)
    if found.known:
        _left_behind(sheet, "record.restore.returned", found.returned, Style.PLAIN)
    _left_behind(sheet, "record.restore.changed", found.changed, Style.PLAIN)
    if not found.differs:
        sheet.line(texts("record.restore.same"), indent=2)
    return sheet.text()


def render_holder(holder: Holder, look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    facts = {"who": holder.who, "command": holder.command, "since": holder.since, "pid": holder.pid, "host": holder.host}
    sheet.line(Styled(texts("record.unlock", **facts), Style.BOLD))
    if holder.alive:
        sheet.line(Styled(texts("record.unlock.alive"), Style.WARNING), indent=2)
    return sheet.text()


def render_done(look: Look, serial: int) -> str:
    sheet = Sheet(look)
    sheet.line(look.texts("record.done", serial=serial))
    return sheet.text()


def render_command(look: Look, sentence: str, *commands: str) -> str:
    """A sentence, and what to type or where to look, to be copied as it stands."""
    sheet = Sheet(look)
    sheet.line(sentence)
    for each in commands:
        sheet.line(Styled(each, Style.INFO), indent=4)
    return sheet.text()


def _name(record: ResourceRecord) -> str:
    return record.address.local if record.generation == 1 else f"{record.address.local}#{record.generation}"


def _dependency(each: Dependency) -> str:
    return f"{each.address.local}#{each.generation}" if each.generation > 1 else each.address.local


def _condition(listed: Listed, look: Look) -> Part:
    if listed.doubt:
        return Styled(look.texts("record.in-doubt", action=listed.doubt), Style.WARNING)
    if listed.is_kept:
        return Styled(look.texts("record.kept"), Style.DIM)
    return state(listed.record.status.value, look)


def _generation(each: Generation, run: RunRecord | None) -> list[Part]:
    by = f"{run.command}, {run.who}" if run is not None else each.run
    detail: Part = Styled(each.problem, Style.ERROR) if each.problem else by
    return [str(each.number), str(each.serial) if not each.problem else "-", each.written or "-", detail]


def _values(sheet: Sheet, title: str, values: Mapping[str, Any], *, show_secrets: bool) -> None:
    if not values:
        return
    sheet.line(Styled(title, Style.BOLD), indent=2)
    shown = reveal(dict(values)) if show_secrets else values
    sheet.table([[name, show_value(value, sheet.look.texts)] for name, value in shown.items()], indent=4)


def _lines(sheet: Sheet, title: str, rows: Sequence[str]) -> None:
    if rows:
        sheet.line(Styled(title, Style.BOLD), indent=2)
    for each in rows:
        sheet.line(each, indent=4)


def _left_behind(sheet: Sheet, key: str, records: Sequence[ResourceRecord], style: Style) -> None:
    texts: Callable[[str], str] = sheet.look.texts
    if not records:
        return
    sheet.line(Styled(texts(key), Style.BOLD), indent=2)
    rows: list[list[Part]] = [
        [_name(each), each.type, Styled(", ".join(dict.fromkeys([each.id, *(item.id for item in each.objects)])) or "-", style)]
        for each in records
    ]
    sheet.table(rows, indent=4)
