"""The texts of the pages, in Dutch (the source), French and English."""

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText
from forms_service.wording.citizen_texts import CITIZEN_TEXTS
from forms_service.wording.clerk_texts import CLERK_TEXTS
from forms_service.wording.fault_texts import FAULT_TEXTS
from forms_service.wording.payment_texts import PAYMENT_TEXTS
from forms_service.wording.prefill_texts import PREFILL_TEXTS

TEXTS: Final[Mapping[str, LocalText]] = {**CITIZEN_TEXTS, **CLERK_TEXTS, **FAULT_TEXTS, **PAYMENT_TEXTS, **PREFILL_TEXTS}
