"""Reading the folder with form documents, once at start.

Everything that is wrong with any of them is collected, so that one look at the log is enough to mend them all.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import ryaml
from pydantic import ValidationError

from forms_service import checks, schemas
from forms_service.forms import Form

SUFFIX: Final = ".form.yaml"
MAXIMUM_BYTES: Final = 65_536
MAXIMUM_FORMS: Final = 200


class InvalidFormsError(Exception):
    """The folder of forms cannot be used; `problems` says why, a sentence for each reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(f"{len(problems)} problems in the forms")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class LoadedForm:
    """A form that may be shown, with what was computed from it once."""

    form: Form
    text: str
    digest: str
    schema: Mapping[str, Any]
    validator: jsonschema_rs.Draft202012Validator
    property_validators: Mapping[str, jsonschema_rs.Draft202012Validator]


def load_forms(folder: Path, languages: Sequence[str]) -> dict[str, LoadedForm]:
    """All forms of a folder by id, sorted; it raises `InvalidFormsError` with every problem of every file."""
    if not folder.is_dir():
        raise InvalidFormsError([f"There is no folder with forms at {folder}."])
    paths = sorted(folder.glob(f"*{SUFFIX}"))
    if not 1 <= len(paths) <= MAXIMUM_FORMS:
        raise InvalidFormsError([f"The folder holds {len(paths)} files *{SUFFIX}; it should hold 1 to {MAXIMUM_FORMS}."])
    forms: dict[str, LoadedForm] = {}
    problems: list[str] = []
    for path in paths:
        try:
            loaded = load_form(path, languages)
            forms[loaded.form.id] = loaded
        except InvalidFormsError as error:
            problems += [f"{path.name}: {problem}" for problem in error.problems]
    if problems:
        raise InvalidFormsError(problems)
    return forms


def load_form(path: Path, languages: Sequence[str]) -> LoadedForm:
    """One form from its file; it raises `InvalidFormsError`."""
    content = path.read_bytes()
    if len(content) > MAXIMUM_BYTES:
        raise InvalidFormsError([f"The file is longer than {MAXIMUM_BYTES} bytes."])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidFormsError(["The file is not UTF-8."]) from error
    form = parse_form(text)
    problems = checks.check_form(form, languages)
    if form.id != path.name.removesuffix(SUFFIX):
        problems.append(f"The form calls itself “{form.id}”. Its file should be named after its id.")
    if problems:
        raise InvalidFormsError(problems)
    return prepare_form(form, text)


def parse_form(text: str) -> Form:
    """The form in a YAML text, judged by its models alone; it raises `InvalidFormsError`."""
    try:
        return Form.model_validate(ryaml.loads(text))
    except ryaml.InvalidYamlError as error:
        raise InvalidFormsError([f"The file is no YAML: {error}."]) from error
    except ValidationError as error:
        raise InvalidFormsError([_describe_error(detail["loc"], detail["msg"]) for detail in error.errors()]) from error


def prepare_form(form: Form, text: str) -> LoadedForm:
    """A form with its schema, validator and the digest of its text."""
    schema = schemas.describe_data(form)
    shared = {"$defs": dict(schemas.DEFINITIONS)}
    parts = {name: schemas.build_validator(schemas.describe_property(value) | shared) for name, value in form.data.properties.items()}
    return LoadedForm(form, text, hashlib.sha256(text.encode()).hexdigest(), schema, schemas.build_validator(schema), parts)


def _describe_error(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location) or 'The document'}: {message}."
