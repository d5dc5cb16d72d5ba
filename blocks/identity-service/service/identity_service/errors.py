"""How the service says no to a client: an error of OAuth 2 or OpenID Connect."""

from __future__ import annotations

from bouwsteen_service.oauth import OAuthError


def invalid_client(description: str = "The client could not be authenticated.") -> OAuthError:
    return OAuthError("invalid_client", description, status=401, headers={"www-authenticate": 'Basic realm="op"'})
