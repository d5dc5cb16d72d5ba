"""Words of `bouwsteen report` and of its pages."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

ADOPTION_TEXTS: Mapping[str, Text] = {
    "command.report.summary": Text("Toon wie wat opneemt", "Montrer qui adopte quoi", "Show who adopts what"),
    "command.report.help": Text(
        "Toont per bestuur en bouwsteen de versie, hoe oud ze is, de uitzonderingen, en wat verplicht is en ontbreekt. Met --out een map "
        "met JSON, CSV en bladzijden in drie talen, die zonder server opengaan. Met --since ook wat er sinds een revisie veranderde. "
        "Drift en attesten van belastingsproeven worden hier niet gemeten: `bouwsteen drift` en `bouwsteen loadtest` doen dat waar de "
        "stack draait. Wat zij met `-o json` antwoordden, elk in een bestand, komt met --measured in het rapport; het nieuwste telt.",
        "Montre par administration et par brique la version, son âge, les dérogations, et ce qui est obligatoire et manque. Avec --out, un "
        "dossier avec JSON, CSV et pages en trois langues, lisibles sans serveur. Avec --since, aussi ce qui a changé depuis une révision. "
        "La dérive et les attestations d'essais de charge ne sont pas mesurées ici : `bouwsteen drift` et `bouwsteen loadtest` le font là "
        "où la stack tourne. Leurs réponses par `-o json`, un fichier chacune, entrent dans le rapport par --measured ; la plus récente "
        "compte.",
        "Shows for each organisation and block the version, its age, the waivers, and what is obligatory and missing. With --out a folder "
        "with JSON, CSV and pages in three languages, which open without a server. With --since also what changed since a revision. "
        "Drift and evidence of load tests are not measured here: `bouwsteen drift` and `bouwsteen loadtest` do so where the stack runs. "
        "What they answered by `-o json`, each in a file, comes into the report by --measured; the newest counts.",
    ),
    "option.report-since": Text(
        "Vergelijk met een vroegere revisie", "Comparer avec une révision antérieure", "Compare with an earlier revision"
    ),
    "option.report-measured": Text(
        "Een map met antwoorden van `drift` en `loadtest`, als JSON",
        "Un dossier avec des réponses de `drift` et `loadtest`, en JSON",
        "A folder with answers of `drift` and `loadtest`, as JSON",
    ),
    "option.report-out": Text("Een map voor de bladzijden", "Un dossier pour les pages", "A folder for the pages"),
    "report.title": Text("Opname van de bouwstenen", "Adoption des briques", "Adoption of the building blocks"),
    "report.about": Text("Berekend uit git op {day}.", "Calculé à partir de git le {day}.", "Computed from git on {day}."),
    "report.unmeasured": Text("Niet gemeten", "Non mesuré", "Not measured"),
    "report.unmeasured.drift": Text(
        "Drift: wat draait, staat niet in git. Vraag het waar de stack draait:",
        "Dérive : ce qui tourne n'est pas dans git. Demandez-la là où la stack tourne :",
        "Drift: what runs is not in git. Ask where the stack runs:",
    ),
    "report.unmeasured.evidence": Text(
        "Attesten van belastingsproeven: staan niet in git. Meet waar de stack draait:",
        "Attestations d'essais de charge : pas dans git. Mesurez là où la stack tourne :",
        "Evidence of load tests: not in git. Measure where the stack runs:",
    ),
    "report.measured": Text("Gemeten", "Mesuré", "Measured"),
    "report.measured.drift": Text(
        "Drift: bij {n} van {whole} besturen waar gekeken werd",
        "Dérive : chez {n} des {whole} administrations observées",
        "Drift: at {n} of {whole} organisations that were looked at",
    ),
    "report.measured.evidence": Text(
        "Belastingsproef niet gehaald: bij {n} van {whole} besturen die er een deden",
        "Essai de charge non réussi : chez {n} des {whole} administrations qui en ont fait un",
        "Load test not passed: at {n} of {whole} organisations that ran one",
    ),
    "report.unused.unknown-stack": Text(
        "{file} telt niet: hier is geen stack met die naam.",
        "{file} ne compte pas : aucune stack ne porte ce nom ici.",
        "{file} does not count: no stack here has that name.",
    ),
    "report.unused.later": Text(
        "{file} telt niet: van na de dag van het rapport.",
        "{file} ne compte pas : d'après le jour du rapport.",
        "{file} does not count: it is of after the day of the report.",
    ),
    "report.column.drift": Text("Drift", "Dérive", "Drift"),
    "report.column.evidence": Text("Belastingsproef", "Essai de charge", "Load test"),
    "report.drift.none": Text("geen", "aucune", "none"),
    "report.drift.some": Text("{n} van {whole}", "{n} sur {whole}", "{n} of {whole}"),
    "report.drift.unreadable": Text("{n} niet te lezen", "{n} illisibles", "{n} unreadable"),
    "report.outcome.pass": Text("geslaagd", "réussi", "passed"),
    "report.outcome.failed": Text("mislukt", "échoué", "failed"),
    "report.outcome.invalid": Text("bewijst niets", "ne prouve rien", "proves nothing"),
    "report.outcome.inconclusive": Text("te weinig gemeten", "trop peu mesuré", "measured too little"),
    "report.languages": Text("Talen en bestanden", "Langues et fichiers", "Languages and files"),
    "report.language.nl": Text("Nederlands", "Nederlands", "Nederlands"),
    "report.language.fr": Text("Français", "Français", "Français"),
    "report.language.en": Text("English", "English", "English"),
    "report.total.adopting": Text("besturen met een stack", "administrations avec une stack", "organisations with a stack"),
    "report.total.adoptions": Text("keer een bouwsteen opgenomen", "adoptions d'une brique", "adoptions of a block"),
    "report.total.behind": Text("achter op de catalogus", "en retard sur le catalogue", "behind the catalog"),
    "report.total.waivers": Text("uitzonderingen", "dérogations", "waivers"),
    "report.total.due": Text("verplicht en niet opgenomen", "obligatoires et non adoptées", "obligatory and not adopted"),
    "report.total.later": Text(
        "later verplicht of als voorbeeld, en niet opgenomen",
        "obligatoires plus tard ou à titre d'exemple, et non adoptées",
        "obligatory later or as an example, and not adopted",
    ),
    "report.chart.blocks": Text(
        "Besturen per bouwsteen (andere kleur: achter)",
        "Administrations par brique (autre couleur : en retard)",
        "Organisations by block (other colour: behind)",
    ),
    "report.chart.provinces": Text(
        "Besturen met een stack, per provincie", "Administrations avec une stack, par province", "Organisations with a stack, by province"
    ),
    "report.chart.ages": Text("Leeftijd van de versies", "Âge des versions", "Age of the versions"),
    "report.chart.missing": Text(
        "Nu of later verplicht, en niet opgenomen",
        "Obligatoires, maintenant ou plus tard, et non adoptées",
        "Obligatory now or later, and not adopted",
    ),
    "report.age.under": Text("minder dan {days} dagen", "moins de {days} jours", "under {days} days"),
    "report.age.over": Text("{days} dagen of meer", "{days} jours ou plus", "{days} days or more"),
    "report.nothing": Text("Niets.", "Rien.", "Nothing."),
    "report.none": Text("geen", "aucune", "none"),
    "report.since": Text("Sinds {revision}", "Depuis {revision}", "Since {revision}"),
    "report.since.nothing": Text("Er is niets veranderd.", "Rien n'a changé.", "Nothing has changed."),
    "report.provinces": Text("Provincies", "Provinces", "Provinces"),
    "report.organisations": Text("Besturen", "Administrations", "Organisations"),
    "report.column.province": Text("Provincie", "Province", "Province"),
    "report.column.organisations": Text("Besturen", "Administrations", "Organisations"),
    "report.column.organisation": Text("Bestuur", "Administration", "Organisation"),
    "report.column.adopting": Text("Met een stack", "Avec une stack", "With a stack"),
    "report.column.population": Text("Inwoners", "Habitants", "Inhabitants"),
    "report.column.adoptions": Text("Opnames", "Adoptions", "Adoptions"),
    "report.column.missing": Text("Ontbreekt", "Manque", "Missing"),
    "report.column.blocks": Text("Bouwstenen", "Briques", "Blocks"),
    "report.column.lock": Text("Lock", "Verrou", "Lock"),
    "report.column.waivers": Text("Uitzonderingen", "Dérogations", "Waivers"),
    "report.behind": Text("{n} achter, nieuwste {newest}", "{n} de retard, dernière {newest}", "{n} behind, newest {newest}"),
    "report.lock.fresh": Text("klopt", "à jour", "fresh"),
    "report.lock.stale": Text("verouderd", "périmé", "stale"),
    "report.lock.missing": Text("ontbreekt", "manque", "missing"),
    "report.written": Text("Geschreven: {folder}", "Écrit : {folder}", "Written: {folder}"),
}
