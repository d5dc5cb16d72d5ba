"""The bytes of journals, without a disk."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import Frames, FramingError, JournalHeader
from bouwsteen.adapters.state_logs.sealing import Sealer

SEALER = Sealer(bytes(32))
HEADER = framing.write_header(framing.JOURNAL, JournalHeader("24062", "0" * 32, SEALER.key_id, 3, 7, 2))
PAYLOADS = [b"one", b"two" * 300, b"", b"four" * 20]


def journal(payloads: list[bytes]) -> bytes:
    return HEADER + b"".join(framing.write_frame(HEADER, number, item, SEALER) for number, item in enumerate([b"", *payloads]))


def read(data: bytes) -> Frames:
    return framing.read_frames(data, framing.journal_header(data)[1], SEALER)


WHOLE = journal(PAYLOADS)
ENDS = [len(journal(PAYLOADS[:count])) for count in range(len(PAYLOADS) + 1)]


def test_a_whole_journal_is_whole() -> None:
    assert read(WHOLE) == Frames(tuple(PAYLOADS), len(WHOLE), torn=False, damaged=False)


def test_every_cut_is_a_torn_end_and_no_more() -> None:
    for cut in range(ENDS[0], len(WHOLE) + 1):
        frames = read(WHOLE[:cut])
        whole = sum(cut >= end for end in ENDS) - 1
        assert frames.payloads == tuple(PAYLOADS[:whole])
        assert (frames.torn, frames.damaged) == (cut not in ENDS, False)


def test_every_cut_with_zeros_behind_it_is_a_torn_end() -> None:
    for cut in range(ENDS[0], len(WHOLE)):
        frames = read(WHOLE[:cut] + bytes(4096))
        whole = sum(cut >= end for end in ENDS) - 1
        assert frames.payloads == tuple(PAYLOADS[:whole])
        assert (frames.torn, frames.damaged) == (True, False)


def test_a_journal_without_its_seal_is_damaged() -> None:
    for cut in range(len(HEADER), ENDS[0]):
        assert read(WHOLE[:cut]).damaged


def test_a_flipped_bit_is_damage_and_never_a_torn_end() -> None:
    for offset in range(len(HEADER), len(WHOLE)):
        for bit in (1, 128):
            data = bytearray(WHOLE)
            data[offset] ^= bit
            frames = read(bytes(data))
            assert frames.damaged
            assert not frames.torn


@given(st.binary(max_size=200))
def test_rubbish_is_refused(data: bytes) -> None:
    with pytest.raises(FramingError):
        framing.journal_header(data)
    with pytest.raises(FramingError):
        framing.generation_header(data)


@given(st.binary(min_size=1, max_size=80))
def test_rubbish_behind_a_journal_adds_nothing(data: bytes) -> None:
    frames = read(WHOLE + data)
    assert frames.payloads == tuple(PAYLOADS)
    assert frames.torn != frames.damaged


def test_a_header_of_other_types_is_refused() -> None:
    for name, value in (("lineage", 3), ("key", None), ("generation", "3"), ("serial", True), ("more", 1)):
        fields = {"organisation": "", "lineage": "", "key": "", "generation": 1, "serial": 1, "fencing": 1, name: value}
        text = orjson.dumps(fields)
        with pytest.raises(FramingError):
            framing.journal_header(b"BWSTJ\x01\x00\x00" + len(text).to_bytes(4) + text)


def test_a_sealer_says_nothing_of_its_key() -> None:
    assert repr(SEALER) == f"Sealer({SEALER.key_id})"
    assert bytes(32).hex() not in repr(SEALER)
