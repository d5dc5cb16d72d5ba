"""Words of `bouwsteen impact`, on the terminal, in Markdown and on its page."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

IMPACT_TEXTS: Mapping[str, Text] = {
    "command.impact.summary": Text(
        "Toon wat een wijziging doet met elke stack",
        "Montrer ce qu'un changement fait à chaque stack",
        "Show what a change does to every stack",
    ),
    "command.impact.help": Text(
        "Vergelijkt twee revisies van de catalogus voor elke stack, zonder iets aan te raken: niet geraakt, verandert vanzelf, vraagt "
        "actie of geblokkeerd, en waardoor. Zonder --head: de bestanden zoals ze er nu staan. Met --repositories ook de stacks van "
        "andere repository's.",
        "Compare deux révisions du catalogue pour chaque stack, sans rien toucher : pas concernée, change toute seule, demande une "
        "action ou bloquée, et par quoi. Sans --head : les fichiers tels qu'ils sont. Avec --repositories, aussi les stacks "
        "d'autres dépôts.",
        "Compares two revisions of the catalog for every stack, touching nothing: not affected, changes by itself, needs action or "
        "blocked, and by what. Without --head: the files as they are. With --repositories also the stacks of other repositories.",
    ),
    "option.base": Text(
        "De revisie waarmee vergeleken wordt: een tak, label of commit",
        "La révision de comparaison : une branche, une étiquette ou un commit",
        "The revision to compare with: a branch, tag or commit",
    ),
    "option.head": Text(
        "De revisie die beoordeeld wordt; zonder: de bestanden zoals ze er staan",
        "La révision à juger ; sans : les fichiers tels qu'ils sont",
        "The revision to judge; without: the files as they are",
    ),
    "option.repositories": Text(
        "Een YAML-bestand met repository's van besturen: name, git, revision",
        "Un fichier YAML avec les dépôts des administrations : name, git, revision",
        "A YAML file of repositories of organisations: name, git, revision",
    ),
    "option.timeout": Text(
        "Hoeveel seconden op één repository gewacht wordt",
        "Combien de secondes attendre un dépôt",
        "How many seconds to wait for one repository",
    ),
    "option.impact-out": Text(
        "Schrijf het ook naar een bestand: .md, .html of .json",
        "L'écrire aussi dans un fichier : .md, .html ou .json",
        "Write it to a file too: .md, .html or .json",
    ),
    "page.skip": Text("Naar de inhoud", "Vers le contenu", "To the content"),
    "impact.title": Text("Gevolgen voor de stacks", "Conséquences pour les stacks", "What it does to the stacks"),
    "impact.compared": Text("{base} → {head}, op {day}", "{base} → {head}, au {day}", "{base} → {head}, on {day}"),
    "impact.work-tree": Text("de bestanden zoals ze er staan", "les fichiers tels qu'ils sont", "the files as they are"),
    "impact.effect.unaffected": Text("niet geraakt", "pas concernées", "not affected"),
    "impact.effect.safe": Text("verandert vanzelf", "changent toutes seules", "change by themselves"),
    "impact.effect.action": Text("vraagt actie", "demandent une action", "need action"),
    "impact.effect.blocked": Text("geblokkeerd", "bloquées", "blocked"),
    "impact.one.unaffected": Text("niet geraakt", "pas concernée", "not affected"),
    "impact.one.safe": Text("verandert vanzelf", "change toute seule", "changes by itself"),
    "impact.one.action": Text("vraagt actie", "demande une action", "needs action"),
    "impact.one.blocked": Text("geblokkeerd", "bloquée", "blocked"),
    "impact.kind.output": Text("uitvoer", "sortie", "output"),
    "impact.kind.interface": Text("koppelvlak", "interface", "interface"),
    "impact.kind.parameter": Text("parameter", "paramètre", "parameter"),
    "impact.kind.range": Text("versie", "version", "version"),
    "impact.kind.recalled": Text("teruggeroepen", "rappelée", "recalled"),
    "impact.kind.deprecated": Text("loopt af", "en fin de vie", "deprecated"),
    "impact.kind.policy": Text("beleidsregel", "règle", "policy"),
    "impact.kind.template": Text("sjabloon", "modèle", "template"),
    "impact.kind.file": Text("bestand", "fichier", "file"),
    "impact.kind.organisation": Text("bestuur", "administration", "organisation"),
    "impact.kind.block": Text("bouwsteen", "brique", "block"),
    "impact.kind.data": Text("gegevens", "données", "data"),
    "impact.kind.stack": Text("stack", "stack", "stack"),
    "impact.kind.document": Text("document", "document", "document"),
    "impact.stacks.one": Text("{n} stack", "{n} stack", "{n} stack"),
    "impact.stacks.other": Text("{n} stacks", "{n} stacks", "{n} stacks"),
    "impact.more": Text("en nog {n}", "et {n} autres", "and {n} more"),
    "impact.due": Text("vanaf {day}", "à partir du {day}", "from {day}"),
    "impact.versions": Text("Versies", "Versions", "Versions"),
    "impact.new": Text("nieuw", "nouveau", "new"),
    "impact.gone": Text("weg", "retiré", "gone"),
    "impact.causes": Text("Waardoor", "Par quoi", "By what"),
    "impact.remedy": Text("Wat te doen", "Que faire", "What to do"),
    "impact.safe": Text("Veranderen vanzelf: {stacks}.", "Changent d'elles-mêmes : {stacks}.", "Change by themselves: {stacks}."),
    "impact.stood": Text(
        "Al geblokkeerd zonder deze wijziging: {stacks}.",
        "Déjà bloquées sans ce changement : {stacks}.",
        "Blocked already without this change: {stacks}.",
    ),
    "impact.solved": Text(
        "Opgelost door deze wijziging: {stacks}.", "Résolu par ce changement : {stacks}.", "Solved by this change: {stacks}."
    ),
    "impact.relock": Text(
        "{n} lock(s) opnieuw te schrijven: bouwsteen lock.",
        "{n} verrou(s) à réécrire : bouwsteen lock.",
        "{n} lock(s) to write again: bouwsteen lock.",
    ),
    "impact.per-stack": Text("Per stack", "Par stack", "Stack by stack"),
    "impact.touched": Text("Verandert", "Change", "Changes"),
    "impact.heading.stack": Text("Stack", "Stack", "Stack"),
    "impact.heading.effect": Text("Gevolg", "Conséquence", "Effect"),
    "impact.heading.number": Text("Aantal", "Nombre", "Number"),
    "impact.repositories": Text("Repository's", "Dépôts", "Repositories"),
    "impact.not-read": Text(
        "{n} van {all} repository's niet gelezen; hun stacks zijn niet meegeteld.",
        "{n} dépôts sur {all} n'ont pas été lus ; leurs stacks ne sont pas comptées.",
        "{n} of {all} repositories were not read; their stacks are not counted.",
    ),
    "impact.standing.read": Text("gelezen", "lu", "read"),
    "impact.standing.closed": Text("gesloten", "fermé", "closed"),
    "impact.standing.late": Text("te laat", "trop tard", "too late"),
    "impact.standing.unreachable": Text("niet bereikbaar", "injoignable", "unreachable"),
    "impact.standing.refused": Text("geweigerd", "refusé", "refused"),
}
