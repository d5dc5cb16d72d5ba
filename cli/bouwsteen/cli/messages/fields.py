"""Fields and values of documents, and the schemas that say which ones there may be."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "unknown-field": Entry(
        title=Text("Een veld is niet bekend", "Un champ n'est pas connu", "A field is not known"),
        cause=Text(
            "Op deze plaats bestaat geen veld met die naam. Meestal is het een tikfout, of een veld dat op een andere plaats of in een "
            "ander document hoort. Bouwsteen negeert nooit stilletjes wat u schrijft.",
            "Il n'existe pas de champ de ce nom à cet endroit. C'est le plus souvent une faute de frappe, ou un champ qui a sa place "
            "ailleurs ou dans un autre document. Bouwsteen n'ignore jamais en silence ce que vous écrivez.",
            "There is no field of that name in this place. Mostly it is a slip, or a field that belongs elsewhere or in another "
            "document. Bouwsteen never passes over in silence what you write.",
        ),
        remedy=Text(
            "Neem een van de velden die de melding opsomt, of haal het veld weg.",
            "Prenez un des champs que le message énumère, ou retirez le champ.",
            "Take one of the fields that the message lists, or remove the field.",
        ),
        exits=(10, 4),
        wrong="- {block: forms, version: ^1.0, parameters: {draftDay: 60}}",
        right="- {block: forms, version: ^1.0, parameters: {draftDays: 60}}",
    ),
    "missing-field": Entry(
        title=Text("Een veld ontbreekt", "Un champ manque", "A field is missing"),
        cause=Text(
            "Dit document, deze bouwsteen of dit koppelvlak heeft een veld nodig dat er niet staat. Er is geen waarde die Bouwsteen "
            "ervoor mag kiezen.",
            "Ce document, cette brique ou cette interface a besoin d'un champ absent. Il n'y a pas de valeur que Bouwsteen puisse "
            "choisir à votre place.",
            "This document, block or interface needs a field that is not there. There is no value that Bouwsteen may choose for it.",
        ),
        remedy=Text(
            "Voeg het veld toe dat de melding noemt.",
            "Ajoutez le champ que nomme le message.",
            "Add the field that the message names.",
        ),
        exits=(10, 4),
        wrong="- {version: ^1.0}",
        right="- {block: forms, version: ^1.0}",
    ),
    "wrong-type": Entry(
        title=Text("Een waarde heeft het verkeerde type", "Une valeur n'a pas le bon type", "A value has the wrong type"),
        cause=Text(
            "Er staat bijvoorbeeld tekst waar een getal hoort, of één waarde waar een lijst hoort. In YAML is `1.0` een getal en `ja` "
            "een tekst.",
            "Il y a par exemple un texte au lieu d'un nombre, ou une seule valeur au lieu d'une liste. En YAML, `1.0` est un nombre et "
            "`oui` un texte.",
            "There is text where a number belongs, for instance, or one value where a list belongs. In YAML `1.0` is a number and `yes` "
            "is text.",
        ),
        remedy=Text(
            "Geef een waarde van het type dat de melding noemt. Aanhalingstekens maken van een waarde tekst. In een expressie zetten "
            "`string(…)`, `int(…)` en `double(…)` om.",
            "Donnez une valeur du type que nomme le message. Des guillemets font d'une valeur un texte. Dans une expression, "
            "`string(…)`, `int(…)` et `double(…)` convertissent.",
            "Give a value of the type that the message names. Quotes make a value text. In an expression `string(…)`, `int(…)` and "
            "`double(…)` convert.",
        ),
        exits=(10, 4),
        wrong="organisation: {nis: 24062}",
        right='organisation: {nis: "24062"}',
    ),
    "types-differ": Entry(
        title=Text("Twee types gaan niet samen", "Deux types ne vont pas ensemble", "Types do not fit together"),
        cause=Text(
            "Een expressie vergelijkt of combineert waarden van verschillend type, zoals tekst met een getal. Expressies zetten nooit "
            "vanzelf om.",
            "Une expression compare ou combine des valeurs de types différents, comme un texte et un nombre. Les expressions ne "
            "convertissent jamais d'elles-mêmes.",
            "An expression compares or combines values of different types, such as text and a number. Expressions never convert by "
            "themselves.",
        ),
        remedy=Text(
            "Zet een van de twee om met `string(…)`, `int(…)` of `double(…)`.",
            "Convertissez l'un des deux avec `string(…)`, `int(…)` ou `double(…)`.",
            "Convert one of the two with `string(…)`, `int(…)` or `double(…)`.",
        ),
        exits=(10,),
        wrong="title: ${'Loket ' + parameters.number}",
        right="title: ${'Loket ' + string(parameters.number)}",
    ),
    "value-not-allowed": Entry(
        title=Text("Een waarde is niet toegelaten", "Une valeur n'est pas permise", "A value is not allowed"),
        cause=Text(
            "Dit veld neemt alleen bepaalde waarden aan, en deze hoort daar niet bij.",
            "Ce champ n'accepte que certaines valeurs, et celle-ci n'en fait pas partie.",
            "This field takes certain values only, and this is not one of them.",
        ),
        remedy=Text(
            "Kies een van de waarden die de melding noemt. Let op hoofdletters.",
            "Choisissez une des valeurs que nomme le message. Attention aux majuscules.",
            "Choose one of the values that the message names. Mind the capitals.",
        ),
        exits=(10,),
        wrong="fidelity: simulatie",
        right="fidelity: simulated",
    ),
    "invalid-value": Entry(
        title=Text("Een waarde past hier niet", "Une valeur ne convient pas ici", "A value is not allowed here"),
        cause=Text(
            "Een waarde die een bouwsteen invult, past niet bij wat het middel of het koppelvlak vraagt, bijvoorbeeld een lijst met te "
            "veel onderdelen.",
            "Une valeur remplie par une brique ne convient pas à ce que demande la ressource ou l'interface, par exemple une liste avec "
            "trop d'éléments.",
            "A value that a block fills in does not fit what the resource or the interface asks, for instance a list with too many items.",
        ),
        remedy=Text(
            "Geef een waarde die voldoet aan de regel die de melding noemt. Komt ze uit een geheim, verbeter ze dan waar het geheim "
            "bewaard wordt.",
            "Donnez une valeur qui respecte la règle que nomme le message. Si elle vient d'un secret, corrigez-la là où le secret est "
            "gardé.",
            "Give a value that meets the rule that the message names. Where it comes from a secret, correct it where the secret is kept.",
        ),
        exits=(10, 4),
    ),
    "value-ambiguous": Entry(
        title=Text(
            "Een waarde past bij meer dan één beschrijving",
            "Une valeur convient à plusieurs descriptions",
            "A value fits more than one description",
        ),
        cause=Text(
            "Het veld laat meer vormen toe, en de waarde past bij meer dan één ervan. Het is dan niet duidelijk welke u bedoelt.",
            "Le champ permet plusieurs formes, et la valeur convient à plus d'une. On ne sait alors pas laquelle vous voulez.",
            "The field allows several forms, and the value fits more than one of them. It is then unclear which one you mean.",
        ),
        remedy=Text(
            "Vul de waarde verder aan, zodat ze nog bij één vorm past.",
            "Complétez la valeur, pour qu'elle ne convienne plus qu'à une forme.",
            "Make the value more precise, so that it fits one form only.",
        ),
        exits=(10,),
    ),
    "out-of-range": Entry(
        title=Text("Een waarde ligt buiten haar grenzen", "Une valeur est hors de ses limites", "A value lies outside its limits"),
        cause=Text(
            "Het getal is te klein of te groot, de tekst te kort of te lang, of de lijst heeft te weinig of te veel onderdelen.",
            "Le nombre est trop petit ou trop grand, le texte trop court ou trop long, ou la liste a trop peu ou trop d'éléments.",
            "The number is too small or too large, the text too short or too long, or the list has too few or too many items.",
        ),
        remedy=Text(
            "Geef een waarde binnen de grens die de melding noemt.",
            "Donnez une valeur dans la limite que nomme le message.",
            "Give a value within the limit that the message names.",
        ),
        exits=(10,),
        wrong="parameters: {draftDays: 0}",
        right="parameters: {draftDays: 30}",
    ),
    "bad-format": Entry(
        title=Text("Een tekst heeft niet de juiste vorm", "Un texte n'a pas la bonne forme", "A text has the wrong form"),
        cause=Text(
            "Dit veld vraagt een tekst met een vaste vorm: een naam in kleine letters, een datum, een adres, een nummer.",
            "Ce champ demande un texte de forme fixe : un nom en minuscules, une date, une adresse, un numéro.",
            "This field asks for a text of a fixed form: a name in small letters, a date, an address, a number.",
        ),
        remedy=Text(
            "Schrijf de tekst in de vorm die de melding noemt. Datums zijn jaar, maand en dag.",
            "Écrivez le texte dans la forme que nomme le message. Les dates sont année, mois et jour.",
            "Write the text in the form that the message names. Dates are year, month and day.",
        ),
        exits=(10,),
        wrong="from: 1/12/2026",
        right="from: 2026-12-01",
    ),
    "bad-version-range": Entry(
        title=Text(
            "Een bereik van versies kan niet gelezen worden",
            "Une plage de versions est illisible",
            "A range of versions cannot be read",
        ),
        cause=Text(
            "Een stack zegt met een bereik welke versies van een bouwsteen mogen: `^1.0` is 1.0 en alles daarna tot 2.0, `~1.2` is 1.2 "
            "met verbeteringen, `1.2.3` is alleen die.",
            "Une stack dit par une plage quelles versions d'une brique conviennent : `^1.0` est 1.0 et tout ce qui suit jusqu'à 2.0, "
            "`~1.2` est 1.2 avec ses corrections, `1.2.3` seulement celle-là.",
            "A stack says by a range which versions of a block may be used: `^1.0` is 1.0 and everything after it up to 2.0, `~1.2` is "
            "1.2 with its fixes, `1.2.3` is that one only.",
        ),
        remedy=Text("Schrijf een bereik zoals npm dat doet.", "Écrivez une plage comme le fait npm.", "Write a range as npm does."),
        exits=(10,),
        wrong="- {block: forms, version: latest}",
        right="- {block: forms, version: ^1.0}",
    ),
    "duplicate-value": Entry(
        title=Text(
            "Een waarde staat twee keer in een lijst",
            "Une valeur figure deux fois dans une liste",
            "A value stands twice in a list",
        ),
        cause=Text(
            "De onderdelen van deze lijst moeten verschillen, en twee zijn gelijk.",
            "Les éléments de cette liste doivent différer, et deux sont égaux.",
            "The items of this list must differ, and two are the same.",
        ),
        remedy=Text("Haal een van de twee weg.", "Retirez l'un des deux.", "Remove one of the two."),
        exits=(10,),
    ),
    "more-mistakes": Entry(
        title=Text("Er zijn misschien nog meer fouten", "Il y a peut-être encore d'autres fautes", "There may be more mistakes"),
        cause=Text(
            "Het bestand bevat meer fouten dan er getoond worden, of het zoeken ernaar is gestopt omdat het er zo veel waren. Vele hebben "
            "vaak één oorzaak.",
            "Le fichier contient plus de fautes qu'il n'en est montré, ou la recherche s'est arrêtée parce qu'il y en avait tant. Beaucoup "
            "ont souvent une seule cause.",
            "The file holds more mistakes than are shown, or the search for them has stopped because there were so many. Many often have "
            "one cause.",
        ),
        remedy=Text(
            "Verbeter de eerste, en kijk opnieuw:\n\n    bouwsteen validate",
            "Corrigez les premières, et contrôlez à nouveau :\n\n    bouwsteen validate",
            "Correct the first ones, and look again:\n\n    bouwsteen validate",
        ),
        exits=(10,),
    ),
    "secret-literal": Entry(
        title=Text("Er staat een geheim in een document", "Un secret figure dans un document", "A secret stands in a document"),
        cause=Text(
            "Documenten worden door velen gelezen en blijven in git staan. Een wachtwoord of sleutel hoort daar niet in, ook niet even.",
            "Les documents sont lus par beaucoup et restent dans git. Un mot de passe ou une clé n'y a pas sa place, même un instant.",
            "Documents are read by many and stay in git. A password or key does not belong there, not even for a moment.",
        ),
        remedy=Text(
            "Bewaar het geheim elders en verwijs ernaar. Is het al in git geweest, vervang het dan: wie de geschiedenis heeft, heeft het "
            "geheim.",
            "Gardez le secret ailleurs et renvoyez-y. S'il a déjà été dans git, remplacez-le : qui a l'historique a le secret.",
            "Keep the secret elsewhere and refer to it. Where it has been in git already, replace it: who has the history has the secret.",
        ),
        exits=(10,),
        wrong="password: geheim123",
        right="password: {secretRef: {env: BOUWSTEEN_SECRET_BROKER}}",
    ),
    "secret-in-address": Entry(
        title=Text("Er staat een wachtwoord in een adres", "Un mot de passe figure dans une adresse", "An address holds credentials"),
        cause=Text(
            "Een adres zoals `https://naam:wachtwoord@server/` bevat een geheim, en documenten worden door velen gelezen.",
            "Une adresse comme `https://nom:motdepasse@serveur/` contient un secret, et les documents sont lus par beaucoup.",
            "An address such as `https://name:password@server/` holds a secret, and documents are read by many.",
        ),
        remedy=Text(
            "Haal naam en wachtwoord weg. git vindt die van deze computer zelf, met een credential helper of een SSH-sleutel.",
            "Retirez le nom et le mot de passe. git trouve lui-même ceux de cet ordinateur, par un assistant d'identification ou une clé "
            "SSH.",
            "Remove the name and the password. git finds those of this machine by itself, with a credential helper or an SSH key.",
        ),
        exits=(10,),
        wrong='catalog: {git: "https://jan:geheim@git.example/catalog.git", revision: v1}',
        right='catalog: {git: "https://git.example/catalog.git", revision: v1}',
    ),
    "secret-misplaced": Entry(
        title=Text(
            "Een verwijzing naar een geheim hoort hier niet",
            "Un renvoi à un secret n'a pas sa place ici",
            "A reference to a secret where none belongs",
        ),
        cause=Text(
            "Dit veld is niet geheim. Wat erin staat, wordt getoond in plannen en logboeken, en een geheim zou daar mee in komen.",
            "Ce champ n'est pas secret. Son contenu paraît dans les plans et les journaux, et un secret y paraîtrait aussi.",
            "This field is not secret. What it holds is shown in plans and logs, and a secret would be shown with it.",
        ),
        remedy=Text(
            "Schrijf de waarde zelf, of gebruik een veld van de bouwsteen dat wel geheim is.",
            "Écrivez la valeur elle-même, ou utilisez un champ de la brique qui est secret.",
            "Write the value itself, or use a field of the block that is secret.",
        ),
        exits=(10,),
        wrong="parameters: {title: {secretRef: {env: BOUWSTEEN_SECRET_TITLE}}}",
        right='parameters: {title: "Digitaal loket"}',
    ),
    "bad-secret-reference": Entry(
        title=Text(
            "Een verwijzing naar een geheim is niet te lezen",
            "Un renvoi à un secret est illisible",
            "A reference to a secret cannot be read",
        ),
        cause=Text(
            "Een verwijzing noemt precies één plaats: een omgevingsvariabele of een bestand.",
            "Un renvoi nomme exactement un endroit : une variable d'environnement ou un fichier.",
            "A reference names exactly one place: an environment variable or a file.",
        ),
        remedy=Text(
            "Noem één plaats met `env` of `file`.",
            "Nommez un endroit avec `env` ou `file`.",
            "Name one place by `env` or `file`.",
        ),
        exits=(10,),
        wrong="password: {secretRef: {env: BOUWSTEEN_SECRET_A, file: b}}",
        right=("password: {secretRef: {env: BOUWSTEEN_SECRET_BROKER}}\npassword: {secretRef: {file: secrets/broker}}"),
    ),
    "schema-invalid": Entry(
        title=Text("Een schema klopt niet", "Un schéma n'est pas valide", "A schema is not valid"),
        cause=Text(
            "Een bouwsteen of koppelvlak beschrijft zijn velden met JSON Schema 2020-12, en dat schema is zelf niet juist opgebouwd.",
            "Une brique ou une interface décrit ses champs en JSON Schema 2020-12, et ce schéma est lui-même mal construit.",
            "A block or interface describes its fields by JSON Schema 2020-12, and that schema itself is not well made.",
        ),
        remedy=Text(
            "Verbeter het schema op de plaats die de melding noemt. Het schema van parameters heeft `type: object`.",
            "Corrigez le schéma à l'endroit que nomme le message. Le schéma des paramètres a `type: object`.",
            "Correct the schema in the place that the message names. The schema of parameters has `type: object`.",
        ),
        exits=(10,),
        wrong="parameters: {properties: {title: {type: text}}}",
        right="parameters: {type: object, properties: {title: {type: string}}}",
    ),
    "schema-keyword": Entry(
        title=Text(
            "Een schema heeft een woord dat niemand leest",
            "Un schéma a un mot que personne ne lit",
            "A schema has a keyword that nobody reads",
        ),
        cause=Text(
            "Een onbekend woord in een schema heeft geen gevolg. Wat het moest tegenhouden, zou dus doorgelaten worden.",
            "Un mot inconnu dans un schéma reste sans effet. Ce qu'il devait empêcher serait donc accepté.",
            "A word that JSON Schema does not know is without effect in a schema. What it should keep out would be let in.",
        ),
        remedy=Text(
            "Verbeter het woord. Een eigen woord begint met `x-`.",
            "Corrigez le mot. Un mot à vous commence par `x-`.",
            "Correct the word. A word of your own begins with `x-`.",
        ),
        exits=(10,),
        wrong="draftDays: {type: integer, minimun: 1}",
        right="draftDays: {type: integer, minimum: 1}",
    ),
    "schema-reference": Entry(
        title=Text(
            "Een schema verwijst op een manier die niet mag",
            "Un schéma renvoie d'une façon interdite",
            "A schema refers in a way that is not allowed",
        ),
        cause=Text(
            "Een schema mag alleen naar zichzelf verwijzen. Er wordt nooit iets opgehaald van het internet of uit een ander bestand.",
            "Un schéma ne peut renvoyer qu'à lui-même. Rien n'est jamais cherché sur internet ni dans un autre fichier.",
            "A schema may refer only into itself. Nothing is ever fetched from the internet or from another file.",
        ),
        remedy=Text(
            "Zet wat u nodig hebt onder `$defs` en verwijs daarnaar.",
            "Placez ce qu'il vous faut sous `$defs` et renvoyez-y.",
            "Put what you need under `$defs` and refer to that.",
        ),
        exits=(10,),
        wrong='address: {$ref: "https://schemas.example/address.json"}',
        right='address: {$ref: "#/$defs/address"}',
    ),
    "schema-loop": Entry(
        title=Text("Een schema verwijst naar zichzelf terug", "Un schéma renvoie à lui-même en boucle", "A schema refers to itself"),
        cause=Text(
            "Wie de verwijzingen volgt, komt weer bij het begin uit. Zo'n schema houdt nooit op.",
            "Qui suit les renvois revient au début. Un tel schéma ne finit jamais.",
            "Following the references leads back to the beginning. Such a schema never ends.",
        ),
        remedy=Text(
            "Schrijf uit hoe diep de waarde genest mag zijn.",
            "Écrivez jusqu'où la valeur peut être imbriquée.",
            "Write out how deep the value may be nested.",
        ),
        exits=(10,),
    ),
    "schema-too-large": Entry(
        title=Text("Een schema is te groot", "Un schéma est trop grand", "A schema is too large"),
        cause=Text(
            "Het schema heeft te veel onderdelen, of wordt te groot als al zijn verwijzingen uitgeschreven zijn.",
            "Le schéma a trop de parties, ou devient trop grand quand tous ses renvois sont écrits.",
            "The schema has too many parts, or becomes too large when all its references are written out.",
        ),
        remedy=Text(
            "Maak het kleiner, met minder onderdelen en minder verwijzingen.",
            "Réduisez-le, avec moins de parties et moins de renvois.",
            "Make it smaller, with fewer parts and fewer references.",
        ),
        exits=(10,),
    ),
    "bad-check-digits": Entry(
        title=Text(
            "Een nummer heeft foute controlecijfers",
            "Un numéro a de faux chiffres de contrôle",
            "A number has wrong check digits",
        ),
        cause=Text(
            "De laatste twee cijfers van een KBO-nummer volgen uit de andere, en hier kloppen ze niet. Meestal is er één cijfer verkeerd "
            "of zijn er twee verwisseld.",
            "Les deux derniers chiffres d'un numéro BCE découlent des autres, et ici ils ne concordent pas. Le plus souvent un chiffre "
            "est faux ou deux sont inversés.",
            "The last two digits of a KBO number follow from the others, and here they do not. Mostly one digit is wrong or two have "
            "changed places.",
        ),
        remedy=Text(
            "Zoek het nummer op in de Kruispuntbank van Ondernemingen, en neem het over.",
            "Cherchez le numéro dans la Banque-Carrefour des Entreprises, et recopiez-le.",
            "Look the number up in the Crossroads Bank for Enterprises, and copy it.",
        ),
        exits=(10,),
    ),
}
