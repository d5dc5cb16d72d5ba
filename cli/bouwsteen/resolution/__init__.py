"""Which version of each block a stack gets, and the lock that says so. Pure.

completions   the services that a laptop starts beside a share
resolver      ranges → versions, or which requirement excludes what (the only door to resolvelib)
resolutions   the answer: chosen blocks, and for each environment its entries and wiring
locks         the answer as text, and what moved since it was written
"""
