"""The words of a plan in plain language, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Words:
    language: str
    title: str
    environments: Mapping[str, str]
    nothing: str
    changes: str
    fates: Mapping[str, str]
    setting: str
    setting_without_values: str
    standard: str
    yes: str
    no: str
    files: Mapping[str, str]
    data: str
    flow: str
    ended_flow: str
    loses: str
    keeps: str
    no_data: str
    downtime: str
    interrupted: str
    no_downtime: str
    simulated: str
    simulation: str
    technical: str
    digest: str
    caption: str
    columns: tuple[str, ...]
    sign: str
    signing: str
    sign_caption: str
    sign_rows: tuple[str, ...]


WORDS: Final[Mapping[str, Words]] = {
    "nl": Words(
        language="nl",
        title="Wat er verandert voor {organisation} ({environment})",
        environments={"local": "proefopstelling op één computer", "acceptance": "testomgeving", "production": "de echte dienstverlening"},
        nothing="Er verandert niets.",
        changes="Wat er verandert",
        fates={
            "new": "{service} komt erbij.",
            "changed": "{service} verandert.",
            "renewed": "{service} blijft hetzelfde voor de gebruikers; achter de schermen wordt een deel vernieuwd.",
            "gone": "{service} stopt.",
        },
        setting="{service}: de instelling {setting} gaat van {before} naar {after}.",
        setting_without_values="{service}: de instelling {setting} verandert.",
        standard="de standaardwaarde",
        yes="ja",
        no="nee",
        files={"new": "{service}: {file} komt erbij.", "changed": "{service}: {file} verandert.", "gone": "{service}: {file} verdwijnt."},
        data="Gegevens van mensen",
        flow="Nieuw: {source} deelt met {target}: {categories} (van {subjects}). Doel: {purpose}. Rechtsgrond: {basis}. "
        "Bewaring: {retention}.",
        ended_flow="Stopt: {source} deelt niet langer met {target}: {categories} (van {subjects}).",
        loses="De gegevens van {service} worden gewist.",
        keeps="De gegevens van {service} blijven bewaard.",
        no_data="De stack beschrijft geen nieuwe of gewijzigde gegevensstroom.",
        downtime="Onderbreking",
        interrupted="{service} is even niet bereikbaar.",
        no_downtime="Niets van wat vandaag werkt, wordt onderbroken.",
        simulated="Nabootsing",
        simulation="Dit is hier geen echte dienst maar een nabootsing: {services}.",
        technical="Alle technische wijzigingen: bouwsteen plan {stack} -e {environment}",
        digest="Kenmerk van wat hier beschreven is:",
        caption="Gegevensstromen",
        columns=("Van en naar", "Gegevens", "Van wie", "Doel", "Rechtsgrond", "Bewaring"),
        sign="Goedkeuring",
        signing="Wie hieronder tekent, keurt goed wat op dit blad staat. Verandert er daarna iets, dan verandert ook het kenmerk en geldt "
        "deze goedkeuring niet meer.",
        sign_caption="Handtekening",
        sign_rows=("Naam", "Functie", "Datum", "Handtekening"),
    ),
    "fr": Words(
        language="fr",
        title="Ce qui change pour {organisation} ({environment})",
        environments={"local": "essai sur un ordinateur", "acceptance": "environnement d'essai", "production": "les services réels"},
        nothing="Rien ne change.",
        changes="Ce qui change",
        fates={
            "new": "{service} s'ajoute.",
            "changed": "{service} change.",
            "renewed": "{service} reste identique pour les usagers ; une partie est renouvelée en coulisses.",
            "gone": "{service} s'arrête.",
        },
        setting="{service} : le réglage {setting} passe de {before} à {after}.",
        setting_without_values="{service} : le réglage {setting} change.",
        standard="la valeur par défaut",
        yes="oui",
        no="non",
        files={"new": "{service} : {file} s'ajoute.", "changed": "{service} : {file} change.", "gone": "{service} : {file} disparaît."},
        data="Données des personnes",
        flow="Nouveau : {source} partage avec {target} : {categories} (de {subjects}). Finalité : {purpose}. Base légale : {basis}. "
        "Conservation : {retention}.",
        ended_flow="Fin : {source} ne partage plus avec {target} : {categories} (de {subjects}).",
        loses="Les données de {service} sont effacées.",
        keeps="Les données de {service} sont conservées.",
        no_data="La stack ne décrit aucun flux de données nouveau ou modifié.",
        downtime="Interruption",
        interrupted="{service} est brièvement indisponible.",
        no_downtime="Rien de ce qui fonctionne aujourd'hui n'est interrompu.",
        simulated="Simulation",
        simulation="Ceci n'est pas ici un vrai service, mais une simulation : {services}.",
        technical="Tous les changements techniques : bouwsteen plan {stack} -e {environment}",
        digest="Empreinte de ce qui est décrit ici :",
        caption="Flux de données",
        columns=("De et vers", "Données", "De qui", "Finalité", "Base légale", "Conservation"),
        sign="Approbation",
        signing="Qui signe ci-dessous approuve ce que décrit cette page. Si quelque chose change ensuite, l'empreinte change aussi et "
        "cette approbation ne compte plus.",
        sign_caption="Signature",
        sign_rows=("Nom", "Fonction", "Date", "Signature"),
    ),
    "en": Words(
        language="en",
        title="What changes for {organisation} ({environment})",
        environments={"local": "a trial on one computer", "acceptance": "test environment", "production": "the real services"},
        nothing="Nothing changes.",
        changes="What changes",
        fates={
            "new": "{service} is added.",
            "changed": "{service} changes.",
            "renewed": "{service} stays the same for those who use it; a part is renewed behind the scenes.",
            "gone": "{service} ends.",
        },
        setting="{service}: the setting {setting} goes from {before} to {after}.",
        setting_without_values="{service}: the setting {setting} changes.",
        standard="the default",
        yes="yes",
        no="no",
        files={"new": "{service}: {file} is added.", "changed": "{service}: {file} changes.", "gone": "{service}: {file} goes."},
        data="Data of people",
        flow="New: {source} shares with {target}: {categories} (of {subjects}). Purpose: {purpose}. Legal basis: {basis}. "
        "Retention: {retention}.",
        ended_flow="Ends: {source} no longer shares with {target}: {categories} (of {subjects}).",
        loses="The data of {service} is erased.",
        keeps="The data of {service} is kept.",
        no_data="The stack describes no new or changed flow of data.",
        downtime="Interruption",
        interrupted="{service} cannot be reached for a short while.",
        no_downtime="Nothing that works today is interrupted.",
        simulated="Simulation",
        simulation="These are no real services here, but simulations: {services}.",
        technical="All technical changes: bouwsteen plan {stack} -e {environment}",
        digest="Fingerprint of what is described here:",
        caption="Flows of data",
        columns=("From and to", "Data", "Of whom", "Purpose", "Legal basis", "Retention"),
        sign="Approval",
        signing="Who signs below approves of what this page says. If anything changes afterwards, the fingerprint changes too and this "
        "approval no longer counts.",
        sign_caption="Signature",
        sign_rows=("Name", "Role", "Date", "Signature"),
    ),
}
