"""What must hold for a form as a whole: each returns sentences that name the place and say what to do.

A form with a problem is not shown half: the service refuses to start and logs these sentences.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from forms_service import schemas
from forms_service.forms import (
    DATUM_WIDGETS,
    ArrayProperty,
    Condition,
    Form,
    FormField,
    NumberProperty,
    Part,
    ReferenceProperty,
    StringProperty,
    Text,
)

# With a reference behind it, this fits in the description of a payment.
FEE_CHARACTERS = 150
CHOICES = frozenset({"radio", "select", "checkboxes"})


def check_form(form: Form, languages: Sequence[str]) -> list[str]:
    """All problems of a form, in the order of the document."""
    return [
        *_check_languages(form, languages),
        *_check_submission(form),
        *_check_fee(form),
        *_check_names(form),
        *_check_meanings(form),
        *(problem for field in _known_fields(form) for problem in _check_field(form, field)),
        *_check_conditions(form),
        *_check_date_limits(form),
        *_check_schema(form),
    ]


def _known_fields(form: Form) -> Iterator[FormField]:
    return (field for _, field in form.fields() if field.name in form.data.properties)


def _check_languages(form: Form, languages: Sequence[str]) -> Iterator[str]:
    for path, text in _texts(form, ""):
        for language in languages:
            if getattr(text, language, None) is None:
                yield f"{path} has no text in “{language}”, a language of this counter. Translate it."


def _texts(part: object, path: str) -> Iterator[tuple[str, Text]]:
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from _texts(item, f"{path}[{index}]")
    elif isinstance(part, Part):
        for name in type(part).model_fields:
            yield from _texts(getattr(part, name), f"{path}.{name}" if path else name)


def _check_submission(form: Form) -> Iterator[str]:
    if form.submission.access == "signedIn" and form.submission.minimum_level is None:
        yield "submission.minimumLevel is missing. Say the least level of the means to sign in with."
    if form.submission.access == "anyone" and form.submission.minimum_level is not None:
        yield "submission.minimumLevel has no meaning where anyone may submit. Remove it, or set access to signedIn."


def _check_fee(form: Form) -> Iterator[str]:
    if form.fee is None:
        return
    if form.cost is not None:
        yield "cost and fee both say what it costs. Keep fee for what is paid online, and remove cost."
    if not form.fee.amount.strip("0."):
        yield "fee.amount is nothing. Remove fee from a form that is free of charge."
    for language in ("nl", "fr", "en"):
        text = getattr(form.fee.description, language)
        if text is not None and len(text) > FEE_CHARACTERS:
            yield f"fee.description.{language} is longer than {FEE_CHARACTERS} characters, which a page for paying does not show."


def _check_names(form: Form) -> Iterator[str]:
    fields = Counter(field.name for _, field in form.fields())
    yield from (f"The field “{name}” is asked {count} times. Ask it once." for name, count in fields.items() if count > 1)
    yield from (f"The field “{name}” has no property in data.properties. Add it." for name in fields if name not in form.data.properties)
    yield from (
        f"The property “{name}” is asked by no field. Add a field, or remove it." for name in form.data.properties if name not in fields
    )
    yield from (f"data.required names “{name}”, which is no property." for name in form.data.required if name not in form.data.properties)
    steps = Counter(step.id for step in form.steps)
    yield from (f"Two steps have the id “{name}”." for name, count in steps.items() if count > 1)


def _check_meanings(form: Form) -> Iterator[str]:
    for name, value in form.data.properties.items():
        if value.term is not None:
            yield f"data.properties.{name}.term: say what an answer means where it is asked, in the field “{name}”."
    taken = {*form.data.properties, "applicant"}
    for _, field in form.fields():
        if field.about in taken:
            yield f"The field “{field.name}” is about “{field.about}”, which is the name of something else. Give it another name."
        if field.about is not None and field.datum is not None:
            yield f"The field “{field.name}” is about “{field.about}”, and shows what is known of whoever asks. Remove about or datum."
        if field.datum is not None and field.widget not in DATUM_WIDGETS[field.datum]:
            fitting = " or ".join(DATUM_WIDGETS[field.datum])
            yield f"The field “{field.name}” shows {field.datum} with {field.widget}. Ask it with {fitting}."


def _check_field(form: Form, field: FormField) -> Iterator[str]:
    value = form.data.properties[field.name]
    shape = value.ref if isinstance(value, ReferenceProperty) else value.type
    if shape not in schemas.WIDGET_SHAPES[field.widget]:
        expected = " or ".join(schemas.WIDGET_SHAPES[field.widget])
        yield f"The field “{field.name}” is asked with {field.widget}, for which its property should be {expected}, not {shape}."
        return
    yield from _check_options(form, field)
    match value:
        case StringProperty():
            if field.widget in {"text", "textarea"} and (value.max_length is None or value.enum is not None):
                yield f"The property “{field.name}” is free text: give it a maxLength, and no enum."
        case NumberProperty(minimum=None) | NumberProperty(maximum=None):
            yield f"The property “{field.name}” needs a minimum and a maximum."
        case ReferenceProperty(properties=narrowed) if narrowed is not None and field.widget != "address":
            yield f"The property “{field.name}” narrows an address and is none."
        case _:
            pass
    if field.name in form.data.required and isinstance(value, ArrayProperty) and not value.min_items:
        yield f"The property “{field.name}” is required: give it minItems of at least 1."


def _check_options(form: Form, field: FormField) -> Iterator[str]:
    value = form.data.properties[field.name]
    allowed = value.enum if isinstance(value, StringProperty) else value.items.enum if isinstance(value, ArrayProperty) else None
    if field.widget not in CHOICES:
        if field.options:
            yield f"The field “{field.name}” has options, which {field.widget} does not show."
    elif tuple(option.value for option in field.options) != (allowed or ()) or len(set(allowed or ())) != len(allowed or ()):
        yield f"The options of “{field.name}” should be the values of its enum, each once and in the same order."


def _check_conditions(form: Form) -> Iterator[str]:
    asked: dict[str, FormField] = {}
    for step in form.steps:
        for condition in [step.when, *(field.when for field in step.fields)]:
            if condition is not None:
                yield from _check_condition(form, condition, asked)
        asked |= {field.name: field for field in step.fields}


def _check_condition(form: Form, condition: Condition, asked: dict[str, FormField]) -> Iterator[str]:
    field = asked.get(condition.field)
    if field is None or field.name not in form.data.properties:
        yield f"A condition looks at “{condition.field}”, which is no field of an earlier step."
    elif (condition.equals is None) == (condition.contains is None):
        yield f"A condition on “{condition.field}” should have either equals or contains."
    elif (condition.contains is not None) != (field.widget == "checkboxes"):
        yield f"A condition on “{condition.field}” should use contains for checkboxes, and equals for anything else."
    elif field.widget not in {*CHOICES, "checkbox", "number"}:
        yield f"A condition looks at “{condition.field}”, which is no choice, checkbox or number."
    elif field.widget in CHOICES and (condition.equals or condition.contains) not in {option.value for option in field.options}:
        yield f"A condition on “{condition.field}” waits for a value that is none of its options."
    elif field.widget == "checkbox" and not isinstance(condition.equals, bool):
        yield f"A condition on the checkbox “{condition.field}” should wait for true or false."
    elif field.widget == "number" and (isinstance(condition.equals, (bool, str))):
        yield f"A condition on the number “{condition.field}” should wait for a number."


def _check_date_limits(form: Form) -> Iterator[str]:
    dates = {field.name for _, field in form.fields() if field.widget == "date"}
    for _, field in form.fields():
        for limit in (field.earliest, field.latest):
            if limit is None:
                continue
            if field.widget != "date":
                yield f"The field “{field.name}” has a limit for dates and asks for none."
            elif (limit.field is None) == (limit.days is None):
                yield f"A limit of “{field.name}” should have either field or days."
            elif limit.field is not None and (limit.field not in dates or limit.field == field.name):
                yield f"A limit of “{field.name}” looks at “{limit.field}”, which is no other date of this form."


def _check_schema(form: Form) -> Iterator[str]:
    for name, value in form.data.properties.items():
        try:
            schemas.build_validator({**schemas.describe_property(value), "$defs": dict(schemas.DEFINITIONS)})
        except ValueError:
            yield f"The property “{name}” is no JSON Schema with linear regular expressions. Look at its pattern."
