"""Expressions in documents, while they are compiled and while they are evaluated."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "expression-syntax": Entry(
        title=Text("Een expressie kan niet gelezen worden", "Une expression est illisible", "An expression cannot be read"),
        cause=Text(
            "Wat tussen `${` en `}` staat, is geen expressie: er is niets, er ontbreekt een haakje of aanhalingsteken, of er staat een "
            "teken dat er niet hoort.",
            "Ce qui est entre `${` et `}` n'est pas une expression : il n'y a rien, il manque une parenthèse ou un guillemet, ou il y a "
            "un caractère de trop.",
            "What stands between `${` and `}` is no expression: there is nothing, a bracket or quote is missing, or there is a character "
            "that does not belong.",
        ),
        remedy=Text(
            "Verbeter de expressie op de aangewezen plaats. Teksten staan tussen aanhalingstekens, en `en`, `of`, `niet` schrijft u als "
            "`&&`, `||`, `!`.",
            "Corrigez l'expression à l'endroit indiqué. Les textes sont entre guillemets, et `et`, `ou`, `non` s'écrivent `&&`, `||`, `!`.",
            "Correct the expression in the place that is shown. Texts stand in quotes, and `and`, `or`, `not` are written `&&`, `||`, `!`.",
        ),
        exits=(10,),
        wrong="includeWhen: ${parameters.open and parameters.online}",
        right="includeWhen: ${parameters.open && parameters.online}",
    ),
    "unclosed-template": Entry(
        title=Text("Een expressie is niet afgesloten", "Une expression n'est pas fermée", "An expression is not closed"),
        cause=Text(
            "`${` begint een expressie, en er volgt geen `}`. Een aanhalingsteken dat openstaat, verbergt ook een `}`.",
            "`${` commence une expression, et aucun `}` ne suit. Un guillemet resté ouvert cache aussi un `}`.",
            "`${` begins an expression, and no `}` follows. A quote that stays open hides a `}` too.",
        ),
        remedy=Text(
            "Voeg `}` toe. Bedoelt u de tekst `${` zelf, schrijf dan `$${`.",
            "Ajoutez `}`. Si vous voulez le texte `${` lui-même, écrivez `$${`.",
            "Add `}`. Where you mean the text `${` itself, write `$${`.",
        ),
        exits=(10,),
        wrong="title: ${stack.name",
        right="title: ${stack.name}",
    ),
    "expression-too-large": Entry(
        title=Text("Een expressie is te groot", "Une expression est trop grande", "An expression is too large"),
        cause=Text(
            "De expressie, of een tekst met expressies, is langer of dieper dan mag. Zulke grenzen houden één document af van het "
            "vastzetten van de computer.",
            "L'expression, ou un texte avec des expressions, est plus longue ou plus profonde que permis. De telles limites empêchent un "
            "document de bloquer l'ordinateur.",
            "The expression, or a text with expressions, is longer or deeper than allowed. Such limits keep one document from bringing "
            "the machine to a halt.",
        ),
        remedy=Text(
            "Splits ze, of zet tekst zonder expressies onder `$raw`.",
            "Divisez-la, ou placez le texte sans expressions sous `$raw`.",
            "Split it, or put text without expressions under `$raw`.",
        ),
        exits=(10,),
    ),
    "too-many-expressions": Entry(
        title=Text("Een document heeft te veel expressies", "Un document a trop d'expressions", "A document has too many expressions"),
        cause=Text(
            "Een bouwsteen bevat meer verschillende expressies die iets berekenen dan mag. Wat een waarde neemt zoals ze is, telt niet "
            "mee. Zulke grenzen houden één document af van het vastzetten van de computer.",
            "Une brique contient plus d'expressions différentes qui calculent quelque chose que permis. Celles qui prennent une valeur "
            "telle quelle ne comptent pas. De telles limites empêchent un document de bloquer l'ordinateur.",
            "A block holds more different expressions that compute something than allowed. Those that take a value as it is do not count. "
            "Such limits keep one document from bringing the machine to a halt.",
        ),
        remedy=Text(
            "Neem waarden zoals ze zijn, bereken op één plaats wat ze delen, of maak er twee bouwstenen van.",
            "Prenez les valeurs telles quelles, calculez à un seul endroit ce qu'elles partagent, ou faites-en deux briques.",
            "Take values as they are, compute what they share in one place, or make two blocks of it.",
        ),
        exits=(10,),
        right="uri: ${uses.database.uri}",
    ),
    "template-too-deep": Entry(
        title=Text("Een waarde is te diep genest", "Une valeur est imbriquée trop profondément", "A value nests too deep"),
        cause=Text(
            "Een waarde in een bouwsteen heeft meer niveaus van lijsten en velden dan mag.",
            "Une valeur d'une brique a plus de niveaux de listes et de champs que permis.",
            "A value of a block has more levels of lists and fields than allowed.",
        ),
        remedy=Text("Gebruik minder niveaus.", "Utilisez moins de niveaux.", "Use fewer levels."),
        exits=(10,),
    ),
    "template-in-key": Entry(
        title=Text(
            "Er staat een expressie in de naam van een veld",
            "Une expression figure dans un nom de champ",
            "An expression stands in a key",
        ),
        cause=Text(
            "Namen van velden liggen vast wanneer een bouwsteen uitkomt. Alleen waarden mogen expressies bevatten.",
            "Les noms de champs sont fixés quand une brique paraît. Seules les valeurs peuvent contenir des expressions.",
            "Names of fields are fixed when a block is published. Only values may hold expressions.",
        ),
        remedy=Text(
            "Schrijf de naam uit. Is het geen expressie, zet het geheel dan onder `$raw`.",
            "Écrivez le nom. Si ce n'est pas une expression, placez l'ensemble sous `$raw`.",
            "Write the name out. Where it is no expression, put the whole under `$raw`.",
        ),
        exits=(10,),
    ),
    "raw-not-alone": Entry(
        title=Text("`$raw` staat naast andere velden", "`$raw` figure à côté d'autres champs", "`$raw` stands beside other keys"),
        cause=Text(
            "`$raw` zegt dat de hele waarde letterlijk bedoeld is. Naast `$raw` kan dus niets anders staan.",
            "`$raw` dit que toute la valeur est à prendre à la lettre. Rien d'autre ne peut donc figurer à côté de `$raw`.",
            "`$raw` says that the whole value is meant literally. So nothing else can stand beside it.",
        ),
        remedy=Text("Zet de andere velden onder `$raw`.", "Placez les autres champs sous `$raw`.", "Move the other keys under `$raw`."),
        exits=(10,),
        wrong='{$raw: "${a}", b: 1}',
        right='{$raw: {a: "${a}", b: 1}}',
    ),
    "key-not-text": Entry(
        title=Text(
            "De naam van een veld in een waarde is geen tekst",
            "Un nom de champ d'une valeur n'est pas un texte",
            "A key is not text",
        ),
        cause=Text(
            "Een waarde in een bouwsteen heeft een veld waarvan de naam een getal, `true` of niets is.",
            "Une valeur d'une brique a un champ dont le nom est un nombre, `true` ou rien.",
            "A value of a block has a field whose name is a number, `true` or nothing.",
        ),
        remedy=Text("Zet de naam tussen aanhalingstekens.", "Mettez le nom entre guillemets.", "Put the name in quotes."),
        exits=(10,),
    ),
    "not-text": Entry(
        title=Text("Een waarde kan geen tekst worden", "Une valeur ne peut pas devenir un texte", "A value cannot become text"),
        cause=Text(
            "Tussen andere tekst kan alleen een tekst, een getal of `true`/`false` staan. Een lijst of een geheel van velden heeft geen "
            "vaste schrijfwijze.",
            "Entre d'autres textes ne peut figurer qu'un texte, un nombre ou `true`/`false`. Une liste ou un ensemble de champs n'a pas "
            "d'écriture fixe.",
            "Between other text only a text, a number or `true`/`false` can stand. A list or a map has no fixed way to be written.",
        ),
        remedy=Text(
            "Lees een veld ervan, voeg een lijst samen met `.join(', ')`, of laat de expressie de hele waarde zijn.",
            "Lisez-en un champ, joignez une liste avec `.join(', ')`, ou faites de l'expression la valeur entière.",
            "Read a field of it, join a list with `.join(', ')`, or let the expression be the whole value.",
        ),
        exits=(10, 4),
        wrong='scopes: "openid ${parameters.scopes}"',
        right="scopes: \"openid ${parameters.scopes.join(' ')}\"",
    ),
    "undefined-name": Entry(
        title=Text("Een naam in een expressie bestaat niet", "Un nom dans une expression n'existe pas", "A name is not defined"),
        cause=Text(
            "De expressie leest een naam die op deze plaats niet bestaat. Wat er is, hangt van de plaats af: `parameters`, `uses`, "
            "`resources`, `stack` en andere.",
            "L'expression lit un nom qui n'existe pas à cet endroit. Ce qui existe dépend de l'endroit : `parameters`, `uses`, "
            "`resources`, `stack` et d'autres.",
            "The expression reads a name that does not exist in this place. What there is depends on the place: `parameters`, `uses`, "
            "`resources`, `stack` and others.",
        ),
        remedy=Text("Neem een naam die de melding noemt.", "Prenez un nom que nomme le message.", "Take a name that the message names."),
        exits=(10,),
        wrong="title: ${params.title}",
        right="title: ${parameters.title}",
    ),
    "undefined-field": Entry(
        title=Text("Een veld in een expressie bestaat niet", "Un champ dans une expression n'existe pas", "A field does not exist"),
        cause=Text(
            "De expressie leest een veld dat de waarde niet heeft.",
            "L'expression lit un champ que la valeur n'a pas.",
            "The expression reads a field that the value does not have.",
        ),
        remedy=Text(
            "Neem een veld dat de melding noemt. Bij `resources` zijn dat de uitgangen van het type, bij `uses` de velden van het "
            "koppelvlak.",
            "Prenez un champ que nomme le message. Pour `resources`, ce sont les sorties du type, pour `uses` les champs de l'interface.",
            "Take a field that the message names. Of `resources` those are the outputs of the type, of `uses` the fields of the interface.",
        ),
        exits=(10,),
        wrong="issuer: ${uses.identity.issuerUrl}",
        right="issuer: ${uses.identity.issuer}",
    ),
    "undefined-function": Entry(
        title=Text("Een functie bestaat niet", "Une fonction n'existe pas", "A function does not exist"),
        cause=Text(
            "De expressie roept een functie aan die er niet is. Expressies zijn CEL, met alleen de functies die geen bestand, netwerk of "
            "klok nodig hebben.",
            "L'expression appelle une fonction qui n'existe pas. Les expressions sont du CEL, avec les seules fonctions qui n'ont besoin "
            "ni de fichier, ni de réseau, ni d'horloge.",
            "The expression calls a function that is not there. Expressions are CEL, with only the functions that need no file, network "
            "or clock.",
        ),
        remedy=Text(
            "Neem een functie die de melding noemt.",
            "Prenez une fonction que nomme le message.",
            "Take a function that the message names.",
        ),
        exits=(10,),
    ),
    "macro-arguments": Entry(
        title=Text(
            "Een macro neemt deze argumenten niet",
            "Une macro ne prend pas ces arguments",
            "A macro does not take these arguments",
        ),
        cause=Text(
            "`map`, `filter`, `all`, `exists` en `has` hebben een vaste schrijfwijze.",
            "`map`, `filter`, `all`, `exists` et `has` ont une écriture fixe.",
            "`map`, `filter`, `all`, `exists` and `has` are written in a fixed way.",
        ),
        remedy=Text(
            "Schrijf de naam van het onderdeel en wat ermee moet gebeuren.",
            "Écrivez le nom de l'élément et ce qu'il faut en faire.",
            "Write the name of the item and what is to be done with it.",
        ),
        exits=(10,),
        wrong="${parameters.numbers.map(string)}",
        right="${parameters.numbers.map(n, string(n))}",
    ),
    "expression-unsupported": Entry(
        title=Text("Waarden in een document zijn JSON", "Les valeurs d'un document sont du JSON", "Values in a template are JSON"),
        cause=Text(
            "De expressie maakt een waarde van een soort die alleen in CEL bestaat, zoals een bericht van Protocol Buffers.",
            "L'expression fait une valeur d'une sorte qui n'existe qu'en CEL, comme un message de Protocol Buffers.",
            "The expression makes a value of a kind that exists in CEL only, such as a message of Protocol Buffers.",
        ),
        remedy=Text("Schrijf een gewone waarde met velden.", "Écrivez une valeur ordinaire avec des champs.", "Write an ordinary map."),
        exits=(10,),
        wrong="${google.protobuf.Struct{}}",
        right="${{'title': 'Loket'}}",
    ),
    "map-without-order": Entry(
        title=Text(
            "Een lijst wordt gemaakt van velden zonder volgorde",
            "Une liste est faite de champs sans ordre",
            "A map is run over without an order",
        ),
        cause=Text(
            "`map` of `filter` loopt over de velden van een waarde die eerst berekend wordt. Die velden hebben geen vaste volgorde, en "
            "hetzelfde document zou elke keer iets anders geven.",
            "`map` ou `filter` parcourt les champs d'une valeur qui est d'abord calculée. Ces champs n'ont pas d'ordre fixe, et le même "
            "document donnerait chaque fois autre chose.",
            "`map` or `filter` runs over the fields of a value that is computed first. Those have no fixed order, and the same document "
            "would give something else each time.",
        ),
        remedy=Text(
            "Loop over de waarde van een variabele zelf, of over een lijst.",
            "Parcourez la valeur d'une variable elle-même, ou une liste.",
            "Run over the value of a variable itself, or over a list.",
        ),
        exits=(10,),
    ),
    "optional-unguarded": Entry(
        title=Text(
            "Een veld dat kan ontbreken, wordt zomaar gelezen",
            "Un champ facultatif est lu sans précaution",
            "An optional field is read without a guard",
        ),
        cause=Text(
            "Het veld is er niet altijd, en de expressie doet alsof het er wel is. De stack van een ander bestuur zou dan pas bij het "
            "uitvoeren mislukken.",
            "Le champ n'est pas toujours là, et l'expression fait comme s'il l'était. La stack d'une autre administration n'échouerait "
            "alors qu'à l'exécution.",
            "The field is not always there, and the expression reads it as if it were. The stack of another organisation would then fail "
            "only while it is carried out.",
        ),
        remedy=Text(
            "Geef een waarde voor als het ontbreekt, of laat het veld dan weg.",
            "Donnez une valeur pour le cas où il manque, ou omettez alors le champ.",
            "Give a value for when it is absent, or leave the field out then.",
        ),
        exits=(10,),
        wrong="title: ${parameters.title}",
        right="title: ${parameters.?title.orValue('Loket')}",
    ),
    "absent-in-required-field": Entry(
        title=Text(
            "Een verplicht veld kan zonder waarde blijven",
            "Un champ obligatoire peut rester sans valeur",
            "A required field may be left without a value",
        ),
        cause=Text(
            "De waarde komt van iets wat kan ontbreken, en het veld dat ze vult, is verplicht.",
            "La valeur vient de quelque chose qui peut manquer, et le champ qu'elle remplit est obligatoire.",
            "The value comes from something that may be absent, and the field that it fills is required.",
        ),
        remedy=Text(
            "Geef een waarde voor dat geval met `orValue(…)`.",
            "Donnez une valeur pour ce cas avec `orValue(…)`.",
            "Give a value for that case with `orValue(…)`.",
        ),
        exits=(10, 4),
        right="issuer: ${uses.?identity.?issuer.orValue('none')}",
    ),
    "secret-in-plain-field": Entry(
        title=Text(
            "Een geheim komt in een veld dat niet geheim is",
            "Un secret arrive dans un champ non secret",
            "A secret stands in a field that is not secret",
        ),
        cause=Text(
            "Een expressie brengt een geheim naar een veld dat getoond, gelogd en bewaard mag worden. Het geheim zou dan op straat liggen.",
            "Une expression amène un secret dans un champ qui peut être montré, journalisé et conservé. Le secret serait alors public.",
            "An expression brings a secret to a field that may be shown, logged and stored. The secret would then lie in the open.",
        ),
        remedy=Text(
            "Geef het geheim door in een veld met `secret: true`, zoals de koppelgegevens van een proces.",
            "Passez le secret par un champ avec `secret: true`, comme les données de liaison d'un processus.",
            "Pass the secret through a field with `secret: true`, such as the bindings of a process.",
        ),
        exits=(10, 4),
        wrong='environment: {PASSWORD: "${resources.password.value}"}',
        right='bindings: {own: {password: "${resources.password.value}"}}',
    ),
    "not-compiled": Entry(
        title=Text("Een expressie bevat fouten", "Une expression contient des fautes", "An expression has mistakes"),
        cause=Text(
            "Een expressie die niet gecontroleerd kon worden, kan ook niet berekend worden.",
            "Une expression qui n'a pas pu être contrôlée ne peut pas non plus être calculée.",
            "An expression that could not be checked cannot be evaluated either.",
        ),
        remedy=Text(
            "Kijk de documenten na en verbeter wat daar gemeld wordt:\n\n    bouwsteen validate",
            "Contrôlez les documents et corrigez ce qui y est signalé :\n\n    bouwsteen validate",
            "Check the documents and correct what is told there:\n\n    bouwsteen validate",
        ),
        exits=(10,),
    ),
    "missing-variable": Entry(
        title=Text("Een variabele heeft geen waarde", "Une variable n'a pas de valeur", "A variable has no value"),
        cause=Text(
            "De expressie leest een variabele die er niet is op het ogenblik dat zij berekend wordt.",
            "L'expression lit une variable absente au moment où elle est calculée.",
            "The expression reads a variable that is not there when it is evaluated.",
        ),
        remedy=Text(
            "Lees een andere variabele, of zet de expressie op een plaats die ze heeft.",
            "Lisez une autre variable, ou placez l'expression à un endroit qui l'a.",
            "Read another variable, or move the expression to a place that has it.",
        ),
        exits=(10, 4),
    ),
    "not-an-object": Entry(
        title=Text("Een waarde heeft dit onderdeel niet", "Une valeur n'a pas cette partie", "A value has no such part"),
        cause=Text(
            "De expressie leest een veld of een onderdeel van iets wat een gewone tekst of een getal blijkt te zijn.",
            "L'expression lit un champ ou un élément de ce qui se révèle être un simple texte ou un nombre.",
            "The expression reads a field or item of something that turns out to be a plain text or number.",
        ),
        remedy=Text(
            "Lees de waarde zelf, of verbeter waar ze vandaan komt.",
            "Lisez la valeur elle-même, ou corrigez-en la source.",
            "Read the value itself, or correct what gives it.",
        ),
        exits=(10, 4),
    ),
    "evaluation-failed": Entry(
        title=Text(
            "Een expressie kan niet berekend worden",
            "Une expression ne peut pas être calculée",
            "An expression cannot be evaluated",
        ),
        cause=Text(
            "De expressie is juist, maar met deze waarden heeft ze geen uitkomst: er wordt bijvoorbeeld een veld gelezen dat er niet is, "
            "of gedeeld door nul.",
            "L'expression est juste, mais avec ces valeurs elle n'a pas de résultat : par exemple elle lit un champ absent, ou divise "
            "par zéro.",
            "The expression is sound, but with these values it has no result: it reads a field that is not there, for instance, or "
            "divides by zero.",
        ),
        remedy=Text(
            "Zet er een voorwaarde voor, of verbeter de waarden die ze leest.",
            "Placez une condition devant, ou corrigez les valeurs qu'elle lit.",
            "Guard it with a condition, or correct the values that it reads.",
        ),
        exits=(10, 4),
    ),
    "evaluation-too-large": Entry(
        title=Text("Een expressie zou te veel kosten", "Une expression coûterait trop", "An expression would cost too much"),
        cause=Text(
            "Met deze waarden maakt de expressie iets wat te groot is, of duurt ze te lang. De grens houdt één stack af van het "
            "vastzetten van de computer.",
            "Avec ces valeurs, l'expression fait quelque chose de trop grand, ou dure trop longtemps. La limite empêche une stack de "
            "bloquer l'ordinateur.",
            "With these values the expression builds something too large, or takes too long. The limit keeps one stack from bringing the "
            "machine to a halt.",
        ),
        remedy=Text(
            "Werk met minder tegelijk, of bereid de waarde voor waar ze vandaan komt.",
            "Travaillez sur moins à la fois, ou préparez la valeur à sa source.",
            "Work on less at once, or prepare the value where it comes from.",
        ),
        exits=(10, 4),
    ),
    "value-misfits-interface": Entry(
        title=Text(
            "Een uitgang past niet bij haar koppelvlak",
            "Une sortie ne convient pas à son interface",
            "An output does not fit its interface",
        ),
        cause=Text(
            "Een bouwsteen geeft als uitgang iets anders dan het koppelvlak belooft. Wie de uitgang gebruikt, zou mislukken.",
            "Une brique donne comme sortie autre chose que ce que promet l'interface. Qui l'utilise échouerait.",
            "A block gives something else as its output than the interface promises. Who uses it would fail.",
        ),
        remedy=Text(
            "Laat wie de bouwsteen maakt `value` verbeteren, of een nieuwe versie van het koppelvlak uitbrengen.",
            "Demandez à l'auteur de la brique de corriger `value`, ou de publier une nouvelle version de l'interface.",
            "Have the author of the block correct `value`, or publish a new version of the interface.",
        ),
        exits=(10, 4),
    ),
}
