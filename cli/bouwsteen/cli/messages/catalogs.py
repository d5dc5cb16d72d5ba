"""The life of the catalog: publishing, recalls, snapshots, signatures."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "signature-too-slow": Entry(
        title=Text(
            "Een handtekening kwam niet op tijd",
            "Une signature n'est pas venue à temps",
            "A signature was not made or checked in time",
        ),
        cause=Text(
            "Het programma dat handtekeningen zet of nakijkt, antwoordde niet. Mogelijk wacht het op een wachtwoord dat het hier niet kan "
            "vragen.",
            "Le programme qui signe ou contrôle les signatures n'a pas répondu. Il attend peut-être une phrase secrète qu'il ne peut pas "
            "demander ici.",
            "The program that makes or checks signatures did not answer. It may wait for a passphrase that it cannot ask for here.",
        ),
        remedy=Text(
            "Ontgrendel de sleutel eerst in de agent van SSH of GnuPG, en voer de opdracht opnieuw uit.",
            "Déverrouillez d'abord la clé dans l'agent de SSH ou de GnuPG, et relancez la commande.",
            "Unlock the key in the agent of SSH or GnuPG first, then run again.",
        ),
        exits=(9,),
    ),
    "signing-failed": Entry(
        title=Text("Er kon niets ondertekend worden", "Rien n'a pu être signé", "Nothing could be signed"),
        cause=Text(
            "De sleutel is er niet, is geen sleutel, of is vergrendeld.",
            "La clé n'existe pas, n'en est pas une, ou est verrouillée.",
            "The key is not there, is no key, or is locked.",
        ),
        remedy=Text(
            "Noem een private sleutel, of ontgrendel die eerst in de agent van SSH of GnuPG.",
            "Nommez une clé privée, ou déverrouillez-la d'abord dans l'agent de SSH ou de GnuPG.",
            "Name a private key, or unlock it in the agent of SSH or GnuPG first.",
        ),
        exits=(1,),
    ),
}
