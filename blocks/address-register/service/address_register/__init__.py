"""Addresses, streets, postal codes and municipalities of Flanders in the shape of the base registries, on a small sample.

settings                 what it starts with
registers                what the sample holds, and looking things up in it
documents                how each thing is written: linked data in JSON
errors, routes           how the service says no; the HTTP side
"""
