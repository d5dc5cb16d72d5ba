"""The files of a record: read, written, damaged, set back, lost."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-unreadable": Entry(
        title=Text("De vastlegging kan niet gelezen worden", "L'enregistrement ne peut pas être lu", "The state cannot be read"),
        cause=Text(
            "Het systeem weigert het bestand te lezen. Wat niet te lezen is, is niet leeg: daarom wordt er niets op gepland.",
            "Le système refuse de lire le fichier. Ce qui ne se lit pas n'est pas vide : rien n'est donc planifié dessus.",
            "The system refuses to read the file. What cannot be read is not empty, so nothing is planned on it.",
        ),
        remedy=Text(
            "Geef uzelf leesrecht op het bestand dat de melding noemt, en probeer opnieuw.",
            "Donnez-vous le droit de lire le fichier que nomme le message, et réessayez.",
            "Give yourself the right to read the file that the message names, and try again.",
        ),
        exits=(1,),
    ),
    "state-corrupt": Entry(
        title=Text("De vastlegging is beschadigd", "L'enregistrement est endommagé", "The state is damaged"),
        cause=Text(
            "Een bestand van de vastlegging is afgekapt, veranderd of door elkaar gehaald. Een deel van een vastlegging is geen "
            "vastlegging: er is niets van gebruikt en niets geschreven.",
            "Un fichier de l'enregistrement est tronqué, modifié ou mélangé. Une partie d'un enregistrement n'en est pas un : rien n'a "
            "été utilisé ni écrit.",
            "A file of the record is cut off, changed or mixed up. A part of a record is not a record: nothing of it was used and "
            "nothing was written.",
        ),
        remedy=Text(
            "Ga terug naar een vroegere generatie die de melding noemt, of zet een kopie terug:\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMMER",
            "Revenez à une génération antérieure que nomme le message, ou remettez une copie :\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMÉRO",
            "Go back to an earlier generation that the message names, or put back a backup:\n\n    bouwsteen state generations "
            "STACK\n    bouwsteen state restore STACK --generation NUMBER",
        ),
        exits=(1,),
    ),
    "state-malformed": Entry(
        title=Text(
            "Een bestand van de vastlegging heeft een onbekende vorm",
            "Un fichier de l'enregistrement a une forme inconnue",
            "A state file does not hold what it should",
        ),
        cause=Text(
            "Het bestand is geschreven door iemand met de sleutel, maar heeft geen vorm die Bouwsteen kent. Er is niets van gebruikt.",
            "Le fichier a été écrit par quelqu'un qui a la clé, mais n'a pas une forme que Bouwsteen connaît. Rien n'en a été utilisé.",
            "The file was written by someone with the key, but has no form that Bouwsteen knows. Nothing of it was used.",
        ),
        remedy=Text("Ga terug naar een vroegere generatie.", "Revenez à une génération antérieure.", "Go back to an earlier generation."),
        exits=(1,),
    ),
    "state-inconsistent": Entry(
        title=Text("De vastlegging spreekt zichzelf tegen", "L'enregistrement se contredit", "The state contradicts itself"),
        cause=Text(
            "Wat vastgelegd is, kan niet tegelijk waar zijn. Wie ermee verdergaat, verwijdert misschien het verkeerde.",
            "Ce qui est enregistré ne peut pas être vrai en même temps. Continuer pourrait supprimer ce qu'il ne faut pas.",
            "What is recorded cannot all be true at once. Going on with it could delete the wrong thing.",
        ),
        remedy=Text(
            "Ga terug naar een vroegere generatie, en meld het aan wie Bouwsteen beheert.",
            "Revenez à une génération antérieure, et signalez-le à qui gère Bouwsteen.",
            "Go back to an earlier generation, and tell who maintains Bouwsteen.",
        ),
        exits=(1,),
    ),
    "state-dependency-gone": Entry(
        title=Text(
            "Iets waarvan een middel afhing, is niet meer vastgelegd",
            "Ce dont une ressource dépendait n'est plus enregistré",
            "A recorded dependency is gone",
        ),
        cause=Text(
            "Een middel werd na een ander gemaakt, en dat andere is niet meer vastgelegd. Het hindert niet, maar bij het verwijderen "
            "telt die volgorde niet meer.",
            "Une ressource a été faite après une autre, et celle-ci n'est plus enregistrée. Ce n'est pas gênant, mais cet ordre ne "
            "compte plus lors de la suppression.",
            "A resource was made after another one, and that one is no longer on record. It does no harm, but that order no longer "
            "counts when it is removed.",
        ),
        remedy=Text(
            "Voer de stack opnieuw uit: de volgorde wordt dan opnieuw vastgelegd.",
            "Exécutez à nouveau la stack : l'ordre est alors enregistré à nouveau.",
            "Apply the stack again: the order is then recorded anew.",
        ),
        exits=(),
    ),
    "state-format-newer": Entry(
        title=Text(
            "De vastlegging komt van een nieuwere versie",
            "L'enregistrement vient d'une version plus récente",
            "The state was written by a newer version",
        ),
        cause=Text(
            "Een nieuwere Bouwsteen schreef de vastlegging. Deze versie kan niet weten wat er nog in staat, en raakt er niet aan.",
            "Un Bouwsteen plus récent a écrit l'enregistrement. Cette version ne peut pas savoir ce qu'il contient encore, et n'y touche "
            "pas.",
            "A newer Bouwsteen wrote the record. This version cannot tell what else it holds, and leaves it alone.",
        ),
        remedy=Text(
            "Installeer de versie die de vastlegging schreef, of een nieuwere:\n\n    pip install --upgrade bouwsteen",
            "Installez la version qui a écrit l'enregistrement, ou une plus récente :\n\n    pip install --upgrade bouwsteen",
            "Install the version that wrote the record, or a newer one:\n\n    pip install --upgrade bouwsteen",
        ),
        exits=(1,),
    ),
    "state-rolled-back": Entry(
        title=Text(
            "De vastlegging is ouder dan wat hier al gezien is",
            "L'enregistrement est plus ancien que ce qui a été vu ici",
            "The state is older than what was seen here",
        ),
        cause=Text(
            "Iemand zette een oudere kopie terug, of er gingen regels verloren. Plannen op een oude vastlegging kan iets twee keer "
            "maken, of verwijderen wat in gebruik is.",
            "Quelqu'un a remis une copie plus ancienne, ou des lignes se sont perdues. Planifier sur un ancien enregistrement peut faire "
            "quelque chose deux fois, ou supprimer ce qui sert.",
            "Somebody put back an older copy, or entries were lost. Planning on an old record can make something twice, or delete what "
            "is in use.",
        ),
        remedy=Text(
            "Zet de nieuwste kopie terug. Is de oudere bewust gekozen, aanvaard dat dan uitdrukkelijk zoals de melding zegt.",
            "Remettez la copie la plus récente. Si l'ancienne est un choix, acceptez-le expressément comme le dit le message.",
            "Put back the newest copy. Where the older one is meant, accept that expressly as the message says.",
        ),
        exits=(1,),
    ),
    "state-generation-missing": Entry(
        title=Text(
            "Die generatie van de vastlegging is niet bewaard",
            "Cette génération de l'enregistrement n'est pas gardée",
            "That generation of the state is not kept",
        ),
        cause=Text(
            "Alleen de laatste generaties van een vastlegging worden bewaard, en deze hoort daar niet meer bij.",
            "Seules les dernières générations d'un enregistrement sont gardées, et celle-ci n'en fait plus partie.",
            "Only the last generations of a record are kept, and this one is no longer among them.",
        ),
        remedy=Text(
            "Kies een generatie die er nog is:\n\n    bouwsteen state generations STACK",
            "Choisissez une génération qui existe encore :\n\n    bouwsteen state generations STACK",
            "Choose a generation that is still there:\n\n    bouwsteen state generations STACK",
        ),
        exits=(6,),
    ),
    "state-name-invalid": Entry(
        title=Text(
            "Een stack of omgeving heeft een onmogelijke naam",
            "Une stack ou un environnement a un nom impossible",
            "A stack or environment has an impossible name",
        ),
        cause=Text(
            "Namen van stacks en omgevingen worden namen van mappen. Ze bestaan uit kleine letters, cijfers en koppeltekens, met een "
            "letter vooraan.",
            "Les noms de stacks et d'environnements deviennent des noms de dossiers. Ils se composent de minuscules, de chiffres et de "
            "traits d'union, une lettre d'abord.",
            "Names of stacks and environments become names of folders. They are small letters, digits and hyphens, a letter first.",
        ),
        remedy=Text(
            "Kies een naam zonder hoofdletters, spaties, punten en schuine strepen.",
            "Choisissez un nom sans majuscules, espaces, points ni barres.",
            "Choose a name without capitals, spaces, dots and slashes.",
        ),
        exits=(10,),
    ),
    "state-lineage-invalid": Entry(
        title=Text(
            "Een bestand noemt een onmogelijke afkomst",
            "Un fichier nomme une origine impossible",
            "A state file names an impossible lineage",
        ),
        cause=Text(
            "Elke vastlegging heeft een kenmerk van 32 cijfers en letters. Dit bestand heeft iets anders: het is beschadigd of geen "
            "vastlegging.",
            "Chaque enregistrement a une marque de 32 chiffres et lettres. Ce fichier a autre chose : il est endommagé ou n'est pas un "
            "enregistrement.",
            "Each record has a mark of 32 hexadecimal digits. This file has something else: it is damaged or not a record.",
        ),
        remedy=Text("Ga terug naar een vroegere generatie.", "Revenez à une génération antérieure.", "Go back to an earlier generation."),
        exits=(1,),
    ),
    "state-interrupted": Entry(
        title=Text("Het vastleggen werd onderbroken", "L'enregistrement a été interrompu", "Recording was interrupted"),
        cause=Text(
            "Bouwsteen werd gestopt terwijl het schreef. Daarom wordt in deze uitvoering niets meer vastgelegd.",
            "Bouwsteen a été arrêté pendant qu'il écrivait. Plus rien n'est donc enregistré dans cette exécution.",
            "Bouwsteen was stopped while it wrote. So nothing more is recorded in this run.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-disk-full": Entry(
        title=Text(
            "De schijf is vol: er kan niets meer vastgelegd worden",
            "Le disque est plein : plus rien ne peut être enregistré",
            "The state cannot be written",
        ),
        cause=Text(
            "De schijf is vol. Wat bevestigd was, is veilig; wat bezig was, wordt nog vastgelegd in ruimte die daarvoor opzijgezet is.",
            "Le disque est plein. Ce qui était confirmé est en sécurité ; ce qui était en cours est encore enregistré dans une place "
            "réservée.",
            "The disk is full. What was acknowledged is safe; what was under way is still recorded in room that was set aside.",
        ),
        remedy=Text(
            "Maak plaats op de schijf, en voer dezelfde opdracht opnieuw uit.",
            "Faites de la place sur le disque, et relancez la même commande.",
            "Make room on the disk, and run the same command again.",
        ),
        exits=(1,),
    ),
    "state-write-failed": Entry(
        title=Text(
            "De vastlegging kan niet geschreven worden",
            "L'enregistrement ne peut pas être écrit",
            "The state cannot be written",
        ),
        cause=Text(
            "Het systeem weigerde te schrijven. Wat bevestigd was, is veilig, en er wordt niets nieuws begonnen.",
            "Le système a refusé d'écrire. Ce qui était confirmé est en sécurité, et rien de nouveau n'est commencé.",
            "The system refused to write. What was acknowledged is safe, and nothing new is started.",
        ),
        remedy=Text(
            "Kijk de schijf na, en voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Vérifiez le disque, et relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Check the disk, and run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-closed": Entry(
        title=Text("De vastlegging is gesloten", "L'enregistrement est fermé", "The state is closed"),
        cause=Text(
            "Er werd nog iets vastgelegd nadat de vastlegging gesloten was.",
            "Quelque chose a encore été enregistré après la fermeture de l'enregistrement.",
            "Something was to be recorded after the record was closed.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit. Gebeurt het weer, meld het dan aan wie Bouwsteen beheert.",
            "Relancez la même commande. Si cela se reproduit, signalez-le à qui gère Bouwsteen.",
            "Run the same command again. If it happens again, tell who maintains Bouwsteen.",
        ),
        exits=(1,),
    ),
    "state-read-only": Entry(
        title=Text(
            "De vastlegging is alleen geopend om te lezen",
            "L'enregistrement n'est ouvert qu'en lecture",
            "The state is open for reading",
        ),
        cause=Text(
            "Een opdracht die alleen leest, wilde toch iets vastleggen.",
            "Une commande qui ne fait que lire a voulu enregistrer quelque chose.",
            "A command that only reads wanted to record something.",
        ),
        remedy=Text("Meld het aan wie Bouwsteen beheert.", "Signalez-le à qui gère Bouwsteen.", "Tell who maintains Bouwsteen."),
        exits=(1,),
    ),
    "state-journal-torn": Entry(
        title=Text(
            "De laatste regel van een logboek is nooit afgemaakt",
            "La dernière ligne d'un journal n'a pas été terminée",
            "The last entry of a journal was never finished",
        ),
        cause=Text(
            "Het logboek eindigt midden in een regel, zoals na een crash of stroomuitval. Niemand kreeg te horen dat die regel "
            "vastgelegd was, en ze telt niet mee.",
            "Le journal finit au milieu d'une ligne, comme après un arrêt brutal ou une coupure de courant. Personne n'a appris que "
            "cette ligne était enregistrée, et elle ne compte pas.",
            "The journal ends in the middle of an entry, as after a crash or power cut. Nobody was told that the entry was recorded, and "
            "it does not count.",
        ),
        remedy=Text(
            "Ga verder. Komt het vaak voor, kijk dan de schijf en de stroom na.",
            "Continuez. Si cela arrive souvent, vérifiez le disque et l'alimentation.",
            "Go on. If it happens often, check the disk and the power.",
        ),
        exits=(),
    ),
    "state-not-folded": Entry(
        title=Text(
            "Het logboek is nog niet verwerkt in de vastlegging",
            "Le journal n'est pas encore intégré à l'enregistrement",
            "The journal was not folded into the state",
        ),
        cause=Text(
            "Na afloop lukte het niet het logboek te verwerken. Er is niets verloren: het logboek bevat alles.",
            "À la fin, le journal n'a pas pu être intégré. Rien n'est perdu : le journal contient tout.",
            "At the end the journal could not be folded in. Nothing is lost: the journal holds everything.",
        ),
        remedy=Text(
            "Ga verder: de volgende uitvoering doet het alsnog.",
            "Continuez : la prochaine exécution le fera.",
            "Go on: the next run does it.",
        ),
        exits=(),
    ),
    "state-kept-aside": Entry(
        title=Text("Wat gedaan is, wordt apart bewaard", "Ce qui est fait est gardé à part", "What was done is kept aside"),
        cause=Text(
            "De map met de vastlegging kan niet geschreven worden. Wat sindsdien gedaan is, staat versleuteld in een ander bestand op "
            "deze computer.",
            "Le dossier de l'enregistrement ne peut pas être écrit. Ce qui a été fait depuis est chiffré dans un autre fichier de cet "
            "ordinateur.",
            "The folder of the record cannot be written. What was done since is encrypted in another file on this machine.",
        ),
        remedy=Text(
            "Maak de map weer schrijfbaar, en voer dezelfde opdracht opnieuw uit op deze computer: die zet alles op zijn plaats.",
            "Rendez le dossier à nouveau inscriptible, et relancez la même commande sur cet ordinateur : elle remet tout en place.",
            "Make the folder writable again, and run the same command again on this machine: it puts everything in place.",
        ),
        exits=(1,),
    ),
    "state-gone": Entry(
        title=Text(
            "De vastlegging is niet meer waar ze was",
            "L'enregistrement n'est plus où il était",
            "The state is not where it was",
        ),
        cause=Text(
            "Er is geen vastlegging, en toch weet deze computer dat er een was: ze was niet leeg toen hier het laatst geschreven werd, of "
            "wat een uitvoering er niet kon vastleggen ligt nog apart. Plannen op niets zou alles nog eens maken.",
            "Il n'y a pas d'enregistrement, et pourtant cet ordinateur sait qu'il y en avait un : il n'était pas vide à la dernière "
            "écriture, ou ce qu'une exécution n'a pas pu y écrire est encore à part. Planifier sur rien referait tout.",
            "There is no record, and yet this machine knows that there was one: it was not empty when it was last written here, or what a "
            "run could not record there is still kept aside. Planning on nothing would make all of it twice.",
        ),
        remedy=Text(
            "Breng de map terug, bijvoorbeeld door haar schijf aan te koppelen, of zet een kopie terug met `state restore`. Wilt u bewust "
            "opnieuw beginnen, geef dan `--accept-rollback 0`; wat u met `destroy` weghaalde, vraagt dat niet.",
            "Remettez le dossier, par exemple en montant son disque, ou remettez une copie avec `state restore`. Pour recommencer en "
            "connaissance de cause, donnez `--accept-rollback 0` ; ce que `destroy` a enlevé ne le demande pas.",
            "Bring the folder back, such as by mounting its disk, or put back a copy with `state restore`. To begin anew knowingly, give "
            "`--accept-rollback 0`; what `destroy` took away does not ask for that.",
        ),
        exits=(1,),
    ),
    "state-spill-used": Entry(
        title=Text(
            "Wat apart bewaard was, telt weer mee",
            "Ce qui était gardé à part compte à nouveau",
            "What was kept aside counts again",
        ),
        cause=Text(
            "Een vorige uitvoering kon de vastlegging niet schrijven en bewaarde apart wat ze deed. Dat is nu toegevoegd.",
            "Une exécution précédente n'a pas pu écrire l'enregistrement et a gardé à part ce qu'elle faisait. C'est maintenant ajouté.",
            "An earlier run could not write the record and kept aside what it did. That is added now.",
        ),
        remedy=Text("Ga verder.", "Continuez.", "Go on."),
        exits=(),
    ),
    "state-spill-outdated": Entry(
        title=Text("Wat apart bewaard was, is achterhaald", "Ce qui était gardé à part est dépassé", "What was kept aside is outdated"),
        cause=Text(
            "Intussen schreven anderen de vastlegging, en zochten zij op wat er van die stappen geworden was.",
            "Entre-temps d'autres ont écrit l'enregistrement, et ont recherché ce que ces étapes étaient devenues.",
            "Others have written the record since, and looked up what became of those steps.",
        ),
        remedy=Text(
            "Bewaar het bestand als u wilt nakijken wat er gebeurde, of verwijder het.",
            "Gardez le fichier si vous voulez vérifier ce qui s'est passé, ou supprimez-le.",
            "Keep the file if you want to look into what happened, or remove it.",
        ),
        exits=(),
    ),
}
