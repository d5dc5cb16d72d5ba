"""Files that are read: their place, their size, what they hold."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "document-not-found": Entry(
        title=Text("Een document is niet gevonden", "Un document est introuvable", "A document is not there"),
        cause=Text(
            "Een commando vraagt een document op een vaste plaats, zoals `stacks/NAAM/stack.yaml`, en daar staat geen bestand.",
            "Une commande demande un document à un endroit fixe, comme `stacks/NOM/stack.yaml`, et il n'y a pas de fichier à cet endroit.",
            "A command asks for a document at a fixed place, such as `stacks/NAME/stack.yaml`, and there is no file.",
        ),
        remedy=Text(
            "Kijk de naam na, en werk in de map waarin `stacks/` staat. Een nieuwe stack begint u met:\n\n    bouwsteen init BESTUUR",
            "Vérifiez le nom, et travaillez dans le dossier qui contient `stacks/`. Une nouvelle stack se commence avec :\n\n    "
            "bouwsteen init ADMINISTRATION",
            "Check the name, and work in the folder that holds `stacks/`. A new stack begins with:\n\n    bouwsteen init ORGANISATION",
        ),
        exits=(10,),
    ),
    "document-empty": Entry(
        title=Text("Het bestand bevat geen document", "Le fichier ne contient pas de document", "The file holds no document"),
        cause=Text(
            "Het bestand is leeg of bevat alleen commentaar. Bouwsteen neemt niet aan dat u niets bedoelt.",
            "Le fichier est vide ou ne contient que des commentaires. Bouwsteen ne suppose pas que vous ne demandez rien.",
            "The file is empty or holds comments only. Bouwsteen does not take that to mean that you want nothing.",
        ),
        remedy=Text(
            "Schrijf het document, of verwijder het bestand. Een document begint met `apiVersion` en `kind`.",
            "Écrivez le document, ou supprimez le fichier. Un document commence par `apiVersion` et `kind`.",
            "Write the document, or remove the file. A document begins with `apiVersion` and `kind`.",
        ),
        exits=(10,),
        right=("apiVersion: bouwsteen.vlaanderen.be/v1alpha1\nkind: Stack\nmetadata: {name: wemmel}"),
    ),
    "document-not-a-mapping": Entry(
        title=Text(
            "Het document is geen lijst van velden",
            "Le document n'est pas une liste de champs",
            "The document is not a mapping",
        ),
        cause=Text(
            "Een document bestaat uit velden met een waarde. Dit bestand bevat alleen een tekst, een getal of een opsomming.",
            "Un document se compose de champs avec une valeur. Ce fichier ne contient qu'un texte, un nombre ou une énumération.",
            "A document consists of fields with a value. This file holds only a text, a number or a list.",
        ),
        remedy=Text(
            "Begin het document met `apiVersion:` en `kind:`, elk op een eigen regel zonder streepje ervoor.",
            "Commencez le document par `apiVersion:` et `kind:`, chacun sur sa propre ligne, sans tiret.",
            "Begin the document with `apiVersion:` and `kind:`, each on a line of its own without a dash.",
        ),
        exits=(10,),
        wrong="- apiVersion: bouwsteen.vlaanderen.be/v1alpha1",
        right="apiVersion: bouwsteen.vlaanderen.be/v1alpha1",
    ),
    "document-too-large": Entry(
        title=Text("Het bestand is te groot", "Le fichier est trop grand", "The file is too large"),
        cause=Text(
            "Een document heeft een grens in bytes, zodat een vergissing of kwaad opzet de computer niet kan vastzetten. Het bestand is "
            "daarom niet gelezen.",
            "Un document a une limite en octets, pour qu'une erreur ou une malveillance ne puisse pas bloquer l'ordinateur. Le fichier "
            "n'a donc pas été lu.",
            "A document has a limit in bytes, so that neither a slip nor ill will can bring the machine to a halt. The file was "
            "therefore not read.",
        ),
        remedy=Text(
            "Splits het document, of zet wat geen configuratie is in een ander bestand.",
            "Divisez le document, ou placez ce qui n'est pas de la configuration dans un autre fichier.",
            "Split the document, or move what is not configuration to another file.",
        ),
        exits=(10,),
    ),
    "document-too-many-values": Entry(
        title=Text("Het document bevat te veel waarden", "Le document contient trop de valeurs", "The document holds too many values"),
        cause=Text(
            "Het bestand is niet te groot, maar bevat meer velden en waarden samen dan een document mag hebben.",
            "Le fichier n'est pas trop grand, mais il contient ensemble plus de champs et de valeurs qu'un document ne peut en avoir.",
            "The file is not too large, but it holds more fields and values together than a document may have.",
        ),
        remedy=Text(
            "Splits het document in meer bestanden.",
            "Divisez le document en plusieurs fichiers.",
            "Split the document into several files.",
        ),
        exits=(10,),
    ),
    "text-too-long": Entry(
        title=Text("Een tekst is te lang", "Un texte est trop long", "A text is too long"),
        cause=Text(
            "Eén waarde in het document is een tekst die langer is dan toegelaten.",
            "Une valeur du document est un texte plus long que permis.",
            "One value of the document is a text that is longer than allowed.",
        ),
        remedy=Text(
            "Kort de tekst in, of zet hem in een eigen bestand.",
            "Raccourcissez le texte, ou placez-le dans un fichier à part.",
            "Shorten the text, or move it to a file of its own.",
        ),
        exits=(10,),
    ),
    "unknown-kind": Entry(
        title=Text(
            "De soort van een document is niet bekend",
            "La sorte d'un document n'est pas connue",
            "The kind of a document is not known",
        ),
        cause=Text(
            "`kind` zegt wat een document is, en de waarde is geen soort die Bouwsteen kent, of `kind` ontbreekt.",
            "`kind` dit ce qu'est un document, et sa valeur n'est pas une sorte que Bouwsteen connaît, ou `kind` manque.",
            "`kind` says what a document is, and its value is not a kind that Bouwsteen knows, or `kind` is missing.",
        ),
        remedy=Text(
            "Geef een van de soorten die dit toont:\n\n    bouwsteen schema",
            "Donnez une des sortes que montre :\n\n    bouwsteen schema",
            "Give one of the kinds that this shows:\n\n    bouwsteen schema",
        ),
        exits=(10,),
        wrong="kind: Stak",
        right="kind: Stack",
    ),
    "name-differs-from-path": Entry(
        title=Text(
            "De naam van een document verschilt van zijn plaats",
            "Le nom d'un document diffère de son emplacement",
            "A document does not have the name of its place",
        ),
        cause=Text(
            "Documenten worden gevonden door hun map of bestandsnaam. `metadata.name` zegt iets anders, zodat twee mensen er iets anders "
            "onder zouden verstaan.",
            "Les documents se trouvent par leur dossier ou leur nom de fichier. `metadata.name` dit autre chose, de sorte que deux "
            "personnes le comprendraient différemment.",
            "Documents are found by their folder or file name. `metadata.name` says something else, so two people would mean different "
            "things by it.",
        ),
        remedy=Text(
            "Maak `metadata.name` gelijk aan de naam van de map, of hernoem de map.",
            "Rendez `metadata.name` égal au nom du dossier, ou renommez le dossier.",
            "Make `metadata.name` the same as the name of the folder, or rename the folder.",
        ),
        exits=(10,),
    ),
    "missing-file": Entry(
        title=Text(
            "Een bestand dat een document noemt, is er niet",
            "Un fichier nommé par un document manque",
            "A file that a document names is not there",
        ),
        cause=Text(
            "Een bouwsteen verwijst naar een bestand naast zijn `block.yaml`, en dat bestand is er niet.",
            "Une brique renvoie à un fichier à côté de son `block.yaml`, et ce fichier n'existe pas.",
            "A block refers to a file beside its `block.yaml`, and that file is not there.",
        ),
        remedy=Text(
            "Voeg het bestand toe, of verbeter de naam in `block.yaml`.",
            "Ajoutez le fichier, ou corrigez le nom dans `block.yaml`.",
            "Add the file, or correct the name in `block.yaml`.",
        ),
        exits=(10,),
    ),
    "file-needs-use": Entry(
        title=Text(
            "Een bestand heeft iets nodig dat niet gekoppeld is",
            "Un fichier a besoin de ce qui n'est pas relié",
            "A file needs what is not wired",
        ),
        cause=Text(
            "Een bestand van de stack gebruikt een veld dat alleen werkt met een koppelvlak dat de bouwsteen kan missen, en niets in deze "
            "omgeving biedt dat aan. Een formulier met een `fee` bijvoorbeeld heeft een bouwsteen nodig waarmee men kan betalen.",
            "Un fichier de la stack emploie un champ qui ne fonctionne qu'avec une interface dont la brique peut se passer, et rien dans "
            "cet environnement ne l'offre. Un formulaire avec un `fee`, par exemple, a besoin d'une brique qui permet de payer.",
            "A file of the stack uses a field that works only with an interface that the block can do without, and nothing in this "
            "environment offers it. A form with a `fee`, for instance, needs a block by which people pay.",
        ),
        remedy=Text(
            "Voeg de bouwsteen toe die de melding noemt, of haal het veld uit het bestand.",
            "Ajoutez la brique que nomme le message, ou retirez le champ du fichier.",
            "Add the block that the message names, or remove the field from the file.",
        ),
        exits=(10,),
        wrong=('# forms/parking.form.yaml: fee: {amount: "12.50", …}\nblocks:\n  - {block: forms, version: ^1.0}'),
        right=("blocks:\n  - {block: payments, version: ^1.0}\n  - {block: forms, version: ^1.0}"),
    ),
    "missing-folder": Entry(
        title=Text(
            "Een map die een instantie nodig heeft, is er niet",
            "Il manque un dossier dont une instance a besoin",
            "A folder that an instance needs is not there",
        ),
        cause=Text(
            "De bouwsteen neemt inhoud uit een map van de stack, zoals `forms`. Die map is er niet, of ze is leeg.",
            "La brique prend son contenu dans un dossier de la stack, comme `forms`. Ce dossier n'existe pas, ou il est vide.",
            "The block takes content from a folder of the stack, such as `forms`. That folder is not there, or it is empty.",
        ),
        remedy=Text(
            "Maak de map met minstens één bestand, of noem een andere map onder `files` van de instantie.",
            "Créez le dossier avec au moins un fichier, ou nommez un autre dossier sous `files` de l'instance.",
            "Make the folder with at least one file, or name another one under `files` of the instance.",
        ),
        exits=(10,),
        right="- {block: forms, version: ^1.0, files: {forms: forms-permits}}",
    ),
    "file-unreadable": Entry(
        title=Text("Een bestand kan niet gelezen worden", "Un fichier ne peut pas être lu", "A file cannot be read"),
        cause=Text(
            "Het systeem weigert het bestand te geven: u mag het niet lezen, of het is geen gewoon bestand.",
            "Le système refuse de donner le fichier : vous ne pouvez pas le lire, ou ce n'est pas un fichier ordinaire.",
            "The system refuses to give the file: you may not read it, or it is not an ordinary file.",
        ),
        remedy=Text(
            "Kijk van wie het bestand is en wie het mag lezen:\n\n    ls -l BESTAND",
            "Vérifiez à qui est le fichier et qui peut le lire :\n\n    ls -l FICHIER",
            "See whose file it is and who may read it:\n\n    ls -l FILE",
        ),
        exits=(10,),
    ),
    "file-names-collide": Entry(
        title=Text(
            "Twee bestandsnamen verschillen alleen in hoofdletters",
            "Deux noms ne diffèrent que par les majuscules",
            "Two file names differ only in case",
        ),
        cause=Text(
            "Op Windows en macOS zijn zulke namen hetzelfde bestand, op Linux twee. De map zou dus niet overal hetzelfde bevatten.",
            "Sous Windows et macOS, de tels noms désignent le même fichier, sous Linux deux. Le dossier ne contiendrait donc pas partout "
            "la même chose.",
            "On Windows and macOS such names are one file, on Linux two. The folder would not hold the same everywhere.",
        ),
        remedy=Text(
            "Geef een van de twee bestanden een andere naam.",
            "Donnez un autre nom à l'un des deux fichiers.",
            "Give one of the two files another name.",
        ),
        exits=(10,),
    ),
    "folder-too-large": Entry(
        title=Text("Een map bevat te veel", "Un dossier contient trop", "A folder holds too much"),
        cause=Text(
            "De map bevat meer bestanden, grotere bestanden of diepere mappen dan de inhoud van een stack of bouwsteen mag hebben.",
            "Le dossier contient plus de fichiers, de plus grands fichiers ou des dossiers plus profonds que ne le permet le contenu "
            "d'une stack ou d'une brique.",
            "The folder holds more files, larger files or deeper folders than the content of a stack or block may have.",
        ),
        remedy=Text(
            "Verwijder wat er niet thuishoort, zoals exports, foto's of een tijdelijke map.",
            "Supprimez ce qui n'y a pas sa place, comme des exports, des photos ou un dossier temporaire.",
            "Remove what does not belong there, such as exports, photos or a temporary folder.",
        ),
        exits=(10,),
    ),
    "path-outside": Entry(
        title=Text("Een pad verlaat zijn map", "Un chemin sort de son dossier", "A path leaves its folder"),
        cause=Text(
            "Een document mag alleen noemen wat onder zijn eigen map staat. Anders kon een stack bestanden van iemand anders laten lezen.",
            "Un document ne peut nommer que ce qui se trouve sous son propre dossier. Sinon une stack pourrait faire lire les fichiers "
            "d'autrui.",
            "A document may name only what stands below its own folder. Else a stack could have somebody else's files read.",
        ),
        remedy=Text(
            "Gebruik een pad zonder `..` en zonder `/` vooraan.",
            "Utilisez un chemin sans `..` et sans `/` au début.",
            "Use a path without `..` and without a `/` in front.",
        ),
        exits=(10,),
        wrong="files: {forms: ../leuven/forms}",
        right="files: {forms: forms}",
    ),
    "file-asks-known": Entry(
        title=Text(
            "Er wordt gevraagd wat al bekend is",
            "On demande ce qui est déjà connu",
            "People are asked what is known already",
        ),
        cause=Text(
            "Een koppeling van de instantie kent wat dit deel van het bestand vraagt: de betekenis is dezelfde. Die staat er als `term`, "
            "of blijkt uit het soort vraag. Wie al weet, hoeft niet te vragen.",
            "Une liaison de l'instance connaît ce que demande cette partie du fichier : la signification est la même. Elle s'y trouve "
            "comme `term`, ou ressort du type de question. Qui sait déjà n'a pas à demander.",
            "A use of the instance knows what this part of the file asks: the meaning is the same. It stands there as `term`, or "
            "shows from the kind of question. Who knows already need not ask.",
        ),
        remedy=Text(
            "Zeg in het bestand dat het opgehaald wordt, of dat het over iemand anders gaat.",
            "Dites dans le fichier que la donnée est lue, ou qu'elle concerne quelqu'un d'autre.",
            "Say in the file that it is fetched, or that it is about somebody else.",
        ),
        exits=(),
        wrong='{name: email, widget: email, term: "https://schema.org/email"}',
        right='{name: email, widget: email, term: "https://schema.org/email", datum: email}',
    ),
    "hard-link": Entry(
        title=Text(
            "Een bestand met meer dan één naam wordt niet gelezen",
            "Un fichier à plusieurs noms n'est pas lu",
            "A file with several names is not read",
        ),
        cause=Text(
            "Het bestand heeft nog een naam (een harde koppeling). Die kan buiten het werk staan en van iets anders zijn.",
            "Le fichier a un autre nom (un lien physique), qui peut se trouver hors du dépôt et appartenir à autre chose.",
            "The file has a second name (a hard link), which may stand outside of the repository and belong to something else.",
        ),
        remedy=Text(
            "Zet hier een kopie van het bestand.",
            "Placez ici une copie du fichier.",
            "Put a copy of the file here.",
        ),
        exits=(10,),
    ),
    "file-name-not-text": Entry(
        title=Text(
            "Een bestand heeft een naam die geen tekst is",
            "Un fichier a un nom qui n'est pas du texte",
            "A file has a name that is not text",
        ),
        cause=Text(
            "De naam bevat een teken dat niet getoond kan worden, of bytes die geen tekst zijn.",
            "Le nom contient un caractère qui ne peut pas être affiché, ou des octets qui ne sont pas du texte.",
            "The name holds a character that cannot be shown, or bytes that are no text.",
        ),
        remedy=Text("Geef het bestand een andere naam.", "Renommez le fichier.", "Rename the file."),
        exits=(10,),
    ),
    "symbolic-link": Entry(
        title=Text(
            "Een symbolische koppeling wordt niet gevolgd",
            "Un lien symbolique n'est pas suivi",
            "A symbolic link is not followed",
        ),
        cause=Text(
            "Op de weg naar het bestand staat een symbolische koppeling. Die kan buiten de repository wijzen, en is op een andere "
            "computer misschien iets anders.",
            "Sur le chemin du fichier se trouve un lien symbolique. Il peut mener hors du dépôt, et désigner autre chose sur un autre "
            "ordinateur.",
            "There is a symbolic link on the way to the file. It can lead out of the repository, and may be something else on another "
            "machine.",
        ),
        remedy=Text(
            "Zet het bestand zelf op die plaats.",
            "Placez le fichier lui-même à cet endroit.",
            "Put the file itself in that place.",
        ),
        exits=(10,),
    ),
}
