"""Whether answers may be given: the form's JSON Schema decides, and what it cannot say (dates against today) is added.

A fault names the question, the part of it and a code; `wording` turns it into a sentence in somebody's language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date, timedelta
from typing import Any

import jsonschema_rs

from forms_service.answers import ABSENT, MAXIMUM_CHARACTERS, Unreadable, is_clean, read_answer
from forms_service.conditions import Answers, asked_fields, asked_steps, prune_answers
from forms_service.forms import DateLimit, FormField, Step
from forms_service.loading import LoadedForm


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the answer to one question."""

    field: str
    code: str
    part: str | None = None
    values: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class StepReading:
    """What was posted for one step: the answers that may be kept and the faults of the others."""

    answers: Mapping[str, Any]
    faults: tuple[Fault, ...]


def read_step(loaded: LoadedForm, fields: tuple[FormField, ...], posted: Mapping[str, Any], known: Answers, today: date) -> StepReading:
    """Read and judge the questions of one step, beside the answers that are known already."""
    read = {field.name: read_answer(field, loaded.form.data.properties[field.name], posted) for field in fields}
    answers = {name: answer for name, answer in read.items() if answer is not ABSENT and not isinstance(answer, Unreadable)}
    context = {name: answer for name, answer in known.items() if name not in read} | answers
    faults: list[Fault] = []
    for field in fields:
        answer = read[field.name]
        if isinstance(answer, Unreadable):
            limit = getattr(loaded.form.data.properties[field.name], "max_length", None) or MAXIMUM_CHARACTERS
            faults.append(Fault(field.name, answer.code, values={"limit": limit} if answer.code == "too-long" else {}))
        else:
            faults += judge_answer(loaded, field, context, today)
    wrong = {fault.field for fault in faults}
    return StepReading({name: answer for name, answer in answers.items() if name not in wrong}, tuple(faults))


def judge_answer(loaded: LoadedForm, field: FormField, answers: Answers, today: date) -> list[Fault]:
    """The faults of the answer to a question that is asked."""
    if field.name not in answers:
        return [Fault(field.name, "required")] if field.name in loaded.form.data.required else []
    answer = answers[field.name]
    faults = [_describe(field.name, error) for error in loaded.property_validators[field.name].iter_errors(answer)]
    if not faults:
        faults = [*_judge_characters(field, answer), *_judge_limits(field, answers, today)]
    return faults


def judge_answers(loaded: LoadedForm, answers: Answers, today: date) -> list[Fault]:
    """The faults of a whole form: empty exactly if it may be submitted, and then it fits the form's JSON Schema."""
    asked = {field.name: field for _, field in asked_fields(loaded.form, answers)}
    faults = [Fault(name, "not-asked") for name in answers if name not in asked]
    for field in asked.values():
        faults += judge_answer(loaded, field, answers, today)
    if not faults and not loaded.validator.is_valid(dict(answers)):
        faults = [_describe("", error) for error in loaded.validator.iter_errors(dict(answers))]
    return faults


def find_unfinished_step(loaded: LoadedForm, answers: Answers, today: date) -> Step | None:
    """The first step with a question whose answer is missing or wrong; None when the form can be submitted."""
    kept = prune_answers(loaded.form, answers)
    for step, fields in asked_steps(loaded.form, kept):
        if any(judge_answer(loaded, field, kept, today) for field in fields):
            return step
    return None


def _describe(name: str, error: jsonschema_rs.ValidationError) -> Fault:
    kind = error.kind
    values = {"limit": kind.value} if isinstance(kind.value, (int, float)) else {}
    part = next((str(item) for item in error.instance_path), None)
    if kind.name == "required":
        part = str(kind.as_dict().get("property", "")) or None
    return Fault(name, _CODES.get(kind.name, kind.name), part, values)


_CODES = {
    "minLength": "too-short",
    "maxLength": "too-long",
    "minimum": "too-small",
    "maximum": "too-large",
    "multipleOf": "too-precise",
    "enum": "choice",
    "const": "required",
    "required": "required",
    "minItems": "required",
}


def _judge_characters(field: FormField, answer: Any) -> Iterator[Fault]:
    """What comes by the API has not been read by `answers`: hold it to the same."""
    if isinstance(answer, str) and not is_clean(answer, lines=field.widget == "textarea"):
        yield Fault(field.name, "characters")
    elif isinstance(answer, dict):
        yield from (Fault(field.name, "characters", part) for part, text in answer.items() if not is_clean(text))


def _judge_limits(field: FormField, answers: Answers, today: date) -> Iterator[Fault]:
    if field.widget != "date":
        return
    answer = str(answers[field.name])
    earliest = _limit(field.earliest, answers, today)
    latest = _limit(field.latest, answers, today)
    if earliest is not None and answer < earliest:
        yield Fault(field.name, "too-early", values={"date": earliest})
    elif latest is not None and answer > latest:
        yield Fault(field.name, "too-late", values={"date": latest})


def _limit(limit: DateLimit | None, answers: Answers, today: date) -> str | None:
    if limit is None:
        return None
    if limit.days is not None:
        return (today + timedelta(days=limit.days)).isoformat()
    other = answers.get(str(limit.field))
    return other if isinstance(other, str) else None
