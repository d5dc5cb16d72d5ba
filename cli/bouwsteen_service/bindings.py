"""Bindings as servicebinding.io lays them out: `$SERVICE_BINDING_ROOT/<use>/<field>`, one file per field.

A value is read once and kept as a SecretStr, for a file does not say whether it is secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr

from bouwsteen_service.settings import ServiceConfigurationError, ServiceSettings

_FIELD_BYTES: Final = 1024 * 1024


class Binding(Mapping[str, SecretStr]):
    """The fields of one use. `repr` shows their names alone."""

    def __init__(self, name: str, fields: Mapping[str, str]) -> None:
        self.name = name
        self._fields = {key: SecretStr(value) for key, value in fields.items()}

    def __getitem__(self, field: str) -> SecretStr:
        try:
            return self._fields[field]
        except KeyError:
            raise ServiceConfigurationError(f"the binding {self.name!r} has no field {field!r}") from None

    def __contains__(self, field: object) -> bool:
        return field in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        return f"Binding({self.name!r}, fields={sorted(self._fields)})"

    def text(self, field: str, default: str | None = None) -> str:
        """The value in the clear. Raises ServiceConfigurationError when it is not there and no default is given."""
        if default is not None and field not in self._fields:
            return default
        return self[field].get_secret_value()

    def json(self, field: str, default: Any = None) -> Any:
        """The value parsed as JSON: what is not a string is written so. `default` when the field is not there."""
        if field not in self._fields:
            return default
        try:
            return json.loads(self.text(field))
        except ValueError:
            raise ServiceConfigurationError(f"the field {field!r} of the binding {self.name!r} is not JSON") from None


class Bindings(Mapping[str, Binding]):
    """All uses of the service by name."""

    def __init__(self, bindings: Mapping[str, Mapping[str, str]]) -> None:
        self._bindings = {name: Binding(name, fields) for name, fields in bindings.items()}

    def __getitem__(self, name: str) -> Binding:
        try:
            return self._bindings[name]
        except KeyError:
            raise ServiceConfigurationError(f"there is no binding {name!r}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._bindings

    def __iter__(self) -> Iterator[str]:
        return iter(self._bindings)

    def __len__(self) -> int:
        return len(self._bindings)

    def __repr__(self) -> str:
        return f"Bindings({sorted(self._bindings)})"


def read_bindings(settings: ServiceSettings) -> Bindings:
    """Read every binding of `settings.binding_root`; none where there is no root.

    Names that start with a dot are skipped: a projected Secret keeps its data behind such links. Raises
    ServiceConfigurationError for a file that is too large or is not UTF-8.
    """
    root = settings.binding_root
    if root is None or not root.is_dir():
        return Bindings({})
    return Bindings({folder.name: _read_fields(folder) for folder in sorted(root.iterdir()) if folder.is_dir() and folder.name[0] != "."})


def _read_fields(folder: Path) -> dict[str, str]:
    return {file.name: _read_field(file) for file in sorted(folder.iterdir()) if file.is_file() and file.name[0] != "."}


def _read_field(file: Path) -> str:
    where = f"the field {file.name!r} of the binding {file.parent.name!r}"
    if file.stat().st_size > _FIELD_BYTES:
        raise ServiceConfigurationError(f"{where} is larger than {_FIELD_BYTES} bytes")
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ServiceConfigurationError(f"{where} is not UTF-8") from None
