"""The Open Service Broker face (API 2.17) of a shared service."""
