"""How an object is named, as users of kubectl type it."""

from __future__ import annotations

import pytest

from bouwsteen.errors import InvalidInputError
from bouwsteen_kubectl.targets import read_target

BOTH = ("Stack", "BlockInstance")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("stack/x", "stack/x"),
        ("stacks/x", "stack/x"),
        ("stk x", "stack/x"),
        ("Stack x", "stack/x"),
        ("stacks.bouwsteen.vlaanderen.be/x", "stack/x"),
        ("x", "stack/x"),
        ("bi/x.forms", "bi/x.forms"),
        ("blockinstances x.forms", "bi/x.forms"),
        ("x.forms", "bi/x.forms"),
    ],
)
def test_each_way_names_the_same(typed: str, found: str) -> None:
    assert str(read_target(typed.split(), BOTH)) == found


@pytest.mark.parametrize("typed", ["pod/x", "stack/", "/x", "stack/x/y", "stack x y", "stack/x stack/y", "waiver/x"])
def test_what_names_nothing_is_refused_with_what_to_say(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_target(typed.split(), BOTH)
    (diagnostic,) = refused.value.diagnostics
    assert (diagnostic.code, diagnostic.remedy) == ("object-unclear", "Say `stack/NAME` or `bi/NAME.INSTANCE`.")


def test_only_a_stack_has_a_plan() -> None:
    with pytest.raises(InvalidInputError):
        read_target(["bi/x.forms"], ("Stack",))
