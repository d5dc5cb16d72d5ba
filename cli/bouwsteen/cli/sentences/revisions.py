"""About git: revisions, approvals, signatures."""

from __future__ import annotations

from typing import Final

from bouwsteen.cli.sentences.entries import Sentence

SENTENCES: Final = (
    Sentence("{folder} holds no git repository.", "In {folder} is geen git-repository.", "{folder} ne contient pas de dépôt git."),
    Sentence("Run it in the root of a clone.", "Voer het uit in de hoofdmap van een kloon.", "Exécutez-le à la racine d'un clone."),
    Sentence(
        "{name} is no branch, tag or commit of this clone. A CI often fetches the newest commit alone.",
        "{name} is geen tak, label of commit van deze kloon. Een CI haalt vaak alleen de nieuwste commit op.",
        "{name} n'est ni une branche, ni une étiquette, ni un commit de ce clone. Une CI ne va souvent chercher que le dernier commit.",
    ),
    Sentence(
        "Fetch it first; in CI, fetch the whole history (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
        "Haal ze eerst op; in CI: de hele geschiedenis (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
        "Allez d'abord la chercher ; en CI, tout l'historique (`fetch-depth: 0`, `GIT_DEPTH: 0`).",
    ),
    Sentence(
        "No commit or tag of this history approves of the {kind} of {place}, {digest}.",
        "Geen commit of label van deze geschiedenis keurt het volgende goed: {kind} van {place}, {digest}.",
        "Aucun commit ni étiquette de cet historique n'approuve ceci : {kind} de {place}, {digest}.",
    ),
    Sentence(
        "Let somebody else look at it, and approve of it in git:",
        "Laat iemand anders ernaar kijken, en het goedkeuren in git:",
        "Faites-le regarder par quelqu'un d'autre, qui l'approuve dans git :",
    ),
    Sentence(
        "{who} approved of {place} in {commit}, and {how}.",
        "{who} keurde {place} goed in {commit}, en {how}.",
        "{who} a approuvé {place} dans {commit}, et {how}.",
    ),
    Sentence("Let somebody else approve of it.", "Laat iemand anders het goedkeuren.", "Faites-le approuver par quelqu'un d'autre."),
    Sentence(
        "{who} approved of the {kind} of {place} in {commit}, and it is another one by now.",
        "{who} keurde in {commit} dit goed: {kind} van {place}; intussen is het iets anders.",
        "{who} a approuvé dans {commit} ceci : {kind} de {place} ; entre-temps, c'est autre chose.",
    ),
    Sentence(
        "{who} approved of the {kind} of {place} in {commit}, and it is another one by now. These moved: {parts}.",
        "{who} keurde in {commit} dit goed: {kind} van {place}; intussen is het iets anders. Dit veranderde: {parts}.",
        "{who} a approuvé dans {commit} ceci : {kind} de {place} ; entre-temps, c'est autre chose. Ceci a changé : {parts}.",
    ),
    Sentence(
        "Have it approved again, or go back to what was approved.",
        "Laat het opnieuw goedkeuren, of ga terug naar wat goedgekeurd was.",
        "Faites-le approuver de nouveau, ou revenez à ce qui était approuvé.",
    ),
    Sentence(
        "The commit {commit} approves of {place} by a digest that is not that of its documents.",
        "De commit {commit} keurt {place} goed met een digest die niet die van zijn documenten is.",
        "Le commit {commit} approuve {place} par une empreinte qui n'est pas celle de ses documents.",
    ),
    Sentence(
        "Let it be approved again by `bouwsteen approve`, on the commit that is to be carried out.",
        "Laat het opnieuw goedkeuren met `bouwsteen approve`, op de commit die uitgevoerd wordt.",
        "Faites-le approuver de nouveau par `bouwsteen approve`, sur le commit à exécuter.",
    ),
    Sentence(
        "{applied} was applied to {place} last, and {head} does not come after it.",
        "{applied} werd het laatst op {place} toegepast, en {head} komt daar niet na.",
        "{applied} a été appliqué en dernier à {place}, et {head} ne vient pas après.",
    ),
    Sentence(
        "Bring the branch up to date. To undo a change, revert it in a new commit.",
        "Breng de tak bij. Om een wijziging ongedaan te maken: draai ze terug in een nieuwe commit.",
        "Mettez la branche à jour. Pour défaire un changement, annulez-le dans un nouveau commit.",
    ),
    Sentence(
        "In {place} somebody approves of each plan, or everything would go; so a saved plan is what can be carried out.",
        "In {place} keurt iemand elk plan goed, of alles zou verdwijnen; daarom kan alleen een bewaard plan uitgevoerd worden.",
        "Dans {place}, quelqu'un approuve chaque plan, ou tout disparaîtrait ; seul un plan conservé peut donc être exécuté.",
    ),
    Sentence("Make one, and have it approved:", "Maak er een, en laat het goedkeuren:", "Faites-en un, et faites-le approuver :"),
    Sentence(
        "The clone is a shallow one, and who wrote a change cannot be told from who approved of it.",
        "De kloon is ondiep, en wie een wijziging schreef is niet te onderscheiden van wie ze goedkeurde.",
        "Le clone est superficiel, et on ne peut distinguer qui a écrit un changement de qui l'a approuvé.",
    ),
    Sentence(
        "Fetch the whole history (clone again, in full; in CI `fetch-depth: 0`).",
        "Haal de hele geschiedenis op (kloon opnieuw, volledig; in CI `fetch-depth: 0`).",
        "Allez chercher tout l'historique (clonez de nouveau, en entier ; en CI `fetch-depth: 0`).",
    ),
    Sentence(
        "Sign it with a key that the organisation trusts, or have the key added by a change that is signed with one of those.",
        "Onderteken met een sleutel die het bestuur vertrouwt, of laat ze toevoegen door een wijziging die zo ondertekend is.",
        "Signez avec une clé à laquelle l'administration fait confiance, ou faites-la ajouter par un changement ainsi signé.",
    ),
    Sentence(
        "The commit {commit} has no stack `{stack}`.",
        "De commit {commit} heeft geen stack `{stack}`.",
        "Le commit {commit} n'a pas de stack `{stack}`.",
    ),
    Sentence("Commit it first.", "Commit hem eerst.", "Faites d'abord un commit."),
)
