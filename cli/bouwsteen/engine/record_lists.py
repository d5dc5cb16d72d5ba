"""Finding records by what a person types, and what is to be said of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bouwsteen.addresses import Address
from bouwsteen.errors import NotFoundError
from bouwsteen.state.journals import Begin
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen.state.restorations import Past

_GENERATION = re.compile(r"(.+)#([1-9][0-9]{0,8})")
_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """One record. `doubt` is the action of a call on it of which nobody knows what became; `recorded` is False where only that is known."""

    record: ResourceRecord
    doubt: str = ""
    recorded: bool = True

    @property
    def is_kept(self) -> bool:
        return self.record.retained


def list_records(past: Past, instance: str | None = None) -> list[Listed]:
    """All records, and the calls in doubt that have none yet, by address. Raises NotFoundError when nothing is of `instance`."""
    doubts = {RecordKey(begin.address, begin.generation): begin for begin in past.in_doubt}
    found = [Listed(record, doubts[record.key].action if record.key in doubts else "") for record in past.snapshot.records()]
    known = {each.record.key for each in found}
    found += [Listed(begin.record, begin.action, recorded=False) for key, begin in doubts.items() if key not in known]
    found.sort(key=lambda each: (str(each.record.address), each.record.generation))
    if instance is None:
        return found
    chosen = [each for each in found if each.record.address.instance == instance]
    if not chosen:
        raise _not_found(instance, sorted({each.record.address.instance for each in found}))
    return chosen


def find_record(past: Past, typed: str) -> Listed:
    """The record of one resource, the newest unless `#generation` says which. Raises NotFoundError with the nearest names."""
    listed = list_records(past)
    text, generation = split_generation(typed)
    address = read_address(past, text)
    found = [each for each in listed if each.record.address == address and generation in (0, each.record.generation)]
    if not found:
        inside = [each.record.address.local for each in listed if not address_is_resource(address) and _is_of(each.record.address, address)]
        raise _not_found(typed, [each.record.address.local for each in listed], inside)
    return found[-1]


def split_generation(typed: str) -> tuple[str, int]:
    """`site/page#2` → `site/page`, 2; without a number 0."""
    match = _GENERATION.fullmatch(typed)
    return (match[1], int(match[2])) if match else (typed, 0)


def read_address(past: Past, text: str) -> Address:
    """With or without stack and environment in front. Raises NotFoundError when it can be neither."""
    shell = past.snapshot
    here = f"{shell.stack}/{shell.environment}/"
    known = {record.address for record in past.snapshot.records()} | {begin.address for begin in past.in_doubt}
    readings = [found for each in (here + text, text) if (found := _parse(each)) is not None]
    readings = [each for each in readings if (each.stack, each.environment) == (shell.stack, shell.environment)]
    if not readings:
        raise _not_found(text, _names(known))
    return next((each for each in readings if each in known or _is_instance(each, known)), readings[0])


def address_is_resource(address: Address) -> bool:
    return bool(address.resource)


def select_records(past: Past, typed: Sequence[str]) -> list[Listed]:
    """All records that are meant: an address means all its generations, an instance all that is of it. Raises NotFoundError."""
    listed = list_records(past)
    chosen: dict[RecordKey, Listed] = {}
    for each in typed:
        text, generation = split_generation(each)
        address = read_address(past, text)
        found = [item for item in listed if _is_meant(item.record, address, generation)]
        if not found:
            raise _not_found(each, _names(item.record.address for item in listed))
        chosen.update((item.record.key, item) for item in found)
    return list(chosen.values())


def dependants(past: Past, addresses: Iterable[Address]) -> list[Address]:
    """What was made after one of `addresses`, and is none of them."""
    wanted = set(addresses)
    found = {record.address for record in past.snapshot.records() if not wanted.isdisjoint(record.needs)}
    return sorted(found - wanted)


def in_doubt_about(past: Past, addresses: Iterable[Address]) -> list[Begin]:
    wanted = set(addresses)
    return [begin for begin in past.in_doubt if begin.address in wanted]


def _is_meant(record: ResourceRecord, address: Address, generation: int) -> bool:
    if address.resource:
        return record.address == address and generation in (0, record.generation)
    return not generation and _is_of(record.address, address)


def _is_of(address: Address, instance: Address) -> bool:
    return (address.stack, address.environment, address.instance) == (instance.stack, instance.environment, instance.instance)


def _is_instance(address: Address, known: Iterable[Address]) -> bool:
    return not address.resource and any(_is_of(each, address) for each in known)


def _names(addresses: Iterable[Address]) -> list[str]:
    """What can be typed: instances, and resources."""
    known = sorted(addresses)
    return [*dict.fromkeys(address.instance for address in known), *(address.local for address in known)]


def _parse(text: str) -> Address | None:
    try:
        return Address.parse(text)
    except ValueError:
        return None


def _not_found(typed: str, known: Sequence[str], inside: Sequence[str] = ()) -> NotFoundError:
    near = list(inside) or get_close_matches(typed, list(dict.fromkeys(known)), n=_GUESSES, cutoff=0.5)
    guess = f"Did you mean {' or '.join(f'`{name}`' for name in near[:_GUESSES])}? " if near else ""
    problem = NotFoundError.because(
        "state-address-not-found",
        "Nothing is recorded under that address",
        f"The state does not have `{typed}`.",
        f"{guess}See what is recorded:\n\n    bouwsteen state list STACK",
    )
    assert isinstance(problem, NotFoundError)
    return problem
