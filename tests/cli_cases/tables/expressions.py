"""Mistakes in the expressions of a block: each is found before anything is asked of the world, at its own column."""

from __future__ import annotations

from tests.cli_cases.cases import SITE, STACK, Case

PREFIX = 'prefix: "${parameters.color}-"'
NAME = 'name: "${resources.code.value}"'


def prefix(text: str) -> dict[str, dict[str, str]]:
    return {SITE: {PREFIX: f"prefix: {text}"}}


CASES = [
    Case("expression-syntax", "validate", edits=prefix('"${parameters.color + <<expression-syntax>>}"')),
    Case("expression-name-unknown", "validate", edits=prefix('"${<<undefined-name>>paramters.color}"')),
    Case("expression-field-unknown", "validate", edits=prefix('"${parameters.<<undefined-field>>colour}"')),
    Case("expression-field-of-use-unknown", "validate", edits=prefix('"${uses.key.<<undefined-field>>address}"')),
    Case("expression-resource-unknown", "validate", edits={SITE: {NAME: 'name: "${resources.<<undefined-field>>cod.value}"'}}),
    Case("expression-output-unknown", "validate", edits={SITE: {NAME: 'name: "${resources.code.<<undefined-field>>val}"'}}),
    Case("expression-wrong-type", "validate", edits={SITE: {"bytes: 8": 'bytes: <<wrong-type>>"${parameters.color}"'}}),
    Case("expression-wrong-overload", "validate", edits=prefix('"${parameters.color <<types-differ>>+ 1}"')),
    Case("expression-optional-unguarded", "validate", edits=prefix('"${parameters.<<optional-unguarded>>note}"')),
    Case(
        "expression-absent-in-required-field", "validate", edits={SITE: {NAME: 'name: <<absent-in-required-field>>"${parameters.?note}"'}}
    ),
    Case("expression-optional-use-unguarded", "validate", edits=prefix('"${uses.<<optional-unguarded>>gate.url}"')),
    Case("expression-secret-in-plain-field", "validate", edits={SITE: {NAME: 'name: <<secret-in-plain-field>>"${uses.key.secret}"'}}),
    Case("expression-secret-in-a-text", "validate", edits=prefix('<<secret-in-plain-field>>"a-${uses.key.secret}"')),
    Case(
        "expression-in-a-key",
        "validate",
        edits={SITE: {"with: {bytes: 8,": 'with: {<<template-in-key>>"${parameters.color}": 8,'}},
    ),
    Case("expression-unclosed", "validate", edits=prefix('"a-<<unclosed-template>>${parameters.color"')),
    Case("expression-is-no-text", "validate", edits=prefix('"a-${<<not-text>>[1]}"')),
    Case("expression-too-large", "validate", edits=prefix('"<<expression-too-large>>${' + " + ".join(["parameters.color"] * 400) + '}"')),
    Case(
        "expressions-too-many",
        "validate",
        edits=prefix('<<too-many-expressions>>"' + "".join(f"${{string({number} + 1)}}" for number in range(201)) + '"'),
    ),
    Case("expression-empty", "validate", edits=prefix('"${<<expression-syntax>>}"')),
    Case(
        "expression-of-request",
        "validate",
        edits={SITE: {'{purpose: "${parameters.title}"}': '{purpose: "${parameters.<<undefined-field>>titel}"}'}},
    ),
    Case(
        "expression-of-output",
        "validate",
        edits={SITE: {'{url: "${resources.http.url}"}': '{url: "${resources.http.<<undefined-field>>uri}"}'}},
    ),
    Case(
        "expressions-many",
        "validate",
        edits={
            SITE: {
                PREFIX: 'prefix: "${parameters.<<undefined-field>>colour}"',
                NAME: 'name: "${<<undefined-name>>resource.code.value}"',
                '{purpose: "${parameters.title}"}': '{purpose: "${parameters.title <<types-differ>>+ 1}"}',
            }
        },
    ),
    Case(
        "expressions-of-one-resource",
        "validate",
        edits={
            SITE: {PREFIX: 'prefix: "${parameters.<<undefined-field>>colour}"', "bytes: 8": 'bytes: <<wrong-type>>"${parameters.title}"'}
        },
    ),
    Case("expression-found-by-plan-too", "plan town", edits=prefix('"${parameters.<<undefined-field>>colour}"'), locks=True),
    Case("resource-without-required-field", "validate", edits={SITE: {f", {NAME}": "", "with: {key:": "with: <<missing-field>>{key:"}}),
    Case("resource-with-unknown-field", "validate", edits={SITE: {"bytes: 8": "<<unknown-field>>byts: 8"}}),
    Case(
        "condition-is-no-condition",
        "validate",
        edits={SITE: {"{id: code, type": '{id: code, includeWhen: <<wrong-type>>"${parameters.color}", type'}},
    ),
    Case(
        "condition-that-may-be-absent",
        "validate",
        edits={SITE: {"{id: code, type": '{id: code, includeWhen: <<condition-undecided>>"${optional.none()}", type'}},
    ),
    Case(
        "condition-that-only-a-plan-can-see",
        "plan town",
        edits={
            SITE: {
                "      note: {type: string}\n": "      note: {type: string}\n      any: {}\n    required: [any]\n",
                "{id: code, type": '{id: code, includeWhen: "${parameters.any}", type',
            },
            STACK: {
                "- {block: site, version: ^1.0, parameters: {title: Hallo": "- <<condition-undecided>>{block: site, parameters: {any: ja"
            },
        },
        locks=True,
    ),
    Case(
        "condition-with-nothing-behind-it",
        "validate",
        edits={SITE: {"{id: code, type": "{id: code, includeWhen: <<value-not-allowed>>null, type"}},
    ),
    Case(
        "for-each-over-a-list",
        "validate",
        edits={SITE: {"{id: proof, type": '{id: proof, forEach: <<for-each-not-a-map>>"${[1, 2]}", type'}},
    ),
    Case("depends-on-nothing", "validate", edits={SITE: {"{id: code, type": "{id: code, dependsOn: [<<resource-unknown>>cod], type"}}),
    # The same in a stack: an expression is no expression there, it is text.
    Case("text-that-looks-like-an-expression", "validate", 0, edits={STACK: {"{title: Hallo}": '{title: "${parameters.color"}'}}),
]
