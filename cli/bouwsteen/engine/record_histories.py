"""What going back would change of the record: the state of the past beside the one that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bouwsteen.addresses import Address
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.state.restorations import Past


@dataclass(frozen=True, slots=True)
class SetBack:
    """`known` is False where nothing stands, or what stands cannot be read: then nobody knows what is lost.

    `lost` are on record now and would not be, or with another identity, though what is behind them may still be there;
    `returned` are on record again; `changed` are on record in both and differ. `instances` maps a name to its number of
    records, now and then.
    """

    serial_now: int
    serial_then: int
    known: bool
    lost: Sequence[ResourceRecord] = ()
    returned: Sequence[ResourceRecord] = ()
    changed: Sequence[ResourceRecord] = ()
    instances: Mapping[str, tuple[int, int]] | None = None
    in_doubt: Sequence[Address] = ()

    @property
    def differs(self) -> bool:
        return not self.known or bool(self.lost or self.returned or self.changed)


def compare_past(past: Past, current: Past | None) -> SetBack:
    then = _by_key(past)
    now = _by_key(current) if current is not None else {}
    names = sorted({key.address.instance for key in (*then, *now)})
    return SetBack(
        serial_now=current.snapshot.serial if current is not None else 0,
        serial_then=past.snapshot.serial,
        known=current is not None,
        lost=[now[key] for key in sorted(now, key=str) if key not in then or then[key].id != now[key].id],
        returned=[then[key] for key in sorted(then.keys() - now.keys(), key=str)],
        changed=[then[key] for key in sorted(then.keys() & now.keys(), key=str) if then[key] != now[key]],
        instances={name: (_count(now, name), _count(then, name)) for name in names},
        in_doubt=[begin.address for begin in past.in_doubt],
    )


def _by_key(past: Past) -> dict[RecordKey, ResourceRecord]:
    return {record.key: record for record in past.snapshot.records()}


def _count(records: Mapping[RecordKey, ResourceRecord], instance: str) -> int:
    return sum(key.address.instance == instance for key in records)
