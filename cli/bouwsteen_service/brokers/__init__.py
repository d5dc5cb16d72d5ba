"""The Open Service Broker face (API 2.17) of a shared service.

    catalogs     what is offered: services, plans, schemas of parameters
    backends     the port: what a service does for an instance and a binding
    shares       the parameters that every share has: whose it is, its name
    records      the table that remembers instances and bindings per user
    operations   the rules: which request may follow which, what it answers
    requests     headers, basic authentication by derived passwords, bodies
    descriptions what it does and answers, as OpenAPI
    routes       the HTTP side

A service makes a `Broker` of its catalog and its backend and hands `create_broker_router(broker)` to `add_routes`.
"""

from bouwsteen_service.brokers.backends import BindResult, BrokerBackend, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.catalogs import Catalog, Plan, Service
from bouwsteen_service.brokers.errors import BrokerError
from bouwsteen_service.brokers.operations import Broker
from bouwsteen_service.brokers.records import define_table
from bouwsteen_service.brokers.requests import derive_password
from bouwsteen_service.brokers.routes import create_broker_router

__all__ = [
    "BindResult",
    "Broker",
    "BrokerBackend",
    "BrokerError",
    "Catalog",
    "Plan",
    "Service",
    "ServiceBinding",
    "ServiceInstance",
    "create_broker_router",
    "define_table",
    "derive_password",
]
