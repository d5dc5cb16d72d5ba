"""What the API server asks of a webhook, and what it is told: `AdmissionReview` of admission.k8s.io/v1. Pure.

An answer is bounded, whatever is wrong: the first mistakes are told, and how many more there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bouwsteen.diagnostics import Diagnostic
from bouwsteen_operator.conditions import sentence
from bouwsteen_operator.judges import Judgement
from bouwsteen_operator.settings import API_VERSION, GROUP

REVIEW: Final = "admission.k8s.io/v1"
MOST_TOLD: Final = 20
MOST_CHARACTERS: Final = 1_000  # of one mistake
MOST_WARNINGS: Final = 10
WARNING_CHARACTERS: Final = 250  # the API server cuts off behind 256
_LONGEST_NAME: Final = 253


class ReviewError(Exception):
    """What was asked is no review that can be answered. The text is for who runs the cluster."""


@dataclass(frozen=True, slots=True)
class Review:
    """One question. `object` is the whole object as it would be kept."""

    uid: str
    object: Mapping[str, Any] = field(repr=False)

    @property
    def kind(self) -> str:
        return str(self.object["kind"])

    @property
    def namespace(self) -> str:
        """Empty for what has none."""
        return str(self.object["metadata"].get("namespace", ""))

    @property
    def place(self) -> str:
        return "/".join(filter(None, (self.namespace, str(self.object["metadata"]["name"]))))


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` and `reason` are those of a refusal, as the API server tells it."""

    allowed: bool
    message: str = ""
    code: int = 200
    reason: str = ""
    causes: tuple[Mapping[str, str], ...] = ()
    warnings: tuple[str, ...] = ()


def read_review(body: bytes, kinds: Iterable[str]) -> Review:
    """Raises ReviewError for what is none, or is about something that nobody judges here."""
    try:
        said = orjson.loads(body)
        request = said["request"]
        uid, obj = request["uid"], request["object"]
        metadata = obj["metadata"]
        is_one = said["apiVersion"] == REVIEW and said["kind"] == "AdmissionReview" and isinstance(uid, str)
        is_ours = obj["apiVersion"] == API_VERSION and obj["kind"] in set(kinds) and isinstance(obj.get("spec"), dict)
        # What is made with `generateName` has no name yet.
        name = str(metadata.get("name") or request.get("name") or metadata.get("generateName") or "")[:_LONGEST_NAME]
        namespace = str(request.get("namespace") or metadata.get("namespace") or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        raise ReviewError(f"It is no AdmissionReview of {REVIEW}.") from None
    if not is_one:
        raise ReviewError(f"It is no AdmissionReview of {REVIEW}.")
    if not is_ours:
        raise ReviewError("It is about an object that is not judged here.")
    return Review(uid, {**obj, "metadata": {**metadata, "name": name, **({"namespace": namespace} if namespace else {})}})


def answer_of(judgement: Judgement) -> Answer:
    warnings = tuple(_cut(_flat(each), WARNING_CHARACTERS) for each in judgement.warnings[:MOST_WARNINGS])
    if not judgement.problems:
        return Answer(allowed=True, warnings=warnings)
    ordered = sorted(
        dict.fromkeys(judgement.problems), key=lambda each: (str(each.source or ""), each.address or "", each.code, each.detail)
    )
    shown = ordered[:MOST_TOLD]
    more = f"\nAnd {len(ordered) - MOST_TOLD} more." if len(ordered) > MOST_TOLD else ""
    message = "\n".join(_cut(_told(each), MOST_CHARACTERS) for each in shown) + more
    causes = tuple({"reason": each.code, "field": _field(each), "message": _cut(_flat(each), MOST_CHARACTERS)} for each in shown)
    code, reason = (403, "Forbidden") if judgement.denied else (422, "Invalid")
    return Answer(allowed=False, message=message, code=code, reason=reason, causes=causes, warnings=warnings)


def unanswered(why: str) -> Answer:
    """It could not be judged, so it is refused; another try may help."""
    return Answer(allowed=False, message=f"{why} Nothing was kept; try again.", code=503, reason="ServiceUnavailable")


def write_answer(review: Review, answer: Answer) -> bytes:
    response: dict[str, Any] = {"uid": review.uid, "allowed": answer.allowed}
    if answer.warnings:
        response["warnings"] = list(answer.warnings)
    if not answer.allowed:
        details = {"group": GROUP, "kind": review.kind, "name": str(review.object["metadata"]["name"]), "causes": list(answer.causes)}
        response["status"] = {
            "status": "Failure",
            "message": answer.message,
            "code": answer.code,
            "reason": answer.reason,
            "details": details,
        }
    return orjson.dumps({"apiVersion": REVIEW, "kind": "AdmissionReview", "response": response})


def _told(problem: Diagnostic) -> str:
    """Where, what, why, what to do: in one line."""
    place = _field(problem)
    return f"{place}: {_flat(problem)}" if place else _flat(problem)


def _flat(problem: Diagnostic) -> str:
    return sentence(f"{problem.summary}: {problem.detail}", problem.remedy).replace("\n", " ")


def _field(problem: Diagnostic) -> str:
    """The path in the object, as in `spec.blocks[0].version`; of what is not in it, the address or the object that it is in."""
    if problem.source is None:
        return problem.address or ""
    document, _, path = problem.source.file.partition(") ")
    return path or problem.address or document + (")" if "(" in document and not document.endswith(")") else "")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
