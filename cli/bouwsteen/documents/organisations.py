"""The municipalities of Flanders, `catalog/organisations.csv`, and who a stack's organisation is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.schema_problems import MAX_TOLD, count_untold
from bouwsteen.documents.stacks import StackOrganisation

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
    try:
        reader = csv.reader(io.StringIO(text.decode("utf-8")), strict=True)
        rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as problem:
        return {}, [_bad_file(file, 1, f"It cannot be read as UTF-8 CSV ({type(problem).__name__}).")]
    if not rows or tuple(rows[0]) != COLUMNS:
        return {}, [_bad_file(file, 1, f"The first line names the columns, and these are {', '.join(COLUMNS)}.")]
    found: dict[str, Organisation] = {}
    problems: list[Diagnostic] = []
    for line, row in enumerate(rows[1:], start=2):
        organisation = _read_row(row)
        if organisation is None or organisation.nis in found:
            why = "The NIS number stands twice." if organisation else "The row does not hold one value for each column."
            problems.append(_bad_file(file, line, why))
        else:
            found[organisation.nis] = organisation
    return found, [*problems[:MAX_TOLD], *count_untold(len(problems), file)]


def _read_row(row: list[str]) -> Organisation | None:
    if len(row) != len(COLUMNS):
        return None
    values = dict(zip(COLUMNS, row, strict=True))
    if not (values["nis"].isdigit() and len(values["nis"]) == 5 and values["population"].isdigit() and values["name"]):
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
        source=SourceRange(file, line, 1),
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
