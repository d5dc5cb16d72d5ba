"""What a form document says: one model per part, from which `form.schema.json` is generated.

A form is a JSON Schema of its data (`data`) and the steps in which people are asked for it (`steps`). The models judge one
document by itself; what needs the whole of a form (does each field have a property, do its options match) is in `checks`.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema
from pydantic.alias_generators import to_camel

from bouwsteen_service.texts import typeset

FieldName = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9]{0,39}$")]
OptionValue = Annotated[str, Field(pattern=r"^[a-z0-9][a-zA-Z0-9-]{0,39}$")]
Widget = Literal[
    "text", "textarea", "date", "number", "radio", "select", "checkboxes", "checkbox", "email", "phone", "iban", "insz", "kbo", "address"
]
# What may be known of whoever fills in: the first ones by law, of registers; the last three from the vault of the citizen, who consents.
Datum = Literal["givenName", "familyName", "birthDate", "birthPlace", "address", "household", "email", "phone", "bankAccount"]
Term = Annotated[str, Field(pattern=r"^https?://[A-Za-z0-9][A-Za-z0-9.:-]{0,99}/[!#-;=?-Z_a-z~]{1,200}$")]
Confidentiality = Literal["public", "personal", "secret"]
Scalar = str | bool | int
DECIMAL_STEPS = (1.0, 0.1, 0.01, 0.001)


def _check_decimal_step(value: float) -> float:
    if value not in DECIMAL_STEPS:
        raise ValueError("should be 1, 0.1, 0.01 or 0.001")
    return value


DecimalStep = Annotated[float, AfterValidator(_check_decimal_step), WithJsonSchema({"enum": [1, 0.1, 0.01, 0.001]})]
Count = Annotated[int, Field(ge=0, le=10_000)]


class Part(BaseModel):
    """The base of all parts: immutable, strict about names, silent about values in its errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, hide_input_in_errors=True)


class Text(Part):
    """A text in the languages of the counter; Dutch is the source."""

    nl: str = Field(min_length=1, max_length=2000, description="The text in Dutch.")
    fr: str | None = Field(None, min_length=1, max_length=2000, description="The text in French.")
    en: str | None = Field(None, min_length=1, max_length=2000, description="The text in English.")

    def in_language(self, language: str) -> str:
        """The text in a language, or in Dutch where it is not translated."""
        translated = {"fr": self.fr, "en": self.en}.get(language)
        return typeset(translated, language) if translated else self.nl


class StringProperty(Part):
    """A property that holds text."""

    type: Literal["string"]
    min_length: Count | None = Field(None, description="The least number of characters.")
    max_length: Count | None = Field(None, description="The most characters. Needed, unless `enum` is given.")
    pattern: str | None = Field(
        None, max_length=200, description="A regular expression of the linear kind: no look-around, no back-references."
    )
    enum: tuple[OptionValue, ...] | None = Field(None, min_length=1, max_length=100, description="The values that may be chosen.")
    term: str | None = Field(None, description="The meaning, as the IRI of a term (OSLO or another vocabulary).")


class NumberProperty(Part):
    """A property that holds a number."""

    type: Literal["number", "integer"]
    minimum: float | None = Field(None, description="The least value.")
    maximum: float | None = Field(None, description="The greatest value.")
    multiple_of: DecimalStep | None = Field(None, description="The step of the values, for instance 0.01 for euros.")
    term: str | None = Field(None, description="The meaning, as the IRI of a term.")


class BooleanProperty(Part):
    """A property that holds yes or no."""

    type: Literal["boolean"]
    const: Literal[True] | None = Field(None, description="True for a declaration that must be agreed to.")
    term: str | None = Field(None, description="The meaning, as the IRI of a term.")


class ArrayItems(Part):
    """The items of a property that holds several choices."""

    type: Literal["string"]
    enum: tuple[OptionValue, ...] = Field(min_length=1, max_length=100, description="The values that may be chosen.")


class ArrayProperty(Part):
    """A property that holds several choices out of a list."""

    type: Literal["array"]
    items: ArrayItems
    min_items: Count | None = Field(None, description="The least number of choices.")
    max_items: Count | None = Field(None, description="The most choices.")
    unique_items: Literal[True] = Field(description="Always true: a choice is made once.")
    term: str | None = Field(None, description="The meaning, as the IRI of a term.")


class PostalCodes(Part):
    """The postal codes to which an address is narrowed."""

    enum: tuple[Annotated[str, Field(pattern=r"^[1-9][0-9]{3}$")], ...] = Field(min_length=1, max_length=100)


class AddressProperties(Part):
    """The parts of an address that a form narrows."""

    postal_code: PostalCodes = Field(description="Only these postal codes, for instance those of the municipality.")


class ReferenceProperty(Part):
    """A property whose shape is one of the shared definitions."""

    ref: Literal["#/$defs/address", "#/$defs/date", "#/$defs/email", "#/$defs/iban", "#/$defs/insz", "#/$defs/kbo", "#/$defs/phone"] = (
        Field(alias="$ref", description="The shared definition.")
    )
    properties: AddressProperties | None = Field(None, description="For an address: what is narrowed.")
    term: str | None = Field(None, description="The meaning, as the IRI of a term.")


def _kind_of_property(value: Any) -> str:
    if isinstance(value, BaseModel):
        return type(value).__name__
    if isinstance(value, dict) and "$ref" in value:
        return "ReferenceProperty"
    kinds = {"string": "StringProperty", "number": "NumberProperty", "integer": "NumberProperty", "boolean": "BooleanProperty"}
    kind = value.get("type") if isinstance(value, dict) else None
    return kinds.get(str(kind), "ArrayProperty")


Property = Annotated[
    Annotated[StringProperty, Tag("StringProperty")]
    | Annotated[NumberProperty, Tag("NumberProperty")]
    | Annotated[BooleanProperty, Tag("BooleanProperty")]
    | Annotated[ArrayProperty, Tag("ArrayProperty")]
    | Annotated[ReferenceProperty, Tag("ReferenceProperty")],
    Discriminator(_kind_of_property),
]


class Data(Part):
    """The data of a form, as a JSON Schema (2020-12) of one object."""

    type: Literal["object"]
    required: tuple[FieldName, ...] = Field((), description="What must be answered where it is asked.")
    properties: dict[FieldName, Property] = Field(min_length=1, max_length=200, description="One property for each field.")


class Condition(Part):
    """When something is asked: an earlier step was answered in a certain way. Give `equals` or `contains`."""

    field: FieldName = Field(description="A field of an earlier step.")
    equals: Scalar | None = Field(None, description="The answer to that field (radio, select, checkbox, number).")
    contains: OptionValue | None = Field(None, description="A choice that was made among those of that field (checkboxes).")


class DateLimit(Part):
    """A limit of a date: another date of the form, or a number of days from today. Give one of the two."""

    field: FieldName | None = Field(None, description="A date field of this form.")
    days: int | None = Field(None, ge=-60_000, le=60_000, description="Days from today; negative is before today.")


class Option(Part):
    """One choice."""

    value: OptionValue = Field(description="What is stored.")
    label: Text = Field(description="What people read.")


class FieldErrors(Part):
    """Error texts of a field, where the common ones are not clear enough."""

    required: Text | None = Field(None, description="When nothing was filled in.")
    invalid: Text | None = Field(None, description="When what was filled in is not right.")


DATUM_WIDGETS: Final[Mapping[str, tuple[str, ...]]] = {
    "givenName": ("text",),
    "familyName": ("text",),
    "birthDate": ("date",),
    "birthPlace": ("text",),
    "address": ("address",),
    "household": ("textarea",),
    "email": ("email",),
    "phone": ("phone",),
    "bankAccount": ("iban",),
}


def _fit_datum(name: str, widgets: tuple[str, ...]) -> dict[str, Any]:
    """A datum is asked with the widget that can show it."""
    return {
        "if": {"properties": {"datum": {"const": name}}, "required": ["datum"]},
        "then": {"properties": {"widget": {"enum": list(widgets)}}},
    }


class FormField(Part):
    """One question."""

    model_config = ConfigDict(json_schema_extra={"allOf": [_fit_datum(name, widgets) for name, widgets in DATUM_WIDGETS.items()]})

    name: FieldName = Field(description="The property in `data` and the name in the page.")
    widget: Widget = Field(description="How it is asked.")
    label: Text = Field(description="The question, short.")
    hint: Text | None = Field(None, description="Help with the question: an example, where to find it.")
    options: tuple[Option, ...] = Field((), max_length=100, description="The choices, in their order (radio, select, checkboxes).")
    when: Condition | None = Field(None, description="Asked only if this holds.")
    autocomplete: str | None = Field(
        None, pattern=r"^[a-z-]{2,40}$", description="The autocomplete token of HTML, for what people fill in about themselves."
    )
    prefill: Literal["givenName", "familyName", "insz"] | None = Field(None, description="Filled in beforehand from the sign-in.")
    term: Term | None = Field(None, description="What the answer means: the IRI of a term of OSLO or of another vocabulary.")
    about: FieldName | None = Field(
        None,
        description="Whom or what the answer is about, where that is not whoever asks, as child. Answers about one share it.",
    )
    datum: Datum | None = Field(
        None,
        description="What it asks is known elsewhere: filled in beforehand from the registers (the use persons), or from the vault of the "
        "citizen (the use vault: email, phone, bankAccount).",
    )
    confidentiality: Confidentiality | None = Field(
        None,
        description="Who may learn the answer by an export: `public` is in each, `personal` where data of people may go, `secret` in none. "
        "Left out: secret for a national register number, personal for all else.",
    )
    unit: Text | None = Field(None, description="What a number counts, for instance metres.")
    earliest: DateLimit | None = Field(None, description="A date may not be before this.")
    latest: DateLimit | None = Field(None, description="A date may not be after this.")
    errors: FieldErrors = Field(FieldErrors(required=None, invalid=None), description="Error texts of this field.")

    @property
    def confidence(self) -> Confidentiality:
        """How confidential an answer is, also where the form does not say."""
        return self.confidentiality or ("secret" if self.widget == "insz" else "personal")


class Step(Part):
    """One page of questions."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = Field(description="The name of the step in the address of its page.")
    title: Text
    intro: Text | None = Field(None, description="A few lines above the questions.")
    when: Condition | None = Field(None, description="The step is shown only if this holds.")
    fields: tuple[FormField, ...] = Field(min_length=1, max_length=40)


class Contact(Part):
    """How to reach a person who can help: nobody is forced to do it on a screen."""

    name: Text = Field(description="The service or the counter.")
    phone: str = Field(pattern=r"^\+?[0-9][0-9 /.]{6,20}$", description="A telephone number that people answer.")
    email: str = Field(pattern=r"^[^@\s]{1,64}@[^@\s]{1,190}$", description="An e-mail address.")
    address: Text = Field(description="Where the counter is.")
    hours: Text = Field(description="When the counter is open.")


class PersonalData(Part):
    """What is done with the data of people."""

    purpose: Text = Field(description="What the data are used for.")
    legal_basis: Text = Field(description="The law or decision on which that rests.")
    retention: str = Field(pattern=r"^P[1-9][0-9]{0,2}[YMD]$", description="How long the data are kept, for instance P10Y.")


class Submission(Part):
    """Who may submit, and how they sign in."""

    access: Literal["signedIn", "anyone"] = Field(description="`signedIn`: only people who signed in. `anyone`: signing in is not needed.")
    minimum_level: Literal[5, 10, 12, 19, 25, 26, 27, 35] | None = Field(
        None, description="The least level of the means to sign in with (ACM/IDM levels: 25 SMS, 27 itsme, 35 eID). Needed with `signedIn`."
    )


class Fee(Part):
    """What is paid online: after confirming, before the request is complete."""

    amount: str = Field(pattern=r"^(0|[1-9][0-9]{0,4})\.[0-9]{2}$", description='The amount in euro, in quotes: "12.50".')
    description: Text = Field(description="What is paid for, in a few words: it stands on the page where people pay and on the receipt.")
    basis: Text | None = Field(None, description="The regulation on which the amount rests; it stands on the receipt.")


class Form(Part):
    """A form: what it is about, who may submit it, the data it asks for and the steps in which it does."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$")] = Field(description="The name of the form: the file is `<id>.form.yaml`.")
    version: str = Field(pattern=r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)$", description="The version of the form.")
    title: Text = Field(description="The name of the form in the list.")
    intro: Text = Field(description="What the form is for, in two or three sentences.")
    audience: tuple[Literal["citizens", "entrepreneurs", "associations"], ...] = Field(min_length=1, description="For whom the form is.")
    minutes: int = Field(ge=1, le=240, description="How long it takes to fill in.")
    needed: tuple[Text, ...] = Field((), max_length=20, description="What people should have at hand.")
    cost: Text | None = Field(None, description="What it costs, where that is not paid online; left out, it is free of charge.")
    fee: Fee | None = Field(None, description="What is paid online. The counter needs its use `payments` for it.")
    afterwards: Text = Field(description="What happens after submitting, and when people get an answer.")
    submission: Submission
    reference_prefix: str = Field(pattern=r"^[A-Z]{2,6}$", description="The first letters of the reference of each submission.")
    contact: Contact
    personal_data: PersonalData
    data: Data
    steps: tuple[Step, ...] = Field(min_length=1, max_length=30)

    def fields(self) -> Iterator[tuple[Step, FormField]]:
        """All fields with their step, in the order in which they are asked."""
        for step in self.steps:
            for field in step.fields:
                yield step, field

    def minimum_level(self) -> int:
        """The least level of the means, 0 where signing in is not needed."""
        return self.submission.minimum_level or 0
