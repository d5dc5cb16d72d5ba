"""Settings come from the environment, secrets from folders; neither shows a secret by accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from bouwsteen_service import Bindings, ServiceSettings, read_bindings
from bouwsteen_service.settings import ServiceConfigurationError

CANARY = "canary-3d1f0a"


def test_settings_are_read_from_the_environment() -> None:
    settings = ServiceSettings.from_environment(
        {"BOUWSTEEN_HOST": "127.0.0.1", "BOUWSTEEN_PORT": "20123", "BOUWSTEEN_INSTANCE": "a/local/b", "SERVICE_BINDING_ROOT": "/x"}
    )
    assert (settings.port, settings.instance, settings.binding_root) == (20123, "a/local/b", Path("/x"))
    assert settings.public_url == "http://127.0.0.1:20123"
    assert not settings.secure


def test_a_public_address_wins_and_loses_its_slash() -> None:
    settings = ServiceSettings.from_environment({"PUBLIC_URL": "https://aanmelden.voorbeeld.test/"})
    assert settings.public_url == "https://aanmelden.voorbeeld.test"
    assert settings.cookie_name("session").startswith("__Host-")


@pytest.mark.parametrize("port", ["", "x", "-1", "65536", "8e3", "\uff18"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ServiceConfigurationError):
        ServiceSettings.from_environment({"BOUWSTEEN_PORT": port})


def test_a_fidelity_that_is_none_is_refused() -> None:
    with pytest.raises(ServiceConfigurationError):
        ServiceSettings.from_environment({"BOUWSTEEN_FIDELITY": "real"})


def test_two_services_on_one_host_have_cookies_of_their_own() -> None:
    one, other = ServiceSettings(port=1), ServiceSettings(port=2)
    assert one.cookie_name("session") != other.cookie_name("session")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sessionKey").write_text(CANARY, encoding="utf-8")
    (own / "scopes").write_text('["openid", "vo"]', encoding="utf-8")
    (own / ".hidden").write_text("no", encoding="utf-8")
    (tmp_path / "..data").mkdir()
    return tmp_path


def test_each_use_is_a_folder_and_each_field_a_file(folder: Path) -> None:
    bindings = read_bindings(ServiceSettings(binding_root=folder))
    assert list(bindings) == ["own"]
    assert sorted(bindings["own"]) == ["scopes", "sessionKey"]
    assert bindings["own"]["sessionKey"].get_secret_value() == CANARY
    assert bindings["own"].text("sessionKey") == CANARY
    assert bindings["own"].text("absent", "x") == "x"
    assert bindings["own"].json("scopes") == ["openid", "vo"]


def test_nothing_shows_a_value(folder: Path) -> None:
    bindings = read_bindings(ServiceSettings(binding_root=folder))
    own = bindings["own"]
    shown = f"{bindings!r} {own!r} {own} {own['sessionKey']!r} {own['sessionKey']} {dict(own)}"
    with pytest.raises(ServiceConfigurationError) as caught:
        own.json("sessionKey")
    assert CANARY not in shown + str(caught.value)


def test_a_missing_binding_or_field_is_named(folder: Path) -> None:
    bindings = read_bindings(ServiceSettings(binding_root=folder))
    with pytest.raises(ServiceConfigurationError, match="no binding 'identity'"):
        bindings["identity"]
    with pytest.raises(ServiceConfigurationError, match="no field 'issuer'"):
        bindings["own"]["issuer"]


def test_a_field_that_is_too_large_or_no_text_is_refused(folder: Path) -> None:
    (folder / "own" / "big").write_bytes(b"x" * (1024 * 1024 + 1))
    with pytest.raises(ServiceConfigurationError, match="larger"):
        read_bindings(ServiceSettings(binding_root=folder))
    (folder / "own" / "big").write_bytes(b"\xff\xfe")
    with pytest.raises(ServiceConfigurationError, match="UTF-8"):
        read_bindings(ServiceSettings(binding_root=folder))


def test_without_a_root_there_are_no_bindings(tmp_path: Path) -> None:
    assert dict(read_bindings(ServiceSettings())) == {}
    assert dict(read_bindings(ServiceSettings(binding_root=tmp_path / "nowhere"))) == {}
    assert "own" not in Bindings({})
