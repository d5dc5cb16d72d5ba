"""A shared sign-in service that behaves as ACM/IDM does, for many organisations at once.

settings, tables                      what it starts with, where it keeps what it knows
means, people, scopes                 the ways to sign in, the demonstration people, what may be told about them
clients, client_authentication       the applications that rely on it, and how they prove who they are
registrations                         how organisations and applications get in: the broker's backend
authorizations, sessions, grants      a request to sign in, who is signed in, what was granted
keys, tokens                          signing keys and the tokens that are made of a grant
*_routes                              the HTTP side
"""
