"""What a change does to stacks, as Markdown for a pull request and as a page of its own. `data` as in `formats.impacts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bouwsteen.gitops import markup
from bouwsteen.reporting.templates import Say, render_page

_EFFECTS: Final = ("blocked", "action", "safe", "unaffected")
_NAMED: Final = 40


def impacts_html(data: Mapping[str, Any], say: Say, language: str) -> str:
    """A page that needs nothing beside itself."""
    touched = [stack for stack in data["stacks"] if stack["effect"] != "unaffected"]
    touched.sort(key=lambda stack: (_EFFECTS.index(stack["effect"]), stack["name"]))
    return render_page(
        "impact.html",
        say,
        language=language,
        data=data,
        effects=_EFFECTS,
        touched=touched,
        versions=_versions(data),
        relock=sum(stack["relock"] for stack in data["stacks"]),
        choose=lambda texts: choose(texts, language),
    )


def impacts_markdown(data: Mapping[str, Any], say: Say, language: str) -> str:
    """Short enough for a comment: causes whole, names of stacks folded away."""
    head = data["head"][:12] if data["head"] else say("impact.work-tree")
    lines = [
        f"## {say('impact.title')}",
        "",
        markup.text(say("impact.compared", base=data["base"][:12], head=head, day=data["day"])),
        "",
        f"| {say('impact.heading.effect')} | {say('impact.heading.number')} |",
        "| --- | ---: |",
        *(f"| {say(f'impact.effect.{effect}')} | {data['counts'][effect]} |" for effect in _EFFECTS),
    ]
    for cause in data["causes"]:
        lines += _markdown_cause(cause, say, language)
    for key, names in (
        ("safe", [stack["name"] for stack in data["stacks"] if stack["effect"] == "safe"]),
        *((key, [stack["name"] for stack in data["stacks"] if stack[key]]) for key in ("stood", "solved")),
    ):
        if names:
            lines += ["", markup.text(say(f"impact.{key}", stacks=_some(names, say)), 8_000)]
    if versions := _versions(data):
        lines += ["", f"### {say('impact.versions')}", ""]
        lines += [
            f"- {markup.text(block)} {markup.text(before or '-')} → {markup.text(after or '-')}: {number}"
            for block, before, after, number in versions
        ]
    if relock := sum(stack["relock"] for stack in data["stacks"]):
        lines += ["", markup.text(say("impact.relock", n=relock))]
    unread = [each for each in data["repositories"] if each["standing"] != "read"]
    if unread:
        lines += [
            "",
            f"### {say('impact.repositories')}",
            "",
            markup.text(say("impact.not-read", n=len(unread), all=len(data["repositories"]))),
            "",
        ]
        lines += [
            f"- **{markup.text(each['name'])}** {say('impact.standing.' + each['standing'])}: {markup.text(each['why'])}" for each in unread
        ]
    return "\n".join(lines) + "\n"


def _markdown_cause(cause: Mapping[str, Any], say: Say, language: str) -> Sequence[str]:
    due = f" ({say('impact.due', day=cause['due'])})" if cause["due"] else ""
    effect, kind = say(f"impact.one.{cause['effect']}"), say(f"impact.kind.{cause['kind']}")
    stacks = cause["stacks"]
    found = ["", f"### {effect}: {kind} {markup.text(cause['about'])}{due}", "", markup.text(choose(cause["detail"], language))]
    if remedy := choose(cause["remedy"], language):
        found += ["", f"_{say('impact.remedy')}:_ {markup.text(remedy)}"]
    form = "one" if len(stacks) == 1 else "other"
    summary = say(f"impact.stacks.{form}", n=len(stacks))
    return [*found, "", f"<details><summary>{summary}</summary>", "", markup.text(_some(stacks, say), 8_000), "", "</details>"]


def _some(names: Sequence[str], say: Say) -> str:
    """The first names, and how many more there are."""
    more = f" {say('impact.more', n=len(names) - _NAMED)}" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def choose(texts: Mapping[str, str], language: str) -> str:
    """In the language, else Dutch, else whatever there is."""
    return texts.get(language) or texts.get("nl") or next(iter(texts.values()), "")


def _versions(data: Mapping[str, Any]) -> list[tuple[str, str, str, int]]:
    counts: dict[tuple[str, str, str], int] = {}
    for stack in data["stacks"]:
        for block, change in stack["versions"].items():
            key = (block, change["before"], change["after"])
            counts[key] = counts.get(key, 0) + 1
    return [(*key, number) for key, number in sorted(counts.items())]
