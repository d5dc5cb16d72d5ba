"""What a block says of itself: its interfaces, its resources, what they mean."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "term-invalid": Entry(
        title=Text("Een betekenis is geen IRI", "Une signification n'est pas une IRI", "A meaning is not an IRI"),
        cause=Text(
            "`term` zegt wat een gegeven betekent, met een volledige IRI uit een woordenlijst. Wat er staat is geen IRI.",
            "`term` dit ce qu'une donnée signifie, par une IRI complète d'un vocabulaire. Ce qui s'y trouve n'en est pas une.",
            "`term` says what data means, by a complete IRI of a vocabulary. What stands there is none.",
        ),
        remedy=Text(
            "Neem de IRI uit de woordenlijst, bijvoorbeeld van OSLO:\n\n    term: https://data.vlaanderen.be/ns/persoon#geslacht",
            "Prenez l'IRI du vocabulaire, par exemple d'OSLO :\n\n    term: https://data.vlaanderen.be/ns/persoon#geslacht",
            "Take the IRI from the vocabulary, for instance of OSLO:\n\n    term: https://data.vlaanderen.be/ns/persoon#geslacht",
        ),
        exits=(10,),
    ),
    "term-missing": Entry(
        title=Text(
            "Een gegeven heeft geen betekenis die anderen kennen",
            "Une donnée n'a pas de signification connue des autres",
            "Data has no meaning that others know",
        ),
        cause=Text(
            "Een koppelvlak noemt onder `data` iets zonder `term`. Het werkt, maar niemand ziet of het hetzelfde is als elders.",
            "Une interface cite sous `data` une donnée sans `term`. Cela fonctionne, mais personne ne voit si c'est la même qu'ailleurs.",
            "An interface names data without a `term` under `data`. It works, but nobody sees whether it is the same as elsewhere.",
        ),
        remedy=Text(
            "Geef `term`, liefst uit de woordenlijsten van OSLO op data.vlaanderen.be/ns.",
            "Ajoutez `term`, de préférence des vocabulaires d'OSLO sur data.vlaanderen.be/ns.",
            "Give a `term`, best from the vocabularies of OSLO at data.vlaanderen.be/ns.",
        ),
        exits=(),
    ),
    "term-differs": Entry(
        title=Text(
            "Een gegeven met één naam heeft twee betekenissen",
            "Une donnée d'un même nom a deux significations",
            "Data of one name has two meanings",
        ),
        cause=Text(
            "Twee koppelvlakken geven dezelfde naam aan een gegeven en een andere `term`. Wie beide gebruikt kan ze verwisselen.",
            "Deux interfaces donnent le même nom à une donnée, et un `term` différent. Qui utilise les deux peut les confondre.",
            "Two interfaces give data the same name and another `term`. Whoever uses both may mix them up.",
        ),
        remedy=Text(
            "Geef beide dezelfde betekenis, of een van beide een andere naam.",
            "Donnez aux deux la même signification, ou un autre nom à l'une des deux.",
            "Give both the same meaning, or one of them another name.",
        ),
        exits=(),
    ),
    "interface-unknown": Entry(
        title=Text(
            "Een koppelvlak staat niet in de catalogus",
            "Une interface n'est pas dans le catalogue",
            "An interface is not in the catalog",
        ),
        cause=Text(
            "Een bouwsteen gebruikt of biedt een koppelvlak aan dat niet in `catalog/interfaces/` staat.",
            "Une brique utilise ou offre une interface qui n'est pas dans `catalog/interfaces/`.",
            "A block uses or provides an interface that does not stand in `catalog/interfaces/`.",
        ),
        remedy=Text(
            "Neem een koppelvlak dat de melding noemt, of voeg het nieuwe eerst aan de catalogus toe.",
            "Prenez une interface que nomme le message, ou ajoutez d'abord la nouvelle au catalogue.",
            "Take an interface that the message names, or add the new one to the catalog first.",
        ),
        exits=(10,),
    ),
    "interface-version-unknown": Entry(
        title=Text(
            "Een versie van een koppelvlak staat niet in de catalogus",
            "Une version d'interface n'est pas dans le catalogue",
            "A version of an interface is not in the catalog",
        ),
        cause=Text(
            "De catalogus heeft het koppelvlak wel, maar geen versie die de bouwsteen kan gebruiken.",
            "Le catalogue a bien l'interface, mais pas de version que la brique puisse utiliser.",
            "The catalog has the interface, but no version that the block can use.",
        ),
        remedy=Text(
            "Neem een versie die de melding noemt.",
            "Prenez une version que nomme le message.",
            "Take a version that the message names.",
        ),
        exits=(10,),
    ),
    "duplicate-id": Entry(
        title=Text("Twee middelen hebben dezelfde id", "Deux ressources ont le même id", "Two resources have the same id"),
        cause=Text(
            "De middelen van een doel worden met hun `id` uit elkaar gehouden.",
            "Les ressources d'une cible se distinguent par leur `id`.",
            "The resources of a target are told apart by their `id`.",
        ),
        remedy=Text(
            "Geef een van de twee een andere `id`.",
            "Donnez un autre `id` à l'une des deux.",
            "Give one of the two another `id`.",
        ),
        exits=(10,),
    ),
    "resource-unknown": Entry(
        title=Text("Een middel bestaat niet", "Une ressource n'existe pas", "A resource is not there"),
        cause=Text(
            "`dependsOn` noemt een middel dat niet in hetzelfde doel staat, of het middel zelf.",
            "`dependsOn` nomme une ressource qui n'est pas dans la même cible, ou la ressource elle-même.",
            "`dependsOn` names a resource that does not stand in the same target, or the resource itself.",
        ),
        remedy=Text(
            "Noem de `id` van een ander middel van dit doel.",
            "Nommez l'`id` d'une autre ressource de cette cible.",
            "Name the `id` of another resource of this target.",
        ),
        exits=(10,),
    ),
    "unknown-dependency": Entry(
        title=Text(
            "Een middel hangt af van iets wat er niet is",
            "Une ressource dépend de ce qui n'existe pas",
            "A dependency is not known",
        ),
        cause=Text(
            "`dependsOn` noemt een middel dat niet in dezelfde lijst staat.",
            "`dependsOn` nomme une ressource qui n'est pas dans la même liste.",
            "`dependsOn` names a resource that does not stand in the same list.",
        ),
        remedy=Text(
            "Noem de `id` van een middel uit dezelfde lijst.",
            "Nommez l'`id` d'une ressource de la même liste.",
            "Name the `id` of a resource of the same list.",
        ),
        exits=(10,),
    ),
    "unknown-resource-type": Entry(
        title=Text("Een type van middelen is niet bekend", "Un type de ressources n'est pas connu", "A type of resources is not known"),
        cause=Text(
            "Een bouwsteen vraagt een middel van een type dat niets op deze computer beheert.",
            "Une brique demande une ressource d'un type que rien ne gère sur cet ordinateur.",
            "A block asks for a resource of a type that nothing on this machine manages.",
        ),
        remedy=Text(
            "Verbeter het type, of installeer het onderdeel van Bouwsteen dat het beheert.",
            "Corrigez le type, ou installez la partie de Bouwsteen qui le gère.",
            "Correct the type, or install the part of Bouwsteen that manages it.",
        ),
        exits=(10,),
        wrong="- {id: server, type: local/proces}",
        right="- {id: server, type: local/process}",
    ),
    "condition-undecided": Entry(
        title=Text(
            "Een voorwaarde is waar noch onwaar",
            "Une condition n'est ni vraie ni fausse",
            "A condition is neither true nor false",
        ),
        cause=Text(
            "`includeWhen` zegt of een middel er komt. De waarde kan leeg of afwezig zijn, of iets anders dan `true` en `false`. "
            "Bouwsteen raadt dan niet: een middel weglaten kan het verwijderen.",
            "`includeWhen` dit si une ressource existera. La valeur peut être vide ou absente, ou autre que `true` et `false`. "
            "Bouwsteen ne devine pas : omettre une ressource peut la supprimer.",
            "`includeWhen` says whether there will be a resource. The value may be empty or absent, or other than `true` and `false`. "
            "Bouwsteen does not guess: leaving a resource out can delete it.",
        ),
        remedy=Text(
            "Zorg dat de uitdrukking altijd `true` of `false` geeft, bijvoorbeeld met `orValue(false)` of met een vergelijking.",
            "Veillez à ce que l'expression donne toujours `true` ou `false`, par exemple avec `orValue(false)` ou une comparaison.",
            "Let the expression always give `true` or `false`, for instance with `orValue(false)` or by comparing.",
        ),
        exits=(10,),
        wrong="includeWhen: ${parameters.?open}",
        right="includeWhen: ${parameters.?open.orValue(false)}",
    ),
    "for-each-not-a-map": Entry(
        title=Text(
            "`forEach` krijgt geen lijst van namen",
            "`forEach` ne reçoit pas de liste de noms",
            "forEach takes a map or a set of strings",
        ),
        cause=Text(
            "`forEach` maakt een middel voor elke naam. De waarde moet daarom velden hebben, of een lijst van verschillende teksten "
            "zijn: met een nummer zou alles opschuiven als er één wegvalt.",
            "`forEach` fait une ressource pour chaque nom. La valeur doit donc avoir des champs, ou être une liste de textes différents "
            ": avec un numéro, tout se décalerait quand un élément disparaît.",
            "`forEach` makes a resource for each name. So the value must have fields, or be a list of different texts: by number "
            "everything would shift when one is taken out.",
        ),
        remedy=Text(
            "Geef een waarde met velden, of een lijst van teksten zonder herhaling.",
            "Donnez une valeur avec des champs, ou une liste de textes sans répétition.",
            "Give a map, or a list of texts without repeats.",
        ),
        exits=(10,),
        wrong="forEach: ${[1, 2]}",
        right="forEach: ${['citizens', 'clerks']}",
    ),
}
