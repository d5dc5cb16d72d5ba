"""The keys of records."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-key-missing": Entry(
        title=Text(
            "De sleutel van de vastlegging is hier niet",
            "La clé de l'enregistrement n'est pas ici",
            "The key of the state is not here",
        ),
        cause=Text(
            "De vastlegging is versleuteld, en de sleutel ligt op de computer die haar maakte.",
            "L'enregistrement est chiffré, et la clé est sur l'ordinateur qui l'a fait.",
            "The record is encrypted, and its key lies on the machine that made it.",
        ),
        remedy=Text(
            "Kopieer het sleutelbestand dat de melding noemt uit `$XDG_DATA_HOME/bouwsteen/keys` van die computer. Zonder sleutel is de "
            "vastlegging verloren.",
            "Copiez le fichier de clé que nomme le message depuis `$XDG_DATA_HOME/bouwsteen/keys` de cet ordinateur. Sans clé, "
            "l'enregistrement est perdu.",
            "Copy the key file that the message names from `$XDG_DATA_HOME/bouwsteen/keys` of that machine. Without the key the record "
            "is lost.",
        ),
        exits=(1,),
    ),
    "state-key-wrong": Entry(
        title=Text("De sleutel opent de vastlegging niet", "La clé n'ouvre pas l'enregistrement", "The key does not open the state"),
        cause=Text(
            "De vastlegging werd met een andere sleutel versleuteld dan de gegeven. Er is niets geschreven.",
            "L'enregistrement a été chiffré avec une autre clé que celle donnée. Rien n'a été écrit.",
            "The record was encrypted with another key than the ones given. Nothing was written.",
        ),
        remedy=Text(
            "Geef de sleutel waarmee ze geschreven is. Bewaar na een wissel de oude sleutel naast de nieuwe.",
            "Donnez la clé avec laquelle il a été écrit. Après un changement, gardez l'ancienne clé à côté de la nouvelle.",
            "Give the key that it was written with. After a rotation keep the older key beside the new one.",
        ),
        exits=(1,),
    ),
    "state-key-invalid": Entry(
        title=Text("De gegeven sleutel is geen sleutel", "La clé donnée n'en est pas une", "The given state key is not a key"),
        cause=Text(
            "Een sleutel is 32 willekeurige bytes, geschreven in base64 of hexadecimaal. Een wachtwoord kan geraden worden, en wordt dus "
            "niet aangenomen.",
            "Une clé est faite de 32 octets aléatoires, en base64 ou en hexadécimal. Un mot de passe peut être deviné, et n'est donc pas "
            "accepté.",
            "A key is 32 random bytes, written in base64 or hexadecimal. A password can be guessed, so it is not accepted.",
        ),
        remedy=Text(
            "Maak een sleutel:\n\n    openssl rand -base64 32",
            "Créez une clé :\n\n    openssl rand -base64 32",
            "Make a key:\n\n    openssl rand -base64 32",
        ),
        exits=(1,),
    ),
    "state-key-unreadable": Entry(
        title=Text(
            "Een sleutelbestand kan niet gebruikt worden",
            "Un fichier de clé ne peut pas être utilisé",
            "A key file cannot be used",
        ),
        cause=Text(
            "Het sleutelbestand is er, maar kan niet gelezen worden, is beschadigd, of is voor anderen leesbaar.",
            "Le fichier de clé existe, mais ne peut pas être lu, est endommagé, ou est lisible par d'autres.",
            "The key file is there, but cannot be read, is damaged, or can be read by others.",
        ),
        remedy=Text(
            "Zet een kopie van dat bestand terug, leesbaar voor u alleen:\n\n    chmod 600 BESTAND",
            "Remettez une copie de ce fichier, lisible par vous seul :\n\n    chmod 600 FICHIER",
            "Put back a copy of that file, readable by you alone:\n\n    chmod 600 FILE",
        ),
        exits=(1,),
    ),
    "state-key-unwritable": Entry(
        title=Text(
            "Wat bij een sleutel hoort, kan niet bewaard worden",
            "Ce qui va avec une clé ne peut pas être gardé",
            "What belongs to a key cannot be kept",
        ),
        cause=Text(
            "De sleutel of het merkteken ernaast kon niet geschreven worden. Zonder dat is een vastlegging later niet te openen, en "
            "daarom is er niets vastgelegd.",
            "La clé ou sa marque n'a pas pu être écrite. Sans elle, un enregistrement ne s'ouvrirait plus ensuite, et rien n'a donc été "
            "enregistré.",
            "The key or the mark beside it could not be written. Without it a record could not be opened later, so nothing was recorded.",
        ),
        remedy=Text(
            "Maak de map schrijfbaar, of zet `XDG_DATA_HOME` op een map die dat is.",
            "Rendez le dossier inscriptible, ou donnez à `XDG_DATA_HOME` un dossier qui l'est.",
            "Make the folder writable, or set `XDG_DATA_HOME` to one that is.",
        ),
        exits=(1,),
    ),
    "state-key-given": Entry(
        title=Text(
            "De sleutel van deze vastlegging wordt elders bewaard",
            "La clé de cet enregistrement est gardée ailleurs",
            "The key of this state is kept elsewhere",
        ),
        cause=Text(
            "De sleutel wordt aan Bouwsteen gegeven en niet door Bouwsteen gemaakt. Het kan er dus geen andere maken.",
            "La clé est donnée à Bouwsteen et non faite par lui. Il ne peut donc pas en faire une autre.",
            "The key is given to Bouwsteen and not made by it. So it cannot make another one.",
        ),
        remedy=Text(
            "Geef de nieuwe sleutel eerst en de oude erachter: de volgende uitvoering schrijft alles met de nieuwe.",
            "Donnez la nouvelle clé d'abord et l'ancienne après : la prochaine exécution écrit tout avec la nouvelle.",
            "Give the new key first and the old one behind it: the next write seals everything with the new one.",
        ),
        exits=(1,),
    ),
}
