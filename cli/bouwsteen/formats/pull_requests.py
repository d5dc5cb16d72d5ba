"""What a change between two revisions does, for programs.

    format_version  "1.0"
    base, head      commits                     state    unaffected, changes, denied, invalid
    examined        stacks that were compared   basis    "documents": planned without record, world or secret
    stacks[]        {stack, state, presence, new[], gone, findings[], diagnostics[], places[]}
    places[]        {environment, approval, base_intent_digest, intent_digest, moved[], summary, new_flows[], ended_flows[], diagnostics[]}
    flows[]         {consumer, use, to, categories[], subjects[], purpose, legal_basis, retention}
    diagnostics[]   why nothing could be compared
`statuses_json` is what a forge shows beside a commit: {aggregate, statuses[]}, each {context, state, description}; `state` is
success or failure.
"""

from __future__ import annotations

from typing import Any, Final

from bouwsteen.engine.outlooks import Flow
from bouwsteen.formats.diagnostics_json import diagnostic_json
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.formats.policies import finding_json
from bouwsteen.gitops.changes import PlaceChange, StackChange
from bouwsteen.gitops.comments import Comparison, counts, headline
from bouwsteen.gitops.words import WORDS, Words

FORMAT_VERSION: Final = "1.0"
_LONGEST: Final = 140  # of a description on GitHub


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "base": comparison.base,
        "head": comparison.head,
        "state": comparison.state.value,
        "examined": comparison.examined,
        "basis": "documents",
        "diagnostics": [diagnostic_json(each) for each in comparison.refusal],
        "stacks": [_stack_json(each) for each in comparison.affected],
    }


def _stack_json(stack: StackChange) -> dict[str, Any]:
    return {
        "stack": stack.stack,
        "state": stack.state.value,
        "presence": stack.presence,
        "new": sorted(stack.new),
        "gone": stack.gone,
        "findings": [finding_json(each) for each in stack.findings],
        "diagnostics": [diagnostic_json(each) for each in stack.problems],
        "places": [_place_json(each) for each in stack.places],
    }


def _place_json(place: PlaceChange) -> dict[str, Any]:
    return {
        "environment": place.environment,
        "approval": place.approval,
        "base_intent_digest": place.base_digest,
        "intent_digest": place.digest,
        "moved": list(place.moved),
        "summary": place_plan_json(place)["summary"] if place.plan is not None else None,
        "new_flows": [flow_json(each) for each in place.new_flows],
        "ended_flows": [flow_json(each) for each in place.ended_flows],
        "diagnostics": [diagnostic_json(each) for each in place.problems],
    }


def place_plan_json(place: PlaceChange) -> dict[str, Any]:
    """As a plan; `basis` says that it was made from documents, so that nobody takes it for one that can be applied."""
    if place.plan is None:
        return {"basis": "documents", "diagnostics": [diagnostic_json(each) for each in place.problems]}
    return {**plan_json(place.plan), "basis": "documents"}


def flow_json(flow: Flow) -> dict[str, Any]:
    data = flow.data
    return {
        "consumer": flow.consumer,
        "use": flow.use,
        "to": flow.to,
        "categories": list(data.categories),
        "subjects": list(data.subjects),
        "purpose": data.purpose,
        "legal_basis": data.legal_basis,
        "retention": data.retention,
    }


def statuses_json(comparison: Comparison, language: str) -> dict[str, Any]:
    words = WORDS[language]
    return {
        "format_version": FORMAT_VERSION,
        "aggregate": _status("bouwsteen", comparison.state.is_good, headline(comparison, words)),
        "statuses": [_status(f"bouwsteen/{each.stack}", each.state.is_good, _described(each, words)) for each in comparison.affected],
    }


def _described(stack: StackChange, words: Words) -> str:
    return "; ".join(f"{place.environment}: {counts(place, words)}" for place in stack.places) or stack.state.value


def _status(context: str, good: bool, description: str) -> dict[str, str]:
    shown = description if len(description) <= _LONGEST else f"{description[: _LONGEST - 1]}…"
    return {"context": context, "state": "success" if good else "failure", "description": shown}
