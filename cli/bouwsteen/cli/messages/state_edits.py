"""Looking after a record by hand: whose it is, what is named in it, and copies of it."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-organisation": Entry(
        title=Text(
            "De vastlegging hoort bij een ander bestuur",
            "L'enregistrement appartient à une autre administration",
            "The state belongs to another organisation",
        ),
        cause=Text(
            "De omgeving werd gemaakt voor een ander bestuur dan de stack nu noemt. Verdergaan zou gegevens van het ene bestuur aan het "
            "andere geven.",
            "L'environnement a été fait pour une autre administration que celle que nomme la stack. Continuer donnerait les données de "
            "l'une à l'autre.",
            "The environment was made for another organisation than the stack names now. Going on would give the data of the one to the "
            "other.",
        ),
        remedy=Text(
            "Geef de stack een eigen naam, of verbeter het bestuur in de stack.",
            "Donnez à la stack son propre nom, ou corrigez l'administration dans la stack.",
            "Give the stack a name of its own, or correct the organisation in the stack.",
        ),
        exits=(1,),
    ),
    "state-owner": Entry(
        title=Text("Iemand anders schrijft deze omgeving", "Un autre écrit cet environnement", "Another owner writes this environment"),
        cause=Text(
            "Elke omgeving heeft één eigenaar die schrijft, zoals een CI of een operator. Anderen mogen ze lezen.",
            "Chaque environnement a un seul propriétaire qui écrit, comme une CI ou un opérateur. Les autres peuvent le lire.",
            "Each environment has one owner that writes it, such as a CI or an operator. Others may read it.",
        ),
        remedy=Text(
            "Laat de eigenaar het doen, of draag de omgeving over:\n\n    bouwsteen state transfer STACK --to cli",
            "Laissez faire le propriétaire, ou transférez l'environnement :\n\n    bouwsteen state transfer STACK --to cli",
            "Let the owner do it, or hand the environment over:\n\n    bouwsteen state transfer STACK --to cli",
        ),
        exits=(1,),
    ),
    "run-by-other": Entry(
        title=Text(
            "De stack zegt dat een ander deze omgeving uitvoert",
            "La stack dit qu'un autre exécute cet environnement",
            "The stack says that another runs this environment",
        ),
        cause=Text(
            "`runBy` van de omgeving noemt een andere uitvoerder. Twee die schrijven zouden elkaars werk ongedaan maken.",
            "`runBy` de l'environnement nomme un autre exécutant. Deux qui écrivent se déferaient l'un l'autre.",
            "`runBy` of the environment names another owner. Two that write would undo each other's work.",
        ),
        remedy=Text(
            "Laat het aan die uitvoerder, en draag de vastlegging over; of verbeter `runBy`:\n\n"
            "    bouwsteen state transfer STACK -e ENVIRONMENT --to operator:NAME",
            "Laissez cela à cet exécutant, et transférez-lui l'enregistrement ; ou corrigez `runBy` :\n\n"
            "    bouwsteen state transfer STACK -e ENVIRONMENT --to operator:NAME",
            "Leave it to that owner, and hand the record over; or correct `runBy`:\n\n"
            "    bouwsteen state transfer STACK -e ENVIRONMENT --to operator:NAME",
        ),
        exits=(1,),
    ),
    "state-not-found": Entry(
        title=Text(
            "Van die omgeving is niets vastgelegd",
            "Rien n'est enregistré de cet environnement",
            "Nothing is recorded of that environment",
        ),
        cause=Text(
            "Er werd op deze computer nog niets uitgevoerd voor die stack en omgeving, of ze is verwijderd.",
            "Rien n'a encore été exécuté sur cet ordinateur pour cette stack et cet environnement, ou il a été supprimé.",
            "Nothing was carried out on this machine yet for that stack and environment, or it was removed.",
        ),
        remedy=Text(
            "Noem een omgeving die de melding noemt, of voer de stack eerst uit:\n\n    bouwsteen apply STACK",
            "Nommez un environnement que nomme le message, ou exécutez d'abord la stack :\n\n    bouwsteen apply STACK",
            "Name an environment that the message names, or apply the stack first:\n\n    bouwsteen apply STACK",
        ),
        exits=(6,),
    ),
    "state-address-not-found": Entry(
        title=Text(
            "Onder dat adres is niets vastgelegd",
            "Rien n'est enregistré à cette adresse",
            "Nothing is recorded under that address",
        ),
        cause=Text(
            "Een adres is `instantie/middel`, zoals de lijst het toont. Dit adres staat er niet in.",
            "Une adresse est `instance/ressource`, comme la liste la montre. Celle-ci n'y figure pas.",
            "An address is `instance/resource`, as the list shows it. This one is not in it.",
        ),
        remedy=Text(
            "Neem een adres uit de lijst:\n\n    bouwsteen state list STACK",
            "Prenez une adresse de la liste :\n\n    bouwsteen state list STACK",
            "Take an address of the list:\n\n    bouwsteen state list STACK",
        ),
        exits=(6,),
    ),
    "state-target-invalid": Entry(
        title=Text("Het nieuwe adres past niet", "La nouvelle adresse ne convient pas", "The new address does not fit"),
        cause=Text(
            "Een middel gaat naar een adres van een middel, een instantie naar de naam van een instantie, in dezelfde omgeving.",
            "Une ressource va à une adresse de ressource, une instance à un nom d'instance, dans le même environnement.",
            "A resource goes to the address of a resource, an instance to the name of an instance, in the same environment.",
        ),
        remedy=Text(
            "Schrijf het adres zoals de lijst adressen toont:\n\n    bouwsteen state list STACK",
            "Écrivez l'adresse comme la liste montre les adresses :\n\n    bouwsteen state list STACK",
            "Write the address as the list shows addresses:\n\n    bouwsteen state list STACK",
        ),
        exits=(10,),
    ),
    "state-target-taken": Entry(
        title=Text(
            "Onder het nieuwe adres is al iets vastgelegd",
            "Quelque chose est déjà enregistré à la nouvelle adresse",
            "Something is recorded under the new address",
        ),
        cause=Text(
            "Eén adres zou dan voor twee dingen staan.",
            "Une adresse désignerait alors deux choses.",
            "One address would then stand for two things.",
        ),
        remedy=Text(
            "Kies een ander adres, of laat Bouwsteen vergeten wat er staat:\n\n    bouwsteen state rm STACK ADRES",
            "Choisissez une autre adresse, ou faites oublier ce qui s'y trouve :\n\n    bouwsteen state rm STACK ADRESSE",
            "Choose another address, or forget what is there:\n\n    bouwsteen state rm STACK ADDRESS",
        ),
        exits=(10,),
    ),
    "state-in-doubt": Entry(
        title=Text(
            "Van een onderbroken stap is het einde nog niet bekend",
            "On ignore encore la fin d'une étape interrompue",
            "A call on that resource is in doubt",
        ),
        cause=Text(
            "Een uitvoering werd onderbroken terwijl ze aan dit middel werkte. Wat ervan werd, wordt opgezocht onder het huidige adres: "
            "het mag nu niet veranderen.",
            "Une exécution a été interrompue pendant qu'elle travaillait à cette ressource. La suite se cherche à l'adresse actuelle : "
            "elle ne peut pas changer maintenant.",
            "A run was interrupted while it worked on this resource. What came of it is looked up by its present address, which cannot "
            "change now.",
        ),
        remedy=Text(
            "Voer eerst uit, zodat het opgezocht wordt:\n\n    bouwsteen apply STACK",
            "Exécutez d'abord, pour que ce soit recherché :\n\n    bouwsteen apply STACK",
            "Apply first, which looks it up:\n\n    bouwsteen apply STACK",
        ),
        exits=(1,),
    ),
    "state-edit-refused": Entry(
        title=Text("De vastlegging zou zichzelf tegenspreken", "L'enregistrement se contredirait", "The record would contradict itself"),
        cause=Text(
            "Na deze wijziging kan niet alles wat vastgelegd is tegelijk waar zijn. Er is niets geschreven.",
            "Après cette modification, tout ce qui est enregistré ne pourrait pas être vrai en même temps. Rien n'a été écrit.",
            "After this change not all that is recorded could be true at once. Nothing was written.",
        ),
        remedy=Text("Kies een ander adres.", "Choisissez une autre adresse.", "Choose another address."),
        exits=(10,),
    ),
    "state-place-other": Entry(
        title=Text(
            "Dat is de vastlegging van een andere omgeving",
            "C'est l'enregistrement d'un autre environnement",
            "That is the state of another environment",
        ),
        cause=Text(
            "Een kopie wordt alleen teruggezet in de stack en de omgeving waarvan ze genomen is.",
            "Une copie n'est remise que dans la stack et l'environnement dont elle vient.",
            "A copy is put back only into the stack and environment that it was taken of.",
        ),
        remedy=Text(
            "Noem de stack en de omgeving van de kopie.",
            "Nommez la stack et l'environnement de la copie.",
            "Name the stack and the environment of the copy.",
        ),
        exits=(1,),
    ),
    "state-lineage-other": Entry(
        title=Text(
            "Dat is de vastlegging van iets anders",
            "C'est l'enregistrement d'autre chose",
            "That is the state of something else",
        ),
        cause=Text(
            "De kopie hoort bij een andere vastlegging die toevallig dezelfde naam had. Het was nooit de toestand van deze omgeving.",
            "La copie appartient à un autre enregistrement qui portait le même nom. Ce n'a jamais été l'état de cet environnement.",
            "The copy belongs to another record that had the same name by chance. It was never the state of this environment.",
        ),
        remedy=Text(
            "Zet ze terug waar ze vandaan komt, of in een omgeving waarvan niets vastgelegd is.",
            "Remettez-la d'où elle vient, ou dans un environnement dont rien n'est enregistré.",
            "Put it back where it came from, or into an environment of which nothing is recorded.",
        ),
        exits=(1,),
    ),
    "state-moved-on": Entry(
        title=Text(
            "Intussen werd er iets vastgelegd",
            "Quelque chose a été enregistré entretemps",
            "Something was recorded meanwhile",
        ),
        cause=Text(
            "Na het bekijken schreef iemand anders in deze omgeving. Terugzetten zou meer vergeten dan getoond werd.",
            "Après l'examen, quelqu'un d'autre a écrit dans cet environnement. La remise oublierait plus que ce qui a été montré.",
            "After the look somebody else wrote in this environment. Restoring would forget more than was shown.",
        ),
        remedy=Text(
            "Bekijk opnieuw wat verloren zou gaan, en zet dan terug.",
            "Regardez à nouveau ce qui serait perdu, puis remettez.",
            "Look again at what would be lost, and restore then.",
        ),
        exits=(7,),
    ),
    "backup-exists": Entry(
        title=Text("Er is al een bestand met die naam", "Il existe déjà un fichier de ce nom", "There is a file of that name already"),
        cause=Text(
            "Een kopie neemt nooit de plaats in van een ander bestand: dat kon de enige goede kopie zijn.",
            "Une copie ne prend jamais la place d'un autre fichier : c'était peut-être la seule bonne copie.",
            "A backup never takes the place of another file: that could be the only good copy.",
        ),
        remedy=Text(
            "Geef een andere naam, of verplaats het bestand.",
            "Donnez un autre nom, ou déplacez le fichier.",
            "Give another name, or move the file away.",
        ),
        exits=(10,),
    ),
    "backup-not-found": Entry(
        title=Text("Die kopie bestaat niet", "Cette copie n'existe pas", "There is no such backup"),
        cause=Text("Op die plaats staat geen bestand.", "Il n'y a pas de fichier à cet endroit.", "There is no file in that place."),
        remedy=Text(
            "Verbeter de naam, of maak een kopie:\n\n    bouwsteen state backup STACK BESTAND",
            "Corrigez le nom, ou faites une copie :\n\n    bouwsteen state backup STACK FICHIER",
            "Correct the name, or make a backup:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(6,),
    ),
    "backup-invalid": Entry(
        title=Text(
            "Dit is geen kopie van een vastlegging",
            "Ceci n'est pas une copie d'un enregistrement",
            "This is not a backup of a state",
        ),
        cause=Text(
            "Het bestand begint niet zoals een kopie die Bouwsteen maakte.",
            "Le fichier ne commence pas comme une copie faite par Bouwsteen.",
            "The file does not begin like a backup that Bouwsteen made.",
        ),
        remedy=Text(
            "Noem een bestand dat zo gemaakt is:\n\n    bouwsteen state backup STACK BESTAND",
            "Nommez un fichier fait ainsi :\n\n    bouwsteen state backup STACK FICHIER",
            "Name a file that was made like this:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(10,),
    ),
    "restore-source": Entry(
        title=Text("Er wordt één ding teruggezet", "Une seule chose est remise", "One thing is to be put back"),
        cause=Text(
            "`bouwsteen state restore` krijgt een bestand, of het nummer van een bewaarde generatie: een van de twee.",
            "`bouwsteen state restore` reçoit un fichier, ou le numéro d'une génération gardée : l'un des deux.",
            "`bouwsteen state restore` is given a file, or the number of a kept generation: one of the two.",
        ),
        remedy=Text(
            "Kijk welke generaties er zijn, en noem er één:\n\n    bouwsteen state generations STACK",
            "Regardez quelles générations existent, et nommez-en une :\n\n    bouwsteen state generations STACK",
            "See which generations there are, and name one:\n\n    bouwsteen state generations STACK",
        ),
        exits=(10,),
    ),
    "owner-is-same": Entry(
        title=Text(
            "Die eigenaar heeft de omgeving al",
            "Ce propriétaire a déjà l'environnement",
            "That owner has the environment already",
        ),
        cause=Text(
            "Overdragen aan wie ze al heeft, verandert niets.",
            "Transférer à qui l'a déjà ne change rien.",
            "Handing over to who has it already changes nothing.",
        ),
        remedy=Text("Noem een andere eigenaar.", "Nommez un autre propriétaire.", "Name another owner."),
        exits=(10,),
    ),
    "owner-invalid": Entry(
        title=Text(
            "Dat kan geen eigenaar van een omgeving zijn",
            "Cela ne peut pas être un propriétaire",
            "That cannot be the owner of an environment",
        ),
        cause=Text(
            "Een eigenaar is `cli`, of `operator:NAAM` met een naam van kleine letters, cijfers en koppeltekens.",
            "Un propriétaire est `cli`, ou `operator:NOM` avec un nom de minuscules, de chiffres et de traits d'union.",
            "An owner is `cli`, or `operator:NAME` with a name of small letters, digits and hyphens.",
        ),
        remedy=Text(
            "Schrijf bijvoorbeeld:\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
            "Écrivez par exemple :\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
            "Write for instance:\n\n    bouwsteen state transfer STACK --to operator:leuven-prod",
        ),
        exits=(10,),
    ),
    "reason-invalid": Entry(
        title=Text("De reden past niet", "La raison ne convient pas", "The reason does not fit"),
        cause=Text(
            "Een reden is één korte regel, voor wie later terugkijkt wat er gebeurde.",
            "Une raison est une seule ligne courte, pour qui regarde plus tard ce qui s'est passé.",
            "A reason is one short line, for who looks at the runs later.",
        ),
        remedy=Text("Zeg in enkele woorden waarom.", "Dites en quelques mots pourquoi.", "Say in a few words why."),
        exits=(10,),
    ),
    "backup-not-written": Entry(
        title=Text("De kopie kan niet geschreven worden", "La copie ne peut pas être écrite", "The backup cannot be written"),
        cause=Text(
            "Het systeem weigerde het bestand te schrijven. Er is geen kopie.",
            "Le système a refusé d'écrire le fichier. Il n'y a pas de copie.",
            "The system refused to write the file. There is no backup.",
        ),
        remedy=Text(
            "Maak plaats, of kies een andere plaats:\n\n    bouwsteen state backup STACK BESTAND",
            "Faites de la place, ou choisissez un autre endroit :\n\n    bouwsteen state backup STACK FICHIER",
            "Make room, or choose another place:\n\n    bouwsteen state backup STACK FILE",
        ),
        exits=(1,),
    ),
}
