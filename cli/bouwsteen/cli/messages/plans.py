"""Plans and what carries them out."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "not-confirmed": Entry(
        title=Text("Er is niets gedaan", "Rien n'a été fait", "Nothing was done"),
        cause=Text(
            "De vraag om te bevestigen werd niet met ja beantwoord, of er was niemand om te antwoorden, zoals in een CI.",
            "La demande de confirmation n'a pas reçu de oui, ou il n'y avait personne pour répondre, comme dans une CI.",
            "The question for a confirmation was not answered by yes, or nobody was there to answer, as in a CI.",
        ),
        remedy=Text(
            "Bevestig, of geef vooraf toestemming:\n\n    bouwsteen apply STACK --yes",
            "Confirmez, ou donnez l'accord d'avance :\n\n    bouwsteen apply STACK --yes",
            "Confirm, or agree beforehand:\n\n    bouwsteen apply STACK --yes",
        ),
        exits=(8,),
    ),
    "stopped": Entry(
        title=Text("De uitvoering werd gestopt", "L'exécution a été arrêtée", "The run was stopped"),
        cause=Text(
            "Iemand drukte op Ctrl-C, of het systeem vroeg te stoppen. Wat bezig was, is afgemaakt en vastgelegd.",
            "Quelqu'un a tapé Ctrl-C, ou le système a demandé l'arrêt. Ce qui était en cours est terminé et enregistré.",
            "Somebody pressed Ctrl-C, or the system asked to stop. What was under way is finished and recorded.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit: ze gaat verder waar ze was.",
            "Relancez la même commande : elle reprend où elle était.",
            "Run the same command again: it goes on where it was.",
        ),
        exits=(8,),
    ),
    "plan-stale": Entry(
        title=Text("Het plan klopt niet meer", "Le plan ne tient plus", "The plan no longer holds"),
        cause=Text(
            "Sinds het plan bewaard werd, veranderde de stack, wat vastgelegd is of de werkelijkheid. Alleen wat goedgekeurd is, wordt "
            "uitgevoerd.",
            "Depuis que le plan a été conservé, la stack, ce qui est enregistré ou la réalité a changé. Seul ce qui est approuvé est "
            "exécuté.",
            "Since the plan was saved the stack, the record or the world changed. Only what was approved is carried out.",
        ),
        remedy=Text(
            "Maak een nieuw plan en laat het opnieuw goedkeuren:\n\n    bouwsteen plan STACK --out BESTAND",
            "Faites un nouveau plan et faites-le approuver à nouveau :\n\n    bouwsteen plan STACK --out FICHIER",
            "Make a new plan and have it approved again:\n\n    bouwsteen plan STACK --out FILE",
        ),
        exits=(7,),
    ),
    "plan-of-another-world": Entry(
        title=Text(
            "Het plan werd voor een andere plaats gemaakt",
            "Le plan a été fait pour un autre endroit",
            "The plan was made for another place",
        ),
        cause=Text(
            "Een bewaard plan geldt voor één cluster. Nu werd een ander gevraagd, of het plan zegt niet voor welk het gemaakt werd.",
            "Un plan enregistré vaut pour un seul cluster. Un autre a été interrogé, ou le plan ne dit pas pour lequel il a été fait.",
            "A saved plan is for one cluster. Another one was asked now, or the plan does not say for which it was made.",
        ),
        remedy=Text(
            "Kies dat cluster met --context of --kubeconfig, of maak een nieuw plan:\n\n    bouwsteen plan STACK --out BESTAND",
            "Choisissez ce cluster avec --context ou --kubeconfig, ou refaites le plan :\n\n    bouwsteen plan STACK --out FICHIER",
            "Choose that cluster with --context or --kubeconfig, or make a new plan:\n\n    bouwsteen plan STACK --out FILE",
        ),
        exits=(7,),
    ),
    "plan-of-another-state": Entry(
        title=Text(
            "Het plan hoort bij een andere vastlegging",
            "Le plan appartient à un autre enregistrement",
            "The plan was made on another state",
        ),
        cause=Text(
            "Het plan werd gemaakt voor een andere omgeving, of de omgeving werd verwijderd en opnieuw gemaakt.",
            "Le plan a été fait pour un autre environnement, ou l'environnement a été supprimé et refait.",
            "The plan was made for another environment, or the environment was removed and made anew.",
        ),
        remedy=Text(
            "Maak een nieuw plan:\n\n    bouwsteen plan STACK --out BESTAND",
            "Faites un nouveau plan :\n\n    bouwsteen plan STACK --out FICHIER",
            "Make a new plan:\n\n    bouwsteen plan STACK --out FILE",
        ),
        exits=(7,),
    ),
    "output-not-there": Entry(
        title=Text(
            "Wat een andere stack deelt, is er nog niet",
            "Ce qu'une autre stack partage n'est pas encore là",
            "What another stack shares is not there yet",
        ),
        cause=Text(
            "Een gedeelde dienst hoort bij een andere stack, en de omgeving met dezelfde naam is daar nog niet uitgevoerd.",
            "Un service partagé appartient à une autre stack, dont l'environnement du même nom n'a pas encore été appliqué.",
            "A shared service belongs to another stack, whose environment of the same name was not applied yet.",
        ),
        remedy=Text(
            "Voer eerst de stack uit die hem deelt:\n\n    bouwsteen apply STACK --environment OMGEVING",
            "Appliquez d'abord la stack qui le partage :\n\n    bouwsteen apply STACK --environment ENVIRONNEMENT",
            "Apply the stack that shares it first:\n\n    bouwsteen apply STACK --environment ENVIRONMENT",
        ),
        exits=(4,),
    ),
    "step-stale": Entry(
        title=Text("Een waarde is niet wat gepland was", "Une valeur n'est pas celle du plan", "A value is not what was planned"),
        cause=Text(
            "Tijdens het uitvoeren bleek een waarde anders dan in het plan. Die stap werd niet gezet, want ze was zo niet goedgekeurd.",
            "Pendant l'exécution, une valeur s'est révélée autre que dans le plan. Cette étape n'a pas été faite, car elle n'était pas "
            "approuvée ainsi.",
            "While carrying out, a value turned out other than in the plan. That step was not taken, for it was not approved like that.",
        ),
        remedy=Text(
            "Plan opnieuw en bekijk wat er nu zou veranderen:\n\n    bouwsteen plan STACK",
            "Planifiez à nouveau et regardez ce qui changerait maintenant :\n\n    bouwsteen plan STACK",
            "Plan again and see what would change now:\n\n    bouwsteen plan STACK",
        ),
        exits=(7, 4),
    ),
    "dependency-cycle": Entry(
        title=Text("Middelen wachten op elkaar", "Des ressources s'attendent l'une l'autre", "Resources wait for each other"),
        cause=Text(
            "Elk van deze middelen heeft een waarde van een ander nodig, in een kring. Geen ervan kan het eerste zijn.",
            "Chacune de ces ressources a besoin d'une valeur d'une autre, en cercle. Aucune ne peut être la première.",
            "Each of these resources needs a value of another, in a circle. None of them can be first.",
        ),
        remedy=Text(
            "Haal een van de verwijzingen weg, of koppel een van de instanties aan iets anders onder `uses`.",
            "Retirez un des renvois, ou reliez une des instances à autre chose sous `uses`.",
            "Take one of the references away, or wire one of the instances to something else under `uses`.",
        ),
        exits=(10,),
    ),
    "world-unreadable": Entry(
        title=Text("Een middel kon niet bekeken worden", "Une ressource n'a pas pu être observée", "A resource could not be observed"),
        cause=Text(
            "Een dienst of proces antwoordt niet, en wat niet te zien is, wordt niet voor verdwenen gehouden. Daarom is er geen plan.",
            "Un service ou un processus ne répond pas, et ce qui ne se voit pas n'est pas tenu pour disparu. Il n'y a donc pas de plan.",
            "A service or process does not answer, and what cannot be seen is not taken for gone. So there is no plan.",
        ),
        remedy=Text(
            "Zorg dat het weer antwoordt en probeer opnieuw. Plannen op wat vastgelegd is, kan ook:\n\n    bouwsteen plan STACK "
            "--no-refresh",
            "Faites qu'il réponde à nouveau et réessayez. Planifier sur ce qui est enregistré est possible aussi :\n\n    bouwsteen plan "
            "STACK --no-refresh",
            "Make it answer again and try again. It is also possible to plan on what is recorded:\n\n    bouwsteen plan STACK --no-refresh",
        ),
        exits=(10, 1),
    ),
    "call-in-doubt": Entry(
        title=Text(
            "Van een onderbroken stap is niet bekend hoe ze afliep",
            "On ignore comment une étape interrompue a fini",
            "An interrupted call could not be resolved",
        ),
        cause=Text(
            "Een vorige uitvoering werd midden in een stap onderbroken, en nu is niet te zien wat ervan geworden is. Tot dat bekend is, "
            "gebeurt er niets: anders ontstond iets misschien twee keer.",
            "Une exécution précédente a été interrompue au milieu d'une étape, et on ne voit pas ce qu'elle est devenue. Tant que c'est "
            "inconnu, rien ne se fait : sinon quelque chose serait peut-être fait deux fois.",
            "An earlier run was interrupted in the middle of a step, and what became of it cannot be seen now. Until that is known "
            "nothing is done: else something might be made twice.",
        ),
        remedy=Text(
            "Zorg dat de dienst die de melding noemt weer antwoordt, en voer dezelfde opdracht opnieuw uit.",
            "Faites que le service que nomme le message réponde à nouveau, et relancez la même commande.",
            "Make the service that the message names answer again, and run the same command again.",
        ),
        exits=(1,),
    ),
    "provider-missing": Entry(
        title=Text("Niets beheert een type dat vastgelegd is", "Rien ne gère un type enregistré", "No provider manages a recorded type"),
        cause=Text(
            "Er is een middel vastgelegd van een type dat niets op deze computer beheert. Het kan dus niet veranderd of verwijderd worden.",
            "Une ressource enregistrée est d'un type que rien ne gère sur cet ordinateur. Elle ne peut donc être ni changée ni supprimée.",
            "A resource is recorded of a type that nothing on this machine manages. So it can be neither changed nor removed.",
        ),
        remedy=Text(
            "Installeer het onderdeel van Bouwsteen dat dit type beheert, of voer de opdracht uit waar het geïnstalleerd is.",
            "Installez la partie de Bouwsteen qui gère ce type, ou lancez la commande où elle est installée.",
            "Install the part of Bouwsteen that manages this type, or run the command where it is installed.",
        ),
        exits=(4,),
    ),
    "gone-at-once": Entry(
        title=Text("Een middel was meteen weer weg", "Une ressource a disparu aussitôt", "A resource was gone at once"),
        cause=Text(
            "Het middel werd gemaakt, en was daarna niet te vinden. Iets of iemand anders ruimt het misschien op.",
            "La ressource a été faite, puis était introuvable. Quelque chose ou quelqu'un d'autre l'enlève peut-être.",
            "The resource was made and could not be found afterwards. Something or somebody else may clear it away.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit. Gebeurt het weer, zoek dan wat het weghaalt.",
            "Relancez la même commande. Si cela se reproduit, cherchez ce qui l'enlève.",
            "Run the same command again. If it happens again, look for what takes it away.",
        ),
        exits=(4,),
    ),
    "awaiting-authority": Entry(
        title=Text(
            "Een andere instantie moet eerst iets doen",
            "Une autre autorité doit d'abord agir",
            "Another authority must act first",
        ),
        cause=Text(
            "Een dienst van een ander bestuur heeft de aanvraag ontvangen en wacht op een goedkeuring of een handeling van mensen daar.",
            "Un service d'une autre administration a reçu la demande et attend une approbation ou un acte de personnes là-bas.",
            "A service of another organisation has received the request and waits for an approval or an act of people there.",
        ),
        remedy=Text(
            "Vraag na bij die instantie. Voer daarna dezelfde opdracht opnieuw uit: ze gaat verder waar ze was.",
            "Renseignez-vous auprès de cette autorité. Relancez ensuite la même commande : elle reprend où elle était.",
            "Ask that authority. Then run the same command again: it goes on where it was.",
        ),
        exits=(4,),
    ),
    "resource-not-ready": Entry(
        title=Text("Een middel is niet klaar", "Une ressource n'est pas prête", "A resource is not ready"),
        cause=Text(
            "Voor de proef begint, moet alles draaien en antwoorden. Dit middel doet dat niet.",
            "Avant le début de l'essai, tout doit tourner et répondre. Cette ressource ne le fait pas.",
            "Before the proof begins everything must run and answer. This resource does not.",
        ),
        remedy=Text(
            "Bekijk wat het zegt, en hoe het met de rest gaat:\n\n    bouwsteen logs STACK\n    bouwsteen status STACK",
            "Regardez ce qu'elle dit, et comment va le reste :\n\n    bouwsteen logs STACK\n    bouwsteen status STACK",
            "Look at what it says, and how the rest is doing:\n\n    bouwsteen logs STACK\n    bouwsteen status STACK",
        ),
        exits=(4,),
    ),
    "existing-does-not-answer": Entry(
        title=Text("Wat er al zou zijn, antwoordt niet", "Ce qui devrait exister ne répond pas", "What should be there does not answer"),
        cause=Text(
            "De stack zegt met `target: existing` dat iets er al is, en op het adres dat ze geeft, antwoordt niets.",
            "La stack dit par `target: existing` que quelque chose existe déjà, et rien ne répond à l'adresse qu'elle donne.",
            "The stack says by `target: existing` that something is there already, and nothing answers at the address that it gives.",
        ),
        remedy=Text(
            "Verbeter het adres onder `outputs`, of vraag wie de dienst beheert of hij draait.",
            "Corrigez l'adresse sous `outputs`, ou demandez à qui gère le service s'il tourne.",
            "Correct the address under `outputs`, or ask who runs the service whether it is up.",
        ),
        exits=(4,),
    ),
    "plan-of-another-environment": Entry(
        title=Text("Het plan is van een andere omgeving", "Le plan est d'un autre environnement", "The plan is of another environment"),
        cause=Text(
            "Een bewaard plan hoort bij één omgeving, en met `-e` werd een andere gevraagd.",
            "Un plan conservé appartient à un seul environnement, et `-e` en demande un autre.",
            "A saved plan is of one environment, and by `-e` another one was asked for.",
        ),
        remedy=Text(
            "Laat `-e` weg, of maak een plan voor de andere omgeving:\n\n    bouwsteen plan STACK -e OMGEVING --out BESTAND",
            "Omettez `-e`, ou faites un plan pour l'autre environnement :\n\n    bouwsteen plan STACK -e ENVIRONNEMENT --out FICHIER",
            "Leave `-e` out, or make a plan for the other environment:\n\n    bouwsteen plan STACK -e ENVIRONMENT --out FILE",
        ),
        exits=(7,),
    ),
    "exists-off-record": Entry(
        title=Text(
            "Misschien is er al iets wat niet vastgelegd is",
            "Il existe peut-être ce qui n'est pas enregistré",
            "Something may be there that is not on record",
        ),
        cause=Text(
            "De vastlegging werd teruggezet, en wat daarna gemaakt was, staat er niet in. Het plan zou het nog eens maken.",
            "L'enregistrement a été remis, et ce qui a été fait depuis n'y figure pas. Le plan le ferait une seconde fois.",
            "The record was put back, and what was made after it was taken is not in it. The plan would make it once more.",
        ),
        remedy=Text(
            "Zet een nieuwere kopie terug als die er is. Bij het uitvoeren wordt overgenomen wat overgenomen kan worden, en de rest "
            "geweigerd.",
            "Remettez une copie plus récente s'il y en a une. À l'exécution, ce qui peut être repris l'est, et le reste est refusé.",
            "Put back a newer backup if there is one. Applying takes over what can be taken over, and refuses the rest.",
        ),
        exits=(),
    ),
    "state-restored": Entry(
        title=Text(
            "De vastlegging werd teruggezet en loopt misschien achter",
            "L'enregistrement a été remis et retarde peut-être",
            "The record was put back and may be behind",
        ),
        cause=Text(
            "Wat gebeurde nadat de kopie genomen was, is niet vastgelegd. Voor dit plan is alles opnieuw bekeken, en iemand moet het "
            "lezen.",
            "Ce qui s'est passé après la copie n'est pas enregistré. Pour ce plan, tout a été regardé à nouveau, et quelqu'un doit le "
            "lire.",
            "What happened after the copy was taken is not on record. For this plan everything was looked at anew, and somebody has to "
            "read it.",
        ),
        remedy=Text(
            "Lees het plan, en voer precies dat uit:\n\n    bouwsteen plan STACK --out plan.json\n    bouwsteen apply plan.json",
            "Lisez le plan, et exécutez exactement celui-là :\n\n    bouwsteen plan STACK --out plan.json\n    bouwsteen apply plan.json",
            "Read the plan, and carry out exactly that one:\n\n    bouwsteen plan STACK --out plan.json\n    bouwsteen apply plan.json",
        ),
        exits=(5,),
    ),
    "moved-onto-existing": Entry(
        title=Text(
            "Waar een verplaatsing heen gaat, is al iets",
            "Il y a déjà quelque chose où mène un déplacement",
            "Something is where a move leads to",
        ),
        cause=Text(
            "`moved` geeft iets het adres van wat daar al vastgelegd is. Eén adres zou voor twee dingen staan, en een van beide zou "
            "verloren gaan.",
            "`moved` donne à quelque chose l'adresse de ce qui y est déjà enregistré. Une adresse désignerait deux choses, et l'une se "
            "perdrait.",
            "`moved` gives something the address of what is recorded there already. One address would stand for two things, and one of "
            "them would be lost.",
        ),
        remedy=Text(
            "Kies een andere naam in de stack, of haal eerst weg wat er staat.",
            "Choisissez un autre nom dans la stack, ou enlevez d'abord ce qui s'y trouve.",
            "Choose another name in the stack, or first remove what is there.",
        ),
        exits=(10, 1),
    ),
    "object-changed": Entry(
        title=Text(
            "Een object veranderde achter het plan om",
            "Un objet a changé derrière le plan",
            "An object changed behind the plan",
        ),
        cause=Text(
            "Sinds het plan gemaakt werd, veranderde iemand anders wat deze stap zou wijzigen of verwijderen. De stap werd niet gezet.",
            "Depuis que le plan a été fait, quelqu'un d'autre a changé ce que cette étape modifierait ou supprimerait. L'étape n'a pas "
            "été faite.",
            "Since the plan was made somebody else changed what this step would change or remove. The step was not taken.",
        ),
        remedy=Text(
            "Plan opnieuw en bekijk wat er nu zou veranderen:\n\n    bouwsteen plan STACK",
            "Planifiez à nouveau et regardez ce qui changerait maintenant :\n\n    bouwsteen plan STACK",
            "Plan again and see what would change now:\n\n    bouwsteen plan STACK",
        ),
        exits=(4, 7),
    ),
    "object-unreadable": Entry(
        title=Text(
            "Een object is niet meer te bekijken",
            "Un objet ne peut plus être observé",
            "An object cannot be looked at any more",
        ),
        cause=Text(
            "Vlak voor de stap wordt nog eens gekeken of het object is zoals gepland, en nu antwoordt het niet. De stap werd niet gezet.",
            "Juste avant l'étape, on regarde encore si l'objet est comme prévu, et il ne répond pas. L'étape n'a pas été faite.",
            "Just before the step it is looked at once more whether the object is as planned, and now it does not answer. The step was "
            "not taken.",
        ),
        remedy=Text(
            "Zorg dat het weer antwoordt, en voer dezelfde opdracht opnieuw uit.",
            "Faites qu'il réponde à nouveau, et relancez la même commande.",
            "Make it answer again, and run the same command again.",
        ),
        exits=(4,),
    ),
    "stopped-early": Entry(
        title=Text(
            "De uitvoering werd gestopt voor er iets gebeurde",
            "L'exécution a été arrêtée avant toute action",
            "The run was stopped",
        ),
        cause=Text(
            "Iemand stopte de uitvoering terwijl ze nog aan het kijken was hoe het nu is. Er is niets gedaan.",
            "Quelqu'un a arrêté l'exécution pendant qu'elle observait encore la réalité. Rien n'a été fait.",
            "Somebody stopped the run while it was still looking at the world. Nothing was done.",
        ),
        remedy=Text("Voer dezelfde opdracht opnieuw uit.", "Relancez la même commande.", "Run the same command again."),
        exits=(8,),
    ),
    "call-left": Entry(
        title=Text("Een stap werd losgelaten", "Une étape a été lâchée", "A call was let go"),
        cause=Text(
            "Iemand drukte twee keer op Ctrl-C terwijl deze stap bezig was. Het is niet bekend wat ervan geworden is.",
            "Quelqu'un a tapé deux fois Ctrl-C pendant cette étape. On ignore ce qu'elle est devenue.",
            "Somebody pressed Ctrl-C twice while this step was under way. It is not known what became of it.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit: ze zoekt het eerst op.",
            "Relancez la même commande : elle le recherche d'abord.",
            "Run the same command again: it finds out first.",
        ),
        exits=(4, 8),
    ),
    "replace-not-found": Entry(
        title=Text(
            "Er is geen zo'n middel om te vervangen", "Il n'y a pas de telle ressource à remplacer", "There is no such resource to replace"
        ),
        cause=Text(
            "Vervangen kan alleen wat de stack vraagt. Een adres is een instantie, of instantie/middel; na een verplaatsing het nieuwe.",
            "On ne peut remplacer que ce que la stack demande. Une adresse est une instance, ou instance/ressource ; la nouvelle après un "
            "déplacement.",
            "Only what the stack asks for can be replaced. An address is an instance, or instance/resource; after a move the new one.",
        ),
        remedy=Text(
            "Bekijk welke adressen er zijn:\n\n    bouwsteen state list STACK",
            "Regardez quelles adresses il y a :\n\n    bouwsteen state list STACK",
            "See which addresses there are:\n\n    bouwsteen state list STACK",
        ),
        exits=(6,),
    ),
}
