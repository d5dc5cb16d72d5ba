"""The municipalities of Flanders, `catalog/organisations.csv`, and who a stack's organisation is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.schema_problems import MAX_COUNTED, MAX_TOLD, count_untold
from bouwsteen.documents.stacks import StackOrganisation

MAX_LIST_BYTES: Final = 512 * 1024  # the municipalities of Flanders take 20,000
_NIS: Final = re.compile(r"[0-9]{5}")
_POPULATION: Final = re.compile(r"[0-9]{1,9}")

COLUMNS = ("nis", "name", "kind", "province", "population", "facilities", "postalCodes")


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who adopts. `facilities` are languages beside Dutch in which citizens may be served by law."""

    name: str
    kind: str
    nis: str = ""
    province: str = ""
    population: int = 0
    facilities: tuple[str, ...] = ()
    postal_codes: tuple[str, ...] = ()
    kbo: str | None = None
    ovo: str | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """What citizens read: Dutch first, then the languages of the facilities."""
        return ("nl", *self.facilities)


def read_organisations(text: bytes, file: str) -> tuple[dict[str, Organisation], list[Diagnostic]]:
    """The rows of a CSV file by NIS number; a row that cannot be read is a diagnostic with its line."""
    if len(text) > MAX_LIST_BYTES:
        return {}, [_bad_file(file, 0, f"It holds more than {MAX_LIST_BYTES} bytes.")]
    found: dict[str, Organisation] = {}
    bad: list[tuple[int, str]] = []
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""), strict=True)
        if tuple(next(reader, ())) != COLUMNS:
            return {}, [_bad_file(file, 1, f"The first line names the columns, and these are {', '.join(COLUMNS)}.")]
        for row in reader:
            if len(bad) >= MAX_COUNTED:
                break
            organisation = _read_row(row)
            if organisation is None:
                bad.append((reader.line_num, "The row does not hold one value for each column."))
            elif organisation.nis in found:
                bad.append((reader.line_num, "The NIS number stands twice."))
            else:
                found[organisation.nis] = organisation
    except (UnicodeDecodeError, csv.Error) as problem:
        return {}, [_bad_file(file, 1, f"It cannot be read as UTF-8 CSV ({type(problem).__name__}).")]
    is_all = len(bad) < MAX_COUNTED
    return found, [
        *(_bad_file(file, line, why) for line, why in bad[:MAX_TOLD]),
        *count_untold(len(bad), file, is_all=is_all),
    ]


def _read_row(row: list[str]) -> Organisation | None:
    if len(row) != len(COLUMNS) or not all(map(str.isprintable, row)):
        return None
    values = dict(zip(COLUMNS, row, strict=True))
    # Not `isdigit`, which takes the digits of every script and those that stand above the line.
    if not (_NIS.fullmatch(values["nis"]) and _POPULATION.fullmatch(values["population"]) and values["name"]):
        return None
    return Organisation(
        nis=values["nis"],
        name=values["name"],
        kind=values["kind"],
        province=values["province"],
        population=int(values["population"]),
        facilities=tuple(values["facilities"].split()),
        postal_codes=tuple(values["postalCodes"].split()),
    )


def _bad_file(file: str, line: int, why: str) -> Diagnostic:
    return error(
        "organisations-invalid",
        "The list of organisations cannot be read",
        why,
        "Restore the file from the catalog.",
        source=SourceRange(file, line, 1) if line else SourceRange(file),
    )


def find_organisation(given: StackOrganisation, known: Mapping[str, Organisation]) -> Organisation | None:
    """The organisation of a stack; None when its NIS number is not in the catalog and it is not described."""
    listed = known.get(given.nis) if given.nis else None
    if listed is None and not (given.name and given.kind):
        return None
    base = listed or Organisation(name=given.name or "", kind=given.kind or "other", nis=given.nis or "")
    return Organisation(
        name=given.name or base.name,
        kind=given.kind or base.kind,
        nis=base.nis,
        province=base.province,
        population=base.population,
        facilities=base.facilities,
        postal_codes=base.postal_codes,
        kbo=given.kbo,
        ovo=given.ovo,
    )
