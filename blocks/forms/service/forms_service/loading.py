"""Reading the folder with form documents, once at start.

Everything that is wrong with any of them is collected, so that one look at the log is enough to mend them all.
"""

import hashlib
import re
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
MAXIMUM_BRACKETS: Final = 200
_BRACKETS: Final = re.compile(r"[\[\]{}]")


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
    with path.open("rb") as file:
        content = file.read(MAXIMUM_BYTES + 1)
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
    if _is_too_deep(text):
        raise InvalidFormsError([f"More than {MAXIMUM_BRACKETS} brackets stand open."])
    try:
        return Form.model_validate(ryaml.loads(text))
    except ValidationError as error:
        raise InvalidFormsError([_describe_error(detail["loc"], detail["msg"]) for detail in error.errors()]) from error
    except ValueError as error:
        # Also what the reader says of a key that is a mapping or a list, which is no InvalidYamlError.
        raise InvalidFormsError([f"The file is no YAML that can be read: {error}."]) from error


def _is_too_deep(text: str) -> bool:
    """Whether more brackets stand open than in any sound form: reading takes the square of them before it refuses."""
    depth = 0
    for bracket in _BRACKETS.finditer(text):
        depth += 1 if bracket.group() in "[{" else -1 if depth else 0
        if depth > MAXIMUM_BRACKETS:
            return True
    return False


def prepare_form(form: Form, text: str) -> LoadedForm:
    """A form with its schema, validator and the digest of its text."""
    schema = schemas.describe_data(form)
    shared = {"$defs": dict(schemas.DEFINITIONS)}
    parts = {name: schemas.build_validator(schemas.describe_property(value) | shared) for name, value in form.data.properties.items()}
    return LoadedForm(form, text, hashlib.sha256(text.encode()).hexdigest(), schema, schemas.build_validator(schema), parts)


def _describe_error(location: tuple[int | str, ...], message: str) -> str:
    return f"{'.'.join(str(part) for part in location) or 'The document'}: {message}."
