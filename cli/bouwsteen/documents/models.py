"""What the documents of all kinds share: the base model, texts, secrets by reference."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from bouwsteen.documents.names import Name, Words


class Model(BaseModel):
    """Frozen and strict: an unknown field, and a number where text belongs, are errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
        hide_input_in_errors=True,
        defer_build=True,
    )


class Text(Model):
    """Text for people. Dutch is the source; a translation that is missing falls back to it."""

    nl: Words
    fr: Words | None = None
    en: Words | None = None

    def in_language(self, language: str) -> str:
        return {"fr": self.fr, "en": self.en}.get(language) or self.nl


class Metadata(Model):
    name: Name


_VARIABLE: Final = "The name of an environment variable: one that begins with BOUWSTEEN_SECRET_, or that BOUWSTEEN_SECRET_VARIABLES lists"


class SecretRef(Model):
    """Where a secret is kept; exactly one of the fields."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$", description=_VARIABLE)] | None = None
    file: Annotated[str, Field(min_length=1, max_length=1024, description="The path of a file that holds the secret alone")] | None = None

    @model_validator(mode="after")
    def _names_one_place(self) -> Self:
        if (self.env is None) == (self.file is None):
            raise PydanticCustomError("secret_place", "a reference to a secret names exactly one place")
        return self

    @property
    def source(self) -> str:
        """For people: where the secret is looked for, never what it is."""
        return f"environment variable {self.env}" if self.env is not None else f"file {self.file}"


class SecretHolder(Model):
    """A secret in a document: `secretRef: {env: BOUWSTEEN_SECRET_NAME}`."""

    secret_ref: SecretRef


def _refuse_literal(value: Any) -> Any:
    if isinstance(value, dict | SecretHolder):
        return value
    raise PydanticCustomError("secret_literal", "a literal stands in a field for a secret")


SecretValue = Annotated[SecretHolder, BeforeValidator(_refuse_literal, json_schema_input_type=SecretHolder)]


def is_secret_reference(value: Any) -> bool:
    """Is this plain value written as a reference to a secret?"""
    return isinstance(value, dict) and "secretRef" in value
