"""The page of whoever runs the service: all questions of all organisations, in three languages, for nobody else."""

from __future__ import annotations

import pytest
from tests.blocks.magda_service.worlds import DOWN, JAN, MARIA, NOBODY, REFUSED, SIMULATION, Application, World

from magda_service.data_names import DATA_NAMES

HTML = {"accept": "text/html"}


def test_all_questions_are_on_it_the_newest_first(world: World, application: Application) -> None:
    empty = world.http().get("/operator", headers=HTML, auth=SIMULATION)
    assert "Er is nog niets gevraagd." in empty.text
    application.subscribe(JAN, DOWN, REFUSED, NOBODY)
    application.ask(JAN, "address", headers={"x-reader": "<script>els</script>"})
    for insz in (DOWN, REFUSED, NOBODY, MARIA):
        application.ask(insz)
    application.ask(JAN, "gender")
    world.leuven(parameters={"data": list(DATA_NAMES), "name": "Burgerzaken"}).told(JAN)
    page = world.http().get("/operator", headers=HTML, auth=SIMULATION)
    assert page.status_code == 200
    told = ["Stad Leuven, Burgerzaken", "Niet toegelaten", "Geen inschrijving", "Geen gegevens", "Bron weigerde", "Bron gaf geen antwoord"]
    places = [page.text.index(text) for text in told]
    assert places == sorted(places)
    assert "datum van overlijden" in page.text
    assert "&lt;script&gt;els" in page.text
    assert "<script" not in page.text
    assert "Voorbeeldstraat" not in page.text


@pytest.mark.parametrize(("language", "title"), [("nl", "Wie vroeg wat"), ("fr", "Qui a demandé quoi"), ("en", "Who asked what")])
def test_it_speaks_three_languages(world: World, application: Application, language: str, title: str) -> None:
    application.told(JAN)
    page = world.http().get(f"/operator?lang={language}", headers=HTML, auth=SIMULATION)
    assert f"<h1>{title}</h1>" in page.text
    assert f'<html lang="{language}">' in page.text


def test_it_pages(world: World, application: Application) -> None:
    application.subscribe(JAN)
    for _ in range(21):
        application.ask(JAN, "givenName")
    first, second = (world.http().get(f"/operator?page={page}", headers=HTML, auth=SIMULATION).text for page in (1, 2))
    assert (first.count('<li class="panel">'), second.count('<li class="panel">')) == (20, 1)
    assert 'href="/operator?page=2"' in first
    assert 'href="/operator?page=1"' in second


def test_it_opens_with_the_key_alone(world: World, application: Application) -> None:
    for auth in (None, application.basic, ("simulation", "guess"), ("herstappe.local.magda", SIMULATION[1])):
        answer = world.http().get("/operator", headers=HTML, auth=auth)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == 'Basic realm="simulation"'
        assert "de sleutel van de simulatie" in answer.text
