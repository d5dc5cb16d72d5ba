"""A plan in plain language, for who decides about it without knowing the technique: a secretary-general, a data protection officer.

    describe(plan, …) → PlainPlan     what changes, which data goes where, what is interrupted; values alone
    render_text, render_page          as text, and as a page to print and sign

The same plan always gives the same bytes: no date, no name of who runs it.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final

from bouwsteen.documents.stacks import DataFlow
from bouwsteen.engine.outlooks import Flow, InstanceFacts
from bouwsteen.phrases import quoted
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change
from bouwsteen.planning.plans import Plan
from bouwsteen.reporting.plain_words import WORDS, Words
from bouwsteen.values import ABSENT


class Fate(enum.StrEnum):
    """What becomes of a service."""

    NEW = "new"
    CHANGED = "changed"
    RENEWED = "renewed"  # the same to people, with other keys or addresses
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter that changes. ABSENT is what the block does by itself."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class PlainService:
    instance: str
    title: Mapping[str, str]
    label: str
    fate: Fate
    is_interrupted: bool = False
    loses_data: bool = False
    keeps_data: bool = False
    is_simulated: bool = False
    settings: tuple[Setting, ...] = ()
    files: tuple[tuple[str, Fate], ...] = ()  # path → whether it is new, changed or gone


@dataclass(frozen=True, slots=True)
class PlainFlow:
    """Data that goes from one service to another; both as people call them."""

    source: Mapping[str, str]
    target: Mapping[str, str]
    data: DataFlow
    ends: bool = False


@dataclass(frozen=True, slots=True)
class PlainPlan:
    stack: str
    environment: str
    organisation: str
    services: tuple[PlainService, ...]
    flows: tuple[PlainFlow, ...]
    digest: str
    destroys: bool = False


def describe(
    plan: Plan,
    organisation: str,
    facts: Mapping[str, InstanceFacts],
    new_flows: Sequence[Flow],
    ended_flows: Sequence[Flow] = (),
    *,
    before: Mapping[str, InstanceFacts] | None = None,
    stoppable: Collection[str] = (),
    data_types: Collection[str] = (),
) -> PlainPlan:
    """`facts` by instance, of before and after; `before` those of before alone, where they are known.

    `stoppable` and `data_types` are types of resources that run, and that hold data.
    """
    by_instance: dict[str, list[Change]] = {}
    for change in plan.changes:
        by_instance.setdefault(change.address.instance, []).append(change)
    services = tuple(
        service
        for instance, changes in sorted(by_instance.items())
        if (service := _service(instance, changes, facts, plan.fidelities.get(instance, ""), stoppable, data_types)) is not None
    )
    services = tuple(_detail(each, (before or {}).get(each.instance), facts.get(each.instance)) for each in services)
    flows = tuple(_flow(flow, facts, ends=ends) for found, ends in ((new_flows, False), (ended_flows, True)) for flow in found)
    digest = plan.digest if plan.destroys else plan.intent_digest  # as `bouwsteen approve` records it
    return PlainPlan(plan.stack, plan.environment, organisation, services, flows, digest, plan.destroys)


def find_new_flows(plan: Plan, flows: Sequence[Flow]) -> tuple[Flow, ...]:
    """Those that begin with this plan: their service is new, or what ties it to the other one is."""
    standing = {change.address.instance for change in plan.changes if change.action not in {Action.CREATE, Action.RESTORE}}
    made = [change.address.local for change in plan.changes if change.action is Action.CREATE]

    def begins(flow: Flow) -> bool:
        tie = f'{flow.to}["{flow.consumer}"]'
        return flow.consumer not in standing or any(local.startswith(tie) for local in made)

    return tuple(flow for flow in flows if begins(flow)) if plan.has_changes else ()


def _service(
    instance: str,
    changes: Sequence[Change],
    facts: Mapping[str, InstanceFacts],
    fidelity: str,
    stoppable: Collection[str],
    data_types: Collection[str],
) -> PlainService | None:
    moving = [change for change in changes if change.action is not Action.NO_OP]
    if not moving:
        return None
    actions = {change.action for change in changes}
    if actions <= {Action.CREATE, Action.RESTORE}:
        fate = Fate.NEW
    elif actions <= {Action.DELETE, Action.RETAIN}:
        fate = Fate.GONE
    else:
        fate = Fate.CHANGED if any(change.fields for change in moving) else Fate.RENEWED
    interrupts = fate in {Fate.CHANGED, Fate.RENEWED} and any(
        change.deletes_first or (change.type in stoppable and change.action in {Action.UPDATE, Action.REPLACE}) for change in moving
    )
    known = facts.get(instance)
    return PlainService(
        instance,
        known.title if known is not None else {"nl": instance},
        known.label if known is not None else "",
        fate,
        interrupts,
        any(change.loses_data or (change.action is Action.DELETE and change.type in data_types) for change in moving),
        Action.RETAIN in actions,
        fidelity == "simulated" and fate is not Fate.GONE,
    )


def _detail(service: PlainService, before: InstanceFacts | None, after: InstanceFacts | None) -> PlainService:
    """With what its stack says differently, where both are known and it stays."""
    if before is None or after is None or service.fate not in {Fate.CHANGED, Fate.RENEWED}:
        return service
    settings = [
        Setting(name, before.settings.get(name, ABSENT), after.settings.get(name, ABSENT))
        for name in sorted({*before.settings, *after.settings})
        if before.settings.get(name, ABSENT) != after.settings.get(name, ABSENT)
    ]
    files = [
        (path, Fate.NEW if path not in before.files else Fate.GONE if path not in after.files else Fate.CHANGED)
        for path in sorted({*before.files, *after.files})
        if before.files.get(path) != after.files.get(path)
    ]
    return replace(service, settings=tuple(settings), files=tuple(files))


def _flow(flow: Flow, facts: Mapping[str, InstanceFacts], *, ends: bool) -> PlainFlow:
    parts = flow.to.split("/")
    known = facts.get(parts[0]) if len(parts) == 2 else None
    target = known.title if known is not None else {"nl": flow.to}
    source = facts.get(flow.consumer)
    return PlainFlow(source.title if source is not None else {"nl": flow.consumer}, target, flow.data, ends)


# As text


def render_text(plain: PlainPlan, language: str) -> str:
    words = WORDS[language]
    lines = [_title(plain, words), ""]
    if not plain.services and not plain.flows:
        return "\n".join([*lines, words.nothing, ""])
    for heading, sentences in _sections(plain, words):
        lines += [heading, *(f"- {sentence}" for sentence in sentences), ""]
    lines += [words.technical.format(stack=plain.stack, environment=plain.environment), f"{words.digest} {plain.digest}", ""]
    return "\n".join(lines)


def _title(plain: PlainPlan, words: Words) -> str:
    place = words.environments.get(plain.environment, plain.environment)
    return words.title.format(organisation=plain.organisation, environment=place)


def _sections(plain: PlainPlan, words: Words) -> list[tuple[str, list[str]]]:
    """Heading → sentences, without those that would be empty; that nothing is interrupted and no data moves is told all the same."""
    services = [sentence for each in plain.services for sentence in _told(each, words)]
    interrupted = [words.interrupted.format(service=_name(each, words)) for each in plain.services if each.is_interrupted]
    flows = [_sentence(each, words) for each in plain.flows]
    losses = [words.loses.format(service=_name(each, words)) for each in plain.services if each.loses_data]
    losses += [words.keeps.format(service=_name(each, words)) for each in plain.services if each.keeps_data]
    simulated = [_name(each, words) for each in plain.services if each.is_simulated]
    sections = [
        (words.changes, services),
        (words.data, [*flows, *losses] or [words.no_data]),
        (words.downtime, interrupted or [words.no_downtime]),
    ]
    if simulated:
        sections.append((words.simulated, [words.simulation.format(services=", ".join(simulated))]))
    return [(heading, sentences) for heading, sentences in sections if sentences]


def _told(service: PlainService, words: Words) -> Iterator[str]:
    name = _name(service, words)
    yield words.fates[service.fate.value].format(service=name)
    for setting in service.settings:
        shown = [_value(each, words) for each in (setting.before, setting.after)]
        told = words.setting if all(shown) else words.setting_without_values
        yield told.format(service=name, setting=setting.name, before=shown[0], after=shown[1])
    for path, fate in service.files:
        yield words.files[fate.value].format(service=name, file=quoted(path, 120)[1:-1])


def _value(value: Any, words: Words) -> str:
    """Empty for what is not one value: that is not for this page."""
    if value is ABSENT:
        return words.standard
    if isinstance(value, bool):
        return words.yes if value else words.no
    return quoted(value, 80).replace("`", '"') if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _name(service: PlainService, words: Words) -> str:
    title = choose(service.title, words)
    return f"{title} ({service.label or service.instance})"


def _sentence(flow: PlainFlow, words: Words) -> str:
    template = words.ended_flow if flow.ends else words.flow
    data = flow.data
    return template.format(
        source=choose(flow.source, words),
        target=choose(flow.target, words),
        categories=", ".join(data.categories),
        subjects=", ".join(data.subjects),
        purpose=data.purpose,
        basis=data.legal_basis,
        retention=data.retention,
    )


def choose(text: Mapping[str, str], words: Words) -> str:
    return text.get(words.language) or text.get("nl") or next(iter(text.values()), "")


# As a page

_STYLE: Final = """
body { font: 1.05rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: bold; padding-bottom: .4rem; }
th, td { border: 1px solid #666; padding: .4rem .6rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; } .line { border-bottom: 1px solid #1a1a1a; height: 2.2rem; }
.scroll { overflow-x: auto; } .sign th { width: 9rem; }
@media print { body { margin: 0; max-width: none; } .sign { break-inside: avoid; } }
"""


def render_page(plain: PlainPlan, language: str) -> str:
    """One file without scripts or anything from elsewhere. Everything that stands in a document is escaped."""
    words = WORDS[language]
    title = escape(_title(plain, words))
    body = [f"<h1>{title}</h1>"]
    if not plain.services and not plain.flows:
        body.append(f"<p>{escape(words.nothing)}</p>")
    for heading, sentences in _sections(plain, words):
        body.append(f"<h2>{escape(heading)}</h2>")
        body.append("<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>")
        if heading == words.data and plain.flows:
            body.append(_table(plain.flows, words))
    body.append(_signature(plain, words))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _table(flows: Sequence[PlainFlow], words: Words) -> str:
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in words.columns)
    rows = []
    for flow in flows:
        data = flow.data
        cells = (
            f"{choose(flow.source, words)} → {choose(flow.target, words)}",
            ", ".join(data.categories),
            ", ".join(data.subjects),
            data.purpose,
            data.legal_basis,
            data.retention,
        )
        rows.append(f'<tr><th scope="row">{escape(cells[0])}</th>' + "".join(f"<td>{escape(each)}</td>" for each in cells[1:]) + "</tr>")
    head = f"<caption>{escape(words.caption)}</caption><thead><tr>{heads}</tr></thead>"
    label = f'tabindex="0" role="region" aria-label="{escape(words.caption)}"'
    return f'<div class="scroll" {label}><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _signature(plain: PlainPlan, words: Words) -> str:
    rows = "".join(f'<tr><th scope="row">{escape(each)}</th><td class="line"></td></tr>' for each in words.sign_rows)
    return (
        f'<section class="sign"><h2>{escape(words.sign)}</h2><p>{escape(words.signing)}</p>'
        f"<p>{escape(words.digest)} <code>{escape(plain.digest)}</code></p>"
        f"<table><caption>{escape(words.sign_caption)}</caption><tbody>{rows}</tbody></table></section>"
    )
