"""What hostile input costs: `uv run python -m tests.benchmarks.bench_hostile [TARGET…]`. Marks: 200 ms and 100 MB for each case.

And what sound input costs (`ingest`): documents read and checked, beside PyYAML's C loader with jsonschema in the same run.
Mark: 60 µs a document.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import orjson
import yaml

ROOT = Path(__file__).parents[2]
sys.path[:0] = [
    str(ROOT / folder)
    for folder in (
        "cli",
        "blocks/identity-service/service",
        "blocks/forms/service",
        "blocks/ebox-service/service",
        "blocks/payments-service/service",
    )
]

from bouwsteen.cli.memories import collect_rarely  # noqa: E402  after the path
from bouwsteen.documents.kinds import read_document  # noqa: E402
from bouwsteen.documents.sources import load_document  # noqa: E402
from bouwsteen.documents.stacks import Stack  # noqa: E402

COUNT = 3_000
MARK = 60e-6
DOCUMENT = """apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: Stack
metadata: {{name: town-{number}}}
spec:
  organisation: {{nis: "24062"}}
  blocks:
    - {{block: identity, version: ^1.0}}
    - name: permits
      block: forms
      version: ~1.2
      parameters: {{title: Vergunningen {number}, contact: loket@voorbeeld.test}}
  environments:
    local: {{target: local}}
"""


def cost_of_cases(names: list[str]) -> None:
    from tests.hostile.corpora import cases
    from tests.hostile.doors import TARGETS
    from tests.hostile.measures import MARK_BYTES, MARK_SECONDS, measure
    from tests.hostile.outcomes import Target, refuse

    def refusal(target: Target, content: bytes) -> Callable[[], object]:
        target.prepare(content)
        return lambda: refuse(target, content)

    for name in names or list(TARGETS):
        target = TARGETS[name]
        measure(refusal(target, target.largest()))
        sound = measure(refusal(target, target.largest()))
        found = [(case.name, measure(refusal(target, case.content))) for case in cases(name)]
        slowest = max(found, key=lambda item: item[1].seconds)
        largest = max(found, key=lambda item: item[1].bytes)
        over = [case for case, cost in found if cost.seconds > MARK_SECONDS or cost.bytes > MARK_BYTES]
        print(
            f"{name:14} {len(found):4} cases   slowest {slowest[1].seconds * 1000:7.1f} ms ({slowest[0]})   "
            f"most {largest[1].bytes / 2**20:5.1f} MB ({largest[0]})   largest sound input {sound.seconds * 1000:6.1f} ms   "
            f"over the marks: {', '.join(over) or 'none'}"
        )


def cost_of_ingest() -> None:
    texts = [DOCUMENT.format(number=number).encode() for number in range(COUNT)]
    schema = orjson.loads((ROOT / "cli/bouwsteen/documents/schemas/stack.schema.json").read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    kinds: dict[str, Callable[[bytes], Any]] = {
        "read": lambda text: load_document(text, "a.yaml"),
        "read and checked": lambda text: read_document(text, "a.yaml", Stack),
        "PyYAML C loader": lambda text: yaml.load(text, yaml.CSafeLoader),
        "PyYAML and jsonschema": lambda text: validator.is_valid(yaml.load(text, yaml.CSafeLoader)),
    }
    for name, work in kinds.items():
        best = min(_seconds(work, texts) for _ in range(3))
        print(f"ingest  {name:24} {best / COUNT * 1e6:8.1f} µs a document (mark {MARK * 1e6:.0f})")


def _seconds(work: Callable[[bytes], Any], texts: list[bytes]) -> float:
    started = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - started


if __name__ == "__main__":
    collect_rarely()  # as every command does: else half of a refusal is Python that looks through the memory of the tests
    cost_of_ingest()
    cost_of_cases(sys.argv[1:])
