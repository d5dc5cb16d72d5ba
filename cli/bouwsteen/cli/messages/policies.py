"""What policies say, and what is asked of them."""

from __future__ import annotations

from bouwsteen.cli.messages.entries import Entries, Entry
from bouwsteen.cli.texts.text import Text

ENTRIES: Entries = {
    "policy-broken": Entry(
        title=Text("Een beleidsregel wordt niet nageleefd", "Une règle n'est pas respectée", "A rule of a policy is not kept"),
        cause=Text(
            "De catalogus stelt een beleidsregel, en wat hier staat beantwoordt er niet aan. Tot de dag waarop de "
            "beleidsregel weigert, is dit een "
            "waarschuwing; vanaf dan gaat het niet door.",
            "Le catalogue pose une règle, et ce qui figure ici n'y répond pas. Jusqu'au jour où la règle refuse, c'est un avertissement ; "
            "ensuite, cela ne passe plus.",
            "The catalog sets a rule, and what stands here does not answer to it. Until the day on which the policy denies it is a "
            "warning; from then on it does not go through.",
        ),
        remedy=Text(
            "Doe wat er onder de melding staat, of vraag een uitzondering (`Waiver`). Zo ziet u waarop de beleidsregel "
            "berust, en welke waarden "
            "tot het antwoord leiden:\n\n    bouwsteen policy explain BELEIDSREGEL STACK",
            "Faites ce qui est indiqué sous le message, ou demandez une dérogation (`Waiver`). Pour voir la base de la règle et les "
            "valeurs qui mènent à la réponse :\n\n    bouwsteen policy explain RÈGLE STACK",
            "Do what stands under the message, or ask for a waiver (`Waiver`). See what the policy rests on, and which values lead to the "
            "answer:\n\n    bouwsteen policy explain POLICY STACK",
        ),
        exits=(5,),
    ),
    "policy-undetermined": Entry(
        title=Text(
            "Een beleidsregel is nog niet te toetsen", "Une règle ne peut pas encore être jugée", "A rule of a policy cannot be judged yet"
        ),
        cause=Text(
            "De beleidsregel leest een waarde die pas bekend is als het plan wordt uitgevoerd.",
            "La règle lit une valeur qui n'est connue qu'à l'exécution du plan.",
            "The rule reads a value that is known only when the plan is carried out.",
        ),
        remedy=Text(
            "Voer het plan uit: de beleidsregel wordt opnieuw gevraagd zodra de waarde bekend is.",
            "Exécutez le plan : la règle est posée à nouveau dès que la valeur est connue.",
            "Carry out the plan: the rule is asked again once the value is known.",
        ),
        exits=(),
    ),
    "policy-failed": Entry(
        title=Text("Een beleidsregel is niet te toetsen", "Une règle ne peut pas être jugée", "A rule of a policy cannot be judged"),
        cause=Text(
            "De beleidsregel leest iets wat er niet is, of rekent te lang. Wat niet te toetsen is, telt als niet nageleefd.",
            "La règle lit quelque chose qui n'existe pas, ou calcule trop longtemps. Ce qui ne peut être jugé compte comme non respecté.",
            "The rule reads something that is not there, or computes for too long. What cannot be judged counts as not kept.",
        ),
        remedy=Text(
            "Kijk welke waarden de beleidsregel leest, en meld het aan wie de beleidsregel beheert als er in de stack niets ontbreekt:\n\n"
            "    bouwsteen policy explain BELEIDSREGEL STACK",
            "Regardez quelles valeurs la règle lit, et signalez-le à qui la gère si rien ne manque dans la stack :\n\n"
            "    bouwsteen policy explain RÈGLE STACK",
            "Look which values the rule reads, and tell who maintains the policy where nothing is missing in the stack:\n\n"
            "    bouwsteen policy explain POLICY STACK",
        ),
        exits=(5,),
    ),
    "policy-not-found": Entry(
        title=Text("Die beleidsregel bestaat niet", "Cette règle n'existe pas", "There is no such policy"),
        cause=Text(
            "De catalogus heeft geen beleidsregel met die naam.",
            "Le catalogue n'a pas de règle de ce nom.",
            "The catalog has no policy of that name.",
        ),
        remedy=Text(
            "Kies er een uit de lijst:\n\n    bouwsteen policy list",
            "Choisissez-en une dans la liste :\n\n    bouwsteen policy list",
            "Choose one of the list:\n\n    bouwsteen policy list",
        ),
        exits=(6,),
    ),
    "policy-not-exported": Entry(
        title=Text(
            "Een beleidsregel kan niet in een cluster", "Une règle ne va pas dans un cluster", "A policy cannot be asked in a cluster"
        ),
        cause=Text(
            "De API-server ziet één object tegelijk, en geen andere dag dan vandaag. Deze beleidsregel kijkt naar meer dan een "
            "stack zoals hij geschreven is.",
            "Le serveur d'API voit un objet à la fois, et pas d'autre jour qu'aujourd'hui. Cette règle regarde plus qu'une stack "
            "telle qu'elle est écrite.",
            "The API server sees one object at a time, and no other day than today. This policy looks at more than a stack as it "
            "is written.",
        ),
        remedy=Text(
            "Laat hem weg: hij wordt bij elk plan gevraagd.",
            "Laissez-la de côté : elle est demandée à chaque plan.",
            "Leave it out: it is asked of every plan.",
        ),
        exits=(10,),
    ),
    "waiver-idle": Entry(
        title=Text("Een uitzondering gaat over niets", "Une dérogation ne porte sur rien", "A waiver is about nothing"),
        cause=Text(
            "Een uitzondering noemt een beleidsregel, een deel ervan of een omgeving die er niet is. Ze laat daar dus niets toe.",
            "Une dérogation nomme une règle, une de ses parties ou un environnement qui n'existe pas. Elle n'y permet donc rien.",
            "A waiver names a policy, a rule of it or an environment that is not there. So it allows nothing there.",
        ),
        remedy=Text(
            "Verbeter de naam, of haal de uitzondering weg. Welke beleidsregels er zijn:\n\n    bouwsteen policy list",
            "Corrigez le nom, ou retirez la dérogation. Les règles qui existent :\n\n    bouwsteen policy list",
            "Correct the name, or take the waiver away. Which policies there are:\n\n    bouwsteen policy list",
        ),
        exits=(),
        wrong="policy: mean-level",
        right="policy: means-level",
    ),
}
