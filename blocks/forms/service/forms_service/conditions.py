"""Which questions are asked, given the answers so far."""

from collections.abc import Iterator, Mapping
from typing import Any

from forms_service.forms import Condition, Form, FormField, Step
from forms_service.schemas import conditions_of

Answers = Mapping[str, Any]


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether a condition holds; one on a question that was not answered does not."""
    if condition.field not in answers:
        return False
    answer = answers[condition.field]
    if condition.contains is not None:
        return isinstance(answer, list) and condition.contains in answer
    return isinstance(answer, bool) is isinstance(condition.equals, bool) and bool(answer == condition.equals)


def asked_fields(form: Form, answers: Answers) -> Iterator[tuple[Step, FormField]]:
    """The questions that are asked, in order. An answer to one that is not asked opens no other."""
    counted: dict[str, Any] = {}
    for step, field in form.fields():
        if all(holds(condition, counted) for condition in conditions_of(step, field)):
            if field.name in answers:
                counted[field.name] = answers[field.name]
            yield step, field


def prune_answers(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers to questions that are asked, in order; what was answered earlier and no longer counts is left out."""
    return {field.name: answers[field.name] for _, field in asked_fields(form, answers) if field.name in answers}


def asked_steps(form: Form, answers: Answers) -> list[tuple[Step, tuple[FormField, ...]]]:
    """The steps that have a question to ask, each with its questions."""
    fields: dict[str, list[FormField]] = {}
    for step, field in asked_fields(form, answers):
        fields.setdefault(step.id, []).append(field)
    return [(step, tuple(fields[step.id])) for step in form.steps if step.id in fields]
