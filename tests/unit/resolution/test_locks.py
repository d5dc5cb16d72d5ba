"""The lock as text, what it refuses to read, and what it says when it is stale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bouwsteen.documents.sources import load_document
from bouwsteen.documents.workspaces import PinnedContent
from bouwsteen.resolution.locks import Lock, Pins, build_lock, find_moves, read_lock, write_lock

ONE, TWO = "sha256:" + "1" * 64, "sha256:" + "2" * 64
PINS = Pins({"shelf": ("1.0.0", ONE), "null": ("2.0.0-rc.1", TWO)}, {"store": {"1.0.0": ONE, "1.10.0": TWO}}, {"smoke": ONE, "12": TWO})
TEXT = f"""# Written by `bouwsteen lock`; changes by hand are lost.
formatVersion: 1
blocks:
  "null":
    version: 2.0.0-rc.1
    digest: {TWO}
  shelf:
    version: 1.0.0
    digest: {ONE}
interfaces:
  store:
    1.10.0: {TWO}
    1.0.0: {ONE}
profiles:
  "12": {TWO}
  smoke: {ONE}
"""


def read(text: str) -> Lock | None:
    document, problems = load_document(text.encode(), "bouwsteen.lock")
    assert document is not None, problems
    return read_lock(document)[0]


def moves(before: Pins, after: Pins) -> list[str]:
    return [problem.detail for problem in find_moves(build_lock(before), build_lock(after))]


def test_the_text_is_stable_and_reads_back() -> None:
    lock = build_lock(PINS)
    assert write_lock(lock) == TEXT
    assert read(TEXT) == lock
    assert lock.digest == build_lock(PINS).digest


CATALOG = PinnedContent("https://example.org/catalog.git", "v2026.12", "1" * 39 + "e", ONE)
CATALOG_TEXT = f"""catalog:
  git: "https://example.org/catalog.git"
  revision: "v2026.12"
  commit: "{CATALOG.commit}"
  digest: {ONE}
"""


def test_a_catalog_in_a_lock() -> None:
    lock = build_lock(replace(PINS, catalog=CATALOG))
    text = write_lock(lock)
    assert text == TEXT.replace("blocks:", f"{CATALOG_TEXT}blocks:", 1)
    assert read(text) == lock
    assert lock.digest != build_lock(PINS).digest


def test_a_lock_without_a_catalog_is_what_it_was() -> None:
    assert build_lock(PINS).digest == "sha256:8f73f221dd9bc0b56170316a67c536d472a7becfcb4f71d5a3f0909e9755b62f"
    assert "catalog" not in build_lock(PINS).model_dump(by_alias=True)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (None, CATALOG, "The stack pins a catalog, and the lock does not."),
        (CATALOG, None, "The lock pins a catalog that the stack no longer pins."),
        (
            CATALOG,
            replace(CATALOG, revision="v2027.1"),
            "The catalog was v2026.12 of https://example.org/catalog.git, and the stack now pins v2027.1 of https://example.org/catalog.git.",
        ),
        (
            CATALOG,
            replace(CATALOG, commit="2" * 40),
            "The catalog's revision v2026.12 has moved: commit 111111111111 then, 222222222222 now.",
        ),
        (
            CATALOG,
            replace(CATALOG, digest=TWO),
            f"The catalog at commit 111111111111 has other content than when it was pinned: {ONE[:19]} then, {TWO[:19]} now.",
        ),
    ],
)
def test_a_catalog_that_moved_is_named_first(before: PinnedContent | None, after: PinnedContent | None, says: str) -> None:
    assert moves(replace(PINS, catalog=before), replace(PINS, catalog=after)) == [says]


def test_an_empty_lock() -> None:
    assert read(write_lock(build_lock(Pins()))) == build_lock(Pins())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("formatVersion: 1", "formatVersion: 2", "lock-too-new"),
        ("formatVersion: 1", "formatVersion: one", "wrong-type"),
        (ONE, "sha256:1", "bad-format"),
        ("version: 1.0.0", "version: '^1'", "bad-format"),
        ("profiles:", "extras: {}\nprofiles:", "unknown-field"),
    ],
)
def test_a_lock_that_was_changed_by_hand(old: str, new: str, code: str) -> None:
    document, problems = load_document(TEXT.replace(old, new).encode(), "bouwsteen.lock")
    assert document is not None, problems
    lock, problems = read_lock(document)
    assert lock is None
    assert code in [problem.code for problem in problems]
    assert all(problem.source and problem.source.line for problem in problems)


def test_nothing_moved() -> None:
    assert moves(PINS, PINS) == []


def test_what_moved_is_named() -> None:
    after = Pins({"shelf": ("1.1.0", TWO), "desk": ("1.0.0", ONE)}, {"store": {"1.0.0": TWO}}, {"smoke": TWO, "12": TWO})
    assert moves(PINS, after) == [
        "The block `desk` is needed and not pinned.",
        "The block `null` is pinned and no longer needed.",
        "The block `shelf` is pinned at 1.0.0, and the stack now gets 1.1.0.",
        "The interface `store` 1.10.0 is pinned and no longer needed.",
        "The interface `store` 1.0.0 has other content than when it was pinned: sha256:111111111111 then, sha256:222222222222 now.",
        "The load profile `smoke` has other content than when it was pinned: sha256:111111111111 then, sha256:222222222222 now.",
    ]
