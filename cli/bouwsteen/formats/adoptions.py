"""Who adopts what, for programs, and as a table for spreadsheets.

    format_version  "1.0"
    day             the day that ages are counted to
    totals          {organisations, adopting, adoptions, behind, waivers, missing, due}
    blocks[]        {name, organisations, behind, versions {version: organisations}}
    provinces[]     {name, organisations, adopting, population, adoptions, missing}
    organisations[] {key, name, kind, province, population, stack, lock, waivers [{policy, expires, expired}], adoptions[], missing[]}
    adoptions[]     {block, version, newest, behind, channel, since, age, instances, environments}      age in days
    missing[]       {block, from, due, basis}
    since           null, or {revision, commit, day?, added[], removed[], changed[]}: what is different from an earlier revision
Drift of what runs and evidence of load tests are not in git: `drift` and `evidence` of an organisation are null, which is not zero.
`bouwsteen drift` and `bouwsteen loadtest` find them out where a stack runs.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.reporting.adoptions import Adopter, Adoption, AdoptionReport

FORMAT_VERSION: Final = "1.0"
COLUMNS: Final = (
    "key", "name", "kind", "province", "population", "stack", "lock", "block", "version", "newest", "behind", "channel", "since", "age",
    "instances", "environments", "waivers", "missingFrom",
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
        },
        "blocks": [_block(block, report) for block in report.blocks],
        "provinces": _provinces(organisations),
        "organisations": organisations,
        "since": None,
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
        "drift": None,
        "evidence": None,
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
        rows = [{**row, "missingFrom": ""} for row in each["adoptions"]]
        rows += [{"block": row["block"], "missingFrom": row["from"]} for row in each["missing"]]
        writer.writerows({**shared, **{name: _cell(value) for name, value in row.items()}} for row in rows or [{}])
    return text.getvalue()


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
