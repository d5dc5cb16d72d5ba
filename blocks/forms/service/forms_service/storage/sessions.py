"""Sessions of people who signed in: the kit's, in the table of this service."""

from typing import Final

from bouwsteen_service.sessions import Sessions
from forms_service.storage.tables import sessions

_sessions: Final = Sessions(sessions)
open_session: Final = _sessions.open
find_session: Final = _sessions.find
touch_session: Final = _sessions.touch
close_session: Final = _sessions.close
