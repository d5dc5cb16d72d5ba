"""What somebody corrects of what is known of them: the counter keeps both, with why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from forms_service.answers import Posted, is_clean
from forms_service.conditions import asked_fields
from forms_service.forms import Form, FormField, Step
from forms_service.judgements import Fault, StepReading
from forms_service.prefills import Prefill, is_corrected

SUFFIX: Final = ".reason"
_LEAST: Final = 3
_MOST: Final = 400


def read_reasons(fields: Sequence[FormField], posted: Posted) -> dict[str, str]:
    """Why these answers are not what is known, by question; those that were not shown are left out."""
    shown = (field.name for field in fields if f"{field.name}{SUFFIX}" in posted)
    return {name: " ".join(posted[f"{name}{SUFFIX}"][0].split())[: _MOST + 1] for name in shown}


def judge_corrections(prefill: Prefill, fields: Sequence[FormField], reading: StepReading) -> Iterator[Fault]:
    """A correction without a reason that can be kept. What is wrong already is not told twice."""
    wrong = {fault.field for fault in reading.faults}
    for field in fields:
        if field.name not in wrong and is_corrected(prefill, field.name, reading.answers) and not _holds(prefill, field.name):
            yield Fault(field.name, "reason", "reason")


def find_unreasoned(form: Form, answers: Mapping[str, Any], prefill: Prefill) -> Step | None:
    """The first step with a correction that says no reason."""
    for step, field in asked_fields(form, answers):
        if is_corrected(prefill, field.name, answers) and field.name in answers and not _holds(prefill, field.name):
            return step
    return None


def _holds(prefill: Prefill, name: str) -> bool:
    reason = prefill.reasons.get(name, "")
    return _LEAST <= len(reason) <= _MOST and is_clean(reason)
