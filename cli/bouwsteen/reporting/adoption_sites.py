"""The adoption report as pages that open from a folder: one for each language, charts drawn in the page, no script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from bouwsteen.reporting.templates import Say, render_page

PAGES: Final = {"nl": "index.html", "fr": "fr.html", "en": "en.html"}
# What an organisation has as null where nobody measured it, since git does not hold it, and the command that finds it out.
UNMEASURED: Final = {"drift": "bouwsteen drift STACK", "evidence": "bouwsteen loadtest STACK"}
_AGES: Final = ((90, "90"), (180, "180"), (365, "365"))  # days


class Bar(NamedTuple):
    """A line of a chart. `part` and `late` are shares of the whole, 0 to 1; `late` lies inside `part`."""

    label: str
    figure: str
    part: float
    late: float = 0.0


class Measure(NamedTuple):
    """`drift` or `evidence`: of how many organisations it is known, and of how many not as it should be."""

    name: str
    amiss: int
    whole: int


def measures_of(data: Mapping[str, Any]) -> list[Measure]:
    """Those that anybody measured. `data` as in `formats.adoptions`."""
    amiss = {"drift": data["totals"]["drifting"], "evidence": data["totals"]["unproven"]}
    return [
        Measure(name, amiss[name], sum(each[name] is not None for each in data["organisations"]))
        for name in UNMEASURED
        if amiss[name] is not None
    ]


def adoption_page(data: Mapping[str, Any], say: Say, language: str) -> str:
    blocks = [block for block in data["blocks"] if block["organisations"]]
    return render_page(
        "report.html",
        say,
        language=language,
        pages=PAGES,
        measures=(measures := measures_of(data)),
        unmeasured={name: command for name, command in UNMEASURED.items() if name not in {each.name for each in measures}},
        data=data,
        blocks=blocks,
        by_block=_by_block(blocks, data["totals"]["organisations"]),
        by_province=[
            Bar(each["name"], f"{each['adopting']} / {each['organisations']}", _share(each["adopting"], each["organisations"]))
            for each in data["provinces"]
        ],
        by_age=_by_age(data, say),
        by_obligation=_by_obligation(data),
        formatted=lambda number: f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
    )


def _by_block(blocks: Sequence[Mapping[str, Any]], organisations: int) -> list[Bar]:
    ordered = sorted(blocks, key=lambda each: (-each["organisations"], each["name"]))
    return [
        Bar(each["name"], str(each["organisations"]), _share(each["organisations"], organisations), _share(each["behind"], organisations))
        for each in ordered
    ]


def _by_age(data: Mapping[str, Any], say: Say) -> list[Bar]:
    ages = [row["age"] for each in data["organisations"] for row in each["adoptions"] if row["since"]]
    found, low = [], 0
    for days, label in _AGES:
        number = sum(low <= age < days for age in ages)
        found.append(Bar(say("report.age.under", days=label), str(number), _share(number, len(ages))))
        low = days
    number = sum(age >= low for age in ages)
    return [*found, Bar(say("report.age.over", days=_AGES[-1][1]), str(number), _share(number, len(ages)))]


def _by_obligation(data: Mapping[str, Any]) -> list[Bar]:
    lacks: dict[str, list[Mapping[str, Any]]] = {}
    for each in data["organisations"]:
        for lack in each["missing"]:
            lacks.setdefault(f"{lack['block']} ({lack['from']})", []).append(lack)
    whole = data["totals"]["organisations"]
    return [
        Bar(name, str(len(rows)), _share(len(rows), whole), _share(sum(row["due"] for row in rows), whole))
        for name, rows in sorted(lacks.items())
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
