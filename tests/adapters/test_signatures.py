"""Signatures by keys that are made here, and everything that does not count as one."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.signers import GnupgSigner, SshSigner, git, read_object

from bouwsteen.adapters.signatures import (
    GIT,
    BrokenSignatureError,
    ExpiredKeyError,
    ForeignSignatureError,
    Method,
    TrustedKeys,
    UnsignedError,
    fingerprints,
    object_name,
    sign_by_gnupg,
    sign_by_ssh,
    verify_bytes,
    verify_commit,
    verify_tag,
)
from bouwsteen.errors import BouwsteenError

NOW = dt.datetime.now(dt.UTC)
PURPOSE = "catalog@bouwsteen"
CONTENT = b'{"number": 7}\n'

pytestmark = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs the program ssh-keygen of OpenSSH")
needs_gnupg = pytest.mark.skipif(not shutil.which("gpg"), reason="needs the program gpg of GnuPG")


@pytest.fixture(scope="module")
def an(tmp_path_factory: pytest.TempPathFactory) -> SshSigner:
    return SshSigner.make(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def piet(tmp_path_factory: pytest.TempPathFactory) -> SshSigner:
    return SshSigner.make(tmp_path_factory.mktemp("keys"), "piet@example.org")


@pytest.fixture(scope="module")
def gnupg() -> Iterator[GnupgSigner]:
    with GnupgSigner.make() as signer:
        yield signer


class TestSsh:
    def test_who_signed_is_named(self, an: SshSigner, piet: SshSigner) -> None:
        signature = sign_by_ssh(CONTENT, an.key, PURPOSE)
        signer = verify_bytes(CONTENT, signature, TrustedKeys(ssh=piet.line() + "# later\n" + an.line()), PURPOSE, NOW)
        assert (signer.name, signer.method) == ("an@example.org", Method.SSH)
        assert {signer.fingerprint} == fingerprints(an.line())

    def test_one_byte_more(self, an: SshSigner) -> None:
        with pytest.raises(BrokenSignatureError):
            verify_bytes(CONTENT + b" ", sign_by_ssh(CONTENT, an.key, PURPOSE), an.trusted, PURPOSE, NOW)

    def test_made_for_something_else(self, an: SshSigner) -> None:
        with pytest.raises(BrokenSignatureError):
            verify_bytes(CONTENT, sign_by_ssh(CONTENT, an.key, GIT), an.trusted, PURPOSE, NOW)

    @pytest.mark.fault("F49")
    def test_a_foreign_key(self, an: SshSigner, piet: SshSigner) -> None:
        with pytest.raises(ForeignSignatureError, match="not among the trusted"):
            verify_bytes(CONTENT, sign_by_ssh(CONTENT, piet.key, PURPOSE), an.trusted, PURPOSE, NOW)

    @pytest.mark.fault("F49")
    @pytest.mark.parametrize("options", ['valid-before="20200101"', 'valid-after="20990101"'])
    def test_a_key_that_is_not_valid_then(self, an: SshSigner, options: str) -> None:
        with pytest.raises(ExpiredKeyError):
            verify_bytes(CONTENT, sign_by_ssh(CONTENT, an.key, PURPOSE), TrustedKeys(ssh=an.line(options)), PURPOSE, NOW)

    def test_the_time_is_the_one_that_is_handed_in(self, an: SshSigner) -> None:
        trusted = TrustedKeys(ssh=an.line('valid-before="20200101"'))
        then = dt.datetime(2019, 12, 31, 12, tzinfo=dt.UTC)
        assert verify_bytes(CONTENT, sign_by_ssh(CONTENT, an.key, PURPOSE), trusted, PURPOSE, then).name == an.principal

    def test_a_key_that_may_sign_other_things_only(self, an: SshSigner) -> None:
        trusted = TrustedKeys(ssh=an.line(f'namespaces="{GIT}"'))
        with pytest.raises(ForeignSignatureError):
            verify_bytes(CONTENT, sign_by_ssh(CONTENT, an.key, PURPOSE), trusted, PURPOSE, NOW)

    def test_a_key_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(BouwsteenError, match="cannot be used"):
            sign_by_ssh(CONTENT, tmp_path / "none", PURPOSE)


@pytest.mark.parametrize(
    ("signature", "refused"),
    [
        (b"", UnsignedError),
        (b"  \n", UnsignedError),
        (b"hello", BrokenSignatureError),
        (b"-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n", BrokenSignatureError),
        (b"-----BEGIN SSH SIGNATURE-----\n" + b"A" * 70_000, BrokenSignatureError),
    ],
)
def test_no_signature(an: SshSigner, signature: bytes, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        verify_bytes(CONTENT, signature, an.trusted, PURPOSE, NOW)


def test_two_signatures_are_none(an: SshSigner, piet: SshSigner) -> None:
    both = sign_by_ssh(CONTENT, an.key, PURPOSE) + sign_by_ssh(CONTENT, piet.key, PURPOSE)
    with pytest.raises(BrokenSignatureError, match="more than one"):
        verify_bytes(CONTENT, both, an.trusted, PURPOSE, NOW)


@needs_gnupg
class TestGnupg:
    def test_who_signed_is_named(self, gnupg: GnupgSigner) -> None:
        signer = verify_bytes(CONTENT, sign_by_gnupg(CONTENT, gnupg.user, gnupg.home), gnupg.trusted, PURPOSE, NOW)
        assert (signer.name, signer.method, len(signer.fingerprint)) == (gnupg.user, Method.GNUPG, 40)

    def test_another_content(self, gnupg: GnupgSigner) -> None:
        with pytest.raises(BrokenSignatureError):
            verify_bytes(b"other", sign_by_gnupg(CONTENT, gnupg.user, gnupg.home), gnupg.trusted, PURPOSE, NOW)

    @pytest.mark.fault("F49")
    def test_a_foreign_key(self, gnupg: GnupgSigner, an: SshSigner) -> None:
        with pytest.raises(ForeignSignatureError):
            verify_bytes(CONTENT, sign_by_gnupg(CONTENT, gnupg.user, gnupg.home), an.trusted, PURPOSE, NOW)

    @pytest.mark.fault("F49")
    def test_a_key_that_has_expired(self) -> None:
        with GnupgSigner.make("Old <old@example.org>", "1y") as old:
            signature = sign_by_gnupg(CONTENT, old.user, old.home)
            assert verify_bytes(CONTENT, signature, old.trusted, PURPOSE, NOW).name == old.user
            with pytest.raises(ExpiredKeyError):
                verify_bytes(CONTENT, signature, old.trusted, PURPOSE, NOW + dt.timedelta(days=400))


class TestGit:
    @pytest.fixture
    def repository(self, tmp_path: Path) -> Path:
        git(tmp_path, "init", "--quiet", "repository")
        return tmp_path / "repository"

    def _commit(self, repository: Path, *options: str, signer: SshSigner | GnupgSigner | None = None) -> bytes:
        environment = signer.environment if isinstance(signer, GnupgSigner) else None
        extra = signer.git_options if signer else ()
        sign = ("-S",) if signer else ()
        git(repository, *extra, "commit", "--quiet", "--allow-empty", "-m", "One\n\nTwo", *sign, *options, environment=environment)
        raw = read_object(repository, "commit", "HEAD")
        assert object_name("commit", raw) == git(repository, "rev-parse", "HEAD")
        return raw

    def test_a_commit_by_an_ssh_key(self, repository: Path, an: SshSigner) -> None:
        assert verify_commit(self._commit(repository, signer=an), an.trusted, NOW).name == an.principal

    @needs_gnupg
    def test_a_commit_by_gnupg(self, repository: Path, gnupg: GnupgSigner) -> None:
        assert verify_commit(self._commit(repository, signer=gnupg), gnupg.trusted, NOW).name == gnupg.user

    @pytest.mark.fault("F49")
    def test_an_unsigned_commit(self, repository: Path, an: SshSigner) -> None:
        with pytest.raises(UnsignedError):
            verify_commit(self._commit(repository), an.trusted, NOW)

    @pytest.mark.fault("F49")
    def test_a_commit_by_another(self, repository: Path, an: SshSigner, piet: SshSigner) -> None:
        with pytest.raises(ForeignSignatureError):
            verify_commit(self._commit(repository, signer=piet), an.trusted, NOW)

    @pytest.mark.fault("F49")
    @pytest.mark.parametrize(("before", "after"), [(b"\nOne\n", b"\nTen\n"), (b"author An", b"author Xx"), (b"tree ", b"tree  ")])
    def test_a_commit_that_was_changed(self, repository: Path, an: SshSigner, before: bytes, after: bytes) -> None:
        raw = self._commit(repository, signer=an)
        assert before in raw
        with pytest.raises(BrokenSignatureError):
            verify_commit(raw.replace(before, after), an.trusted, NOW)

    def test_a_second_signature_in_a_commit(self, repository: Path, an: SshSigner) -> None:
        raw = self._commit(repository, signer=an)
        header = raw[raw.index(b"gpgsig ") : raw.index(b"\n\n") + 1]
        with pytest.raises(BrokenSignatureError):
            verify_commit(raw.replace(header, header + header), an.trusted, NOW)

    def test_a_signature_in_the_message_is_none(self, repository: Path, an: SshSigner) -> None:
        with pytest.raises(UnsignedError):
            verify_commit(self._commit(repository, "-m", sign_by_ssh(CONTENT, an.key, GIT).decode()), an.trusted, NOW)

    def test_tags(self, repository: Path, an: SshSigner) -> None:
        self._commit(repository)
        git(repository, *an.git_options, "tag", "-s", "-m", "Release", "v1")
        git(repository, "tag", "-a", "-m", "Release", "v2")
        raw = read_object(repository, "tag", "v1")
        assert verify_tag(raw, an.trusted, NOW).name == an.principal
        with pytest.raises(UnsignedError):
            verify_tag(read_object(repository, "tag", "v2"), an.trusted, NOW)
        with pytest.raises(BrokenSignatureError):
            verify_tag(raw.replace(b"Release", b"release"), an.trusted, NOW)
