"""Bouwsteen: shared building blocks of digital government, declared in git."""
