"""Commands that work on revisions: what a change does, and who approves of it."""

from __future__ import annotations

from collections.abc import Mapping

from bouwsteen.cli.texts.text import Text

REVISION_TEXTS: Mapping[str, Text] = {
    "help.section.review": Text("Beoordelen", "Évaluer", "Reviewing"),
    "command.pr.summary": Text(
        "Toon wat een wijziging doet, voor een pull request",
        "Montrer ce que fait un changement, pour une pull request",
        "Show what a change does, for a pull request",
    ),
    "command.pr.help": Text(
        "Vergelijkt twee revisies van deze kloon: welke stacks en omgevingen veranderen, en wat beleidsregels ervan zeggen. Leest alleen "
        "documenten: geen toegang tot een omgeving, geen geheim, en niets van de tak wordt uitgevoerd. Met --out komen de commentaar, "
        "de statussen, SARIF en de plannen in een map, voor de CI.",
        "Compare deux révisions de ce clone : quelles stacks et quels environnements changent, et ce que les règles en disent. Ne lit que "
        "des documents : aucun accès à un environnement, aucun secret, et rien de la branche n'est exécuté. Avec --out, le commentaire, "
        "les statuts, SARIF et les plans vont dans un dossier, pour la CI.",
        "Compares two revisions of this clone: which stacks and environments change, and what policies say of it. Reads documents alone: "
        "no access to an environment, no secret, and nothing of the branch is run. With --out the comment, statuses, SARIF and plans go "
        "into a folder, for the CI.",
    ),
    "option.pr.base": Text(
        "De revisie waarin de wijziging terechtkomt.", "La révision qui recevra le changement.", "The revision that the change goes into."
    ),
    "option.pr.head": Text(
        "De revisie met de wijziging (zonder: HEAD).",
        "La révision avec le changement (défaut : HEAD).",
        "The revision with the change (default: HEAD).",
    ),
    "option.pr.out": Text(
        "Schrijf comment.md, statuses.json, findings.sarif, comparison.json en plans/ in deze map.",
        "Écrire comment.md, statuses.json, findings.sarif, comparison.json et plans/ dans ce dossier.",
        "Write comment.md, statuses.json, findings.sarif, comparison.json and plans/ into this folder.",
    ),
    "option.pr.catalog": Text(
        "Laat dit adres van een catalogus toe, ook als de basis het niet noemt; mag meermaals.",
        "Permettre cette adresse de catalogue, même si la base ne la nomme pas ; peut être répété.",
        "Allow this address of a catalog, also where the base does not name it; may be repeated.",
    ),
}
