"""Receipts: an accessible PDF, sent at least once and arriving once, whatever the service that sends is like."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pypdf
import pytest
from tests.blocks.forms_service.conftest import JAN, OpenCounter
from tests.blocks.forms_service.payers import Till, find_text, open_till

from forms_service.receipts import Receipt, write_pdf

RECEIPT = Receipt(
    title="Ontvangstbewijs",
    organisation="Gemeente Herstappe",
    language="nl",
    warning="Simulatie",
    lead="Ontvangen.",
    facts=(("Naam", "Jan Peeters"), ("Bedrag", "12,50 euro")),
    contact_title="Dienst bevolking",
    contact=("012 00 00 01",),
    made_at=1_800_000_000.0,
)


@pytest.fixture
def till(tmp_path: Path, open_counter: OpenCounter) -> Iterator[Till]:
    yield from open_till(tmp_path / "payments", open_counter)


def test_the_receipt_arrives_and_says_who_paid_what(till: Till) -> None:
    citizen, page = till.buy()
    assert "We sturen u het ontvangstbewijs ook op" in page.text or "We sturen het ontvangstbewijs ook naar u op" in page.text
    till.work()
    (sent,) = till.ebox.sent.values()
    assert sent["message"]["recipient"] == {"nationalNumber": JAN["rrn"]}
    reference = sent["message"]["reference"]
    assert sent["message"]["subject"]["nl"] == f"Ontvangstbewijs {reference}: Een uittreksel uit de registers aanvragen"
    text = find_text(sent["pdf"])
    for said in (
        "Ontvangstbewijs",
        "Jan Peeters",
        "12,50 euro",
        page.reference,
        "simulator",
        "Voorbeeld: geen bestaand retributiereglement",
    ):
        assert said in text, text
    assert "naar uw eBox" in citizen.get(page.path).text
    answer = citizen.client.get(f"{page.path}/receipt.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content == sent["pdf"]
    till.work()
    assert till.ebox.requests == 1


def test_a_receipt_can_be_read_aloud() -> None:
    catalog: Any = pypdf.PdfReader(io.BytesIO(write_pdf(RECEIPT))).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "nl-BE"
    assert catalog["/StructTreeRoot"]
    assert "pdfuaid" in catalog["/Metadata"].get_data().decode()


def test_the_same_receipt_is_the_same_bytes() -> None:
    assert write_pdf(RECEIPT) == write_pdf(RECEIPT)


@pytest.mark.parametrize(
    "name", ["#panic(1)", '#read("/etc/passwd")', "*_$@`\\", "Ελένη Žuk", "日本", "\u202eabc", "\U0001f600", "x" * 3000]
)
def test_a_name_is_a_name_and_no_markup(name: str) -> None:
    text = find_text(write_pdf(replace(RECEIPT, facts=(("Naam", name),))))
    assert "Ontvangstbewijs" in text
    if name.isascii() and len(name) < 100:
        assert name in text


def test_a_service_that_says_no_or_nothing_loses_nothing(till: Till) -> None:
    citizen, page = till.buy()
    till.ebox.troubles = [503]
    till.work()
    assert "We blijven het proberen" in citizen.get(page.path).text
    assert "verzenden lukt nog niet" in till.counter.clerk().get(f"/clerk{page.path}").text
    for trouble in (403, 404, 409, 422, 429, 500, httpx.ReadTimeout("slow"), httpx.ConnectError("away")):
        till.counter.clock.advance(13 * 3600)
        till.ebox.troubles = [trouble]
        till.work()
        assert _fault(till) in {f"status-{trouble}", type(trouble).__name__}
    till.counter.clock.advance(13 * 3600)
    till.work()
    assert _fault(till) is None
    # What was taken before its answer was lost did not arrive twice.
    assert (till.ebox.requests, len(till.ebox.sent)) == (10, 1)
    assert "naar uw eBox" in till.counter.citizen(JAN).get(page.path).text


def _fault(till: Till) -> str | None:
    with till.counter.context.database.reading() as connection:
        (letter,) = connection.exec_driver_sql("SELECT fault FROM letters").all()
        found: str | None = letter[0]
        return found


@pytest.mark.slow
def test_what_is_never_taken_is_given_up_where_clerks_see_it_and_send_it_again(till: Till) -> None:
    _, page = till.buy()
    clerk, detail = till.counter.clerk(), f"/clerk{page.path}"
    for tries in range(1, 17):
        assert "Brieven opnieuw versturen" not in clerk.get(detail).text
        till.ebox.troubles = [422]
        till.work()
        assert till.ebox.requests == tries
        till.counter.clock.advance(13 * 3600)
    till.work()
    assert till.ebox.requests == 16
    figures = clerk.client.get("/metrics").text
    assert 'outbox_events{outcome="given-up"} 1' in figures
    assert "We konden het ontvangstbewijs niet opsturen" in till.counter.citizen(JAN).get(page.path).text
    clerk = till.counter.clerk()
    seen = clerk.get(detail)
    assert "verzenden is opgegeven (status-422)" in seen.text
    assert till.counter.citizen(JAN).post(f"{detail}/letters", csrf="x").status in {400, 403}
    assert clerk.post(f"{detail}/letters", csrf=seen.csrf).path == detail
    till.work()
    assert len(till.ebox.sent) == 1
    assert "in de eBox" in clerk.get(detail).text
    assert "brieven opnieuw verstuurd" in clerk.get("/clerk/audit").text
    assert 'outbox_events{outcome="given-up"} 0' in clerk.client.get("/metrics").text


@pytest.mark.slow
def test_a_token_that_is_no_longer_good_is_renewed(till: Till) -> None:
    till.buy()
    till.ebox.troubles = [401]
    till.work()
    assert (till.ebox.tokens, len(till.ebox.sent)) == (2, 1)


@pytest.mark.slow
def test_who_dies_while_sending_leaves_it_to_be_sent_again(till: Till) -> None:
    till.buy()

    class Killed(BaseException):
        """Nothing after it runs."""

    till.ebox.troubles = [Killed()]  # type: ignore[list-item]  # a death is no exception that anybody handles
    with pytest.raises(Killed):
        till.work()
    till.work()
    assert till.ebox.requests == 1
    till.counter.clock.advance(120)
    till.work()
    assert till.ebox.requests == 2
    assert len(till.ebox.sent) == 1


@pytest.mark.slow
@pytest.mark.parametrize(("channel", "status", "said"), [("paper", "accepted", "met de post"), ("paper", "failed", "niet opsturen")])
def test_who_has_no_ebox_is_told_how_it_goes(till: Till, channel: str, status: str, said: str) -> None:
    till.ebox.channel, till.ebox.status = channel, status
    citizen, page = till.buy()
    till.work()
    assert said in citizen.get(page.path).text
    till.counter.clock.advance(100_000)
    till.work()
    assert till.ebox.requests == 1


@pytest.mark.slow
def test_without_anything_that_sends_the_receipt_is_on_the_page(tmp_path: Path, open_counter: OpenCounter) -> None:
    for till in open_till(tmp_path / "payments", open_counter, notify=False):
        citizen, page = till.buy()
        till.work()
        assert "opsturen" not in page.text
        assert find_text(citizen.client.get(f"{page.path}/receipt.pdf").content).startswith("Gemeente Herstappe")


@pytest.mark.slow
def test_french_speakers_get_it_in_french(till: Till) -> None:
    citizen = till.counter.citizen(JAN)
    citizen.get("/?lang=fr")
    citizen.get(till.decide(till.submit(citizen).headers["location"]))
    till.work()
    (sent,) = till.ebox.sent.values()
    assert sent["message"]["language"] == "fr"
    assert "12,50 euros" in find_text(sent["pdf"])
