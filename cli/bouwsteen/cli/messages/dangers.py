"""What a plan would lose: data, much at once, a whole environment."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "data-would-be-lost": Entry(
        title=Text(
            "Een verandering zou verwijderen wat bewaard moet blijven",
            "Un changement supprimerait ce qui doit rester",
            "A change would delete what must be kept",
        ),
        cause=Text(
            "De verandering kan alleen door het middel te vervangen, en het is vastgelegd als te bewaren. De gegevens van burgers of van "
            "het bestuur zouden weg zijn.",
            "Le changement n'est possible qu'en remplaçant la ressource, et elle est enregistrée comme à garder. Les données des "
            "citoyens ou de l'administration seraient perdues.",
            "The change is possible only by replacing the resource, and that is recorded as to be kept. Data of citizens or of the "
            "organisation would be gone.",
        ),
        remedy=Text(
            "Maak de verandering ongedaan, of geef de instantie een andere naam: wat er is, blijft dan bestaan naast de nieuwe.",
            "Annulez le changement, ou donnez un autre nom à l'instance : ce qui existe reste alors à côté de la nouvelle.",
            "Undo the change, or give the instance another name: what is there is then kept beside the new one.",
        ),
        exits=(10, 4),
    ),
    "approved-another-count": Entry(
        title=Text(
            "Er is een ander aantal verwijderingen goedgekeurd",
            "Un autre nombre de suppressions a été approuvé",
            "Another number of deletions was approved",
        ),
        cause=Text(
            "Met `--approve-deletions` werd een aantal goedgekeurd, en het plan verwijdert nu meer of minder. Iemand keurde dus een "
            "ander plan goed.",
            "`--approve-deletions` a approuvé un nombre, et le plan supprime maintenant plus ou moins. Quelqu'un a donc approuvé un "
            "autre plan.",
            "A number was approved by `--approve-deletions`, and the plan now removes more or fewer. So somebody approved another plan.",
        ),
        remedy=Text(
            "Bekijk het plan opnieuw, en keur het aantal goed dat in de laatste regel staat:\n\n    bouwsteen plan STACK",
            "Relisez le plan, et approuvez le nombre qui figure à la dernière ligne :\n\n    bouwsteen plan STACK",
            "Look at the plan again, and approve the number that stands in its last line:\n\n    bouwsteen plan STACK",
        ),
        exits=(5,),
    ),
    "much-would-go": Entry(
        title=Text(
            "Veel van wat er is, zou verwijderd worden",
            "Beaucoup de ce qui existe serait supprimé",
            "Much of what is there would be removed",
        ),
        cause=Text(
            "De stack vraagt veel minder dan wat vastgelegd is. Vaak is dat een vergissing: een regel te veel gewist, of een verkeerde "
            "tak.",
            "La stack demande bien moins que ce qui est enregistré. C'est souvent une erreur : une ligne effacée en trop, ou la mauvaise "
            "branche.",
            "The stack asks for much less than what is recorded. Often that is a slip: a line too many deleted, or the wrong branch.",
        ),
        remedy=Text(
            "Zoek eerst waarom de stack zo weinig vraagt. Is het zo bedoeld, zeg dan hoeveel er weg mag:\n\n    bouwsteen apply STACK "
            "--approve-deletions AANTAL",
            "Cherchez d'abord pourquoi la stack demande si peu. Si c'est voulu, dites combien peut disparaître :\n\n    bouwsteen apply "
            "STACK --approve-deletions NOMBRE",
            "Look first why the stack asks for so little. If that is what is meant, say how many may go:\n\n    bouwsteen apply STACK "
            "--approve-deletions NUMBER",
        ),
        exits=(5,),
    ),
    "destroys-environment": Entry(
        title=Text(
            "Een hele omgeving zou verwijderd worden",
            "Un environnement entier serait supprimé",
            "A whole environment would be destroyed",
        ),
        cause=Text(
            "De omgeving draait niet alleen op deze computer. Wie ze verwijdert, moet ze daarom uitdrukkelijk noemen.",
            "L'environnement ne tourne pas que sur cet ordinateur. Qui le supprime doit donc le nommer expressément.",
            "The environment does not run on this machine alone. Whoever removes it has to name it.",
        ),
        remedy=Text(
            "Noem de omgeving als dat de bedoeling is:\n\n    bouwsteen destroy STACK -e OMGEVING --confirm STACK/OMGEVING",
            "Nommez l'environnement si c'est voulu :\n\n    bouwsteen destroy STACK -e ENVIRONNEMENT --confirm STACK/ENVIRONNEMENT",
            "Name the environment if that is what is meant:\n\n    bouwsteen destroy STACK -e ENVIRONMENT --confirm STACK/ENVIRONMENT",
        ),
        exits=(5,),
    ),
    "data-would-go": Entry(
        title=Text("Er zouden gegevens verloren gaan", "Des données seraient perdues", "Data would be lost"),
        cause=Text(
            "Het plan verwijdert of vervangt iets wat gegevens bewaart, zoals een databank of een map.",
            "Le plan supprime ou remplace ce qui garde des données, comme une base de données ou un dossier.",
            "The plan removes or replaces something that keeps data, such as a database or a folder.",
        ),
        remedy=Text(
            "Noem wat verloren mag gaan, als dat de bedoeling is:\n\n    bouwsteen apply STACK --approve-data-loss ADRES",
            "Nommez ce qui peut être perdu, si c'est voulu :\n\n    bouwsteen apply STACK --approve-data-loss ADRESSE",
            "Name what may be lost, if that is what is meant:\n\n    bouwsteen apply STACK --approve-data-loss ADDRESS",
        ),
        exits=(5,),
    ),
    "renamed-with-data": Entry(
        title=Text(
            "Een instantie met gegevens zou leeg beginnen",
            "Une instance avec des données partirait à vide",
            "An instance with data would start empty",
        ),
        cause=Text(
            "Een instantie verdween uit de stack en een nieuwe van dezelfde bouwsteen kwam erbij. Dat lijkt op een andere naam, maar de "
            "gegevens zouden niet meegaan.",
            "Une instance a disparu de la stack et une nouvelle de la même brique est venue. Cela ressemble à un changement de nom, mais "
            "les données ne suivraient pas.",
            "An instance went from the stack and a new one of the same block came. That looks like another name, but the data would not "
            "go with it.",
        ),
        remedy=Text(
            "Zeg met `moved` dat het dezelfde is. Heeft de nieuwe er niets mee te maken, keur dan het aantal verwijderingen goed.",
            "Dites par `moved` que c'est la même. Si la nouvelle n'a rien à voir, approuvez le nombre de suppressions.",
            "Say by `moved` that it is the same. If the new one has nothing to do with it, approve the number of deletions.",
        ),
        exits=(5,),
        right="moved: [{from: forms, to: permits}]",
    ),
    "comes-back": Entry(
        title=Text("Een verschil komt telkens terug", "Une différence revient chaque fois", "A difference comes back each time"),
        cause=Text(
            "Na elke van de laatste keren zette iets of iemand anders dezelfde velden weer anders. Het wordt niet langer hersteld.",
            "Après chacune des dernières applications, autre chose ou quelqu'un d'autre a remis les mêmes champs autrement. Ce n'est plus "
            "corrigé.",
            "After each of the last applies something or somebody else set the same fields otherwise again. It is no longer mended.",
        ),
        remedy=Text(
            "Laat die velden weg uit wat de stack vraagt, of laat wie ze ook schrijft ermee ophouden.",
            "Retirez ces champs de ce que la stack demande, ou faites cesser celui qui les écrit aussi.",
            "Leave those fields out of what the stack asks for, or have whoever writes them too stop doing so.",
        ),
        exits=(),
    ),
    "looks-renamed": Entry(
        title=Text("Dit lijkt op een andere naam", "Cela ressemble à un changement de nom", "This looks like a rename"),
        cause=Text(
            "Een instantie verdwijnt en een nieuwe van dezelfde bouwsteen komt erbij. Zoals het er staat, wordt de ene verwijderd en de "
            "andere vanaf niets gemaakt.",
            "Une instance disparaît et une nouvelle de la même brique vient. Tel quel, l'une est supprimée et l'autre faite à partir de "
            "rien.",
            "An instance goes and a new one of the same block comes. As it stands, one is removed and the other is made from nothing.",
        ),
        remedy=Text(
            "Is het dezelfde onder een andere naam, zeg dat dan met `moved` in de stack.",
            "Si c'est la même sous un autre nom, dites-le par `moved` dans la stack.",
            "If it is the same by another name, say so by `moved` in the stack.",
        ),
        exits=(),
        right="moved: [{from: forms, to: permits}]",
    ),
}
