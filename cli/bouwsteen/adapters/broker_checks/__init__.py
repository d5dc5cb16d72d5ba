"""Holds a running broker against the tables of the Open Service Broker API 2.17, by its address alone.

shapes            what it may answer: statuses by operation, and the shapes of bodies
visits            requests, as a platform makes them, each answer held against the shapes
samples           parameters to try, from the examples in the broker's own catalog
rows              one sentence of the specification each; `*_rows` hold them by subject
checks            all rows on one plan
"""
