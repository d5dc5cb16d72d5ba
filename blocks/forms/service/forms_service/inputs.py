"""The questions of a step as a page shows them: ids, names, values, errors and what describes what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from forms_service.answers import ADDRESS_PARTS, DATE_PARTS, Posted, show_inputs
from forms_service.conditions import Answers
from forms_service.displays import Translate, describe_fault
from forms_service.forms import Form, FormField, NumberProperty
from forms_service.hints import ShownOrigin
from forms_service.judgements import Fault
from forms_service.prefills import Prefill

# The autocomplete token of each part of somebody's own address.
_AUTOCOMPLETE: Final[Mapping[str, str]] = {"street": "address-line1", "postalCode": "postal-code", "municipality": "address-level2"}
_INPUT_TYPES: Final[Mapping[str, str]] = {"email": "email", "phone": "tel"}
_INPUT_MODES: Final[Mapping[str, str]] = {"insz": "numeric", "kbo": "numeric"}
_SHORT_PARTS: Final = frozenset({"houseNumber", "box", "postalCode", "day", "month", "year"})


@dataclass(frozen=True)
class Choice:
    """One radio button, checkbox or option."""

    id: str
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class PartInput:
    """One input of a question that has several."""

    id: str
    name: str
    label: str
    value: str
    is_wrong: bool
    is_short: bool
    is_optional: bool
    mode: str | None
    autocomplete: str | None


@dataclass(frozen=True)
class ShownQuestion:
    """One question. `described_by` holds the ids of hint and errors, for `aria-describedby`."""

    id: str
    name: str
    widget: str
    label: str
    hint: str | None
    unit: str | None
    errors: tuple[str, ...]
    is_optional: bool
    value: str
    type: str
    mode: str | None
    autocomplete: str | None
    choices: tuple[Choice, ...]
    parts: tuple[PartInput, ...]
    origin: ShownOrigin | None

    @property
    def described_by(self) -> str:
        """The ids of what describes the input, separated by spaces."""
        ids = ([f"{self.id}-hint"] if self.hint else []) + ([f"{self.id}-origin"] if self.origin else [])
        return " ".join(ids + ([f"{self.id}-error"] if self.errors else []))


@dataclass(frozen=True)
class ErrorLink:
    """One line of the error summary: it leads to the input."""

    target: str
    text: str


def input_id(field: FormField, part: str | None = None) -> str:
    """The id of the input of a question: of the first one, unless a part is named."""
    if part == "reason":
        return f"f-{field.name}-reason"
    parts = {"date": DATE_PARTS, "address": ADDRESS_PARTS}.get(field.widget)
    if parts is None:
        return f"f-{field.name}"
    return f"f-{field.name}-{part if part in parts else parts[0]}"


def filled_inputs(fields: Sequence[FormField], answers: Answers, prefill: Prefill, person: Mapping[str, str]) -> dict[str, list[str]]:
    """What the inputs hold when a page is opened: the answers, and what is known of the person where there is none yet."""
    inputs: dict[str, list[str]] = {}
    for field in fields:
        if field.name in answers:
            inputs |= show_inputs(field, answers[field.name])
        elif field.name in prefill.fields:
            inputs |= show_inputs(field, prefill.fields[field.name]["value"])
        elif field.prefill and person.get(field.prefill):
            inputs[field.name] = [person[field.prefill]]
    return inputs


def show_questions(
    form: Form,
    fields: Sequence[FormField],
    posted: Posted,
    faults: Sequence[Fault],
    origins: Mapping[str, ShownOrigin],
    language: str,
    translate: Translate,
) -> list[ShownQuestion]:
    """The questions of a step, with what was filled in, where that comes from and what is wrong with it."""
    return [_show_question(form, field, posted, faults, origins.get(field.name), language, translate) for field in fields]


def link_errors(form: Form, fields: Sequence[FormField], faults: Sequence[Fault], language: str, translate: Translate) -> list[ErrorLink]:
    """The error summary, in the order of the questions."""
    return [
        ErrorLink(input_id(field, fault.part), describe_fault(form, fault, language, translate))
        for field in fields
        for fault in faults
        if fault.field == field.name
    ]


def _show_question(
    form: Form,
    field: FormField,
    posted: Posted,
    faults: Sequence[Fault],
    origin: ShownOrigin | None,
    language: str,
    translate: Translate,
) -> ShownQuestion:
    own = [fault for fault in faults if fault.field == field.name]
    value = form.data.properties[field.name]
    is_integer = isinstance(value, NumberProperty) and value.type == "integer"
    number_mode = ("numeric" if is_integer else "decimal") if field.widget == "number" else None
    return ShownQuestion(
        id=f"f-{field.name}",
        name=field.name,
        widget=field.widget,
        label=field.label.in_language(language),
        hint=field.hint.in_language(language) if field.hint else None,
        unit=field.unit.in_language(language) if field.unit else None,
        errors=tuple(describe_fault(form, fault, language, translate) for fault in own),
        is_optional=field.name not in form.data.required and field.widget != "checkbox",
        value=next(iter(posted.get(field.name, ())), ""),
        type=_INPUT_TYPES.get(field.widget, "text"),
        mode=number_mode or _INPUT_MODES.get(field.widget),
        autocomplete=field.autocomplete,
        choices=_show_choices(field, posted.get(field.name, ()), language),
        parts=_show_parts(field, posted, own, translate),
        origin=origin,
    )


def _show_choices(field: FormField, chosen: Sequence[str], language: str) -> tuple[Choice, ...]:
    """The first choice has the id of the question, so that the error summary leads to it."""
    return tuple(
        Choice(
            f"f-{field.name}" + (f"-{option.value}" if index else ""),
            option.value,
            option.label.in_language(language),
            option.value in chosen,
        )
        for index, option in enumerate(field.options)
    )


def _show_parts(field: FormField, posted: Posted, faults: Sequence[Fault], translate: Translate) -> tuple[PartInput, ...]:
    names = {"date": DATE_PARTS, "address": ADDRESS_PARTS}.get(field.widget, ())
    wrong = {fault.part for fault in faults}
    return tuple(
        PartInput(
            id=input_id(field, part),
            name=f"{field.name}.{part}",
            label=translate(f"part.{part}"),
            value=next(iter(posted.get(f"{field.name}.{part}", ())), ""),
            is_wrong=part in wrong or (None in wrong and part != "box"),
            is_short=part in _SHORT_PARTS,
            is_optional=part == "box",
            mode="numeric" if field.widget == "date" or part == "postalCode" else None,
            autocomplete=_AUTOCOMPLETE.get(part) if field.autocomplete == "street-address" else None,
        )
        for part in names
    )
