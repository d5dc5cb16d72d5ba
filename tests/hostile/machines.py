"""Doors of the machine: folders, git addresses, command lines, and what a browser or a broker sends."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import re
import shutil
import socket
import tempfile
import warnings
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import httpx
from tests.blocks.forms_service.conftest import BASE, DOMAIN, ISSUER, NIS, Browser, Provider
from tests.blocks.forms_service.processes import NO_PAYMENTS
from tests.hostile.outcomes import Target
from tests.repository.places import ROOT

from bouwsteen.adapters.git_addresses import read_address
from bouwsteen.cli.main import main
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.trees import RefusedError, Tree
from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.testing import ManualClock
from forms_service.applications import create_forms_service, prepare_storage
from forms_service.loading import InvalidFormsError, load_form
from forms_service.settings import FormsSettings

# --- Folders --------------------------------------------------------------------------------------


def build_tree(content: bytes, root: Path) -> None:
    """Lines of `kind name [rest]`, with names in Python's escapes: file, link, hard, fifo, socket, folder, many, deep.

    What the system refuses to make (a name that is too long, or made before) is left out.
    """
    for line in content.decode("utf-8", "replace").split("\n"):
        kind, _, rest = line.partition(" ")
        name, _, extra = rest.partition(" ")
        with contextlib.suppress(OSError, ValueError, UnicodeError):
            _make(kind, _unescape(name), _unescape(extra), root)


def _unescape(text: str) -> str:
    """What is no escape stays as it is written, which Python would warn of."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        return text.encode("ascii", "backslashreplace").decode("unicode_escape")


def _make(kind: str, name: str, extra: str, root: Path) -> None:  # noqa: PLR0912  a table of kinds
    if ".." in Path(name).parts or name.startswith("/") or not name:
        return  # nothing outside is made, not even by a test
    path = root / name
    match kind:
        case "file":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(extra)
        case "large":
            path.write_bytes(b"x" * min(int(extra), 5_000_000))
        case "folder":
            path.mkdir(parents=True)
        case "link":
            path.symlink_to(extra)
        case "hard":
            path.hardlink_to(root / extra)
        case "fifo":
            os.mkfifo(path)
        case "socket":
            with socket.socket(socket.AF_UNIX) as listener:
                listener.bind(str(path))
        case "many":
            for number in range(min(int(extra), 12_000)):
                (root / f"{name}{number}").touch()
        case "deep":
            path.joinpath(*["d"] * min(int(extra), 200)).mkdir(parents=True)
        case "closed":
            path.mkdir(mode=0)
        case _:
            pass


@lru_cache(maxsize=1)
def lay_out(content: bytes) -> Path:
    """A work tree with the folder that an input describes; it stands until another is asked for."""
    shutil.rmtree(_place(), onerror=_open_and_remove)
    root = _place() / "work"
    (root / "cards").mkdir(parents=True)
    (root.parent / "outside").write_text("hunter2-is-no-password")
    build_tree(content, root / "cards")
    return root


@cache
def _place() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bouwsteen-hostile-"))
    atexit.register(shutil.rmtree, folder, onerror=_open_and_remove)
    return folder


def _open_and_remove(_remove: object, path: str, _problem: object) -> None:
    """A folder that was closed, by `closed`."""
    if Path(path).exists():
        Path(path).chmod(0o700)
        shutil.rmtree(path, ignore_errors=True)


def read_folders(content: bytes) -> Iterator[Diagnostic]:
    try:
        found = Tree(lay_out(content), is_own=True).read_set("cards")
    except RefusedError as refused:
        yield refused.diagnostic
    else:
        assert not any(b"hunter2" in text for text in found.files.values())


# --- Addresses ------------------------------------------------------------------------------------


def read_addresses(content: bytes) -> list[Diagnostic]:
    address = read_address(content.decode("utf-8", "surrogateescape"))
    assert address.scheme in {"https", "ssh"}
    assert not address.host.startswith("-")
    return []


# --- Command lines --------------------------------------------------------------------------------

# A code as text says it, or as JSON and YAML do.
_SAID: Final = re.compile(r"(?:^(?:Error|Warning): .+  \[|^ *-? ?\"?code\"?: \"?)([a-z-]+)", re.MULTILINE)


def read_arguments(content: bytes) -> list[Diagnostic]:
    """Arguments between NUL bytes, in an empty folder. Nothing may be written there but by `init`."""
    arguments = [part.decode("utf-8", "surrogateescape") for part in content.split(b"\0")]
    if any("/" in part or ".." in part for part in arguments) or "init" in arguments:
        return []  # paths would lead out of the folder of the test
    with tempfile.TemporaryDirectory(prefix="bouwsteen-hostile-") as folder:
        code, said = _run(arguments, Path(folder))
    assert code in range(13), f"exit code {code}\n{said}"
    assert "Traceback" not in said
    if code in {0, 2}:
        return []
    found = [error(name, "", "") for name in _SAID.findall(said)]
    assert found, f"exit code {code} without a code\n{said}"
    return found


def _run(arguments: list[str], folder: Path) -> tuple[int, str]:
    before, output = Path.cwd(), io.StringIO()
    kept = dict(os.environ)
    os.chdir(folder)
    os.environ.update(LANG="en_GB.UTF-8", XDG_DATA_HOME=str(folder), XDG_STATE_HOME=str(folder))
    try:
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            return main(["--lang", "en", *arguments]), output.getvalue()
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(kept)


# --- The counter ----------------------------------------------------------------------------------


def read_form_files(content: bytes) -> list[Diagnostic]:
    """A form document as the service reads it when it starts."""
    with tempfile.TemporaryDirectory(prefix="bouwsteen-hostile-") as folder:
        path = Path(folder) / "change-of-address.form.yaml"
        path.write_bytes(content)
        try:
            load_form(path, ("nl",))
        except InvalidFormsError as refused:
            problems = refused.problems
        else:
            return []
    assert problems
    return [error("form-refused", "", problems[0][:2_000])]


@cache
def _step() -> tuple[Browser, str, str]:
    """A citizen in front of a step with all kinds of questions: the browser, the address, the token of the page."""
    folder = tempfile.mkdtemp(prefix="bouwsteen-hostile-")
    provider = Provider(ManualClock(1_773_050_000.0))
    settings = FormsSettings(
        ServiceSettings(public_url=BASE), ROOT / "stacks/herstappe/forms", "Gemeente Herstappe", ("nl", "fr"), 30, (NIS,)
    )
    identity = {"issuer": ISSUER, "clientId": "counter", "clientSecret": "s/cret", "scopes": '["openid", "profile", "rrn"]'}
    database = {"driver": "sqlite", "uri": f"sqlite:///{folder}/data.sqlite"}
    bindings = Bindings({"own": {"sessionKey": "k" * 43}, "identity": identity, "database": database, "payments": NO_PAYMENTS})
    app = create_forms_service(settings, bindings, clock=provider.clock, transport=httpx.ASGITransport(provider.app))
    prepare_storage(app.state.forms)
    browser = Browser(app, provider)
    browser.sign_in()
    page = browser.start("use-of-public-domain")
    return browser, page.path, page.csrf


def read_posts(content: bytes) -> list[Diagnostic]:
    """The body of a form post behind the token of its page, by whoever is signed in."""
    browser, path, token = _step()
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": BASE}
    answer = browser.client.post(path, content=b"csrf=" + token.encode() + b"&" + content, headers=headers)
    assert answer.status_code < 500, answer.text[:500]
    assert "Traceback" not in answer.text
    return [] if answer.status_code in {200, 303} else [error(f"http-{answer.status_code}", "", "")]


def _posted(values: dict[str, Any]) -> bytes:
    return str(httpx.QueryParams(values)).encode()


def _padded_form() -> bytes:
    text = (ROOT / "stacks/herstappe/forms/change-of-address.form.yaml").read_bytes()
    return text + b"# " + b"x" * (65_000 - len(text)) + b"\n"


TARGETS: Final = [
    Target(
        "folders",
        read_folders,
        [b"file a.yaml x\nfile sub/b.yaml y\nfolder empty\n"],
        lambda: b"many f 1900\n",
        prepare=lay_out,
        text=False,
        words=[
            b"file ",
            b"link ",
            b"hard ",
            b"fifo ",
            b"socket ",
            b"folder ",
            b"deep d 20",
            b" ",
            b"\n",
            b"..",
            b"\\n",
            b"\\x00",
            b"A.yaml",
            b"-rf",
            b"\\xe9",
            b"e\\u0301",
        ],
    ),
    Target(
        "addresses",
        read_addresses,
        [b"https://github.com/vlaanderen/catalog.git", b"ssh://git@github.com/vlaanderen/catalog.git"],
        lambda: b"https://example.org/" + b"a" * 1_900,
        text=False,
        words=[
            b"ext::",
            b"file://",
            b"http://",
            b"169.254.169.254",
            b"[::1]",
            b"@",
            b":",
            b"--upload-pack=",
            b"%2e",
            b"\\",
            b"\n",
            b"#",
            b"?",
            b"0xa9fea9fe",
            b"-",
            b"localhost",
        ],
    ),
    Target(
        "arguments",
        read_arguments,
        [b"validate", b"catalog\0list\0-o\0json", b"version", b"--help"],
        lambda: b"validate",
        text=False,
        words=[
            b"\0",
            b"--help",
            b"--lang",
            b"nl",
            b"-o",
            b"json",
            b"yaml",
            b"--",
            b"-",
            b"--environment",
            b"apply",
            b"plan",
            b"graph",
            b"lock",
            b"explain",
            b"state",
            b"\xff",
            b"\xc3\xa9",
            b"$(id)",
            b"`id`",
            b"'",
            b"=" * 9,
        ],
    ),
    Target(
        "form-files",
        read_form_files,
        [(ROOT / "stacks/herstappe/forms/change-of-address.form.yaml").read_bytes()],
        _padded_form,
        text=False,
        foreign="form-refused",
        words=[b"pattern: '(a+)+$'", b"&a ", b"*a", b"!x ", b"null", b"9" * 30, b"- ", b"enum: []", b"$ref: '#/x'"],
    ),
    Target(
        "posts",
        read_posts,
        [_posted(DOMAIN)],
        lambda: _posted(DOMAIN) + b"&x=" + b"a" * 60_000,
        text=False,
        foreign="http-",
        words=[b"&", b"=", b"%00", b"%ff", b"%", b"+", b"applicant=", b"csrf=x", b"%E2%80%AE", b"=" * 2_000, b"&a" * 1_500, b"\0", b"\xff"],
    ),
]
