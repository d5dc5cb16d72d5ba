"""The texts that every page of every service has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen_service.texts import LocalText

PAGE_TEXTS: Final[Mapping[str, LocalText]] = {
    "skip": {"nl": "Naar de inhoud", "fr": "Aller au contenu", "en": "Skip to content"},
    "language": {"nl": "Taal", "fr": "Langue", "en": "Language"},
    "notice": {"nl": "Over deze omgeving", "fr": "À propos de cet environnement", "en": "About this environment"},
    "fidelity.simulated": {
        "nl": "Simulatie: dit is geen echte dienst. Personen en gegevens zijn verzonnen.",
        "fr": "Simulation : ceci n'est pas un vrai service. Les personnes et les données sont fictives.",
        "en": "Simulation: this is not a real service. People and data are invented.",
    },
    "fidelity.acceptance": {
        "nl": "Testomgeving: wat u hier doet, heeft geen gevolgen.",
        "fr": "Environnement de test : ce que vous faites ici est sans conséquence.",
        "en": "Test environment: what you do here has no consequences.",
    },
    "follows": {"nl": "Volgt: {source}.", "fr": "D'après : {source}.", "en": "Follows: {source}."},
    "problem.title": {"nl": "Dat lukt niet", "fr": "Cela n'a pas fonctionné", "en": "That did not work"},
    "problem.reference": {
        "nl": "Vermeld dit nummer wanneer u hulp vraagt: {reference}",
        "fr": "Mentionnez ce numéro si vous demandez de l'aide : {reference}",
        "en": "Mention this number when you ask for help: {reference}",
    },
    "problem.other": {
        "nl": "De pagina kan niet getoond worden.",
        "fr": "La page ne peut pas être affichée.",
        "en": "The page cannot be shown.",
    },
    "problem.400": {
        "nl": "De vraag aan deze dienst klopt niet.",
        "fr": "La demande adressée à ce service est incorrecte.",
        "en": "The request to this service is not right.",
    },
    "problem.403": {
        "nl": "U hebt geen toegang tot deze pagina.",
        "fr": "Vous n'avez pas accès à cette page.",
        "en": "You have no access to this page.",
    },
    "problem.404": {
        "nl": "Deze pagina bestaat niet (meer).",
        "fr": "Cette page n'existe pas ou plus.",
        "en": "This page does not exist, or no longer does.",
    },
    "problem.413": {
        "nl": "Wat u stuurde is te groot.",
        "fr": "Ce que vous avez envoyé est trop volumineux.",
        "en": "What you sent is too large.",
    },
    "problem.429": {
        "nl": "U stuurde te veel aanvragen na elkaar. Wacht een minuut en probeer het opnieuw.",
        "fr": "Vous avez envoyé trop de demandes à la suite. Attendez une minute et réessayez.",
        "en": "You sent too many requests in a row. Wait a minute and try again.",
    },
    "problem.500": {
        "nl": "Er ging iets mis bij ons. Probeer het later opnieuw.",
        "fr": "Une erreur s'est produite chez nous. Réessayez plus tard.",
        "en": "Something went wrong on our side. Try again later.",
    },
    "problem.504": {
        "nl": "Het antwoord duurde te lang. Probeer het opnieuw.",
        "fr": "La réponse a pris trop de temps. Réessayez.",
        "en": "The answer took too long. Try again.",
    },
    "problem.form-expired": {
        "nl": "Deze pagina stond te lang open. Ga terug en probeer het opnieuw.",
        "fr": "Cette page est restée ouverte trop longtemps. Revenez en arrière et réessayez.",
        "en": "This page was open for too long. Go back and try again.",
    },
}
