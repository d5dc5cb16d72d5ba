"""What people type, widget by widget, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from forms_service.answers import ABSENT, Unreadable, read_answer, show_inputs
from forms_service.displays import describe_fault, show_answer
from forms_service.forms import Form
from forms_service.judgements import read_step
from forms_service.loading import prepare_form
from forms_service.wording import TEXTS

TODAY = date(2026, 3, 9)
PROPERTIES: dict[str, dict[str, Any]] = {
    "text": {"type": "string", "minLength": 2, "maxLength": 5},
    "textarea": {"type": "string", "maxLength": 10},
    "number": {"type": "number", "minimum": 0.5, "maximum": 2000, "multipleOf": 0.01},
    "integer": {"type": "integer", "minimum": 0, "maximum": 10},
    "radio": {"type": "string", "enum": ["one", "two"]},
    "select": {"type": "string", "enum": ["one", "two"]},
    "checkboxes": {"type": "array", "items": {"type": "string", "enum": ["one", "two"]}, "minItems": 1, "uniqueItems": True},
    "checkbox": {"type": "boolean", "const": True},
    "wish": {"type": "boolean"},
    "pattern": {"type": "string", "maxLength": 5, "pattern": "^[0-9]{2}:[0-9]{2}$"},
    "address": {"$ref": "#/$defs/address", "properties": {"postalCode": {"enum": ["3717"]}}},
    **{name: {"$ref": f"#/$defs/{name}"} for name in ("date", "email", "iban", "insz", "kbo", "phone")},
}
WIDGETS = {"integer": "number", "pattern": "text", "wish": "checkbox"}


def make_form(required: bool = True, **field_extra: Any) -> Any:
    text = {"nl": "Vraag"}
    options = [{"value": value, "label": {"nl": value.title()}} for value in ("one", "two")]
    fields = [
        {"name": name, "widget": WIDGETS.get(name, name), "label": {"nl": name}}
        | ({"options": options} if name in {"radio", "select", "checkboxes"} else {})
        | field_extra.get(name, {})
        for name in PROPERTIES
    ]
    form = Form.model_validate(
        {
            "id": "all-widgets",
            "version": "1.0.0",
            "title": text,
            "intro": text,
            "audience": ["citizens"],
            "minutes": 1,
            "afterwards": text,
            "submission": {"access": "anyone"},
            "referencePrefix": "TST",
            "contact": {"name": text, "phone": "012 00 00 00", "email": "a@b.example", "address": text, "hours": text},
            "personalData": {"purpose": text, "legalBasis": text, "retention": "P1Y"},
            "data": {"type": "object", "required": [name for name in PROPERTIES if required and name != "wish"], "properties": PROPERTIES},
            "steps": [{"id": "all", "title": text, "fields": fields}],
        }
    )
    return prepare_form(form, "")


ALL = make_form()


def judge(name: str, posted: Mapping[str, str | list[str]], loaded: Any = ALL) -> Any:
    """The kept answer, or the code of the fault, as `!code` or `!code part`."""
    step = loaded.form.steps[0]
    fields = tuple(field for field in step.fields if field.name == name)
    values = {key: value if isinstance(value, list) else [value] for key, value in posted.items()}
    reading = read_step(loaded, fields, values, {}, TODAY)
    if reading.faults:
        return " ".join(f"!{fault.code}" + (f" {fault.part}" if fault.part else "") for fault in reading.faults)
    return reading.answers.get(name, ABSENT)


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("text", "  Jan ", "Jan"),
        ("text", "", "!required"),
        ("text", "   ", "!required"),
        ("text", "J", "!too-short"),
        ("text", "123456", "!too-long"),
        ("text", "a\x00b", "!characters"),
        ("text", "a\nb", "!characters"),
        ("text", "a\u202eb", "!characters"),
        ("text", "a\ud800b", "!characters"),
        ("text", "e\u0301te\u0301", "\u00e9t\u00e9"),
        ("text", "x" * 30_000, "!too-long"),
        ("textarea", "a\r\nb", "a\nb"),
        ("textarea", "a\rb\tc", "a\nb\tc"),
        ("textarea", "a\x1bb", "!characters"),
        ("number", "12", 12),
        ("number", "12,5", 12.5),
        ("number", "12.5", 12.5),
        ("number", "1.234,5", 1234.5),
        ("number", "1 234,5", 1234.5),
        ("number", "1.234", 1234),
        ("number", "0,57", 0.57),
        ("number", "0,005", "!too-small !too-precise"),
        ("number", "1,005", "!too-precise"),
        ("number", "0", "!too-small"),
        ("number", "2001", "!too-large"),
        ("number", "-1", "!too-small"),
        ("number", "twelve", "!number"),
        ("number", "1e3", "!number"),
        ("number", "NaN", "!number"),
        ("number", "\u0661\u0662", "!number"),
        ("number", "1" * 70, "!number"),
        ("number", "", "!required"),
        ("integer", "7", 7),
        ("integer", "7,0", 7),
        ("integer", "7,5", "!whole-number"),
        ("radio", "one", "one"),
        ("radio", "three", "!choice"),
        ("radio", "", "!required"),
        ("select", "two", "two"),
        ("select", "", "!required"),
        ("checkboxes", ["two", "one", "two"], ["one", "two"]),
        ("checkboxes", ["one", "x"], "!choice"),
        ("checkboxes", [], "!required"),
        ("checkbox", "true", True),
        ("checkbox", "", "!required"),
        ("wish", "true", True),
        ("wish", "", False),
        ("pattern", "07:25", "07:25"),
        ("pattern", "7:25", "!pattern"),
        ("email", "jan@voorbeeld.test", "jan@voorbeeld.test"),
        ("email", "jan@", "!format"),
        ("email", "jan@voorbeeld", "!format"),
        ("email", "a b@voorbeeld.test", "!format"),
        ("phone", "0470/12.34.56", "+32470123456"),
        ("phone", "+32 (470) 12 34 56", "+32470123456"),
        ("phone", "0032470123456", "+32470123456"),
        ("phone", "call me", "!pattern"),
        ("phone", "---", "!characters"),
        ("iban", "be68 5390 0754 7034", "BE68539007547034"),
        ("iban", "BE68 5390 0754 7035", "!format"),
        ("iban", "BE68", "!pattern !format"),
        ("insz", "84.63.12-001.01", "84631200101"),
        ("insz", "04.61.30-006.22", "04613000622"),
        ("insz", "84.63.12-001.02", "!format"),
        ("insz", "123", "!pattern !format"),
        ("kbo", "BE 0566.988.259", "0566988259"),
        ("kbo", "566988259", "0566988259"),
        ("kbo", "0566.988.250", "!format"),
    ],
)
def test_one_input(name: str, typed: str | list[str], expected: Any) -> None:
    answer = judge(name, {name: typed})
    assert answer == expected
    assert isinstance(answer, bool) is isinstance(expected, bool)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("14", "3", "2026"), "2026-03-14"),
        ((" 14 ", "03", "2026"), "2026-03-14"),
        (("29", "2", "2024"), "2024-02-29"),
        (("29", "2", "2026"), "!date"),
        (("14", "", "2026"), "!date"),
        (("14", "3", "26"), "!date"),
        (("\u0661", "3", "2026"), "!date"),
        (("1", "1", "1700"), "!pattern"),
        (("0", "1", "2026"), "!date"),
        (("", "", ""), "!required"),
    ],
)
def test_dates(parts: tuple[str, str, str], expected: str) -> None:
    assert judge("date", {f"date.{name}": text for name, text in zip(("day", "month", "year"), parts, strict=True)}) == expected


@pytest.mark.parametrize(
    ("extra", "day", "expected"),
    [
        ({"latest": {"days": 0}}, "9", "2026-03-09"),
        ({"latest": {"days": 0}}, "10", "!too-late"),
        ({"earliest": {"days": -1}}, "8", "2026-03-08"),
        ({"earliest": {"days": -1}}, "7", "!too-early"),
    ],
)
def test_dates_against_today(extra: dict[str, Any], day: str, expected: str) -> None:
    loaded = make_form(date=extra)
    assert judge("date", {"date.day": day, "date.month": "3", "date.year": "2026"}, loaded) == expected


def test_addresses() -> None:
    good = {"address.street": "Dorpsstraat", "address.houseNumber": "5A", "address.postalCode": "3717", "address.municipality": "Herstappe"}
    kept = {name.removeprefix("address."): value for name, value in good.items()}
    assert judge("address", good) == kept
    assert judge("address", good | {"address.box": "2"}) == kept | {"box": "2"}
    assert judge("address", {}) == "!required"
    assert judge("address", good | {"address.street": ""}) == "!required street"
    assert judge("address", good | {"address.postalCode": "3000"}) == "!choice postalCode"
    assert judge("address", good | {"address.houseNumber": "vijf"}) == "!pattern houseNumber"
    assert judge("address", good | {"address.street": "a\x00"}) == "!characters"


def test_what_is_not_required_may_stay_empty() -> None:
    loaded = make_form(required=False)
    for name in PROPERTIES:
        assert judge(name, {}, loaded) is (False if name == "wish" else ABSENT)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_fault_is_a_sentence(language: str) -> None:
    def translate(key: str, **values: object) -> str:
        return TEXTS[key][language].format(**values)

    step = ALL.form.steps[0]
    posted = {name: ["x" * 40] for name in PROPERTIES} | {
        "date.day": ["x"],
        "address.street": ["x"],
        "number": ["0,001"],
        "integer": ["99"],
    }
    for values in (posted, {}):
        reading = read_step(ALL, step.fields, values, {}, TODAY)
        assert len(reading.faults) >= len(PROPERTIES) - 2
        for fault in reading.faults:
            text = describe_fault(ALL.form, fault, language, translate)
            assert fault.field in text
            assert "{" not in text


def test_own_texts_of_a_form_win() -> None:
    loaded = make_form(text={"errors": {"required": {"nl": "Zeg uw naam."}, "invalid": {"nl": "Dat is geen naam."}}})
    step = loaded.form.steps[0]
    for typed, expected in (("", "Zeg uw naam."), ("x", "Dat is geen naam.")):
        fault = read_step(loaded, step.fields[:1], {"text": [typed]}, {}, TODAY).faults[0]
        assert describe_fault(loaded.form, fault, "nl", lambda key, **_: key) == expected


@pytest.mark.parametrize(
    ("name", "answer", "expected"),
    [
        ("date", "2026-03-01", ("1 maart 2026",)),
        ("number", 1234.5, ("1234,5",)),
        ("checkboxes", ["one", "two"], ("One", "Two")),
        ("wish", False, ("answer.no",)),
        ("iban", "BE68539007547034", ("BE68 5390 0754 7034",)),
        ("insz", "84631200101", ("84.63.12-001.01",)),
        ("kbo", "0566988259", ("0566.988.259",)),
        ("textarea", "a\nb", ("a", "b")),
        ("radio", "gone", ("gone",)),
        ("checkboxes", "not a list", ("not a list",)),
    ],
)
def test_answers_as_people_read_them(name: str, answer: Any, expected: tuple[str, ...]) -> None:
    field = next(field for field in ALL.form.steps[0].fields if field.name == name)
    assert show_answer(field, answer, "nl", lambda key, **_: key) == expected


def test_unreadable_and_absent_have_no_input() -> None:
    field = next(field for field in ALL.form.steps[0].fields if field.name == "wish")
    assert show_inputs(field, False) == {}
    assert isinstance(read_answer(ALL.form.steps[0].fields[2], ALL.form.data.properties["number"], {"number": ["x"]}), Unreadable)
