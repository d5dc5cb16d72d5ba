"""The words of comments under pull requests, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    refused: str
    nothing: str
    changed_one: str
    changed: str
    bad_one: str
    bad: str
    stack: str
    environment: str
    changes: str
    policies: str
    approval: str
    approvals: Mapping[str, str]
    added: str
    removed: str
    invalid: str
    base_invalid: str
    no_change: str
    denials_one: str
    denials: str
    findings_one: str
    findings: str
    undetermined: str
    gone: str
    moved: str
    digest: str
    new_flow: str
    ended_flow: str
    purpose: str
    legal_basis: str
    retention: str
    more: str
    more_fields: str
    more_rows: str
    left_out: str
    basis: str
    behind: str
    actions: Mapping[str, str]
    hidden: str  # in the place of a secret
    unknown: str
    colon: str = ":"


WORDS: Final[Mapping[str, Words]] = {
    "nl": Words(
        language="nl",
        refused="Bouwsteen kan deze wijziging niet vergelijken.",
        nothing="Geen enkele stack verandert (bekeken: {examined}).",
        changed_one="1 stack verandert",
        changed="{n} stacks veranderen",
        bad_one="waarvan 1 zo niet kan",
        bad="waarvan {n} zo niet kunnen",
        stack="Stack",
        environment="Omgeving",
        changes="Wijzigingen",
        policies="Beleidsregels",
        approval="Goedkeuring",
        approvals={"intent": "bedoeling", "plan": "plan", "none": "niet nodig"},
        added="nieuw",
        removed="verwijderd",
        invalid="ongeldig",
        base_invalid="de basis was ongeldig",
        no_change="alleen documenten",
        denials_one="1 weigering",
        denials="{n} weigeringen",
        findings_one="1 nieuwe vaststelling",
        findings="{n} nieuwe vaststellingen",
        undetermined="Nog niet te zeggen, de regel wordt bij het toepassen gevraagd:",
        gone="Opgelost sinds de basis: {n}.",
        moved="Anders dan in de basis:",
        digest="Digest van de bedoeling:",
        new_flow="**Nieuwe of gewijzigde gegevensstroom:**",
        ended_flow="**Gegevensstroom die stopt:**",
        purpose="Doel",
        legal_basis="Rechtsgrond",
        retention="Bewaring",
        more="en nog {n}.",
        more_fields="en nog {n} velden",
        more_rows="en nog {n} rijen",
        left_out="{n} delen passen hier niet meer; ze staan in de bestanden van de CI.",
        basis="Gepland uit de documenten alleen, zonder toegang tot een omgeving: van {base} naar {head}. Wat pas bij het toepassen "
        "bekend is, staat er niet bij.",
        behind="De basis is intussen verder gegaan: breng de tak bij voor u samenvoegt.",
        hidden="(geheim)",
        unknown="(bekend na het uitvoeren)",
        actions={
            "create": "komt erbij",
            "update": "verandert",
            "replace": "wordt vervangen",
            "delete": "wordt verwijderd",
            "retain": "wordt niet meer gebruikt, de gegevens blijven",
            "restore": "wordt weer gebruikt",
            "no-op": "krijgt een andere naam",
        },
    ),
    "fr": Words(
        language="fr",
        refused="Bouwsteen ne peut pas comparer ce changement.",
        nothing="Aucune stack ne change (examinées : {examined}).",
        changed_one="1 stack change",
        changed="{n} stacks changent",
        bad_one="dont 1 est refusée ainsi",
        bad="dont {n} sont refusées ainsi",
        stack="Stack",
        environment="Environnement",
        changes="Changements",
        policies="Règles",
        approval="Approbation",
        approvals={"intent": "intention", "plan": "plan", "none": "pas nécessaire"},
        added="nouvelle",
        removed="retirée",
        invalid="invalide",
        base_invalid="la base n'était pas valide",
        no_change="documents seulement",
        denials_one="1 refus",
        denials="{n} refus",
        findings_one="1 nouveau constat",
        findings="{n} nouveaux constats",
        undetermined="Pas encore déterminé, la règle est posée à l'exécution :",
        gone="Résolus depuis la base : {n}.",
        moved="Différent de la base :",
        digest="Empreinte de l'intention :",
        new_flow="**Flux de données nouveau ou modifié :**",
        ended_flow="**Flux de données qui s'arrête :**",
        purpose="Finalité",
        legal_basis="Base légale",
        retention="Conservation",
        more="et encore {n}.",
        more_fields="et encore {n} champs",
        more_rows="et encore {n} lignes",
        left_out="{n} parties ne tiennent plus ici ; elles sont dans les fichiers de la CI.",
        basis="Planifié d'après les documents seuls, sans accès à un environnement : de {base} à {head}. Ce qui n'est connu qu'à "
        "l'exécution n'y figure pas.",
        behind="La base a avancé entre-temps : mettez la branche à jour avant de fusionner.",
        hidden="(secret)",
        unknown="(connu après l'exécution)",
        actions={
            "create": "s'ajoute",
            "update": "change",
            "replace": "est remplacé",
            "delete": "est supprimé",
            "retain": "n'est plus utilisé, les données restent",
            "restore": "est de nouveau utilisé",
            "no-op": "reçoit un autre nom",
        },
        colon=" :",
    ),
    "en": Words(
        language="en",
        refused="Bouwsteen cannot compare this change.",
        nothing="No stack changes (examined: {examined}).",
        changed_one="1 stack changes",
        changed="{n} stacks change",
        bad_one="of which 1 cannot go through like this",
        bad="of which {n} cannot go through like this",
        stack="Stack",
        environment="Environment",
        changes="Changes",
        policies="Policies",
        approval="Approval",
        approvals={"intent": "intent", "plan": "plan", "none": "not needed"},
        added="new",
        removed="removed",
        invalid="invalid",
        base_invalid="the base was invalid",
        no_change="documents only",
        denials_one="1 denial",
        denials="{n} denials",
        findings_one="1 new finding",
        findings="{n} new findings",
        undetermined="Not known yet, the rule is asked when it is carried out:",
        gone="Solved since the base: {n}.",
        moved="Different from the base:",
        digest="Digest of the intent:",
        new_flow="**New or changed flow of data:**",
        ended_flow="**Flow of data that ends:**",
        purpose="Purpose",
        legal_basis="Legal basis",
        retention="Retention",
        more="and {n} more.",
        more_fields="and {n} more fields",
        more_rows="and {n} more rows",
        left_out="{n} parts do not fit here any more; they are in the files of the CI.",
        basis="Planned from documents alone, without access to any environment: from {base} to {head}. What is known only when it is "
        "carried out is not told.",
        behind="The base has gone on since: bring the branch up to date before you merge.",
        hidden="(secret)",
        unknown="(known after apply)",
        actions={
            "create": "is added",
            "update": "changes",
            "replace": "is replaced",
            "delete": "is removed",
            "retain": "is no longer used, its data stays",
            "restore": "is used again",
            "no-op": "gets another name",
        },
    ),
}
