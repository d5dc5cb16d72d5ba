"""What the instances of a stack provide, as a value and for programs.

    format_version  "1.0"
    stack, environment
    outputs[]       {instance, output, interface, version, consumer, fidelity, value}

`consumer` is null for what is the same for everybody. A secret in `value` is
`{"$secret": true}`, unless secrets were asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bouwsteen.engine.outputs import OutputValue
from bouwsteen.formats.values_json import shown_json
from bouwsteen.values import reveal

FORMAT_VERSION: Final = "1.0"


def outputs_json(stack: str, environment: str, outputs: Sequence[OutputValue], *, show_secrets: bool = False) -> dict[str, Any]:
    convert = reveal if show_secrets else shown_json
    return {
        "format_version": FORMAT_VERSION,
        "stack": stack,
        "environment": environment,
        "outputs": [
            {
                "instance": each.instance,
                "output": each.output,
                "interface": each.interface,
                "version": each.version,
                "consumer": each.consumer,
                "fidelity": each.fidelity or None,
                "value": convert(dict(each.value)),
            }
            for each in outputs
        ],
    }


def select(outputs: Sequence[OutputValue], name: str) -> tuple[list[OutputValue], str | None]:
    """`instance`, `instance/output` or `instance/output.field` → the outputs it names, and the field.

    Nothing is found: an empty list.
    """
    path, _, field = name.partition(".")
    found = [each for each in outputs if path in (each.instance, each.name)]
    if field:
        found = [each for each in found if field in each.value]
    return found, field or None
