"""What is refused to who looks after the record. What names a lineage, a time or a person is in `test_records`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.cli_cases.cases import Case

from bouwsteen.cli.main import main

STATE_LOCK = (".bouwsteen/state/town/local/lock",)


# An applied stack: state and keys, made once by the program and copied from then on.
_applied: dict[str, dict[Path, bytes]] = {}


def apply_town(root: Path) -> None:
    if not _applied:
        assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
        folders = {name: root.parent / name for name in ("work/.bouwsteen", "keys")}
        _applied.update({name: _files(folder) for name, folder in folders.items()})
        return
    for name, files in _applied.items():
        for path, content in files.items():
            target = root.parent / name / path
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(content)
            target.chmod(0o600)


def _files(folder: Path) -> dict[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def run(*commands: str) -> Callable[[Path], None]:
    """An applied stack, and what else was done to it."""

    def prepare(root: Path) -> None:
        apply_town(root)
        for command in commands:
            assert main(["--lang", "en", *command.split()]) == 0

    return prepare


def damage_backup(root: Path) -> None:
    run("state backup town town.copy")(root)
    data = bytearray((root / "town.copy").read_bytes())
    data[-20] ^= 1
    (root / "town.copy").write_bytes(data)


def age_backup(root: Path) -> None:
    """As a later version of the program would write it."""
    run("state backup town town.copy")(root)
    data = bytearray((root / "town.copy").read_bytes())
    data[5] += 1
    (root / "town.copy").write_bytes(data)


def case(name: str, command: str, code: int, finds: str, prepare: Callable[[Path], None] | None = None, *, locks: bool = False) -> Case:
    """`locks`: the command takes the lock before it can tell."""
    return Case(name, f"state {command}", code, prepare=prepare or run(), leaves=STATE_LOCK if locks else (), finds=(finds,))


CASES = [
    Case("state-verb-unknown", "state lst town", finds=("unknown-command",)),
    Case("state-of-nothing", "state list town", 6, finds=("state-not-found",)),
    Case("state-of-unknown-stack", "state list twon", 6, finds=("stack-not-found",)),
    Case("state-rekey-of-nothing", "state rekey town", 6, finds=("state-not-found",)),
    Case("state-restore-of-nothing", "state restore town nowhere.copy", 6, finds=("backup-not-found",)),
    Case("state-restore-of-another-file", "state restore town stacks/town/stack.yaml", finds=("backup-invalid",)),
    Case("state-restore-of-two", "state restore town town.copy --generation 1", finds=("restore-source",)),
    Case("state-restore-into-no-environment", "state restore town --generation 1 -e ../x", 6, finds=("state-not-found",)),
    Case("state-unlock-without-reason", "state unlock town --lock-id 1", finds=("missing-argument",)),
    Case("state-transfer-to-nobody", "state transfer town --to operator:Leuven", finds=("owner-invalid",)),
    case("state-of-another-environment", "list town -e locale", 6, "state-not-found"),
    case("state-instance-unknown", "list town sites", 6, "state-address-not-found"),
    case("state-address-unknown", "show town site/htp", 6, "state-address-not-found"),
    case("state-address-of-an-instance", "show town locker", 6, "state-address-not-found"),
    case("state-generation-of-address-unknown", "show town site/http#2", 6, "state-address-not-found"),
    case("state-mv-of-nothing", "mv town house site", 6, "state-address-not-found", locks=True),
    case("state-mv-onto-another", "mv town site locker", 10, "state-target-taken", locks=True),
    case("state-mv-onto-a-resource", "mv town site/http locker/http", 10, "state-target-taken", locks=True),
    case("state-mv-onto-itself", "mv town site site", 10, "state-target-taken", locks=True),
    case("state-mv-between-kinds", "mv town site/http house", 10, "state-target-invalid", locks=True),
    case("state-mv-to-impossible-name", "mv town site Huis", 10, "state-target-invalid", locks=True),
    case("state-mv-to-another-stack", "mv town site village/local/site", 10, "state-target-invalid", locks=True),
    case("state-rm-of-nothing", "rm town site/http sitee --yes", 6, "state-address-not-found", locks=True),
    case("state-backup-over-a-file", "backup town stacks/town/stack.yaml", 10, "backup-exists"),
    case("state-backup-into-nowhere", "backup town nowhere/town.copy", 1, "backup-not-written"),
    case("state-restore-of-damage", "restore town town.copy --yes", 1, "state-corrupt", damage_backup),
    case("state-restore-of-later-format", "restore town town.copy --yes", 1, "state-format-newer", age_backup),
    case("state-restore-without-a-person", "restore town --generation 1", 8, "not-confirmed"),
    case("state-restore-of-forgotten-generation", "restore town --generation 99", 6, "state-generation-missing"),
    case("state-restore-elsewhere", "restore town town.copy --yes -e other", 1, "state-place-other", run("state backup town town.copy")),
    case("state-unlock-of-no-lock", "unlock town --lock-id 1 --reason hangs --yes", 1, "state-lock-other"),
    case("state-transfer-to-the-same", "transfer town --to cli", 10, "owner-is-same"),
    case("state-of-another-owner", "rm town site --yes", 1, "state-owner", run("state transfer town --to operator:east --yes"), locks=True),
    case("state-retire-without-a-person", "rekey town --retire", 8, "not-confirmed"),
]
