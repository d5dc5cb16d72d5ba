"""What is done with each service while it dies and while its database goes away, and how it is seen that nothing was lost or doubled.

A service that is added must be added here: a test holds that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.services.deaths import Built, Place
from tests.services.lives import counters, mailboxes, registers, sign_ins, tills, vaults
from tests.services.lives.lives import Life

LIVES: Mapping[str, tuple[Callable[[Place], Built], type[Life]]] = {
    "identity-service": (sign_ins.build, sign_ins.SignInLife),
    "payments-service": (tills.build, tills.TillLife),
    "ebox-service": (mailboxes.build, mailboxes.MailboxLife),
    "magda-service": (registers.build, registers.RegisterLife),
    "data-vault-service": (vaults.build, vaults.VaultLife),
    "forms": (counters.build, counters.CounterLife),
}
