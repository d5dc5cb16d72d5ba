"""Shares in shared services, by the Open Service Broker API 2.17."""
