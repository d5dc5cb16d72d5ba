"""What a change does to stacks, for people at a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled

_STYLES: Final = {"unaffected": Style.DIM, "safe": Style.GOOD, "action": Style.WARNING, "blocked": Style.ERROR}
_NAMED: Final = 8


def render_impacts(data: Mapping[str, Any], look: Look, *, verbose: bool = False) -> str:
    """The counts, then each cause with the stacks that have it, then versions and repositories. `data` as in `formats.impacts`.

    With `verbose` every stack is named, without it the first ones.
    """
    texts = look.texts
    most = len(data["stacks"]) if verbose else _NAMED
    sheet = Sheet(look)
    head = data["head"][:12] if data["head"] else texts("impact.work-tree")
    sheet.line(Styled(texts("impact.compared", base=data["base"][:12], head=head, day=data["day"]), Style.DIM))
    sheet.table(
        [[Styled(texts(f"impact.effect.{effect}"), _STYLES[effect]), str(data["counts"][effect])] for effect in reversed(_STYLES)], indent=2
    )
    for cause in data["causes"]:
        _render_cause(cause, sheet, most)
    safe = [stack["name"] for stack in data["stacks"] if stack["effect"] == "safe"]
    if safe:
        sheet.gap()
        sheet.paragraph(texts("impact.safe", stacks=some(safe, texts, most)))
    _render_versions(data, sheet)
    if relock := sum(stack["relock"] for stack in data["stacks"]):
        sheet.gap()
        sheet.line(texts("impact.relock", n=relock))
    for key in ("stood", "solved"):
        names = [stack["name"] for stack in data["stacks"] if stack[key]]
        if names:
            sheet.gap()
            sheet.paragraph(texts(f"impact.{key}", stacks=some(names, texts, most)))
    _render_repositories(data["repositories"], sheet)
    return sheet.text()


def some(names: Sequence[str], texts: Texts, most: int) -> str:
    """The first names, and how many more there are."""
    listed = ", ".join(names[:most])
    return f"{listed} {texts('impact.more', n=len(names) - most)}" if len(names) > most else listed


def _render_cause(cause: Mapping[str, Any], sheet: Sheet, most: int) -> None:
    texts = sheet.look.texts
    sheet.gap()
    kind = texts(f"impact.kind.{cause['kind']}")
    due = f" ({texts('impact.due', day=cause['due'])})" if cause["due"] else ""
    effect: Part = Styled(texts(f"impact.one.{cause['effect']}"), _STYLES[cause["effect"]])
    sheet.line(effect, f"  {kind} ", Styled(cause["about"], Style.BOLD), due, Styled(f"  [{cause['code']}]", Style.DIM))
    sheet.paragraph(texts.choose(cause["detail"]), indent=2)
    remedy = texts.choose(cause["remedy"])
    if remedy:
        sheet.paragraph(remedy, indent=2, style=Style.DIM)
    stacks = cause["stacks"]
    sheet.paragraph(f"{texts.count('impact.stacks', len(stacks))}: {some(stacks, texts, most)}", indent=2)


def _render_versions(data: Mapping[str, Any], sheet: Sheet) -> None:
    texts = sheet.look.texts
    counts: dict[tuple[str, str, str], int] = {}
    for stack in data["stacks"]:
        for block, change in stack["versions"].items():
            key = (block, change["before"] or texts("impact.new"), change["after"] or texts("impact.gone"))
            counts[key] = counts.get(key, 0) + 1
    if counts:
        sheet.gap()
        sheet.line(Styled(texts("impact.versions"), Style.BOLD))
        arrow = sheet.look.glyph("→", "->")
        rows = [
            [block, f"{before} {arrow} {after}", texts.count("impact.stacks", n)] for (block, before, after), n in sorted(counts.items())
        ]
        sheet.table(rows, indent=2)


def _render_repositories(repositories: Sequence[Mapping[str, Any]], sheet: Sheet) -> None:
    texts = sheet.look.texts
    unread = [each for each in repositories if each["standing"] != "read"]
    if unread:
        sheet.gap()
        sheet.line(Styled(texts("impact.not-read", n=len(unread), all=len(repositories)), Style.WARNING))
        sheet.table([[each["name"], texts(f"impact.standing.{each['standing']}"), each["why"]] for each in unread], indent=2)
