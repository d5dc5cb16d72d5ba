"""What is refused to who would take over something that exists. What is taken over, and not, is in `tests/faults/test_ownership.py`."""

from __future__ import annotations

from pathlib import Path

from tests.cli_cases.cases import STACK, Case
from tests.cli_cases.tables.records import STATE_LOCK, run

from bouwsteen.cli.main import main


def import_port(_: Path) -> None:
    """One port is on record, which was taken over; the rest is wanted and not there."""
    assert main(["--lang", "en", "import", "town", "locker/http", "21998", "--yes"]) == 0


def case(name: str, arguments: str, finds: str, code: int = 10) -> Case:
    return Case(f"import-{name}", f"import town {arguments}", code, prepare=import_port, leaves=STATE_LOCK, finds=(finds,))


CASES = [
    Case("import-without-an-id", "import town locker/http", finds=("missing-argument",)),
    Case("import-into-unknown-stack", "import twon locker/http 21999 --yes", 6, finds=("stack-not-found",)),
    Case(
        "import-into-unknown-environment", "import town locker/http 21999 -e test --yes", 6, finds=(f"environment-not-found {STACK}:9:3",)
    ),
    Case("import-waiting-for-ever", "import town locker/http 21999 --lock-timeout -1", finds=("invalid-argument",)),
    case("of-what-nobody-asks-for", "locker/htp 21999 --yes", "import-not-wanted", 6),
    case("of-what-is-on-record", "locker/http 21999 --yes", "import-recorded town/local/locker/http"),
    case("of-what-is-of-another", "site/http 21998 --yes", "import-owned town/local/site/http"),
    case("of-what-follows-from-the-rest", "site/proof x --yes", "import-unsupported town/local/site/proof"),
    case(
        "of-a-secret-in-an-argument", "locker/password hunter2-is-no-password --yes", "import-secret-in-argument town/local/locker/password"
    ),
    case("of-a-variable-that-is-not-set", "locker/password env:OLD_PASSWORD --yes", "import-unreadable"),
    case("of-a-file-that-is-not-there", "locker/password file:nowhere --yes", "import-unreadable"),
    case("without-a-person", "site/http 21999", "not-confirmed", 8),
    Case(
        "import-where-another-is-the-owner",
        "import town locker/http 21999 --yes",
        1,
        prepare=run("state transfer town --to operator:east --yes"),
        leaves=STATE_LOCK,
        finds=("state-owner",),
    ),
]
