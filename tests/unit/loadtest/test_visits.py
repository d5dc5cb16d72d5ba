"""A visit against a client that answers from a table."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

import pytest

from bouwsteen.adapters.load_generators.visits import StepFailed, Visit, visit_random

HOST = "http://forms.example"
FORM = '<form method="post" action="/stuur"><input type="hidden" name="csrf" value="x"><input name="naam"></form>'


@dataclass
class Answer:
    status_code: int = 200
    text: str = "<p>ok</p>"
    headers: dict[str, str] = field(default_factory=lambda: {"content-type": "text/html"})
    outcome: Any = None
    error: Any = None

    @property
    def content(self) -> bytes:
        return self.text.encode()

    def success(self) -> None:
        self.outcome = "success"

    def failure(self, exc: Any) -> None:
        self.outcome = exc


class FakeClient:
    def __init__(self, answers: dict[str, Answer]) -> None:
        self.cookiejar = CookieJar()
        self.answers = answers
        self.asked: list[tuple[str, str, str, dict[str, Any]]] = []

    @contextlib.contextmanager
    def request(self, method: str, url: str, **options: Any) -> Iterator[Answer]:
        self.asked.append((method, url, options["name"], options))
        yield self.answers[url.removeprefix(HOST)]


def go_to(location: str, status: int = 302) -> Answer:
    return Answer(status, "", {"location": location})


def make_visit(**answers: Answer) -> tuple[Visit, FakeClient]:
    client = FakeClient({"/" + name.replace("_", "/").removesuffix("/"): answer for name, answer in answers.items()})
    return Visit(client, {}, 3, visit_random(1, 3), frozenset({"forms.example"}), "run"), client


def test_redirects_are_followed_and_each_hop_has_a_name() -> None:
    visit, client = make_visit(login=go_to("/auth?state=1"), done=Answer(text="<p>welkom</p>"))
    client.answers["/auth?state=1"] = go_to("done", 303)
    page = visit.open("sign-in", HOST + "/login")
    assert page.text == "welkom"
    assert page.url == HOST + "/done"
    assert [name for _, _, name, _ in client.asked] == ["sign-in GET /login", "sign-in GET /auth", "sign-in GET /done"]
    assert not visit.first


def test_a_form_is_sent_to_its_action_with_its_hidden_fields() -> None:
    visit, client = make_visit(form=Answer(text=FORM), stuur=go_to("/form", 303))
    visit.open("form", HOST + "/form")
    form = visit.page.find_form()
    assert form is not None
    visit.submit("send", form, {"naam": "An é"})
    method, url, _, options = client.asked[1]
    assert (method, url, options["data"]) == ("POST", HOST + "/stuur", b"csrf=x&naam=An+%C3%A9")
    assert options["headers"]["Origin"] == HOST
    assert client.asked[2][0] == "GET"


def test_a_307_keeps_the_form() -> None:
    visit, client = make_visit(form=Answer(text=FORM), stuur=go_to("/elders", 307), elders=Answer())
    visit.open("form", HOST + "/form")
    visit.submit("send", visit.page.forms[0], {})
    assert [(method, url) for method, url, _, _ in client.asked[1:]] == [("POST", HOST + "/stuur"), ("POST", HOST + "/elders")]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(503), "HTTP 503"),
        (Answer(0, error=ConnectionRefusedError()), "no answer: ConnectionRefusedError"),
        (go_to(""), "a redirect without an address"),
        (Answer(text="<p>" + "x" * 2_000_001), "a page too large to read"),
        (Answer(text="<p>geweigerd</p>"), "no reference"),
    ],
)
def test_a_wrong_answer_fails_the_request_and_ends_the_journey(answer: Answer, reason: str) -> None:
    visit, _ = make_visit(a=answer)
    with pytest.raises(StepFailed) as caught:
        visit.open("step", HOST + "/a", check=lambda page: None if "ref" in page.text else "no reference")
    assert (caught.value.step, caught.value.reason, caught.value.reported) == ("step", reason, True)
    assert answer.outcome == reason


def test_a_check_that_raises_fails_the_request_instead_of_losing_it() -> None:
    visit, client = make_visit(a=Answer())
    with pytest.raises(StepFailed, match="the check raised ZeroDivisionError"):
        visit.open("step", HOST + "/a", check=lambda page: str(len(page.text) // 0))
    assert client.answers["/a"].outcome == "the check raised ZeroDivisionError"


@pytest.mark.parametrize("away", ["http://elsewhere.example/", "file:///etc/passwd", "//elsewhere.example/x"])
def test_a_visit_never_leaves_the_hosts_of_the_test(away: str) -> None:
    visit, client = make_visit(a=go_to(away))
    with pytest.raises(StepFailed, match="not part of the test"):
        visit.open("step", HOST + "/a")
    assert len(client.asked) == 1


def test_redirects_without_end_are_given_up() -> None:
    visit, client = make_visit(a=go_to("/a"))
    with pytest.raises(StepFailed, match="too many redirects"):
        visit.open("step", HOST + "/a")
    assert len(client.asked) == 20


def test_identifiers_are_left_out_of_names() -> None:
    path = "/forms/aanvraag-parkeervergunning/drafts/3f2b8a1c90d14e7a/steps/1"
    visit, client = make_visit()
    client.answers[path] = Answer()
    visit.open("step", HOST + path)
    assert client.asked[0][2] == "step GET /forms/aanvraag-parkeervergunning/drafts/*/steps/1"


def test_somebody_else_has_no_cookies_and_time_to_think_is_set_apart() -> None:
    visit, client = make_visit(a=Answer())
    slept: list[float] = []
    visit.sleep = slept.append
    visit.open("step", HOST + "/a")
    visit.think(2.5)
    visit.become_somebody_else()
    assert (slept, visit.thought, len(client.cookiejar), visit.page.url) == ([2.5], 2.5, 0, "")


def test_each_request_carries_the_run_and_the_number_of_the_person() -> None:
    visit, client = make_visit(a=Answer())
    visit.open("step", HOST + "/a")
    headers = client.asked[0][3]["headers"]
    assert headers["X-Correlation-Id"] == "run-3"
    assert len(headers["traceparent"]) == 55


MEANS = """<form action="/wie"><input type="hidden" name="t" value="1"><button name="means" value="eid">a</button>
<button name="means" value="itsme">b</button></form>"""


def test_a_button_is_pressed_by_its_name_in_the_order_that_is_wanted() -> None:
    visit, client = make_visit(a=Answer(text=MEANS))
    client.answers["/wie?t=1&means=itsme"] = Answer(text="<p>wie</p>")
    visit.open("sign-in", HOST + "/a")
    assert visit.press("sign-in", "means", "nothing", "itsme", "eid").text == "wie"


@pytest.mark.parametrize(("name", "value", "reason"), [("means", "x", "one of: x"), ("persona", "x", "no button `persona`")])
def test_a_button_that_is_not_there_fails_the_step(name: str, value: str, reason: str) -> None:
    visit, _ = make_visit(a=Answer(text=MEANS))
    visit.open("sign-in", HOST + "/a")
    with pytest.raises(StepFailed, match=reason) as caught:
        visit.press("sign-in", name, value)
    assert not caught.value.reported


def test_a_journey_can_stop_before_an_address_and_read_it() -> None:
    visit, client = make_visit(form=Answer(text=FORM), stuur=go_to("https://app.example/callback?code=c", 303))
    visit.open("form", HOST + "/form")
    page = visit.submit("send", visit.page.forms[0], until="https://app.example/")
    assert page.url == "https://app.example/callback?code=c"
    assert len(client.asked) == 2


def test_an_api_is_called_beside_the_page() -> None:
    answer = Answer(201, '{"id": 3}', {"content-type": "application/json"})
    visit, client = make_visit(form=Answer(text=FORM), api=answer, leeg=Answer(204, ""), stuk=Answer(200, "<p>"))
    visit.open("form", HOST + "/form")
    assert visit.call("api", "PUT", HOST + "/api", {"a": 1}, {"X-Version": "2"}) == {"id": 3}
    assert visit.page.url == HOST + "/form"
    options = client.asked[1][3]
    assert options["data"] == b'{"a": 1}'
    assert options["headers"].items() >= {"X-Version": "2", "Content-Type": "application/json"}.items()
    assert visit.call("api", "DELETE", HOST + "/leeg") is None
    assert visit.call("api", "POST", HOST + "/api", {"a b": "é"}, as_form=True) == {"id": 3}
    assert client.asked[-1][3]["data"] == b"a+b=%C3%A9"
    with pytest.raises(StepFailed, match="not JSON"):
        visit.call("api", "GET", HOST + "/stuk")


def test_a_refused_form_names_its_fields_and_no_value() -> None:
    refused = Answer(422, '<form><input name="postcode" value="geheim" aria-invalid="true"><input name="naam"></form>')
    visit, _ = make_visit(a=refused)
    with pytest.raises(StepFailed) as caught:
        visit.open("step", HOST + "/a")
    assert caught.value.reason == "HTTP 422 postcode"


@pytest.mark.parametrize(("kind", "text"), [("text/html", "é"), ("text/html; charset=latin-1", "Ã©"), ("text/html; charset=nope", "é")])
def test_text_is_read_in_the_charset_that_is_declared(kind: str, text: str) -> None:
    visit, _ = make_visit(a=Answer(text="é", headers={"content-type": kind}))
    assert visit.open("step", HOST + "/a").source == text
