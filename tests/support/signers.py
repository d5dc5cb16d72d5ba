"""Keys that are made for one test: who signs, and what others need to trust them. No key of this machine is used."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bouwsteen.adapters.signatures import TrustedKeys

AUTHOR = {
    "GIT_AUTHOR_NAME": "An",
    "GIT_AUTHOR_EMAIL": "an@example.org",
    "GIT_COMMITTER_NAME": "An",
    "GIT_COMMITTER_EMAIL": "an@example.org",
}


@dataclass(frozen=True)
class SshSigner:
    key: Path
    principal: str

    @classmethod
    def make(cls, folder: Path, principal: str = "an@example.org") -> SshSigner:
        folder.mkdir(parents=True, exist_ok=True)
        key = folder / principal.partition("@")[0]
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", principal, "-f", str(key)]
        subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
        return cls(key, principal)

    def line(self, options: str = "") -> str:
        """Of an allowed signers file; `options` as in `valid-before="20260101"`."""
        kind, blob, *_ = self.key.with_suffix(".pub").read_text().split()
        return " ".join(part for part in (self.principal, options, kind, blob) if part) + "\n"

    @property
    def trusted(self) -> TrustedKeys:
        return TrustedKeys(ssh=self.line())

    @property
    def git_options(self) -> tuple[str, ...]:
        """With which `git -c … commit -S` signs by this key."""
        return ("-c", "gpg.format=ssh", "-c", f"user.signingkey={self.key}.pub", "-c", "gpg.ssh.program=ssh-keygen")


@dataclass(frozen=True)
class GnupgSigner:
    home: Path
    user: str

    @classmethod
    @contextmanager
    def make(cls, user: str = "An <an@example.org>", expires: str = "never") -> Iterator[GnupgSigner]:
        """Its agent ends with the block."""
        home = Path(tempfile.mkdtemp(prefix="bw-gpg-", dir="/tmp"))
        home.chmod(0o700)
        signer = cls(home, user)
        try:
            signer.run("--passphrase", "", "--quick-generate-key", user, "ed25519", "sign", expires)
            yield signer
        finally:
            ending = ["gpgconf", "--homedir", str(home), "--kill", "all"]
            subprocess.run(ending, check=False, capture_output=True, timeout=60)
            shutil.rmtree(home, ignore_errors=True)

    def run(self, *arguments: str) -> bytes:
        command = ["gpg", "--homedir", str(self.home), "--batch", "--no-tty", "--quiet", *arguments]
        return subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60).stdout

    @property
    def trusted(self) -> TrustedKeys:
        return TrustedKeys(gnupg=self.run("--armor", "--export", self.user).decode())

    @property
    def git_options(self) -> tuple[str, ...]:
        return ("-c", "gpg.format=openpgp", "-c", f"user.signingkey={self.user}", "-c", "gpg.program=gpg")

    @property
    def environment(self) -> Mapping[str, str]:
        return {"GNUPGHOME": str(self.home)}


def git(folder: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """git as it is used by hand, without the settings of this machine."""
    surroundings = os.environ | AUTHOR | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull} | dict(environment or {})
    command = ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", *arguments]
    done = subprocess.run(command, cwd=folder, env=surroundings, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    return done.stdout.decode().strip()


def read_object(folder: Path, kind: str, name: str) -> bytes:
    """The bytes of a git object."""
    command = ["git", "cat-file", kind, name]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=60).stdout
