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
    "approval-missing": Entry(
        title=Text(
            "Niemand keurde dit goed",
            "Personne n'a approuvé ceci",
            "Nobody has approved of this",
        ),
        cause=Text(
            "De omgeving (`approval`) of `--approved` vraagt dat iemand anders dit in git goedkeurt, en geen commit of label van deze "
            "geschiedenis doet dat.",
            "L'environnement (`approval`) ou `--approved` demande qu'une autre personne l'approuve dans git, et aucun commit ni "
            "étiquette de cet historique ne le fait.",
            "The environment (`approval`) or `--approved` asks that somebody else approves of this in git, and no commit or tag of "
            "this history does.",
        ),
        remedy=Text(
            "Laat iemand anders het bekijken en goedkeuren:\n\n    bouwsteen approve STACK -e OMGEVING",
            "Faites-le regarder et approuver par une autre personne :\n\n    bouwsteen approve STACK -e ENVIRONNEMENT",
            "Let somebody else look at it and approve of it:\n\n    bouwsteen approve STACK -e ENVIRONMENT",
        ),
        exits=(5,),
    ),
    "approval-by-author": Entry(
        title=Text(
            "Wie een wijziging schreef kan ze niet goedkeuren",
            "Qui a écrit un changement ne peut pas l'approuver",
            "Who wrote a change cannot approve of it",
        ),
        cause=Text(
            "Wie goedkeurde schreef ook mee aan wat er sinds de vorige goedkeuring veranderde.",
            "La personne qui a approuvé a aussi écrit une partie de ce qui a changé depuis l'approbation précédente.",
            "Who approved also wrote a part of what changed since the approval before.",
        ),
        remedy=Text(
            "Laat iemand anders goedkeuren.",
            "Faites approuver par une autre personne.",
            "Let somebody else approve of it.",
        ),
        exits=(5,),
    ),
    "approval-stale": Entry(
        title=Text(
            "De goedkeuring gaat over iets anders",
            "L'approbation porte sur autre chose",
            "The approval is of something else",
        ),
        cause=Text(
            "Sinds de goedkeuring veranderden documenten, de lock, beleidsregels of uitzonderingen. De melding noemt wat.",
            "Depuis l'approbation, des documents, le lock, des règles ou des dérogations ont changé. Le message dit quoi.",
            "Since the approval documents, the lock, policies or waivers changed. The message says which.",
        ),
        remedy=Text(
            "Laat het opnieuw goedkeuren, of keer terug naar wat goedgekeurd was.",
            "Faites-le approuver à nouveau, ou revenez à ce qui était approuvé.",
            "Have it approved again, or go back to what was approved.",
        ),
        exits=(7,),
    ),
    "approval-tampered": Entry(
        title=Text(
            "Een goedkeuring past niet bij haar eigen commit",
            "Une approbation ne correspond pas à son propre commit",
            "An approval is not of its own commit",
        ),
        cause=Text(
            "De digest in de goedkeuring is niet die van de documenten van die commit. Hij werd met de hand geschreven, of de "
            "goedkeuring werd naar een andere commit verplaatst.",
            "L'empreinte de l'approbation n'est pas celle des documents de ce commit. Elle a été écrite à la main, ou l'approbation a "
            "été déplacée sur un autre commit.",
            "The digest in the approval is not that of the documents of that commit. It was written by hand, or the approval was moved "
            "onto another commit.",
        ),
        remedy=Text(
            "Laat opnieuw goedkeuren met `bouwsteen approve`, op de commit die uitgevoerd wordt.",
            "Faites approuver à nouveau par `bouwsteen approve`, sur le commit à exécuter.",
            "Let it be approved again by `bouwsteen approve`, on the commit that is to be carried out.",
        ),
        exits=(7,),
    ),
    "approval-signature": Entry(
        title=Text(
            "Een handtekening telt niet",
            "Une signature ne compte pas",
            "A signature does not count",
        ),
        cause=Text(
            "De organisatie heeft sleutels, en de commit of het label is niet ondertekend met een daarvan, of de sleutel geldt niet meer.",
            "L'organisation a des clés, et le commit ou l'étiquette n'est pas signé par l'une d'elles, ou la clé n'est plus valable.",
            "The organisation has keys, and the commit or tag is not signed with one of them, or the key is no longer valid.",
        ),
        remedy=Text(
            "Onderteken met een sleutel die de organisatie vertrouwt, of laat de sleutel toevoegen door een wijziging die met een van "
            "die sleutels ondertekend is.",
            "Signez avec une clé de confiance de l'organisation, ou faites ajouter la clé par un changement signé avec l'une d'elles.",
            "Sign with a key that the organisation trusts, or have the key added by a change that is signed with one of those.",
        ),
        exits=(7,),
    ),
    "commit-older": Entry(
        title=Text(
            "Deze commit volgt niet op wat toegepast werd",
            "Ce commit ne suit pas ce qui a été appliqué",
            "This commit does not follow what was applied",
        ),
        cause=Text(
            "Op deze omgeving werd het laatst een commit toegepast die niet in de geschiedenis van deze staat. Zo zou een oude "
            "toestand terugkeren die intussen herroepen kan zijn.",
            "Le dernier commit appliqué à cet environnement n'est pas dans l'historique de celui-ci. Un ancien état, peut-être révoqué "
            "entre-temps, reviendrait.",
            "The commit that was applied to this environment last is not in the history of this one. An old state would come back, "
            "which may have been withdrawn since.",
        ),
        remedy=Text(
            "Breng de tak bij. Draai een wijziging terug met een nieuwe commit.",
            "Mettez la branche à jour. Pour annuler un changement, faites un nouveau commit.",
            "Bring the branch up to date. To undo a change, revert it in a new commit.",
        ),
        exits=(7,),
    ),
    "approval-needs-plan": Entry(
        title=Text(
            "Alleen een goedgekeurd plan wordt hier uitgevoerd",
            "Seul un plan approuvé est exécuté ici",
            "Only an approved plan is carried out here",
        ),
        cause=Text(
            "De omgeving vraagt goedkeuring van elk plan (`approval: plan`), of alles zou verwijderd worden waar goedkeuring nodig is.",
            "L'environnement demande l'approbation de chaque plan (`approval: plan`), ou tout serait supprimé là où il faut une "
            "approbation.",
            "The environment asks for approval of each plan (`approval: plan`), or everything would be removed where approval is needed.",
        ),
        remedy=Text(
            "Bewaar een plan, laat het goedkeuren en voer dat uit:\n\n    bouwsteen plan STACK -e OMGEVING --out BESTAND\n    "
            "bouwsteen approve STACK -e OMGEVING --plan BESTAND\n    bouwsteen apply BESTAND",
            "Conservez un plan, faites-le approuver et exécutez-le :\n\n    bouwsteen plan STACK -e ENVIRONNEMENT --out FICHIER\n    "
            "bouwsteen approve STACK -e ENVIRONNEMENT --plan FICHIER\n    bouwsteen apply FICHIER",
            "Save a plan, have it approved and carry that out:\n\n    bouwsteen plan STACK -e ENVIRONMENT --out FILE\n    bouwsteen "
            "approve STACK -e ENVIRONMENT --plan FILE\n    bouwsteen apply FILE",
        ),
        exits=(5,),
    ),
    "approval-not-recorded": Entry(
        title=Text(
            "De goedkeuring kon niet vastgelegd worden",
            "L'approbation n'a pas pu être inscrite",
            "The approval could not be recorded",
        ),
        cause=Text(
            "Git weigert de commit of het label te maken: het weet niet wie u bent, kan niet ondertekenen, of het label bestaat al.",
            "Git refuse de créer le commit ou l'étiquette : il ne sait pas qui vous êtes, ne peut pas signer, ou l'étiquette existe déjà.",
            "The commit or tag is refused by git: it does not know who you are, cannot sign, or has that tag already.",
        ),
        remedy=Text(
            "Stel `user.name`, `user.email` en, om te ondertekenen, `user.signingkey` en `gpg.format` in.",
            "Réglez `user.name`, `user.email` et, pour signer, `user.signingkey` et `gpg.format`.",
            "Set `user.name`, `user.email` and, to sign, `user.signingkey` and `gpg.format`.",
        ),
        exits=(1,),
    ),
    "approval-record-unreadable": Entry(
        title=Text(
            "Wat het laatst toegepast werd is niet te lezen",
            "Ce qui a été appliqué en dernier ne se lit pas",
            "It cannot be read what was applied last",
        ),
        cause=Text(
            "In `.bouwsteen/approvals` staat welke commit het laatst toegepast werd, en het bestand is beschadigd.",
            "`.bouwsteen/approvals` dit quel commit a été appliqué en dernier, et le fichier est abîmé.",
            "In `.bouwsteen/approvals` stands which commit was applied last, and the file is damaged.",
        ),
        remedy=Text(
            "Zet het bestand terug uit een kopie.",
            "Remettez le fichier depuis une copie.",
            "Put the file back from a copy.",
        ),
        exits=(1,),
    ),
    "history-missing": Entry(
        title=Text(
            "Een deel van de geschiedenis ontbreekt",
            "Une partie de l'historique manque",
            "A part of the history is not here",
        ),
        cause=Text(
            "De kloon is ondiep: wie schreef en wie goedkeurde is niet te zien.",
            "Le clone est superficiel : on ne voit pas qui a écrit et qui a approuvé.",
            "The clone is a shallow one: who wrote and who approved cannot be seen.",
        ),
        remedy=Text(
            "Haal de hele geschiedenis op (kloon opnieuw, volledig; in CI `fetch-depth: 0`).",
            "Récupérez tout l'historique (clonez à nouveau, en entier ; en CI `fetch-depth: 0`).",
            "Fetch the whole history (clone again, in full; in CI `fetch-depth: 0`).",
        ),
        exits=(6,),
    ),
    "trusted-keys-missing": Entry(
        title=Text(
            "Voor deze organisatie zijn er geen sleutels",
            "Il n'y a pas de clés pour cette organisation",
            "There are no keys for this organisation",
        ),
        cause=Text(
            "De omgevingsvariabele BOUWSTEEN_TRUSTED_KEYS noemt een map, en daarin staat niets voor deze stack.",
            "La variable d'environnement BOUWSTEEN_TRUSTED_KEYS nomme un dossier, et rien n'y figure pour cette stack.",
            "The environment variable BOUWSTEEN_TRUSTED_KEYS names a folder, and it holds nothing for this stack.",
        ),
        remedy=Text(
            "Zet `allowed-signers` of `gnupg.asc` in de map met de naam van de stack.",
            "Mettez `allowed-signers` ou `gnupg.asc` dans le dossier au nom de la stack.",
            "Put `allowed-signers` or `gnupg.asc` into the folder with the name of the stack.",
        ),
        exits=(10,),
    ),
    "forge-unknown": Entry(
        title=Text(
            "Niet bekend waar te plaatsen",
            "On ne sait pas où publier",
            "It is not known where to post",
        ),
        cause=Text(
            "`--post` heeft variabelen nodig die de forge, het project, het nummer en het token noemen.",
            "`--post` a besoin de variables qui nomment la forge, le projet, le numéro et le jeton.",
            "With `--post`, variables name the forge, the project, the number and the token, and one of them is missing or wrong.",
        ),
        remedy=Text(
            "Stel BOUWSTEEN_FORGE (github, gitlab, forgejo) in, en BOUWSTEEN_FORGE_URL, _PROJECT, _CHANGE en _TOKEN.",
            "Réglez BOUWSTEEN_FORGE (github, gitlab, forgejo), puis BOUWSTEEN_FORGE_URL, _PROJECT, _CHANGE et _TOKEN.",
            "Set BOUWSTEEN_FORGE (github, gitlab, forgejo), and BOUWSTEEN_FORGE_URL, _PROJECT, _CHANGE and _TOKEN.",
        ),
        exits=(10,),
    ),
    "forge-address-refused": Entry(
        title=Text(
            "Het adres van de forge wordt geweigerd",
            "L'adresse de la forge est refusée",
            "The address of the forge is refused",
        ),
        cause=Text(
            "Het adres begint niet met https, of bevat meer dan een adres. Het token zou onbeschermd verstuurd worden.",
            "L'adresse ne commence pas par https, ou contient plus qu'une adresse. Le jeton serait envoyé sans protection.",
            "The address does not begin with https, or holds more than an address. The token would be sent unprotected.",
        ),
        remedy=Text(
            "Verbeter BOUWSTEEN_FORGE_URL: het adres van de API van de forge.",
            "Corrigez BOUWSTEEN_FORGE_URL : l'adresse de l'API de la forge.",
            "Correct BOUWSTEEN_FORGE_URL: the address of the forge's API.",
        ),
        exits=(10,),
    ),
    "forge-not-authorised": Entry(
        title=Text(
            "De forge weigert het token",
            "La forge refuse le jeton",
            "The forge refuses the token",
        ),
        cause=Text(
            "Het token mag niet reageren of geen statussen zetten. Een pull request van een fork krijgt zo'n token niet.",
            "Le jeton ne peut pas commenter ou poser de statuts. Une pull request d'un fork n'en reçoit pas.",
            "The token may not comment or set statuses. A pull request from a fork gets no such token.",
        ),
        remedy=Text(
            "Geef BOUWSTEEN_FORGE_TOKEN dat recht, of plaats vanuit een run van de basis met de bestanden van `--out`.",
            "Donnez ce droit à BOUWSTEEN_FORGE_TOKEN, ou publiez depuis une exécution de la base avec les fichiers de `--out`.",
            "Give BOUWSTEEN_FORGE_TOKEN that right, or post from a run of the base with the files of `--out`.",
        ),
        exits=(3,),
    ),
    "forge-place-not-found": Entry(
        title=Text(
            "De forge heeft deze pull request niet",
            "La forge n'a pas cette pull request",
            "The forge does not have this pull request",
        ),
        cause=Text(
            "Het project of het nummer bestaat daar niet, of het token mag het niet zien.",
            "Le projet ou le numéro n'y existe pas, ou le jeton ne peut pas le voir.",
            "The project or number is not there, or the token may not see it.",
        ),
        remedy=Text(
            "Verbeter BOUWSTEEN_FORGE_PROJECT en BOUWSTEEN_FORGE_CHANGE.",
            "Corrigez BOUWSTEEN_FORGE_PROJECT et BOUWSTEEN_FORGE_CHANGE.",
            "Correct BOUWSTEEN_FORGE_PROJECT and BOUWSTEEN_FORGE_CHANGE.",
        ),
        exits=(6,),
    ),
    "forge-too-slow": Entry(
        title=Text(
            "De forge antwoordde niet op tijd",
            "La forge n'a pas répondu à temps",
            "The forge did not answer in time",
        ),
        cause=Text(
            "De forge is traag of onbereikbaar.",
            "La forge est lente ou injoignable.",
            "The forge is slow or out of reach.",
        ),
        remedy=Text(
            "Voer het opnieuw uit.",
            "Relancez.",
            "Run again.",
        ),
        exits=(9,),
    ),
    "forge-unreachable": Entry(
        title=Text(
            "De forge is niet te bereiken",
            "La forge est injoignable",
            "The forge cannot be reached",
        ),
        cause=Text(
            "Er komt geen antwoord van het adres van de forge.",
            "Aucune réponse ne vient de l'adresse de la forge.",
            "No answer comes from the address of the forge.",
        ),
        remedy=Text(
            "Kijk BOUWSTEEN_FORGE_URL en het netwerk na.",
            "Vérifiez BOUWSTEEN_FORGE_URL et le réseau.",
            "Check BOUWSTEEN_FORGE_URL and the network.",
        ),
        exits=(1,),
    ),
    "forge-failed": Entry(
        title=Text(
            "De forge nam het niet aan",
            "La forge ne l'a pas accepté",
            "The forge did not take it",
        ),
        cause=Text(
            "De forge antwoordt met een fout.",
            "La forge répond par une erreur.",
            "The forge answers with an error.",
        ),
        remedy=Text(
            "Voer het opnieuw uit; blijft het, kijk dan in het logboek van de forge.",
            "Relancez ; si cela persiste, voyez le journal de la forge.",
            "Run again; if it stays, look at the forge's own log.",
        ),
        exits=(1,),
    ),
}
