"""Services that others give by way of a broker."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "broker-unreachable": Entry(
        title=Text("De dienst is niet bereikbaar", "Le service n'est pas joignable", "The broker cannot be reached"),
        cause=Text(
            "Een dienst deelt toegang uit op een adres, en daar antwoordt niets. De dienst draait niet, of het netwerk laat het niet door.",
            "Un service donne des accès à une adresse, et rien n'y répond. Le service ne tourne pas, ou le réseau ne laisse pas passer.",
            "A service hands out access at an address, and nothing answers there. The service does not run, or the network does not let "
            "it through.",
        ),
        remedy=Text(
            "Start de stack van de dienst, of wacht tot hij weer antwoordt, en voer dezelfde opdracht opnieuw uit:\n\n    bouwsteen up "
            "STACK",
            "Démarrez la stack du service, ou attendez qu'il réponde, et relancez la même commande :\n\n    bouwsteen up STACK",
            "Start the stack of the service, or wait until it answers, and run the same command again:\n\n    bouwsteen up STACK",
        ),
        exits=(4,),
    ),
    "broker-address-not-allowed": Entry(
        title=Text(
            "De operator roept dat adres niet op",
            "L'opérateur n'appelle pas cette adresse",
            "The operator does not call that address",
        ),
        cause=Text(
            "Een operator roept diensten op het internet op, en diensten in naamruimten met een Stack. Dit adres hoort bij de cluster "
            "zelf, bij een machine of bij een ander privénetwerk.",
            "Un opérateur appelle des services sur internet, et ceux des espaces de noms qui ont une Stack. Cette adresse est celle du "
            "cluster lui-même, d'une machine ou d'un autre réseau privé.",
            "An operator calls services on the internet, and Services of namespaces that hold a Stack. This address is one of the cluster "
            "itself, of a machine, or of another private network.",
        ),
        remedy=Text(
            "Noem het adres waar de dienst bedoeld is. Is het dit, dan laat wie de operator beheert het toe:\n\n    bouwsteen operator "
            "run --allow-address .intern.example --allow-address 10.1.0.0/16",
            "Citez l'adresse prévue du service. Si c'est celle-ci, celui qui gère l'opérateur l'autorise :\n\n    bouwsteen operator run "
            "--allow-address .intern.example --allow-address 10.1.0.0/16",
            "Name the address at which the service is meant to be reached. Is it this one, then whoever runs the operator allows it:\n\n   "
            " bouwsteen operator run --allow-address .intern.example --allow-address 10.1.0.0/16",
        ),
        exits=(4,),
    ),
    "broker-address-invalid": Entry(
        title=Text(
            "Het adres van de dienst is niet bruikbaar",
            "L'adresse du service est inutilisable",
            "The address of the broker cannot be used",
        ),
        cause=Text(
            "Het adres is geen `https://`-adres, of een adres waar Bouwsteen geen wachtwoord naartoe stuurt.",
            "L'adresse n'est pas en `https://`, ou c'est une adresse à laquelle Bouwsteen n'envoie pas de mot de passe.",
            "The address is no `https://` address, or one to which Bouwsteen sends no password.",
        ),
        remedy=Text(
            "Verbeter de bouwsteen of de stack die dit adres geeft.",
            "Corrigez la brique ou la stack qui donne cette adresse.",
            "Correct the block or the stack that gives this address.",
        ),
        exits=(4,),
    ),
    "broker-unauthorized": Entry(
        title=Text(
            "De dienst aanvaardt onze gegevens niet",
            "Le service n'accepte pas nos identifiants",
            "The broker does not accept our credentials",
        ),
        cause=Text(
            "De dienst kent de naam en het wachtwoord niet waarmee Bouwsteen zich meldt. Misschien zijn ze sinds kort vervangen.",
            "Le service ne connaît pas le nom et le mot de passe que présente Bouwsteen. Ils ont peut-être été remplacés.",
            "The service does not know the name and password that Bouwsteen gives. They may have been replaced.",
        ),
        remedy=Text(
            "Plan opnieuw, zodat de gegevens opnieuw gemaakt worden. Helpt dat niet, vraag het dan aan wie de dienst beheert:\n\n    "
            "bouwsteen apply STACK",
            "Planifiez à nouveau, pour refaire les identifiants. Si cela n'aide pas, demandez à qui gère le service :\n\n    bouwsteen "
            "apply STACK",
            "Plan again, so that the credentials are made anew. If that does not help, ask who runs the service:\n\n    bouwsteen apply "
            "STACK",
        ),
        exits=(4,),
    ),
    "broker-busy": Entry(
        title=Text("De dienst heeft het druk", "Le service est occupé", "The broker is busy"),
        cause=Text(
            "De dienst werkt nog aan iets anders voor ons, of krijgt te veel vragen tegelijk. Bouwsteen probeerde het al enkele keren.",
            "Le service travaille encore à autre chose pour nous, ou reçoit trop de demandes. Bouwsteen a déjà essayé plusieurs fois.",
            "The service is still at work on something else for us, or gets too many requests. Bouwsteen has tried several times already.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht later opnieuw uit.",
            "Relancez la même commande plus tard.",
            "Run the same command again later.",
        ),
        exits=(4,),
    ),
    "broker-refused": Entry(
        title=Text("De dienst weigerde de aanvraag", "Le service a refusé la demande", "The broker refused the request"),
        cause=Text(
            "De dienst begreep de aanvraag en zei nee. Wat hij zelf zegt, staat in de melding.",
            "Le service a compris la demande et a dit non. Ce qu'il dit lui-même est dans le message.",
            "The service understood the request and said no. What it says itself stands in the message.",
        ),
        remedy=Text(
            "Verbeter wat de dienst noemt, of maak de verandering ongedaan, en voer dezelfde opdracht opnieuw uit.",
            "Corrigez ce que nomme le service, ou annulez le changement, et relancez la même commande.",
            "Correct what the service names, or undo the change, and run the same command again.",
        ),
        exits=(4,),
    ),
    "broker-failed": Entry(
        title=Text(
            "De dienst deed niet wat gevraagd werd",
            "Le service n'a pas fait ce qui était demandé",
            "The broker did not do what was asked",
        ),
        cause=Text(
            "De dienst gaf een fout, of een antwoord dat niet te gebruiken is. De melding zegt of er iets achterbleef.",
            "Le service a donné une erreur, ou une réponse inutilisable. Le message dit s'il est resté quelque chose.",
            "The service gave an error, or an answer that cannot be used. The message says whether something was left behind.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht opnieuw uit, of maak de verandering ongedaan als de dienst zegt dat herhalen niet helpt.",
            "Relancez la même commande, ou annulez le changement si le service dit que répéter n'aide pas.",
            "Run the same command again, or undo the change where the service says that trying again does not help.",
        ),
        exits=(4,),
    ),
    "broker-not-finished": Entry(
        title=Text("De dienst is nog bezig", "Le service est encore à l'œuvre", "The broker is still at work"),
        cause=Text(
            "De dienst nam de aanvraag aan en was niet klaar binnen de tijd dat Bouwsteen wacht.",
            "Le service a accepté la demande et n'avait pas fini dans le temps que Bouwsteen attend.",
            "The service accepted the request and was not done within the time that Bouwsteen waits.",
        ),
        remedy=Text(
            "Voer dezelfde opdracht later opnieuw uit: ze gaat verder waar ze was.",
            "Relancez la même commande plus tard : elle reprend où elle était.",
            "Run the same command again later: it goes on where it was.",
        ),
        exits=(4,),
    ),
    "broker-version-unsupported": Entry(
        title=Text("De dienst spreekt een andere versie", "Le service parle une autre version", "The broker speaks another version"),
        cause=Text(
            "Bouwsteen spreekt versie 2.17 van de Open Service Broker API, en deze dienst doet dat niet.",
            "Bouwsteen parle la version 2.17 de l'Open Service Broker API, et ce service ne le fait pas.",
            "Bouwsteen speaks version 2.17 of the Open Service Broker API, and this service does not.",
        ),
        remedy=Text(
            "Vraag wie de dienst beheert welke versie hij spreekt.",
            "Demandez à qui gère le service quelle version il parle.",
            "Ask who runs the service which version it speaks.",
        ),
        exits=(4,),
    ),
    "broker-catalog-unreadable": Entry(
        title=Text(
            "Het aanbod van de dienst kan niet gelezen worden",
            "L'offre du service est illisible",
            "The catalog of the broker cannot be read",
        ),
        cause=Text(
            "De dienst antwoordt, maar niet met het aanbod dat de Open Service Broker API voorschrijft.",
            "Le service répond, mais pas avec l'offre que prescrit l'Open Service Broker API.",
            "The service answers, but not with the catalog that the Open Service Broker API asks for.",
        ),
        remedy=Text(
            "Vraag wie de dienst beheert om dit na te kijken.",
            "Demandez à qui gère le service de vérifier cela.",
            "Ask who runs the service to look into this.",
        ),
        exits=(4,),
    ),
    "broker-service-unknown": Entry(
        title=Text(
            "De dienst heeft dit niet in zijn aanbod",
            "Le service n'a pas cela dans son offre",
            "The broker does not offer this service",
        ),
        cause=Text(
            "De bouwsteen vraagt een soort dienst die niet in het aanbod staat.",
            "La brique demande une sorte de service qui n'est pas dans l'offre.",
            "The block asks for a kind of service that is not offered.",
        ),
        remedy=Text(
            "Neem een soort die de melding noemt, of laat wie de bouwsteen beheert hem verbeteren.",
            "Prenez une sorte que nomme le message, ou demandez à qui gère la brique de la corriger.",
            "Take a kind that the message names, or have who maintains the block correct it.",
        ),
        exits=(4,),
    ),
    "broker-plan-unknown": Entry(
        title=Text(
            "De dienst heeft deze formule niet in zijn aanbod",
            "Le service n'a pas cette formule dans son offre",
            "The broker does not offer this plan",
        ),
        cause=Text(
            "De bouwsteen of de stack vraagt een formule die de dienst niet aanbiedt.",
            "La brique ou la stack demande une formule que le service n'offre pas.",
            "The block or the stack asks for a plan that the service does not offer.",
        ),
        remedy=Text(
            "Neem een formule die de melding noemt.",
            "Prenez une formule que nomme le message.",
            "Take a plan that the message names.",
        ),
        exits=(4,),
    ),
    "broker-service-gone": Entry(
        title=Text("De dienst wordt niet meer aangeboden", "Le service n'est plus offert", "The broker no longer offers this service"),
        cause=Text(
            "Wat vastgelegd is, werd met een dienst en formule gemaakt die uit het aanbod verdwenen.",
            "Ce qui est enregistré a été fait avec un service et une formule qui ont disparu de l'offre.",
            "What is recorded was made by a service and plan that are gone from what is offered.",
        ),
        remedy=Text(
            "Vraag wie de dienst beheert wat ervoor in de plaats kwam.",
            "Demandez à qui gère le service ce qui le remplace.",
            "Ask who runs the service what took its place.",
        ),
        exits=(4,),
    ),
    "broker-plan-fixed": Entry(
        title=Text(
            "De formule van een aandeel kan hier niet veranderen",
            "La formule d'une part ne peut pas changer ici",
            "The plan of a share cannot change here",
        ),
        cause=Text(
            "De dienst laat niet toe dat een bestaand aandeel naar een andere formule gaat.",
            "Le service ne permet pas qu'une part existante passe à une autre formule.",
            "The service does not let an existing share go to another plan.",
        ),
        remedy=Text(
            "Behoud de formule, of voeg een tweede instantie toe met de andere formule en ga daarnaar over.",
            "Gardez la formule, ou ajoutez une seconde instance avec l'autre formule et passez-y.",
            "Keep the plan, or add a second instance with the other plan and move to it.",
        ),
        exits=(4,),
    ),
    "broker-not-bindable": Entry(
        title=Text(
            "Dit aandeel geeft geen toegangsgegevens",
            "Cette part ne donne pas d'identifiants",
            "This share gives no credentials",
        ),
        cause=Text(
            "De dienst zegt dat deze formule niet gekoppeld kan worden, en de bouwsteen vraagt koppelgegevens.",
            "Le service dit que cette formule ne peut pas être liée, et la brique demande des données de liaison.",
            "The service says that this plan cannot be bound, and the block asks for credentials.",
        ),
        remedy=Text("Kies een andere formule.", "Choisissez une autre formule.", "Choose another plan."),
        exits=(4,),
    ),
    "broker-parameters-invalid": Entry(
        title=Text(
            "De dienst neemt deze parameters niet aan",
            "Le service n'accepte pas ces paramètres",
            "The broker does not take these parameters",
        ),
        cause=Text(
            "De dienst beschrijft welke parameters hij aanneemt, en wat de stack of bouwsteen geeft, past daar niet bij.",
            "Le service décrit les paramètres qu'il accepte, et ce que donne la stack ou la brique n'y convient pas.",
            "The service describes which parameters it takes, and what the stack or block gives does not fit.",
        ),
        remedy=Text(
            "Verbeter de parameters die de melding noemt, in de stack of in de bouwsteen.",
            "Corrigez les paramètres que nomme le message, dans la stack ou dans la brique.",
            "Correct the parameters that the message names, in the stack or in the block.",
        ),
        exits=(4,),
    ),
    "broker-breaks-protocol": Entry(
        title=Text(
            "De broker houdt zich niet aan de Open Service Broker API",
            "Le broker ne respecte pas l'Open Service Broker API",
            "The broker breaks the Open Service Broker API",
        ),
        cause=Text(
            "`bouwsteen check` start de dienst van een bouwsteen en stelt hem de vragen die een platform stelt. Een antwoord is "
            "anders dan de Open Service Broker API 2.17 het voorschrijft. Een stack zou dan een deel in de dienst krijgen dat niet te"
            " wijzigen, te vervangen of te verwijderen is.",
            "`bouwsteen check` démarre le service d'une brique et lui pose les questions que pose une plateforme. Une réponse n'est "
            "pas celle que prescrit l'Open Service Broker API 2.17. Une stack aurait alors une part dans le service qu'on ne peut "
            "modifier, remplacer ou supprimer.",
            "`bouwsteen check` starts the service of a block and asks it what a platform asks. An answer is not what the Open Service"
            " Broker API 2.17 prescribes. A stack would then have a share in the service that cannot be changed, replaced or removed.",
        ),
        remedy=Text(
            "Verbeter de dienst. Een dienst die op `bouwsteen_service.brokers` gebouwd is, antwoordt zoals het moet. Wat er zonder te"
            " starten te controleren valt:\n\n    bouwsteen check BLOCK --no-start",
            "Corrigez le service. Un service construit sur `bouwsteen_service.brokers` répond comme il faut. Ce qui se contrôle sans "
            "démarrer :\n\n    bouwsteen check BLOCK --no-start",
            "Correct the service. A service that is built on `bouwsteen_service.brokers` answers as it must. What can be checked "
            "without starting it:\n\n    bouwsteen check BLOCK --no-start",
        ),
        exits=(10,),
    ),
    "broker-examples-missing": Entry(
        title=Text(
            "Een plan zegt niet wat er te proberen valt",
            "Un plan ne dit pas ce qu'on peut essayer",
            "A plan does not say what can be tried",
        ),
        cause=Text(
            "Om een broker te controleren maakt en wijzigt `bouwsteen check` er iets, met de voorbeelden uit de schema's van zijn "
            "eigen catalogus. Een schema met parameters heeft geen twee voorbeelden die verschillen, of aanvaardt ze zelf niet.",
            "Pour contrôler un broker, `bouwsteen check` y crée et modifie quelque chose, avec les exemples des schémas de son propre"
            " catalogue. Un schéma avec des paramètres n'a pas deux exemples différents, ou ne les accepte pas lui-même.",
            "To check a broker, `bouwsteen check` makes and changes something there, with the examples in the schemas of the broker's"
            " own catalog. A schema with parameters has no two examples that differ, or does not accept them itself.",
        ),
        remedy=Text(
            "Zet twee voorbeelden in `schemas.service_instance.create.parameters` en in `schemas.service_binding.create.parameters` "
            "van het plan. Met het eerste wordt iets gemaakt, met het tweede gewijzigd.",
            "Mettez deux exemples dans `schemas.service_instance.create.parameters` et dans "
            "`schemas.service_binding.create.parameters` du plan. Le premier sert à créer, le second à modifier.",
            "Put two examples into `schemas.service_instance.create.parameters` and into `schemas.service_binding.create.parameters` "
            "of the plan. The first makes something, the second changes it.",
        ),
        exits=(10,),
        wrong='{"type": "object", "properties": {"name": {"type": "string"}}}',
        right='{"type": "object", "properties": {"name": {"type": "string"}}, "examples": [{"name": "a"}, {"name": "b"}]}',
    ),
    "broker-elsewhere": Entry(
        title=Text(
            "Een broker van elders wordt niet bevraagd",
            "Un broker d'ailleurs n'est pas interrogé",
            "A broker of elsewhere is not asked",
        ),
        cause=Text(
            "`bouwsteen check` maakt en verwijdert dingen bij een broker om hem te controleren. Het adres van deze broker is niet op dit "
            "toestel, en daar kunnen anderen op rekenen.",
            "`bouwsteen check` crée et supprime des choses auprès d'un broker pour le contrôler. L'adresse de ce broker n'est pas sur "
            "cette machine, et d'autres peuvent compter dessus.",
            "`bouwsteen check` makes and removes things at a broker to check it. The address of this broker is not on this machine, and "
            "others may count on what is there.",
        ),
        remedy=Text(
            "Controleer hem waar er geprobeerd mag worden, of geef de bouwsteen een doel `local` dat hem hier laat draaien.",
            "Contrôlez-le là où l'on peut essayer, ou donnez à la brique une cible `local` qui le fait tourner ici.",
            "Check it where it may be tried out, or give the block a target `local` that runs it here.",
        ),
        exits=(),
    ),
}
