"""The kit of block services: what each building block's HTTP service needs and none should write again.

A service is `create_service(settings, …)` with the routes of its own routers, started by `run`. The kit knows nothing of the
orchestrator: a service finds its settings in the environment and its secrets in folders of bindings, wherever it runs.
"""

from bouwsteen_service.applications import add_routes, create_service
from bouwsteen_service.bindings import Binding, Bindings, read_bindings
from bouwsteen_service.pages import Pages
from bouwsteen_service.problems import ProblemError
from bouwsteen_service.run import run
from bouwsteen_service.settings import ServiceSettings

__all__ = ["Binding", "Bindings", "Pages", "ProblemError", "ServiceSettings", "add_routes", "create_service", "read_bindings", "run"]
