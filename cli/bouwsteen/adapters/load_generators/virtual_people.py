"""Locust's user for our journeys. Imports locust, so it is for child processes and journey files.

A journey file ends with one class, and then plain locust runs it too:

    class Citizen(VirtualPerson):
        journeys = journeys
"""

from __future__ import annotations

import functools
import os
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import gevent
from locust import FastHttpUser, constant

from bouwsteen.adapters.load_generators.bindings import ROOT_VARIABLE, read_bindings
from bouwsteen.adapters.load_generators.visits import StepFailed, Visit, visit_random
from bouwsteen.loadtest.plans import hosts_of

Journey = Callable[[Visit], None]


@functools.cache
def _certificates(cafile: str | None = None) -> ssl.SSLContext:
    """One context for all: making one for each person costs a second of processor time per fifty."""
    return ssl.create_default_context(cafile=cafile)


@functools.cache
def _bindings() -> dict[str, dict[str, Any]]:
    root = os.environ.get(ROOT_VARIABLE)
    if not root:
        raise RuntimeError(f"{ROOT_VARIABLE} must name the folder of bindings, for instance with intake/url in it.")
    return read_bindings(Path(root))


class Browser(FastHttpUser):  # type: ignore[misc]  # locust is untyped
    """A locust user without tasks: locust adds a base class's tasks to those of its subclasses.

    Certificates are checked, unlike locust's default; an answer may take `network_timeout` seconds.
    """

    abstract = True
    host = "http://address.of.bindings"
    insecure = False
    ssl_context_factory = staticmethod(lambda cafile=None: _certificates())  # noqa: ARG005  geventhttpclient looks for `cafile`
    concurrency = 1
    network_timeout = connection_timeout = 10.0
    default_headers: ClassVar[dict[str, str]] = {"User-Agent": "bouwsteen-loadtest"}

    visit: Visit | None = None

    def begin_visit(
        self, bindings: Mapping[str, Mapping[str, Any]], seed: int, number: int, hosts: frozenset[str] = frozenset(), run: str = "local"
    ) -> Visit:
        """Another person, at another browser: no cookies, and connections of their own."""
        self.client.cookiejar.clear()
        self.client.client.clientpool.close()
        allowed = hosts or frozenset(hosts_of(bindings))
        self.visit = Visit(self.client, bindings, number, visit_random(seed, number), allowed, run, sleep=gevent.sleep)
        return self.visit

    def report_check(self, failure: StepFailed) -> None:
        """Make a failure visible that no request shows, for instance a form that is missing."""
        self.environment.events.request.fire(
            request_type="CHECK", name=failure.step, response_time=0, response_length=0, exception=failure, context={}
        )


def _take_a_journey(person: VirtualPerson) -> None:
    """The task of plain locust: each person takes each journey in turn, a second apart."""
    person.taken += 1
    journeys = list(type(person).journeys.values())
    try:
        journeys[person.taken % len(journeys)](person.begin_visit(_bindings(), seed=id(person), number=person.taken))
    except StepFailed as failure:
        if not failure.reported:
            person.report_check(failure)


class VirtualPerson(Browser):
    """What a journey file derives from, so that plain locust can run it."""

    abstract = True
    wait_time = constant(1)
    tasks: ClassVar[list[Any]] = [_take_a_journey]
    journeys: ClassVar[Mapping[str, Journey]] = {}
    taken = 0
