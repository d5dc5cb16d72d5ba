"""Each page that a service has, by whichever route, in Chromium on a narrow screen: by the rules of axe.

A page that is added is held by this without a word here. The pages are asked for first: while a browser is open, its loop runs in
this thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route
from tests.browser.observers import Observer
from tests.services.subjects import FIRST, SUBJECTS, Subject, routes_of

from bouwsteen_service.testing import create_client

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTH = 320
PATIENCE = 60_000  # milliseconds
STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
ELSEWHERE = {"ebox-service": "people sign in before they see anything: tests/browser/test_mailbox_pages.py"}


@dataclass(frozen=True)
class Answer:
    kind: str
    body: bytes


def read_pages(subject: Subject) -> tuple[list[str], dict[str, Answer]]:
    """The routes whose answer is a page, and by address what a browser finds there: each page at the route itself, and its styles."""
    routes, found = [], {}
    for method, path in routes_of(subject.application):
        if method != "GET":
            continue
        answer = subject.send(FIRST, (method, path), dict(subject.ids) | dict(subject.instead.get((method, path), {})))
        kind = answer.headers.get("content-type", "")
        if "text/html" in kind:
            routes.append(path)
            found[path] = Answer(kind, answer.content)
    with create_client(subject.application, subject.base) as client:
        for place in {place for each in found.values() for place in STYLESHEET.findall(each.body.decode())}:
            styles = client.get(place).raise_for_status()
            found[place] = Answer(styles.headers["content-type"], styles.content)
    return routes, found


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[list[str], dict[str, Answer]]]:
    read = {}
    for name, start in SUBJECTS.items():
        if name not in ELSEWHERE:
            subject = start(tmp_path_factory.mktemp("pages"))
            read[name] = read_pages(subject)
            subject.database.close()
    return read


@pytest.fixture
def window(pages: Mapping[str, tuple[list[str], dict[str, Answer]]], chromium: Browser) -> Iterator[Observer]:
    assert pages  # they are read before the browser is there
    context = chromium.new_context(viewport={"width": WIDTH, "height": 800}, bypass_csp=True, locale="nl-BE", reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    yield Observer(context.new_page(), "http://service.test", WIDTH, checks_rules=True, patience=PATIENCE / 1000)
    context.close()


@pytest.mark.parametrize("name", [name for name in SUBJECTS if name not in ELSEWHERE])
def test_it_breaks_no_rule(name: str, pages: Mapping[str, tuple[list[str], dict[str, Answer]]], window: Observer) -> None:
    routes, found = pages[name]
    assert routes
    asked: list[str] = []

    def answer(route: Route) -> None:
        place = urlsplit(route.request.url).path.replace("%7B", "{").replace("%7D", "}")
        asked.append(place)
        if place in found:
            route.fulfill(status=200, content_type=found[place].kind, body=found[place].body)
        else:
            route.abort()

    window.page.route("**/*", answer)
    for path in routes:
        window.page.goto(window.url + path)
        window.look(path.strip("/").replace("/", "-") or "home")
    assert window.seen
    assert set(asked) - set(found) - {"/favicon.ico"} == set(), "what a page shows comes with it"
