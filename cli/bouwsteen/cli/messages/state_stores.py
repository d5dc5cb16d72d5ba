"""Where a state is kept: what may be wrong with that."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "state-store-unsupported": Entry(
        title=Text(
            "Daar kan de staat nog niet bewaard worden", "L'état ne peut pas encore être gardé là", "A state cannot be kept there yet"
        ),
        cause=Text(
            "De stack zegt dat de staat van een omgeving op een plaats bewaard wordt die deze versie van Bouwsteen niet kent.",
            "La stack dit que l'état d'un environnement est gardé à un endroit que cette version de Bouwsteen ne connaît pas.",
            "The stack says that the state of an environment is kept in a place that this version of Bouwsteen does not know.",
        ),
        remedy=Text(
            "Bewaar hem in een map of in een cluster:\n\n    state: {store: folder}\n    state: {store: kubernetes}",
            "Gardez-le dans un dossier ou dans un cluster :\n\n    state: {store: folder}\n    state: {store: kubernetes}",
            "Keep it in a folder or in a cluster:\n\n    state: {store: folder}\n    state: {store: kubernetes}",
        ),
        exits=(10,),
    ),
    "state-place-untold": Entry(
        title=Text(
            "Het is niet te zeggen waar de staat bewaard wordt",
            "On ne peut dire où l'état est gardé",
            "It cannot be told where the state is kept",
        ),
        cause=Text(
            "Het document van de stack zegt waar de staat bewaard wordt, en het is niet te lezen. Wat elders is, is niet weg.",
            "Le document de la stack dit où l'état est gardé, et il est illisible. Ce qui est ailleurs n'est pas perdu.",
            "The document of the stack says where the state is kept, and it cannot be read. What is elsewhere is not gone.",
        ),
        remedy=Text(
            "Verbeter het document:\n\n    bouwsteen validate STACK",
            "Corrigez le document :\n\n    bouwsteen validate STACK",
            "Correct the document:\n\n    bouwsteen validate STACK",
        ),
        exits=(10,),
    ),
    "state-left-behind": Entry(
        title=Text(
            "De staat is nog waar hij eerst bewaard werd",
            "L'état est encore là où il était gardé",
            "The state is still where it was kept before",
        ),
        cause=Text(
            "Waar de stack zegt dat de staat bewaard wordt, is niets vastgelegd, en elders is er nog een staat van deze omgeving: in de "
            "map van deze werkruimte, of in een cluster. Op niets plannen zou alles een tweede keer maken.",
            "Là où la stack dit que l'état est gardé, rien n'est enregistré, et ailleurs il y a encore un état de cet environnement : dans "
            "le dossier de cet espace de travail, ou dans un cluster. Planifier sur rien créerait tout une seconde fois.",
            "Nothing is recorded where the stack says that the state is kept, and elsewhere there still is a state of this environment: in "
            "the folder of this workspace, or in a cluster. Planning on nothing would make everything twice.",
        ),
        remedy=Text(
            "Zet de stack even terug en maak een kopie, zet de stack dan goed en leg de kopie op de nieuwe plaats:\n\n"
            "    bouwsteen state backup STACK -e ENVIRONMENT FILE\n    bouwsteen state restore STACK -e ENVIRONMENT FILE"
            "\n\nIs dat iets anders met dezelfde namen, begin dan opnieuw:\n\n    bouwsteen apply STACK -e ENVIRONMENT --accept-rollback 0",
            "Remettez la stack comme avant et faites une copie, puis changez la stack et mettez la copie au nouvel endroit :\n\n"
            "    bouwsteen state backup STACK -e ENVIRONMENT FILE\n    bouwsteen state restore STACK -e ENVIRONMENT FILE"
            "\n\nSi c'est autre chose du même nom, recommencez à zéro :\n\n    bouwsteen apply STACK -e ENVIRONMENT --accept-rollback 0",
            "Set the stack back for a moment and make a copy, then change the stack and put the copy in the new place:\n\n"
            "    bouwsteen state backup STACK -e ENVIRONMENT FILE\n    bouwsteen state restore STACK -e ENVIRONMENT FILE"
            "\n\nIf that is something else of the same name, begin anew:\n\n    bouwsteen apply STACK -e ENVIRONMENT --accept-rollback 0",
        ),
        exits=(1,),
    ),
}
