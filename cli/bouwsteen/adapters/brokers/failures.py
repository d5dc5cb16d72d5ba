"""What a broker answered, or did not, as outcomes and observations for people. No secret gets in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bouwsteen.adapters.brokers.catalogs import CatalogError
from bouwsteen.adapters.brokers.client import (
    BrokerAddress,
    BrokerAddressError,
    BrokerForbiddenError,
    BrokerUnreachableError,
    UnexpectedAnswerError,
)
from bouwsteen.adapters.brokers.operations import Operations, Unfinished
from bouwsteen.adapters.brokers.replies import Broken, Refused
from bouwsteen.providers.protocol import Effect, Failed, Unreadable


def partial(
    failed: Failed,
    object_id: str,
    outputs: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> Failed:
    """The same failure, of an object that is there all the same."""
    return replace(failed, effect=Effect.PARTIAL, id=object_id, outputs=outputs or {}, private=private or {})


def refused(operations: Operations, reply: Refused, what: str) -> Failed:
    said = f" It says: {operations.quote(reply.description)}" if reply.description else ""
    where = operations.client.address.url
    if reply.status in {401, 403}:
        return Failed(
            code="broker-unauthorized",
            summary="The broker does not accept our credentials",
            detail=f"The broker at {where} refused to {what} (HTTP status {reply.status}).{said}",
            remedy="Plan again, so that the credentials are made anew; else ask the owner of the service.",
        )
    if reply.status == 412:
        return Failed(
            code="broker-version-unsupported",
            summary="The broker speaks another version",
            detail=f"The broker at {where} does not speak version 2.17 of the Open Service Broker API.{said}",
            remedy="Ask the owner of the service which version it speaks.",
        )
    busy = reply.status in {408, 429} or reply.error == "ConcurrencyError"
    kind = f", {operations.quote(reply.error)}" if reply.error else ""
    return Failed(
        code="broker-busy" if busy else "broker-refused",
        summary="The broker is busy" if busy else "The broker refused the request",
        detail=f"The broker at {where} did not {what} (HTTP status {reply.status}{kind}).{said}",
        remedy="Run again later." if busy else "Correct what the broker names, then run again." if reply.repeatable else "Undo the change.",
        transient=busy,
    )


def broken(operations: Operations, reply: Broken, what: str) -> Failed:
    """NONE: nothing was left behind. UNKNOWN: something may have been, and the next run looks for it."""
    left = " What it may have made could not be removed yet; the next run looks again." if reply.orphan else ""
    unusable = "" if reply.usable else " The share cannot be used as it is now."
    return Failed(
        code="broker-failed",
        summary="The broker did not do what was asked",
        detail=f"The broker at {operations.client.address.url} was asked to {what}: {operations.quote(reply.detail)}.{unusable}{left}",
        remedy="Run again." if reply.repeatable else "Undo the change: the broker says that trying again does not help.",
        effect=Effect.UNKNOWN if reply.orphan else Effect.NONE,
        transient=reply.repeatable,
    )


def unfinished(operations: Operations, reply: Unfinished, what: str) -> Failed:
    return Failed(
        code="broker-not-finished",
        summary="The broker is still at work",
        detail=f"The broker at {operations.client.address.url} was asked to {what} and has not finished: {reply.why}.",
        remedy="Run again; it goes on where it is.",
        effect=Effect.PARTIAL,
    )


def unreachable(address: BrokerAddress, error: BrokerUnreachableError) -> Failed:
    """Of a question, or of a change that was never sent; a change without an answer is `broken`."""
    if isinstance(error, BrokerForbiddenError):
        return Failed(
            code="broker-address-not-allowed",
            summary="The operator does not call that address",
            detail=f"The broker would be called at {address.url}, and {error}.",
            remedy="Name the address at which the service is meant to be reached, or have whoever runs the operator allow that one.",
        )
    return Failed(
        code="broker-unreachable",
        summary="The broker cannot be reached",
        detail=f"The broker at {address.url} cannot be reached: {error}.",
        remedy="Start the service with `bouwsteen up` on its stack, then run again." if error.refused else "Run again when it answers.",
        transient=True,
    )


def bad_catalog(address: BrokerAddress, error: CatalogError | UnexpectedAnswerError) -> Failed:
    if isinstance(error, UnexpectedAnswerError) and error.answer.status in {401, 403}:
        return Failed(
            code="broker-unauthorized",
            summary="The broker does not accept our credentials",
            detail=f"The broker at {address.url} did not show its catalog ({error}).",
            remedy="Plan again, so that the credentials are made anew; else ask the owner of the service.",
        )
    return Failed(
        code="broker-catalog-unreadable",
        summary="The catalog of the broker cannot be read",
        detail=f"The broker at {address.url} gives no catalog of the Open Service Broker API: {error}",
        remedy="Ask the owner of the service.",
        transient=isinstance(error, UnexpectedAnswerError) and error.answer.status >= 500,
    )


def bad_address(why: BrokerAddressError) -> Failed:
    return Failed(
        code="broker-address-invalid",
        summary="The address of the broker cannot be used",
        detail=f"The URL of the broker of this resource cannot be used. {why}",
        remedy="Correct the block or the stack that gives this address.",
    )


def as_unreadable(failed: Failed) -> Unreadable:
    return Unreadable(failed.detail, failed.remedy)
