"""What whoever runs the simulator may do for tests: let a source be slow, down or unwilling, and let people move or marry.

Basic authentication: user `simulation`, password `simulationKey` of the binding `own`. Without such a key there are no such routes.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Depends, Request
from pydantic import SecretStr

from bouwsteen_service.oauth import read_basic
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.rates import limits_of
from magda_service import people
from magda_service.events import announce
from magda_service.models import Changed, Conduct, Mutation
from magda_service.requests import KnownInsz, ProblemRoute, described
from magda_service.services import MagdaService

PREFIX: Final = "/simulation/v1"
USER: Final = "simulation"


def create_simulation_router(service: MagdaService, key: SecretStr) -> APIRouter:
    router = APIRouter(prefix=PREFIX, route_class=ProblemRoute, dependencies=[Depends(door(key))])

    @router.put("/persons/{insz}/conduct", **described("setConduct", Conduct, 200, 404, 413))
    def conduct(wanted: Conduct, insz: str = KnownInsz) -> Any:
        with service.database.writing() as connection:
            if not people.behave(connection, insz, wanted.conduct):
                raise _absent()
        return wanted

    @router.post("/persons/{insz}/mutations", **described("mutatePerson", Changed, 200, 404, 413))
    def mutate(wanted: Mutation, insz: str = KnownInsz) -> Any:
        changes: Mapping[str, Any] = wanted.model_dump(by_alias=True, exclude_unset=True)
        if changes.get("address"):
            changes = {**changes, "address": {name: value for name, value in changes["address"].items() if value is not None}}
            changes["address"].setdefault("country", "BE")
        now = service.clock()
        with service.database.writing() as connection:
            changed = people.change(connection, insz, changes, now)
            if changed is None:
                raise _absent()
            told = announce(connection, insz, changed, now)
        return Changed(changed=changed, told=told)

    return router


def door(key: SecretStr) -> Any:
    """A dependency that lets in who has the key, within limits. Raises ProblemError 401."""

    def enter(request: Request) -> None:
        header = request.headers.get("authorization", "")
        limits_of(request).admit_attempt(request, header)
        pair = read_basic(header) or ("", "")
        known = hmac.compare_digest(pair[0].encode(), USER.encode())
        if not (hmac.compare_digest(pair[1].encode(), key.get_secret_value().encode()) and known):
            limits_of(request).note_failure(request, header)
            raise ProblemError(
                401, "not-signed-in", "The simulation has another key.", headers={"www-authenticate": 'Basic realm="simulation"'}
            )
        limits_of(request).admit_client(USER, header)

    return enter


def _absent() -> ProblemError:
    return ProblemError(404, "person-absent", "The registers have nobody with this number.")
