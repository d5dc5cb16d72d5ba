"""The adapter between authorities and the data vaults of citizens: ask, consent, read, take back; every read is in a log.

settings, tables                 what it starts with, where it keeps what it knows
outgoing                         calls to addresses that others gave: judged, bounded
graphs, data                     Turtle; what may be asked of a vault and how it is written there
proofs, issuers, profiles        Solid-OIDC: keys and proofs (DPoP), an issuer, a WebID
controls, pods                   documents of Web Access Control; what is done at a server of citizens
identities                       the WebID of an organisation, with which it reads
shares, registrations            organisations and their applications; how they get in
access_requests, periods, grants what is asked, decided, given and taken back
readings, events                 who read what; what applications are told
citizens                         people who signed in, and what their server lets the adapter do for them
*_routes, texts, models          the HTTP side, for applications and for people
"""
