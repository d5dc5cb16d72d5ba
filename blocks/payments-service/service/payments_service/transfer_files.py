"""The file by which a pay-out is ordered from the bank: ISO 20022 pain.001.001.09, one credit transfer in the SEPA scheme.

The same pay-out gives the same file, byte for byte, whenever it is asked for: its message has the pay-out's own id, by which a bank
knows a file that comes twice.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from bouwsteen_service.calendars import day_of
from payments_service.amounts import CURRENCY, write_cents
from payments_service.communications import read_iban
from payments_service.payouts import Payout

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NAME_CHARACTERS: Final = 70
_TEXT_CHARACTERS: Final = 140
_ID_CHARACTERS: Final = 35
# What every bank of the scheme takes.
_REFUSED: Final = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


def transfer_file(payout: Payout, payer_name: str, payer_account: str) -> bytes:
    """XML of the order to pay `payout` from the account of whoever runs the service. Raises ValueError where an account is no IBAN."""
    assert payout.initiated_at is not None
    register_namespace("", NAMESPACE)
    made = datetime.fromtimestamp(int(payout.initiated_at), UTC)
    message_id, cents = payout.payout_id.replace("_", "-")[:_ID_CHARACTERS], write_cents(payout.amount)
    document = Element(_tag("Document"))
    root = SubElement(document, _tag("CstmrCdtTrfInitn"))
    header = SubElement(root, _tag("GrpHdr"))
    _texts(header, MsgId=message_id, CreDtTm=made.strftime("%Y-%m-%dT%H:%M:%SZ"), NbOfTxs="1", CtrlSum=cents)
    _texts(SubElement(header, _tag("InitgPty")), Nm=plain_text(payer_name, _NAME_CHARACTERS))
    order = SubElement(root, _tag("PmtInf"))
    _texts(order, PmtInfId=message_id, PmtMtd="TRF", BtchBookg="false", NbOfTxs="1", CtrlSum=cents)
    _texts(SubElement(SubElement(order, _tag("PmtTpInf")), _tag("SvcLvl")), Cd="SEPA")
    _texts(SubElement(order, _tag("ReqdExctnDt")), Dt=day_of(payout.initiated_at).isoformat())
    _party(order, "Dbtr", payer_name, payer_account)
    # By the scheme's rules no bank code is needed where there is an IBAN; the message wants something all the same.
    agent = SubElement(SubElement(SubElement(order, _tag("DbtrAgt")), _tag("FinInstnId")), _tag("Othr"))
    _texts(agent, Id="NOTPROVIDED")
    _texts(order, ChrgBr="SLEV")
    transfer = SubElement(order, _tag("CdtTrfTxInf"))
    _texts(SubElement(transfer, _tag("PmtId")), EndToEndId=message_id)
    amount = SubElement(SubElement(transfer, _tag("Amt")), _tag("InstdAmt"), {"Ccy": CURRENCY})
    amount.text = cents
    _party(transfer, "Cdtr", payout.name, payout.account)
    text = f"{payout.description or 'Payout'} {message_id}"
    _texts(SubElement(transfer, _tag("RmtInf")), Ustrd=plain_text(text, _TEXT_CHARACTERS))
    written: bytes = tostring(document, encoding="UTF-8", xml_declaration=True)
    return written


def plain_text(text: str, most: int) -> str:
    """With the characters of the scheme alone: letters lose their accents, what is left becomes a space. Never empty."""
    letters = unicodedata.normalize("NFKD", text)
    kept = _REFUSED.sub(" ", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    # No slash at the ends and no two in a row: banks keep those for themselves.
    words = re.sub(r"/{2,}", "/", " ".join(kept.split()))
    return words[:most].strip("/ ") or "-"


def _party(parent: Element, role: str, name: str, account: str) -> None:
    _texts(SubElement(parent, _tag(role)), Nm=plain_text(name, _NAME_CHARACTERS))
    _texts(SubElement(SubElement(parent, _tag(f"{role}Acct")), _tag("Id")), IBAN=read_iban(account))


def _texts(parent: Element, **texts: str) -> None:
    """Elements with a text, in their order."""
    for name, text in texts.items():
        SubElement(parent, _tag(name)).text = text


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
