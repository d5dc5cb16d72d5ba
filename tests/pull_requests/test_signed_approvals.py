"""Where an organisation has keys, who approved of what is who signed it: with SSH, and with GnuPG."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.pull_requests.conftest import STACK, Project, Run
from tests.pull_requests.guards import COLOR, applied, approve, commit, edit, guard, refused
from tests.support.repositories import needs_git
from tests.support.signers import GnupgSigner

pytestmark = [needs_git, pytest.mark.slow]


@pytest.fixture
def guarded(project: Project) -> Project:
    return guard(project, "intent")


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    """SSH keys by person, without a passphrase."""
    program = shutil.which("ssh-keygen")
    if program is None:
        pytest.skip("needs ssh-keygen")
    made = {}
    for person in ("an", "bo", "eve"):
        made[person] = tmp_path / f"key-{person}"
        subprocess.run([program, "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", str(made[person])], check=True)
    return made


def signing(project: Project, key: Path | None) -> None:
    project.clone.git("config", "gpg.format", "ssh")
    if key is None:
        project.clone.git("config", "--unset", "user.signingkey")
        project.clone.git("config", "commit.gpgsign", "false")
    else:
        project.clone.git("config", "user.signingkey", str(key))
        project.clone.git("config", "commit.gpgsign", "true")


def trust(project: Project, keys: dict[str, Path], *people: str) -> None:
    lines = [f"{person}@example.org {keys[person].with_suffix('.pub').read_text().strip()}\n" for person in people]
    file = project.root / "stacks/town/keys/allowed-signers"
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(lines))


def test_where_an_organisation_has_keys_only_they_count(guarded: Project, run: Run, keys: dict[str, Path]) -> None:
    signing(guarded, keys["an"])
    trust(guarded, keys, "an", "bo")
    commit(guarded, "An")
    signing(guarded, keys["eve"])
    approve(guarded, run)
    assert "not among the trusted" in refused(run, "approval-signature")
    signing(guarded, keys["bo"])
    approve(guarded, run)
    assert run("apply", "town", "--yes")[0] == 0
    # From now on nothing unsigned goes, and no branch brings its own keys.
    signing(guarded, None)
    trust(guarded, keys, "an", "bo", "eve")
    edit(guarded, (guarded.root / STACK).read_text().replace(*next(iter(COLOR.items()))), "An")
    approve(guarded, run)
    assert "not signed" in refused(run, "approval-signature")
    signing(guarded, keys["eve"])
    approve(guarded, run, person="Eve")
    refused(run, "approval-signature")


def test_the_keys_of_the_machine_go_before_those_of_the_repository(
    guarded: Project, run: Run, keys: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUWSTEEN_TRUSTED_KEYS", str(tmp_path / "trusted"))
    approve(guarded, run)
    assert run("apply", "town", "--yes")[0] == 10
    (tmp_path / "trusted" / "town").mkdir(parents=True)
    public = keys["bo"].with_suffix(".pub").read_text()
    (tmp_path / "trusted" / "town" / "allowed-signers").write_text(f"bo@example.org {public}")
    refused(run, "approval-signature")
    signing(guarded, keys["bo"])
    approve(guarded, run, "--tag")
    refused(run, "approval-signature")  # the commit itself is not signed
    approve(guarded, run)
    assert run("apply", "town", "--yes")[0] == 0
    assert applied(guarded)


@pytest.fixture
def gnupg() -> Iterator[tuple[GnupgSigner, GnupgSigner, GnupgSigner]]:
    """Of An and Bo, whom the organisation trusts, and of Eve."""
    if not shutil.which("gpg"):
        pytest.skip("needs the program gpg of GnuPG")
    an, bo, eve = (GnupgSigner.make(f"{name} <{name.lower()}@example.org>") for name in ("An", "Bo", "Eve"))
    with an as first, bo as second, eve as third:
        yield first, second, third


def sign_by(project: Project, signer: GnupgSigner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNUPGHOME", str(signer.home))
    project.clone.git("config", "gpg.format", "openpgp")
    project.clone.git("config", "user.signingkey", signer.user)
    project.clone.git("config", "commit.gpgsign", "true")


@pytest.mark.parametrize("how", [(), ("--tag",)])
def test_commits_and_tags_that_gnupg_signed(
    project: Project, run: Run, gnupg: tuple[GnupgSigner, GnupgSigner, GnupgSigner], monkeypatch: pytest.MonkeyPatch, how: tuple[str, ...]
) -> None:
    """Nothing asks for approval here but who carries it out."""
    an, bo, eve = gnupg
    file = project.root / "stacks/town/keys/gnupg.asc"
    file.parent.mkdir()
    file.write_text(an.trusted.gnupg + bo.trusted.gnupg)
    sign_by(project, an, monkeypatch)
    commit(project, "An")
    edit(project, (project.root / STACK).read_text().replace(*next(iter(COLOR.items()))), "An")
    refused(run, "approval-missing", "apply", "town", "--yes", "--approved")
    sign_by(project, eve, monkeypatch)
    approve(project, run, *how)
    assert "not among the trusted" in refused(run, "approval-signature", "apply", "town", "--yes", "--approved")
    assert not applied(project)
    sign_by(project, bo, monkeypatch)
    if how:
        project.clone.git("tag", "--delete", *project.clone.git("tag", "--list", "approved/*").split())
    approve(project, run, *how)
    assert run("apply", "town", "--yes", "--approved")[0] == 0
    assert applied(project)


def test_who_signed_a_change_cannot_approve_of_it_by_another_name(guarded: Project, run: Run, keys: dict[str, Path]) -> None:
    signing(guarded, keys["an"])
    trust(guarded, keys, "an", "bo")
    commit(guarded, "An")
    approve(guarded, run, person="Bo")  # so An writes
    assert "signed with the same key" in refused(run, "approval-by-author")
    signing(guarded, keys["bo"])
    approve(guarded, run, person="Bo")
    assert run("apply", "town", "--yes")[0] == 0
