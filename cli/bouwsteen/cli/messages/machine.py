"""Blocks as processes of this machine."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "system-unsupported": Entry(
        title=Text(
            "Dit systeem kan geen bouwstenen laten draaien",
            "Ce système ne peut pas faire tourner de briques",
            "This system cannot run blocks",
        ),
        cause=Text(
            "Bouwstenen draaien als processen van deze computer onder Linux, macOS en WSL2. Windows zelf kan dat niet.",
            "Les briques tournent comme processus de cet ordinateur sous Linux, macOS et WSL2. Windows seul ne le peut pas.",
            "Blocks run as processes of this machine under Linux, macOS and WSL2. Windows by itself cannot do that.",
        ),
        remedy=Text(
            "Voer de opdracht uit in WSL2, of kies een ander doel.",
            "Lancez la commande dans WSL2, ou choisissez une autre cible.",
            "Run the command in WSL2, or choose another target.",
        ),
        exits=(4,),
    ),
    "local-busy": Entry(
        title=Text(
            "Een andere opdracht is bezig op deze computer",
            "Une autre commande est à l'œuvre sur cet ordinateur",
            "Another run is at work on this machine",
        ),
        cause=Text(
            "Een andere opdracht verandert processen of mappen van deze omgeving, en was na lang wachten nog niet klaar.",
            "Une autre commande modifie des processus ou des dossiers de cet environnement, et n'avait pas fini après une longue attente.",
            "Another command changes processes or folders of this environment, and after a long wait it was not done.",
        ),
        remedy=Text(
            "Wacht tot die opdracht klaar is, en voer de uwe opnieuw uit.",
            "Attendez que cette commande soit finie, et relancez la vôtre.",
            "Wait until that command is done, then run yours again.",
        ),
        exits=(4,),
    ),
    "local-file-error": Entry(
        title=Text(
            "Een bestand van deze computer kan niet gebruikt worden",
            "Un fichier de cet ordinateur ne peut pas être utilisé",
            "A file of this machine cannot be used",
        ),
        cause=Text(
            "Het systeem weigerde een bestand of map te maken, te lezen of te verwijderen.",
            "Le système a refusé de créer, lire ou supprimer un fichier ou un dossier.",
            "The system refused to make, read or remove a file or folder.",
        ),
        remedy=Text(
            "Kijk de rechten en de vrije ruimte na van wat de melding noemt, en voer dezelfde opdracht opnieuw uit.",
            "Vérifiez les droits et la place libre de ce que nomme le message, et relancez la même commande.",
            "Look at the rights and the free space of what the message names, then run the same command again.",
        ),
        exits=(4,),
    ),
    "no-free-port": Entry(
        title=Text(
            "Er is geen vrije poort op deze computer",
            "Aucun port n'est libre sur cet ordinateur",
            "No port is free on this machine",
        ),
        cause=Text(
            "Elke dienst krijgt een poort uit een vast bereik, en alle poorten daarvan zijn bezet of voorbehouden.",
            "Chaque service reçoit un port d'une plage fixe, et tous ses ports sont pris ou réservés.",
            "Each service gets a port of a fixed range, and all of them are taken or reserved.",
        ),
        remedy=Text(
            "Verwijder omgevingen die niet meer nodig zijn:\n\n    bouwsteen status\n    bouwsteen destroy STACK",
            "Supprimez les environnements qui ne servent plus :\n\n    bouwsteen status\n    bouwsteen destroy STACK",
            "Destroy environments that are no longer needed:\n\n    bouwsteen status\n    bouwsteen destroy STACK",
        ),
        exits=(4,),
    ),
    "port-in-use": Entry(
        title=Text("Een ander programma gebruikt de poort", "Un autre programme utilise le port", "Another program uses the port"),
        cause=Text(
            "De poort die voor deze dienst vastligt, is door iets anders in gebruik genomen terwijl de dienst stilstond.",
            "Le port réservé à ce service a été pris par autre chose pendant que le service était arrêté.",
            "The port that is kept for this service was taken by something else while the service stood still.",
        ),
        remedy=Text(
            "Zoek dat programma en stop het, en voer dezelfde opdracht opnieuw uit:\n\n    ss -ltnp",
            "Trouvez ce programme et arrêtez-le, puis relancez la même commande :\n\n    ss -ltnp",
            "Find that program and end it, then run the same command again:\n\n    ss -ltnp",
        ),
        exits=(4,),
    ),
    "process-exited": Entry(
        title=Text(
            "Het proces stopte voor het klaar was",
            "Le processus s'est arrêté avant d'être prêt",
            "The process ended before it was ready",
        ),
        cause=Text(
            "De dienst werd gestart en eindigde zelf. De laatste regels die hij schreef, staan in de melding.",
            "Le service a été démarré et s'est terminé de lui-même. Les dernières lignes qu'il a écrites sont dans le message.",
            "The service was started and ended by itself. The last lines that it wrote stand in the message.",
        ),
        remedy=Text(
            "Lees de regels, verhelp de oorzaak, en voer dezelfde opdracht opnieuw uit. Het hele logboek:\n\n    bouwsteen logs STACK",
            "Lisez les lignes, supprimez la cause, et relancez la même commande. Le journal entier :\n\n    bouwsteen logs STACK",
            "Read the lines, remove the cause, and run the same command again. The whole log:\n\n    bouwsteen logs STACK",
        ),
        exits=(4,),
    ),
    "process-not-ready": Entry(
        title=Text("Het proces is niet op tijd klaar", "Le processus n'est pas prêt à temps", "The process is not ready in time"),
        cause=Text(
            "De dienst draait, maar zegt na de toegestane tijd nog niet dat hij klaar is.",
            "Le service tourne, mais ne dit pas encore qu'il est prêt après le temps permis.",
            "The service runs, but after the time allowed it does not say yet that it is ready.",
        ),
        remedy=Text(
            "Bekijk wat hij schrijft, en voer dezelfde opdracht opnieuw uit. Op een trage computer helpt dat vaak:\n\n    bouwsteen logs "
            "STACK",
            "Regardez ce qu'il écrit, et relancez la même commande. Sur un ordinateur lent, cela aide souvent :\n\n    bouwsteen logs "
            "STACK",
            "Look at what it writes, and run the same command again. On a slow machine that often helps:\n\n    bouwsteen logs STACK",
        ),
        exits=(4,),
    ),
    "cancelled": Entry(
        title=Text(
            "Het wachten op een proces werd afgebroken",
            "L'attente d'un processus a été interrompue",
            "The wait for a process was cut short",
        ),
        cause=Text(
            "De uitvoering werd gestopt terwijl een dienst nog aan het starten was. De dienst draait misschien al.",
            "L'exécution a été arrêtée pendant qu'un service démarrait encore. Le service tourne peut-être déjà.",
            "The run was stopped while a service was still starting. The service may be running already.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit: ze gaat verder waar ze was.",
            "Relancez la même commande : elle reprend où elle était.",
            "Run the same command again: it goes on where it was.",
        ),
        exits=(4, 8),
    ),
    "process-does-not-end": Entry(
        title=Text("Een proces stopt niet", "Un processus ne s'arrête pas", "A process does not end"),
        cause=Text(
            "Het proces is er nog nadat gevraagd werd te stoppen en het daarna afgebroken werd, of het stoppen werd onderbroken.",
            "Le processus est encore là après une demande d'arrêt puis un arrêt forcé, ou l'arrêt a été interrompu.",
            "The process is still there after it was asked to stop and was then killed, or the stop was cut short.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit. Blijft het, kijk dan wat het proces vasthoudt.",
            "Relancez la même commande. S'il reste, cherchez ce qui retient le processus.",
            "Run the same command again. If it stays, look for what holds the process.",
        ),
        exits=(4,),
    ),
    "process-input-invalid": Entry(
        title=Text(
            "Het proces kan met deze gegevens niet starten",
            "Le processus ne peut pas démarrer avec ces données",
            "The process cannot be started with these inputs",
        ),
        cause=Text(
            "De bouwsteen geeft het proces een programma, een poort of gegevens die niet bruikbaar zijn.",
            "La brique donne au processus un programme, un port ou des données inutilisables.",
            "The block gives the process a program, a port or data that cannot be used.",
        ),
        remedy=Text(
            "Laat wie de bouwsteen beheert dit verbeteren in `block.yaml`.",
            "Demandez à qui gère la brique de le corriger dans `block.yaml`.",
            "Have who maintains the block correct this in `block.yaml`.",
        ),
        exits=(4,),
    ),
    "supervisor-failed": Entry(
        title=Text(
            "De bewaker van de processen werkt niet",
            "Le surveillant des processus ne fonctionne pas",
            "The supervisor of local processes does not work",
        ),
        cause=Text(
            "Elke omgeving heeft een bewaker die haar processen start en weer opstart. Die antwoordt niet, of deed niet wat gevraagd werd.",
            "Chaque environnement a un surveillant qui démarre et redémarre ses processus. Il ne répond pas, ou n'a pas fait ce qui "
            "était demandé.",
            "Each environment has a supervisor that starts its processes and starts them again. It does not answer, or did not do what "
            "was asked.",
        ),
        remedy=Text(
            "Lees zijn logboek, dat de melding noemt, en voer dezelfde opdracht opnieuw uit.",
            "Lisez son journal, que nomme le message, et relancez la même commande.",
            "Read its log, which the message names, and run the same command again.",
        ),
        exits=(4,),
    ),
    "content-unavailable": Entry(
        title=Text(
            "De bestanden kunnen niet gekopieerd worden",
            "Les fichiers ne peuvent pas être copiés",
            "The files cannot be copied",
        ),
        cause=Text(
            "De inhoud van de stack of de bouwsteen veranderde sinds het plan, of kan niet gelezen worden.",
            "Le contenu de la stack ou de la brique a changé depuis le plan, ou ne peut pas être lu.",
            "The content of the stack or the block changed since the plan, or cannot be read.",
        ),
        remedy=Text(
            "Kijk de documenten na en plan opnieuw:\n\n    bouwsteen validate\n    bouwsteen plan STACK",
            "Contrôlez les documents et planifiez à nouveau :\n\n    bouwsteen validate\n    bouwsteen plan STACK",
            "Check the documents and plan again:\n\n    bouwsteen validate\n    bouwsteen plan STACK",
        ),
        exits=(4,),
    ),
    "node-missing": Entry(
        title=Text(
            "Node ontbreekt op deze computer",
            "Node manque sur cet ordinateur",
            "Node is missing on this machine",
        ),
        cause=Text(
            "Een bouwsteen draait op Node.js (de datakluis), en er staat geen Node.js met npm op het pad dat nieuw genoeg is.",
            "Une brique tourne sur Node.js (le coffre de données), et aucun Node.js assez récent avec npm n'est dans le chemin.",
            "A block runs on Node.js (the data vault), and no Node.js with npm that is new enough is on the path.",
        ),
        remedy=Text(
            "Installeer Node.js, of laat pip het brengen:\n\n    pip install 'bouwsteen[node]'",
            "Installez Node.js, ou laissez pip l'apporter :\n\n    pip install 'bouwsteen[node]'",
            "Install Node.js, or let pip bring it:\n\n    pip install 'bouwsteen[node]'",
        ),
        exits=(4,),
    ),
    "npm-failed": Entry(
        title=Text(
            "De pakketten kunnen niet geïnstalleerd worden",
            "Les paquets ne peuvent pas être installés",
            "The packages cannot be installed",
        ),
        cause=Text(
            "npm kon niet ophalen of uitpakken wat een bouwsteen nodig heeft. De melding zegt wat npm erover zei.",
            "npm n'a pas pu chercher ou déballer ce dont une brique a besoin. Le message dit ce que npm en a dit.",
            "npm could not fetch or unpack what a block needs. The message says what npm said of it.",
        ),
        remedy=Text(
            "Kijk of deze computer het register van npm bereikt en of de schijf plaats heeft, en probeer opnieuw:\n\n    npm ping",
            "Vérifiez que cet ordinateur atteint le registre de npm et qu'il reste de la place, puis relancez :\n\n    npm ping",
            "See whether this machine reaches the npm registry and has room on its disk, then run the command again:\n\n    npm ping",
        ),
        exits=(4,),
    ),
    "npm-stopped": Entry(
        title=Text(
            "Het installeren van pakketten werd gestopt",
            "L'installation de paquets a été arrêtée",
            "Installing packages was stopped",
        ),
        cause=Text(
            "Iemand stopte de opdracht, of npm had na een kwartier nog niet alles geïnstalleerd.",
            "Quelqu'un a arrêté la commande, ou npm n'avait pas tout installé après un quart d'heure.",
            "Somebody stopped the command, or npm had not installed everything after a quarter of an hour.",
        ),
        remedy=Text(
            "Voer de opdracht opnieuw uit. Pakketten die al opgehaald zijn, worden niet opnieuw opgehaald.",
            "Relancez la commande. Les paquets déjà obtenus ne sont pas cherchés à nouveau.",
            "Run the command again. Packages that were fetched already are not fetched again.",
        ),
        exits=(4,),
    ),
    "folder-exists": Entry(
        title=Text(
            "De map bestaat al en is niet van Bouwsteen",
            "Le dossier existe et n'est pas de Bouwsteen",
            "The folder exists and is not ours",
        ),
        cause=Text(
            "Op de plaats waar een map moet komen, staat er al een die Bouwsteen niet maakte. Er is niets aan veranderd.",
            "À l'endroit où un dossier doit venir, il y en a déjà un que Bouwsteen n'a pas fait. Rien n'y a été changé.",
            "Where a folder is to come there is one already that Bouwsteen did not make. Nothing in it was changed.",
        ),
        remedy=Text(
            "Verplaats die map, of verwijder ze als niets erin nodig is, en voer dezelfde opdracht opnieuw uit.",
            "Déplacez ce dossier, ou supprimez-le si rien n'y est utile, et relancez la même commande.",
            "Move that folder away, or remove it when nothing in it is needed, and run the same command again.",
        ),
        exits=(4,),
    ),
    "folder-not-ours": Entry(
        title=Text(
            "De vastlegging noemt een map die niet van Bouwsteen is",
            "L'enregistrement nomme un dossier étranger",
            "The record names a folder that is not ours",
        ),
        cause=Text(
            "Wat vastgelegd is, wijst naar een map buiten de gegevensmap van Bouwsteen. Er is niets aangeraakt.",
            "Ce qui est enregistré mène à un dossier hors du dossier de données de Bouwsteen. Rien n'a été touché.",
            "What is recorded leads to a folder outside the data folder of Bouwsteen. Nothing was touched.",
        ),
        remedy=Text(
            "Bekijk die map zelf, en zet de vastlegging terug uit een kopie.",
            "Regardez ce dossier vous-même, et remettez l'enregistrement depuis une copie.",
            "Look at that folder by hand, and restore the state from a copy.",
        ),
        exits=(4,),
    ),
    "password-too-weak": Entry(
        title=Text(
            "Het wachtwoord zou te makkelijk te raden zijn",
            "Le mot de passe serait trop facile à deviner",
            "The password would be too easy to guess",
        ),
        cause=Text(
            "Een bouwsteen vraagt een wachtwoord dat te kort is, of van te weinig verschillende tekens.",
            "Une brique demande un mot de passe trop court, ou de trop peu de caractères différents.",
            "A block asks for a password that is too short, or made of too few different characters.",
        ),
        remedy=Text(
            "Verhoog `length` in de bouwsteen, of laat meer verschillende tekens toe.",
            "Augmentez `length` dans la brique, ou permettez plus de caractères différents.",
            "Raise `length` in the block, or allow more different characters.",
        ),
        exits=(4,),
        wrong='with: {length: 6, characters: "0123456789"}',
        right="with: {length: 32}",
    ),
    "folder-changed-hands": Entry(
        title=Text("De map is niet meer van ons", "Le dossier n'est plus à nous", "The folder is not ours any more"),
        cause=Text(
            "Het merkteken naast de map is weg, of zegt dat ze van een ander is. De map is gelaten zoals ze was.",
            "La marque à côté du dossier a disparu, ou dit qu'il est à un autre. Le dossier a été laissé tel quel.",
            "The mark beside the folder is gone, or says that it belongs to another. The folder was left as it was.",
        ),
        remedy=Text(
            "Bekijk de map zelf. Moet Bouwsteen ze loslaten zonder ze aan te raken:\n\n    bouwsteen state rm STACK ADRES",
            "Regardez le dossier vous-même. Si Bouwsteen doit le lâcher sans y toucher :\n\n    bouwsteen state rm STACK ADRESSE",
            "Look at the folder by hand. To let go of it without touching it:\n\n    bouwsteen state rm STACK ADDRESS",
        ),
        exits=(4,),
    ),
}
