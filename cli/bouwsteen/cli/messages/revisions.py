"""Work on git revisions: reading them, what a change does, who approved it."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "impact-form-unknown": Entry(
        title=Text("De vorm van een bestand is niet bekend", "La forme d'un fichier est inconnue", "The form of a file is not known"),
        cause=Text(
            "De naam van het bestand zegt in welke vorm er geschreven wordt, en dit einde kent Bouwsteen niet.",
            "Le nom du fichier dit sous quelle forme écrire, et Bouwsteen ne connaît pas cette fin.",
            "The name of the file says in which form it is written, and Bouwsteen does not know this ending.",
        ),
        remedy=Text(
            "Laat de naam eindigen op .md, .html of .json.",
            "Terminez le nom par .md, .html ou .json.",
            "Let the name end in .md, .html or .json.",
        ),
        exits=(10,),
    ),
    "list-not-found": Entry(
        title=Text(
            "De lijst van repository's kan niet gelezen worden",
            "La liste des dépôts ne peut pas être lue",
            "The list of repositories cannot be read",
        ),
        cause=Text(
            "Op het pad achter `--repositories` staat geen leesbaar bestand.",
            "Le chemin donné à `--repositories` ne mène à aucun fichier lisible.",
            "The path behind `--repositories` leads to no file that can be read.",
        ),
        remedy=Text("Kijk het pad na.", "Vérifiez le chemin.", "Check the path of `--repositories`."),
        exits=(6,),
    ),
    "no-git-repository": Entry(
        title=Text("Dit is geen git-repository", "Ceci n'est pas un dépôt git", "This is not a git repository"),
        cause=Text(
            "Het commando vergelijkt revisies, en in deze map staat geen repository van git.",
            "La commande compare des révisions, et ce dossier ne contient pas de dépôt git.",
            "The command compares revisions, and this folder holds no git repository.",
        ),
        remedy=Text(
            "Voer het uit in de hoofdmap van een kloon.",
            "Lancez-la à la racine d'un clone.",
            "Run it in the root of a clone.",
        ),
        exits=(6,),
    ),
    "revision-not-found": Entry(
        title=Text("Deze revisie bestaat niet", "Cette révision n'existe pas", "There is no such revision"),
        cause=Text(
            "Geen tak, label of commit van deze kloon heet zo. Vaak haalde de CI alleen de nieuwste commit op.",
            "Aucune branche, aucune étiquette et aucun commit de ce clone ne porte ce nom. Souvent, la CI n'a pris que le dernier commit.",
            "No branch, tag or commit of this clone has that name. A CI often fetches the newest commit alone.",
        ),
        remedy=Text(
            "Haal de revisie eerst op. Laat de CI de hele geschiedenis ophalen (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
            "Récupérez d'abord la révision. Dans la CI, prenez tout l'historique (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
            "Fetch the revision first. In CI, fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
        ),
        exits=(6,),
    ),
    "revision-content-refused": Entry(
        title=Text(
            "De inhoud van een revisie wordt geweigerd",
            "Le contenu d'une révision est refusé",
            "The content of a revision is refused",
        ),
        cause=Text(
            "In de mappen met inhoud staat een symbolische link, een submodule, een vreemd pad, twee namen die alleen in hoofdletters "
            "verschillen, of veel meer dan daar thuishoort.",
            "Les dossiers de contenu renferment un lien symbolique, un sous-module, un chemin étrange, deux noms qui ne diffèrent que "
            "par la casse, ou bien plus que ce qui doit s'y trouver.",
            "The folders of content hold a symbolic link, a submodule, an odd path, two names that differ only in case, or far more "
            "than belongs there.",
        ),
        remedy=Text(
            "Verander het in de tak en voer het opnieuw uit. Van deze revisie werd niets geschreven of uitgevoerd.",
            "Corrigez-le dans la branche, puis relancez. Rien de cette révision n'a été écrit ni exécuté.",
            "Change it in the branch, then run again. Nothing of this revision was written or run.",
        ),
        exits=(10,),
    ),
    "git-too-slow": Entry(
        title=Text("Git antwoordde niet op tijd", "Git n'a pas répondu à temps", "The answer of git did not come in time"),
        cause=Text(
            "Git las de repository langer dan het mag. De schijf is traag, of de repository is heel groot.",
            "Git a lu le dépôt plus longtemps que permis. Le disque est lent, ou le dépôt est très grand.",
            "Reading the repository took git longer than it may. The disk is slow, or the repository is very large.",
        ),
        remedy=Text("Voer het opnieuw uit.", "Relancez.", "Run again."),
        exits=(9,),
    ),
    "git-failed": Entry(
        title=Text("Git kan de repository niet lezen", "Git ne peut pas lire le dépôt", "The repository cannot be read by git"),
        cause=Text(
            "Er ontbreken objecten in de kloon, of hij is beschadigd. De melding van git staat erbij.",
            "Des objets manquent dans le clone, ou il est abîmé. Le message de git est joint.",
            "Objects are missing from the clone, or it is damaged. What git says is shown.",
        ),
        remedy=Text(
            "Controleer de kloon met `git fsck`, of kloon opnieuw.",
            "Vérifiez le clone avec `git fsck`, ou clonez à nouveau.",
            "Check the clone with `git fsck`, or clone again.",
        ),
        exits=(1,),
    ),
    "catalog-address-new": Entry(
        title=Text(
            "Een tak noemt een catalogus die de basis niet noemt",
            "Une branche nomme un catalogue que la base ne nomme pas",
            "A branch names a catalog that the base does not",
        ),
        cause=Text(
            "Een stack van de tak neemt haar catalogus van een adres dat geen enkele stack van de basis noemt. Een tak kiest niet wie een "
            "CI aanspreekt; het adres werd niet aangesproken.",
            "Une stack de la branche prend son catalogue à une adresse qu'aucune stack de la base ne nomme. Une branche ne choisit pas "
            "qui une CI appelle ; l'adresse n'a pas été appelée.",
            "A stack of the branch takes its catalog from an address that no stack of the base names. A branch does not choose whom a CI "
            "calls; the address was not called.",
        ),
        remedy=Text(
            "Kijk het adres na. Klopt het, noem het dan:\n\n    bouwsteen pr --catalog URL",
            "Vérifiez l'adresse. Si elle est juste, nommez-la :\n\n    bouwsteen pr --catalog URL",
            "Check the address. If it is right, name it:\n\n    bouwsteen pr --catalog URL",
        ),
        exits=(10,),
    ),
}
