"""What a client may do. Names as the documentation of eBox gives them."""

from __future__ import annotations

from typing import Final

_PREFIX: Final = "scope:document:management:consult:ws-eboxrestentreprise:"

SEND: Final = _PREFIX + "publicationsender"
SUMMARY: Final = _PREFIX + "summaryownebox"
READ: Final = _PREFIX + "messagesfull"
REFERENCE: Final = _PREFIX + "referencedata"
_FEDERATION: Final = "scope:documentmanagement:ebox:enterprise:federation-rest:"
PREFERENCES: Final = _FEDERATION + "preference"
PROVIDERS: Final = _FEDERATION + "registry"
REGISTRY: Final = (SEND, SUMMARY, READ, REFERENCE, PREFERENCES, PROVIDERS)
# Of the document service, a name of our own: its public description gives none.
NOTIFY: Final = "notifications.send"
