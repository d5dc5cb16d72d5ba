"""Form documents: those of the stacks can be used, and what is wrong with one is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import ryaml

from bouwsteen_service.settings import ServiceConfigurationError
from forms_service import schemas
from forms_service.checks import check_form
from forms_service.forms import Form
from forms_service.loading import InvalidFormsError, load_forms, parse_form
from forms_service.schema_files import write_documents_schema

ROOT = Path(__file__).parents[3]
HERSTAPPE = ROOT / "stacks" / "herstappe" / "forms"
FOLDERS = [(HERSTAPPE, ("nl", "fr")), *((ROOT / "stacks" / "leuven" / name, ("nl",)) for name in ("forms-permits", "forms-subsidies"))]
DOCUMENTS = [path for folder, _ in FOLDERS for path in sorted(folder.glob("*.form.yaml"))]


@pytest.mark.parametrize(("folder", "languages"), FOLDERS, ids=lambda value: getattr(value, "name", ""))
def test_the_forms_of_the_stacks_can_be_used(folder: Path, languages: tuple[str, ...]) -> None:
    forms = load_forms(folder, languages)
    assert forms
    for loaded in forms.values():
        assert schemas.build_validator({"$ref": "https://json-schema.org/draft/2020-12/schema"}).is_valid(dict(loaded.schema))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_forms_of_the_stacks_fit_the_schema_of_editors(path: Path) -> None:
    schema = json.loads((ROOT / "blocks" / "forms" / "form.schema.json").read_text())
    assert [error.message for error in schemas.build_validator(schema).iter_errors(ryaml.loads(path.read_text()))] == []
    assert path.read_text().startswith("# yaml-language-server: $schema=../../../blocks/forms/form.schema.json\n")


def test_the_schema_of_editors_is_the_models() -> None:
    assert (ROOT / "blocks" / "forms" / "form.schema.json").read_text() == write_documents_schema()


def test_the_schema_of_editors_describes_each_part() -> None:
    definitions = json.loads(write_documents_schema())["$defs"]
    assert [name for name, definition in definitions.items() if "description" not in definition] == []
    assert all(definition.get("additionalProperties") is False for definition in definitions.values() if definition["type"] == "object")


def document() -> dict[str, Any]:
    values: dict[str, Any] = ryaml.loads((HERSTAPPE / "use-of-public-domain.form.yaml").read_text())
    return values


def problems_of(change: Callable[[dict[str, Any]], None], languages: tuple[str, ...] = ("nl",)) -> str:
    values = document()
    change(values)
    return "\n".join(check_form(Form.model_validate(values), languages))


def field(values: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for step in values["steps"] for each in step["fields"] if each["name"] == name)
    return found


MISTAKES: list[tuple[Callable[[dict[str, Any]], Any], str]] = [
    (lambda form: form["data"]["properties"].pop("street"), "“street” has no property"),
    (lambda form: form["data"]["properties"].update(extra={"type": "string", "maxLength": 3}), "“extra” is asked by no field"),
    (lambda form: form["data"]["required"].append("nothing"), "names “nothing”"),
    (lambda form: form["steps"][0]["fields"].append(field(form, "street")), "“street” is asked 2 times"),
    (lambda form: form["steps"][1].update(id="applicant"), "Two steps have the id “applicant”"),
    (lambda form: form["submission"].update(access="signedIn"), "minimumLevel is missing"),
    (lambda form: form["submission"].update(minimumLevel=25), "has no meaning"),
    (lambda form: field(form, "street").update(widget="date"), "should be #/$defs/date"),
    (lambda form: field(form, "purpose")["options"].pop(), "options of “purpose”"),
    (lambda form: field(form, "purpose")["options"].reverse(), "options of “purpose”"),
    (lambda form: field(form, "street").update(options=field(form, "purpose")["options"]), "has options, which text"),
    (lambda form: form["data"]["properties"]["street"].pop("maxLength"), "give it a maxLength"),
    (lambda form: form["data"]["properties"]["length"].pop("maximum"), "a minimum and a maximum"),
    (lambda form: form["data"]["properties"]["occupies"].pop("minItems"), "minItems"),
    (lambda form: form["data"]["properties"]["street"].update(pattern="(?=a)"), "linear regular expressions"),
    (lambda form: form["data"]["properties"]["street"].update(pattern=r"(a)\1"), "linear regular expressions"),
    (lambda form: form["data"]["properties"]["email"].update(properties={"postalCode": {"enum": ["3717"]}}), "narrows an address"),
    (lambda form: form["steps"][3]["when"].update(field="street"), "no field of an earlier step"),
    (lambda form: field(form, "givenName").update(when={"field": "applicant", "equals": "citizen"}), "no field of an earlier step"),
    (lambda form: form["steps"][3]["when"].update(equals="nothing"), "none of its options"),
    (lambda form: form["steps"][3]["when"].pop("equals"), "either equals or contains"),
    (lambda form: form["steps"][3]["when"].update(contains="other"), "either equals or contains"),
    (lambda form: form["steps"][3].update(when={"field": "purpose", "contains": "other"}), "equals for anything else"),
    (lambda form: form["steps"][6].update(when={"field": "startDate", "equals": "x"}), "no choice, checkbox or number"),
    (lambda form: form["steps"][6].update(when={"field": "length", "equals": "x"}), "should wait for a number"),
    (lambda form: field(form, "street").update(earliest={"days": 1}), "asks for none"),
    (lambda form: field(form, "endDate").update(earliest={"field": "endDate"}), "no other date"),
    (lambda form: field(form, "endDate").update(earliest={"field": "startDate", "days": 1}), "either field or days"),
    (lambda form: field(form, "street").update(datum="address"), "“street” shows address with text"),
    (lambda form: field(form, "email").update(about="place"), "Remove about or datum"),
    (lambda form: field(form, "street").update(about="near"), "the name of something else"),
    (lambda form: form["data"]["properties"]["street"].update(term="http://schema.org/name"), "in the field “street”"),
]


@pytest.mark.parametrize(("change", "expected"), MISTAKES, ids=[expected for _, expected in MISTAKES])
def test_a_mistake_in_a_form_is_said(change: Callable[[dict[str, Any]], Any], expected: str) -> None:
    assert expected in problems_of(change)


def test_a_form_without_mistakes_has_none() -> None:
    assert problems_of(lambda _: None, ("nl", "fr")) == ""


def test_a_language_that_is_missing_is_said() -> None:
    assert "steps[0].fields[0].label has no text in “en”" in problems_of(lambda _: None, ("nl", "en"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [", "no YAML"),
        ("a: 1\na: 2", "no YAML"),
        ("[]", "The document"),
        ("1: 2", "id"),
        ("id: Bad_Id", "id"),
        ("unknown: 1", "unknown"),
    ],
)
def test_what_is_no_form_is_said(text: str, expected: str) -> None:
    with pytest.raises(InvalidFormsError) as caught:
        parse_form(text)
    assert expected in "\n".join(caught.value.problems)


def test_a_folder_says_all_that_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(InvalidFormsError, match="1 problem"):
        load_forms(tmp_path / "nowhere", ("nl",))
    (tmp_path / "other.form.yaml").write_text((HERSTAPPE / "use-of-public-domain.form.yaml").read_text())
    (tmp_path / "broken.form.yaml").write_text("a: [")
    (tmp_path / "large.form.yaml").write_text("#" * 70_000)
    (tmp_path / "latin.form.yaml").write_bytes("id: é".encode("latin-1"))
    with pytest.raises(InvalidFormsError) as caught:
        load_forms(tmp_path, ("nl",))
    text = "\n".join(caught.value.problems)
    assert "broken.form.yaml: The file is no YAML" in text
    assert "other.form.yaml: The form calls itself “use-of-public-domain”" in text
    assert "large.form.yaml: The file is longer than 65536 bytes" in text
    assert "latin.form.yaml: The file is not UTF-8" in text


def test_the_service_does_not_start_with_a_form_that_is_wrong(open_counter: Any, tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    folder.mkdir()
    (folder / "bad.form.yaml").write_text("id: bad")
    with pytest.raises(ServiceConfigurationError, match=r"bad\.form\.yaml: version: Field required"):
        open_counter(folder)


def test_conditions_are_part_of_the_published_schema() -> None:
    loaded = load_forms(HERSTAPPE, ("nl",))["use-of-public-domain"]
    assert "enterpriseNumber" not in loaded.schema["required"]
    assert {
        "if": {"allOf": [{"required": ["applicant"], "properties": {"applicant": {"const": "enterprise"}}}]},
        "then": {"required": ["enterpriseNumber"]},
        "else": {"properties": {"enterpriseNumber": False}},
    } in loaded.schema["allOf"]
