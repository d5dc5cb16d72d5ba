"""Where the time of a run went: phases and counts."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

STATISTICS_TEXTS: Mapping[str, Text] = {
    "option.stats": Text(
        "Toon op het einde waar de tijd naartoe ging, per fase.",
        "Montrer à la fin où le temps est passé, par phase.",
        "Show at the end where the time went, by phase.",
    ),
    "stats.title": Text("Waar de tijd naartoe ging", "Où le temps est passé", "Where the time went"),
    "stats.total": Text("samen", "en tout", "in all"),
    "stats.phase.start": Text("het programma starten", "démarrer le programme", "starting the program"),
    "stats.phase.load": Text("documenten lezen", "lire les documents", "reading documents"),
    "stats.phase.validate": Text("documenten nakijken", "contrôler les documents", "checking documents"),
    "stats.phase.resolve": Text("versies kiezen en verbinden", "choisir les versions et relier", "choosing versions and wiring"),
    "stats.phase.compile": Text("bouwstenen compileren", "compiler les briques", "compiling blocks"),
    "stats.phase.judge": Text("toetsen aan de beleidsregels", "confronter aux règles", "judging by policies"),
    "stats.phase.expand": Text("ontvouwen tot middelen", "déployer en ressources", "expanding to resources"),
    "stats.phase.state": Text("lezen wat vastgelegd is", "lire ce qui est enregistré", "reading what is recorded"),
    "stats.phase.recover": Text("onderbroken werk nagaan", "vérifier le travail interrompu", "resolving interrupted work"),
    "stats.phase.observe": Text("kijken hoe het nu is", "observer la réalité", "looking at the world"),
    "stats.phase.plan": Text("plannen", "planifier", "planning"),
    "stats.phase.ask": Text("wachten op bevestiging", "attendre la confirmation", "waiting for confirmation"),
    "stats.phase.apply": Text("uitvoeren", "exécuter", "carrying out"),
    "stats.phase.verify": Text("beproeven", "éprouver", "proving"),
    "stats.phase.show": Text("tonen", "montrer", "showing"),
    "stats.count.instances": Text("instanties", "instances", "instances"),
    "stats.count.resources": Text("middelen", "ressources", "resources"),
    "stats.count.expressions": Text("uitdrukkingen berekend", "expressions calculées", "expressions evaluated"),
    "stats.count.compiled": Text("bouwstenen gecompileerd", "briques compilées", "blocks compiled"),
    "stats.count.reused": Text(
        "keer een gecompileerde bouwsteen hergebruikt", "réutilisations d'une brique compilée", "uses of a compiled block again"
    ),
    "stats.count.reads": Text("keer in de werkelijkheid gekeken", "lectures de la réalité", "reads of the world"),
    "stats.memory": Text("Geheugen, hoogstens: {megabytes} MB", "Mémoire, au plus : {megabytes} Mo", "Memory, at most: {megabytes} MB"),
}
