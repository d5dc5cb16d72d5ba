"""The form of a document, as YAML."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
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
}
