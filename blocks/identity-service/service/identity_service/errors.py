"""How the service says no to a client: an error of OAuth 2 or OpenID Connect."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen_service.rates import TooManyRequestsError


class OAuthError(Exception):
    """`code` is the protocol's, `description` is for developers and holds nothing secret or personal."""

    def __init__(self, code: str, description: str, *, status: int = 400, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, str]:
        return {"error": self.code, "error_description": self.description}


def invalid_client(description: str = "The client could not be authenticated.") -> OAuthError:
    return OAuthError("invalid_client", description, status=401, headers={"www-authenticate": 'Basic realm="op"'})


def too_many_requests(problem: TooManyRequestsError) -> OAuthError:
    return OAuthError("temporarily_unavailable", problem.detail, status=429, headers=problem.headers)
