"""A shared payment service in the shape of Mollie's API v2, for many organisations at once.

settings, tables                      what it starts with, where it keeps what it knows
amounts, statuses, communications     money as cents, what may follow what, the structured communication of a transfer
profiles, registrations               organisations' shares and their keys, and how they get in: the broker's backend
payments, refunds, payment_links      what organisations ask to be paid, and give back
ledger                                the books in double entry
events, deliveries                    what is told to applications, and how it gets there
models, descriptions, *_routes        the HTTP side
"""
