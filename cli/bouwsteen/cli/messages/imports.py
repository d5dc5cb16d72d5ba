"""Taking over what exists."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "import-not-wanted": Entry(
        title=Text("De stack vraagt dit middel niet", "La stack ne demande pas cette ressource", "The stack asks for no such resource"),
        cause=Text(
            "Overnemen kan alleen wat de stack vraagt: het krijgt het adres van een middel dat nog niet vastgelegd is.",
            "On ne peut reprendre que ce que la stack demande : cela reçoit l'adresse d'une ressource pas encore enregistrée.",
            "Only what the stack asks for can be taken over: it gets the address of a resource that is not on record yet.",
        ),
        remedy=Text(
            "Neem een adres dat de melding noemt, of voeg de instantie eerst toe aan de stack.",
            "Prenez une adresse que nomme le message, ou ajoutez d'abord l'instance à la stack.",
            "Take an address that the message names, or add the instance to the stack first.",
        ),
        exits=(6,),
    ),
    "import-recorded": Entry(
        title=Text("Het is al vastgelegd", "C'est déjà enregistré", "It is on record already"),
        cause=Text(
            "Dit middel heeft al een object, en zou het verliezen als er een ander voor in de plaats kwam.",
            "Cette ressource a déjà un objet, et le perdrait si un autre prenait sa place.",
            "This resource has an object already, and would lose it if another one took its place.",
        ),
        remedy=Text(
            "Laat Bouwsteen eerst vergeten wat er staat, zonder het aan te raken:\n\n    bouwsteen state rm STACK ADRES",
            "Faites d'abord oublier ce qui s'y trouve, sans y toucher :\n\n    bouwsteen state rm STACK ADRESSE",
            "First let go of what is there, without touching it:\n\n    bouwsteen state rm STACK ADDRESS",
        ),
        exits=(10,),
    ),
    "import-owned": Entry(
        title=Text("Het hoort bij iets anders", "Cela appartient à autre chose", "It belongs to something else"),
        cause=Text(
            "Wat u wilt overnemen, is al van een ander middel of een andere omgeving. Twee eigenaars zouden elkaars werk ongedaan maken.",
            "Ce que vous voulez reprendre appartient déjà à une autre ressource ou à un autre environnement. Deux propriétaires se "
            "déferaient l'un l'autre.",
            "What you want to take over belongs to another resource or environment already. Two owners would undo each other's work.",
        ),
        remedy=Text(
            "Geef het daar eerst vrij. Binnen één omgeving kan het een ander adres krijgen:\n\n    bouwsteen state mv STACK VAN NAAR",
            "Libérez-le d'abord là-bas. Dans un même environnement, il peut changer d'adresse :\n\n    bouwsteen state mv STACK DE VERS",
            "Let go of it there first. Within one environment it can get another address:\n\n    bouwsteen state mv STACK FROM TO",
        ),
        exits=(10, 4),
    ),
    "import-too-early": Entry(
        title=Text(
            "Eerst moeten andere middelen er zijn",
            "D'autres ressources doivent d'abord exister",
            "Other resources must be there first",
        ),
        cause=Text(
            "Hoe dit middel moet zijn, volgt uit andere die er nog niet zijn. Of het bestaande past, is dan niet te zeggen.",
            "Ce que doit être cette ressource découle d'autres qui n'existent pas encore. On ne peut donc dire si l'existant convient.",
            "What this resource should be follows from others that are not there yet. Whether the existing one fits cannot be said then.",
        ),
        remedy=Text(
            "Neem eerst die andere over, of voer ze uit.",
            "Reprenez d'abord les autres, ou exécutez-les.",
            "Import or apply those others first.",
        ),
        exits=(10,),
    ),
    "import-not-found": Entry(
        title=Text("Er is niets om over te nemen", "Il n'y a rien à reprendre", "There is nothing to take over"),
        cause=Text(
            "Met het kenmerk dat u gaf, is niets te vinden, of wij mogen het niet zien.",
            "Rien ne se trouve avec la marque que vous donnez, ou nous ne pouvons pas le voir.",
            "Nothing is found by the id that you gave, or we may not see it.",
        ),
        remedy=Text(
            "Vraag het kenmerk aan wie de dienst beheert.",
            "Demandez la marque à qui gère le service.",
            "Ask the owner of the service for the id.",
        ),
        exits=(4,),
    ),
    "import-unfit": Entry(
        title=Text("Dit kan hier niet overgenomen worden", "Ceci ne peut pas être repris ici", "This cannot be taken over here"),
        cause=Text(
            "Wat overgenomen wordt, moet iets zijn dat Bouwsteen zelf had kunnen maken: een poort binnen het bereik, een map onder de "
            "gegevensmap, een wachtwoord met toegelaten tekens.",
            "Ce qui est repris doit être ce que Bouwsteen aurait pu faire : un port de la plage, un dossier sous le dossier de données, "
            "un mot de passe avec des caractères permis.",
            "What is taken over must be what Bouwsteen could have made: a port of the range, a folder below the data folder, a password "
            "of allowed characters.",
        ),
        remedy=Text(
            "Verander wat de stack of de bouwsteen vraagt, of laat een nieuw maken.",
            "Changez ce que demande la stack ou la brique, ou laissez en faire un nouveau.",
            "Change what the stack or the block asks for, or let a new one be made.",
        ),
        exits=(4,),
    ),
    "import-unsupported": Entry(
        title=Text("Dit type kan niet overgenomen worden", "Ce type ne peut pas être repris", "This type cannot be imported"),
        cause=Text(
            "Wat er van dit type is, volgt uit de rest en wordt gewoon opnieuw gemaakt.",
            "Ce qu'il y a de ce type découle du reste et se refait simplement.",
            "What there is of this type follows from the rest, so it is made anew.",
        ),
        remedy=Text(
            "Neem alleen types over die de melding noemt.",
            "Ne reprenez que des types que nomme le message.",
            "Import only types that the message names.",
        ),
        exits=(10, 4),
    ),
    "import-secret-in-argument": Entry(
        title=Text("Een geheim mag geen argument zijn", "Un secret ne peut pas être un argument", "A secret must not be an argument"),
        cause=Text(
            "Argumenten zijn zichtbaar voor anderen op deze computer, en blijven in de geschiedenis van de shell staan.",
            "Les arguments sont visibles pour d'autres sur cet ordinateur, et restent dans l'historique du shell.",
            "Arguments can be read by others on this machine, and stay in the shell's history.",
        ),
        remedy=Text(
            "Geef `-` en schrijf het geheim op de standaardinvoer, of verwijs ernaar met `env:NAAM` of `file:PAD`.",
            "Donnez `-` et écrivez le secret sur l'entrée standard, ou renvoyez-y par `env:NOM` ou `file:CHEMIN`.",
            "Give `-` and write the secret to standard input, or point to it by `env:NAME` or `file:PATH`.",
        ),
        exits=(10,),
    ),
    "import-unreadable": Entry(
        title=Text(
            "Wat het object noemt, kan niet gelezen worden",
            "Ce qui désigne l'objet est illisible",
            "What names the object cannot be read",
        ),
        cause=Text(
            "Het kenmerk moest uit de standaardinvoer, een omgevingsvariabele of een bestand komen, en daar staat niets bruikbaars.",
            "La marque devait venir de l'entrée standard, d'une variable d'environnement ou d'un fichier, et rien d'utilisable ne s'y "
            "trouve.",
            "The id was to come from standard input, an environment variable or a file, and nothing of use is there.",
        ),
        remedy=Text(
            "Zet het kenmerk op die plaats, op één regel.",
            "Placez la marque à cet endroit, sur une ligne.",
            "Put the id in that place, on one line.",
        ),
        exits=(10,),
    ),
}
