"""Words of the verbs about policies: `bouwsteen policy …`."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

POLICY_TEXTS: Mapping[str, Text] = {
    "command.policy.summary": Text(
        "Bekijk en bevraag de centrale beleidsregels", "Consulter les règles centrales", "Look at the central rules, and ask them"
    ),
    "command.policy.help": Text(
        "De beleidsregels die Digitaal Vlaanderen stelt aan wat besturen opnemen: waarop ze berusten, vanaf wanneer ze "
        "waarschuwen of weigeren, "
        "en wat ze van een stack zeggen. Zonder meer: alle beleidsregels in één lijst.",
        "Les règles que Digitaal Vlaanderen pose pour ce que les administrations adoptent : leur base, à partir de quand elles avertissent "
        "ou refusent, et ce qu'elles disent d'une stack. Sans plus : toutes les règles en une liste.",
        "The rules that Digitaal Vlaanderen sets for what organisations adopt: what they rest on, from when they warn or deny, and what "
        "they say of a stack. Without more: all rules in one list.",
    ),
    "command.policy.list.summary": Text("Toon alle beleidsregels", "Montrer toutes les règles", "Show all policies"),
    "command.policy.list.help": Text(
        "Toont van elke beleidsregel wat hij vandaag doet (informeren, waarschuwen, weigeren), wat er nog komt, en waarop hij berust.",
        "Montre pour chaque règle ce qu'elle fait aujourd'hui (informer, avertir, refuser), ce qui suit, et sa base.",
        "Shows of each policy what it does today (inform, warn, deny), what is to come, and what it rests on.",
    ),
    "command.policy.explain.summary": Text("Leg één beleidsregel uit", "Expliquer une règle", "Explain one policy"),
    "command.policy.explain.help": Text(
        "Toont een beleidsregel helemaal. Met een STACK ook wat hij van elk onderdeel zegt, en de waarden die tot dat antwoord leiden.",
        "Montre une règle en entier. Avec une STACK, aussi ce qu'elle dit de chaque élément et les valeurs qui mènent à cette réponse.",
        "Shows a policy whole. With a STACK also what it says of each part, and the values that lead to that answer.",
    ),
    "command.policy.check.summary": Text(
        "Toets stacks aan de beleidsregels", "Confronter des stacks aux règles", "Judge stacks by the policies"
    ),
    "command.policy.check.help": Text(
        "Toetst stacks zoals ze geschreven zijn, zonder iets aan te raken. Met --date zoals de beleidsregels op een andere "
        "dag zijn. Eindigt met "
        "code 5 als er iets geweigerd wordt.",
        "Confronte des stacks telles qu'elles sont écrites, sans rien toucher. Avec --date, selon les règles d'un autre jour. Se termine "
        "par le code 5 si quelque chose est refusé.",
        "Judges stacks as they are written, touching nothing. With --date as the policies are on another day. Ends with code 5 where "
        "something is denied.",
    ),
    "command.policy.test.summary": Text(
        "Beproef beleidsregels op hun voorbeelden", "Éprouver des règles sur leurs exemples", "Try policies on their samples"
    ),
    "command.policy.test.help": Text(
        "Kijkt of elke beleidsregel van zijn voorbeelden zegt wat er in suite.yaml staat, en of die voorbeelden zouden merken "
        "dat een beleidsregel "
        "omgekeerd of verzwakt werd.",
        "Vérifie que chaque règle dit de ses exemples ce qu'affirme suite.yaml, et que ces exemples remarqueraient une règle inversée ou "
        "affaiblie.",
        "Looks whether each policy says of its samples what suite.yaml says, and whether these samples would notice a rule that was "
        "turned round or weakened.",
    ),
    "command.policy.export.summary": Text(
        "Geef beleidsregels voor een cluster", "Donner les règles pour un cluster", "Give policies for a cluster"
    ),
    "command.policy.export.help": Text(
        "Schrijft elke beleidsregel die niet meer dan een stack zoals die geschreven is hoeft te zien als ValidatingAdmissionPolicy met "
        "zijn binding, zodat de API-server hem zelf toetst. Met --date zoals hij op een andere dag werkt.",
        "Écrit chaque règle qui n'a besoin de voir qu'une stack comme ValidatingAdmissionPolicy avec sa liaison, pour que le serveur d'API "
        "la vérifie lui-même. Avec --date, telle qu'elle agit un autre jour.",
        "Writes each policy that needs to see no more than a stack as a ValidatingAdmissionPolicy with its binding, so that the API server "
        "judges it by itself. With --date as it works on another day.",
    ),
    "policy.export.left": Text(
        "Niet voor een API-server, die één object ziet zoals het geschreven is; elk plan vraagt ze wel:",
        "Pas pour un serveur d'API, qui voit un objet tel qu'il est écrit ; chaque plan les demande bien :",
        "Not for an API server, which sees one object as it is written; each plan asks them all the same:",
    ),
    "policy.export.left.reach": Text(
        "ziet meer dan één object (reach: {detail})",
        "voit plus d'un objet (reach : {detail})",
        "sees more than one object (reach: {detail})",
    ),
    "policy.export.left.kind": Text("kijkt naar {detail}", "regarde {detail}", "looks at {detail}"),
    "policy.export.left.unseen": Text(
        "leest wat niet in een stack geschreven staat: {detail}",
        "lit ce qui n'est pas écrit dans une stack : {detail}",
        "reads what is not written in a stack: {detail}",
    ),
    "policy.export.left.name": Text(
        "geeft iets anders de naam {detail}", "donne à autre chose le nom {detail}", "gives something else the name {detail}"
    ),
    "argument.policy": Text("De naam van een beleidsregel", "Le nom d'une règle", "The name of a policy"),
    "argument.policies": Text("Namen van beleidsregels; zonder: alle", "Noms de règles ; sans : toutes", "Names of policies; without: all"),
    "argument.policy-stack": Text(
        "Een stack om de beleidsregel op toe te passen", "Une stack à laquelle appliquer la règle", "A stack to apply the policy to"
    ),
    "option.date": Text(
        "De dag waarvoor getoetst wordt, als 2027-01-01; zonder: vandaag",
        "Le jour pour lequel juger, comme 2027-01-01 ; sans : aujourd'hui",
        "The day to judge for, as in 2027-01-01; without: today",
    ),
    "heading.policy": Text("BELEIDSREGEL", "RÈGLE", "POLICY"),
    "heading.today": Text("VANDAAG", "AUJOURD'HUI", "TODAY"),
    "heading.coming": Text("DAARNA", "ENSUITE", "NEXT"),
    "heading.basis": Text("GROND", "BASE", "BASIS"),
    "policy.none": Text("De catalogus heeft geen beleidsregels.", "Le catalogue n'a pas de règles.", "The catalog has no policies."),
    "policy.basis": Text("Berust op", "Base", "Rests on"),
    "policy.basis.law": Text("wet", "loi", "law"),
    "policy.basis.advice": Text("advies", "avis", "advice"),
    "policy.basis.strategy": Text("strategie", "stratégie", "strategy"),
    "policy.basis.example": Text("voorbeeld", "exemple", "example"),
    "policy.enforcement": Text("Geldt", "S'applique", "Enforced"),
    "policy.when": Text("Gevraagd als", "Demandé si", "Asked when"),
    "policy.holds": Text("Moet waar zijn", "Doit être vrai", "Must be true"),
    "policy.action.none": Text("nog niets", "rien encore", "nothing yet"),
    "policy.action.inform": Text("informeert", "informe", "informs"),
    "policy.action.warn": Text("waarschuwt", "avertit", "warns"),
    "policy.action.deny": Text("weigert", "refuse", "denies"),
    "policy.answer.kept": Text("in orde", "en ordre", "kept"),
    "policy.answer.broken": Text("niet nageleefd", "non respectée", "not kept"),
    "policy.answer.undetermined": Text("nog niet te zeggen", "pas encore déterminé", "not known yet"),
    "policy.answer.failed": Text("niet te toetsen", "impossible à juger", "cannot be judged"),
    "policy.answer.not-asked": Text("niet gevraagd", "non demandée", "not asked"),
    "policy.good": Text(
        "In orde op {day}: {policies} beleidsregels, {subjects} onderdelen van {stacks} stack(s).",
        "En ordre au {day} : {policies} règles, {subjects} éléments de {stacks} stack(s).",
        "Good on {day}: {policies} policies, {subjects} parts of {stacks} stack(s).",
    ),
    "policy.found": Text(
        "{n} keer niet nageleefd op {day}, waarvan {denied} geweigerd: {policies} beleidsregels, {subjects} onderdelen.",
        "{n} manquement(s) au {day}, dont {denied} refusé(s) : {policies} règles, {subjects} éléments.",
        "{n} not kept on {day}, {denied} of them denied: {policies} policies, {subjects} parts.",
    ),
    "policy.suite": Text(
        "{samples} voorbeelden, {mutants} veranderde beleidsregels",
        "{samples} exemples, {mutants} règles modifiées",
        "{samples} samples, {mutants} changed rules",
    ),
    "policy.suite.good": Text("goed", "bon", "good"),
    "policy.suite.bad": Text("fout", "faux", "wrong"),
    "policy.suite.nothing": Text("niets", "rien", "nothing"),
    "policy.suite.miss": Text(
        "verwacht: {expected}; gevonden: {found}", "attendu : {expected} ; trouvé : {found}", "expected: {expected}; found: {found}"
    ),
    "policy.suite.survivor": Text(
        "Geen voorbeeld merkt deze verandering van {rule}: {change}",
        "Aucun exemple ne remarque ce changement de {rule} : {change}",
        "No sample notices this change of {rule}: {change}",
    ),
}
