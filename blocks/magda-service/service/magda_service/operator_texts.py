"""What whoever runs the service reads on its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

TITLE: Final = {"nl": "MAGDA-dienst", "fr": "Service MAGDA", "en": "MAGDA service"}

TEXTS: Final[Mapping[str, LocalText]] = {
    "questions.title": {"nl": "Wie vroeg wat", "fr": "Qui a demandé quoi", "en": "Who asked what"},
    "questions.lead": {
        "nl": "Elke vraag over een persoon, ook als ze geweigerd werd. De antwoorden zelf worden niet bewaard.",
        "fr": "Chaque question sur une personne, même refusée. Les réponses elles-mêmes ne sont pas conservées.",
        "en": "Each question about a person, refused ones too. The answers themselves are not kept.",
    },
    "questions.none": {"nl": "Er is nog niets gevraagd.", "fr": "Rien n'a encore été demandé.", "en": "Nothing has been asked yet."},
    "questions.pages": {"nl": "Bladzijden", "fr": "Pages", "en": "Pages"},
    "questions.page": {"nl": "Bladzijde {page} van {pages}", "fr": "Page {page} sur {pages}", "en": "Page {page} of {pages}"},
    "questions.newer": {"nl": "Nieuwere vragen", "fr": "Questions plus récentes", "en": "Newer questions"},
    "questions.older": {"nl": "Oudere vragen", "fr": "Questions plus anciennes", "en": "Older questions"},
    "question.when": {"nl": "Wanneer", "fr": "Quand", "en": "When"},
    "question.about": {"nl": "Over", "fr": "Au sujet de", "en": "About"},
    "question.data": {"nl": "Gegevens", "fr": "Données", "en": "Data"},
    "question.purpose": {"nl": "Waarvoor", "fr": "Pour quoi", "en": "What for"},
    "question.basis": {"nl": "Grondslag", "fr": "Base légale", "en": "Legal basis"},
    "question.reader": {"nl": "Gevraagd door", "fr": "Demandé par", "en": "Asked by"},
    "outcome.answered": {"nl": "Beantwoord", "fr": "Réponse donnée", "en": "Answered"},
    "outcome.no-data": {"nl": "Geen gegevens", "fr": "Aucune donnée", "en": "No data"},
    "outcome.data-not-allowed": {"nl": "Niet toegelaten", "fr": "Non autorisé", "en": "Not allowed"},
    "outcome.subscription-missing": {"nl": "Geen inschrijving", "fr": "Aucune inscription", "en": "No subscription"},
    "outcome.source-failed": {"nl": "Bron gaf geen antwoord", "fr": "Source sans réponse", "en": "Source failed"},
    "outcome.source-refused": {"nl": "Bron weigerde", "fr": "Refus de la source", "en": "Source refused"},
    "data.givenName": {"nl": "voornaam", "fr": "prénom", "en": "given name"},
    "data.familyName": {"nl": "familienaam", "fr": "nom de famille", "en": "family name"},
    "data.birthDate": {"nl": "geboortedatum", "fr": "date de naissance", "en": "birth date"},
    "data.birthPlace": {"nl": "geboorteplaats", "fr": "lieu de naissance", "en": "birth place"},
    "data.gender": {"nl": "geslacht", "fr": "sexe", "en": "gender"},
    "data.nationality": {"nl": "nationaliteit", "fr": "nationalité", "en": "nationality"},
    "data.civilStatus": {"nl": "burgerlijke staat", "fr": "état civil", "en": "civil status"},
    "data.address": {"nl": "adres", "fr": "adresse", "en": "address"},
    "data.household": {"nl": "gezin", "fr": "ménage", "en": "household"},
    "data.children": {"nl": "kinderen", "fr": "enfants", "en": "children"},
    "data.deathDate": {"nl": "datum van overlijden", "fr": "date de décès", "en": "date of death"},
    "problem.not-signed-in": {
        "nl": "Deze bladzijde is voor wie de dienst uitbaat. Ze vraagt de gebruiker `simulation` en de sleutel van de simulatie.",
        "fr": "Cette page est réservée à l'exploitant du service. Elle demande l'utilisateur `simulation` et la clé de la simulation.",
        "en": "This page is for whoever runs the service. It asks for the user `simulation` and the key of the simulation.",
    },
}
