"""The life of the catalog: publishing, recalls, snapshots, signatures."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "readme-incomplete": Entry(
        title=Text(
            "De README van een bouwsteen noemt iets niet",
            "Le README d'une brique ne nomme pas tout",
            "The README of a block does not name something",
        ),
        cause=Text(
            "Wie de bouwsteen opneemt, leest daar wat elke parameter, elk gebruik en elke uitgang is.",
            "Qui adopte la brique y lit ce qu'est chaque paramètre, usage et sortie.",
            "Who adopts the block reads there what each parameter, use and output is.",
        ),
        remedy=Text(
            "Zeg in een zin of een rij waarvoor het dient, met de naam tussen backticks.",
            "Dites en une phrase ou une ligne à quoi il sert, avec le nom entre accents graves.",
            "Say in a sentence or a row what it is for, with its name in backticks.",
        ),
        exits=(10,),
    ),
    "loadtest-without-journeys": Entry(
        title=Text("Een belastingsproef heeft geen klantreizen", "Un essai de charge n'a pas de parcours", "A load test has no journeys"),
        cause=Text(
            "Zonder `journeys` kan niets beproefd worden.",
            "Sans `journeys`, rien ne peut être éprouvé.",
            "Without `journeys` nothing can be tried.",
        ),
        remedy=Text(
            "Zet in `journeys` wat mensen doen, op naam.",
            "Mettez dans `journeys` ce que font les gens, par nom.",
            "Set `journeys` to what people do, by name.",
        ),
        exits=(10,),
    ),
    "block-file-missing": Entry(
        title=Text("Een bestand van een bouwsteen ontbreekt", "Un fichier d'une brique manque", "A file of a block is not there"),
        cause=Text(
            "Een bouwsteen heeft een README, en met een dienst ook een Containerfile en een belastingsproef.",
            "Une brique a un README, et avec un service aussi un Containerfile et un essai de charge.",
            "A block has a README, and with a service a Containerfile and a load test too.",
        ),
        remedy=Text(
            "Schrijf het; een nieuwe bouwsteen toont hoe:\n\n    bouwsteen init block NAME",
            "Écrivez-le ; une nouvelle brique montre comment :\n\n    bouwsteen init block NAME",
            "Write it; a new block shows how:\n\n    bouwsteen init block NAME",
        ),
        exits=(10,),
    ),
    "init-two-names": Entry(
        title=Text("Er zijn twee namen gegeven", "Deux noms ont été donnés", "Two names were given"),
        cause=Text(
            "Een stack begint voor één bestuur.",
            "Une stack commence pour une seule administration.",
            "A stack is begun for one organisation.",
        ),
        remedy=Text(
            "Zet aanhalingstekens rond een naam met spaties, of begin een bouwsteen:\n\n    bouwsteen init block NAME",
            "Mettez des guillemets autour d'un nom avec espaces, ou commencez une brique :\n\n    bouwsteen init block NAME",
            "Put quotes around a name with spaces, or begin a block:\n\n    bouwsteen init block NAME",
        ),
        exits=(10,),
    ),
    "block-exists": Entry(
        title=Text("De bouwsteen bestaat al", "La brique existe déjà", "The block is there already"),
        cause=Text(
            "Bestaande bestanden worden niet overschreven.",
            "Les fichiers existants ne sont pas écrasés.",
            "Files that exist are not overwritten.",
        ),
        remedy=Text("Kies een andere naam.", "Choisissez un autre nom.", "Choose another name."),
        exits=(10,),
    ),
    "block-name-invalid": Entry(
        title=Text("Een bouwsteen kan zo niet heten", "Une brique ne peut pas s'appeler ainsi", "A block cannot have this name"),
        cause=Text(
            "Een naam bestaat uit kleine letters, cijfers en koppeltekens, en begint met een letter.",
            "Un nom est fait de minuscules, chiffres et traits d'union, et commence par une lettre.",
            "A name is made of small letters, digits and hyphens, and begins with a letter.",
        ),
        remedy=Text(
            "Geef een andere naam:\n\n    bouwsteen init block NAME",
            "Donnez un autre nom :\n\n    bouwsteen init block NAME",
            "Give another name:\n\n    bouwsteen init block NAME",
        ),
        exits=(10,),
    ),
    "catalog-unsigned": Entry(
        title=Text("De catalogus is niet ondertekend", "Le catalogue n'est pas signé", "The catalog is not signed"),
        cause=Text(
            "De stack noemt wie de catalogus mag ondertekenen, en deze commit of momentopname is door niemand ondertekend.",
            "La stack dit qui peut signer le catalogue, et ce commit ou instantané n'est signé par personne.",
            "The stack names who may sign the catalog, and nobody signed this commit or snapshot.",
        ),
        remedy=Text(
            "Neem de catalogus bij wie hem uitgeeft. Zijn de sleutels veranderd, vraag het dan na en zet ze in de lijst die u vertrouwt.",
            "Prenez le catalogue chez qui le publie. Si ses clés ont changé, vérifiez-le et mettez-les dans la liste de confiance.",
            "Take the catalog from who publishes it. If its signers changed, ask them, and put their keys in the list that you trust.",
        ),
        exits=(7,),
    ),
    "catalog-signature-foreign": Entry(
        title=Text(
            "De catalogus is door iemand anders ondertekend",
            "Le catalogue est signé par quelqu'un d'autre",
            "The catalog was signed by somebody else",
        ),
        cause=Text(
            "De handtekening is echt, maar van een sleutel die niet in de lijst staat.",
            "La signature est authentique, mais d'une clé qui n'est pas dans la liste.",
            "The signature is genuine, but by a key that is not in the list.",
        ),
        remedy=Text(
            "Neem de catalogus bij wie hem uitgeeft. Zijn de sleutels veranderd, vraag het dan na en zet ze in de lijst die u vertrouwt.",
            "Prenez le catalogue chez qui le publie. Si ses clés ont changé, vérifiez-le et mettez-les dans la liste de confiance.",
            "Take the catalog from who publishes it. If its signers changed, ask them, and put their keys in the list that you trust.",
        ),
        exits=(7,),
    ),
    "catalog-key-expired": Entry(
        title=Text(
            "De sleutel van de ondertekenaar is niet geldig",
            "La clé du signataire n'est pas valide",
            "The key of the catalog's signer is not valid",
        ),
        cause=Text(
            "De sleutel is vervallen, ingetrokken of nog niet geldig.",
            "La clé a expiré, est révoquée ou n'est pas encore valide.",
            "The key has expired, was withdrawn, or is not valid yet.",
        ),
        remedy=Text(
            "Neem de catalogus bij wie hem uitgeeft. Zijn de sleutels veranderd, vraag het dan na en zet ze in de lijst die u vertrouwt.",
            "Prenez le catalogue chez qui le publie. Si ses clés ont changé, vérifiez-le et mettez-les dans la liste de confiance.",
            "Take the catalog from who publishes it. If its signers changed, ask them, and put their keys in the list that you trust.",
        ),
        exits=(7,),
    ),
    "catalog-signature-broken": Entry(
        title=Text(
            "De handtekening hoort niet bij de catalogus",
            "La signature n'est pas celle du catalogue",
            "The catalog's signature is not one of it",
        ),
        cause=Text(
            "De catalogus of de handtekening is na het ondertekenen veranderd, of beschadigd.",
            "Le catalogue ou la signature a changé après la signature, ou est abîmé.",
            "The catalog or the signature was changed after it was signed, or is damaged.",
        ),
        remedy=Text(
            "Neem de catalogus opnieuw bij wie hem uitgeeft.",
            "Reprenez le catalogue auprès de qui le publie.",
            "Take the catalog anew from who publishes it.",
        ),
        exits=(7,),
    ),
    "catalog-older": Entry(
        title=Text(
            "De catalogus is ouder dan een eerdere",
            "Le catalogue est plus ancien qu'un précédent",
            "The catalog is older than one seen before",
        ),
        cause=Text(
            "Op deze computer is al een nieuwere gebruikt. Een oudere zou terugroepingen ongedaan maken; dat kan een aanval zijn.",
            "Cet ordinateur en a déjà utilisé un plus récent. Un plus ancien annulerait des rappels ; cela peut être une attaque.",
            "This machine has used a newer one. An older one would undo recalls, and may be an attack.",
        ),
        remedy=Text(
            "Neem de nieuwste revisie. Is de oudere echt bedoeld:\n\n    bouwsteen lock --accept-older-catalog",
            "Prenez la révision la plus récente. Si l'ancienne est voulue :\n\n    bouwsteen lock --accept-older-catalog",
            "Take the newest revision. If the older one is really meant:\n\n    bouwsteen lock --accept-older-catalog",
        ),
        exits=(7,),
    ),
    "catalog-snapshot-expired": Entry(
        title=Text("De catalogus is vervallen", "Le catalogue a expiré", "The catalog has expired"),
        cause=Text(
            "Een momentopname telt tot haar vervaldag, opdat niemand iemand van latere terugroepingen kan afhouden.",
            "Un instantané compte jusqu'à son échéance, pour que personne ne puisse cacher des rappels ultérieurs.",
            "A snapshot counts until its expiry, so that nobody can keep later recalls from anyone.",
        ),
        remedy=Text(
            "Neem een nieuwere revisie van de catalogus, en schrijf de lock opnieuw:\n\n    bouwsteen lock",
            "Prenez une révision plus récente du catalogue, et réécrivez le lock :\n\n    bouwsteen lock",
            "Take a newer revision of the catalog, and write the lock again:\n\n    bouwsteen lock",
        ),
        exits=(7,),
    ),
    "catalog-digest-differs": Entry(
        title=Text(
            "De catalogus is niet wat gepubliceerd werd",
            "Le catalogue n'est pas ce qui fut publié",
            "The catalog is not what was published",
        ),
        cause=Text(
            "Een bouwsteen, koppelvlak, beleidsregel of lijst heeft een andere digest dan in de momentopname of bij de publicatie.",
            "Une brique, une interface, une règle ou une liste a une autre empreinte que dans l'instantané ou à la publication.",
            "A block, interface, policy or list has another digest than in the snapshot or when it was published.",
        ),
        remedy=Text(
            "Gebruik hem niet; neem hem opnieuw bij wie hem uitgeeft. Wie hem uitgeeft, maakt na elke wijziging een "
            "momentopname:\n\n    bouwsteen catalog snapshot --key KEY",
            "Ne l'utilisez pas ; reprenez-le auprès de qui le publie. Qui le publie fait un instantané après chaque changement :\n\n "
            "   bouwsteen catalog snapshot --key KEY",
            "Do not use it; take it anew from who publishes it. Who publishes it makes a snapshot after each change:\n\n    "
            "bouwsteen catalog snapshot --key KEY",
        ),
        exits=(7,),
    ),
    "catalog-snapshot-unreadable": Entry(
        title=Text(
            "De momentopname kan niet gelezen worden", "L'instantané ne peut pas être lu", "The snapshot of a catalog cannot be read"
        ),
        cause=Text(
            "Het bestand is niet wat deze Bouwsteen schrijft.",
            "Le fichier n'est pas ce que ce Bouwsteen écrit.",
            "The file is not what this Bouwsteen writes.",
        ),
        remedy=Text(
            "Neem de catalogus opnieuw bij wie hem uitgeeft.",
            "Reprenez le catalogue auprès de qui le publie.",
            "Take the catalog anew from who publishes it.",
        ),
        exits=(7,),
    ),
    "catalog-snapshot-missing": Entry(
        title=Text("De catalogus heeft geen momentopname", "Le catalogue n'a pas d'instantané", "The catalog has no snapshot"),
        cause=Text(
            "Zonder momentopname zegt niets wat er gepubliceerd is.",
            "Sans instantané, rien ne dit ce qui fut publié.",
            "Without a snapshot nothing says what was published.",
        ),
        remedy=Text(
            "Neem een catalogus met een momentopname, of maak er een:\n\n    bouwsteen catalog snapshot --key KEY",
            "Prenez un catalogue avec un instantané, ou faites-en un :\n\n    bouwsteen catalog snapshot --key KEY",
            "Take a catalog with a snapshot, or make one:\n\n    bouwsteen catalog snapshot --key KEY",
        ),
        exits=(6,),
    ),
    "catalog-memory-unreadable": Entry(
        title=Text(
            "Wat van een catalogus gezien werd, is onleesbaar",
            "Ce qui fut vu d'un catalogue est illisible",
            "What was seen of a catalog cannot be read",
        ),
        cause=Text(
            "Het bestand dat het hoogste nummer bewaart, is beschadigd of niet toegankelijk.",
            "Le fichier qui garde le plus haut numéro est abîmé ou inaccessible.",
            "The file that keeps the highest number is damaged or not accessible.",
        ),
        remedy=Text(
            "Kijk wie het veranderde. Verwijder het als u weet dat uw catalogus de nieuwste is.",
            "Voyez qui l'a changé. Supprimez-le si vous savez que votre catalogue est le plus récent.",
            "Look who changed it. Remove it when you know that your catalog is the newest.",
        ),
        exits=(1,),
    ),
    "signers-not-found": Entry(
        title=Text(
            "Er is geen lijst van vertrouwde sleutels", "Il n'y a pas de liste de clés de confiance", "There is no list of trusted keys"
        ),
        cause=Text(
            "Het bestand met de sleutels die de catalogus mogen ondertekenen, is er niet of is een koppeling.",
            "Le fichier des clés qui peuvent signer le catalogue n'existe pas ou est un lien.",
            "The file with the keys that may sign the catalog is not there, or is a link.",
        ),
        remedy=Text(
            "Zet er de sleutels in, één per regel:\n\n    NAAM ssh-ed25519 AAAA…",
            "Mettez-y les clés, une par ligne :\n\n    NOM ssh-ed25519 AAAA…",
            "Put the keys there, one a line:\n\n    NAME ssh-ed25519 AAAA…",
        ),
        exits=(6,),
    ),
    "signers-empty": Entry(
        title=Text(
            "Een lijst van vertrouwde sleutels is leeg", "Une liste de clés de confiance est vide", "A list of trusted keys holds none"
        ),
        cause=Text(
            "Zonder sleutel kan geen handtekening tellen.",
            "Sans clé, aucune signature ne peut compter.",
            "Without a key no signature can count.",
        ),
        remedy=Text(
            "Zet er de sleutels in, één per regel:\n\n    NAAM ssh-ed25519 AAAA…",
            "Mettez-y les clés, une par ligne :\n\n    NOM ssh-ed25519 AAAA…",
            "Put the keys there, one a line:\n\n    NAME ssh-ed25519 AAAA…",
        ),
        exits=(10,),
    ),
    "catalog-not-here": Entry(
        title=Text("Deze map heeft geen catalogus", "Ce dossier n'a pas de catalogue", "This work tree has no catalog"),
        cause=Text(
            "Publiceren kan alleen in de repository van de catalogus; wat met het programma meekomt, verandert niet.",
            "On ne publie que dans le dépôt du catalogue ; ce qui vient avec le programme ne change pas.",
            "Publishing is done in the repository of the catalog; what came with the program is not changed.",
        ),
        remedy=Text(
            "Werk in een kloon van de repository van de catalogus.",
            "Travaillez dans un clone du dépôt du catalogue.",
            "Work in a clone of the catalog's repository.",
        ),
        exits=(10,),
    ),
    "version-not-found": Entry(
        title=Text("Die versie bestaat niet", "Cette version n'existe pas", "There is no such version"),
        cause=Text(
            "De catalogus biedt die versie van de bouwsteen niet aan.",
            "Le catalogue n'offre pas cette version de la brique.",
            "The catalog does not offer that version of the block.",
        ),
        remedy=Text(
            "Kies een versie die de melding noemt.",
            "Choisissez une version que nomme le message.",
            "Choose a version that the message names.",
        ),
        exits=(6,),
    ),
    "version-already-recalled": Entry(
        title=Text(
            "Een teruggeroepen versie blijft teruggeroepen", "Une version rappelée reste rappelée", "A recalled version stays recalled"
        ),
        cause=Text(
            "Terugroepen gaat verder dan laten uitdoven.",
            "Un rappel va plus loin qu'une dépréciation.",
            "A recall goes further than a deprecation.",
        ),
        remedy=Text(
            "Publiceer een nieuwe versie als ze weer goed is.",
            "Publiez une nouvelle version si elle est de nouveau bonne.",
            "Publish a new version if it is good again.",
        ),
        exits=(10,),
    ),
    "version-withdrawn": Entry(
        title=Text("Een versie is ingetrokken", "Une version a été retirée", "A version was withdrawn"),
        cause=Text(
            "Een versie die uitdovend of teruggeroepen is, wordt niet opnieuw gepubliceerd.",
            "Une version dépréciée ou rappelée n'est pas publiée à nouveau.",
            "A version that is deprecated or recalled is not published again.",
        ),
        remedy=Text(
            "Verhoog spec.version in de block.yaml van de bouwsteen, en publiceer die.",
            "Augmentez spec.version dans le block.yaml de la brique, et publiez celle-là.",
            "Raise spec.version in the block's block.yaml, then publish that.",
        ),
        exits=(10,),
    ),
    "version-content-missing": Entry(
        title=Text(
            "Een eerdere versie kan niet vergeleken worden",
            "Une version antérieure ne peut être comparée",
            "An earlier version cannot be compared",
        ),
        cause=Text(
            "Geen tag van deze repository leidt naar de vorige versie. Dan is niet te zeggen wie er breekt.",
            "Aucun tag de ce dépôt ne mène à la version précédente. On ne peut alors pas dire qui serait touché.",
            "No tag of this repository leads to the version before. Then nobody can tell who would break.",
        ),
        remedy=Text(
            "Haal de tags op, of zet de tag die ontbreekt:\n\n    git tag forms/v1.0.0 COMMIT",
            "Récupérez les tags, ou posez celui qui manque :\n\n    git tag forms/v1.0.0 COMMIT",
            "Fetch the tags, or set the one that is missing:\n\n    git tag forms/v1.0.0 COMMIT",
        ),
        exits=(6,),
    ),
    "version-rise-too-small": Entry(
        title=Text(
            "Een versie stijgt minder dan wat erin veranderde",
            "Une version monte moins que ce qui a changé",
            "A version rises less than what changed in it",
        ),
        cause=Text(
            "Wat wegvalt, verplicht wordt of minder toelaat, breekt wie het gebruikt: daarvoor is een nieuwe hoofdversie nodig. Wat "
            "erbij komt, vraagt minstens een nieuw tweede getal.",
            "Ce qui disparaît, devient obligatoire ou permet moins casse ses utilisateurs : il faut une nouvelle version majeure. Un "
            "ajout demande au moins un nouveau deuxième nombre.",
            "What goes, becomes required or allows less breaks who uses it: that needs a new major version. An addition needs at "
            "least a new second number.",
        ),
        remedy=Text(
            "Verhoog het getal dat de melding noemt, of maak de verandering ongedaan.",
            "Augmentez le nombre que nomme le message, ou annulez le changement.",
            "Raise the number that the message names, or take back what changed.",
        ),
        exits=(10,),
    ),
    "signature-too-slow": Entry(
        title=Text(
            "Een handtekening kwam niet op tijd",
            "Une signature n'est pas venue à temps",
            "A signature was not made or checked in time",
        ),
        cause=Text(
            "Het programma dat handtekeningen zet of nakijkt, antwoordde niet. Mogelijk wacht het op een wachtwoord dat het hier "
            "niet kan "
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
