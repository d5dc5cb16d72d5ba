"""Raw requests to an API server, as whoever a kubeconfig says: what tests set up and look at the world with, beside the product."""

from __future__ import annotations

import base64
import ssl
import tempfile
from pathlib import Path
from typing import Any, Final

import httpx
import yaml

TIMEOUT: Final = 60.0  # seconds
APPLY: Final = "application/apply-patch+yaml"
MERGE: Final = "application/merge-patch+json"


class Api:
    """JSON in, JSON out. An answer of 400 or more is an error (httpx.HTTPStatusError), with what the server said of it."""

    def __init__(self, kubeconfig: Path, context: str = "") -> None:
        document = yaml.safe_load(kubeconfig.read_text())
        chosen = context or document["current-context"]
        found = _named(document["contexts"], chosen)["context"]
        cluster, user = _named(document["clusters"], found["cluster"])["cluster"], _named(document["users"], found["user"])["user"]
        headers = {"Authorization": f"Bearer {user['token']}"} if "token" in user else {}
        self._client = httpx.Client(base_url=cluster["server"], verify=_trust(cluster, user), headers=headers, timeout=TIMEOUT)

    def request(self, method: str, path: str, body: Any = None, *, content_type: str = "application/json", **query: str) -> Any:
        answer = self.send(method, path, body, content_type=content_type, **query)
        if answer.is_error:
            raise httpx.HTTPStatusError(f"{method} {path}: {answer.status_code} {answer.text}", request=answer.request, response=answer)
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer.text

    def send(self, method: str, path: str, body: Any = None, *, content_type: str = "application/json", **query: str) -> httpx.Response:
        """The answer, whatever it says."""
        headers = {"Content-Type": content_type} if body is not None else {}
        return self._client.request(method, path, params=query, json=body, headers=headers)

    def get(self, path: str, **query: str) -> Any:
        return self.request("GET", path, **query)

    def find(self, path: str) -> Any:
        """As `get`, and None when it is not there."""
        try:
            return self.get(path)
        except httpx.HTTPStatusError as error:
            if error.response.status_code == httpx.codes.NOT_FOUND:
                return None
            raise

    def create(self, path: str, body: Any) -> Any:
        return self.request("POST", path, body)

    def apply(self, path: str, body: Any, manager: str, *, force: bool = False) -> Any:
        """Server-side apply of one object at its own path."""
        return self.request("PATCH", path, body, content_type=APPLY, fieldManager=manager, force=str(force).lower())

    def merge(self, path: str, body: Any, manager: str = "tests") -> Any:
        return self.request("PATCH", path, body, content_type=MERGE, fieldManager=manager)

    def delete(self, path: str, **query: str) -> Any:
        return self.request("DELETE", path, **query)

    def close(self) -> None:
        self._client.close()


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(each for each in entries if each["name"] == name)


def _trust(cluster: dict[str, Any], user: dict[str, Any]) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=_material(cluster, "certificate-authority"))
    if certificate := _material(user, "client-certificate"):
        # Python takes a client's certificate from a file only.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(f"{certificate}\n{_material(user, 'client-key')}")
            file.flush()
            context.load_cert_chain(file.name)
    return context


def _material(entry: dict[str, Any], name: str) -> str | None:
    """A kubeconfig names a file, or holds its content."""
    if data := entry.get(f"{name}-data"):
        return base64.b64decode(data).decode()
    return Path(entry[name]).read_text() if name in entry else None
