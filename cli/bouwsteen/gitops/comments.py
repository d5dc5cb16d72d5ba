"""The comment under a pull request: one for all stacks, in Markdown, always shorter than every forge lets it be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.engine.findings import tell_more
from bouwsteen.engine.outlooks import Flow
from bouwsteen.formats.values_text import show_value
from bouwsteen.gitops.changes import PlaceChange, StackChange, State
from bouwsteen.gitops.markup import code, text
from bouwsteen.gitops.words import WORDS, Words
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import FieldChange
from bouwsteen.policy.judgements import Answer, Finding
from bouwsteen.values import ABSENT

MARKER: Final = "<!-- bouwsteen: pull request -->"
MOST_BYTES: Final = 60_000  # GitHub takes 65,536 characters, the others more
_MOST_ROWS: Final = 40  # of one environment
_MOST_PROBLEMS: Final = 20  # of one stack or environment
_MOST_FIELDS: Final = 6  # of one change
_LONGEST_FIELD: Final = 120
_MOST_STACKS: Final = 300
_SYMBOLS: Final = {State.UNAFFECTED: "⚪", State.CHANGES: "🟢", State.DENIED: "🔴", State.INVALID: "🔴"}
_COUNTED: Final = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.RETAIN)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that a comment tells. `refusal` says why nothing could be compared."""

    base: str
    head: str
    stacks: tuple[StackChange, ...]
    examined: int
    refusal: tuple[Diagnostic, ...] = ()
    behind: bool = False  # the base went on since head left it

    @property
    def affected(self) -> tuple[StackChange, ...]:
        return tuple(each for each in self.stacks if each.state is not State.UNAFFECTED)

    @property
    def state(self) -> State:
        if self.refusal:
            return State.INVALID
        order = list(State)
        return max((each.state for each in self.stacks), key=order.index, default=State.UNAFFECTED)


def render_comment(comparison: Comparison, language: str) -> str:
    """Whole parts only: what does not fit any more is counted in the last line."""
    words = WORDS[language]
    head = [MARKER, f"### {headline(comparison, words)}", ""]
    if comparison.refusal:
        head += [*_problems(comparison.refusal, words), ""]
    if comparison.affected:
        head += list(_table(comparison.affected, words))
    tail = ["", words.basis.format(base=comparison.base[:12], head=comparison.head[:12])]
    if comparison.behind:
        tail += ["", words.behind]
    tail.append("")
    sections = ["\n".join(section) for each in comparison.affected for section in _sections(each, words)]
    used = sum(len(line.encode()) + 1 for line in (*head, *tail)) + 200
    kept: list[str] = []
    for section in sections:
        used += len(section.encode()) + 1
        if used > MOST_BYTES:
            break
        kept.append(section)
    left = len(sections) - len(kept)
    more = ["", words.left_out.format(n=left)] if left else []
    return "\n".join([*head, *kept, *more, *tail])


def headline(comparison: Comparison, words: Words) -> str:
    if comparison.refusal:
        return words.refused
    affected = comparison.affected
    if not affected:
        return words.nothing.format(examined=comparison.examined)
    bad = sum(not each.state.is_good for each in affected)
    changed = words.changed_one if len(affected) == 1 else words.changed.format(n=len(affected))
    if not bad:
        return f"{changed}."
    return f"{changed}, {words.bad_one if bad == 1 else words.bad.format(n=bad)}."


def _table(stacks: Sequence[StackChange], words: Words) -> Iterator[str]:
    yield f"| | {words.stack} | {words.environment} | {words.changes} | {words.policies} | {words.approval} |"
    yield "| --- | --- | --- | --- | --- | --- |"
    rows = [row for each in stacks for row in _rows(each, words)]
    # The rows of what is refused first, so that they are there however many there are.
    rows.sort(key=lambda row: row[0])
    yield from (row for _, row in rows[:_MOST_STACKS])
    if len(rows) > _MOST_STACKS:
        yield f"| | {words.more_rows.format(n=len(rows) - _MOST_STACKS)} | | | | |"
    yield ""


def _rows(stack: StackChange, words: Words) -> Iterator[tuple[bool, str]]:
    symbol, name = _SYMBOLS[stack.state], code(stack.stack, 60)
    judged = _judged(stack, words)
    if not stack.places:
        yield stack.state.is_good, f"| {symbol} | {name} | | {_presence(stack, words)} | {judged} | |"
    for place in stack.places:
        cells = (symbol, name, code(place.environment, 60), counts(place, words), judged, words.approvals.get(place.approval, ""))
        yield stack.state.is_good, f"| {' | '.join(cells)} |"


def _presence(stack: StackChange, words: Words) -> str:
    if any(each.is_error for each in stack.problems):
        return words.invalid
    return {"added": words.added, "removed": words.removed}.get(stack.presence, "")


def _judged(stack: StackChange, words: Words) -> str:
    """What is invalid was not judged, so nothing is told about it: it is not good."""
    parts = []
    if stack.denials:
        parts.append(words.denials_one if len(stack.denials) == 1 else words.denials.format(n=len(stack.denials)))
    told = sum(each.fingerprint in stack.new and not each.denies for each in stack.findings)
    if told:
        parts.append(words.findings_one if told == 1 else words.findings.format(n=told))
    return ", ".join(parts) or ("" if stack.state is State.INVALID else "✓")


def counts(place: PlaceChange, words: Words) -> str:
    """`+3 ~1 -2`, or in words why there are no counts."""
    if place.plan is None:
        return words.invalid if place.problems else words.base_invalid
    found = place.plan.counts()
    shown = " ".join(f"{action.symbol}{found[action]}" for action in _COUNTED if found.get(action))
    return shown or words.no_change


def _sections(stack: StackChange, words: Words) -> Iterator[list[str]]:
    general = [
        *_problems(stack.problems, words),
        *(_finding(each, words) for each in _told(stack)[:40]),
    ]
    if stack.gone:
        general.append(f"- {words.gone.format(n=stack.gone)}")
    if general:
        yield _folded(code(stack.stack, 60), general)
    for place in stack.places:
        lines = list(_problems(place.problems, words))
        lines += [f"- {words.new_flow} {_flow(each, words)}" for each in place.new_flows[:20]]
        lines += [f"- {words.ended_flow} {_flow(each, words)}" for each in place.ended_flows[:20]]
        lines += list(_changes(place, words))
        if place.moved:
            lines.append(f"- {words.moved} {', '.join(code(part, 60) for part in place.moved[:12])}")
        if place.digest:
            lines.append(f"- {words.digest} <code>{place.digest}</code>")
        yield _folded(f"{code(place.stack, 60)} · {code(place.environment, 60)} · {counts(place, words)}", lines)


def _folded(title: str, lines: Sequence[str]) -> list[str]:
    return [f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""]


def _told(stack: StackChange) -> list[Finding]:
    """What is denied first, then what is new; what stood there before and denies nothing is left out."""
    told = [each for each in stack.findings if each.denies or each.fingerprint in stack.new]
    return sorted(told, key=lambda each: (not each.denies, each.policy, each.rule, each.address))


def _finding(finding: Finding, words: Words) -> str:
    mark = "🔴" if finding.denies else "🟡" if finding.action is not None else "🔵"
    if finding.answer is Answer.UNDETERMINED:  # neither good nor bad yet, whatever the policy would do
        mark = f"⚪ **{words.undetermined}**"
    message = finding.message.get(words.language) or finding.message["nl"]
    fix = finding.fix.get(words.language) or finding.fix["nl"]
    more = "".join(f" {text(sentence)}" for sentence in tell_more(finding, words.language))
    return f"- {mark} {code(f'{finding.policy}/{finding.rule}')} {code(finding.address)} {text(message)}{more} {text(fix)}"


def _problems(diagnostics: Sequence[Diagnostic], words: Words) -> Iterator[str]:
    """Of neighbours that are mended in one way, that is told once, behind the last."""
    shown = diagnostics[:_MOST_PROBLEMS]
    for each, following in zip_longest(shown, shown[1:]):
        alike = following is not None and (following.code, following.remedy) == (each.code, each.remedy)
        yield _problem(replace(each, remedy="") if alike else each, words)
    if len(diagnostics) > len(shown):
        yield f"- {words.more.format(n=len(diagnostics) - len(shown))}"


def _problem(diagnostic: Diagnostic, words: Words) -> str:
    mark = "🔴" if diagnostic.is_error else "🟡"
    place = f" {code(diagnostic.source)}" if diagnostic.source is not None else ""
    return f"- {mark}{place} {text(diagnostic.summary)}{words.colon} {text(diagnostic.detail)} {text(diagnostic.remedy)}".rstrip()


def _flow(flow: Flow, words: Words) -> str:
    data = flow.data
    categories, subjects = (", ".join(map(str, each)) for each in (data.categories, data.subjects))
    return (
        f"{code(flow.consumer, 60)} → {code(flow.to, 120)}{words.colon} {text(categories)} ({text(subjects)}). "
        f"{words.purpose}{words.colon} {text(data.purpose)}. {words.legal_basis}{words.colon} {text(data.legal_basis)}. "
        f"{words.retention}{words.colon} {text(data.retention)}."
    )


def _changes(place: PlaceChange, words: Words) -> Iterator[str]:
    changes = [each for each in place.plan.changes if each.is_change] if place.plan is not None else []
    for change in changes[:_MOST_ROWS]:
        fields = ", ".join(_field(each, words) for each in change.fields[:_MOST_FIELDS])
        more = f" {words.more_fields.format(n=len(change.fields) - _MOST_FIELDS)}" if len(change.fields) > _MOST_FIELDS else ""
        told = f"{words.colon} {fields}{more}" if fields else ""
        yield f"- `{change.action.symbol}` {code(change.address.local)} {words.actions[change.action.value]}{told}"
    if len(changes) > _MOST_ROWS:
        yield f"- {words.more.format(n=len(changes) - _MOST_ROWS)}"


def _field(field: FieldChange, words: Words) -> str:
    """`name = 30 → 60`: what reviewers read first. Secrets and what is not known yet by their words, as in a plan."""

    def show(value: Any) -> str:
        return show_value(value, secret=words.hidden, unknown=words.unknown)

    if field.before is ABSENT:
        return code(f"{field.name} = {show(field.after)}", _LONGEST_FIELD)
    if field.after is ABSENT:
        return f"<del>{code(f'{field.name} = {show(field.before)}', _LONGEST_FIELD)}</del>"
    return f"{code(field.name, 60)} = {code(show(field.before), 60)} → {code(show(field.after), 60)}"
