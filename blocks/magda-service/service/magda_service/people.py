"""Who is known to the registers, and what of them; what changes of them."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.databases import Database
from magda_service.data_names import CHILDREN, DATA_NAMES, FAMILY_NAME, GIVEN_NAME, HOUSEHOLD
from magda_service.sample import CHILD, OTHER, PARENT, PARTNER, REFERENCE, RESIDENTS, Resident
from magda_service.tables import descents, people

_SHOWN: Final = (REFERENCE, PARTNER, CHILD, PARENT, OTHER)


@dataclass(frozen=True, slots=True)
class Found:
    """A person with the data that was asked for, by name; None where the register has none."""

    insz: str
    source: str
    conduct: str
    modified_at: float
    data: Mapping[str, Any]


class People:
    def __init__(self, database: Database) -> None:
        self._database = database

    def settle(self, now: float) -> None:
        """Write the sample where nobody is. What changed since stays."""
        # Of several services that start at once one is the first.
        with contextlib.suppress(IntegrityError), self._database.writing() as connection:
            if connection.execute(select(func.count()).select_from(people)).scalar_one():
                return
            numbers = {resident.person.slug: resident.person.register_number for resident in RESIDENTS}
            connection.execute(insert(people), [_row(resident, now) for resident in RESIDENTS])
            pairs = [(numbers[parent], resident.person.register_number) for resident in RESIDENTS for parent in resident.parents]
            connection.execute(insert(descents), [{"parent": parent, "child": child} for parent, child in pairs])


def find(connection: Connection, insz: str, names: Iterable[str]) -> Found | None:
    """What the registers have of somebody, of these names; None where nobody has this number."""
    row = connection.execute(select(people).where(people.c.insz == insz)).mappings().first()
    if row is None:
        return None
    record = json.loads(row["record"])
    data = {}
    for name in names:
        if name == HOUSEHOLD:
            data[name] = _household(connection, row["household"])
        elif name == CHILDREN:
            data[name] = _children(connection, insz)
        else:
            data[name] = record.get(name)
    return Found(insz, row["source"], row["conduct"], row["modified_at"], data)


def change(connection: Connection, insz: str, changes: Mapping[str, Any], now: float) -> list[str] | None:
    """Write a mutation; the names of what is now different. None where nobody has this number."""
    row = connection.execute(select(people.c.record).where(people.c.insz == insz).with_for_update()).first()
    if row is None:
        return None
    before = json.loads(row.record)
    after = {name: value for name, value in {**before, **changes}.items() if value is not None}
    changed = [name for name in DATA_NAMES if before.get(name) != after.get(name)]
    if changed:
        connection.execute(update(people).where(people.c.insz == insz).values(record=json.dumps(after), modified_at=now))
    return changed


def behave(connection: Connection, insz: str, conduct: str) -> bool:
    """Let the source behave so when this person is asked after. False where nobody has this number."""
    return connection.execute(update(people).where(people.c.insz == insz).values(conduct=conduct)).rowcount == 1


def _row(resident: Resident, now: float) -> dict[str, Any]:
    person = resident.person
    record = {GIVEN_NAME: person.given_name, FAMILY_NAME: person.family_name, "birthDate": person.birth_date.isoformat(), **resident.record}
    return {
        "insz": person.register_number,
        "record": json.dumps(record),
        "household": resident.household,
        "relation": resident.relation,
        "source": resident.source,
        "conduct": resident.conduct,
        "modified_at": now,
    }


def _household(connection: Connection, household: str) -> list[dict[str, Any]]:
    """The reference person first, then by age."""
    rows = connection.execute(select(people).where(people.c.household == household)).mappings().all()
    members = [_brief(row) | {"relation": row["relation"]} for row in rows]
    return sorted(members, key=lambda member: (_SHOWN.index(member["relation"]), member["birthDate"]))


def _children(connection: Connection, insz: str) -> list[dict[str, Any]]:
    query = select(people).join(descents, descents.c.child == people.c.insz).where(descents.c.parent == insz)
    rows: Sequence[RowMapping] = connection.execute(query).mappings().all()
    return sorted((_brief(row) for row in rows), key=lambda child: (child["birthDate"], child["insz"]))


def _brief(row: RowMapping) -> dict[str, Any]:
    record = json.loads(row["record"])
    return {"insz": row["insz"], **{name: record[name] for name in (GIVEN_NAME, FAMILY_NAME, "birthDate")}}


def moment(at: float) -> str:
    """ISO 8601 in UTC, whole seconds."""
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
