"""What an expression or template is found to depend on."""

from __future__ import annotations

import pytest

from bouwsteen.expressions import Reference, Scope, compile_expression, compile_template


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 1", []),
        ("uses.database.host", ["uses.database.host"]),
        ("uses['database'].host + organisation.name", ["uses.database.host", "organisation.name"]),
        ("parameters.labels['a-b'] + 'x'", ['parameters.labels["a-b"]']),
        ("uses.database.tags[0].key + 'x'", ["uses.database.tags[0].key"]),
        ("parameters.?title", ["parameters.title?"]),
        ("parameters.?title.orValue(organisation.name)", ["parameters.title?", "organisation.name"]),
        ("has(parameters.title) ? parameters.title : 'x'", ["parameters.title?"]),
        ("has(uses.mail) && uses.mail.port > 1", ["uses.mail?", "uses.mail.port?"]),
        ("resources.shares[organisation.nis].id", ["resources.shares", "organisation.nis"]),
        ("organisation.languages.map(l, l + organisation.nis)", ["organisation.languages", "organisation.nis"]),
        ("uses.database.tags.map(parameters, parameters.key)", ["uses.database.tags"]),
        ("parameters.?title.optMap(t, t + organisation.name).orValue('x')", ["parameters.title?", "organisation.name"]),
        ("{'a': uses.database.host, 'b': [organisation.nis]}", ["uses.database.host", "organisation.nis"]),
        ("uses.database", ["uses.database"]),
        ("organisation.name + organisation.name", ["organisation.name"]),
        ("anything.?a.b + anything.a.b", ["anything.a.b"]),
        ("optional.of(organisation.nis).orValue('x')", ["organisation.nis"]),
        ("type(organisation.nis) == string", ["organisation.nis"]),
        (".organisation.nis + 'x'", ["organisation.nis"]),
    ],
)
def test_references_are_the_paths_that_are_read(text: str, expected: list[str], scope: Scope) -> None:
    found = compile_expression(text, scope).references
    assert [f"{reference}{'?' if reference.optional else ''}" for reference in found] == expected


def test_references_are_found_in_expressions_with_mistakes_too(scope: Scope) -> None:
    assert compile_expression("uses.database.port + 'x'", scope).references == (Reference("uses", ("database", "port")),)


def test_a_template_has_the_references_of_all_its_fields(scope: Scope) -> None:
    template = compile_template({"a": "${organisation.nis}", "b": ["x ${parameters.?title} y", {"c": "${organisation.nis}"}]}, scope)
    assert template.references == (Reference("organisation", ("nis",)), Reference("parameters", ("title",), optional=True))
    assert [path for path, _ in template.places] == [("a",), ("b", 0), ("b", 1, "c")]


def test_a_reference_is_optional_only_where_every_read_is_guarded(scope: Scope) -> None:
    template = compile_template(["${anything.?a}", "${anything.a}"], scope)
    assert template.references == (Reference("anything", ("a",), optional=False),)
