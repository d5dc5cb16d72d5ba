"""`/op/openapi.json`: what applications call, as OpenAPI. Forms are read by hand, as OAuth wants, and so described by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

PATH: Final = "/op/openapi.json"

_TEXT: Final[Mapping[str, Any]] = {"type": "string"}
_PROBLEM: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
}
_ERROR: Final[Mapping[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["error", "error_description"],
    "properties": {"error": _TEXT, "error_description": _TEXT},
}
_TOKENS: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["access_token", "token_type", "expires_in"],
    "properties": {
        "access_token": _TEXT,
        "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer"},
        "scope": _TEXT,
        "id_token": _TEXT,
        "refresh_token": _TEXT,
    },
}
_INTROSPECTION: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["active"],
    "properties": {"active": {"type": "boolean"}, "client_id": _TEXT, "sub": _TEXT, "scope": _TEXT, "exp": {"type": "integer"}},
}
_DISCOVERY: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"],
    "properties": {
        "issuer": _TEXT,
        "scopes_supported": {"type": "array", "items": _TEXT},
        "claims_supported": {"type": "array", "items": _TEXT},
    },
}
_KEYS: Final[Mapping[str, Any]] = {
    "type": "object",
    "required": ["keys"],
    "properties": {"keys": {"type": "array", "items": {"type": "object", "required": ["kty", "kid"]}}},
}
_CREDENTIALS: Final[Mapping[str, Any]] = {
    "client_id": _TEXT,
    "client_secret": _TEXT,
    "client_assertion_type": _TEXT,
    "client_assertion": _TEXT,
}
_TOKEN_FIELDS: Final[Mapping[str, Any]] = {
    "grant_type": {"enum": ["authorization_code", "refresh_token", "client_credentials"]},
    "code": _TEXT,
    "redirect_uri": _TEXT,
    "code_verifier": _TEXT,
    "refresh_token": _TEXT,
    "scope": _TEXT,
    **_CREDENTIALS,
}


def add_description(application: FastAPI, version: str) -> None:
    document = describe(version)

    @application.get(PATH, include_in_schema=False)
    async def description() -> dict[str, Any]:
        return document


def describe(version: str) -> dict[str, Any]:
    paths = {
        "/op/.well-known/openid-configuration": {"get": _operation("What this provider can do.", _DISCOVERY)},
        "/op/v1/keys": {"get": _operation("The public keys, also the previous one while its tokens live.", _KEYS)},
        "/op/v1/token": {"post": _form("Tokens for a code, a refresh token, or the client itself.", _TOKENS, _TOKEN_FIELDS, "grant_type")},
        "/op/v1/introspect": {"post": _form("What a token says.", _INTROSPECTION, {"token": _TEXT, **_CREDENTIALS}, "token")},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bouwsteen identity service", "version": version},
        "paths": paths,
        "components": {"securitySchemes": {"client": {"type": "http", "scheme": "basic"}}},
    }


def _operation(summary: str, answer: Mapping[str, Any]) -> dict[str, Any]:
    around = {str(status): _json(text, _PROBLEM, "application/problem+json") for status, text in ((500, "It failed."), (504, "Too slow."))}
    return {"summary": summary, "responses": {"200": _json("Done.", answer)} | around}


def _form(summary: str, answer: Mapping[str, Any], fields: Mapping[str, Any], *required: str) -> dict[str, Any]:
    operation = _operation(summary, answer)
    refusals = {400: "The request is not right.", 401: "The client did not prove who it is.", 429: "The client has to wait: Retry-After."}
    operation["responses"] |= {str(status): _json(text, _ERROR) for status, text in refusals.items()}
    operation["responses"]["413"] = _json("The body is too large.", _PROBLEM, "application/problem+json")
    schema = {"type": "object", "required": list(required), "properties": dict(fields)}
    operation["requestBody"] = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": schema}}}
    operation["security"] = [{"client": []}]
    return operation


def _json(text: str, schema: Mapping[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"description": text, "content": {media: {"schema": dict(schema)}}}
