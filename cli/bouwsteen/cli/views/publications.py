"""The catalog's life, for people. Works on the data of `formats.publications`."""

from __future__ import annotations

from typing import Any

from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled

_STYLES = {"candidate": Style.INFO, "stable": Style.GOOD, "deprecated": Style.WARNING, "recalled": Style.ERROR}
_KINDS = {
    "expected": Style.GOOD,
    "obligation": Style.BOLD,
    "deprecated": Style.WARNING,
    "recalled": Style.ERROR,
    "last-day": Style.WARNING,
}


def render_publication(data: dict[str, Any], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    said = "publish.done" if data["changed"] else "publish.same"
    sheet.line(
        Styled(texts(said, block=data["block"], version=data["version"]), Style.GOOD),
        "  ",
        Styled(data["channel"], _STYLES[data["channel"]]),
    )
    sheet.line(Styled(data["digest"], Style.DIM), indent=2)
    if data["compared_with"]:
        sheet.line(texts("publish.compared", version=data["compared_with"]), indent=2)
        _differences(sheet, data, look)
    if data["changed"]:
        sheet.gap()
        sheet.line(Styled(texts("up.next"), Style.BOLD))
        sheet.line(f"git tag -s {data['tag']}", indent=4)
    return sheet.text()


def _differences(sheet: Sheet, data: dict[str, Any], look: Look) -> None:
    if not data["differences"]:
        sheet.line(look.texts("publish.no-differences"), indent=4)
    for each in data["differences"]:
        style = Style.ERROR if each["breaking"] else Style.PLAIN
        sheet.line(Styled(f"{each['place']}: ", style), each["detail"], indent=4)
    if data["consumers"]:
        sheet.line(Styled(look.texts("publish.consumers"), Style.BOLD), indent=2)
        for each in data["consumers"]:
            sheet.line(f"{each['what']} {each['name']} ({each['through']})", indent=4)


def render_move(data: dict[str, Any], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    what = f"{data['block']} {data['version']}: "
    said = texts("move.done" if data["changed"] else "move.same")
    sheet.line(Styled(what, Style.BOLD), Styled(data["channel"], _STYLES[data["channel"]]), f"  {said}")
    if data["stacks"]:
        sheet.line(texts("move.stacks", stacks=", ".join(data["stacks"])), indent=2)
    return sheet.text()


def render_roadmap(data: dict[str, Any], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    rows = [
        [
            item["date"],
            Styled(item["block"], Style.BOLD),
            Styled(texts(f"roadmap.{item['kind']}"), _KINDS[item["kind"]]),
            item["version"] or "-",
            texts.choose(item["text"] or {}),
        ]
        for item in data["items"]
    ]
    sheet.table(rows, [texts(f"heading.{name}") for name in ("date", "block", "what", "version", "title")])
    if not rows:
        sheet.line(texts("roadmap.none"))
    return sheet.text()


def render_snapshot(data: dict[str, Any], look: Look) -> str:
    sheet = Sheet(look)
    sheet.line(Styled(look.texts("snapshot.done", number=data["number"], expires=data["expires"]), Style.GOOD))
    sheet.line(Styled(data["file"], Style.DIM), indent=2)
    return sheet.text()


def render_verification(data: dict[str, Any], look: Look) -> str:
    sheet = Sheet(look)
    signer = data["signed_by"]
    sheet.line(Styled(look.texts("verify.good", number=data["number"], expires=data["expires"], checked=data["checked"]), Style.GOOD))
    sheet.line(look.texts("verify.signer", name=signer["name"], fingerprint=signer["fingerprint"]), indent=2)
    return sheet.text()
