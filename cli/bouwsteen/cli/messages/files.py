"""Files that are read: their place, their size, their form as YAML."""

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
    "yaml-syntax": Entry(
        title=Text("Het bestand is geen geldige YAML", "Le fichier n'est pas du YAML valide", "The file is not valid YAML"),
        cause=Text(
            "De lezer begrijpt de opmaak niet vanaf de aangewezen plaats. Meestal klopt de inspringing niet, of ontbreekt een "
            "aanhalingsteken, een haakje of een dubbelpunt, soms op de regel erboven.",
            "Le lecteur ne comprend pas la mise en forme à partir de l'endroit indiqué. Le plus souvent le retrait est faux, ou il "
            "manque un guillemet, une parenthèse ou un deux-points, parfois à la ligne au-dessus.",
            "The reader does not understand the layout from the place that is shown. Mostly an indentation is off, or a quote, a bracket "
            "or a colon is missing, sometimes on the line above.",
        ),
        remedy=Text(
            "Verbeter die regel of de regel erboven. Zet teksten met `:` of `#` erin tussen aanhalingstekens.",
            "Corrigez cette ligne ou celle du dessus. Mettez les textes qui contiennent `:` ou `#` entre guillemets.",
            "Correct that line or the one above it. Put texts that hold `:` or `#` in quotes.",
        ),
        exits=(10,),
        wrong="title: Loket: aanvragen",
        right='title: "Loket: aanvragen"',
    ),
    "yaml-tab": Entry(
        title=Text("Er staat een tab waar spaties horen", "Une tabulation remplace des espaces", "A tab stands where spaces belong"),
        cause=Text(
            "YAML toont met spaties wat bij wat hoort. Een tab is op elke computer anders breed, en kan dus niet inspringen.",
            "YAML montre par des espaces ce qui va ensemble. Une tabulation a une largeur différente sur chaque ordinateur et ne peut "
            "donc pas servir de retrait.",
            "YAML shows by spaces what belongs together. A tab is of another width on each machine, so it cannot indent.",
        ),
        remedy=Text(
            "Vervang de tab door spaties, en stel uw editor in op spaties voor YAML.",
            "Remplacez la tabulation par des espaces, et réglez votre éditeur sur des espaces pour YAML.",
            "Replace the tab by spaces, and set your editor to spaces for YAML.",
        ),
        exits=(10,),
    ),
    "yaml-duplicate-key": Entry(
        title=Text(
            "Een veld staat twee keer in dezelfde lijst",
            "Une clé figure deux fois dans la même liste",
            "A key stands twice in one mapping",
        ),
        cause=Text(
            "Hetzelfde veld krijgt op dezelfde plaats twee waarden. Het is dan niet duidelijk welke geldt, en veel programma's nemen "
            "stilletjes de laatste.",
            "Le même champ reçoit deux valeurs au même endroit. On ne sait alors pas laquelle compte, et beaucoup de programmes prennent "
            "la dernière sans rien dire.",
            "The same field gets two values in the same place. It is then unclear which one counts, and many programs take the last one "
            "without a word.",
        ),
        remedy=Text("Houd één van de twee over.", "Gardez un seul des deux.", "Keep one of the two."),
        exits=(10,),
        wrong="parameters: {draftDays: 30, draftDays: 60}",
        right="parameters: {draftDays: 60}",
    ),
    "yaml-key": Entry(
        title=Text("De naam van een veld is geen tekst", "Le nom d'un champ n'est pas un texte", "A key is not text"),
        cause=Text(
            "De naam van een veld wordt gelezen als een getal, `true`, niets of een lijst. Namen van velden zijn altijd tekst.",
            "Le nom d'un champ est lu comme un nombre, `true`, rien ou une liste. Les noms de champs sont toujours des textes.",
            "The name of a field is read as a number, `true`, nothing or a list. Names of fields are always text.",
        ),
        remedy=Text("Zet de naam tussen aanhalingstekens.", "Mettez le nom entre guillemets.", "Put the name in quotes."),
        exits=(10,),
        wrong="2027: ja",
        right='"2027": ja',
    ),
    "yaml-number": Entry(
        title=Text(
            "Een getal kan niet precies bewaard worden",
            "Un nombre ne peut pas être gardé exactement",
            "A number cannot be kept exactly",
        ),
        cause=Text(
            "Het getal is oneindig, geen getal, of zo groot dat programma's die het doorkrijgen het zouden afronden. "
            "Rijksregisternummers en rekeningnummers zijn teksten, geen getallen.",
            "Le nombre est infini, n'est pas un nombre, ou est si grand que les programmes qui le reçoivent l'arrondiraient. Les numéros "
            "de registre national et de compte sont des textes, pas des nombres.",
            "The number is infinite, no number, or so large that programs which get it would round it. National numbers and account "
            "numbers are texts, not numbers.",
        ),
        remedy=Text(
            "Zet de waarde tussen aanhalingstekens, zodat ze een tekst wordt.",
            "Mettez la valeur entre guillemets pour en faire un texte.",
            "Put the value in quotes, so that it becomes text.",
        ),
        exits=(10,),
        wrong="number: 99999999999999999999",
        right='number: "99999999999999999999"',
    ),
    "yaml-depth": Entry(
        title=Text("Het document is te diep genest", "Le document est imbriqué trop profondément", "The document is nested too deeply"),
        cause=Text(
            "Lijsten en velden staan dieper in elkaar dan een document mag hebben. Een gewoon document komt daar niet in de buurt.",
            "Des listes et des champs sont imbriqués plus profondément qu'un document ne le permet. Un document ordinaire en est loin.",
            "Lists and mappings stand deeper inside each other than a document may have. An ordinary document comes nowhere near.",
        ),
        remedy=Text("Maak de structuur vlakker.", "Rendez la structure plus plate.", "Make the structure flatter."),
        exits=(10,),
    ),
    "yaml-bom": Entry(
        title=Text(
            "Het bestand begint met een onzichtbaar teken",
            "Le fichier commence par un caractère invisible",
            "The file begins with a byte order mark",
        ),
        cause=Text(
            "Sommige programma's van Windows zetten een onzichtbaar merkteken vooraan (een byte order mark). Een document is UTF-8 "
            "zonder dat teken.",
            "Certains programmes de Windows placent une marque invisible au début (un byte order mark). Un document est en UTF-8 sans "
            "cette marque.",
            "Some programs of Windows put an invisible mark at the front. A document is UTF-8 without it.",
        ),
        remedy=Text(
            'Bewaar het bestand als "UTF-8 zonder BOM".',
            'Enregistrez le fichier en "UTF-8 sans BOM".',
            'Save the file as "UTF-8 without BOM".',
        ),
        exits=(10,),
    ),
    "yaml-encoding": Entry(
        title=Text("Het bestand is geen geldige UTF-8", "Le fichier n'est pas de l'UTF-8 valide", "The file is not valid UTF-8"),
        cause=Text(
            "Het bestand is bewaard in een andere tekencodering, bijvoorbeeld Windows-1252. Letters met een accent zouden dan verkeerd "
            "gelezen worden.",
            "Le fichier est enregistré dans un autre codage, par exemple Windows-1252. Les lettres accentuées seraient alors mal lues.",
            "The file was saved in another encoding, such as Windows-1252. Letters with an accent would be read wrongly.",
        ),
        remedy=Text("Bewaar het bestand als UTF-8.", "Enregistrez le fichier en UTF-8.", "Save the file as UTF-8."),
        exits=(10,),
    ),
    "yaml-character": Entry(
        title=Text(
            "Het bestand bevat een teken dat niet mag",
            "Le fichier contient un caractère interdit",
            "The file holds a character that is not allowed",
        ),
        cause=Text(
            "Er staat een onzichtbaar teken in, bijvoorbeeld een stuurteken of een teken dat de leesrichting omkeert. Daarmee zou het "
            "bestand anders werken dan het eruitziet.",
            "Il contient un caractère invisible, par exemple un caractère de commande ou un caractère qui inverse le sens de lecture. Le "
            "fichier agirait alors autrement qu'il n'y paraît.",
            "It holds an invisible character, such as a control character or one that turns the reading direction. The file would then "
            "work differently than it looks.",
        ),
        remedy=Text(
            "Verwijder het teken. Wilt u het in een tekst, schrijf het dan als code tussen dubbele aanhalingstekens.",
            "Supprimez le caractère. Si vous le voulez dans un texte, écrivez son code entre guillemets doubles.",
            "Remove the character. Where a text needs it, write its code in double quotes.",
        ),
        exits=(10,),
    ),
    "yaml-tag": Entry(
        title=Text("Een YAML-tag is niet toegelaten", "Une étiquette YAML n'est pas permise", "A YAML tag is not allowed"),
        cause=Text(
            "Een tag (`!naam`) verandert hoe een waarde gelezen wordt, en kan in andere programma's code starten. Documenten bevatten "
            "alleen gewone waarden.",
            "Une étiquette (`!nom`) change la façon de lire une valeur, et peut lancer du code dans d'autres programmes. Les documents "
            "ne contiennent que des valeurs ordinaires.",
            "A tag (`!name`) changes how a value is read, and in other programs it can start code. Documents hold plain values only.",
        ),
        remedy=Text(
            "Verwijder de tag. Zet een tekst die met `!` begint tussen aanhalingstekens.",
            "Supprimez l'étiquette. Mettez un texte qui commence par `!` entre guillemets.",
            "Remove the tag. Put a text that begins with `!` in quotes.",
        ),
        exits=(10,),
    ),
    "yaml-anchor": Entry(
        title=Text("Een YAML-anker is niet toegelaten", "Une ancre YAML n'est pas permise", "A YAML anchor is not allowed"),
        cause=Text(
            "Met een anker (`&naam`) staat één stuk van een document voor een ander. Wie een document nakijkt, moet op elke plaats zien "
            "wat er staat.",
            "Avec une ancre (`&nom`), une partie du document en représente une autre. Qui relit un document doit voir à chaque endroit "
            "ce qui y est.",
            "With an anchor (`&name`) one part of a document stands for another. Who reviews a document must see in each place what it "
            "says.",
        ),
        remedy=Text(
            "Verwijder het anker en schrijf de waarde uit waar ze nodig is. Zet een tekst die met `&` begint tussen aanhalingstekens.",
            "Supprimez l'ancre et écrivez la valeur là où il la faut. Mettez un texte qui commence par `&` entre guillemets.",
            "Remove the anchor and write the value where it is needed. Put a text that begins with `&` in quotes.",
        ),
        exits=(10,),
    ),
    "yaml-alias": Entry(
        title=Text("Een YAML-alias is niet toegelaten", "Un alias YAML n'est pas permis", "A YAML alias is not allowed"),
        cause=Text(
            "Een alias (`*naam`) verwijst naar een ander stuk van het document. Met veel aliassen groeit een klein bestand uit tot iets "
            "wat geen computer aankan.",
            "Un alias (`*nom`) renvoie à une autre partie du document. Avec beaucoup d'alias, un petit fichier grandit jusqu'à dépasser "
            "tout ordinateur.",
            "An alias (`*name`) refers to another part of the document. With many of them a small file grows into something that no "
            "machine can hold.",
        ),
        remedy=Text(
            "Schrijf de waarde op deze plaats uit. Zet een tekst die met `*` begint tussen aanhalingstekens.",
            "Écrivez la valeur à cet endroit. Mettez un texte qui commence par `*` entre guillemets.",
            "Write the value out in this place. Put a text that begins with `*` in quotes.",
        ),
        exits=(10,),
    ),
    "yaml-many-documents": Entry(
        title=Text(
            "Het bestand bevat meer dan één document",
            "Le fichier contient plus d'un document",
            "The file holds more than one document",
        ),
        cause=Text(
            "Na een regel `---` begint een tweede document. Elk bestand bevat er één, zodat de naam van het bestand zegt wat erin staat.",
            "Après une ligne `---` commence un second document. Chaque fichier n'en contient qu'un, pour que son nom dise ce qu'il "
            "contient.",
            "A second document begins after a line `---`. Each file holds one, so that the name of the file says what is in it.",
        ),
        remedy=Text(
            "Zet het tweede document in een eigen bestand.",
            "Placez le second document dans son propre fichier.",
            "Move the second document to a file of its own.",
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
            "Een koppeling van de instantie kent wat dit deel van het bestand vraagt: de betekenis (`term`) is dezelfde. Wie al weet, "
            "hoeft niet te vragen.",
            "Une liaison de l'instance connaît ce que demande cette partie du fichier : la signification (`term`) est la même. Qui sait "
            "déjà n'a pas à demander.",
            "A use of the instance knows what this part of the file asks: the meaning (`term`) is the same. Who knows already need not "
            "ask.",
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
