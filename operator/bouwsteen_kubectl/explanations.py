"""`kubectl bouwsteen why`: an answer, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from bouwsteen.adapters.kubernetes.clients import ClusterError
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen_kubectl.answers import Answer, Link, State, Surroundings, explain_deleted, explain_instance, explain_stack
from bouwsteen_kubectl.clusters import PersonalCluster, told
from bouwsteen_kubectl.follow_ups import render_follow_up
from bouwsteen_kubectl.reasons import MEANINGS, Meaning
from bouwsteen_kubectl.targets import Target
from bouwsteen_operator.caches import Object
from bouwsteen_operator.conditions import ConditionType, Reason, find
from bouwsteen_operator.emergencies import FOLLOW_UP_KEY, follow_up_map
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.retentions import RETAINED_KEY, retained_map

_STYLES = {
    State.FINE: Style.GOOD,
    State.GOES_ON: Style.CHANGED,
    State.WAITS: Style.INFO,
    State.STALLED: Style.ERROR,
    State.UNSEEN: Style.WARNING,
    State.DELETED: Style.WARNING,
}
_WIDTH = 12  # of what stands before each line


def why(invocation: Invocation, cluster: PersonalCluster, target: Target) -> ExitCode:
    answer = _answer(cluster, target)
    now = datetime.now(UTC)
    invocation.emit(answer_json(answer), lambda: render_answer(answer, invocation.terminal.look, now))
    return ExitCode.OK


def _answer(cluster: PersonalCluster, target: Target) -> Answer:
    if target.kind != "Stack":
        return _answer_of_instance(cluster, cluster.read(target))
    with told(f"read {target}"):
        stack = cluster.find(KINDS["Stack"].path(cluster.namespace, target.name))
    left = _read_map(cluster, retained_map(target.name), RETAINED_KEY) if stack is None else None
    if left is not None and left.get("stack") == target.name:
        return explain_deleted(cluster.namespace, left)
    return answer_of_stack(cluster, stack if stack is not None else cluster.read(target))


def _read_map(cluster: PersonalCluster, name: str, key: str) -> dict[str, Any] | None:
    """What an operator wrote in a ConfigMap; None where there is none, or whoever asks may not read it."""
    try:
        found = cluster.find(f"/api/v1/namespaces/{cluster.namespace}/configmaps/{name}")
        document = orjson.loads(((found or {}).get("data") or {}).get(key, ""))
    except (ClusterError, ValueError):
        return None
    return document if isinstance(document, dict) and str(document.get("format_version", "")).startswith("1.") else None


def answer_of_stack(cluster: PersonalCluster, stack: Object) -> Answer:
    """Raises BouwsteenError."""
    name = stack["metadata"]["name"]
    with told("read the instances of the stack"):
        instances = [each for each in cluster.all_of("BlockInstance") if (each.get("spec") or {}).get("stack") == name]
    approvals = _if_allowed(lambda: cluster.all_of("Approval"))
    ready = find((stack.get("status") or {}).get("conditions") or (), ConditionType.READY)
    waits = ready is not None and ready.get("reason") == Reason.WAITING_FOR_STACK
    stacks = _if_allowed(lambda: cluster.find_all(KINDS["Stack"].path())) if waits else []
    in_emergency = ready is not None and ready.get("reason") == Reason.BREAK_GLASS
    follow_up = _read_map(cluster, follow_up_map(name), FOLLOW_UP_KEY) if in_emergency else None
    return explain_stack(stack, Surroundings(instances, approvals or (), stacks, follow_up, datetime.now(UTC).isoformat()))


def _answer_of_instance(cluster: PersonalCluster, instance: Object) -> Answer:
    name = str((instance.get("spec") or {}).get("stack", ""))
    with told(f"read the stack {name} of the instance"):
        stack = cluster.find(KINDS["Stack"].path(cluster.namespace, name))
        others = [each for each in cluster.all_of("BlockInstance") if (each.get("spec") or {}).get("stack") == name]
    return explain_instance(instance, stack, others)


def _if_allowed(read: Callable[[], Sequence[Object]]) -> Sequence[Object] | None:
    try:
        return read()
    except ClusterError:
        return None


def answer_json(answer: Answer) -> dict[str, Any]:
    """For programs: what `render_answer` says, without sentences of ours."""
    return {
        "format_version": "1.0",
        "object": answer.about,
        "namespace": answer.namespace,
        "state": answer.state.value,
        "reason": answer.reason,
        "message": answer.message,
        "since": answer.since,
        "chain": [_link_json(each) for each in answer.chain],
        "beside": [_link_json(each) for each in answer.remarks],
        "commands": list(answer.commands),
        "runbook": answer.runbook,
        "unseen_change": answer.unseen_change,
        **({"retained": list(answer.retained)} if answer.state is State.DELETED else {}),
        **({"follow_up": dict(answer.follow_up)} if answer.follow_up is not None else {}),
    }


def _link_json(link: Link) -> dict[str, Any]:
    return {"about": link.about, "reason": link.reason, "text": link.text, "since": link.since, "depth": link.depth}


def render_answer(answer: Answer, look: Look, now: datetime) -> str:
    """One line that says it, and under it why and what to do."""
    texts, sheet = look.texts, Sheet(look)
    meaning = _meaning(answer.reason)
    title = f" ({texts.of(meaning.title)})" if meaning and answer.state is not State.FINE else ""
    state = Styled(f"{texts(f'why.{answer.state.value}')}{title}", _STYLES[answer.state])
    sheet.line(Styled(answer.about, Style.BOLD), f" (-n {answer.namespace}): ", state)
    sheet.gap()
    if answer.unseen_change:
        _row(sheet, "why.beside", texts("why.unseen-change"), Style.WARNING)
    if answer.since:
        _row(sheet, "why.since", since_text(answer.since, now, look))
    if answer.message:
        _row(sheet, "why.what", answer.message)
    label = "why.because"
    for each in answer.chain:
        told_above = replace(each, text="") if each.text == answer.message else each
        _row(sheet, label, _link_text(told_above, look, now), indent=2 * each.depth)
        label = ""
    if answer.ready is not None:
        _row(sheet, "why.instances", texts("why.instances.ready", ready=answer.ready[0], total=answer.ready[1]))
    if answer.state is State.FINE and answer.applied_at:
        _row(sheet, "why.applied", since_text(answer.applied_at, now, look))
    for each in answer.remarks:
        _row(sheet, "why.beside", _remark_text(each, look))
    label = "why.retained"
    for kept in answer.retained:
        _row(sheet, label, f"{kept.get('address')} ({kept.get('type')}): {', '.join(map(str, kept.get('objects') or ()))}")
        label = ""
    _row(sheet, "why.do", _todo(answer, meaning, look))
    for command in answer.commands:
        sheet.line(f"{'':{_WIDTH}}    {command}")
    _row(sheet, "why.more", answer.runbook, Style.DIM)
    if answer.follow_up is not None:
        render_follow_up(answer.follow_up, sheet)
    return sheet.text()


def _row(sheet: Sheet, key: str, text: str, style: Style = Style.PLAIN, indent: int = 0) -> None:
    """A label and a text; what goes over the width comes under the text, not under the label."""
    under = Sheet(sheet.look)
    under.paragraph(text, indent=_WIDTH + indent, style=style)
    label = (sheet.look.texts(key) if key else "").ljust(_WIDTH)
    first, *rest = under.lines or [""]
    colored = sheet.look.paint(Styled(label, Style.DIM))
    sheet.lines.append((colored + first[_WIDTH:] if first[:_WIDTH].isspace() else colored + first).rstrip())
    sheet.lines += rest


def _meaning(reason: str) -> Meaning | None:
    """None for a reason of a newer operator."""
    return MEANINGS.get(Reason(reason)) if reason in set(Reason) else None


def _link_text(link: Link, look: Look, now: datetime) -> str:
    texts = look.texts
    if link.about.startswith("+"):
        return texts("why.others", n=link.about[1:])
    if link.about == "plan":
        return texts("why.plan", text=link.text or link.reason)
    if link.about.startswith("approval/"):
        return texts("why.other-approval", name=link.about, by=link.text)
    if link.reason in {"not-here", "not-seen"}:
        return f"{link.about}: {texts(f'why.{link.reason}')}"
    if link.depth:
        return f"{link.about}: {link.reason}" + (f", {link.text}" if link.text else "")
    since = f", {texts('why.since').lower()} {since_text(link.since, now, look)}" if link.since else ""
    return f"{link.about}: {_reason_text(link.reason, look)}{since}" + (f". {link.text}" if link.text else "")


def _reason_text(reason: str, look: Look) -> str:
    meaning = _meaning(reason)
    return f"{look.texts.of(meaning.title)} ({reason})" if meaning else reason


def _remark_text(link: Link, look: Look) -> str:
    meaning = _meaning(link.reason)
    do = f" {look.texts.of(meaning.do)}" if meaning and meaning.do else ""
    return f"{_reason_text(link.reason, look)}. {link.text}{do}"


def _todo(answer: Answer, meaning: Meaning | None, look: Look) -> str:
    if answer.state is State.DELETED:
        return look.texts("why.deleted.do")
    if answer.state is State.UNSEEN:
        return look.texts("why.unseen.do")
    if answer.state is State.FINE or meaning is None or meaning.do is None:
        return look.texts("why.nothing")
    return look.texts.of(meaning.do)


def since_text(moment: str, now: datetime, look: Look) -> str:
    """The moment itself, and how long ago that is. What is no moment is shown as it is."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    seconds = max(0, int((now - at.astimezone(UTC)).total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, minutes = rest // 3600, rest % 3600 // 60
    if days:
        span = look.texts("why.days", n=days)
    else:
        span = f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC ({look.texts('why.ago', span=span)})"
