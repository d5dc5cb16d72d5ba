"""Load tests, the part that only computes: when arrivals are due, what was measured, what it proves.

No process, network, clock or file is touched here. `adapters.load_generators` makes the
load; this package says what to make and judges what came back.
"""
