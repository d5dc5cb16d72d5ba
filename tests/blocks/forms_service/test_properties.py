"""Laws: what a page accepts fits the published JSON Schema; what is shown again is read as the same."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bouwsteen_service.sign_ins import safe_path
from forms_service.answers import ABSENT, Unreadable, read_answer, show_inputs
from forms_service.conditions import asked_steps, prune_answers
from forms_service.exports import guard_cell
from forms_service.judgements import find_unfinished_step, judge_answers, read_step
from forms_service.loading import load_forms
from forms_service.references import ALPHABET, make_reference, parse_reference

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 3, 9)
FORMS = {
    f"{folder}/{name}": loaded
    for folder in ("herstappe/forms", "leuven/forms-permits", "leuven/forms-subsidies")
    for name, loaded in load_forms(ROOT / "stacks" / folder, ("nl",)).items()
}
TYPICAL = {
    "date.day": ["9", "31", "1"],
    "date.month": ["3", "2", "12"],
    "date.year": ["2026", "2027", "1999"],
    "address.street": ["Dorpsstraat", "Rue du Pré"],
    "address.houseNumber": ["5", "12A", "x"],
    "address.box": ["", "2"],
    "address.postalCode": ["3717", "3000", "9"],
    "address.municipality": ["Herstappe", "Leuven"],
    "email": ["jan@voorbeeld.test", "jan"],
    "phone": ["0470 00 00 00", "+32 12 00 00 00", "x"],
    "iban": ["BE68 5390 0754 7034", "BE00"],
    "insz": ["84.63.12-001.01", "1"],
    "kbo": ["0566.988.259", "1999999052", "0"],
    "number": ["1", "12,5", "100", "0,07", "5000", "-3", "1.000"],
    "checkbox": ["true", ""],
    "text": ["Jan", "07:25", "https://voorbeeld.test/", "x"],
    "textarea": ["Een project voor de hele buurt, met muziek en een gezamenlijke maaltijd.", "kort"],
}


def posted_values(field: Any) -> st.SearchStrategy[dict[str, list[str]]]:
    """What a browser may send for a question: mostly sensible, sometimes anything."""
    anything = st.text(max_size=30)
    if field.widget in {"date", "address"}:
        parts = [name for name in TYPICAL if name.startswith(f"{field.widget}.")]
        return st.fixed_dictionaries(
            {
                f"{field.name}.{part.split('.')[1]}": st.lists(st.sampled_from(TYPICAL[part]) | anything, min_size=1, max_size=1)
                for part in parts
            }
        )
    if field.options:
        values = st.sampled_from([option.value for option in field.options])
        return st.fixed_dictionaries({field.name: st.lists(values if field.widget != "radio" else values | anything, max_size=3)})
    return st.fixed_dictionaries({field.name: st.lists(st.sampled_from(TYPICAL[field.widget]) | anything, max_size=1)})


@cache
def posted(name: str) -> Mapping[str, st.SearchStrategy[dict[str, list[str]]]]:
    """For each question of a form; made once, as making one takes longer than drawing from it."""
    return {field.name: posted_values(field) for _, field in FORMS[name].form.fields()}


@cache
def questions(name: str) -> st.SearchStrategy[Any]:
    return st.sampled_from([field for _, field in FORMS[name].form.fields()])


@cache
def published(name: str) -> Any:
    """The validator of the published schema of a form."""
    return jsonschema_rs.validator_for(dict(FORMS[name].schema), validate_formats=True)


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_what_the_pages_accept_fits_the_schema(name: str, data: st.DataObject) -> None:
    loaded = FORMS[name]
    answers: dict[str, Any] = {}
    for _ in range(2):
        for step in loaded.form.steps:
            asked = {each.id: fields for each, fields in asked_steps(loaded.form, answers)}
            if step.id not in asked:
                continue
            sent: dict[str, list[str]] = {}
            for field in asked[step.id]:
                sent |= data.draw(posted(name)[field.name])
            reading = read_step(loaded, asked[step.id], sent, answers, TODAY)
            answers = {key: value for key, value in answers.items() if key not in {field.name for field in step.fields}} | dict(
                reading.answers
            )
    kept = prune_answers(loaded.form, answers)
    unfinished = find_unfinished_step(loaded, answers, TODAY)
    faults = judge_answers(loaded, kept, TODAY)
    assert (unfinished is None) == (not faults)
    if unfinished is None:
        assert loaded.validator.is_valid(kept)
        assert published(name).is_valid(kept)
    else:
        assert {fault.field for fault in faults} & {field.name for field in unfinished.fields}


def typical_values(field: Any, rng: random.Random) -> dict[str, list[str]]:
    """What somebody may type for a question."""
    if field.widget in {"date", "address"}:
        parts = [name for name in TYPICAL if name.startswith(f"{field.widget}.")]
        return {f"{field.name}.{part.split('.')[1]}": [rng.choice(TYPICAL[part])] for part in parts}
    values = [option.value for option in field.options] or TYPICAL[field.widget]
    return {field.name: [rng.choice(values)]}


def complete(loaded: Any, rng: random.Random) -> dict[str, Any]:
    """Answers that may be submitted: each question is tried with typical values until one fits."""
    answers: dict[str, Any] = {}
    for step in loaded.form.steps:
        asked = {each.id: fields for each, fields in asked_steps(loaded.form, answers)}
        for field in asked.get(step.id, ()):
            readings = (read_step(loaded, (field,), typical_values(field, rng), answers, TODAY) for _ in range(400))
            answers |= next(reading.answers for reading in readings if not reading.faults)
    return answers


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_is_filled_in_can_be_submitted(name: str) -> None:
    loaded = FORMS[name]
    sizes = set()
    for seed in range(12):
        answers = complete(loaded, random.Random(seed))
        kept = prune_answers(loaded.form, answers)
        assert find_unfinished_step(loaded, answers, TODAY) is None
        assert judge_answers(loaded, kept, TODAY) == []
        assert jsonschema_rs.is_valid(dict(loaded.schema), kept)
        sizes.add(len(kept))
    has_conditions = any(step.when or field.when for step, field in loaded.form.fields())
    assert (len(sizes) > 1) is has_conditions


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_shown_again_is_read_as_the_same(name: str, data: st.DataObject) -> None:
    loaded = FORMS[name]
    field = data.draw(questions(name))
    value = loaded.form.data.properties[field.name]
    answer = read_answer(field, value, data.draw(posted(name)[field.name]))
    if answer is ABSENT or isinstance(answer, Unreadable):
        return
    assert read_answer(field, value, show_inputs(field, answer)) == answer


@given(st.sampled_from(["HER", "LEU", "SUB"]), st.integers(2024, 2099), st.data())
def test_a_reference_is_read_back_and_one_slip_is_found(prefix: str, year: int, data: st.DataObject) -> None:
    reference = make_reference(prefix, year)
    assert parse_reference(reference) == reference
    assert parse_reference(f" {reference.lower().replace('-', ' ')} ") == reference
    place = data.draw(st.sampled_from([index for index, character in enumerate(reference) if character != "-"]))
    wrong = data.draw(st.sampled_from(ALPHABET).filter(lambda character: character != reference[place]))
    assert parse_reference(reference[:place] + wrong + reference[place + 1 :]) is None


@given(st.text(max_size=80))
def test_no_text_is_a_reference_by_chance_or_breaks_the_reader(text: str) -> None:
    found = parse_reference(text)
    assert found is None or parse_reference(found) == found


@given(st.text(max_size=60))
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert guard_cell(text).lstrip(" ")[:1] not in {"=", "+", "-", "@", "\t", "\r"}


@given(st.text(max_size=60) | st.text("/\\:.@evil?#\t ", max_size=12))
def test_no_place_is_on_another_site(text: str) -> None:
    place = safe_path(text)
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert "\\" not in place
