"""Answers, dates and durations as people read them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from stdnum import iban as iban_numbers

from forms_service.answers import show_number
from forms_service.conditions import Answers, asked_steps
from forms_service.forms import Form, FormField
from forms_service.judgements import Fault
from forms_service.wording import TEXTS

Translate = Callable[..., str]

_MONTHS: Final[Mapping[str, str]] = {
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}


@dataclass(frozen=True)
class ShownAnswer:
    """A question with its answer, in lines; no lines where nothing was answered. `origin` says where it comes from, where it was known."""

    name: str
    label: str
    lines: tuple[str, ...]
    origin: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownStep:
    """A step with the answers in it."""

    id: str
    title: str
    answers: tuple[ShownAnswer, ...]


def show_date(day: date, language: str) -> str:
    """A date in words: 14 maart 2026."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[language].split()[day.month - 1]} {day.year}"


def show_moment(at: datetime, language: str) -> str:
    """A date with the time of day."""
    return f"{show_date(at, language)}, {at:%H:%M}"


def show_amount(amount: str, language: str) -> str:
    """An amount of money: "12.50" is 12,50 euro."""
    return f"{amount} euros" if language == "en" else f"{amount.replace('.', ',')} {'euros' if language == 'fr' else 'euro'}"


def show_retention(period: str, translate: Translate) -> str:
    """How long data are kept: `P10Y` is 10 jaar."""
    count = int(period[1:-1])
    return translate(f"duration.{period[-1]}.{'one' if count == 1 else 'other'}", count=count)


def show_insz(number: str) -> str:
    """A register number as on an identity card: 84.63.12-001.01."""
    return re.sub(r"(\d\d)(\d\d)(\d\d)(\d\d\d)(\d\d)", r"\1.\2.\3-\4.\5", number)


def show_answer(field: FormField, answer: Any, language: str, translate: Translate) -> tuple[str, ...]:
    """An answer as lines of text. What does not have the expected shape (of an older form) is shown as it is."""
    labels = {option.value: option.label.in_language(language) for option in field.options}
    match field.widget, answer:
        case "radio" | "select", str():
            return (labels.get(answer, answer),)
        case "checkboxes", list():
            return tuple(labels.get(str(value), str(value)) for value in answer)
        case "checkbox", bool():
            return (translate("answer.yes" if answer else "answer.no"),)
        case "number", int() | float():
            unit = f" {field.unit.in_language(language)}" if field.unit else ""
            return (show_number(answer) + unit,)
        case "date", str():
            return (show_date(date.fromisoformat(answer), language),)
        case "address", dict():
            return _show_address(answer, translate)
        case "iban", str():
            return (str(iban_numbers.format(answer)),)
        case "insz", str():
            return (show_insz(answer),)
        case "kbo", str():
            return (f"{answer[:4]}.{answer[4:7]}.{answer[7:]}",)
        case _:
            return tuple(str(answer).split("\n"))


def show_steps(
    form: Form, answers: Answers, language: str, translate: Translate, origins: Mapping[str, Mapping[str, Any]] | None = None
) -> list[ShownStep]:
    """The steps that are asked, with their answers, and where these come from as `prefills.describe_origins` says."""

    def show_field(field: FormField) -> ShownAnswer:
        lines = show_answer(field, answers[field.name], language, translate) if field.name in answers else ()
        origin = (origins or {}).get(field.name)
        said = () if origin is None else show_origin(field, origin, language, translate)
        return ShownAnswer(field.name, field.label.in_language(language), lines, said)

    return [
        ShownStep(step.id, step.title.in_language(language), tuple(show_field(field) for field in fields))
        for step, fields in asked_steps(form, answers)
    ]


def show_origin(field: FormField, origin: Mapping[str, Any], language: str, translate: Translate) -> tuple[str, ...]:
    """Where an answer comes from, and when it was read; for a correction also what the source says, and why that is not so."""
    source = translate(f"source.{origin['source']}")
    if "at" not in origin:
        return (translate("origin.from", source=source),)
    at = show_moment(datetime.fromisoformat(origin["at"]), language)
    if "reason" not in origin:
        return (translate("origin.known", source=source, at=at),)
    said = ", ".join(show_answer(field, origin["value"], language, translate))
    return (translate("origin.corrected", source=source, at=at, value=said), translate("origin.reason", reason=origin["reason"]))


def _show_address(address: Mapping[str, str], translate: Translate) -> tuple[str, ...]:
    box = f" {translate('answer.box')} {address['box']}" if "box" in address else ""
    return (
        f"{address.get('street', '')} {address.get('houseNumber', '')}{box}",
        f"{address.get('postalCode', '')} {address.get('municipality', '')}",
    )


def describe_fault(form: Form, fault: Fault, language: str, translate: Translate) -> str:
    """A sentence that says which answer is wrong and what to do: the form's own where it has one."""
    field = next((field for _, field in form.fields() if field.name == fault.field), None)
    own = None if field is None or fault.part else (field.errors.required if fault.code == "required" else field.errors.invalid)
    if own is not None:
        return own.in_language(language)
    label = field.label.in_language(language) if field else fault.field
    if fault.part is not None and f"part.{fault.part}" in TEXTS:
        label = f"{label}: {translate(f'part.{fault.part}')}"
    widget = field.widget if field and not fault.part else ""
    keys: tuple[str, ...] = (
        f"fault.{fault.code}.{widget}",
        f"fault.{fault.code}",
        f"fault.part.{fault.part}",
        f"fault.invalid.{widget}",
        "fault.invalid",
    )
    if fault.part in {"postalCode", "houseNumber"} and fault.code != "required":
        keys = (f"fault.part.{fault.part}", *keys)
    return translate(next(key for key in keys if key in TEXTS), label=label, **_shown_values(fault, language))


def _shown_values(fault: Fault, language: str) -> dict[str, str]:
    shown = {name: show_number(value) for name, value in fault.values.items() if isinstance(value, (int, float))}
    if "date" in fault.values:
        shown["date"] = show_date(date.fromisoformat(fault.values["date"]), language)
    return shown
