"""A name that a document may hold is one that services take: both sides say it by themselves, and must say the same."""

from __future__ import annotations

import jsonschema_rs
import pytest
from pydantic import TypeAdapter, ValidationError

from bouwsteen.documents.names import OneLine
from bouwsteen_service.brokers.shares import NAME

LINES = ["Leuven", "Fourons / Voeren", "Straße “Æ” 日本 😀", "a" * 200]
OTHERS = ["", "a" * 201, "a\nb", "a\r", "\ta", "a\x00", "a\x85b", "a\u2028b", "a\u202eb", "\u200fa", "\ufeffa", "a\u2066b"]


@pytest.mark.parametrize(("text", "is_line"), [*((line, True) for line in LINES), *((other, False) for other in OTHERS)], ids=ascii)
def test_documents_and_services_take_the_same_names(text: str, is_line: bool) -> None:
    assert jsonschema_rs.is_valid(dict(NAME), text) is is_line
    if is_line:
        assert TypeAdapter(OneLine).validate_python(text) == text
    else:
        with pytest.raises(ValidationError):
            TypeAdapter(OneLine).validate_python(text)
