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
        "Schrijf comment.md, statuses.json, findings.sarif, comparison.json, plans/ en pages/ in deze map.",
        "Écrire comment.md, statuses.json, findings.sarif, comparison.json, plans/ et pages/ dans ce dossier.",
        "Write comment.md, statuses.json, findings.sarif, comparison.json, plans/ and pages/ into this folder.",
    ),
    "option.pr.catalog": Text(
        "Laat dit adres van een catalogus toe, ook als de basis het niet noemt; mag meermaals.",
        "Permettre cette adresse de catalogue, même si la base ne la nomme pas ; peut être répété.",
        "Allow this address of a catalog, also where the base does not name it; may be repeated.",
    ),
    "command.approve.summary": Text(
        "Keur goed wat een commit bedoelt",
        "Approuver ce que veut un commit",
        "Approve of what a commit means",
    ),
    "command.approve.help": Text(
        "Berekent de digest van de bedoeling van een stack in één omgeving, zoals de nieuwste commit ze heeft, toont hem, vraagt of het "
        "goed is, en legt hem vast in een lege commit of (met --tag) een label, ondertekend als git daarvoor is ingesteld. Met --plan: de "
        "digest van een bewaard plan. Wie de wijziging schreef kan ze niet goedkeuren.",
        "Calcule l'empreinte de l'intention d'une stack dans un environnement, telle que le dernier commit la contient, la montre, demande "
        "confirmation et l'inscrit dans un commit vide ou (avec --tag) une étiquette, signés si git est réglé pour cela. Avec --plan : "
        "l'empreinte d'un plan conservé. Qui a écrit le changement ne peut pas l'approuver.",
        "Computes the digest of what a stack intends in one environment, as the newest commit has it, shows it, asks, and records it in "
        "an empty commit or (with --tag) a tag, signed where git is set up for that. With --plan: the digest of a saved plan. Who wrote "
        "the change cannot approve of it.",
    ),
    "option.approve.plan": Text(
        "Keur dit bewaarde plan goed in plaats van de bedoeling.",
        "Approuver ce plan conservé plutôt que l'intention.",
        "Approve of this saved plan instead of the intent.",
    ),
    "option.approve.tag": Text(
        "Leg het vast in een label in plaats van een commit.",
        "L'inscrire dans une étiquette plutôt que dans un commit.",
        "Record it in a tag instead of a commit.",
    ),
    "option.approve.print": Text(
        "Toon alleen de regel voor een commit, en leg niets vast.",
        "Montrer seulement la ligne pour un commit, sans rien inscrire.",
        "Only show the line for a commit, and record nothing.",
    ),
    "option.apply.approved": Text(
        "Voer alleen uit wat iemand anders in git goedkeurde, ook als de omgeving dat niet vraagt.",
        "N'exécuter que ce qu'une autre personne a approuvé dans git, même si l'environnement ne le demande pas.",
        "Carry out only what somebody else approved of in git, also where the environment does not ask for it.",
    ),
    "approve.recorded.commit": Text("Goedgekeurd in commit {commit}.", "Approuvé dans le commit {commit}.", "Approved in commit {commit}."),
    "approve.recorded.tag": Text("Goedgekeurd met label {tag}.", "Approuvé par l'étiquette {tag}.", "Approved by tag {tag}."),
    "approve.shown.intent": Text(
        "U keurt goed wat {place} bedoelt in {commit} ({subject}, van {author}):\n  {digest}",
        "Vous approuvez ce que veut {place} dans {commit} ({subject}, de {author}) :\n  {digest}",
        "You approve of what {place} intends in {commit} ({subject}, by {author}):\n  {digest}",
    ),
    "approve.shown.plan": Text(
        "U keurt één plan van {place} goed, op {commit} ({subject}, van {author}):\n  {digest}",
        "Vous approuvez un plan de {place}, sur {commit} ({subject}, de {author}) :\n  {digest}",
        "You approve of one plan of {place}, on {commit} ({subject}, by {author}):\n  {digest}",
    ),
    "approve.push.tag": Text(
        "Push het om het te laten gelden: git push origin {tag}",
        "Poussez-la pour qu'elle compte : git push origin {tag}",
        "Push it for it to count: git push origin {tag}",
    ),
    "approve.push.detached": Text(
        "Deze commit staat op geen enkele tak. Push hem om hem te laten gelden: git push origin HEAD:TAK",
        "Ce commit n'est sur aucune branche. Poussez-le pour qu'il compte : git push origin HEAD:BRANCHE",
        "This commit is on no branch. Push it for it to count: git push origin HEAD:BRANCH",
    ),
    "approve.push": Text("Push dit om het te laten gelden.", "Poussez-le pour qu'il compte.", "Push it for it to count."),
    "option.plan.plain": Text(
        "Vertel het plan in gewone taal: wat verandert, welke gegevens, welke onderbreking.",
        "Dire le plan en langage simple : ce qui change, quelles données, quelle interruption.",
        "Tell the plan in plain language: what changes, which data, which interruption.",
    ),
    "option.plan.page": Text(
        "Schrijf het plan in gewone taal als pagina om af te drukken en te tekenen (HTML).",
        "Écrire le plan en langage simple comme page à imprimer et à signer (HTML).",
        "Write the plan in plain language as a page to print and sign (HTML).",
    ),
    "option.pr.post": Text(
        "Plaats de commentaar en de statussen op de forge die BOUWSTEEN_FORGE en zijn buren noemen.",
        "Publier le commentaire et les statuts sur la forge que nomment BOUWSTEEN_FORGE et ses voisines.",
        "Post the comment and statuses to the forge that BOUWSTEEN_FORGE and its neighbours name.",
    ),
}
