"""Signatures of people and organisations: by SSH keys (`ssh-keygen -Y`) and by GnuPG. The only door to both programs.

What is trusted is handed in as text, never read from this machine: neither the key ring of whoever runs this nor
the settings of a repository (which could name a program to run) have a say. Commits and tags are therefore not checked by
git either: their bytes are taken apart here, and what was signed is held against the keys.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import enum
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from bouwsteen.adapters.private_files import remove_tree
from bouwsteen.errors import BouwsteenError, DeadlineError, MissingPartError

# What git signs for; an SSH signature made for one purpose does not count for another.
GIT: Final = "git"
_SECONDS: Final = 60.0
_MOST_CONTENT: Final = 64 * 1024 * 1024
_MOST_SIGNATURE: Final = 64 * 1024
_MOST_KEYS: Final = 1024 * 1024
_SSH: Final = b"-----BEGIN SSH SIGNATURE-----"
_PGP: Final = b"-----BEGIN PGP SIGNATURE-----"
_NAMESPACE: Final = re.compile(r"[a-z][a-z0-9.@/-]{0,99}")
_GOOD: Final = re.compile(r'^Good "[^"]*" signature with \S+ key (SHA256:[0-9A-Za-z+/]{43})$', re.MULTILINE)
_VALID: Final = re.compile(r"^\[GNUPG:\] VALIDSIG (?:\S+ ){9}([0-9A-F]{40,64})$", re.MULTILINE)
_USER: Final = re.compile(r"^\[GNUPG:\] (?:GOODSIG|EXPSIG|EXPKEYSIG|REVKEYSIG) \S+ (.*)$", re.MULTILINE)


class Method(enum.StrEnum):
    SSH = "ssh"
    GNUPG = "gnupg"


@dataclass(frozen=True, slots=True)
class TrustedKeys:
    """The keys that count.

    `ssh` is the text of an allowed signers file (`man ssh-keygen`: principals, options, key; `valid-before` ends one),
    `gnupg` public keys as `gpg --armor --export` writes them. Several organisations are several `TrustedKeys`.
    """

    ssh: str = ""
    gnupg: str = ""

    def __bool__(self) -> bool:
        return bool(self.ssh.strip() or self.gnupg.strip())


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed: the principal of an SSH key or the user id of a GnuPG key, and the key's fingerprint."""

    name: str
    fingerprint: str
    method: Method


class SignatureRefusedError(Exception):
    """A signature does not count. The text says why, in a sentence for people."""


class UnsignedError(SignatureRefusedError):
    """There is no signature."""


class ForeignSignatureError(SignatureRefusedError):
    """It is a signature, by a key that is not trusted."""


class ExpiredKeyError(SignatureRefusedError):
    """It is by a trusted key that is not valid at that time: expired, withdrawn, or not yet valid."""


class BrokenSignatureError(SignatureRefusedError):
    """It is not the signature of this content, or no signature at all."""


# Signing


def sign_by_ssh(content: bytes, key: Path, namespace: str) -> bytes:
    """An armoured signature. `key` is a private key, or a public one whose private part the SSH agent has.

    Raises BouwsteenError when the key cannot be used, MissingPartError, DeadlineError.
    """
    ended = _run("ssh-keygen", ["-Y", "sign", "-q", "-f", str(key.absolute()), "-n", _checked(namespace)], content, agent=True)
    if ended.returncode != 0 or not ended.stdout.startswith(_SSH):
        raise _cannot_sign(str(key), ended)
    return ended.stdout


def sign_by_gnupg(content: bytes, key: str, home: Path | None = None) -> bytes:
    """An armoured signature by a key of GnuPG, named by its fingerprint or user id. `home`: another folder than the user's own.

    Raises as `sign_by_ssh`.
    """
    options = ["--batch", "--no-tty", "--armor", "--detach-sign", "--local-user", key.removeprefix("-"), "--output", "-"]
    ended = _run("gpg", options, content, agent=True, home=home)
    if ended.returncode != 0 or not ended.stdout.startswith(_PGP):
        raise _cannot_sign(key, ended)
    return ended.stdout


# Verifying


def verify_bytes(content: bytes, signature: bytes, trusted: TrustedKeys, namespace: str, at: dt.datetime) -> Signer:
    """Who signed `content`. Keys must be valid `at` that time, which has a time zone. `namespace` is for SSH only.

    Raises SignatureRefusedError (one of its kinds), MissingPartError, DeadlineError.
    """
    if not signature.strip():
        raise UnsignedError("There is no signature.")
    if len(signature) > _MOST_SIGNATURE or len(content) > _MOST_CONTENT or len(trusted.ssh) + len(trusted.gnupg) > _MOST_KEYS:
        raise BrokenSignatureError("The signature, what it is of, or the list of keys is larger than it may be.")
    if signature.count(b"-----BEGIN ") > 1:
        raise BrokenSignatureError("There is more than one signature.")
    if signature.startswith(_SSH):
        return _verify_ssh(content, signature, trusted.ssh, _checked(namespace), at.astimezone(dt.UTC))
    if signature.startswith(_PGP):
        return _verify_gnupg(content, signature, trusted.gnupg, at.astimezone(dt.UTC))
    raise BrokenSignatureError("The signature is neither one of an SSH key nor one of GnuPG.")


def verify_commit(raw: bytes, trusted: TrustedKeys, at: dt.datetime) -> Signer:
    """Who signed a commit. `raw` is its object as `git cat-file commit` gives it. Raises as `verify_bytes`."""
    payload, signature = split_commit(raw)
    if not signature:
        raise UnsignedError("The commit is not signed.")
    return verify_bytes(payload, signature, trusted, GIT, at)


def verify_tag(raw: bytes, trusted: TrustedKeys, at: dt.datetime) -> Signer:
    """Who signed an annotated tag, given as `git cat-file tag` gives it. Raises as `verify_bytes`."""
    payload, signature = split_tag(raw)
    if not signature:
        raise UnsignedError("The tag is not signed.")
    return verify_bytes(payload, signature, trusted, GIT, at)


def split_commit(raw: bytes) -> tuple[bytes, bytes]:
    """The bytes of a commit that were signed, and its signature: empty where there is none.

    With two kinds of object names a commit has two signatures, and git signs without both.
    """
    head, separator, message = raw.partition(b"\n\n")
    kept: list[bytes] = []
    signature: list[bytes] = []
    within = b""
    for line in head.split(b"\n"):
        if line.startswith(b" "):
            value = line[1:]
        else:
            within, _, value = line.partition(b" ")
        if within == b"gpgsig":
            signature.append(value)
        elif within not in {b"gpgsig", b"gpgsig-sha256"}:
            kept.append(line)
    return b"\n".join(kept) + separator + message, b"\n".join(signature) + b"\n" if signature else b""


def split_tag(raw: bytes) -> tuple[bytes, bytes]:
    """The bytes of a tag that were signed, and the signature behind its message: empty where there is none."""
    starts = [at for mark in (_SSH, _PGP) if (at := raw.rfind(b"\n" + mark)) >= 0]
    if not starts:
        return raw, b""
    at = max(starts) + 1
    return raw[:at], raw[at:]


def object_name(kind: str, raw: bytes) -> str:
    """The name that git gives an object of these bytes (SHA-1), so that a caller knows it was given what it asked for."""
    return hashlib.sha1(f"{kind} {len(raw)}\0".encode() + raw, usedforsecurity=False).hexdigest()


def _verify_ssh(content: bytes, signature: bytes, allowed: str, namespace: str, at: dt.datetime) -> Signer:
    time = f"-Overify-time={at:%Y%m%d%H%M%S}"
    with _folder() as folder:
        sealed, keys = folder / "signature", folder / "allowed"
        sealed.write_bytes(signature)
        keys.write_text(allowed, encoding="utf-8")
        checked = _run("ssh-keygen", ["-Y", "check-novalidate", "-n", namespace, "-s", str(sealed)], content)
        said = _GOOD.search(checked.stdout.decode(errors="replace"))
        if checked.returncode != 0 or said is None:
            raise BrokenSignatureError("The signature is not one of this content, for this purpose.")
        fingerprint = said[1]
        found = _run("ssh-keygen", ["-Y", "find-principals", "-s", str(sealed), "-f", str(keys), time], b"")
        names = found.stdout.decode(errors="replace").split()
        if found.returncode != 0 or not names:
            _refuse_ssh(fingerprint, allowed)
        # A line may name several principals; each is the same key, so the first is asked for.
        name = names[0].split(",")[0]
        ended = _run("ssh-keygen", ["-Y", "verify", "-f", str(keys), "-I", name, "-n", namespace, "-s", str(sealed), time], content)
        if ended.returncode != 0:
            raise ForeignSignatureError(f"The key {fingerprint} is not trusted for this purpose.")
    return Signer(name, fingerprint, Method.SSH)


def _refuse_ssh(fingerprint: str, allowed: str) -> NoReturn:
    if fingerprint in fingerprints(allowed):
        raise ExpiredKeyError(f"The key {fingerprint} is not valid at this time.")
    raise ForeignSignatureError(f"It was signed with the key {fingerprint}, which is not among the trusted ones.")


def fingerprints(allowed: str) -> set[str]:
    """The fingerprints (`SHA256:…`) of the keys in an allowed signers file."""
    found: set[str] = set()
    for line in allowed.splitlines():
        for word in line.split()[1:] if not line.lstrip().startswith("#") else ():
            try:
                blob = base64.b64decode(word, validate=True)
            except (binascii.Error, ValueError):
                continue
            if blob[4:8] in {b"ssh-", b"ecds", b"sk-s", b"sk-e"}:
                found.add("SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("="))
    return found


def _verify_gnupg(content: bytes, signature: bytes, keys: str, at: dt.datetime) -> Signer:
    with _folder() as folder:
        sealed, armoured, home = folder / "signature", folder / "keys", folder / "home"
        sealed.write_bytes(signature)
        armoured.write_text(keys, encoding="utf-8")
        home.mkdir(mode=0o700)
        quiet = ["--batch", "--no-tty", "--no-autostart", "--no-auto-key-retrieve", "--ignore-time-conflict", "--trust-model", "always"]
        if keys.strip() and _run("gpg", [*quiet, "--quiet", "--import", str(armoured)], b"", home=home).returncode != 0:
            raise ForeignSignatureError("The list of trusted GnuPG keys cannot be read.")
        when = f"--faked-system-time={at:%Y%m%dT%H%M%S}!"
        ended = _run("gpg", [*quiet, when, "--status-fd", "1", "--verify", str(sealed), "-"], content, home=home)
    status = ended.stdout.decode(errors="replace")
    kinds = {line.split()[1] for line in status.splitlines() if line.startswith("[GNUPG:] ") and len(line.split()) > 1}
    key, user = _VALID.search(status), _USER.search(status)
    if kinds & {"EXPKEYSIG", "REVKEYSIG", "EXPSIG", "KEYREVOKED"}:
        raise ExpiredKeyError("The key or the signature is not valid at this time: it has expired or was withdrawn.")
    if "NO_PUBKEY" in kinds:
        raise ForeignSignatureError("It was signed with a GnuPG key that is not among the trusted ones.")
    if ended.returncode != 0 or "GOODSIG" not in kinds or key is None or user is None or len(_VALID.findall(status)) != 1:
        raise BrokenSignatureError("The signature is not one of this content.")
    return Signer(user[1][:200], key[1], Method.GNUPG)


# Programs


def _run(
    program: str, arguments: Sequence[str], given: bytes, *, agent: bool = False, home: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Without a terminal, so that nothing asks a person; with little of our environment."""
    found = shutil.which(program)
    if found is None:
        raise _missing(program)
    kept = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", *(("SSH_AUTH_SOCK", "GNUPGHOME") if agent else ()))
    environment = {name: os.environ[name] for name in kept if name in os.environ} | {"LC_ALL": "C", "TZ": "UTC"}
    if home is not None:
        environment["GNUPGHOME"] = str(home)
    try:
        return subprocess.run(
            [found, *arguments], input=given, capture_output=True, timeout=_SECONDS, env=environment, start_new_session=True, check=False
        )
    except subprocess.TimeoutExpired:
        problem = DeadlineError.because(
            "signature-too-slow",
            "A signature was not made or checked in time",
            f"The program {program} took longer than {_SECONDS:g} seconds.",
            "Run again. A key with a passphrase must be unlocked in the agent first.",
        )
        raise problem from None


@contextmanager
def _folder() -> Iterator[Path]:
    """Short, because GnuPG makes sockets below it."""
    folder = Path(tempfile.mkdtemp(prefix="bw-"))
    try:
        yield folder
    finally:
        remove_tree(folder)


def _checked(namespace: str) -> str:
    if not _NAMESPACE.fullmatch(namespace):
        raise ValueError(namespace)
    return namespace


def _missing(program: str) -> BouwsteenError:
    package = {"ssh-keygen": "OpenSSH", "gpg": "GnuPG"}[program]
    return MissingPartError.because(
        "missing-part",
        "A part of Bouwsteen is not installed",
        f"A signature needs the program {program}, which is not on the PATH.",
        f"Install {package}, then run again.",
    )


def _cannot_sign(key: str, ended: subprocess.CompletedProcess[bytes]) -> BouwsteenError:
    said = re.sub(r"[^ -~]+", " ", ended.stderr.decode(errors="replace")).strip()[:300] or "The program says nothing."
    return BouwsteenError.because(
        "signing-failed",
        "Nothing could be signed",
        f"The key {key} cannot be used: {said}",
        "Name a private key, or unlock it in the agent of SSH or GnuPG first.",
    )
