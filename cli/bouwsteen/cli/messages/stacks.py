"""What a stack says: its organisation, its blocks, and how they are wired."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "organisation-unknown": Entry(
        title=Text(
            "Een bestuur staat niet in de catalogus",
            "Une administration n'est pas dans le catalogue",
            "An organisation is not in the catalog",
        ),
        cause=Text(
            "De NIS-code van de stack komt niet voor in `catalog/organisations.csv`.",
            "Le code INS de la stack ne figure pas dans `catalog/organisations.csv`.",
            "The NIS code of the stack does not occur in `catalog/organisations.csv`.",
        ),
        remedy=Text(
            "Verbeter de code, of beschrijf het bestuur met `name` en `kind`.",
            "Corrigez le code, ou décrivez l'administration avec `name` et `kind`.",
            "Correct the code, or describe the organisation by `name` and `kind`.",
        ),
        exits=(10,),
        right="organisation: {name: Intercommunale De Demer, kind: other}",
    ),
    "organisation-incomplete": Entry(
        title=Text(
            "Een bestuur is niet volledig beschreven",
            "Une administration n'est pas décrite",
            "An organisation is not described",
        ),
        cause=Text(
            "Een stack hoort bij een bestuur. Dat staat in de lijst met zijn NIS-code, of het wordt beschreven met een naam en een soort.",
            "Une stack appartient à une administration. Celle-ci est dans la liste avec son code INS, ou elle est décrite par un nom et "
            "une sorte.",
            "A stack belongs to an organisation. That is in the list by its NIS code, or it is described by a name and a kind.",
        ),
        remedy=Text(
            "Geef `nis`, of `name` en `kind` samen.",
            "Donnez `nis`, ou `name` et `kind` ensemble.",
            "Give `nis`, or `name` and `kind` together.",
        ),
        exits=(10,),
        wrong="organisation: {name: Leuven}",
        right='organisation: {nis: "24062"}',
    ),
    "organisations-invalid": Entry(
        title=Text(
            "De lijst van besturen kan niet gelezen worden",
            "La liste des administrations est illisible",
            "The list of organisations cannot be read",
        ),
        cause=Text(
            "`catalog/organisations.csv` heeft niet de kolommen of waarden die het moet hebben.",
            "`catalog/organisations.csv` n'a pas les colonnes ou les valeurs qu'il doit avoir.",
            "`catalog/organisations.csv` does not have the columns or values that it should.",
        ),
        remedy=Text(
            "Zet het bestand terug zoals de catalogus het geeft:\n\n    git checkout -- catalog/organisations.csv",
            "Remettez le fichier tel que le donne le catalogue :\n\n    git checkout -- catalog/organisations.csv",
            "Put the file back as the catalog gives it:\n\n    git checkout -- catalog/organisations.csv",
        ),
        exits=(10,),
    ),
    "block-unknown": Entry(
        title=Text("Een bouwsteen wordt niet aangeboden", "Une brique n'est pas offerte", "A block is not offered"),
        cause=Text(
            "De stack neemt een bouwsteen op die de catalogus niet aanbiedt, of die niet bestaat.",
            "La stack adopte une brique que le catalogue n'offre pas, ou qui n'existe pas.",
            "The stack adopts a block that the catalog does not offer, or that does not exist.",
        ),
        remedy=Text(
            "Kies een bouwsteen uit de catalogus:\n\n    bouwsteen catalog",
            "Choisissez une brique du catalogue :\n\n    bouwsteen catalog",
            "Choose a block of the catalog:\n\n    bouwsteen catalog",
        ),
        exits=(10,),
        wrong="- {block: form, version: ^1.0}",
        right="- {block: forms, version: ^1.0}",
    ),
    "duplicate-instance": Entry(
        title=Text("Twee instanties hebben dezelfde naam", "Deux instances portent le même nom", "Two instances have the same name"),
        cause=Text(
            "Een bouwsteen mag meer dan één keer in een stack, maar dan heeft elke instantie een eigen naam nodig. Zonder `name` heet ze "
            "zoals de bouwsteen.",
            "Une brique peut figurer plusieurs fois dans une stack, mais chaque instance a alors besoin de son propre nom. Sans `name`, "
            "elle porte le nom de la brique.",
            "A block may stand in a stack more than once, but then each instance needs a name of its own. Without `name` it is called "
            "like the block.",
        ),
        remedy=Text(
            "Geef een van de twee een andere naam.",
            "Donnez un autre nom à l'une des deux.",
            "Give one of the two another name.",
        ),
        exits=(10,),
        wrong=("- {block: forms, version: ^1.0}\n- {block: forms, version: ^1.0}"),
        right=("- {block: forms, version: ^1.0}\n- {name: permits, block: forms, version: ^1.0}"),
    ),
    "instance-unknown": Entry(
        title=Text("Een instantie bestaat niet in deze stack", "Une instance n'existe pas dans cette stack", "An instance is not there"),
        cause=Text(
            "De stack verwijst naar een instantie die zij niet heeft, bijvoorbeeld onder `uses`, `exports` of bij een omgeving.",
            "La stack renvoie à une instance qu'elle n'a pas, par exemple sous `uses`, `exports` ou dans un environnement.",
            "The stack refers to an instance that it does not have, for instance under `uses`, `exports` or in an environment.",
        ),
        remedy=Text(
            "Noem een instantie die onder `spec.blocks` staat.",
            "Nommez une instance qui figure sous `spec.blocks`.",
            "Name an instance that stands under `spec.blocks`.",
        ),
        exits=(10,),
    ),
    "target-unknown": Entry(
        title=Text(
            "Een bouwsteen kan niet op dit doel draaien",
            "Une brique ne peut pas tourner sur cette cible",
            "A block cannot run at this target",
        ),
        cause=Text(
            "Een bouwsteen zegt onder `spec.targets` hoe hij gemaakt wordt: op deze computer (`local`) of elders. Het doel dat de stack "
            "vraagt, staat daar niet bij.",
            "Une brique dit sous `spec.targets` comment elle se réalise : sur cet ordinateur (`local`) ou ailleurs. La cible que demande "
            "la stack n'y figure pas.",
            "A block says under `spec.targets` how it is realised: on this machine (`local`) or elsewhere. The target that the stack "
            "asks for is not among them.",
        ),
        remedy=Text(
            "Kies een doel dat de melding noemt, of `existing` voor wat er al is.",
            "Choisissez une cible que nomme le message, ou `existing` pour ce qui existe déjà.",
            "Choose a target that the message names, or `existing` for what is there already.",
        ),
        exits=(10,),
        right=("environments:\n  local: {target: local}"),
    ),
    "namespace-too-long": Entry(
        title=Text(
            "De naam van een namespace is te lang",
            "Le nom d'un espace de noms est trop long",
            "The name of a namespace is too long",
        ),
        cause=Text(
            "In een cluster staat een omgeving in de namespace `<stack>-<omgeving>`, en Kubernetes laat daarvoor 63 tekens toe.",
            "Dans un cluster, un environnement se trouve dans l'espace de noms `<stack>-<environnement>`, et Kubernetes y admet "
            "63 caractères.",
            "In a cluster an environment stands in the namespace `<stack>-<environment>`, and Kubernetes allows 63 characters for it.",
        ),
        remedy=Text(
            "Noem een kortere namespace onder `kubernetes` van die omgeving.",
            "Nommez un espace de noms plus court sous `kubernetes` de cet environnement.",
            "Name a shorter namespace under `kubernetes` of that environment.",
        ),
        exits=(10,),
        right=("test: {target: kubernetes, kubernetes: {namespace: town-test}}"),
    ),
    "cluster-unused": Entry(
        title=Text(
            "Er draait niets in het cluster dat genoemd wordt",
            "Rien ne tourne dans le cluster nommé",
            "Nothing runs in the cluster that is named",
        ),
        cause=Text(
            "Een omgeving zegt onder `kubernetes` waar haar objecten staan, en geen van haar bouwstenen heeft dat doel.",
            "Un environnement dit sous `kubernetes` où se trouvent ses objets, et aucune de ses briques n'a cette cible.",
            "An environment says under `kubernetes` where its objects stand, and none of its blocks has that target.",
        ),
        remedy=Text(
            "Zet `target: kubernetes`, of haal `kubernetes` weg.",
            "Mettez `target: kubernetes`, ou retirez `kubernetes`.",
            "Set `target: kubernetes`, or remove `kubernetes`.",
        ),
        exits=(),
        right=("test: {target: kubernetes, kubernetes: {context: test}}"),
    ),
    "outputs-not-existing": Entry(
        title=Text(
            "Er zijn uitgangen gegeven voor wat nog gemaakt wordt",
            "Des sorties sont données pour ce qui reste à faire",
            "Outputs are given for what is still to be made",
        ),
        cause=Text(
            "`outputs` beschrijft iets wat er al is. Deze instantie wordt door Bouwsteen gemaakt en krijgt haar uitgangen vanzelf.",
            "`outputs` décrit ce qui existe déjà. Cette instance est faite par Bouwsteen et reçoit ses sorties d'elle-même.",
            "`outputs` describes what is there already. This instance is made by Bouwsteen and gets its outputs by itself.",
        ),
        remedy=Text(
            "Haal `outputs` weg, of zet `target: existing` bij de instantie.",
            "Retirez `outputs`, ou mettez `target: existing` à l'instance.",
            "Remove `outputs`, or set `target: existing` on the instance.",
        ),
        exits=(10,),
    ),
    "use-missing": Entry(
        title=Text(
            "Een bouwsteen vindt niet wat hij nodig heeft",
            "Une brique ne trouve pas ce dont elle a besoin",
            "A use has nothing to use",
        ),
        cause=Text(
            "Een bouwsteen heeft een koppelvlak nodig, zoals aanmelden of een databank, en niets in deze omgeving biedt dat aan.",
            "Une brique a besoin d'une interface, comme l'authentification ou une base de données, et rien dans cet environnement ne "
            "l'offre.",
            "A block needs an interface, such as sign-in or a database, and nothing in this environment offers it.",
        ),
        remedy=Text(
            "Voeg de bouwsteen toe die de melding noemt, of koppel aan een uitgang van een andere stack onder `uses`.",
            "Ajoutez la brique que nomme le message, ou reliez à une sortie d'une autre stack sous `uses`.",
            "Add the block that the message names, or wire to an output of another stack under `uses`.",
        ),
        exits=(10,),
        wrong=("blocks:\n  - {block: forms, version: ^1.0}"),
        right=("blocks:\n  - {block: identity, version: ^1.0}\n  - {block: database, version: ^1.0}\n  - {block: forms, version: ^1.0}"),
    ),
    "use-unsatisfied": Entry(
        title=Text(
            "Niets biedt aan wat een bouwsteen nodig heeft",
            "Rien n'offre ce dont une brique a besoin",
            "Nothing provides what a block needs",
        ),
        cause=Text(
            "Bij het plannen bleek dat een koppelvlak nergens aangeboden wordt, ook niet door een dienst die Bouwsteen er zelf bij had "
            "kunnen zetten.",
            "À la planification, il est apparu qu'une interface n'est offerte nulle part, pas même par un service que Bouwsteen aurait "
            "pu ajouter.",
            "While planning it turned out that an interface is provided nowhere, not even by a service that Bouwsteen could have added.",
        ),
        remedy=Text(
            "Voeg een bouwsteen toe die het koppelvlak aanbiedt. Welke dat zijn, ziet u hier:\n\n    bouwsteen catalog",
            "Ajoutez une brique qui offre l'interface. Vous les voyez ici :\n\n    bouwsteen catalog",
            "Add a block that provides the interface. See which ones do:\n\n    bouwsteen catalog",
        ),
        exits=(10,),
    ),
    "use-ambiguous": Entry(
        title=Text("Er past meer dan één uitgang", "Plus d'une sortie convient", "More than one output fits a use"),
        cause=Text(
            "Bouwsteen koppelt vanzelf wanneer er één uitgang past. Hier passen er meer, en kiezen is aan u.",
            "Bouwsteen relie de lui-même quand une seule sortie convient. Ici il y en a plusieurs, et le choix vous revient.",
            "Bouwsteen wires by itself where one output fits. Here several do, and the choice is yours.",
        ),
        remedy=Text(
            "Zeg onder `uses` welke uitgang bedoeld is.",
            "Dites sous `uses` quelle sortie est visée.",
            "Say under `uses` which output is meant.",
        ),
        exits=(10,),
        right="- {block: forms, version: ^1.0, uses: {database: archive/database}}",
    ),
    "use-unknown": Entry(
        title=Text("Een bouwsteen heeft dit niet nodig", "Une brique n'a pas ce besoin", "A block has no such use"),
        cause=Text(
            "Onder `uses` of `data` staat een naam die de bouwsteen niet gebruikt.",
            "Sous `uses` ou `data` figure un nom que la brique n'utilise pas.",
            "Under `uses` or `data` stands a name that the block does not use.",
        ),
        remedy=Text(
            "Neem een naam die de melding noemt. Wat een bouwsteen nodig heeft, ziet u hier:\n\n    bouwsteen catalog show forms",
            "Prenez un nom que nomme le message. Ce dont une brique a besoin se voit ici :\n\n    bouwsteen catalog show forms",
            "Take a name that the message names. See what a block needs:\n\n    bouwsteen catalog show forms",
        ),
        exits=(10,),
    ),
    "self-use": Entry(
        title=Text("Een instantie gebruikt zichzelf", "Une instance s'utilise elle-même", "An instance uses itself"),
        cause=Text(
            "Een instantie zou op haar eigen uitgang moeten wachten, en dat houdt nooit op.",
            "Une instance devrait attendre sa propre sortie, et cela ne finit jamais.",
            "An instance would have to wait for its own output, and that never ends.",
        ),
        remedy=Text(
            "Noem een andere instantie onder `uses`.",
            "Nommez une autre instance sous `uses`.",
            "Name another instance under `uses`.",
        ),
        exits=(10,),
    ),
    "wrong-interface": Entry(
        title=Text("Een uitgang heeft een ander koppelvlak", "Une sortie a une autre interface", "An output has another interface"),
        cause=Text(
            "Onder `uses` staat een uitgang die iets anders aanbiedt dan wat de bouwsteen nodig heeft, bijvoorbeeld een databank waar "
            "aanmelden gevraagd is.",
            "Sous `uses` figure une sortie qui offre autre chose que ce dont la brique a besoin, par exemple une base de données au lieu "
            "de l'authentification.",
            "Under `uses` stands an output that offers something else than the block needs, for instance a database where sign-in is "
            "asked.",
        ),
        remedy=Text(
            "Kies een van de uitgangen die de melding noemt.",
            "Choisissez une des sorties que nomme le message.",
            "Choose one of the outputs that the message names.",
        ),
        exits=(10,),
    ),
    "wrong-interface-version": Entry(
        title=Text(
            "Een uitgang heeft een andere versie van het koppelvlak",
            "Une sortie a une autre version de l'interface",
            "An output has another version of its interface",
        ),
        cause=Text(
            "De twee bouwstenen spreken hetzelfde koppelvlak in versies die niet samengaan.",
            "Les deux briques parlent la même interface dans des versions incompatibles.",
            "The two blocks speak the same interface in versions that do not go together.",
        ),
        remedy=Text(
            "Kies van een van de twee bouwstenen een andere versie.",
            "Choisissez une autre version de l'une des deux briques.",
            "Choose another version of one of the two blocks.",
        ),
        exits=(10,),
    ),
    "output-unknown": Entry(
        title=Text("Een uitgang bestaat niet", "Une sortie n'existe pas", "An output is not there"),
        cause=Text(
            "De genoemde instantie of bouwsteen heeft geen uitgang met die naam.",
            "L'instance ou la brique nommée n'a pas de sortie de ce nom.",
            "The instance or block that is named has no output of that name.",
        ),
        remedy=Text(
            "Neem een uitgang die de melding noemt. Wat een bouwsteen aanbiedt, ziet u hier:\n\n    bouwsteen catalog show identity",
            "Prenez une sortie que nomme le message. Ce qu'offre une brique se voit ici :\n\n    bouwsteen catalog show identity",
            "Take an output that the message names. See what a block provides:\n\n    bouwsteen catalog show identity",
        ),
        exits=(10,),
    ),
    "output-missing": Entry(
        title=Text("Een doel maakt een uitgang niet", "Une cible ne réalise pas une sortie", "A target does not realise an output"),
        cause=Text(
            "De bouwsteen belooft een uitgang onder `spec.provides`, en een van zijn doelen zegt niet hoe die gemaakt wordt.",
            "La brique promet une sortie sous `spec.provides`, et une de ses cibles ne dit pas comment la réaliser.",
            "The block promises an output under `spec.provides`, and one of its targets does not say how it is made.",
        ),
        remedy=Text(
            "Voeg de uitgang toe onder `provides` van dat doel, of schrap ze uit `spec.provides`.",
            "Ajoutez la sortie sous `provides` de cette cible, ou retirez-la de `spec.provides`.",
            "Add the output under `provides` of that target, or take it out of `spec.provides`.",
        ),
        exits=(10,),
    ),
    "export-unknown": Entry(
        title=Text(
            "Een uitgang van een andere stack wordt niet aangeboden",
            "Une sortie d'une autre stack n'est pas offerte",
            "An output of another stack is not offered",
        ),
        cause=Text(
            "De stack wil een uitgang van een andere stack gebruiken. Dat mag alleen als die andere stack ze onder `exports` aan deze "
            "stack geeft.",
            "La stack veut utiliser une sortie d'une autre stack. C'est permis seulement si cette autre stack la donne à celle-ci sous "
            "`exports`.",
            "The stack wants to use an output of another stack. That is allowed only where the other stack gives it to this one under "
            "`exports`.",
        ),
        remedy=Text(
            "Kijk de naam na, en vraag wie de andere stack beheert om de uitgang aan te bieden.",
            "Vérifiez le nom, et demandez à qui gère l'autre stack d'offrir la sortie.",
            "Check the name, and ask who runs the other stack to offer the output.",
        ),
        exits=(10,),
        right=("exports:\n  - {output: identity-service/broker, to: [herstappe, leuven]}"),
    ),
    "bad-move": Entry(
        title=Text("Een verplaatsing klopt niet", "Un déplacement n'a pas de sens", "A move makes no sense"),
        cause=Text(
            "`moved` zegt dat een instantie een andere naam kreeg. De oude naam mag dan niet meer in de stack staan, de nieuwe wel, en "
            "elke naam komt één keer voor.",
            "`moved` dit qu'une instance a changé de nom. L'ancien nom ne peut alors plus figurer dans la stack, le nouveau doit y être, "
            "et chaque nom n'apparaît qu'une fois.",
            "`moved` says that an instance got another name. The old name may then stand in the stack no more, the new one must, and "
            "each name occurs once.",
        ),
        remedy=Text(
            "Verbeter de namen onder `moved`, of haal de verplaatsing weg.",
            "Corrigez les noms sous `moved`, ou retirez le déplacement.",
            "Correct the names under `moved`, or remove the move.",
        ),
        exits=(10,),
        right="moved: [{from: forms, to: permits}]",
    ),
    "secret-not-found": Entry(
        title=Text(
            "Een geheim staat niet waar de stack zegt",
            "Un secret n'est pas où la stack le dit",
            "A secret is not where the stack says",
        ),
        cause=Text(
            "De stack verwijst met `secretRef` naar een omgevingsvariabele of bestand, en daar is niets te vinden of te lezen.",
            "La stack renvoie par `secretRef` à une variable d'environnement ou à un fichier, et rien ne s'y trouve ou ne peut y être lu.",
            "The stack refers by `secretRef` to an environment variable or a file, and nothing is to be found or read there.",
        ),
        remedy=Text(
            "Zet het geheim op die plaats, of verbeter de verwijzing:\n\n    export BOUWSTEEN_SECRET_BROKER=…",
            "Placez le secret à cet endroit, ou corrigez le renvoi :\n\n    export BOUWSTEEN_SECRET_BROKER=…",
            "Put the secret there, or correct the reference:\n\n    export BOUWSTEEN_SECRET_BROKER=…",
        ),
        exits=(10,),
    ),
    "secret-withheld": Entry(
        title=Text(
            "Een geheim is er geen dat een stack mag lezen",
            "Un secret n'est pas de ceux qu'une stack peut lire",
            "A secret is not one that a stack may read",
        ),
        cause=Text(
            "Een stack komt uit een pull request en mag niet alles lezen wat deze machine weet, zoals de tokens van een pipeline. "
            "Hij mag een omgevingsvariabele noemen die met `BOUWSTEEN_SECRET_` begint of in `BOUWSTEEN_SECRET_VARIABLES` staat, en een "
            "bestand in zijn eigen map of onder een map die in `BOUWSTEEN_SECRET_FOLDERS` staat.",
            "Une stack vient d'une pull request et ne peut pas lire tout ce que cette machine sait, comme les jetons d'un pipeline. "
            "Elle peut nommer une variable d'environnement qui commence par `BOUWSTEEN_SECRET_` ou qui est dans "
            "`BOUWSTEEN_SECRET_VARIABLES`, et un fichier de son propre dossier ou sous un dossier qui est dans `BOUWSTEEN_SECRET_FOLDERS`.",
            "A stack comes from a pull request and may not read all that this machine knows, such as the tokens of a pipeline. "
            "It may name an environment variable that begins with `BOUWSTEEN_SECRET_` or is listed in `BOUWSTEEN_SECRET_VARIABLES`, and a "
            "file of its own folder or below a folder that is listed in `BOUWSTEEN_SECRET_FOLDERS`.",
        ),
        remedy=Text(
            "Geef het geheim een naam die een stack mag lezen:\n\n    export BOUWSTEEN_SECRET_BROKER=…\n\n"
            "Of laat wie de machine beheert, de variabele of de map vrijgeven:\n\n"
            "    export BOUWSTEEN_SECRET_VARIABLES=BROKER_PASSWORD,PAYMENT_KEY\n    export BOUWSTEEN_SECRET_FOLDERS=/run/secrets",
            "Donnez au secret un nom qu'une stack peut lire :\n\n    export BOUWSTEEN_SECRET_BROKER=…\n\n"
            "Ou laissez qui gère la machine donner accès à la variable ou au dossier :\n\n"
            "    export BOUWSTEEN_SECRET_VARIABLES=BROKER_PASSWORD,PAYMENT_KEY\n    export BOUWSTEEN_SECRET_FOLDERS=/run/secrets",
            "Give the secret a name that a stack may read:\n\n    export BOUWSTEEN_SECRET_BROKER=…\n\n"
            "Or let whoever runs the machine give the variable or the folder:\n\n"
            "    export BOUWSTEEN_SECRET_VARIABLES=BROKER_PASSWORD,PAYMENT_KEY\n    export BOUWSTEEN_SECRET_FOLDERS=/run/secrets",
        ),
        exits=(10,),
        wrong="password: {secretRef: {env: GITHUB_TOKEN}}",
        right="password: {secretRef: {env: BOUWSTEEN_SECRET_BROKER}}",
    ),
    "bouwsteen-too-old": Entry(
        title=Text(
            "Een bouwsteen vraagt een andere versie van Bouwsteen",
            "Une brique demande une autre version de Bouwsteen",
            "A block needs another version of Bouwsteen",
        ),
        cause=Text(
            "De bouwsteen zegt onder `requires.bouwsteen` met welke versies hij werkt, en de geïnstalleerde hoort daar niet bij.",
            "La brique dit sous `requires.bouwsteen` avec quelles versions elle fonctionne, et celle qui est installée n'en fait pas "
            "partie.",
            "The block says under `requires.bouwsteen` with which versions it works, and the installed one is not among them.",
        ),
        remedy=Text(
            "Installeer een versie die past. De geïnstalleerde ziet u hier:\n\n    bouwsteen version",
            "Installez une version qui convient. Celle qui est installée se voit ici :\n\n    bouwsteen version",
            "Install a version that fits. See the installed one:\n\n    bouwsteen version",
        ),
        exits=(10,),
    ),
}
