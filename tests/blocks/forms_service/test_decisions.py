"""Whoever asked is told what was decided: once for each decision, whatever the notification service answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.blocks.forms_service.conftest import JAN, Browser, OpenCounter
from tests.blocks.forms_service.payers import Till, find_text, open_till

REASON = "Het project begint voor de aanvraag."
MOVE = "/clerk/submissions/{}/status"


@pytest.fixture
def till(tmp_path: Path, open_counter: OpenCounter) -> Iterator[Till]:
    yield from open_till(tmp_path / "payments", open_counter)


@pytest.fixture
def silent(tmp_path: Path, open_counter: OpenCounter) -> Iterator[Till]:
    """Without a notification service."""
    yield from open_till(tmp_path / "payments", open_counter, notify=False)


@pytest.fixture
def reference(till: Till) -> str:
    """Of a request that was paid and whose receipt is away."""
    _, page = till.buy()
    till.work()
    assert len(till.ebox.sent) == 1
    return page.path.rsplit("/", 1)[1]


def decide(clerk: Browser, reference: str, status: str, reason: str = "") -> None:
    csrf = clerk.get(f"/clerk/submissions/{reference}").csrf
    assert clerk.post(MOVE.format(reference), csrf=csrf, status=status, reason=reason).status == 200


def test_a_refusal_arrives_with_its_reason(till: Till, reference: str) -> None:
    clerk = till.counter.clerk()
    decide(clerk, reference, "refused", REASON)
    citizen = till.counter.citizen(JAN)
    assert "We sturen u de beslissing ook op" in citizen.get(f"/submissions/{reference}").text
    till.work()
    sent = till.ebox.sent[f"{reference}.0001"]
    assert sent["message"]["subject"]["fr"].startswith(f"Votre demande {reference} est refusée")
    assert REASON in sent["message"]["body"]
    assert sent["message"]["reference"] == reference
    text = find_text(sent["pdf"])
    for said in ("Beslissing", reference, "geweigerd", REASON):
        assert said in text
    assert "naar uw eBox" in citizen.get(f"/submissions/{reference}").text
    assert 'data-decision="ebox"' in clerk.get(f"/clerk/submissions/{reference}").source
    till.work()
    assert len(till.ebox.sent) == 2


def test_what_is_changed_before_it_was_sent_is_told_as_it_is_then(till: Till, reference: str) -> None:
    clerk = till.counter.clerk()
    decide(clerk, reference, "refused", REASON)
    decide(clerk, reference, "done")
    till.work()
    assert [key for key in till.ebox.sent if key != reference] == [f"{reference}.0001"]
    assert "afgehandeld" in till.ebox.sent[f"{reference}.0001"]["message"]["subject"]["nl"]
    # The same again is no new decision; another one is a second letter.
    decide(clerk, reference, "done")
    till.work()
    decide(clerk, reference, "refused", REASON)
    till.work()
    assert sorted(till.ebox.sent) == [reference, f"{reference}.0001", f"{reference}.0002"]


def test_what_is_taken_back_is_told_to_nobody(till: Till, reference: str) -> None:
    clerk = till.counter.clerk()
    decide(clerk, reference, "done")
    decide(clerk, reference, "in-progress")
    till.work()
    assert list(till.ebox.sent) == [reference]
    assert "beslissing" not in till.counter.citizen(JAN).get(f"/submissions/{reference}").text


def test_a_lost_answer_is_one_letter(till: Till, reference: str) -> None:
    decide(till.counter.clerk(), reference, "done")
    till.ebox.troubles = [httpx.ReadTimeout("slow"), 503]
    for _ in range(3):
        till.work()
        till.counter.clock.advance(7 * 3600)
    assert till.ebox.requests == 4
    assert sorted(till.ebox.sent) == [reference, f"{reference}.0001"]


def test_where_nobody_can_be_told_the_page_says_it(silent: Till) -> None:
    _, page = silent.buy()
    reference = page.path.rsplit("/", 1)[1]
    decide(silent.counter.clerk(), reference, "refused", REASON)
    silent.work()
    assert silent.ebox.sent == {}
    assert REASON in silent.counter.citizen(JAN).get(f"/submissions/{reference}").text
