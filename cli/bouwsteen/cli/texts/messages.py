"""What stands around a diagnostic, and in the catalogue that explains them; what exit codes mean."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

MESSAGE_TEXTS: Mapping[str, Text] = {
    "diagnostics.error": Text("Fout:", "Erreur :", "Error:"),
    "diagnostics.warning": Text("Waarschuwing:", "Avertissement :", "Warning:"),
    "diagnostics.info": Text("Ter info:", "Info :", "Note:"),
    "diagnostics.remedy": Text("Wat te doen:", "Que faire :", "What to do:"),
    "diagnostics.errors.one": Text("{n} fout", "{n} erreur", "{n} error"),
    "diagnostics.errors.other": Text("{n} fouten", "{n} erreurs", "{n} errors"),
    "diagnostics.warnings.one": Text("{n} waarschuwing", "{n} avertissement", "{n} warning"),
    "diagnostics.warnings.other": Text("{n} waarschuwingen", "{n} avertissements", "{n} warnings"),
    "diagnostics.explain": Text("Meer uitleg:", "Plus d'explications :", "More about this:"),
    "messages.area.commands": Text("Opdrachten en deze computer", "Commandes et cet ordinateur", "Commands and this machine"),
    "messages.area.files": Text("Bestanden", "Fichiers", "Files"),
    "messages.area.yaml": Text("Documenten als YAML", "Documents en YAML", "Documents as YAML"),
    "messages.area.fields": Text("Velden, waarden en schema's", "Champs, valeurs et schémas", "Fields, values and schemas"),
    "messages.area.stacks": Text("Stacks en koppelingen", "Stacks et liaisons", "Stacks and wiring"),
    "messages.area.blocks": Text("Wat een bouwsteen over zichzelf zegt", "Ce qu'une brique dit d'elle-même", "What a block says of itself"),
    "messages.area.policies": Text("Beleidsregels", "Règles", "Policies"),
    "messages.area.revisions": Text("Revisies en goedkeuring", "Révisions et approbation", "Revisions and approval"),
    "messages.area.versions": Text("Versies, catalogus en lock", "Versions, catalogue et lock", "Versions, catalog and lock"),
    "messages.area.catalogs": Text(
        "Leven van de catalogus en handtekeningen", "Vie du catalogue et signatures", "Life of the catalog and signatures"
    ),
    "messages.area.expressions": Text("Expressies", "Expressions", "Expressions"),
    "messages.area.plans": Text("Plannen en uitvoeren", "Planifier et exécuter", "Planning and carrying out"),
    "messages.area.dangers": Text("Wat verloren zou gaan", "Ce qui serait perdu", "What would be lost"),
    "messages.area.imports": Text("Overnemen wat bestaat", "Reprendre ce qui existe", "Taking over what exists"),
    "messages.area.states": Text("Wat vastgelegd is", "Ce qui est enregistré", "What is recorded"),
    "messages.area.machine": Text("Processen en mappen op deze computer", "Processus et dossiers d'ici", "Processes and folders here"),
    "messages.area.brokers": Text("Diensten van anderen", "Services d'autres parties", "Services of others"),
    "messages.area.clusters": Text("Clusters (Kubernetes)", "Clusters (Kubernetes)", "Clusters (Kubernetes)"),
    "messages.area.operators": Text("De operator en kubectl", "L'opérateur et kubectl", "The operator and kubectl"),
    "messages.area.loads": Text("Belastingsproeven", "Essais de charge", "Load tests"),
    "messages.more": Text(
        "Uitleg over één ervan, of over een exitcode: bouwsteen explain CODE",
        "L'explication de l'un d'eux, ou d'un code de sortie : bouwsteen explain CODE",
        "More about one of them, or about an exit code: bouwsteen explain CODE",
    ),
    "messages.wrong": Text("Niet zo:", "Pas ainsi :", "Not so:"),
    "messages.right": Text("Wel zo:", "Mais ainsi :", "But so:"),
    "messages.exit": Text("Exitcode {code}:", "Code de sortie {code} :", "Exit code {code}:"),
    "messages.comes-with": Text("Deze meldingen eindigen ermee:", "Ces messages se terminent ainsi :", "These messages end with it:"),
    "messages.ends-with": Text("Exitcode {codes}.", "Code de sortie {codes}.", "Exit code {codes}."),
    "messages.only-warns": Text("Waarschuwt alleen.", "Avertit seulement.", "Only warns."),
    "messages.since": Text("Sinds versie {version}.", "Depuis la version {version}.", "Since version {version}."),
    "exit.0": Text("gedaan", "fait", "done"),
    "exit.1": Text("een fout zonder eigen code", "une erreur sans code propre", "an error that has no code of its own"),
    "exit.2": Text(
        "er zijn veranderingen (alleen met `--detailed-exitcode`)",
        "il y a des changements (seulement avec `--detailed-exitcode`)",
        "there are changes (only with `--detailed-exitcode`)",
    ),
    "exit.3": Text("wie we zijn, werd geweigerd", "qui nous sommes a été refusé", "who we are was refused"),
    "exit.4": Text(
        "een middel mislukte; de rest is vastgelegd, en dezelfde opdracht gaat verder",
        "une ressource a échoué ; le reste est enregistré, et la même commande continue",
        "a resource failed; the rest is recorded, and the same command goes on",
    ),
    "exit.5": Text(
        "een beleidsregel zegt nee, of een goedkeuring ontbreekt: er zouden gegevens verloren gaan, of er zou veel verdwijnen",
        "une règle dit non, ou une approbation manque : des données seraient perdues, ou beaucoup disparaîtrait",
        "a policy says no, or an approval is missing: data would be lost, or much would go",
    ),
    "exit.6": Text("niet gevonden", "introuvable", "not found"),
    "exit.7": Text(
        "een plan, lock of handtekening past niet meer",
        "un plan, un lock ou une signature ne convient plus",
        "a plan, lock or signature no longer fits",
    ),
    "exit.8": Text("een mens of een signaal hield het tegen", "une personne ou un signal l'a arrêté", "a person or a signal stopped it"),
    "exit.9": Text("het duurde te lang", "cela a duré trop longtemps", "it took too long"),
    "exit.10": Text(
        "iets in een document of argument is fout",
        "quelque chose est faux dans un document ou un argument",
        "something in a document or argument is wrong",
    ),
    "exit.11": Text(
        "een grens van een belastingsproef houdt niet",
        "une limite d'un essai de charge n'est pas tenue",
        "a limit of a load test does not hold",
    ),
    "exit.12": Text("een belastingsproef die niets bewijst", "un essai de charge qui ne prouve rien", "a load test that proves nothing"),
    "exit.255": Text("een fout van Bouwsteen zelf", "une erreur de Bouwsteen lui-même", "a mistake of Bouwsteen itself"),
}
