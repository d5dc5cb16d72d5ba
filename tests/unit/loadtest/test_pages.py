from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.adapters.load_generators.visits import visit_random
from bouwsteen.loadtest.answers import answer_form
from bouwsteen.loadtest.pages import Page

TODAY = date(2027, 3, 1)
PAGE = """<!doctype html><html lang="nl"><head><title> Een  melding </title><style>p{}</style></head><body>
<a href="/help" class="help">Hulp &amp; uitleg</a><script>var a = "<form action='/x'>";</script>
<form action="/zoek"><input name="q"></form>
<form method="post" action="/stuur" id="melding">
 <input type="hidden" name="csrf" value="t&quot;k">
 <input name="naam" required maxlength="8"><input type="email" name="mail"><input type="number" name="aantal" min="2" max="2">
 <input type="date" name="dag" min="2027-05-01" max="2027-05-01">
 <input name="vast" value="blijft"><input name="dicht" disabled value="x">
 <input type="file" name="bijlage"><input type="radio" name="k" value="a"><input type="radio" name="k" value="b" checked>
 <input type="checkbox" name="t" value="1"><input type="checkbox" name="t" value="2" checked>
 <select name="s"><option value="">Kies<option value="x">X</option><option>Ypsilon</select>
 <select name="m" multiple><option value="p" selected>P</option><option value="q">Q</option></select>
 <textarea name="uitleg">
eerste regel</textarea>
 <button name="actie" value="vorige">Vorige</button><button name="actie" value="volgende">Volgende</button>
 <button type="button">Meer</button>
</form></body></html>"""


def read(source: str) -> Page:
    return Page("http://127.0.0.1/a", 200, "text/html; charset=utf-8", source)


def test_a_page_is_read_as_a_person_sees_it() -> None:
    page = read(PAGE)
    assert page.title == "Een melding"
    assert "Hulp & uitleg" in page.text
    assert "var a" not in page.text
    assert [(link.url, link.text) for link in page.links] == [("/help", "Hulp & uitleg")]
    assert [(form.method, form.action) for form in page.forms] == [("GET", "/zoek"), ("POST", "/stuur")]
    assert page.find_form() is page.forms[1]
    assert page.find_form("q") is page.forms[0]
    assert page.find_form("nope") is None
    assert page.find_link("nope") is None


def test_an_untouched_form_sends_what_a_browser_would() -> None:
    form = read(PAGE).forms[1]
    assert form.fill({}) == [
        ("csrf", 't"k'),
        ("naam", ""),
        ("mail", ""),
        ("aantal", ""),
        ("dag", ""),
        ("vast", "blijft"),
        ("k", "b"),
        ("t", "2"),
        ("s", ""),
        ("m", "p"),
        ("uitleg", "eerste regel"),
        ("actie", "vorige"),
    ]


def test_values_replace_and_the_button_that_is_pressed_is_sent() -> None:
    form = read(PAGE).forms[1]
    pairs = form.fill({"naam": "An", "k": "a", "t": ["1", "2"], "s": "x", "m": []}, form.buttons[1])
    assert ("actie", "volgende") in pairs
    assert ("actie", "vorige") not in pairs
    assert [pair for pair in pairs if pair[0] in {"naam", "k", "t", "s", "m"}] == [
        ("naam", "An"),
        ("k", "a"),
        ("t", "1"),
        ("t", "2"),
        ("s", "x"),
    ]


def test_answers_keep_within_the_limits_of_each_control() -> None:
    form = read(PAGE).forms[1]
    answers = answer_form(form, visit_random(1, 1), TODAY)
    assert answers["naam"] == ["Test van"]
    assert answers["mail"] == ["test@example.org"]
    assert answers["aantal"] == ["2"]
    assert answers["dag"] == ["2027-05-01"]
    assert answers["t"] == ["1", "2"]
    assert answers["k"][0] in {"a", "b"}
    assert answers["s"][0] in {"x", "Ypsilon"}
    assert answers.keys().isdisjoint({"csrf", "vast", "dicht", "bijlage", "actie"})


def test_a_schema_decides_where_the_control_does_not() -> None:
    form = read('<form method="post"><input name="leeftijd"><input name="wanneer"><input name="kort"></form>').forms[0]
    schema = {"properties": {"leeftijd": {"type": "integer", "minimum": 18}, "wanneer": {"format": "date"}, "kort": {"maxLength": 3}}}
    answers = answer_form(form, visit_random(1, 1), TODAY, schema)
    assert answers["leeftijd"] == ["18"]
    assert answers["wanneer"] == ["2027-03-01"]
    assert answers["kort"] == ["Tes"]


def test_json_is_not_read_as_a_page() -> None:
    page = Page(source='{"a": "<a href=x>"}', content_type="application/json")
    assert page.json() == {"a": "<a href=x>"}
    assert page.links == []
    with pytest.raises(ValueError, match="Expecting"):
        Page(source="<p>", content_type="application/json").json()


@given(st.text(alphabet=st.sampled_from("<>/=\"'abform inputselectoption&;!-"), max_size=400))
def test_no_text_makes_the_reader_fail(source: str) -> None:
    page = read(source)
    for form in page.forms:
        form.fill(answer_form(form, visit_random(1, 1), TODAY))
