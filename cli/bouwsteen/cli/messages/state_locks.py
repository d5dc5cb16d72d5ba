"""Who writes the record of an environment: its lock."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-locked": Entry(
        title=Text(
            "Iemand anders verandert deze omgeving",
            "Quelqu'un d'autre modifie cet environnement",
            "Somebody else is changing this environment",
        ),
        cause=Text(
            "Er is één schrijver tegelijk, zodat twee mensen elkaars werk niet overschrijven. De melding zegt wie bezig is, sinds "
            "wanneer en met welke opdracht.",
            "Il n'y a qu'un seul auteur à la fois, pour que deux personnes n'écrasent pas leur travail. Le message dit qui est à "
            "l'œuvre, depuis quand et par quelle commande.",
            "There is one writer at a time, so that two people do not overwrite each other's work. The message says who is at work, "
            "since when and by which command.",
        ),
        remedy=Text(
            "Wacht tot die opdracht klaar is en probeer opnieuw. Verbreek het slot alleen als u zeker weet dat niemand meer bezig "
            "is:\n\n    bouwsteen state unlock STACK --lock-id SLOT --reason WAAROM",
            "Attendez que cette commande soit finie et réessayez. Ne forcez le verrou que si vous êtes certain que plus personne n'est à "
            "l'œuvre :\n\n    bouwsteen state unlock STACK --lock-id VERROU --reason POURQUOI",
            "Wait until that command is done and try again. Break the lock only when you are certain that nobody is at work any "
            "more:\n\n    bouwsteen state unlock STACK --lock-id LOCK --reason WHY",
        ),
        exits=(1,),
    ),
    "state-lock-other": Entry(
        title=Text(
            "Het slot is niet meer dat wat u noemde",
            "Le verrou n'est plus celui que vous nommez",
            "The lock is not the one you named",
        ),
        cause=Text(
            "Intussen heeft iemand anders het slot, of niemand meer. Het verbreken zou een ander treffen dan u bedoelde.",
            "Entre-temps quelqu'un d'autre tient le verrou, ou plus personne. Le forcer toucherait un autre que celui que vous visez.",
            "Meanwhile somebody else holds the lock, or nobody does. Breaking it would hit another one than you meant.",
        ),
        remedy=Text(
            "Kijk opnieuw wie het slot heeft voor u het verbreekt.",
            "Regardez à nouveau qui tient le verrou avant de le forcer.",
            "Look again who holds the lock before breaking it.",
        ),
        exits=(1,),
    ),
    "state-lock-lost": Entry(
        title=Text("Het slot werd weggenomen", "Le verrou a été retiré", "The lock was taken away"),
        cause=Text(
            "Iemand verbrak het slot van deze uitvoering, en schrijft misschien al. Sindsdien is niets meer vastgelegd en wordt niets "
            "meer gedaan.",
            "Quelqu'un a forcé le verrou de cette exécution, et écrit peut-être déjà. Depuis, plus rien n'a été enregistré et plus rien "
            "n'est fait.",
            "Somebody broke the lock of this run and may be writing now. Since then nothing was recorded, and nothing more is done.",
        ),
        remedy=Text(
            "Wacht tot de ander klaar is en voer dezelfde opdracht opnieuw uit: wat onderbroken werd, wordt eerst opgezocht.",
            "Attendez que l'autre ait fini et relancez la même commande : ce qui a été interrompu est d'abord recherché.",
            "Wait until the other is done and run the same command again: what was interrupted is looked up first.",
        ),
        exits=(1,),
    ),
    "state-lock-broken": Entry(
        title=Text("Het slot werd met de hand verbroken", "Le verrou a été forcé à la main", "The lock was broken by hand"),
        cause=Text(
            "Voor deze uitvoering nam iemand het slot van een ander weg. De melding zegt van wie en waarom.",
            "Avant cette exécution, quelqu'un a retiré le verrou d'un autre. Le message dit de qui et pourquoi.",
            "Before this run somebody took away the lock of another. The message says whose and why.",
        ),
        remedy=Text(
            "Ga na dat de vorige schrijver echt gestopt was.",
            "Assurez-vous que l'auteur précédent était vraiment arrêté.",
            "Make sure that the writer before had really stopped.",
        ),
        exits=(),
    ),
    "state-lock-refused": Entry(
        title=Text("De vastlegging kan niet op slot", "L'enregistrement ne peut pas être verrouillé", "The state cannot be locked"),
        cause=Text(
            "Het bestandssysteem weigert een slot. Zonder slot kunnen twee schrijvers elkaar overschrijven.",
            "Le système de fichiers refuse un verrou. Sans verrou, deux auteurs peuvent s'écraser.",
            "The file system refuses a lock. Without one two writers could overwrite each other.",
        ),
        remedy=Text(
            "Werk op een bestandssysteem dat sloten kent, zoals een schijf van deze computer.",
            "Travaillez sur un système de fichiers qui connaît les verrous, comme un disque de cet ordinateur.",
            "Work on a file system that knows locks, such as a disk of this machine.",
        ),
        exits=(1,),
    ),
    "state-lock-unsupported": Entry(
        title=Text("Dit systeem kan niets vastleggen", "Ce système ne peut rien enregistrer", "States cannot be written on this system"),
        cause=Text(
            "Dit systeem heeft niet de sloten die Bouwsteen nodig heeft om twee schrijvers uit elkaar te houden.",
            "Ce système n'a pas les verrous dont Bouwsteen a besoin pour séparer deux auteurs.",
            "This system does not have the locks that Bouwsteen needs to keep two writers apart.",
        ),
        remedy=Text(
            "Voer uit op Linux, macOS of WSL2. Documenten controleren en plannen kan hier wel:\n\n    bouwsteen validate\n    bouwsteen "
            "plan STACK",
            "Exécutez sous Linux, macOS ou WSL2. Contrôler les documents et planifier est possible ici :\n\n    bouwsteen validate\n    "
            "bouwsteen plan STACK",
            "Carry out on Linux, macOS or WSL2. Checking documents and planning work here:\n\n    bouwsteen validate\n    bouwsteen plan "
            "STACK",
        ),
        exits=(1,),
    ),
    "state-lock-left": Entry(
        title=Text(
            "Een vorige uitvoering viel weg terwijl ze het slot had",
            "Une exécution précédente a disparu avec le verrou",
            "An earlier run died while it held the lock",
        ),
        cause=Text(
            "Het proces eindigde zonder het slot los te laten, zoals bij een crash. Wat het vastlegde, is bewaard.",
            "Le processus a fini sans lâcher le verrou, comme lors d'un arrêt brutal. Ce qu'il a enregistré est gardé.",
            "The process ended without letting go of the lock, as in a crash. What it recorded is kept.",
        ),
        remedy=Text(
            "Ga verder: wat onderbroken werd, wordt eerst opgezocht.",
            "Continuez : ce qui a été interrompu est d'abord recherché.",
            "Go on: what was interrupted is looked up first.",
        ),
        exits=(),
    ),
    "state-lock-expired": Entry(
        title=Text(
            "Het slot van een uitvoering die hangt, is overgenomen",
            "Le verrou d'une exécution bloquée a été repris",
            "The lock of a run that hangs was taken over",
        ),
        cause=Text(
            "De vorige uitvoering gaf te lang geen teken van leven. Zij kan niets meer vastleggen.",
            "L'exécution précédente n'a plus donné signe de vie. Elle ne peut plus rien enregistrer.",
            "The earlier run gave no sign of life for too long. It can record nothing more.",
        ),
        remedy=Text(
            "Ga verder, en stop het oude proces als het nog bestaat.",
            "Continuez, et arrêtez l'ancien processus s'il existe encore.",
            "Go on, and end the old process if it is still there.",
        ),
        exits=(),
    ),
    "state-overtaken": Entry(
        title=Text(
            "Een andere uitvoering schreef op het laatste ogenblik",
            "Une autre exécution a écrit au dernier moment",
            "Another run finished a write at the last moment",
        ),
        cause=Text(
            "De uitvoering waarvan het slot werd overgenomen, maakte net nog af wat ze schreef. Deze kende dus een oudere toestand en "
            "schreef niets.",
            "L'exécution dont le verrou a été repris a encore terminé ce qu'elle écrivait. Celle-ci connaissait donc un état plus ancien "
            "et n'a rien écrit.",
            "The run whose lock was taken over just finished what it was writing. So this one knew an older state and wrote nothing.",
        ),
        remedy=Text("Voer dezelfde opdracht opnieuw uit.", "Relancez la même commande.", "Run the same command again."),
        exits=(1,),
    ),
}
