"""A shared eBox that behaves as the Message Registry of the federation does, for many organisations at once.

settings, tables                 what it starts with, where it keeps what it knows
senders, registrations           shares and the applications that send; how they get in: the broker's backend
scopes, tokens                   what a client may do; OAuth 2 client credentials
models, languages                the shapes of the Message Registry API 2.1
uploads, publications            a multipart request as a stream; the rules for a message and its storage
mailboxes, recipients            what a box holds and what was read; who has a digital box
reference_data, logos            senders, applications, kinds of messages, and their images
*_routes                         the HTTP side
"""
