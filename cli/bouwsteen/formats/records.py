"""What is recorded of an environment, and what was done to the record, for programs.

    format_version  "1.0"
    stack, environment

and, by verb:

    list            lineage, serial, owner, epoch, restored, records[]
    records[]       {address, generation, type, status, kept, in_doubt, recorded, id, block, block_version}
    show            record: the same with {desired, outputs, secret_versions, dependencies[], dependants[], objects[], rotation,
                    deletion, problem, updated}
    mv              moved[] {from, to}, dependants[], dry_run
    rm              forgotten[] {address, generation, type, id, objects[]}, dependants[], dry_run
    generations     generations[] {number, serial, written, run, command, who, problem}
    backup          file, lineage, serial, written, size
    restore         serial {before, after, restored}, lost[], returned[], changed[], instances[] {name, now, then}, in_doubt[], dry_run
    unlock          lock, holder {owner, run, who, command, since, host, pid}, reason
    transfer        owner, epoch
    rekey           retired, generations_gone[]

`in_doubt` is the action of a call of which nobody knows what became, or null. A secret is `{"$secret": true}`, unless secrets
were asked for. What a provider keeps for itself is never shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.engine.record_edits import Edit
from bouwsteen.engine.record_histories import SetBack
from bouwsteen.engine.record_lists import Listed
from bouwsteen.formats.values_json import shown_json
from bouwsteen.state.ports import Generation, Holder
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord
from bouwsteen.values import reveal

FORMAT_VERSION: Final = "1.0"


def record_document(stack: str, environment: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {"format_version": FORMAT_VERSION, "stack": stack, "environment": environment, **facts}


def list_json(shell: EnvironmentSnapshot, listed: Sequence[Listed]) -> dict[str, Any]:
    return {
        "lineage": shell.lineage,
        "serial": shell.serial,
        "owner": shell.owner,
        "epoch": shell.epoch,
        "restored": shell.restored_by is not None,
        "records": [_listed(each) for each in listed],
    }


def show_json(listed: Listed, dependants: Sequence[Address], *, show_secrets: bool) -> dict[str, Any]:
    record = listed.record
    convert = reveal if show_secrets else shown_json
    return {
        "record": {
            **_listed(listed),
            "desired": convert(dict(record.inputs)),
            "outputs": convert(dict(record.outputs)),
            "secret_versions": dict(record.secret_versions),
            "dependencies": [str(each) for each in record.dependencies],
            "dependants": [str(each) for each in dependants],
            "objects": _objects(record),
            "rotation": record.rotation,
            "deletion": record.deletion.value,
            "problem": record.problem,
            "updated": record.updated or None,
        }
    }


def move_json(edit: Edit, *, dry_run: bool) -> dict[str, Any]:
    moved = edit.moved or {}
    return {
        "moved": [{"from": str(old), "to": str(new)} for old, new in moved.items()],
        "dependants": [str(each) for each in edit.dependants],
        "dry_run": dry_run,
    }


def forget_json(edit: Edit, *, dry_run: bool) -> dict[str, Any]:
    return {
        "forgotten": [_left_behind(each.record) for each in edit.forgotten],
        "dependants": [str(each) for each in edit.dependants],
        "dry_run": dry_run,
    }


def generations_json(generations: Sequence[Generation], runs: Mapping[str, RunRecord]) -> dict[str, Any]:
    """`runs` by identity, as far as they are known."""

    def one(each: Generation) -> dict[str, Any]:
        run = runs.get(each.run)
        said = {"number": each.number, "serial": each.serial, "written": each.written or None, "run": each.run, "problem": each.problem}
        return {**said, "command": run.command if run else None, "who": run.who if run else None}

    return {"generations": [one(each) for each in generations]}


def restore_json(found: SetBack, serial: int | None, *, dry_run: bool) -> dict[str, Any]:
    return {
        "serial": {"before": found.serial_now if found.known else None, "restored": found.serial_then, "after": serial},
        "lost": [_left_behind(each) for each in found.lost],
        "returned": [_left_behind(each) for each in found.returned],
        "changed": [_left_behind(each) for each in found.changed],
        "instances": [{"name": name, "now": now, "then": then} for name, (now, then) in (found.instances or {}).items()],
        "in_doubt": [str(each) for each in found.in_doubt],
        "dry_run": dry_run,
    }


def holder_json(holder: Holder) -> dict[str, Any]:
    names = ("owner", "run", "who", "command", "since", "host", "pid")
    return {name: getattr(holder, name) for name in names}


def _listed(listed: Listed) -> dict[str, Any]:
    record = listed.record
    return {
        "address": str(record.address),
        "generation": record.generation,
        "type": record.type,
        "status": record.status.value,
        "kept": listed.is_kept,
        "in_doubt": listed.doubt or None,
        "recorded": listed.recorded,
        "id": record.id or None,
        "block": record.block or None,
        "block_version": record.block_version or None,
    }


def _left_behind(record: ResourceRecord) -> dict[str, Any]:
    return {
        "address": str(record.address),
        "generation": record.generation,
        "type": record.type,
        "id": record.id or None,
        "objects": _objects(record),
    }


def _objects(record: ResourceRecord) -> list[dict[str, str]]:
    return [{"kind": each.kind, "id": each.id, "uid": each.uid} for each in record.objects]
