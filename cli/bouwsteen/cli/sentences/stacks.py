"""About what a stack says: organisations, instances, targets, uses."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence("No name was given.", "Er werd geen naam gegeven.", "Aucun nom n'a été donné."),
    Sentence("Give a name:", "Geef een naam:", "Donnez un nom :"),
    Sentence("Begin one:", "Begin er een:", "Commencez-en une :"),
    Sentence(
        "{folder} has no sound block `{name}`.",
        "In {folder} staat geen bouwsteen `{name}` die in orde is.",
        "{folder} n'a pas de brique `{name}` en ordre.",
    ),
    Sentence(
        "{folder} holds neither blocks nor a catalog, and what came with the program is not changed.",
        "In {folder} staan geen bouwstenen en geen catalogus, en wat met het programma meekwam, wordt niet gewijzigd.",
        "{folder} ne contient ni briques ni catalogue, et ce qui est venu avec le programme n'est pas modifié.",
    ),
    Sentence(
        "Work in a clone of the catalog's repository.",
        "Werk in een kloon van de repository van de catalogus.",
        "Travaillez dans un clone du dépôt du catalogue.",
    ),
    Sentence(
        "No provider manages the type `{type}`. Known types: {names}.",
        "Niets beheert het type `{type}`. Bekende types: {names}.",
        "Rien ne gère le type `{type}`. Types connus : {names}.",
    ),
    Sentence(
        "Correct the type, or install the part of Bouwsteen that brings its provider.",
        "Verbeter het type, of installeer het deel van Bouwsteen dat het beheert.",
        "Corrigez le type, ou installez la partie de Bouwsteen qui le gère.",
    ),
    Sentence("{owner} has no field {name}.", "{owner} heeft geen veld {name}.", "{owner} n'a pas de champ {name}."),
    Sentence("Known here: {names}.", "Hier bekend: {names}.", "Connus ici : {names}."),
    Sentence(
        "An organisation is found by its NIS number, and without one it needs a `name` and a `kind`.",
        "Een bestuur wordt bij zijn NIS-nummer gevonden; zonder dat heeft het een `name` en een `kind` nodig.",
        "Une administration est trouvée par son numéro INS ; sans lui il lui faut un `name` et un `kind`.",
    ),
    Sentence(
        "This stack has no instance `{name}`.", "Deze stack heeft geen instantie `{name}`.", "Cette stack n'a pas d'instance `{name}`."
    ),
    Sentence("Name an instance of this stack.", "Noem een instantie van deze stack.", "Nommez une instance de cette stack."),
    Sentence(
        "The block `{block}` does not say how it is realised at `{target}`.",
        "De bouwsteen `{block}` zegt niet hoe hij op `{target}` gemaakt wordt.",
        "La brique `{block}` ne dit pas comment elle est réalisée sur `{target}`.",
    ),
    Sentence(
        "Its targets: {targets}; `{existing}` describes what is there already.",
        "Zijn doelen: {targets}; `{existing}` beschrijft wat er al is.",
        "Ses cibles : {targets} ; `{existing}` décrit ce qui est déjà là.",
    ),
    Sentence(
        "The use `{use}` needs `{interface}` {version}, and more than one output fits: {outputs}.",
        "Het gebruik `{use}` heeft `{interface}` {version} nodig, en meer dan een uitgang past: {outputs}.",
        "L'usage `{use}` a besoin de `{interface}` {version}, et plus d'une sortie convient : {outputs}.",
    ),
    Sentence(
        "An instance cannot use its own output.",
        "Een instantie kan haar eigen uitgang niet gebruiken.",
        "Une instance ne peut pas utiliser sa propre sortie.",
    ),
    Sentence("Name another instance.", "Noem een andere instantie.", "Nommez une autre instance."),
    Sentence(
        "No stack that was found exports `{name}` to this one.",
        "Geen stack die gevonden werd, deelt `{name}` met deze.",
        "Aucune stack trouvée n'exporte `{name}` vers celle-ci.",
    ),
    Sentence(
        "Check the name, and that the stack `{name}` lists this stack under `exports`.",
        "Kijk de naam na, en of de stack `{name}` deze stack noemt onder `exports`.",
        "Vérifiez le nom, et que la stack `{name}` nomme celle-ci sous `exports`.",
    ),
    Sentence(
        "Choose a stable version when there is one that fits.",
        "Kies een stabiele versie als er een past.",
        "Choisissez une version stable s'il y en a une qui convient.",
    ),
    Sentence(
        "There is no state of {stack}/{environment}.",
        "Er is geen vastlegging van {stack}/{environment}.",
        "Il n'y a pas d'état de {stack}/{environment}.",
    ),
)
