"""The first files of a block: a service that says hello by the kit, offered as an interface of its own. Pure: a name in, texts out."""

from __future__ import annotations

import datetime as dt
from string import Template
from typing import Final

from bouwsteen.documents.names import API_VERSION

_BLOCK: Final = """\
# yaml-language-server: $$schema=../../cli/bouwsteen/documents/schemas/building-block.schema.json
apiVersion: $api
kind: BuildingBlock
metadata: {name: $name}
spec:
  version: 0.1.0
  title: {nl: $title, fr: $title, en: $title}
  owner: Digitaal Vlaanderen
  requires: {bouwsteen: ">=0.1"}
  classification: {confidentiality: 1, integrity: 1, availability: 1}
  parameters:
    type: object
    additionalProperties: false
    properties:
      greeting: {type: string, minLength: 1, maxLength: 100, default: Hallo}
  provides:
    service: {interface: $name, version: 0.1.0}
  targets:
    local:
      fidelity: simulated
      resources:
        - {id: http, type: local/port}
        - id: server
          type: local/process
          with:
            program: $package
            service: $${instance.service}
            port: $${resources.http.port}
            environment:
              GREETING: $${parameters.greeting}
            ready: {path: /health/ready}
      provides:
        service: {value: {url: "$${resources.server.url}"}}
"""
_README: Final = """\
# $name

Een dienst die groet. Vervang dit door wat de bouwsteen voor een bestuur doet, en wat hij van mensen bewaart (nu: niets).

| provides | interface | what |
| --- | --- | --- |
| `service` | `$name` 0.1.0 | `url`, where it answers |

| parameter | what | default |
| --- | --- | --- |
| `greeting` | what it says | Hallo |

In a stack:

```yaml
blocks:
  - {block: $name, version: ^0.1}
```

Check it as its author:

    bouwsteen check blocks/$name
"""
_INTERFACE: Final = """\
# yaml-language-server: $$schema=../../cli/bouwsteen/documents/schemas/interface.schema.json
apiVersion: $api
kind: Interface
metadata: {name: $name}
spec:
  version: 0.1.0
  title: {nl: $title, fr: $title, en: $title}
  bindingType: $name
  fields:
    url: {type: string, format: uri}
  required: [url]
"""
_ENTRY: Final = """\
# yaml-language-server: $$schema=../cli/bouwsteen/documents/schemas/catalog-entry.schema.json
apiVersion: $api
kind: CatalogEntry
metadata: {name: $name}
spec:
  versions:
    - {version: 0.1.0, channel: candidate, since: $day}
  support: {owner: Digitaal Vlaanderen}
"""
_MAIN: Final = '''\
"""`python -m $package`: read settings, serve until told to stop."""

from __future__ import annotations

import os

from $package.applications import create_application
from bouwsteen_service import ServiceSettings, run

if __name__ == "__main__":
    settings = ServiceSettings.from_environment()
    run(create_application(settings, os.environ.get("GREETING", "Hallo")), settings)
'''
_APPLICATION: Final = '''\
"""The application: the kit's, with the routes of this service."""

from __future__ import annotations

from bouwsteen_service import ServiceSettings, create_service
from fastapi import FastAPI


def create_application(settings: ServiceSettings, greeting: str) -> FastAPI:
    application = create_service(settings, title="$title")

    @application.get("/greeting")
    async def greet() -> dict[str, str]:
        return {"greeting": greeting}

    return application
'''
_LOAD_TEST: Final = '''\
"""The journeys of the block $name. They know the stack by one binding, `service` ($name)."""

from __future__ import annotations

from bouwsteen.adapters.load_generators.virtual_people import VirtualPerson
from bouwsteen.adapters.load_generators.visits import Visit


def be_greeted(visit: Visit) -> None:
    visit.call("greeting", "GET", visit.bindings["service"]["url"] + "/greeting", None, {})


journeys = {"be-greeted": be_greeted}


class Visitor(VirtualPerson):
    journeys = journeys
'''
_CONTAINER: Final = """\
# Built from the repository's root, run without root:
#   podman build -f blocks/$name/Containerfile -t bouwsteen/$name:0.1.0 .
FROM docker.io/library/python:3.13-slim-trixie AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY cli cli
COPY blocks blocks
COPY catalog catalog
COPY loadtests loadtests
COPY policies policies
COPY operator/config operator/config
RUN python -m venv /opt/service && /opt/service/bin/pip install --no-cache-dir ".[local]"

FROM docker.io/library/python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home service
COPY --from=build /opt/service /opt/service
COPY blocks/$name/service /opt/block
ENV PATH=/opt/service/bin:$$PATH \\
    PYTHONPATH=/opt/block \\
    PYTHONDONTWRITEBYTECODE=1 \\
    BOUWSTEEN_HOST=0.0.0.0 \\
    BOUWSTEEN_PORT=8080 \\
    SERVICE_BINDING_ROOT=/bindings
USER 10001
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "-c", \
"import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health/live', timeout=2)"]
CMD ["python", "-m", "$package"]
"""
_TEST: Final = '''\
"""The service of $name, called without a socket."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.testclient import TestClient

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "blocks" / "$name" / "service"))

from $package.applications import create_application

from bouwsteen_service import ServiceSettings


def test_it_greets() -> None:
    with TestClient(create_application(ServiceSettings(), "Dag")) as client:
        assert client.get("/greeting").json() == {"greeting": "Dag"}
'''


def block_files(name: str, day: dt.date) -> dict[str, str]:
    """Path from the root → text, in the order in which somebody reads them."""
    package = name.replace("-", "_")
    words = {"api": API_VERSION, "name": name, "title": name.replace("-", " ").capitalize(), "package": package, "day": day.isoformat()}
    service = f"blocks/{name}/service/{package}"
    texts = {
        f"blocks/{name}/block.yaml": _BLOCK,
        f"blocks/{name}/README.md": _README,
        f"{service}/__init__.py": f'"""The service of the block {name}."""\n',
        f"{service}/__main__.py": _MAIN,
        f"{service}/applications.py": _APPLICATION,
        f"blocks/{name}/loadtest/locustfile.py": _LOAD_TEST,
        f"blocks/{name}/Containerfile": _CONTAINER,
        f"catalog/{name}.yaml": _ENTRY,
        f"catalog/interfaces/{name}.yaml": _INTERFACE,
        f"tests/blocks/test_{package}.py": _TEST,
    }
    return {path: Template(text).substitute(words) for path, text in texts.items()}
