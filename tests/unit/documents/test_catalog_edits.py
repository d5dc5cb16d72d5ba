"""A catalog entry is changed where it must be, and nowhere else."""

from __future__ import annotations

import datetime as dt
import difflib

import pytest

from bouwsteen.documents.catalog_edits import add_version, change_version

DAY = dt.date(2027, 1, 5)
DIGEST = "sha256:" + "a" * 64
HEAD = "# By hand\napiVersion: x\nkind: CatalogEntry\nmetadata: {name: site}\nspec:\n"
TAIL = "  # What else\n  support: {owner: Iemand}  # last\n"

FLOW_ITEMS = HEAD + "  versions:\n    - {version: 1.0.0, channel: stable, since: 2026-12-01}  # first\n" + TAIL
BLOCK_ITEMS = HEAD + "  versions:\n  - version: 1.0.0\n    # kept\n    channel: stable # here\n    since: 2026-12-01 # then\n" + TAIL
FLOW_LIST = HEAD + "  versions: [{version: 1.0.0, channel: stable, since: 2026-12-01}]\n" + TAIL
LAST = HEAD + "  versions:\n    - {version: 1.0.0, channel: stable, since: 2026-12-01}"
LAYOUTS = {"flow-items": FLOW_ITEMS, "block-items": BLOCK_ITEMS, "flow-list": FLOW_LIST, "no-line-end": LAST}


def moved(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and lines that came."""
    lines = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:2] in {"- ", "+ "}]
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_version_is_added(name: str) -> None:
    text = add_version(LAYOUTS[name], "1.1.0", "candidate", DAY, DIGEST)
    gone, come = moved(LAYOUTS[name], text)
    added = f'{{version: 1.1.0, channel: candidate, since: 2027-01-05, digest: "{DIGEST}"}}'
    if name == "flow-list":
        assert (gone, come) == (
            ["  versions: [{version: 1.0.0, channel: stable, since: 2026-12-01}]"],
            [f"  versions: [{{version: 1.0.0, channel: stable, since: 2026-12-01}}, {added}]"],
        )
    else:
        assert (gone, come) == ([], [f"{'  ' if name == 'block-items' else '    '}- {added}"])


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_version_is_recalled(name: str) -> None:
    text = change_version(LAYOUTS[name], "1.0.0", {"channel": "recalled", "reason": {"nl": "Lekt 'namen': \"alle\"", "en": "No: #1"}})
    gone, come = moved(LAYOUTS[name], text)
    reason = r'reason: {nl: "Lekt ' + r"'namen'" + r': \"alle\"", en: "No: #1"}'
    if name == "block-items":
        assert (gone, come) == (["    channel: stable # here"], ["    channel: recalled # here", f"    {reason}"])
    else:
        assert [line.replace(f", {reason}", "").replace("recalled", "stable") for line in come] == gone


@pytest.mark.parametrize("name", LAYOUTS)
def test_twice(name: str) -> None:
    """What was written can be changed again, a text in a block too."""
    text = change_version(add_version(LAYOUTS[name], "1.1.0", "candidate", DAY, DIGEST), "1.1.0", {"channel": "deprecated"})
    text = change_version(text, "1.1.0", {"channel": "recalled", "reason": {"nl": "Weg"}})
    text = change_version(text, "1.1.0", {"reason": {"nl": "Weg ermee"}, "digest": DIGEST})
    assert text.count("recalled") == 1
    assert text.count("Weg ermee") == 1


def test_a_reason_over_several_lines_is_replaced() -> None:
    text = BLOCK_ITEMS.replace("    since", "    reason:\n      nl: Oud\n      en: Old\n    since")
    changed = change_version(text, "1.0.0", {"reason": {"nl": "Nieuw"}})
    assert moved(text, changed) == (["    reason:", "      nl: Oud", "      en: Old"], ['    reason: {nl: "Nieuw"}'])


def test_a_version_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        change_version(FLOW_ITEMS, "9.0.0", {"channel": "recalled"})
