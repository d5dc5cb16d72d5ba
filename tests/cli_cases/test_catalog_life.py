"""The life of a catalog by the real command line: published, used, changed, recalled, signed, pinned — and refused at each door."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from tests.cli_cases.cases import LOCKER, STACK
from tests.cli_cases.conftest import Run
from tests.support.signers import GnupgSigner, SshSigner, git

pytestmark = pytest.mark.skipif(not shutil.which("git") or not shutil.which("ssh-keygen"), reason="needs git and ssh-keygen")
ENTRY = "catalog/locker.yaml"
KEY = "catalog/interfaces/key.yaml"
DOORS = [("validate", "town"), ("plan", "town"), ("apply", "town", "--yes")]


@pytest.fixture
def repository(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace as a clone in which each version has its tag."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    git(workspace, "init", "--quiet")
    commit(workspace)
    return workspace


@pytest.fixture
def an(tmp_path: Path) -> SshSigner:
    return SshSigner.make(tmp_path / "signers")


def commit(folder: Path, *tags: str, signer: SshSigner | GnupgSigner | None = None, date: str = "") -> str:
    git(folder, "add", "--all")
    environment = dict(signer.environment) if isinstance(signer, GnupgSigner) else {}
    if date:
        environment["GIT_COMMITTER_DATE"] = date
    options = signer.git_options if signer else ()
    sign = ("-S",) if signer else ()
    git(folder, *options, "commit", "--quiet", "--allow-empty", "-m", "x", *sign, environment=environment)
    for tag in tags:
        git(folder, "tag", "--force", tag)
    return git(folder, "rev-parse", "HEAD")


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), encoding="utf-8")


def refused(run: Run, code: int, name: str, *command: str) -> str:
    got, out, err = run(*command)
    assert (got, f"[{name}]" in out + err) == (code, True), (command, got, out, err)
    assert "Traceback" not in out + err
    return out + err


class TestPublishing:
    def test_a_first_version_gets_its_digest(self, repository: Path, run: Run) -> None:
        code, out, err = run("catalog", "publish", "site", "--date", "2027-01-05", "-o", "json")
        data = json.loads(out)
        assert (code, err, data["changed"], data["channel"], data["compared_with"]) == (0, "", True, "stable", None)
        line = f'    - {{version: 1.0.0, channel: stable, since: 2026-01-01, digest: "{data["digest"]}"}}\n'
        assert line in (repository / "catalog/site.yaml").read_text(encoding="utf-8")
        assert json.loads(run("catalog", "publish", "site", "-o", "json")[1])["changed"] is False
        assert run("validate")[0] == 0

    def test_a_published_version_never_changes(self, repository: Path, run: Run) -> None:
        assert run("catalog", "publish", "locker")[0] == 0
        edit(repository / LOCKER, "length: 40", "length: 41")
        before = (repository / ENTRY).read_bytes()
        refused(run, 10, "published-version-changed", "catalog", "publish", "locker")
        for door in DOORS:
            refused(run, 10, "published-version-changed", *door)
        assert (repository / ENTRY).read_bytes() == before

    def test_what_a_laptop_adds_is_looked_at_too(self, repository: Path, run: Run) -> None:
        """A version that differs from what was published is refused even where nothing of it is used yet."""
        assert run("catalog", "publish", "portal")[0] == 0
        edit(repository / "blocks/portal/block.yaml", "nl: Portaal", "nl: Poort")
        refused(run, 10, "published-version-changed", "validate")

    def test_a_next_version(self, repository: Path, run: Run) -> None:
        git(repository, "tag", "locker/v1.0.0")
        edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        edit(repository / LOCKER, "size: {type", "color: {type: string}\n      size: {type")
        code, out, _ = run("catalog", "publish", "locker", "-o", "json")
        data = json.loads(out)
        assert (code, data["channel"], data["compared_with"], data["tag"]) == (0, "candidate", "1.0.0", "locker/v1.1.0")
        assert data["differences"] == [{"place": "parameters.color", "kind": "added", "detail": "it is new", "breaking": False}]
        assert run("catalog", "publish", "locker", "--channel", "stable")[0] == 0
        assert "version: 1.1.0, channel: stable" in (repository / ENTRY).read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("maximum: 10", "maximum: 5", "parameters.size: `maximum` is now 5"),
            ("      token: {type: string, secret: true}\n", "", "parameters.token: it is gone"),
            ("token: {type: string, secret: true}", "token: {type: string}", "parameters.token: it is no longer secret"),
            ("provides:\n    key: {int", "provides:\n    code: {int", "provides.key: it is gone"),
        ],
    )
    def test_a_breaking_change_needs_a_major_version(self, repository: Path, run: Run, before: str, after: str, told: str) -> None:
        git(repository, "tag", "locker/v1.0.0")
        edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        edit(repository / LOCKER, before, after)
        if "code: {int" in after:
            edit(repository / LOCKER, "        key:\n", "        code:\n")
        said = refused(run, 10, "version-rise-too-small", "catalog", "publish", "locker")
        assert told in said
        assert "stack town (locker)" in said
        edit(repository / LOCKER, "version: 1.1.0\n  title", "version: 2.0.0\n  title")
        assert run("catalog", "publish", "locker")[0] == 0

    def test_an_interface_that_was_changed_under_the_same_version(self, repository: Path, run: Run) -> None:
        git(repository, "tag", "locker/v1.0.0")
        edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        edit(repository / KEY, "    hint: {type: string}\n", "")
        said = refused(run, 10, "version-rise-too-small", "catalog", "publish", "locker")
        assert "key.fields.hint: it is gone" in said
        assert "block site (key)" in said

    def test_without_what_was_before_nothing_is_compared(self, repository: Path, run: Run) -> None:
        edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        refused(run, 6, "version-content-missing", "catalog", "publish", "locker")

    @pytest.mark.usefixtures("repository")
    def test_what_is_not_offered(self, run: Run) -> None:
        refused(run, 6, "block-not-found", "catalog", "publish", "loker")
        refused(run, 6, "version-not-found", "catalog", "deprecate", "locker", "7.0.0")
        refused(run, 10, "missing-argument", "catalog", "recall", "locker", "1.0.0")
        refused(run, 10, "version-already-recalled", "catalog", "deprecate", "locker", "0.9.0")


class TestWithdrawing:
    @pytest.mark.usefixtures("repository")
    def test_a_recalled_version_is_refused_at_each_door(self, run: Run) -> None:
        code, out, _ = run("catalog", "recall", "locker", "1.0.0", "--reason", "Lekt namen", "-o", "json")
        assert (code, json.loads(out)["stacks"]) == (0, ["town"])
        for door in DOORS:
            assert "Lekt namen" in refused(run, 10, "version-recalled", *door)
        refused(run, 10, "version-withdrawn", "catalog", "publish", "locker")

    def test_a_recalled_version_in_a_lock_where_another_would_do(self, repository: Path, run: Run) -> None:
        git(repository, "tag", "locker/v1.0.0")
        edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        assert run("catalog", "publish", "locker", "--channel", "stable")[0] == 0
        assert run("plan", "town")[0] == 0, "the older version comes from its tag"
        assert run("catalog", "recall", "locker", "1.0.0", "--reason", "Lekt namen")[0] == 0
        for door, exits in zip(DOORS, (10, 7, 7), strict=True):
            assert "Lekt namen" in refused(run, exits, "version-recalled", *door)
        assert run("lock", "town")[0] == 0
        assert run("plan", "town")[0] == 0

    @pytest.mark.usefixtures("repository")
    def test_a_deprecated_version_warns(self, run: Run) -> None:
        assert run("catalog", "deprecate", "locker", "1.0.0", "--reason", "Er komt een betere")[0] == 0
        code, out, err = run("validate", "town")
        assert (code, "[version-deprecated]" in out + err) == (0, True)

    def test_the_roadmap(self, repository: Path, run: Run) -> None:
        with (repository / ENTRY).open("a", encoding="utf-8") as file:
            file.write("  roadmap: [{version: 2.0.0, expected: 2027-06, note: {nl: Sneller}}]\n")
            basis = "{kind: example, text: {nl: Voorbeeld}}"
            file.write(f"  obligations: [{{from: 2028-01-01, appliesTo: \"${{organisation.kind == 'municipality'}}\", basis: {basis}}}]\n")
        code, out, _ = run("catalog", "roadmap", "-o", "json")
        rows = [(item["date"], item["kind"], item["version"]) for item in json.loads(out)["items"]]
        assert (code, rows) == (
            0,
            [("2025-01-01", "recalled", "0.9.0"), ("2027-06", "expected", "2.0.0"), ("2028-01-01", "obligation", None)],
        )
        assert "Sneller" in run("catalog", "roadmap", "locker")[1]
        assert "Nothing is announced" in run("catalog", "roadmap", "site")[1]


@pytest.mark.usefixtures("repository")
def test_until_when_a_version_is_supported(run: Run) -> None:
    since = "version: 1.0.0, channel: stable, since: 2026-01-01"
    edit(Path(ENTRY), since, f"{since}, until: 2027-06-30")
    shown = json.loads(run("catalog", "show", "locker", "-o", "json")[1])
    listed = json.loads(run("catalog", "list", "-o", "json")[1])["blocks"]
    for data in (shown, next(each for each in listed if each["name"] == "locker")):
        assert [(each["version"], each["until"]) for each in data["versions"]] == [("0.9.0", None), ("1.0.0", "2027-06-30")]
    assert "2026-01-01 up to and including 2027-06-30" in run("catalog", "show", "locker")[1]
    items = json.loads(run("catalog", "roadmap", "locker", "-o", "json")[1])["items"]
    assert ("2027-06-30", "last-day", "1.0.0") in [(each["date"], each["kind"], each["version"]) for each in items]
    assert "last day of support" in run("catalog", "roadmap", "locker")[1]


def test_a_version_from_its_tag(repository: Path, run: Run) -> None:
    """The stack stays on what it has, with the interfaces of then, while the work tree goes on to the next major version."""
    git(repository, "tag", "locker/v1.0.0")
    before = run("plan", "town", "-o", "json")[1]
    edit(repository / LOCKER, "version: 1.0.0\n  title", "version: 2.0.0\n  title")
    edit(repository / LOCKER, "key, version: 1.0.0", "key, version: 2.0.0")
    edit(repository / KEY, "version: 1.0.0", "version: 2.0.0")
    assert run("catalog", "publish", "locker", "--channel", "stable")[0] == 0
    assert run("validate", "town") == (0, "Good: 1 stack checked.\n", "")
    assert run("lock", "town", "--check")[0] == 0
    assert json.loads(run("plan", "town", "-o", "json")[1])["changes"] == json.loads(before)["changes"]
    git(repository, "tag", "--delete", "locker/v1.0.0")
    refused(run, 10, "version-unavailable", "validate", "town")


class TestSnapshots:
    @pytest.fixture
    def signed(self, repository: Path, run: Run, an: SshSigner) -> Path:
        (repository / "catalog/allowed_signers").write_text(an.line())
        assert run("catalog", "snapshot", "--key", str(an.key))[0] == 0
        return repository

    @pytest.mark.usefixtures("signed")
    def test_a_sound_one(self, run: Run) -> None:
        code, out, err = run("catalog", "verify", "--offline", "-o", "json")
        data = json.loads(out)
        assert (code, err, data["number"], data["signed_by"]["name"]) == (0, "", 1, "an@example.org")
        assert data["checked"] == 3 + 3 + 3  # blocks, interfaces, entries
        assert run("catalog", "verify")[0] == 0

    def test_the_number_only_rises(self, signed: Path, run: Run, an: SshSigner) -> None:
        older = {name: (signed / name).read_bytes() for name in ("catalog/snapshot.json", "catalog/snapshot.json.sig")}
        assert run("catalog", "snapshot", "--key", str(an.key))[0] == 0
        assert json.loads(run("catalog", "verify", "--offline", "-o", "json")[1])["number"] == 2
        for name, content in older.items():
            (signed / name).write_bytes(content)
        refused(run, 7, "catalog-older", "catalog", "verify", "--offline")

    @pytest.mark.parametrize(
        ("file", "before", "after"),
        [
            (LOCKER, "length: 40", "length: 41"),
            (KEY, "purpose: {type: string}", "purpose: {}"),
            (ENTRY, "channel: recalled", "channel: stable"),
            ("catalog/organisations.csv", "Leuven", "Loven"),
        ],
    )
    def test_what_was_changed_since(self, signed: Path, run: Run, file: str, before: str, after: str) -> None:
        edit(signed / file, before, after)
        refused(run, 7, "catalog-digest-differs", "catalog", "verify", "--offline")

    def test_the_snapshot_itself_changed(self, signed: Path, run: Run) -> None:
        edit(signed / "catalog/snapshot.json", '"number":1', '"number":7')
        refused(run, 7, "catalog-signature-broken", "catalog", "verify", "--offline")
        (signed / "catalog/snapshot.json.sig").unlink()
        refused(run, 7, "catalog-unsigned", "catalog", "verify", "--offline")
        (signed / "catalog/snapshot.json").write_text("[]")
        refused(run, 7, "catalog-snapshot-unreadable", "catalog", "verify", "--offline")
        (signed / "catalog/snapshot.json").unlink()
        refused(run, 6, "catalog-snapshot-missing", "catalog", "verify", "--offline")

    @pytest.mark.usefixtures("signed")
    def test_a_foreign_key_and_none(self, run: Run, tmp_path: Path) -> None:
        other = SshSigner.make(tmp_path / "signers", "piet@example.org")
        (tmp_path / "trusted").write_text(other.line())
        refused(run, 7, "catalog-signature-foreign", "catalog", "verify", "--offline", "--signers", str(tmp_path / "trusted"))
        (tmp_path / "trusted").write_text("# nobody\n")
        refused(run, 10, "signers-empty", "catalog", "verify", "--offline", "--signers", str(tmp_path / "trusted"))
        refused(run, 6, "signers-not-found", "catalog", "verify", "--offline", "--signers", str(tmp_path / "away"))

    @pytest.mark.usefixtures("signed")
    def test_an_expired_key_and_an_expired_snapshot(self, run: Run, an: SshSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "trusted").write_text(an.line('valid-before="20200101"'))
        refused(run, 7, "catalog-key-expired", "catalog", "verify", "--offline", "--signers", str(tmp_path / "trusted"))
        later_than_snapshots(monkeypatch)
        refused(run, 7, "catalog-snapshot-expired", "catalog", "verify", "--offline")

    def test_a_tag_that_was_moved(self, signed: Path, run: Run, an: SshSigner) -> None:
        assert run("catalog", "publish", "locker")[0] == 0
        commit(signed, "locker/v1.0.0")
        edit(signed / LOCKER, "version: 1.0.0\n  title", "version: 1.1.0\n  title")
        assert run("catalog", "publish", "locker")[0] == 0
        assert run("catalog", "snapshot", "--key", str(an.key))[0] == 0
        assert run("catalog", "verify")[0] == 0
        sound = (signed / LOCKER).read_bytes()
        edit(signed / LOCKER, "version: 1.1.0\n  title", "version: 1.0.0\n  title")
        edit(signed / LOCKER, "length: 40", "length: 8")
        commit(signed, "locker/v1.0.0")
        (signed / LOCKER).write_bytes(sound)
        assert run("catalog", "verify", "--offline")[0] == 0
        refused(run, 7, "catalog-digest-differs", "catalog", "verify")

    @pytest.mark.skipif(not shutil.which("gpg"), reason="needs the program gpg of GnuPG")
    def test_signed_by_gnupg(self, repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        with GnupgSigner.make() as signer:
            monkeypatch.setenv("GNUPGHOME", str(signer.home))
            (repository / "catalog/allowed_signers").write_text(f"# by GnuPG\n{signer.trusted.gnupg}")
            assert run("catalog", "snapshot", "--key", f"gnupg:{signer.user}")[0] == 0
        code, out, _ = run("catalog", "verify", "--offline", "-o", "json")
        assert (code, json.loads(out)["signed_by"]["method"]) == (0, "gnupg")

    def test_a_key_that_is_none(self, repository: Path, run: Run) -> None:
        refused(run, 1, "signing-failed", "catalog", "snapshot", "--key", "nowhere")
        assert not (repository / "catalog/snapshot.json").exists()


def later_than_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on it is a year later."""
    import datetime as dt

    from bouwsteen.cli import catalog_trust

    later = catalog_trust.now() + dt.timedelta(days=365)
    monkeypatch.setattr(catalog_trust, "now", lambda: later)


class TestPins:
    """A municipality's repository holds a stack with a pin and the keys that it trusts; the catalog is another repository."""

    @pytest.fixture
    def origin(self, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, an: SshSigner) -> Path:
        monkeypatch.setenv("BOUWSTEEN_ALLOW_FILE_CATALOGS", "1")
        origin = tmp_path / "origin"
        git(tmp_path, "init", "--quiet", "origin")
        for part in ("blocks", "catalog"):
            shutil.move(repository / part, origin / part)
        edit(repository / STACK, "  blocks:\n", f"  catalog: {{git: '{origin.as_uri()}', revision: main, signers: signers}}\n  blocks:\n")
        (repository / "stacks/town/signers").write_text(an.line())
        return origin

    def test_signed(self, origin: Path, run: Run, an: SshSigner) -> None:
        commit(origin, signer=an)
        assert run("lock", "town")[0] == 0
        assert run("validate", "town")[0] == 0
        assert run("plan", "town")[0] == 0

    @pytest.mark.fault("F49")
    def test_unsigned_or_foreign(self, origin: Path, run: Run, tmp_path: Path) -> None:
        commit(origin)
        for door in [("lock", "town"), *DOORS]:
            refused(run, 7, "catalog-unsigned", *door)
        commit(origin, signer=SshSigner.make(tmp_path / "signers", "piet@example.org"))
        for door in DOORS:
            refused(run, 7, "catalog-signature-foreign", *door)

    @pytest.mark.fault("F49")
    def test_signed_and_older(self, origin: Path, run: Run, an: SshSigner) -> None:
        commit(origin, "old", signer=an, date="2026-01-01T10:00:00Z")
        new = commit(origin, signer=an, date="2026-02-01T10:00:00Z")
        assert run("lock", "town")[0] == 0
        git(origin, "reset", "--quiet", "--hard", "old")
        refused(run, 7, "catalog-older", "lock", "town")
        assert run("plan", "town")[0] == 0, "the lock has the newer commit, which is here"
        lock = Path("stacks/town/bouwsteen.lock")
        lock.write_text(lock.read_text().replace(new, git(origin, "rev-parse", "old")))
        for door in DOORS:
            refused(run, 7, "catalog-older", *door)
        assert run("lock", "town", "--accept-older-catalog")[0] == 0
        assert run("plan", "town")[0] == 0

    def test_a_snapshot_in_it_is_held_against_it(self, origin: Path, run: Run, an: SshSigner, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("-C", str(origin), "catalog", "snapshot", "--key", str(an.key))[0] == 0
        commit(origin, signer=an)
        assert run("lock", "town")[0] == 0
        assert run("plan", "town")[0] == 0
        later_than_snapshots(monkeypatch)
        for door in DOORS:
            refused(run, 7, "catalog-snapshot-expired", *door)
        monkeypatch.undo()
        monkeypatch.setenv("BOUWSTEEN_ALLOW_FILE_CATALOGS", "1")

    def test_a_block_that_is_not_what_the_snapshot_says(self, origin: Path, run: Run, an: SshSigner) -> None:
        assert run("-C", str(origin), "catalog", "snapshot", "--key", str(an.key))[0] == 0
        edit(origin / LOCKER, "length: 40", "length: 8")
        commit(origin, signer=an)
        for door in [("lock", "town"), *DOORS]:
            refused(run, 7, "catalog-digest-differs", *door)
