"""What a person typed, and what the machine of that person lacks or refuses."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "command-line": Entry(
        title=Text("De opdrachtregel klopt niet", "La ligne de commande ne convient pas", "The command line does not fit"),
        cause=Text(
            "De opdracht heeft een argument te veel, een optie zonder waarde, of iets anders wat niet past bij wat de opdracht aanneemt.",
            "La commande a un argument de trop, une option sans valeur, ou autre chose qui ne convient pas à ce qu'elle accepte.",
            "The command has an argument too many, an option without a value, or something else that does not fit what it takes.",
        ),
        remedy=Text(
            "Bekijk de hulp van de opdracht, bijvoorbeeld:\n\n    bouwsteen plan --help",
            "Consultez l'aide de la commande, par exemple :\n\n    bouwsteen plan --help",
            "Read the help of the command, for instance:\n\n    bouwsteen plan --help",
        ),
        exits=(10,),
    ),
    "unknown-command": Entry(
        title=Text("Deze opdracht bestaat niet", "Cette commande n'existe pas", "There is no such command"),
        cause=Text(
            "Het eerste woord na `bouwsteen` is geen opdracht.",
            "Le premier mot après `bouwsteen` n'est pas une commande.",
            "The first word after `bouwsteen` is not a command.",
        ),
        remedy=Text(
            "Bekijk welke opdrachten er zijn:\n\n    bouwsteen --help",
            "Consultez les commandes qui existent :\n\n    bouwsteen --help",
            "See which commands there are:\n\n    bouwsteen --help",
        ),
        exits=(10,),
        wrong="bouwsteen plann herstappe",
        right="bouwsteen plan herstappe",
    ),
    "unknown-option": Entry(
        title=Text("Deze optie bestaat niet", "Cette option n'existe pas", "There is no such option"),
        cause=Text(
            "De opdracht kent deze optie niet. Opties zijn niet voor elke opdracht dezelfde.",
            "La commande ne connaît pas cette option. Les options ne sont pas les mêmes pour chaque commande.",
            "The command does not know this option. Options are not the same for every command.",
        ),
        remedy=Text(
            "Bekijk de hulp van de opdracht, bijvoorbeeld:\n\n    bouwsteen apply --help",
            "Consultez l'aide de la commande, par exemple :\n\n    bouwsteen apply --help",
            "Read the help of the command, for instance:\n\n    bouwsteen apply --help",
        ),
        exits=(10,),
    ),
    "missing-argument": Entry(
        title=Text("Een argument ontbreekt", "Un argument manque", "An argument is missing"),
        cause=Text(
            "De opdracht moet weten waarover het gaat, bijvoorbeeld over welke stack.",
            "La commande doit savoir de quoi il s'agit, par exemple de quelle stack.",
            "The command must know what it is about, for instance which stack.",
        ),
        remedy=Text(
            "Noem de stack achter de opdracht:\n\n    bouwsteen up herstappe",
            "Nommez la stack après la commande :\n\n    bouwsteen up herstappe",
            "Name the stack behind the command:\n\n    bouwsteen up herstappe",
        ),
        exits=(10,),
    ),
    "invalid-argument": Entry(
        title=Text(
            "Een argument heeft een waarde die niet past",
            "Un argument a une valeur qui ne convient pas",
            "An argument has a value that does not fit",
        ),
        cause=Text(
            "Een optie of argument neemt alleen bepaalde waarden aan: een getal binnen grenzen, een woord uit een lijst, een bestaande "
            "map.",
            "Une option ou un argument n'accepte que certaines valeurs : un nombre entre des limites, un mot d'une liste, un dossier "
            "existant.",
            "An option or argument takes certain values only: a number within limits, a word of a list, a folder that exists.",
        ),
        remedy=Text(
            "Geef een waarde die de hulp van de opdracht noemt, bijvoorbeeld:\n\n    bouwsteen status --help",
            "Donnez une valeur que nomme l'aide de la commande, par exemple :\n\n    bouwsteen status --help",
            "Give a value that the help of the command names, for instance:\n\n    bouwsteen status --help",
        ),
        exits=(10,),
        wrong="bouwsteen status -o xml",
        right="bouwsteen status -o json",
    ),
    "code-not-found": Entry(
        title=Text("Deze code bestaat niet", "Ce code n'existe pas", "There is no such code"),
        cause=Text(
            "U vroeg uitleg over een code die geen melding van Bouwsteen heeft. De code van een melding staat tussen vierkante haken "
            "achter haar eerste regel.",
            "Vous avez demandé l'explication d'un code qu'aucun message de Bouwsteen ne porte. Le code d'un message figure entre "
            "crochets après sa première ligne.",
            "You asked about a code that no message of Bouwsteen has. The code of a message stands in square brackets behind its first "
            "line.",
        ),
        remedy=Text(
            "Bekijk alle codes:\n\n    bouwsteen explain",
            "Consultez tous les codes :\n\n    bouwsteen explain",
            "See all codes:\n\n    bouwsteen explain",
        ),
        exits=(6,),
    ),
    "stack-not-found": Entry(
        title=Text("Deze stack bestaat niet", "Cette stack n'existe pas", "There is no such stack"),
        cause=Text(
            "Een stack is een map onder `stacks/` met een `stack.yaml` erin. Onder deze naam is er geen.",
            "Une stack est un dossier sous `stacks/` qui contient un `stack.yaml`. Il n'y en a pas sous ce nom.",
            "A stack is a folder below `stacks/` that holds a `stack.yaml`. There is none of this name.",
        ),
        remedy=Text(
            "Verbeter de naam, of werk in de map waarin `stacks/` staat. Een nieuwe stack begint u met:\n\n    bouwsteen init BESTUUR",
            "Corrigez le nom, ou travaillez dans le dossier qui contient `stacks/`. Une nouvelle stack se commence avec :\n\n    "
            "bouwsteen init ADMINISTRATION",
            "Correct the name, or work in the folder that holds `stacks/`. A new stack begins with:\n\n    bouwsteen init ORGANISATION",
        ),
        exits=(6,),
    ),
    "environment-not-found": Entry(
        title=Text("Deze omgeving bestaat niet", "Cet environnement n'existe pas", "There is no such environment"),
        cause=Text(
            "Een stack somt zijn omgevingen op onder `spec.environments`, en de gevraagde staat daar niet bij. Zonder `-e` is dat `local`.",
            "Une stack énumère ses environnements sous `spec.environments`, et celui qui est demandé n'y figure pas. Sans `-e`, c'est "
            "`local`.",
            "A stack lists its environments under `spec.environments`, and the one that was asked for is not among them. Without `-e` "
            "that is `local`.",
        ),
        remedy=Text(
            "Noem een omgeving die er is, of voeg ze toe aan de stack.",
            "Nommez un environnement existant, ou ajoutez-le à la stack.",
            "Name an environment that is there, or add it to the stack.",
        ),
        exits=(6,),
        right=("environments:\n  local: {target: local}"),
    ),
    "instance-not-found": Entry(
        title=Text("Deze instantie bestaat niet", "Cette instance n'existe pas", "There is no such instance"),
        cause=Text(
            "De stack heeft in deze omgeving geen instantie met die naam. Een instantie heet zoals haar bouwsteen, tenzij de stack haar "
            "een `name` geeft.",
            "La stack n'a pas d'instance de ce nom dans cet environnement. Une instance porte le nom de sa brique, sauf si la stack lui "
            "donne un `name`.",
            "The stack has no instance of that name in this environment. An instance is called like its block, unless the stack gives it "
            "a `name`.",
        ),
        remedy=Text(
            "Bekijk welke instanties er zijn:\n\n    bouwsteen status STACK",
            "Consultez les instances qui existent :\n\n    bouwsteen status STACK",
            "See which instances there are:\n\n    bouwsteen status STACK",
        ),
        exits=(6,),
    ),
    "output-not-found": Entry(
        title=Text("Deze uitgang bestaat niet", "Cette sortie n'existe pas", "There is no such output"),
        cause=Text(
            "Geen instantie van de stack biedt een uitgang met die naam aan, of er is nog niets uitgevoerd.",
            "Aucune instance de la stack n'offre de sortie de ce nom, ou rien n'a encore été exécuté.",
            "No instance of the stack provides an output of that name, or nothing has been carried out yet.",
        ),
        remedy=Text(
            "Bekijk alle uitgangen. Een veld ervan staat achter een punt:\n\n    bouwsteen outputs STACK\n    bouwsteen outputs STACK "
            "forms/intake.url",
            "Consultez toutes les sorties. Un champ d'une sortie suit un point :\n\n    bouwsteen outputs STACK\n    bouwsteen outputs "
            "STACK forms/intake.url",
            "See all outputs. A field of one stands behind a dot:\n\n    bouwsteen outputs STACK\n    bouwsteen outputs STACK "
            "forms/intake.url",
        ),
        exits=(6,),
    ),
    "no-logs": Entry(
        title=Text("Er zijn geen logboeken", "Il n'y a pas de journaux", "There are no logs"),
        cause=Text(
            "Geen enkel proces van deze omgeving heeft op deze computer iets geschreven: er is nog niets gestart, of de instantie draait "
            "niet als proces.",
            "Aucun processus de cet environnement n'a écrit sur cet ordinateur : rien n'a encore démarré, ou l'instance ne tourne pas "
            "comme processus.",
            "No process of this environment has written anything on this machine: nothing was started yet, or the instance does not run "
            "as a process.",
        ),
        remedy=Text(
            "Bekijk wat er draait, of start de stack:\n\n    bouwsteen status STACK\n    bouwsteen up STACK",
            "Consultez ce qui tourne, ou démarrez la stack :\n\n    bouwsteen status STACK\n    bouwsteen up STACK",
            "See what runs, or start the stack:\n\n    bouwsteen status STACK\n    bouwsteen up STACK",
        ),
        exits=(6,),
    ),
    "kind-not-found": Entry(
        title=Text("Deze soort document bestaat niet", "Cette sorte de document n'existe pas", "There is no such kind of document"),
        cause=Text(
            "`bouwsteen schema` kent alleen de soorten die Bouwsteen leest.",
            "`bouwsteen schema` ne connaît que les sortes que Bouwsteen lit.",
            "`bouwsteen schema` knows only the kinds that Bouwsteen reads.",
        ),
        remedy=Text(
            "Kies een soort uit de lijst:\n\n    bouwsteen schema",
            "Choisissez une sorte de la liste :\n\n    bouwsteen schema",
            "Choose a kind of the list:\n\n    bouwsteen schema",
        ),
        exits=(6,),
    ),
    "block-not-found": Entry(
        title=Text("Deze bouwsteen bestaat niet", "Cette brique n'existe pas", "There is no such block"),
        cause=Text(
            "De catalogus biedt geen bouwsteen met die naam aan.",
            "Le catalogue n'offre pas de brique de ce nom.",
            "The catalog does not offer a block of that name.",
        ),
        remedy=Text(
            "Bekijk wat de catalogus aanbiedt:\n\n    bouwsteen catalog",
            "Consultez ce qu'offre le catalogue :\n\n    bouwsteen catalog",
            "See what the catalog offers:\n\n    bouwsteen catalog",
        ),
        exits=(6,),
    ),
    "profile-not-found": Entry(
        title=Text("Dit belastingsprofiel bestaat niet", "Ce profil de charge n'existe pas", "There is no such load profile"),
        cause=Text(
            "Een belastingsprofiel is een bestand in `loadtests/profiles/`, en onder deze naam is er geen.",
            "Un profil de charge est un fichier de `loadtests/profiles/`, et il n'y en a pas sous ce nom.",
            "A load profile is a file in `loadtests/profiles/`, and there is none of this name.",
        ),
        remedy=Text(
            "Kies een profiel dat er is, of laat `--profile` weg: dan geldt `smoke`.",
            "Choisissez un profil existant, ou omettez `--profile` : `smoke` vaut alors.",
            "Choose a profile that is there, or leave `--profile` out: `smoke` holds then.",
        ),
        exits=(6,),
    ),
    "organisation-not-found": Entry(
        title=Text("Dit bestuur bestaat niet", "Cette administration n'existe pas", "There is no such organisation"),
        cause=Text(
            "Een bestuur wordt opgezocht op naam of NIS-code in `catalog/organisations.csv`, en dit staat daar niet in.",
            "Une administration se cherche par son nom ou son code INS dans `catalog/organisations.csv`, et celle-ci n'y figure pas.",
            "An organisation is looked up by name or NIS code in `catalog/organisations.csv`, and this one is not in it.",
        ),
        remedy=Text(
            "Verbeter de naam, of geef de NIS-code. Een bestuur dat niet in de lijst staat, beschrijft u in de stack met `name` en `kind`.",
            "Corrigez le nom, ou donnez le code INS. Une administration qui n'est pas dans la liste se décrit dans la stack avec `name` "
            "et `kind`.",
            "Correct the name, or give the NIS code. An organisation that is not in the list is described in the stack by `name` and "
            "`kind`.",
        ),
        exits=(6,),
        wrong="bouwsteen init Lueven",
        right="bouwsteen init Leuven",
    ),
    "organisation-ambiguous": Entry(
        title=Text("Meer besturen hebben deze naam", "Plusieurs administrations portent ce nom", "Several organisations have this name"),
        cause=Text(
            "De naam alleen zegt niet welk bestuur bedoeld is.",
            "Le nom seul ne dit pas quelle administration est visée.",
            "The name alone does not say which organisation is meant.",
        ),
        remedy=Text(
            "Geef de NIS-code in plaats van de naam:\n\n    bouwsteen init 24062",
            "Donnez le code INS plutôt que le nom :\n\n    bouwsteen init 24062",
            "Give the NIS code instead of the name:\n\n    bouwsteen init 24062",
        ),
        exits=(6,),
    ),
    "stack-exists": Entry(
        title=Text("De stack bestaat al", "La stack existe déjà", "The stack is there already"),
        cause=Text(
            "`bouwsteen init` overschrijft niets, en de map van de stack is er al.",
            "`bouwsteen init` n'écrase rien, et le dossier de la stack existe déjà.",
            "`bouwsteen init` overwrites nothing, and the folder of the stack is there already.",
        ),
        remedy=Text(
            "Werk verder in die map, of kies een andere naam:\n\n    bouwsteen init Leuven --name leuven-proef",
            "Continuez dans ce dossier, ou choisissez un autre nom :\n\n    bouwsteen init Leuven --name leuven-essai",
            "Go on in that folder, or choose another name:\n\n    bouwsteen init Leuven --name leuven-trial",
        ),
        exits=(10,),
    ),
    "stack-name-invalid": Entry(
        title=Text("Een stack kan deze naam niet hebben", "Une stack ne peut pas porter ce nom", "A stack cannot have this name"),
        cause=Text(
            "Namen van stacks worden namen van mappen en van adressen op het internet. Ze bestaan uit kleine letters, cijfers en "
            "koppeltekens, met een letter vooraan.",
            "Les noms de stacks deviennent des noms de dossiers et d'adresses internet. Ils se composent de minuscules, de chiffres et "
            "de traits d'union, une lettre d'abord.",
            "Names of stacks become names of folders and of internet addresses. They are small letters, digits and hyphens, a letter "
            "first.",
        ),
        remedy=Text(
            "Kies een naam zonder hoofdletters, spaties en accenten.",
            "Choisissez un nom sans majuscules, espaces ni accents.",
            "Choose a name without capitals, spaces and accents.",
        ),
        exits=(10,),
        wrong='bouwsteen init Leuven --name "Stad Leuven"',
        right="bouwsteen init Leuven --name stad-leuven",
    ),
    "example-too-large": Entry(
        title=Text(
            "Een voorbeeld van een bouwsteen is te groot",
            "Un exemple d'une brique est trop grand",
            "An example of a block is too large",
        ),
        cause=Text(
            "`bouwsteen init` kopieert voorbeelden van een bouwsteen naar de nieuwe stack, en een ervan is groter dan 64 KiB.",
            "`bouwsteen init` copie des exemples d'une brique dans la nouvelle stack, et l'un d'eux dépasse 64 Kio.",
            "`bouwsteen init` copies examples of a block to the new stack, and one of them is larger than 64 KiB.",
        ),
        remedy=Text(
            "Vraag wie de bouwsteen beheert om een kleiner voorbeeld, of begin zonder die bouwsteen met `--block`.",
            "Demandez à qui gère la brique un exemple plus petit, ou commencez sans cette brique avec `--block`.",
            "Ask who maintains the block for a smaller example, or begin without that block by `--block`.",
        ),
        exits=(1,),
    ),
    "plan-out-many": Entry(
        title=Text("Een bewaard plan gaat over één stack", "Un plan conservé porte sur une seule stack", "A saved plan is of one stack"),
        cause=Text(
            "`--out` noemt één bestand, en er zouden meer stacks gepland worden.",
            "`--out` nomme un seul fichier, et plusieurs stacks seraient planifiées.",
            "`--out` names one file, and several stacks would be planned.",
        ),
        remedy=Text(
            "Noem de stack waarvan u het plan wilt bewaren:\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Nommez la stack dont vous voulez conserver le plan :\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Name the stack whose plan is to be saved:\n\n    bouwsteen plan herstappe --out herstappe.plan",
        ),
        exits=(10,),
    ),
    "replace-misplaced": Entry(
        title=Text("Zo kan er niets vervangen worden", "Rien ne peut être remplacé ainsi", "Nothing can be replaced in this way"),
        cause=Text(
            "`--replace` hoort bij een plan van één stack. Het past niet bij `--destroy`, en ook niet bij een bewaard plan: dat zegt zelf "
            "al wat het vervangt.",
            "`--replace` va avec le plan d'une seule stack. Il ne va pas avec `--destroy`, ni avec un plan conservé, qui dit lui-même ce "
            "qu'il remplace.",
            "`--replace` goes with a plan of one stack. It does not go with `--destroy`, nor with a saved plan, which says itself what it "
            "replaces.",
        ),
        remedy=Text(
            "Noem de stack, en bewaar het plan opnieuw als u er een wilde:\n\n"
            "    bouwsteen plan herstappe --replace ADRES --out herstappe.plan",
            "Nommez la stack, et conservez un nouveau plan s'il en fallait un :\n\n"
            "    bouwsteen plan herstappe --replace ADRESSE --out herstappe.plan",
            "Name the stack, and save a new plan where one was meant:\n\n"
            "    bouwsteen plan herstappe --replace ADDRESS --out herstappe.plan",
        ),
        exits=(10,),
    ),
    "plan-not-saved": Entry(
        title=Text("Het plan kon niet bewaard worden", "Le plan n'a pas pu être conservé", "The plan could not be saved"),
        cause=Text(
            "Het systeem weigerde het bestand te schrijven: de map bestaat niet, is vol, of is niet van u.",
            "Le système a refusé d'écrire le fichier : le dossier n'existe pas, est plein, ou n'est pas à vous.",
            "The system refused to write the file: the folder does not exist, is full, or is not yours.",
        ),
        remedy=Text(
            "Kies een andere plaats achter `--out`.",
            "Choisissez un autre endroit après `--out`.",
            "Choose another place behind `--out`.",
        ),
        exits=(1,),
    ),
    "plan-not-found": Entry(
        title=Text("Dit bewaarde plan bestaat niet", "Ce plan conservé n'existe pas", "There is no such plan"),
        cause=Text(
            "Achter `apply` staat de naam van een planbestand, en dat bestand is er niet.",
            "`apply` est suivi du nom d'un fichier de plan, et ce fichier n'existe pas.",
            "`apply` is followed by the name of a plan file, and that file is not there.",
        ),
        remedy=Text(
            "Maak het plan eerst:\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Faites d'abord le plan :\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Make the plan first:\n\n    bouwsteen plan herstappe --out herstappe.plan",
        ),
        exits=(6,),
    ),
    "plan-invalid": Entry(
        title=Text("Dit is geen bewaard plan", "Ceci n'est pas un plan conservé", "This is not a saved plan"),
        cause=Text(
            "Het bestand is niet door `bouwsteen plan --out` geschreven, is daarna veranderd, of komt van een andere versie.",
            "Le fichier n'a pas été écrit par `bouwsteen plan --out`, a été modifié ensuite, ou vient d'une autre version.",
            "The file was not written by `bouwsteen plan --out`, was changed since, or comes from another version.",
        ),
        remedy=Text(
            "Maak het plan opnieuw:\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Refaites le plan :\n\n    bouwsteen plan herstappe --out herstappe.plan",
            "Make the plan anew:\n\n    bouwsteen plan herstappe --out herstappe.plan",
        ),
        exits=(10,),
    ),
    "file-not-written": Entry(
        title=Text("Een bestand kan niet geschreven worden", "Un fichier ne peut pas être écrit", "A file cannot be written"),
        cause=Text(
            "Het systeem weigert: de map bestaat niet, is niet van u, of de schijf is vol. Wat er stond, staat er nog.",
            "Le système refuse : le dossier n'existe pas, n'est pas à vous, ou le disque est plein. Ce qui s'y trouvait y est encore.",
            "The system refuses: the folder does not exist, is not yours, or the disk is full. What was there is still there.",
        ),
        remedy=Text(
            "Maak de map, maak plaats, of kies een andere plaats.",
            "Créez le dossier, faites de la place, ou choisissez un autre endroit.",
            "Make the folder, make room, or choose another place.",
        ),
        exits=(1,),
    ),
    "missing-part": Entry(
        title=Text(
            "Een onderdeel van Bouwsteen is niet geïnstalleerd",
            "Une partie de Bouwsteen n'est pas installée",
            "A part of Bouwsteen is not installed",
        ),
        cause=Text(
            "Niet elke computer heeft alles nodig. Wat u vroeg, heeft een onderdeel nodig dat hier niet is: blokken laten draaien "
            "(`local`), belasten (`loadtest`), of het programma git.",
            "Tous les ordinateurs n'ont pas besoin de tout. Ce que vous demandez a besoin d'une partie absente ici : faire tourner des "
            "briques (`local`), charger (`loadtest`), ou le programme git.",
            "Not every machine needs everything. What you asked needs a part that is not here: running blocks (`local`), making load "
            "(`loadtest`), or the program git.",
        ),
        remedy=Text(
            "Installeer het onderdeel dat de melding noemt, bijvoorbeeld:\n\n    pip install 'bouwsteen[local,loadtest]'",
            "Installez la partie que nomme le message, par exemple :\n\n    pip install 'bouwsteen[local,loadtest]'",
            "Install the part that the message names, for instance:\n\n    pip install 'bouwsteen[local,loadtest]'",
        ),
        exits=(1, 4),
    ),
    "system-refused": Entry(
        title=Text("Het systeem weigert wat nodig is", "Le système refuse ce qui est nécessaire", "The system refuses what is needed"),
        cause=Text(
            "Een bestand of map kon niet gelezen, geschreven of geopend worden: de schijf is vol, of de rechten laten het niet toe.",
            "Un fichier ou un dossier n'a pas pu être lu, écrit ou ouvert : le disque est plein, ou les droits ne le permettent pas.",
            "A file or folder could not be read, written or opened: the disk is full, or its rights do not allow it.",
        ),
        remedy=Text(
            "Maak plaats op de schijf, of geef uzelf recht op het bestand dat de melding noemt. Voer daarna dezelfde opdracht opnieuw uit.",
            "Faites de la place sur le disque, ou donnez-vous droit au fichier que nomme le message. Relancez ensuite la même commande.",
            "Make room on the disk, or give yourself the right to the file that the message names. Then run the same command again.",
        ),
        exits=(1,),
    ),
    "internal": Entry(
        title=Text("Bouwsteen maakte een fout", "Bouwsteen a commis une erreur", "Bouwsteen made a mistake"),
        cause=Text(
            "Er gebeurde iets wat niet kan gebeuren. Dat ligt niet aan uw documenten of aan uw opdracht.",
            "Il s'est produit une chose qui ne peut pas se produire. Cela ne tient ni à vos documents ni à votre commande.",
            "Something happened that cannot happen. That is due neither to your documents nor to your command.",
        ),
        remedy=Text(
            "Stuur het verslag dat de melding noemt naar wie Bouwsteen beheert; er staan geen waarden van u in. Wat gedaan was, is "
            "vastgelegd: dezelfde opdracht kan opnieuw.",
            "Envoyez le rapport que nomme le message à qui gère Bouwsteen ; il ne contient aucune de vos valeurs. Ce qui était fait est "
            "enregistré : la même commande peut être relancée.",
            "Send the report that the message names to who maintains Bouwsteen; it holds no values of yours. What was done is recorded: "
            "the same command can be run again.",
        ),
        exits=(255,),
    ),
}
