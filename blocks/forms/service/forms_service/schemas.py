"""From a form document to the JSON Schema (2020-12) that decides about its data.

The published schema is the document's `data`, plus the shared definitions it refers to, plus one `if` for each question that
is asked only under a condition: then it is required where the condition holds and refused where it does not.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import jsonschema_rs
from stdnum import iban as iban_numbers
from stdnum.be import vat as enterprise_numbers
from stdnum.exceptions import ValidationError as NumberError

from forms_service.forms import Condition, Form, FormField, Property, ReferenceProperty, Step

JsonSchema = dict[str, Any]

DEFINITIONS: Final[Mapping[str, JsonSchema]] = {
    "address": {
        "type": "object",
        "title": "Belgian address",
        "term": "http://www.w3.org/ns/locn#Address",
        "additionalProperties": False,
        "required": ["street", "houseNumber", "postalCode", "municipality"],
        "properties": {
            "street": {"type": "string", "minLength": 1, "maxLength": 80, "term": "https://data.vlaanderen.be/ns/adres#Straatnaam"},
            "houseNumber": {
                "type": "string",
                "pattern": "^[1-9][0-9]{0,3}([ /-]?[0-9A-Za-z]{1,4})?$",
                "term": "https://data.vlaanderen.be/ns/adres#Adresvoorstelling.huisnummer",
            },
            "box": {
                "type": "string",
                "minLength": 1,
                "maxLength": 10,
                "term": "https://data.vlaanderen.be/ns/adres#Adresvoorstelling.busnummer",
            },
            "postalCode": {"type": "string", "pattern": "^[1-9][0-9]{3}$", "term": "https://data.vlaanderen.be/ns/adres#postcode"},
            "municipality": {"type": "string", "minLength": 1, "maxLength": 60, "term": "https://data.vlaanderen.be/ns/adres#gemeentenaam"},
        },
    },
    "date": {"type": "string", "title": "Date", "format": "date", "pattern": "^(18|19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$"},
    "email": {"type": "string", "title": "E-mail address", "format": "email", "maxLength": 254},
    "iban": {"type": "string", "title": "IBAN", "format": "iban", "pattern": "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"},
    "insz": {"type": "string", "title": "National register or bis number", "format": "insz", "pattern": "^[0-9]{11}$"},
    "kbo": {"type": "string", "title": "Enterprise number (KBO)", "format": "kbo", "pattern": "^[01][0-9]{9}$"},
    "phone": {"type": "string", "title": "Telephone number (E.164)", "pattern": "^\\+[1-9][0-9]{7,14}$"},
}

# The shape of each widget: the definition it refers to, or the types of its property.
WIDGET_SHAPES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("string",),
    "textarea": ("string",),
    "number": ("number", "integer"),
    "radio": ("string",),
    "select": ("string",),
    "checkboxes": ("array",),
    "checkbox": ("boolean",),
    "date": ("#/$defs/date",),
    "email": ("#/$defs/email",),
    "phone": ("#/$defs/phone",),
    "iban": ("#/$defs/iban",),
    "insz": ("#/$defs/insz",),
    "kbo": ("#/$defs/kbo",),
    "address": ("#/$defs/address",),
}


def is_iban(value: str) -> bool:
    """Whether the check digits and the national structure of an IBAN are right."""
    return _holds(lambda text: iban_numbers.validate(text, check_country=False), value)


def is_kbo(value: str) -> bool:
    """Whether the check digits of an enterprise number are right."""
    return _holds(enterprise_numbers.validate, value)


def is_insz(value: str) -> bool:
    """Whether the check digits of a national register or bis number are right.

    The date in it is not judged: months run to 12 for the register, higher for bis and test numbers.
    """
    if len(value) != 11 or not value.isascii() or not value.isdigit():
        return False
    body, check = value[:9], int(value[9:])
    return check in (97 - int(body) % 97, 97 - int("2" + body) % 97)


def _holds(validate: Callable[[str], str], value: str) -> bool:
    try:
        return validate(value) == value
    except NumberError:
        return False


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = {"iban": is_iban, "insz": is_insz, "kbo": is_kbo}


def describe_data(form: Form) -> JsonSchema:
    """The JSON Schema of the data of a form, as published and as judged by."""
    conditional = {field.name: conditions for step, field in form.fields() if (conditions := conditions_of(step, field))}
    terms = {field.name: {"term": field.term} for _, field in form.fields() if field.term}
    schema: JsonSchema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title.nl,
        "type": "object",
        "additionalProperties": False,
        "required": [name for name in form.data.required if name not in conditional],
        "properties": {name: describe_property(value) | terms.get(name, {}) for name, value in form.data.properties.items()},
    }
    rules = [_describe_rule(name, conditions, name in form.data.required) for name, conditions in conditional.items()]
    if rules:
        schema["allOf"] = rules
    names = sorted({value.ref.rsplit("/", 1)[1] for value in form.data.properties.values() if isinstance(value, ReferenceProperty)})
    if names:
        schema["$defs"] = {name: DEFINITIONS[name] for name in names}
    return schema


def describe_property(value: Property) -> JsonSchema:
    """One property as JSON Schema, exactly as it was written."""
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


def conditions_of(step: Step, field: FormField) -> tuple[Condition, ...]:
    """What must hold for a field to be asked: the condition of its step and its own."""
    return tuple(condition for condition in (step.when, field.when) if condition is not None)


def _describe_rule(name: str, conditions: tuple[Condition, ...], is_required: bool) -> JsonSchema:
    rule: JsonSchema = {"if": {"allOf": [_describe_condition(condition) for condition in conditions]}}
    if is_required:
        rule["then"] = {"required": [name]}
    rule["else"] = {"properties": {name: False}}
    return rule


def _describe_condition(condition: Condition) -> JsonSchema:
    value = {"const": condition.equals} if condition.contains is None else {"contains": {"const": condition.contains}}
    return {"required": [condition.field], "properties": {condition.field: value}}


def build_validator(schema: JsonSchema) -> jsonschema_rs.Draft202012Validator:
    """A validator with linear regular expressions and formats that are asserted; it raises `ValueError` for a bad schema."""
    return jsonschema_rs.Draft202012Validator(
        schema,
        formats=dict(FORMATS),
        validate_formats=True,
        pattern_options=jsonschema_rs.RegexOptions(),
        email_options=jsonschema_rs.EmailOptions(require_tld=True, allow_domain_literal=False, allow_display_text=False),
        offline=True,
    )
