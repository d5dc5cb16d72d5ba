"""Who adopts what, for programs, and as a table for spreadsheets.

    format_version  "1.1"
    day             the day that ages are counted to
    totals          {organisations, adopting, adoptions, behind, waivers, missing, due, and since 1.1 drifting, unproven: organisations
                    of which something is not as recorded, or a load test did not pass; null where nobody was measured}
    blocks[]        {name, organisations, behind, versions {version: organisations}}
    provinces[]     {name, organisations, adopting, population, adoptions, missing}
    organisations[] {key, name, kind, province, population, stack, lock, waivers [{policy, expires, expired}], drift, evidence, adoptions[],
                    missing[]}
    adoptions[]     {block, version, newest, behind, channel, since, age, instances, environments}      age in days
    missing[]       {block, from, due, basis}
    since           null, or {revision, commit, day?, added[], removed[], changed[]}: what is different from an earlier revision
    drift[]         {environment, at, age, looked_at, resources, unreadable}: the newest of each environment; since 1.1
    evidence[]      {environment, test, profile, outcome, at, age, done, failed}: the newest of each test; since 1.1
    measured        null, or {files, unused [{file, why}]}; why: unknown-stack, later (than `day`)
Drift of what runs and evidence of load tests are not in git: `drift` and `evidence` of an organisation are null where nobody brought
an answer of `bouwsteen drift` or `bouwsteen loadtest`, which is not zero.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from bouwsteen.calendars import day_of, read_day
from bouwsteen.loadtest.verdicts import Outcome
from bouwsteen.reporting.adoptions import Adopter, Adoption, AdoptionReport
from bouwsteen.reporting.measurements import Drift, Evidence, Measurements

FORMAT_VERSION: Final = "1.1"
COLUMNS: Final = (
    "key", "name", "kind", "province", "population", "stack", "lock", "block", "version", "newest", "behind", "channel", "since", "age",
    "instances", "environments", "waivers", "missingFrom", "drift", "driftAt", "evidence", "evidenceAt",
)  # fmt: skip


def adoptions_json(report: AdoptionReport) -> dict[str, Any]:
    adoptions: dict[str, list[Adoption]] = {}
    for each in report.adoptions:
        adoptions.setdefault(each.adopter.key, []).append(each)
    missing: dict[str, list[dict[str, Any]]] = {}
    for lack in report.missing:
        row = {"block": lack.block, "from": lack.from_date, "due": lack.due, "basis": lack.basis}
        missing.setdefault(lack.adopter.key, []).append(row)
    organisations = [
        _organisation(adopter, report, adoptions.get(adopter.key, []), missing.get(adopter.key, [])) for adopter in report.adopters
    ]
    return {
        "format_version": FORMAT_VERSION,
        "day": report.day.isoformat(),
        "totals": {
            "organisations": len(organisations),
            "adopting": sum(bool(each["stack"]) for each in organisations),
            "adoptions": len(report.adoptions),
            "behind": sum(each.behind > 0 for each in report.adoptions),
            "waivers": sum(len(each["waivers"]) for each in organisations),
            "missing": len(report.missing),
            "due": sum(each.due for each in report.missing),
            "drifting": _count(organisations, "drift", lambda row: bool(row["resources"])),
            "unproven": _count(organisations, "evidence", lambda row: row["outcome"] != Outcome.PASS),
        },
        "blocks": [_block(block, report) for block in report.blocks],
        "provinces": _provinces(organisations),
        "organisations": organisations,
        "since": None,
        "measured": _measured(report.measurements),
    }


def _organisation(adopter: Adopter, report: AdoptionReport, adopted: list[Adoption], missing: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": adopter.key,
        "name": adopter.name,
        "kind": adopter.kind,
        "province": adopter.province,
        "population": adopter.population,
        "stack": adopter.stack or None,
        "lock": adopter.lock or None,
        "waivers": [
            {"policy": each.spec.policy, "expires": each.spec.expires.isoformat(), "expired": each.spec.expires < report.day}
            for each in adopter.waivers
        ],
        "drift": [_drift(each, report.day) for each in report.measurements.drifts.get(adopter.stack, ())] or None,
        "evidence": [_evidence(each, report.day) for each in report.measurements.evidence.get(adopter.stack, ())] or None,
        "adoptions": [
            {
                "block": each.block,
                "version": each.version,
                "newest": each.newest,
                "behind": each.behind,
                "channel": each.channel,
                "since": each.since,
                "age": each.age,
                "instances": each.instances,
                "environments": each.environments,
            }
            for each in adopted
        ],
        "missing": missing,
    }


def _drift(drift: Drift, day: dt.date) -> dict[str, Any]:
    return {
        "environment": drift.environment,
        **_moment(drift.at, day),
        "looked_at": drift.looked_at,
        "resources": drift.resources,
        "unreadable": drift.unreadable,
    }


def _evidence(evidence: Evidence, day: dt.date) -> dict[str, Any]:
    return {
        "environment": evidence.environment,
        "test": evidence.test,
        "profile": evidence.profile,
        "outcome": evidence.outcome,
        **_moment(evidence.at, day),
        "done": evidence.done,
        "failed": evidence.failed,
    }


def _moment(at: dt.datetime, day: dt.date) -> dict[str, Any]:
    moment = at.astimezone(dt.UTC)
    return {"at": moment.isoformat(timespec="seconds"), "age": (day - day_of(moment)).days}


def _measured(measurements: Measurements) -> dict[str, Any] | None:
    if not measurements.files:
        return None
    return {"files": measurements.files, "unused": [{"file": each.file, "why": each.why} for each in measurements.unused]}


def _count(organisations: list[dict[str, Any]], measure: str, counts: Callable[[dict[str, Any]], bool]) -> int | None:
    """Of how many organisations at least one measurement counts; None where none of them has any."""
    measured = [each[measure] for each in organisations if each[measure] is not None]
    return sum(any(map(counts, rows)) for rows in measured) if measured else None


def _block(block: str, report: AdoptionReport) -> dict[str, Any]:
    mine = [each for each in report.adoptions if each.block == block]
    versions = Counter(each.version for each in mine)
    behind = sum(each.behind > 0 for each in mine)
    return {"name": block, "organisations": len(mine), "behind": behind, "versions": dict(sorted(versions.items()))}


def _provinces(organisations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in organisations:
        if not each["province"]:
            continue
        row = found.setdefault(
            each["province"], {"name": each["province"], "organisations": 0, "adopting": 0, "population": 0, "adoptions": 0, "missing": 0}
        )
        row["organisations"] += 1
        row["adopting"] += bool(each["stack"])
        row["population"] += each["population"]
        row["adoptions"] += len(each["adoptions"])
        row["missing"] += len(each["missing"])
    return [found[name] for name in sorted(found)]


def adoptions_csv(data: Mapping[str, Any]) -> str:
    """One row for each block that is adopted or missing; an organisation with neither has one without a block."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for each in data["organisations"]:
        shared = {name: _cell(each[name]) for name in ("key", "name", "kind", "province", "population", "stack", "lock")}
        shared["waivers"] = str(len(each["waivers"]))
        shared |= _measures(each)
        rows = [{**row, "missingFrom": ""} for row in each["adoptions"]]
        rows += [{"block": row["block"], "missingFrom": row["from"]} for row in each["missing"]]
        writer.writerows({**shared, **{name: _cell(value) for name, value in row.items()}} for row in rows or [{}])
    return text.getvalue()


def _measures(organisation: Mapping[str, Any]) -> dict[str, str]:
    """Cells of what was measured: how many resources differ, the outcomes of tests, and the oldest day of each."""
    cells: dict[str, str] = {}
    if drift := organisation["drift"]:
        cells |= {"drift": str(sum(row["resources"] for row in drift)), "driftAt": _oldest_day(drift)}
    if evidence := organisation["evidence"]:
        cells["evidence"] = " ".join(sorted({row["outcome"] for row in evidence}))
        cells["evidenceAt"] = _oldest_day(evidence)
    return cells


def _oldest_day(rows: Sequence[Mapping[str, Any]]) -> str:
    return read_day(min(row["at"] for row in rows)).isoformat()


def _cell(value: Any) -> str:
    """A name that begins like a formula is none for who opens the table."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What was adopted, given up, or got another version between two reports."""
    old, new = _by_place(before), _by_place(after)
    return {
        "added": [{"organisation": key[0], "block": key[1], "version": new[key]} for key in sorted(new.keys() - old.keys())],
        "removed": [{"organisation": key[0], "block": key[1], "version": old[key]} for key in sorted(old.keys() - new.keys())],
        "changed": [
            {"organisation": key[0], "block": key[1], "before": old[key], "after": new[key]}
            for key in sorted(old.keys() & new.keys())
            if old[key] != new[key]
        ],
    }


def _by_place(data: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    return {(each["name"], row["block"]): row["version"] for each in data["organisations"] for row in each["adoptions"]}
