"""Files that want to hurt: they are refused in bounded time, and nothing outside the workspace is read."""

from __future__ import annotations

from pathlib import Path

from tests.cli_cases.cases import CARD, SITE, STACK, Case, stack

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))

# The first twenty are told.
BOMB_PLACES = (
    f"yaml-anchor {STACK}:1:5",
    *(f"yaml-{kind} {STACK}:{line}:{column}" for line in range(2, 8) for kind, column in (("anchor", 5), ("alias", 10), ("alias", 15))),
    f"yaml-anchor {STACK}:8:5",
)


def link_stack(root: Path) -> None:
    outside = root.parent / "outside.yaml"
    outside.write_text((root / STACK).read_text())
    (root / STACK).unlink()
    (root / STACK).symlink_to(outside)


def link_card(root: Path) -> None:
    (root.parent / "passwd").write_text("id: hunter2-is-no-password\n")
    (root / CARD).unlink()
    (root / CARD).symlink_to(root.parent / "passwd")


def link_block(root: Path) -> None:
    (root / "blocks/site").rename(root.parent / "site")
    (root / "blocks/site").symlink_to(root.parent / "site")


CASES = [
    Case("bomb-of-aliases", "validate", files={STACK: BOMB}, finds=BOMB_PLACES),
    Case("deep-nesting", "validate", files={STACK: "a: " + "[" * 5000 + "]" * 5000 + "\n"}, finds=(f"yaml-depth {STACK}:1:204",)),
    Case("deep-nesting-unclosed", "validate", files={STACK: "[" * 60_000}, finds=(f"yaml-depth {STACK}:1:201",)),
    Case("character-nul", "validate", files={STACK: stack().encode().replace(b"town", b"to\0wn")}, finds=(f"yaml-character {STACK}:3:20",)),
    Case(
        "character-invalid-utf8",
        "validate",
        files={STACK: stack().encode().replace(b"town", b"to\xffwn")},
        finds=(f"yaml-encoding {STACK}:3:20",),
    ),
    Case("large-file", "validate", files={STACK: stack() + "# " + "x" * 100_000 + "\n"}, finds=(f"document-too-large {STACK}",)),
    Case("large-card", "validate", files={CARD: "id: first\ntext: " + "x" * 100_000 + "\n"}, finds=(f"document-too-large {CARD}",)),
    Case(
        "many-values",
        "validate",
        files={STACK: stack(spec="  moved: [" + "{}," * 4_000 + "]\n")},
        # The first fifty are told, two of each value.
        finds=(f"more-mistakes {STACK}", *(f"missing-field {STACK}:9:{column}" for column in range(11, 11 + 3 * 25, 3))),
    ),
    Case("long-number", "validate", edits={STACK: {"{title: Hallo}": "{count: <<yaml-number>>" + "9" * 30 + "}"}}),
    Case("link-to-a-stack-outside", "validate", prepare=link_stack, finds=(f"symbolic-link {STACK}",)),
    Case(
        "link-to-a-card-outside",
        "validate",
        prepare=link_card,
        finds=(f"symbolic-link {CARD}",),
    ),
    Case("link-to-a-block-outside", "validate", prepare=link_block, finds=("symbolic-link blocks/site/block.yaml",)),
    Case(
        "path-out-of-the-stack", "validate", edits={STACK: {"parameters: {title: Hallo}": "files: {cards: <<bad-format>>../../../outside}"}}
    ),
    Case("path-absolute", "validate", edits={STACK: {"parameters: {title: Hallo}": "files: {cards: <<bad-format>>/etc}"}}),
    Case("schema-out-of-the-block", "validate", edits={SITE: {"schema: card.schema.json": "schema: <<bad-format>>../../../secret.json"}}),
    Case("characters-of-a-terminal", "validate", edits={STACK: {"{block: locker,": '{block: <<bad-format>>"\\e[31mlocker\\e]0;x\\a",'}}),
]
