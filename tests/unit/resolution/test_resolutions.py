"""A stack of a workspace: its versions, the services added on a laptop, its lock, and that thousands of entries stay cheap."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.efforts import growth

from bouwsteen.documents.sources import Limits
from bouwsteen.documents.validations import validate_stack
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.resolution.locks import write_lock
from bouwsteen.resolution.resolutions import Resolution, check_lock, resolve_stack

ROOT = Path(__file__).parents[3]
SOUND = Path(__file__).parents[1] / "documents" / "workspace"
HEAD = "apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {name: town}\nspec:\n  organisation: {nis: '11001'}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(SOUND, tmp_path, dirs_exist_ok=True)
    return tmp_path


def write_stack(tree: Path, text: str) -> None:
    (tree / "stacks/town/stack.yaml").write_text(HEAD + text, encoding="utf-8")


def resolve(tree: Path) -> Resolution:
    workspace, problems = load_workspace(tree, stacks=["town"])
    assert not problems
    resolution, problems_of_versions = resolve_stack(workspace, "town")
    assert resolution is not None, problems_of_versions
    return resolution


def test_a_share_on_a_laptop_adds_its_service(tree: Path) -> None:
    write_stack(tree, "  blocks: [{block: share}]\n  environments:\n    local: {target: local}\n    live: {target: cluster}\n")
    resolution = resolve(tree)
    assert set(resolution.lock.blocks) == {"share", "share-service"}
    local, live = resolution.arrange("local"), resolution.arrange("live")
    assert [(item.entry.instance, item.needed_by, item.use) for item in local.added] == [("share-service", "share", "broker")]
    assert [str(edge.offer.reference) for edge in local.wiring.edges] == ["share-service/broker"]
    assert not local.wiring.missing
    assert not live.added
    assert [item.use for item in live.wiring.missing] == ["broker"]


def test_a_service_that_the_stack_runs_itself_is_not_added(tree: Path) -> None:
    write_stack(tree, "  blocks: [{block: share}, {block: share-service, name: hub}]\n  environments: {local: {target: local}}\n")
    arrangement = resolve(tree).arrange("local")
    assert not arrangement.added
    assert [str(edge.offer.reference) for edge in arrangement.wiring.edges] == ["hub/broker"]


def test_an_added_service_gets_a_name_that_is_free(tree: Path) -> None:
    write_stack(tree, "  blocks: [{block: share}, {block: shelf, name: share-service}]\n  environments: {local: {target: local}}\n")
    assert [item.entry.instance for item in resolve(tree).arrange("local").added] == ["share-service-2"]


def test_a_lock_is_fresh_until_content_moves(tree: Path) -> None:
    lock = resolve(tree).lock
    (tree / "stacks/town/bouwsteen.lock").write_text(write_lock(lock), encoding="utf-8")
    workspace, _ = load_workspace(tree, stacks=["town"])
    assert check_lock(workspace, "town", lock)[1] == []
    text = (tree / "blocks/shelf/block.yaml").read_text(encoding="utf-8")
    (tree / "blocks/shelf/block.yaml").write_text(text.replace("nl: Rek", "nl: Kast"), encoding="utf-8")
    workspace, _ = load_workspace(tree, stacks=["town"])
    (moved,) = check_lock(workspace, "town", lock)[1]
    assert moved.code == "lock-stale"
    assert moved.detail.startswith("The block `shelf` has other content")
    assert moved.source is not None
    assert moved.source.file == "stacks/town/bouwsteen.lock"


def test_a_lock_whose_version_no_longer_fits_is_stale(tree: Path) -> None:
    lock = resolve(tree).lock
    for path in ("catalog/shelf.yaml", "blocks/shelf/block.yaml"):
        text = (tree / path).read_text(encoding="utf-8")
        (tree / path).write_text(text.replace("version: 1.0.0", "version: 1.0.1", 1), encoding="utf-8")
    workspace, _ = load_workspace(tree, stacks=["town"])
    details = [problem.detail for problem in check_lock(workspace, "town", lock)[1]]
    assert details == ["The block `shelf` is pinned at 1.0.0, and the stack now gets 1.0.1."]


def test_resolving_twice_gives_the_same_bytes() -> None:
    workspace, problems = load_workspace(ROOT)
    assert not problems
    for name in workspace.stacks:
        first, second = resolve_stack(workspace, name)[0], resolve_stack(workspace, name)[0]
        assert first is not None
        assert second is not None
        assert write_lock(first.lock) == write_lock(second.lock)


def town_of(tree: Path, size: int) -> Workspace:
    """A town of `size` shelves and as many counters, each wired to a shelf of its own."""
    rows = "".join(
        f"    - {{name: s{number}, block: shelf, version: ^1.0, parameters: {{size: {number % 9 + 1}}}}}\n" for number in range(size)
    )
    rows += "".join(
        f"    - {{name: c{number}, block: counter, version: ~1.2, uses: {{store: s{number}/store}}}}\n" for number in range(size)
    )
    write_stack(tree, f"  blocks:\n{rows}  environments: {{local: {{target: local}}}}\n")
    workspace, problems = load_workspace(tree, stacks=["town"], limits=Limits(file_bytes=1_000_000, nodes=50_000))
    assert not problems
    return workspace


def test_three_thousand_entries(tree: Path) -> None:
    workspace = town_of(tree, 1500)
    assert not validate_stack(workspace, "town")
    resolution, _ = resolve_stack(workspace, "town")
    assert resolution is not None
    assert len(resolution.arrange("local").wiring.edges) == 1500


def test_the_work_grows_with_the_number_of_entries(tree: Path) -> None:
    def validate(size: int) -> Callable[[], object]:
        workspace = town_of(tree, size)
        return lambda: validate_stack(workspace, "town")

    def resolve(size: int) -> Callable[[], object]:
        workspace = town_of(tree, size)

        def run() -> object:
            resolution, _ = resolve_stack(workspace, "town")
            assert resolution is not None
            return resolution.arrange("local")

        return run

    assert growth(validate, 200, 800) < 1.1
    assert growth(resolve, 200, 800) < 1.1
