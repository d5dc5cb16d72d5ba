"""Money to the cent, statuses by their table, the structured communication, the QR code."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban
from stdnum.be import ogm_vcs

from payments_service.amounts import MOST_CENTS, parse_cents, show_cents, write_cents
from payments_service.communications import (
    epc_text,
    new_communication,
    qr_image,
    read_iban,
    simulated_iban,
    with_check_digits,
    write_communication,
)
from payments_service.statuses import (
    NEXT,
    NEXT_OF_PAYOUT,
    NEXT_OF_REFUND,
    UNFINISHED,
    PayoutStatus,
    RefundStatus,
    Status,
    TransitionError,
    require_refund_transition,
    require_transition,
)


@given(st.integers(0, MOST_CENTS))
def test_an_amount_is_read_as_it_was_written(cents: int) -> None:
    text = write_cents(cents)
    assert parse_cents(text) == cents
    assert text == f"{cents:03d}"[:-2] + "." + f"{cents:03d}"[-2:]


@given(st.text())
def test_an_amount_has_one_way_of_writing(text: str) -> None:
    try:
        cents = parse_cents(text)
    except ValueError:
        return
    assert write_cents(cents) == text


@pytest.mark.parametrize(
    "text", ["", "10", "10.0", "10.000", "010.00", "-1.00", "1,00", "1e3", " 1.00", "1.00\n", "\uff11.00", "1000000000.00", "NaN"]
)
def test_another_way_of_writing_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        parse_cents(text)


def test_people_read_amounts_in_their_language() -> None:
    assert show_cents(123450, "nl") == "€\u00a01.234,50"
    assert show_cents(123450, "fr") == "1\u202f234,50\u00a0€"
    assert show_cents(123450, "en") == "€1,234.50"


@given(st.lists(st.sampled_from(Status), max_size=12))
def test_a_payment_follows_the_table_and_ends(wanted: list[Status]) -> None:
    now, seen = Status.OPEN, [Status.OPEN]
    for status in wanted:
        if status in NEXT[now]:
            require_transition(now, status)
            now = status
            seen.append(now)
        else:
            with pytest.raises(TransitionError):
                require_transition(now, status)
    assert len(seen) == len(set(seen)), "a status came back"
    assert all(status in UNFINISHED for status in seen[:-1])


def test_every_status_is_in_the_table_and_can_be_reached() -> None:
    assert set(NEXT) == set(Status)
    assert {status for following in NEXT.values() for status in following} | {Status.OPEN} == set(Status)
    assert {status for following in NEXT_OF_REFUND.values() for status in following} | {RefundStatus.QUEUED} == set(RefundStatus)
    assert {status for following in NEXT_OF_PAYOUT.values() for status in following} | {PayoutStatus.REQUESTED} == set(PayoutStatus)
    for before in (RefundStatus.REFUNDED, RefundStatus.FAILED, RefundStatus.CANCELED):
        for after in RefundStatus:
            with pytest.raises(TransitionError):
                require_refund_transition(before, after)


@given(st.integers(1, 9_999_999_999))
def test_a_communication_checks_itself(number: int) -> None:
    digits = with_check_digits(number)
    assert len(digits) == 12
    assert int(digits[-2:]) == (int(digits[:-2]) % 97 or 97)
    assert ogm_vcs.is_valid(write_communication(digits).strip("+"))


def test_known_communications() -> None:
    assert write_communication(with_check_digits(3124013980)) == "+++312/4013/98067+++"
    assert with_check_digits(97 * 12345678) == f"{97 * 12345678:010d}97"
    assert len({new_communication() for _ in range(100)}) == 100


@given(st.integers(0, 9_999_999))
def test_a_simulated_account_is_well_formed_and_at_no_bank(number: int) -> None:
    account = simulated_iban(number)
    assert iban.is_valid(account, check_country=False)
    assert not iban.is_valid(account), "a bank has this account"
    assert int(account[4:14]) % 97 == int(account[14:]) % 97


def test_an_account_is_read_with_spaces() -> None:
    assert read_iban("be71 0961 2345 6769") == "BE71096123456769"
    for text in ("", "BE71 0961 2345 6760", "x", "be"):
        with pytest.raises(ValueError, match="IBAN"):
            read_iban(text)


@given(st.text(st.characters(codec="utf-8"), max_size=300), st.integers(1, MOST_CENTS))
def test_the_payload_of_the_code_keeps_to_its_lines_and_size(name: str, cents: int) -> None:
    text = epc_text(name, "BE71096123456769", cents, "+++312/4013/98067+++")
    lines = text.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[6:] == ["BE71096123456769", f"EUR{write_cents(cents)}", "", "", "+++312/4013/98067+++"]
    assert len(lines[5]) <= 70
    assert len(text.encode()) <= 331


def test_the_code_is_an_image_without_scripts() -> None:
    image = unquote(qr_image(epc_text("Gemeente Herstappe", "BE71096123456769", 1000, "+++312/4013/98067+++")))
    assert image.startswith("data:image/svg+xml")
    assert "<svg" in image
    assert "script" not in image
