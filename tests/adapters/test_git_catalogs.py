"""Catalogs from real repositories on the local disk, sound and hostile."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bouwsteen.adapters.git_addresses import check_host, read_address
from bouwsteen.adapters.git_catalogs import CatalogTree, GitCatalogs
from bouwsteen.adapters.git_commands import GitRepository, GitTooLargeError
from bouwsteen.errors import AuthenticationError, BouwsteenError, DeadlineError, InvalidInputError, MissingPartError, NotFoundError

GIT = shutil.which("git") or ""
pytestmark = pytest.mark.skipif(not GIT, reason="needs git")
FILES = {"blocks/shelf/block.yaml": "one\n", "catalog/shelf.yaml": "entry\n", "README.md": "not content\n"}
SECRET = "s3cret"


@dataclass(frozen=True)
class Origin:
    """A bare repository and the work tree that feeds it."""

    work: Path
    bare: Path

    @property
    def url(self) -> str:
        return self.bare.as_uri()

    def git(self, *arguments: str, given: str = "") -> str:
        identity = {f"GIT_{who}_{what}": "tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            [GIT, "-C", str(self.work), *arguments],
            env={**os.environ, **identity},
            input=given,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str], *names: str, extra: str = "") -> str:
        """A commit with exactly these files, to which the names (references) point. `extra` are lines of `git update-index`."""
        self.git("read-tree", "--empty")
        lines = extra
        for path, text in files.items():
            lines += f"100644 {self.git('hash-object', '-w', '--stdin', given=text)}\t{path}\n"
        self.git("update-index", "--index-info", given=lines)
        commit = self.git("commit-tree", self.git("write-tree"), "-m", "x")
        for name in names:
            self.git("push", "--force", "--quiet", str(self.bare), f"{commit}:{name}")
        return commit

    def blob(self, text: str) -> str:
        return self.git("hash-object", "-w", "--stdin", given=text)


@pytest.fixture(autouse=True)
def _settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in os.environ if each.startswith(("GIT_", "SSH_"))]:
        monkeypatch.delenv(name)
    (tmp_path / "gitconfig").touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    made = Origin(tmp_path / "work", tmp_path / "catalog.git")
    made.work.mkdir()
    made.git("init", "--quiet")
    made.git("init", "--quiet", "--bare", str(made.bare))
    return made


@pytest.fixture
def catalogs(tmp_path: Path) -> GitCatalogs:
    return GitCatalogs(tmp_path / "cache", allow_files=True)


def contents(tree: CatalogTree) -> dict[str, str]:
    return {path.relative_to(tree.folder).as_posix(): path.read_text() for path in tree.folder.rglob("*") if path.is_file()}


def refused(catalogs: GitCatalogs, url: str, revision: str = "v1") -> str:
    with pytest.raises(InvalidInputError) as raised:
        catalogs.at_revision(url, revision)
    return raised.value.diagnostics[0].detail


def test_a_tag_a_branch_and_a_commit(origin: Origin, catalogs: GitCatalogs) -> None:
    first = origin.commit(FILES, "refs/tags/v1", "refs/heads/main")
    second = origin.commit(FILES | {"blocks/shelf/block.yaml": "two\n"}, "refs/heads/main", "refs/heads/v1")
    tagged = catalogs.at_revision(origin.url, "v1")
    assert tagged.commit == first  # a tag goes before a branch
    assert contents(tagged) == {"blocks/shelf/block.yaml": "one\n", "catalog/shelf.yaml": "entry\n"}
    assert catalogs.at_revision(origin.url, "main").commit == second
    assert catalogs.at_revision(origin.url, second) == catalogs.at_revision(origin.url, "main")
    assert catalogs.at_commit(origin.url, first) == tagged
    assert tagged.digest.startswith("sha256:")


def test_a_tag_with_a_message(origin: Origin, catalogs: GitCatalogs) -> None:
    commit = origin.commit(FILES)
    origin.git("tag", "-a", "v2", "-m", "message", commit)
    origin.git("push", "--quiet", str(origin.bare), "refs/tags/v2")
    assert catalogs.at_revision(origin.url, "v2").commit == commit


def test_equal_content_has_one_digest(origin: Origin, catalogs: GitCatalogs) -> None:
    origin.commit(FILES, "refs/tags/v1")
    origin.commit(FILES | {"README.md": "other\n"}, "refs/tags/v2")
    origin.commit(FILES | {"blocks/shelf/README.md": "other\n"}, "refs/tags/v3")
    digests = [catalogs.at_revision(origin.url, name).digest for name in ("v1", "v2", "v3")]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.fault("F17")
def test_a_commit_that_is_here_needs_no_network(origin: Origin, catalogs: GitCatalogs, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    tree = catalogs.at_revision(origin.url, "v1")
    origin.bare.rename(origin.bare.with_name("away"))
    # Nor the program git.
    monkeypatch.setattr(GitRepository, "run", None)
    assert catalogs.at_commit(origin.url, commit) == tree
    assert catalogs.at_revision(origin.url, commit) == tree


@pytest.mark.fault("F17")
def test_what_cannot_be_reached_is_told_and_nothing_goes(origin: Origin, catalogs: GitCatalogs) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    tree = catalogs.at_revision(origin.url, "v1")
    origin.bare.rename(origin.bare.with_name("away"))
    with pytest.raises(BouwsteenError) as raised:
        catalogs.at_revision(origin.url, "v1")
    found = raised.value.diagnostics[0]
    assert (raised.value.exit_code, found.code) == (1, "catalog-unreachable")
    assert "needs no network" in found.remedy
    assert contents(tree)
    assert catalogs.at_commit(origin.url, commit) == tree


def test_a_tag_that_moved(origin: Origin, catalogs: GitCatalogs) -> None:
    first = origin.commit(FILES, "refs/tags/v1")
    before = catalogs.at_revision(origin.url, "v1")
    second = origin.commit(FILES | {"blocks/shelf/block.yaml": "two\n"}, "refs/tags/v1")
    after = catalogs.at_revision(origin.url, "v1")
    assert (before.commit, after.commit) == (first, second)
    assert before.digest != after.digest
    # What was pinned is still there, as it was.
    assert catalogs.at_commit(origin.url, first, "v1") == before


@pytest.mark.parametrize("revision", ["v9", "0" * 40, "--upload-pack=touch /tmp/x", "v1:refs/heads/x", "v*", "", "HEAD~1", "a" * 200])
def test_a_revision_that_is_not_there(origin: Origin, catalogs: GitCatalogs, revision: str) -> None:
    origin.commit(FILES, "refs/tags/v1")
    with pytest.raises(NotFoundError) as raised:
        catalogs.at_revision(origin.url, revision)
    assert raised.value.exit_code == 6


@pytest.mark.fault("F17")
def test_a_commit_that_was_pinned_and_is_gone(origin: Origin, catalogs: GitCatalogs) -> None:
    origin.commit(FILES, "refs/tags/v1")
    with pytest.raises(NotFoundError) as raised:
        catalogs.at_commit(origin.url, "1" * 40, "v1")
    assert "write the lock again" in raised.value.diagnostics[0].remedy


def test_a_server_that_gives_no_commit_by_its_number(origin: Origin, catalogs: GitCatalogs, tmp_path: Path) -> None:
    commit = origin.commit(FILES, "refs/tags/v1", "refs/heads/main")
    (tmp_path / "gitconfig").write_text("[protocol]\nversion = 0\n")
    unreachable = origin.commit(FILES | {"catalog/x.yaml": "x"}, "refs/heads/gone")
    origin.git("push", "--quiet", str(origin.bare), ":refs/heads/gone")
    with pytest.raises(NotFoundError):
        catalogs.at_commit(origin.url, unreachable, "v1")
    assert catalogs.at_commit(origin.url, commit, "v1").commit == commit


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ext::sh -c 'touch /tmp/owned'", "no address has"),
        ("ext::sh%20-c%20id", "must begin with"),
        ("--upload-pack=touch${IFS}/tmp/owned", "must begin with"),
        ("-oProxyCommand=id", "must begin with"),
        ("http://example.org/catalog.git", "must begin with"),
        ("http://169.254.169.254/latest/meta-data", "must begin with"),
        ("git://example.org/catalog.git", "must begin with"),
        ("git@example.org:catalog.git", "must begin with"),
        ("HTTPS:example.org/x", "must begin with"),
        ("/srv/catalog.git", "must begin with"),
        ("../catalog.git", "must begin with"),
        ("https://169.254.169.254/latest/meta-data", "link-local"),
        ("https://169.254.1.2:443/x", "link-local"),
        ("https://2852039166/x", "link-local"),
        ("https://0xa9fea9fe/x", "link-local"),
        ("https://0251.0376.0251.0376/x", "link-local"),
        ("https://169.254.43518/x", "link-local"),
        ("https://[fe80::1]/x", "link-local"),
        ("https://[::ffff:169.254.169.254]/x", "link-local"),
        ("https://[fd00:ec2::254]/x", "link-local"),
        ("https://168.63.129.16/x", "link-local"),
        ("https://metadata.google.internal./x", "metadata"),
        ("ssh://169.254.169.254/x", "link-local"),
        ("https://0.0.0.0/x", "no repository can be"),
        (f"https://user:{SECRET}@example.org/x", "credentials"),
        (f"https://{SECRET}@example.org/x", "credentials"),
        (f"ssh://git:{SECRET}@example.org/x", "credentials"),
        ("ssh://-oProxyCommand=id/x", "no host"),
        ("ssh://-oProxyCommand=id@example.org/x", "user name"),
        ("ssh://example.org", "path"),
        ("https://example.org/x?a=b", "path"),
        ("https://example.org/x#frag", "path"),
        ("https://exa mple.org/x", "no address has"),
        ("https://example.org\n/x", "no address has"),
        ("https://example.org\\@evil/x", "no address has"),
        ("https://exämple.org/x", "no address has"),
        ("https://example.org:99999/x", "not a URL"),
        ("https://[::1/x", "not a URL"),
        ("https:///x", "no host"),
        ("file://host/srv/x", "three slashes"),
        ("https://example.org/" + "x" * 2_000, "too long"),
    ],
)
@pytest.mark.fault("F48")
def test_addresses_that_are_refused(catalogs: GitCatalogs, url: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GitRepository, "run", None)
    detail = refused(catalogs, url)
    assert says in detail
    assert SECRET not in detail


def test_a_folder_is_an_address_only_where_that_is_allowed(origin: Origin, tmp_path: Path) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    closed = GitCatalogs(tmp_path / "cache")
    assert "BOUWSTEEN_ALLOW_FILE_CATALOGS" in refused(closed, origin.url)
    # Also for what is in the cache by now.
    GitCatalogs(tmp_path / "cache", allow_files=True).at_revision(origin.url, "v1")
    with pytest.raises(InvalidInputError):
        closed.at_commit(origin.url, commit)


def test_good_addresses() -> None:
    for url in ("https://example.org/a/b.git", "ssh://git@example.org:2222/a.git", "https://10.1.2.3/x", "https://[2001:db8::1]:8443/x"):
        assert read_address(url).url == url


@pytest.mark.fault("F48")
def test_a_name_that_leads_to_the_metadata_service(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(InvalidInputError):
        check_host(read_address("https://catalog.example.org/x"))


@pytest.mark.fault("F48")
def test_git_itself_refuses_other_protocols(catalogs: GitCatalogs, origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should an address ever get through, or this machine's settings rewrite one."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext:file:https")
    mark = tmp_path / "owned"
    (tmp_path / "gitconfig").write_text(f'[url "ext::touch {mark} "]\n\tinsteadOf = https://example.org/\n')
    with pytest.raises(BouwsteenError) as raised:
        catalogs.at_revision("https://example.org/x", "v1")
    assert "not allowed" in raised.value.diagnostics[0].detail
    assert not mark.exists()
    (tmp_path / "gitconfig").write_text(f'[url "{origin.bare.parent.as_uri()}/"]\n\tinsteadOf = https://example.org/\n')
    with pytest.raises(BouwsteenError, match="not allowed"):
        catalogs.at_revision("https://example.org/catalog.git", "v1")


@pytest.mark.fault("F48")
def test_credentials_of_this_machine_are_not_shown(catalogs: GitCatalogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    rewrite = f'[url "https://oauth2:{SECRET}@127.0.0.1:{port}/"]\n\tinsteadOf = https://example.org/\n'
    (tmp_path / "gitconfig").write_text(rewrite)
    with pytest.raises(BouwsteenError) as raised:
        catalogs.at_revision("https://example.org/x", "v1")
    assert raised.value.diagnostics[0].code == "catalog-unreachable"
    assert SECRET not in str(raised.value)


def test_settings_of_a_git_that_called_us_do_not_hold(
    origin: Origin, catalogs: GitCatalogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    monkeypatch.setenv("GIT_DIR", str(origin.work / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(origin.work))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    before = sorted(origin.work.rglob("*"))
    assert catalogs.at_revision(origin.url, "v1").commit == commit
    assert sorted(origin.work.rglob("*")) == before


@pytest.mark.parametrize("target", ["/etc/passwd", "../../../../secret", "block.yaml"])
def test_a_link_in_a_catalog(origin: Origin, catalogs: GitCatalogs, tmp_path: Path, target: str) -> None:
    origin.commit(FILES, "refs/tags/v1", extra=f"120000 {origin.blob(target)}\tblocks/shelf/link\n")
    assert "'blocks/shelf/link' is a symbolic link" in refused(catalogs, origin.url)
    assert not list((tmp_path / "cache").glob("*/trees/*"))
    # Outside the content it is nobody's business.
    origin.commit(FILES, "refs/tags/v2", extra=f"120000 {origin.blob(target)}\tdocs/link\n")
    assert "docs/link" not in contents(catalogs.at_revision(origin.url, "v2"))


def test_a_submodule_in_a_catalog(origin: Origin, catalogs: GitCatalogs) -> None:
    modules = '[submodule "x"]\n\tpath = blocks/x\n\turl = ext::touch /tmp/owned\n'
    origin.commit(FILES | {".gitmodules": modules}, "refs/tags/v1", extra=f"160000 {'1' * 40}\tblocks/x\n")
    assert "submodule" in refused(catalogs, origin.url)


@pytest.mark.parametrize(
    "name", ["blocks/a:b", "blocks/a\\b", "blocks/SHELF/block.yaml", "blocks/" + "d/" * 90 + "x" * 250 + "/" + "y" * 600]
)
def test_names_that_are_refused(origin: Origin, catalogs: GitCatalogs, name: str) -> None:
    origin.commit(FILES | {name: "x"}, "refs/tags/v1")
    assert "cannot be written" in refused(catalogs, origin.url)


def test_a_repository_that_is_no_catalog(origin: Origin, catalogs: GitCatalogs) -> None:
    origin.commit({"README.md": "x"}, "refs/tags/v1")
    assert "neither" in refused(catalogs, origin.url)


def test_no_filter_or_attribute_changes_the_bytes(origin: Origin, catalogs: GitCatalogs, tmp_path: Path) -> None:
    mark = tmp_path / "owned"
    (tmp_path / "gitconfig").write_text(f'[filter "lfs"]\n\tsmudge = touch {mark}\n\trequired = true\n[core]\n\tautocrlf = true\n')
    files = {".gitattributes": "* filter=lfs export-subst\n*.md export-ignore\n", "blocks/shelf/a.md": "$Format:%H$\n"}
    origin.commit(FILES | files, "refs/tags/v1")
    found = contents(catalogs.at_revision(origin.url, "v1"))
    assert found["blocks/shelf/a.md"] == "$Format:%H$\n"
    assert found["blocks/shelf/block.yaml"] == "one\n"
    assert not mark.exists()


def test_hooks_do_not_run(origin: Origin, catalogs: GitCatalogs, tmp_path: Path) -> None:
    hooks, mark = tmp_path / "hooks", tmp_path / "owned"
    hooks.mkdir()
    for name in ("reference-transaction", "post-checkout", "post-merge", "pre-auto-gc"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (hooks / name).chmod(0o755)
    origin.commit(FILES, "refs/tags/v1")
    (tmp_path / "gitconfig").write_text(f"[core]\n\thooksPath = {hooks}\n[init]\n\ttemplateDir = {tmp_path}\n")
    assert contents(catalogs.at_revision(origin.url, "v1"))
    assert not mark.exists()


def test_files_that_were_changed_are_made_again(origin: Origin, catalogs: GitCatalogs) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    tree = catalogs.at_revision(origin.url, "v1")
    block = tree.folder / "blocks/shelf/block.yaml"
    origin.bare.rename(origin.bare.with_name("away"))
    (tree.folder / "blocks/shelf/__pycache__").mkdir()
    (tree.folder / "blocks/shelf/__pycache__/x.pyc").touch()
    assert catalogs.at_commit(origin.url, commit) == tree
    assert (tree.folder / "blocks/shelf/__pycache__/x.pyc").exists()
    block.chmod(0o644)
    block.write_text("evil\n")
    assert contents(catalogs.at_commit(origin.url, commit))["blocks/shelf/block.yaml"] == "one\n"
    (tree.folder / "blocks/evil").mkdir()
    (tree.folder / "blocks/evil/block.yaml").write_text("evil\n")
    assert "blocks/evil/block.yaml" not in contents(catalogs.at_commit(origin.url, commit))
    (tree.folder / "blocks/out").symlink_to("/etc")
    catalogs.at_commit(origin.url, commit)
    assert not (tree.folder / "blocks/out").is_symlink()


def test_what_a_killed_run_left_is_no_obstacle(origin: Origin, catalogs: GitCatalogs, tmp_path: Path) -> None:
    origin.commit(FILES, "refs/tags/v1")
    catalogs.at_revision(origin.url, "v1")
    (mirror,) = (tmp_path / "cache").glob("*/mirror.git")
    left = mirror.with_name("fetching.git")
    shutil.copytree(mirror, left)
    (left / "shallow.lock").touch()
    (left / "objects/pack/tmp_pack_x").write_bytes(b"x" * 1000)
    origin.commit(FILES | {"blocks/shelf/block.yaml": "two\n"}, "refs/tags/v2")
    assert catalogs.at_revision(origin.url, "v2")
    assert not left.exists()
    assert not (mirror / "shallow.lock").exists()


def test_several_runs_at_once(origin: Origin, tmp_path: Path) -> None:
    commits = [origin.commit(FILES | {"blocks/shelf/block.yaml": f"{number}\n"}, f"refs/tags/v{number}") for number in range(3)]
    found: list[tuple[int, str]] = []

    def work(number: int) -> None:
        tree = GitCatalogs(tmp_path / "cache", allow_files=True).at_revision(origin.url, f"v{number % 3}")
        found.append((number % 3, tree.commit))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == sorted((number % 3, commits[number % 3]) for number in range(6))


def test_more_than_a_catalog_may_be(origin: Origin, catalogs: GitCatalogs, monkeypatch: pytest.MonkeyPatch) -> None:
    origin.commit(FILES | {"blocks/shelf/large": "x" * 5_000}, "refs/tags/v1")
    monkeypatch.setattr("bouwsteen.adapters.git_catalogs._MOST_BYTES", 4_000)
    assert "MiB" in refused(catalogs, origin.url)


@pytest.mark.fault("F17", "F53")
def test_a_server_that_sends_without_end(catalogs: GitCatalogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for ssh that answers for ever, and one that never answers."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    for said, error in (("exec yes 0000000000000000000000000000000000000000", BouwsteenError), ("sleep 600", DeadlineError)):
        fake = tmp_path / "fake-ssh"
        fake.write_text(f"#!/bin/sh\n{said}\n")
        fake.chmod(0o755)
        monkeypatch.setenv("GIT_SSH_COMMAND", str(fake))
        started = time.monotonic()
        with pytest.raises(error):
            GitCatalogs(tmp_path / "cache", seconds=2).at_revision("ssh://example.org/x", "v1")
        assert time.monotonic() - started < 60  # either goes on for longer


@pytest.mark.fault("F17")
def test_a_server_that_does_not_know_us(catalogs: GitCatalogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    fake = tmp_path / "fake-ssh"
    fake.write_text("#!/bin/sh\necho 'git@example.org: Permission denied (publickey).' >&2\nexit 255\n")
    fake.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(fake))
    with pytest.raises(AuthenticationError) as raised:
        catalogs.at_revision("ssh://git@example.org/x", "v1")
    assert raised.value.exit_code == 3


def test_more_than_may_be_fetched(origin: Origin, catalogs: GitCatalogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin.commit(FILES | {f"blocks/shelf/{number}": os.urandom(9_000).hex() for number in range(40)}, "refs/tags/v1")
    monkeypatch.setattr("bouwsteen.adapters.git_catalogs._FETCH_BYTES", 10_000)
    assert "more than a catalog may be" in refused(catalogs, origin.url)
    assert not list((tmp_path / "cache").glob("*/fetching.git"))
    with pytest.raises(GitTooLargeError):
        GitRepository.at(tmp_path / "mirror.git", "file").run("ls-remote", "--", origin.url, limit=10)


@pytest.mark.parametrize("place", [0, 3, 7, 9])
def test_a_copy_that_is_damaged_is_fetched_again(origin: Origin, catalogs: GitCatalogs, tmp_path: Path, place: int) -> None:
    commit = origin.commit(FILES, "refs/tags/v1")
    tree = catalogs.at_revision(origin.url, "v1")
    (pack,) = (tmp_path / "cache").glob("*/mirror.git/objects/pack/*.pack")
    damaged = bytearray(pack.read_bytes())
    damaged[place * len(damaged) // 10 :] = b"x" * len(damaged[place * len(damaged) // 10 :])
    pack.chmod(0o600)
    pack.write_bytes(damaged)
    shutil.rmtree(tree.folder)
    assert catalogs.at_commit(origin.url, commit) == tree
    assert contents(tree)


def test_without_git(origin: Origin, catalogs: GitCatalogs, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "git":
            raise ImportError("Bad git executable.")
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingPartError):
        catalogs.at_revision(origin.url, "v1")
