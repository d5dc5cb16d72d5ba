"""The operator: the engine of Bouwsteen, kept running beside what it manages."""
