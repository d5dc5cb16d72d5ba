"""Directed graphs and walks over them. Domain-free and deterministic."""
