"""Nothing outside of the folders that a run is about is opened, whatever a document or a link names: seen by the kernel's own record."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli_cases.cases import CARD, STACK
from tests.cli_cases.conftest import HERE

STRACE = shutil.which("strace")
_OPENED = re.compile(r'(?:open|openat|openat2|creat|execve|readlink|readlinkat)\((?:[A-Z0-9_]+, )?"((?:[^"\\]|\\.)*)"')
_BAIT = "bait-that-nobody-reads"


def _link_file(root: Path, bait: Path) -> None:
    (root / CARD).unlink()
    (root / CARD).symlink_to(bait)


def _link_folder(root: Path, bait: Path) -> None:
    shutil.rmtree(root / "stacks/town/cards")
    (root / "stacks/town/cards").symlink_to(bait.parent)


def _link_block(root: Path, bait: Path) -> None:
    (root / "blocks/site/block.yaml").unlink()
    (root / "blocks/site/block.yaml").symlink_to(bait)


def _name(text: str) -> Callable[[Path, Path], None]:
    def change(root: Path, bait: Path) -> None:
        stack = root / STACK
        stack.write_text(stack.read_text().replace("parameters: {title: Hallo}", text.replace("BAIT", str(bait))))

    return change


def _hard_link(root: Path, bait: Path) -> None:
    (root / CARD).unlink()
    (root / CARD).hardlink_to(bait)


LURES: dict[str, Callable[[Path, Path], None]] = {
    "link-to-a-file": _link_file,
    "link-to-a-folder": _link_folder,
    "link-instead-of-a-block": _link_block,
    "path-upwards": _name("files: {cards: ../../../outside}"),
    "path-absolute": _name("files: {cards: BAIT}"),
    "secret-upwards": _name("parameters: {title: Hallo, pin: {secretRef: {file: ../../../outside/bait-that-nobody-reads}}}"),
    "secret-absolute": _name("parameters: {title: Hallo, pin: {secretRef: {file: BAIT}}}"),
    "block-of-a-path": _name("parameters: {}, block: ../../outside"),
}


@pytest.mark.fault("F47")
@pytest.mark.slow
@pytest.mark.skipif(STRACE is None, reason="strace is not installed")
@pytest.mark.parametrize("lure", LURES)
def test_what_a_document_names_outside_is_not_opened(lure: str, tmp_path: Path) -> None:
    root, bait = tmp_path / "work", tmp_path / "outside" / _BAIT
    shutil.copytree(HERE / "base", root)
    bait.parent.mkdir()
    bait.write_text((HERE / "base" / CARD).read_text())
    LURES[lure](root, bait)
    said, opened = _trace(root, tmp_path / "trace")
    assert "Traceback" not in said
    assert "[internal]" not in said
    assert _BAIT not in " ".join(opened), said
    assert [path for path in opened if path == str(bait.parent)] == []
    assert len(opened) > 50, "the record is empty, so it shows nothing"


def _trace(root: Path, record: Path) -> tuple[str, list[str]]:
    program = [sys.executable, "-m", "bouwsteen", "--lang", "en", "validate"]
    done = subprocess.run(
        [str(STRACE), "-f", "-qq", "-s", "4096", "-e", "trace=open,openat,execve", "-o", str(record), *program],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr, _OPENED.findall(record.read_text(errors="replace"))
